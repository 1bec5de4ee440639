import type { Analysis } from '../core/analysis.ts';
import type { Problem, Unknown } from '../core/model/problem.ts';
import { eachProblemOf, eachUnknownOf } from '../core/problems.ts';
import { getOrInsertComputed } from '../core/text/maps.ts';

/**
 * The findings that a report shows as one: the same finding of every bundle that includes the place. The files of an
 * analysis are each read once.
 */
export function bundleMembers(analysis: Analysis): (finding: Problem | Unknown) => readonly (Problem | Unknown)[] {
  const files = new Map<string, Places>();
  return (finding) => {
    const isUnknown = 'because' in finding;
    const { file } = finding.at.document;
    const key = `${isUnknown ? 'unknown' : 'problem'} ${file}`;
    const places = getOrInsertComputed(files, key, () =>
      placesOf(isUnknown ? eachUnknownOf(analysis, file) : eachProblemOf(analysis, file)),
    );
    return places.get(finding.at.document)?.get(placeOf(finding)) ?? [];
  };
}

type Places = ReadonlyMap<object, ReadonlyMap<string, readonly (Problem | Unknown)[]>>;

function placesOf(findings: readonly (Problem | Unknown)[]): Places {
  const documents = Map.groupBy(findings, ({ at }) => at.document as object);
  return new Map([...documents].map(([document, own]) => [document, Map.groupBy(own, placeOf)]));
}

function placeOf({ code, at }: Problem | Unknown): string {
  return `${code} ${at.range.start} ${at.range.end}`;
}
