import { distance } from 'fastest-levenshtein';
import type { IndexReader } from '../../index/reader.ts';

/** How similar two names or label values are. */
export type Likeness =
  /** Equal apart from case and separators. */
  | 'spelling'
  /** One wrong letter, or two exchanged ones: so similar names rarely mean two things. */
  | 'typo'
  /** One is the other with a prefix or suffix: `web` and `web-backend`, `mysql` and `mysqldb`. */
  | 'extended'
  /** They begin or end with the same parts: `family-assistant-nodeport` and `family-assistant-backend`. */
  | 'shared parts'
  /** Equal apart from a number: `v1` and `v2`. */
  | 'other number'
  | 'none';

/** Names that were parsed before. Only a cache: its values follow from the names. */
export type KnownNames = Map<string, Name>;

/** The cache that all judgements of one index share. */
export function knownNames(index: Pick<IndexReader, 'remember'>): KnownNames {
  return index.remember('names', 'all', (): KnownNames => new Map());
}

/** A parsed name. */
interface Name {
  /** In lower case. */
  readonly lower: string;
  readonly parts: readonly string[];
  readonly joined: string;
  /** The parts that do not only name a kind, joined by `-`. */
  readonly telling: string;
  readonly withoutNumbers: string;
}

export function likenessOf(a: string, b: string, names?: KnownNames): Likeness {
  const [left, right] = [nameOf(a, names), nameOf(b, names)];
  if (left.parts.length === 0 || right.parts.length === 0 || a.length > longestName || b.length > longestName) {
    return 'none';
  }
  if (left.joined === right.joined) {
    return 'spelling';
  }
  if (left.withoutNumbers === right.withoutNumbers) {
    return 'other number';
  }
  if (isTypo(left, right)) {
    return 'typo';
  }
  const [shorter, longer] =
    left.parts.length <= right.parts.length ? [left.parts, right.parts] : [right.parts, left.parts];
  const front = sharedFront(shorter, longer);
  const back = sharedBack(shorter, longer);
  const shared = Math.max(front, back);
  const word = front >= back ? shorter[0] : shorter[shorter.length - back];
  if (shared === shorter.length && shared < longer.length) {
    return shared === 1 && emptyWords.has(word ?? '') ? 'shared parts' : 'extended';
  }
  if (isExtendedWord(left.lower, right.lower)) {
    return 'extended';
  }
  if (shared * 2 < longer.length) {
    return 'none';
  }
  const letters = front >= back ? shorter.slice(0, front) : shorter.slice(shorter.length - back);
  return letters.join('').length >= shortestTelling ? 'shared parts' : 'none';
}

/** How much evidence a typing error is: the more letters agree, the less likely is a coincidence. */
export function typoWeight(a: string, b: string, names?: KnownNames): 'word' | 'short' | 'tiny' {
  const longer = Math.max(a.length, b.length);
  const wrong = differingPart(nameOf(a, names).parts, nameOf(b, names).parts);
  return longer < 4 || (wrong !== undefined && wrong.length < 3) ? 'tiny' : longer < 6 ? 'short' : 'word';
}

/** Whether two keys with equal values are almost the same. There are few keys, so short ones count too. */
export function isMistypedKey(a: string, b: string, names?: KnownNames): boolean {
  const likeness = likenessOf(a, b, names);
  return likeness === 'typo' || likeness === 'spelling' || (Math.min(a.length, b.length) >= 3 && distance(a, b) === 1);
}

/** Whether a name is another one with more parts in front or behind: `web-metrics` and `web`. */
export function extendsName(longer: string, shorter: string, names?: KnownNames): boolean {
  const [a, b] = [nameOf(longer, names).parts, nameOf(shorter, names).parts];
  return a.length > b.length && b.length > 0 && (sharedFront(b, a) === b.length || sharedBack(b, a) === b.length);
}

/** Whether one of two names is the other with more parts in front or behind, without words that only name a kind. */
export function areExtensions(a: string, b: string, names?: KnownNames): boolean {
  const [left, right] = [nameOf(a, names).telling, nameOf(b, names).telling];
  return extendsName(left, right, names) || extendsName(right, left, names);
}

/** Whether two names are equal apart from words that name a kind: `web-svc` and `web-deployment`. */
export function isSameName(a: string, b: string, names?: KnownNames): boolean {
  return a !== '' && b !== '' && nameOf(a, names).telling === nameOf(b, names).telling;
}

/** E.g. `family`, `assistant`, `backend` for `family-assistant-backend`; in lower case. */
export function partsOf(name: string): readonly string[] {
  // Nearly every name is in lower case already, so the usual case should be cheap.
  const lower = /[A-Z]/.test(name) ? name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase() : name;
  return lower.split(/[-_./]+/).filter((part) => part !== '');
}

