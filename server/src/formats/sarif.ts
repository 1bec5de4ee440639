import type { Severity } from '../core/model/problem.ts';
import { rules } from '../core/rules/list.ts';
import { rulePage } from '../core/rules/page.ts';
import type { Rule } from '../core/rules/rule.ts';
import { type Finding, type FormatOptions, findingsOf, unusableFileCode } from './findings.ts';
import { jsonArray } from './jsonArray.ts';
import type { PositionRange } from './positions.ts';
import type { Report, ReportedFix, ReportedPlace } from './report.ts';
import { uriPath } from './uri.ts';

/**
 * A log of SARIF 2.1.0, in parts: the rules, then each result by itself. Source: OASIS, Static Analysis Results
 * Interchange Format 2.1.0, Errata 01. The section numbers below are of this document.
 */
export function* reportAsSarif(report: Report, options: FormatOptions): Iterable<string> {
  const { version, repository } = options;
  const driver = {
    name: 'Podwire',
    semanticVersion: version,
    ...(repository === undefined ? {} : { informationUri: repository }),
    rules: [...rules.map((rule) => ruleDescriptor(rule, repository)), unusableFile],
  };
  yield `{
"$schema": "https://json.schemastore.org/sarif-2.1.0.json",
"version": "2.1.0",
"runs": [{
"tool": {"driver": ${JSON.stringify(driver)}},
"columnKind": "utf16CodeUnits",
"originalUriBaseIds": ${JSON.stringify({ [sourceRoot]: { description: { text: 'The root of the repository.' } } })},
"results": `;
  yield* jsonArray(results(findingsOf(report, options), options));
  yield '\n}]\n}\n';
}

function* results(findings: readonly Finding[], options: FormatOptions): Iterable<unknown> {
  for (const finding of findings) {
    yield resultOf(finding, options);
  }
}

const sourceRoot = '%SRCROOT%';

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

function ruleDescriptor(rule: Rule, repository: string | undefined): unknown {
  const { title, what, why, fix } = rule.documentation;
  return {
    id: rule.code,
    shortDescription: { text: title },
    fullDescription: { text: plain(what) },
    help: { text: plain([what, why, fix].join('\n\n')), markdown: rulePage(rule) },
    ...(repository === undefined ? {} : { helpUri: `${repository}/blob/main/docs/rules/${rule.code}.md` }),
    defaultConfiguration: { level: levels[rule.severity] },
  };
}

/** Without the marks of Markdown that the pages of rules use within a line. */
function plain(markdown: string): string {
  return markdown.replace(/`([^`\n]*)`/g, '$1').replace(/(\*\*?)([^*\n]+)\1/g, '$2');
}

const unusableFile = {
  id: unusableFileCode,
  shortDescription: { text: 'A file cannot be used.' },
  fullDescription: { text: 'A file that cannot be read, a manifest that does not parse, or an unknown setting.' },
  help: {
    text: 'Podwire judges only what it can read. kubectl refuses a manifest that does not parse.',
    markdown: 'Podwire judges only what it can read. `kubectl` refuses a manifest that does not parse.',
  },
  defaultConfiguration: { level: 'error' },
};

const ruleIndexes: ReadonlyMap<string, number> = new Map(
  [...rules.map(({ code }) => code), unusableFileCode].map((code, index) => [code, index]),
);

function resultOf(finding: Finding, options: FormatOptions): unknown {
  const { code, severity, message, fingerprint, resource, related } = finding;
  const fixes = finding.fixes.filter(({ edits }) => edits.length > 0);
  return {
    ruleId: code,
    ...(ruleIndexes.has(code) ? { ruleIndex: ruleIndexes.get(code) } : {}),
    level: levels[severity],
    message: { text: escapeLinks(message) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: artifactLocation(finding.file, options),
          ...(finding.isWholeFile ? {} : { region: regionOf(finding.range) }),
        },
        ...(resource
          ? {
              logicalLocations: [
                {
                  name: resource.name,
                  kind: 'resource',
                  fullyQualifiedName: [resource.kind, resource.namespace, resource.name]
                    .filter((part) => part !== null)
                    .join('/'),
                },
              ],
            }
          : {}),
      },
    ],
    // GitHub knows an alert again by the second one, and would compute it from the neighbouring lines.
    partialFingerprints: { 'podwire/v1': fingerprint, primaryLocationLineHash: fingerprint },
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((each, index) => ({
            id: index + 1,
            physicalLocation: {
              artifactLocation: artifactLocation(each.file, options),
              region: regionOf(each.range),
            },
            message: { text: escapeLinks(each.message) },
          })),
        }),
    ...(fixes.length === 0 ? {} : { fixes: fixes.map((fix) => fixOf(fix, options)) }),
  };
}

function fixOf({ title, edits }: ReportedFix, options: FormatOptions): unknown {
  return {
    description: { text: escapeLinks(title) },
    artifactChanges: [...Map.groupBy(edits, ({ file }) => file)].map(([file, own]) => ({
      artifactLocation: artifactLocation(file, options),
      replacements: own.map(({ range, newText }) => ({
        deletedRegion: regionOf(range),
        ...(newText === '' ? {} : { insertedContent: { text: newText } }),
      })),
    })),
  };
}

/** Lines and columns count from 1, and the end is after the last character (3.30). */
function regionOf({ start, end }: PositionRange): unknown {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

function artifactLocation(file: ReportedPlace['file'], { pathInRepository, addressOf }: FormatOptions): unknown {
  const path = pathInRepository(file);
  // What is relative to a base must not lead out of it (3.4.4).
  return path.startsWith('../') ? { uri: addressOf(file) } : { uri: uriPath(path), uriBaseId: sourceRoot };
}

/** In a message, `[text](address)` is a link, and a backslash before a bracket makes it a bracket (3.11.6). */
function escapeLinks(text: string): string {
  const wellFormed = text.toWellFormed();
  return /\]\(/.test(text) ? wellFormed.replace(/[\\[\]]/g, '\\$&') : wellFormed;
}
