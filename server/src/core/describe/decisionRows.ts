import type { ReportRow } from '../model/report.ts';
import type { Candidate } from '../model/resolution.ts';
import { describePods, describeResource } from '../resolve/describe.ts';
import { informFrom, warnFrom } from '../resolve/evidence/likelihood/levels.ts';
import { evidenceOf } from '../resolve/evidence/likelihood/likelihood.ts';
import type { Scope } from '../resolve/scope/scope.ts';
import type { Decision, Unmatched } from '../resolve/serviceSelector.ts';
import { optional } from '../text/optional.ts';

/**
 * How the selector of a Service was decided: the candidates, the likeliest first, then each step: namespace,
 * scope, matches outside the scope, and what may define the pods.
 */
export function decisionRows(decision: Decision): readonly ReportRow[] {
  const { namespaces, candidates, unmatched } = decision;
  const rows: ReportRow[] = candidates.slice(0, mostRows).map(candidateRow);
  if (namespaces) {
    const stated = namespaces.map((namespace) => namespace ?? 'not stated').join(', ');
    rows.push({ mark: 'note', text: `Namespace: ${stated}` });
  }
  if (unmatched) {
    rows.push(...unmatchedRows(unmatched));
  }
  return rows;
}

function unmatchedRows({ scope, elsewhere, none, explanation }: Unmatched): readonly ReportRow[] {
  const { takers, deployers } = scope.membership;
  const names = [...takers.map((taker) => taker.file), ...deployers.map(describeResource)];
  const note = (text: string, detail?: string): ReportRow => ({ mark: 'note', text, ...optional('detail', detail) });
  return [
    scopeRow(scope),
    ...(names.length > 0 ? [note(`Deployed by ${names.join(', ')}`)] : []),
    note('Nothing in scope matches'),
    ...elsewhere
      .slice(0, mostRows)
      .map((each) => note(`Match outside the scope: ${describeResource(each)}`, each.document.file)),
    {
      mark: 'note',
      text: 'Evidence that the pods are in another place',
      rows: none.map(evidenceOf).map(({ reason }) => note(reason())),
    },
    ...(explanation ? [{ mark: 'unknown', text: `May define the pods: ${explanation.because}` } as const] : []),
  ];
}

// Further candidates are unlikely, and a longer list would not be read.
const mostRows = 5;

function scopeRow({ directories }: Scope): ReportRow {
  const shown = directories.slice(0, mostRows).map((directory) => (directory === '' ? '.' : directory));
  const more = directories.length - shown.length;
  return { mark: 'note', text: `Searched ${shown.join(', ')}${more > 0 ? ` and ${more} more directories` : ''}` };
}

/** A candidate with the evidence for and against it. */
function candidateRow({ resource, likelihood, evidence }: Candidate): ReportRow {
  const level = likelihood >= warnFrom ? 'a warning' : likelihood >= informFrom ? 'an information' : 'a hint';
  return {
    mark: 'note',
    text: `${describeResource(resource)} (${describePods(resource)}): ${percent(likelihood)} likely, ${level}`,
    detail: resource.document.file,
    rows: evidence.map(({ points, reason }) => ({
      mark: 'note',
      text: `${points < 0 ? 'against' : 'for'} it: ${reason()}`,
    })),
  };
}

/** Never 100 %, because a likelihood is a guess. */
function percent(likelihood: number): string {
  return `${Math.min(98, Math.round(100 * likelihood))} %`;
}
