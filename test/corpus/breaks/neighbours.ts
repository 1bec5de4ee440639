import { type Analysis, fileOf } from '../../../server/src/core/analysis.ts';
import type { Problem } from '../../../server/src/core/model/problem.ts';
import type { Resource } from '../../../server/src/core/model/resource.ts';
import { problemsOf } from '../../../server/src/core/problems.ts';
import { portsOfService, reachablePorts, targetsOf } from '../../../server/src/core/resolve/evidence/ports.ts';
import { isFixturePath } from '../measure.ts';
import { isThinned, type OpenedRepository, onlyTarget, type Selecting, subjectOf, withChange } from './examples.ts';
import { targetAfterFix } from './judge.ts';
import { type Change, editablePairs, type Subject, withValue } from './kinds.ts';
import { isSamePlace, isWrittenAsOne, objectAt, placeOfObject } from './places.ts';
import { randomFrom, shuffled } from './random.ts';
import { merged, pairsOf } from './twoAtOnce.ts';

/** The results if a Service gets the selector of its neighbour, or if two Services exchange their selectors. */
export interface Mixed {
  readonly kind: 'copied' | 'exchanged';
  readonly repository: string;
  /** Of the first Service. */
  readonly file: string;
  /** Which Service selects what. */
  readonly text: string;
  /** Whether ports or names say that the Service means its own workload. */
  readonly contradicted: 'by ports' | 'by names' | 'by nothing';
  /** The new problems of a Service that was edited. */
  readonly problems: readonly Problem[];
  /** The result of the preferred fix, if there is a problem. */
  readonly fixed?: 'as before' | 'otherwise' | 'no fix';
  readonly inFixture: boolean;
}

/** Of every directory one copy and one exchange, chosen by a seed; one in so many. */
export function* mixedIn(opened: OpenedRepository, every: number): Generator<Mixed> {
  for (const directory of opened.directories) {
    for (const kind of ['copied', 'exchanged'] as const) {
      const seed = `${opened.repository}/${directory.path} ${kind}`;
      if (!isThinned(seed, every)) {
        yield* mixedOf(opened, shuffled(directory.selecting, randomFrom(seed)), kind);
      }
    }
  }
}

function* mixedOf(opened: OpenedRepository, order: readonly Selecting[], kind: Mixed['kind']): Generator<Mixed> {
  for (const [first, second] of pairsOf(order)) {
    const [own, other] = [subjectOf(opened, first), subjectOf(opened, second)];
    const change = own && other ? changeOf(own, other, kind) : undefined;
    const edited = change && withChange(opened, change);
    if (!edited) {
      continue;
    }
    const { before, now } = edited;
    const mixed = mixedFrom(before, now, [first, second], kind);
    try {
      if (mixed) {
        const { repository } = opened;
        const { file } = first.service;
        yield { ...mixed, kind, repository, file, text: change.text, inFixture: isFixturePath(file) };
        return;
      }
    } finally {
      edited.takeBack();
    }
  }
}

/** The values of the other selector; undefined if the two selectors have different keys. */
function changeOf(own: Subject, other: Subject, kind: Mixed['kind']): Change | undefined {
  const copied = copyOf(own.service, other.service);
  const back = kind === 'exchanged' ? copyOf(other.service, own.service) : [];
  const text = `${own.service.name} has the selector of ${other.service.name}`;
  return copied && back && copied.length > 0
    ? { ...merged([...copied, ...back]), text: kind === 'copied' ? text : `${text}, and the other way round` }
    : undefined;
}

function copyOf(from: Resource, to: Resource): readonly Change[] | undefined {
  const [mine, theirs] = [from, to].map((each) => each.service?.selector?.pairs ?? []);
  const editable = editablePairs(from);
  const changes: Change[] = [];
  for (const pair of mine ?? []) {
    const value = theirs?.find(({ key }) => key.value === pair.key.value)?.value;
    if (value === undefined || mine?.length !== theirs?.length) {
      return undefined;
    }
    if (value.value !== pair.value.value) {
      if (!editable.includes(pair) || value.type !== 'string') {
        return undefined;
      }
      changes.push(withValue(from, pair, value.value));
    }
  }
  return changes;
}

/** Undefined if the edited Services do not select what the others select. */
function mixedFrom(
  before: Analysis,
  now: Analysis,
  [first, second]: readonly [Selecting, Selecting],
  kind: Mixed['kind'],
): Pick<Mixed, 'contradicted' | 'problems' | 'fixed'> | undefined {
  const edited =
    kind === 'copied'
      ? [[first, second] as const]
      : ([
          [first, second],
          [second, first],
        ] as const);
  const areMixed = edited.every(([from, to]) => {
    const service = objectAt(now, from.service);
    const target = service && onlyTarget(now, service);
    return target !== undefined && isSamePlace(placeOfObject(now, target), to.target);
  });
  if (!areMixed) {
    return undefined;
  }
  const contradictions = edited.map(([from, to]) => contradictionOf(now, from, to));
  const problems = edited.flatMap(([from]) => newProblems(before, now, from));
  const [problem] = problems;
  const fixed = problem && targetAfterFix(now, problem, first.service);
  return {
    contradicted: contradictions.includes('by ports')
      ? 'by ports'
      : contradictions.every((each) => each === 'by names')
        ? 'by names'
        : 'by nothing',
    problems,
    ...(problem
      ? {
          fixed: fixed === 'no fix' ? fixed : fixed && isSamePlace(fixed, first.target) ? 'as before' : 'otherwise',
        }
      : {}),
  };
}

function contradictionOf(now: Analysis, from: Selecting, to: Selecting): Mixed['contradicted'] {
  const [service, own, other] = [from.service, from.target, to.target].map((each) => objectAt(now, each));
  if (!service || !own || !other) {
    return 'by nothing';
  }
  return havePortsOf(service, own, other)
    ? 'by ports'
    : isCalledAs(service, own) && !isCalledAs(service, other)
      ? 'by names'
      : 'by nothing';
}

/** Whether a workload declares a port of the Service, and the other one declares ports, and none of the Service's. */
function havePortsOf(service: Resource, own: Resource, other: Resource): boolean {
  const has = ({ podTemplate }: Resource) =>
    portsOfService(service).some((port) => podTemplate && targetsOf(port, podTemplate).length > 0);
  return has(own) && !has(other) && other.podTemplate !== undefined && reachablePorts(other.podTemplate).length > 0;
}

/** Whether two names are equal except for words at the end. */
function isCalledAs({ name: a }: Resource, { name: b }: Resource): boolean {
  return a === b || a.startsWith(`${b}-`) || b.startsWith(`${a}-`);
}

const codes: ReadonlySet<string> = new Set([
  'service-selects-nothing',
  'service-selects-strangers',
  'service-port-missing',
]);

function newProblems(before: Analysis, now: Analysis, { service }: Selecting): readonly Problem[] {
  const problemsIn = (analysis: Analysis) => {
    const subject = objectAt(analysis, service);
    return fileOf(analysis, service.file) && subject
      ? problemsOf(analysis, service.file).filter(
          ({ code, resource }) => codes.has(code) && isWrittenAsOne(resource, subject),
        )
      : [];
  };
  const known = new Set(problemsIn(before).map(({ code, message }) => `${code} ${message}`));
  return problemsIn(now).filter(({ code, message }) => !known.has(`${code} ${message}`));
}
