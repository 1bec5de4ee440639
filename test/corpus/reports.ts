import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Analysis } from '../../server/src/core/analysis.ts';
import { severities } from '../../server/src/core/model/problem.ts';
import { documentNow, resourcesOf, unknownOf } from '../../server/src/core/problems.ts';
import { entriesOf } from '../../server/src/core/text/versionedMap.ts';
import { Counts, tableOf } from './breaks/counts.ts';
import { analysisOfFolder, isFixturePath, type Reported, reportedIn } from './measure.ts';

/** The reports about unchanged repositories that nobody has read yet. */
export interface Reports {
  /** Markdown. */
  readonly tables: string;
  /**
   * Every error, warning and information, a line of columns each: severity, rule, place, message, and the candidates.
   */
  readonly lines: readonly string[];
}

/** Judges every folder of a folder by itself. */
export function reportsOf(root: string): Reports {
  const start = performance.now();
  const counts = new Counts();
  const lines: string[] = [];
  let files = 0;
  let repositories = 0;
  for (const repository of readdirSync(root).sort()) {
    repositories++;
    const analysis = analysisOfFolder(path.join(root, repository));
    countServices(counts, analysis);
    for (const [file, source] of entriesOf(analysis.index.files)) {
      files += source.named ? 0 : 1;
      for (const { code } of unknownOf(analysis, file)) {
        counts.add(code, 'unknown');
      }
      for (const reported of reportedIn(analysis, file, `${repository}/${file}`)) {
        const { code, severity } = reported.problem;
        counts.add(code, severity, ...(isFixturePath(file) ? [`${severity} in fixtures`] : []));
        if (severity !== 'hint') {
          lines.push(lineOf(analysis, reported));
        }
      }
    }
  }
  const all = tableOf(
    ['', 'number'],
    [
      ['repositories', repositories],
      ['files', files],
      ['Services with a selector', counts.of('services', 'written')],
      ['the same, each once for every kustomization that deploys it', counts.of('services', 'all')],
      ['seconds', ((performance.now() - start) / 1000).toFixed(1)],
    ],
  );
  const columns = [...severities, 'unknown', 'error in fixtures', 'warning in fixtures'];
  const codes = counts.rows().filter((row) => row !== 'services');
  const byRule = tableOf(
    ['rule', ...columns],
    codes.sort().map((code) => [`\`${code}\``, ...columns.map((column) => counts.of(code, column))]),
  );
  return { tables: `${all}\n\n${byRule}\n`, lines: lines.sort() };
}

function countServices(counts: Counts, analysis: Analysis): void {
  const written = new Set<string>();
  for (const { service, document, nameRange } of resourcesOf(analysis)) {
    if (service?.selector && service.selector.pairs.length > 0 && service.type?.value !== 'ExternalName') {
      counts.add('services', 'all');
      written.add(`${document.file} ${documentNow(analysis, document)?.line} ${nameRange.start}`);
    }
  }
  for (const _ of written) {
    counts.add('services', 'written');
  }
}

function lineOf(analysis: Analysis, { problem, file, line }: Reported): string {
  const candidates = (problem.candidates ?? []).map(({ resource: { kind, name, document }, likelihood }) => {
    const place = `${document.file}:${(documentNow(analysis, document)?.line ?? 0) + 1}`;
    return `${likelihood.toFixed(2)} ${kind} "${name}" ${place}`;
  });
  const message = problem.message.replaceAll(/\s+/g, ' ');
  return [problem.severity, problem.code, `${file}:${line}`, message, candidates.join(', ')].join('\t');
}