/** The parts without words that only name a kind; all parts if nothing else is left. */
export function tellingParts(name: string): readonly string[] {
  const parts = partsOf(name);
  const telling = parts.filter((part) => !kindWords.has(part));
  return telling.length > 0 ? telling : parts;
}

function nameOf(text: string, names: KnownNames | undefined): Name {
  const known = names?.get(text);
  if (known) {
    return known;
  }
  const parts = partsOf(text);
  const name: Name = {
    lower: text.toLowerCase(),
    parts,
    joined: parts.join(''),
    telling: tellingParts(text).join('-'),
    withoutNumbers: text.replace(/\d+/g, ''),
  };
  names?.set(text, name);
  return name;
}

/**
 * Words that distinguish a Service from a workload in names. They do not tell which Service and which workload
 * belong together.
 */
const kindWords: ReadonlySet<string> = new Set([
  ...['service', 'services', 'svc', 'srv', 'headless', 'lb', 'loadbalancer', 'clusterip', 'nodeport'],
  ...['deployment', 'deploy', 'dep', 'statefulset', 'sts', 'daemonset', 'ds', 'replicaset', 'rs', 'rc', 'controller'],
  ...['pod', 'pods', 'rollout', 'job', 'cronjob'],
]);

// A label value has at most 63 characters and a name at most 253; a longer text is not a mistyped name.
const longestName = 253;

/** Words that appear in many unrelated names. */
const emptyWords: ReadonlySet<string> = new Set(['app', 'my', 'the', 'test', 'demo', 'example', 'sample', 'default']);

// A shared `my` or `app` is no evidence.
const shortestTelling = 4;

/**
 * One letter added, missing, wrong, or exchanged with its neighbour. Parts of one letter do not count as typing
 * errors: `service-a` and `service-b` are two things. A letter behind a number does: `1.0` and `1.0x`.
 */
function isTypo(left: Name, right: Name): boolean {
  const [a, b] = [left.lower, right.lower];
  const longer = Math.max(a.length, b.length);
  if (longer < 2) {
    return false;
  }
  if (!isTransposed(a, b) && (Math.abs(a.length - b.length) > 1 || distance(a, b) > 1)) {
    return false;
  }
  if (longer === 2 || (longer === 3 && a.length !== b.length)) {
    // `ui` and `uj`, `db` and `dbx` count; `fe` and `be` are two words.
    return a.length + b.length > 3 && a[0] === b[0] && /^[a-z]+ [a-z]+$/.test(`${a} ${b}`);
  }
  const wrong = differingPart(left.parts, right.parts);
  return wrong === undefined || wrong.length > 2 || /^[a-z]{2}$|^\d[a-z]$/.test(wrong);
}

/**
 * The longer variant of the one part in which two names differ; undefined if they have different numbers of
 * parts.
 */
function differingPart(left: readonly string[], right: readonly string[]): string | undefined {
  const at = left.length === right.length ? left.findIndex((part, index) => part !== right[index]) : -1;
  const [a = '', b = ''] = at < 0 ? [] : [left[at], right[at]];
  return at < 0 ? undefined : a.length >= b.length ? a : b;
}

function isTransposed(a: string, b: string): boolean {
  if (a.length !== b.length) {
    return false;
  }
  let at = 0;
  while (at < a.length && a[at] === b[at]) {
    at++;
  }
  return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
}

/** `mysqldb` and `mysql`: one word begins or ends with the other, which is most of it. */
function isExtendedWord(a: string, b: string): boolean {
  const [shorter, longer] = a.length <= b.length ? [a, b] : [b, a];
  return (
    shorter.length >= shortestTelling &&
    shorter.length * 2 >= longer.length &&
    (longer.startsWith(shorter) || longer.endsWith(shorter)) &&
    !/^\d+$/.test(longer.startsWith(shorter) ? longer.slice(shorter.length) : longer.slice(0, -shorter.length))
  );
}

function sharedFront(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < a.length && a[count] === b[count]) {
    count++;
  }
  return count;
}

function sharedBack(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < a.length && a[a.length - 1 - count] === b[b.length - 1 - count]) {
    count++;
  }
  return count;
}

/**
 * Whether two values share enough pairs of neighbouring letters (Dice's coefficient), e.g. after two typing
 * errors or without a separator.
 */
export function areSimilar(a: string, b: string): boolean {
  const [left, right] = [pairsOfLetters(a), pairsOfLetters(b)];
  let shared = 0;
  for (const each of left) {
    shared += right.has(each) ? 1 : 0;
  }
  return left.size + right.size >= 6 && (2 * shared) / (left.size + right.size) >= leastSimilarity;
}

// Two errors in a word of eight letters change at most four of its seven pairs.
const leastSimilarity = 0.45;

function pairsOfLetters(text: string): ReadonlySet<string> {
  const letters = text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const pairs = new Set<string>();
  for (let at = 0; at + 1 < letters.length; at++) {
    pairs.add(letters.slice(at, at + 2));
  }
  return pairs;
}
