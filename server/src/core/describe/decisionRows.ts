import { originOf } from '../model/origin.ts';
import type { ReportRow } from '../model/report.ts';
import type { Candidate } from '../model/resolution.ts';
import { describePods, describeResource } from '../resolve/describe.ts';
import { informFrom, warnFrom } from '../resolve/evidence/likelihood/levels.ts';
import { evidenceOf } from '../resolve/evidence/likelihood/likelihood.ts';
import { nameOfBundle } from '../resolve/scope/overlayVariants.ts';
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
  // How often selectors match nothing in general is no reason that a person can check.
  const reasons = none.filter(({ name }) => name !== 'nowhere').map((each) => note(evidenceOf(each).reason()));
  return [
    scopeRow(scope),
    ...(names.length > 0 ? [note(`Deployed by ${names.join(', ')}`)] : []),
    note('Nothing there matches'),
    ...elsewhere.slice(0, mostRows).map((each) => ({
      ...note(`Matches, but is deployed apart: ${describeResource(each)}`, each.document.file),
      at: originOf(each, each.nameRange),
    })),
    ...(reasons.length > 0
      ? [{ mark: 'note', text: 'The pods may be defined in another place', rows: reasons } as const]
      : []),
    ...(explanation ? [{ mark: 'unknown', text: `May define the pods: ${explanation.because}` } as const] : []),
  ];
}

// Further candidates are unlikely, and a longer list would not be read.
const mostRows = 5;

function scopeRow({ directories }: Scope): ReportRow {
  const shown = directories.slice(0, mostRows).map(nameOfBundle);
  const more = directories.length - shown.length;
  return { mark: 'note', text: `Searched ${shown.join(', ')}${more > 0 ? ` and ${more} more directories` : ''}` };
}

/** A candidate with the evidence for and against it. */
function candidateRow({ resource, likelihood, evidence }: Candidate): ReportRow {
  const level = likelihood >= warnFrom ? 'Probably' : likelihood >= informFrom ? 'Possibly' : 'Hardly';
  return {
    mark: 'note',
    text: `${level} meant: ${describeResource(resource)} (${describePods(resource)})`,
    detail: resource.document.file,
    at: originOf(resource, resource.nameRange),
    rows: evidence.map(({ points, reason }) => ({
      mark: 'note',
      text: `${points < 0 ? 'Against' : 'For'} it: ${reason()}`,
    })),
  };
}
