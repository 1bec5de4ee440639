import { distance } from 'fastest-levenshtein';

/** How two names or label values resemble each other. */
export type Likeness =
  /** Equal but for case and separators. */
  | 'spelling'
  /** One letter, or two in a long word: nobody means two things by it. */
  | 'typo'
  /** One is the other with something in front or behind: `web` and `web-backend`, `mysql` and `mysqldb`. */
  | 'extended'
  /** They begin or end with the same parts: `family-assistant-nodeport` and `family-assistant-backend`. */
  | 'shared parts'
  /** The same but for a number: `v1` and `v2`. */
  | 'other number'
  | 'none';

export function likenessOf(a: string, b: string): Likeness {
  const [left, right] = [partsOf(a), partsOf(b)];
  if (left.length === 0 || right.length === 0 || a.length > longestName || b.length > longestName) {
    return 'none';
  }
  if (left.join('') === right.join('')) {
    return 'spelling';
  }
  if (a.replace(/\d+/g, '') === b.replace(/\d+/g, '')) {
    return 'other number';
  }
  if (isTypo(a.toLowerCase(), b.toLowerCase(), left, right)) {
    return 'typo';
  }
  const [shorter, longer] = left.length <= right.length ? [left, right] : [right, left];
  const front = sharedFront(shorter, longer);
  const back = sharedFront([...shorter].reverse(), [...longer].reverse());
  const shared = front >= back ? shorter.slice(0, front) : shorter.slice(shorter.length - back);
  if (shared.length === shorter.length && shared.length < longer.length) {
    return shared.length === 1 && emptyWords.has(shared[0]!) ? 'shared parts' : 'extended';
  }
  if (isExtendedWord(a.toLowerCase(), b.toLowerCase())) {
    return 'extended';
  }
  return shared.length * 2 >= longer.length && shared.join('').length >= shortestTelling ? 'shared parts' : 'none';
}

/** How much a typing error says: the more letters agree, the less is it a chance. */
export function typoWeight(a: string, b: string): 'word' | 'short' | 'tiny' {
  const longer = Math.max(a.length, b.length);
  const wrong = differingPart(partsOf(a), partsOf(b));
  return longer < 4 || (wrong !== undefined && wrong.length < 3) ? 'tiny' : longer < 6 ? 'short' : 'word';
}

/** Whether two keys are nearly the same, where their values are: of keys there are few, so short ones count too. */
export function isMistypedKey(a: string, b: string): boolean {
  const likeness = likenessOf(a, b);
  return likeness === 'typo' || likeness === 'spelling' || (Math.min(a.length, b.length) >= 3 && distance(a, b) === 1);
}

/** Whether a name is another with parts more in front or behind: `web-metrics` and `web`. */
export function extendsName(longer: string, shorter: string): boolean {
  const [a, b] = [partsOf(longer), partsOf(shorter)];
  const starts = b.every((part, at) => part === a[at]);
  const ends = b.every((part, at) => part === a[a.length - b.length + at]);
  return a.length > b.length && b.length > 0 && (starts || ends);
}

/** Whether two names are the same but for words that name a kind: `web-svc` and `web-deployment`. */
export function isSameName(a: string, b: string): boolean {
  return a !== '' && b !== '' && tellingParts(a).join('-') === tellingParts(b).join('-');
}

/** `family`, `assistant`, `backend` of `family-assistant-backend`; in lower case. */
export function partsOf(name: string): readonly string[] {
  // Nearly every name is in lower case already, and what is asked most often should cost least.
  const lower = /[A-Z]/.test(name) ? name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase() : name;
  return lower.split(/[-_./]+/).filter((part) => part !== '');
}

/** The parts without those that only name a kind; all of them where nothing else is left. */
export function tellingParts(name: string): readonly string[] {
  const parts = partsOf(name);
  const telling = parts.filter((part) => !kindWords.has(part));
  return telling.length > 0 ? telling : parts;
}

/** Words by which people tell a Service from a workload in a name; they say nothing about which one is meant. */
const kindWords: ReadonlySet<string> = new Set([
  ...['service', 'services', 'svc', 'srv', 'headless', 'lb', 'loadbalancer', 'clusterip'],
  ...['deployment', 'deploy', 'dep', 'statefulset', 'sts', 'daemonset', 'ds', 'replicaset', 'rs', 'rc', 'controller'],
  ...['pod', 'pods', 'rollout', 'job', 'cronjob'],
]);

// A label value has at most 63 characters and a name 253; anything longer is no name that someone mistyped.
const longestName = 253;

/** Words that stand in names of anything. */
const emptyWords: ReadonlySet<string> = new Set(['app', 'my', 'the', 'test', 'demo', 'example', 'sample', 'default']);

// `my` or `app` in common says nothing.
const shortestTelling = 4;

/**
 * One letter too much, too few, another, or exchanged with its neighbour. Parts of one letter are no typing error:
 * `service-a` and `service-b` are two things.
 */
function isTypo(a: string, b: string, left: readonly string[], right: readonly string[]): boolean {
  const longer = Math.max(a.length, b.length);
  if (longer < 3) {
    return false;
  }
  if (!isTransposed(a, b) && (Math.abs(a.length - b.length) > (longer === 3 ? 0 : 1) || distance(a, b) > 1)) {
    return false;
  }
  const wrong = differingPart(left, right);
  return wrong === undefined || wrong.length > 2 || /^[a-z]{2}$/.test(wrong);
}

/** The longer form of the one part in which two names differ; undefined where they are cut differently. */
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

/** `mysqldb` and `mysql`: one word that begins or ends with another, which is most of it. */
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
