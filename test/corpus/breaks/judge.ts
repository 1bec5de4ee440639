import { type Analysis, analyse, fileOf } from '../../../server/src/core/analysis.ts';
import { firstFix } from '../../../server/src/core/features/fixes.ts';
import { withDocumentText } from '../../../server/src/core/kinds/documents.ts';
import type { SourceFile } from '../../../server/src/core/model/document.ts';
import {
  type DocumentChange,
  type Problem,
  type Severity,
  severities,
} from '../../../server/src/core/model/problem.ts';
import type { Resource } from '../../../server/src/core/model/resource.ts';
import { problemsOf } from '../../../server/src/core/problems.ts';
import { applyEdits } from '../../../server/src/core/text/range.ts';
import { type Example, onlyTarget } from './examples.ts';
import { workloadKinds } from './kinds.ts';
import { isSamePlace, isWrittenAsOne, type ObjectPlace, objectAt, placeOfObject } from './places.ts';

/** The problems of a Service. */
export interface Judged {
  /** The most severe one, if there is a problem. */
  readonly severity?: Severity;
  /** The workload that the problem names. */
  readonly named?: Resource;
  /** Whether that is the one that is meant; absent where none is named. */
  readonly isRight?: boolean;
  readonly message?: string;
  /** The workload that the Service selects after the preferred fix; absent without such a fix. */
  readonly fixedTo?: ObjectPlace;
  /** The result of the preferred fix of a problem. */
  readonly fixed?: 'as before' | 'otherwise' | 'no fix';
}

/** The problems of one example, and the result of the preferred fix. */
export function judgementOf(example: Example): Judged {
  const { now, before, service, right, servicePlace, rightPlace } = example;
  const isOfWorkload = workloadKinds.has(example.kind);
  const beforehand = objectAt(before, servicePlace);
  const isKnown = (problem: Problem) =>
    problemsAbout(before, beforehand, undefined).some((each) => each.message === problem.message);
  const found = problemsAbout(now, service, isOfWorkload ? right : undefined).filter(
    // Without an edit nothing is new.
    (problem) => now === before || !isKnown(problem),
  );
  const problems = found.sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
  const [gravest] = problems;
  if (!gravest) {
    return {};
  }
  const named = namedBy(gravest);
  return {
    severity: gravest.severity,
    message: gravest.message,
    ...(named ? { named, isRight: right !== undefined && isWrittenAsOne(named, right) } : {}),
    ...(rightPlace ? fixOf(now, problems, servicePlace, rightPlace) : {}),
  };
}

/** Whether a person notices it. A hint is a faint mark, and no check reports it. */
export function isTold({ severity }: { readonly severity?: Severity }): boolean {
  return severity !== undefined && severity !== 'hint';
}

export function isWarned({ severity }: { readonly severity?: Severity }): boolean {
  return severity === 'error' || severity === 'warning';
}

/** The result of the first preferred fix: with several problems, a person uses the one that has a fix. */
function fixOf(
  now: Analysis,
  problems: readonly Problem[],
  service: ObjectPlace,
  right: ObjectPlace,
): Pick<Judged, 'fixed' | 'fixedTo'> {
  for (const problem of problems) {
    const fixedTo = targetAfterFix(now, problem, service);
    if (fixedTo === undefined) {
      return { fixed: 'otherwise' };
    }
    if (fixedTo !== 'no fix') {
      return { fixedTo, fixed: isSamePlace(fixedTo, right) ? 'as before' : 'otherwise' };
    }
  }
  return { fixed: 'no fix' };
}

/** That the Service selects nothing, and that the workload no longer selects its own pods. */
function problemsAbout(analysis: Analysis, service: Resource | undefined, workload: Resource | undefined): Problem[] {
  const pairs = [
    ...(service?.service?.selector?.pairs ?? []),
    ...(workload?.workloadSelector?.matchLabels?.pairs ?? []),
  ];
  const documents = [service?.document, workload?.document].filter((each) => each !== undefined);
  const places = [...documents, ...pairs.flatMap(({ key, value }) => [key.document, value.document])];
  const files = new Set(places.flatMap((each) => each?.file ?? []));
  return [...files]
    .flatMap((file) => problemsOf(analysis, file))
    .filter(({ code, resource }) => {
      const subject =
        code === 'service-selects-nothing' ? service : code === 'selector-template-mismatch' ? workload : undefined;
      return subject !== undefined && isWrittenAsOne(resource, subject);
    });
}

/** The problems of a Service in every file in which a part of it is written. */
export function problemsOfPlace(analysis: Analysis, service: Resource): readonly Problem[] {
  return problemsAbout(analysis, service, undefined);
}

/** The workload that is meant according to a problem. */
function namedBy({ code, resource, data }: Problem): Resource | undefined {
  if (code === 'selector-template-mismatch') {
    return resource;
  }
  const { candidates } = (data ?? {}) as { readonly candidates?: readonly { readonly resource: Resource }[] };
  return candidates?.[0]?.resource;
}

/** The workload that the Service selects after the preferred fix; undefined if it is not exactly one. */
export function targetAfterFix(
  now: Analysis,
  problem: Problem,
  service: ObjectPlace,
): ObjectPlace | 'no fix' | undefined {
  const fix = firstFix(now, problem);
  const files = fix?.preferred ? filesWith(now, fix.changes) : undefined;
  if (!files) {
    return 'no fix';
  }
  const next = analyse(now, { files, last: true, work: { onlyTouched: true } }).analysis;
  const same = objectAt(next, service);
  const target = same && onlyTarget(next, same);
  return target && placeOfObject(next, target);
}

function filesWith(analysis: Analysis, changes: readonly DocumentChange[]): ReadonlyMap<string, SourceFile> {
  const files = new Map<string, SourceFile>();
  for (const { document, edits } of changes) {
    const file = files.get(document.file) ?? fileOf(analysis, document.file);
    if (file) {
      files.set(document.file, withDocumentText(file, document, applyEdits(document.text, edits)));
    }
  }
  return files;
}
