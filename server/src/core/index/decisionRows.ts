import type { ReportRow } from '../model/report.ts';
import type { Candidate } from '../model/resolution.ts';
import { describePods, describeResource } from './describe.ts';
import { looserThreshold, threshold } from './nearness.ts';
import type { Scope } from './scope.ts';
import type { Decision } from './selectorResolution.ts';

/**
 * How a Service's selector was decided: what it may have meant, nearest first, then each step: namespace, scope, what
 * matches elsewhere, silence.
 */
export function decisionRows({ namespaces, scope, elsewhere, candidates, silence }: Decision): readonly ReportRow[] {
  const rows: ReportRow[] = candidates.slice(0, mostRows).map(candidateRow);
  if (namespaces) {
    const stated = namespaces.map((namespace) => namespace ?? 'not stated').join(', ');
    rows.push({ mark: 'note', text: `Namespace: ${stated}` });
  }
  if (scope) {
    rows.push(scopeRow(scope));
    const { takers, deployers } = scope.membership;
    if (takers.length + deployers.length > 0) {
      const names = [...takers.map((taker) => taker.file), ...deployers.map(describeResource)];
      rows.push({ mark: 'note', text: `Deployed by ${names.join(', ')}` });
    }
    rows.push({ mark: 'note', text: 'Nothing in scope matches' });
  }
  for (const resource of elsewhere.slice(0, mostRows)) {
    rows.push({
      mark: 'note',
      text: `Matches elsewhere: ${describeResource(resource)}`,
      detail: resource.document.file,
    });
  }
  if (silence !== undefined) {
    rows.push({ mark: 'unknown', text: `Nothing is said, because ${silence}` });
  }
  return rows;
}

// What is further down was not meant, and nobody reads that far.
const mostRows = 5;

function scopeRow({ directories }: Scope): ReportRow {
  const shown = directories.slice(0, mostRows).map((directory) => (directory === '' ? '.' : directory));
  const more = directories.length - shown.length;
  return { mark: 'note', text: `Looked in ${shown.join(', ')}${more > 0 ? ` and ${more} more directories` : ''}` };
}

/** A candidate with the parts of its score. */
function candidateRow({ resource, score, evidence }: Candidate): ReportRow {
  const verdict = score >= threshold ? 'a warning' : score >= looserThreshold ? 'an information' : 'too little';
  return {
    mark: 'note',
    text: `${describeResource(resource)} (${describePods(resource)}): ${signed(score)}, ${verdict}`,
    detail: resource.document.file,
    rows: evidence.map(({ points, reason }) => ({ mark: 'note', text: `${signed(points)} ${reason()}` })),
  };
}

/** Two digits and a sign, e.g. `+0.75`. */
function signed(points: number): string {
  return `${points < 0 ? '-' : '+'}${Math.abs(points).toFixed(2)}`;
}
