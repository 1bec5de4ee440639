import type { Dependencies } from './dependencies.ts';
import type { Key } from './keys.ts';

/**
 * The answers that were computed from one index, by the question and its subject, each with its dependencies.
 * Many judgements ask the same questions, such as which namespaces a candidate may have or which Services
 * select it.
 */
export type Answers = Map<string, Map<unknown, Answer>>;

export interface Answer {
  readonly value: unknown;
  readonly from: Dependencies;
}

/** The answers of an earlier index, for readers of the index that a change makes of it. */
export interface EarlierAnswers {
  /** An answer that the change does not touch holds for both indexes and is taken from here. */
  readonly answers: Answers;
  /** Whether new answers are added, for other changes that are tried on the same index. */
  readonly takesNew: boolean;
  /** Keys under which the change added or removed something. */
  readonly touched: ReadonlySet<Key>;
  /** Whether a set of dependencies includes a touched key, as far as that was computed. */
  readonly isTouched: Map<Dependencies, boolean>;
}

/** What the readers of one index share. */
export interface Shared {
  readonly answers?: Answers;
  /** Keys are built for each look-up. Of equal keys only one is kept. */
  readonly keys?: Map<Key, Key>;
  readonly earlier?: EarlierAnswers;
  /** Set if nobody will know on what an answer depends, such as in a request, which is answered once. */
  readonly untracked?: boolean;
}

/** The answers to one question, by its subject. */
export function answersTo(question: string, all: Answers): Map<unknown, Answer> {
  let answers = all.get(question);
  if (!answers) {
    answers = new Map();
    all.set(question, answers);
  }
  return answers;
}

/** Whether the change touched what an answer depends on. */
export function isTouched(from: Dependencies, earlier: EarlierAnswers | undefined): boolean {
  if (!earlier) {
    return false;
  }
  let touched = earlier.isTouched.get(from);
  if (touched === undefined) {
    touched = from.keys.some((key) => earlier.touched.has(key)) || from.parts.some((each) => isTouched(each, earlier));
    earlier.isTouched.set(from, touched);
  }
  return touched;
}

/** The key that is kept of all that equal it. */
export function once(key: Key, keys: Map<Key, Key>): Key {
  const known = keys.get(key);
  if (known !== undefined) {
    return known;
  }
  keys.set(key, key);
  return key;
}
