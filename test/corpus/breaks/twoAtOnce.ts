import {
  changeFor,
  type Example,
  exampleIn,
  isThinned,
  type OpenedRepository,
  type Selecting,
  subjectOf,
  withChange,
} from './examples.ts';
import { type BreakKind, type Change, editablePairs, type Subject, withValue } from './kinds.ts';
import { isSamePlace } from './places.ts';
import { chosen, type Random, randomFrom, shuffled } from './random.ts';
import { anotherWord } from './values.ts';

export type TwoAtOnceKind = 'each has a wrong value' | 'both have the same wrong value';

/** Two Services of one directory, of two workloads, that are broken at the same time. */
export interface TwoAtOnce {
  readonly kind: TwoAtOnceKind;
  /** Of one analysis. */
  readonly examples: readonly [Example, Example];
}

const kindsOfTwo: readonly TwoAtOnceKind[] = ['each has a wrong value', 'both have the same wrong value'];

/** Of every directory one pair of Services for each kind, chosen by a seed; one in so many. */
export function* twoAtOnceIn(opened: OpenedRepository, every: number): Generator<TwoAtOnce> {
  for (const directory of opened.directories) {
    for (const kind of kindsOfTwo) {
      const seed = `${opened.repository}/${directory.path} ${kind}`;
      if (!isThinned(seed, every)) {
        yield* twoOf(opened, shuffled(directory.selecting, randomFrom(seed)), kind, randomFrom(`${seed} values`));
      }
    }
  }
}

// In a directory where so many pairs cannot be broken, the others cannot either.
const mostTried = 20;

function* twoOf(
  opened: OpenedRepository,
  order: readonly Selecting[],
  kind: TwoAtOnceKind,
  random: Random,
): Generator<TwoAtOnce> {
  for (const [first, second] of pairsOf(order).slice(0, mostTried)) {
    const [left, right] = [subjectOf(opened, first), subjectOf(opened, second)];
    const changes = left && right ? changesFor(opened, [left, first], [right, second], kind, random) : undefined;
    const edited = changes && withChange(opened, merged(changes));
    if (!edited) {
      continue;
    }
    const examples = [first, second].map((each, at) =>
      exampleIn(opened, edited, each, changes[at]!.kind, changes[at]!),
    );
    const [one, other] = examples;
    try {
      if (one && other && !one.matched && !other.matched) {
        yield { kind, examples: [one, other] };
        return;
      }
    } finally {
      edited.takeBack();
    }
  }
}

/** Each with each that comes later and selects another workload. */
export function pairsOf(order: readonly Selecting[]): readonly (readonly [Selecting, Selecting])[] {
  return order.flatMap((first, at) =>
    order
      .slice(at + 1)
      .filter(({ target }) => !isSamePlace(target, first.target))
      .map((second) => [first, second] as const),
  );
}

interface KindOfChange extends Change {
  readonly kind: BreakKind;
}

function changesFor(
  opened: OpenedRepository,
  first: readonly [Subject, Selecting],
  second: readonly [Subject, Selecting],
  kind: TwoAtOnceKind,
  random: Random,
): readonly KindOfChange[] | undefined {
  if (kind === 'each has a wrong value') {
    const changes = [first, second].map(([subject, selecting]) => {
      const kinds = shuffled<BreakKind>(['another word', 'the name of the Service', 'two typing errors'], random);
      return kinds.flatMap((each) => {
        const change = changeFor(opened, subject, selecting, each);
        return change ? [{ ...change, kind: each }] : [];
      })[0];
    });
    return changes.every((each) => each !== undefined) ? changes : undefined;
  }
  const word = anotherWord(new Set([...first[0].taken, ...second[0].taken]), random);
  const pairs = [first, second].map(([{ service }]) => chosen(editablePairs(service), random));
  return word !== undefined && pairs.every((each) => each !== undefined)
    ? [first, second].map(([{ service }], at) => ({ ...withValue(service, pairs[at]!, word), kind: 'another word' }))
    : undefined;
}

export function merged(changes: readonly Change[]): Change {
  return { edits: changes.flatMap(({ edits }) => edits), text: changes.map(({ text }) => text).join('; ') };
}
