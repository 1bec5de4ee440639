import { compareCodePoints } from '../core/text/compare.ts';
import { type Finding, type FormatOptions, findingsByFile, findingsOf, unusableFileCode } from './findings.ts';
import type { Report } from './report.ts';
import { xmlAttributes, xmlDeclaration, xmlText } from './xml.ts';

/**
 * The XML of JUnit: a test suite for each file, in it a test case for each finding, or a passed one if the file
 * has none. A finding that does not make the check fail is a passed test case with output.
 */
export function* reportAsJunit(report: Report, options: FormatOptions): Iterable<string> {
  const findings = findingsOf(report, options);
  const byFile = findingsByFile(findings);
  const files = [...new Set([...options.files, ...byFile.keys()])].sort(compareCodePoints);
  const passed = files.filter((file) => !byFile.has(file)).length;
  yield `${xmlDeclaration}<testsuites${xmlAttributes({ name: 'podwire', ...counts(findings, passed, options) })}>\n`;
  for (const file of files) {
    const own = byFile.get(file) ?? [];
    yield `  <testsuite${xmlAttributes({ name: file, ...counts(own, own.length === 0 ? 1 : 0, options) })}>\n`;
    if (own.length === 0) {
      yield `    <testcase${xmlAttributes({ name: 'no problems', classname: file, file })}/>\n`;
    }
    const names = new Map<string, number>();
    for (const finding of own) {
      const name = nameOf(finding);
      const count = (names.get(name) ?? 0) + 1;
      names.set(name, count);
      yield testCase(finding, count === 1 ? name : `${name} (${count})`, options);
    }
    yield '  </testsuite>\n';
  }
  yield '</testsuites>\n';
}

function counts(findings: readonly Finding[], passed: number, options: FormatOptions): Record<string, number> {
  const results = findings.map((finding) => resultOf(finding, options));
  return {
    tests: findings.length + passed,
    failures: results.filter((result) => result === 'failure').length,
    errors: results.filter((result) => result === 'error').length,
  };
}

/** In JUnit a failure is a test that found something, and an error is a test that could not run. */
function resultOf({ code, severity }: Finding, { fails }: FormatOptions): 'failure' | 'error' | 'passed' {
  return !fails(severity) ? 'passed' : code === unusableFileCode ? 'error' : 'failure';
}

/** Without the line, so that a test case keeps its name when lines move. */
function nameOf({ code, resource }: Finding): string {
  return resource ? `${code}: ${resource.kind} ${resource.name}` : code;
}

function testCase(finding: Finding, name: string, options: FormatOptions): string {
  const { code, file, range, severity, message, related, fixes } = finding;
  const place = finding.isWholeFile ? file : `${file}:${range.start.line + 1}:${range.start.character + 1}`;
  const lines = [
    `${place}: ${severity}: ${message}`,
    ...related.map(
      (each) => `note: ${each.file}:${each.range.start.line + 1}:${each.range.start.character + 1}: ${each.message}`,
    ),
    ...fixes.slice(0, 1).map(({ title }) => `help: ${title}`),
  ];
  const result = resultOf(finding, options);
  const content =
    result === 'passed'
      ? `<system-out>${xmlText(lines.join('\n'))}</system-out>`
      : `<${result}${xmlAttributes({ type: code, message })}>${xmlText(lines.join('\n'))}</${result}>`;
  return `    <testcase${xmlAttributes({ name, classname: file, file })}>\n      ${content}\n    </testcase>\n`;
}
