import type { Analysis } from './analysis.ts';
import { IndexReader } from './index/reader.ts';
import { type Judgement, type JudgingStep, judge, rulesByFacts } from './judging.ts';
import type { FileDocument } from './model/document.ts';
import type { Problem, Unknown } from './model/problem.ts';
import type { Resource } from './model/resource.ts';
import { eachPendingResource, isPendingResource } from './pendingResources.ts';
import { problemsOnce, unknownOnce } from './resolve/scope/overlayVariants.ts';
import { rules } from './rules/list.ts';
import type { Settings } from './settings.ts';
import { statedSeverity } from './severity.ts';
import { compareText } from './text/compare.ts';
import { getOrInsertComputed } from './text/maps.ts';
import { holdersOf } from './text/reverseMap.ts';
import { entriesOf, lookUp } from './text/versionedMap.ts';

/**
 * Every resource of the workspace, once. If bundles read a file, the bundles' variants take the place of its
 * resources.
 */
export function* resourcesOf({ judgements, pending }: Analysis): Generator<Resource> {
  for (const [resource] of entriesOf(judgements)) {
    if (resource.flag === undefined) {
      yield resource;
    }
  }
  for (const resource of eachPendingResource(pending)) {
    if (!lookUp(judgements, resource)) {
      yield resource;
    }
  }
}

/** The problems of a resource. A pending resource is judged for the caller. */
export function problemsOfResource(analysis: Analysis, resource: Resource): readonly Problem[] {
  const { index, judgements, settings, pending } = analysis;
  const judgement = isPendingResource(pending, resource)
    ? judge(resource, index, judgingAlone(settings), settings)
    : lookUp(judgements, resource);
  return judgement?.problems ?? [];
}

function judgingAlone(settings: Settings): JudgingStep {
  return { rulesFor: rulesByFacts(rules), severityOf: statedSeverity(settings), shared: {}, notes: false };
}

/** The problems in a file, by offset; a problem that several bundles have at one place counts once. */
export function problemsOf(analysis: Analysis, path: string): readonly Problem[] {
  return inOrder(analysis, [...problemsOnce(eachProblemOf(analysis, path), new IndexReader(analysis.index))]);
}

/** The problems in a file, separately for each bundle; in no order. */
export function eachProblemOf(analysis: Analysis, path: string): readonly Problem[] {
  return judgementsOf(analysis, path).flatMap((judgement) =>
    judgement.problems.filter((problem) => problem.at.document.file === path),
  );
}

/** The unknown references in a file, by offset. */
export function unknownOf(analysis: Analysis, path: string): readonly Unknown[] {
  return inOrder(analysis, [...unknownOnce(eachUnknownOf(analysis, path), new IndexReader(analysis.index))]);
}

/** The unknown references in a file, separately for each bundle; in no order. */
export function eachUnknownOf(analysis: Analysis, path: string): readonly Unknown[] {
  return judgementsOf(analysis, path).flatMap((judgement) =>
    judgement.unknown.filter((each) => each.at.document.file === path),
  );
}

/** The current position of a document in its file; undefined if the document no longer exists. */
export function documentNow(analysis: Analysis, facts: FileDocument['facts']): FileDocument | undefined {
  return lookUp(analysis.index.files, facts.file)?.documents.find((document) => document.facts === facts);
}

/** The number of a document in its file; -1 if it is no longer there. */
export function documentNumber(analysis: Analysis, facts: FileDocument['facts']): number {
  return lookUp(analysis.index.files, facts.file)?.documents.findIndex((each) => each.facts === facts) ?? -1;
}

/** As `documentNow`, for many documents: each file is visited once. */
export function documentsNow(analysis: Analysis): (facts: FileDocument['facts']) => FileDocument | undefined {
  const files = new Map<string, ReadonlyMap<FileDocument['facts'], FileDocument>>();
  const placesIn = (file: string) =>
    new Map(lookUp(analysis.index.files, file)?.documents.map((document) => [document.facts, document]));
  return (facts) => getOrInsertComputed(files, facts.file, placesIn).get(facts);
}

function judgementsOf(analysis: Analysis, path: string): readonly Judgement[] {
  return [...holdersOf(analysis.spoken, path)].flatMap((resource) => lookUp(analysis.judgements, resource) ?? []);
}

function inOrder<T extends Problem | Unknown>(analysis: Analysis, found: T[]): readonly T[] {
  const placeIn = documentsNow(analysis);
  const start = (each: T) => placeIn(each.at.document)?.start ?? 0;
  return found.sort(
    (a, b) =>
      start(a) - start(b) ||
      a.at.range.start - b.at.range.start ||
      a.at.range.end - b.at.range.end ||
      compareText(a.code, b.code) ||
      compareText(messageOf(a), messageOf(b)),
  );
}

function messageOf(each: Problem | Unknown): string {
  return 'message' in each ? each.message : each.because;
}
