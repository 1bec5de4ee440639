import { distance } from 'fastest-levenshtein';

/** Words by which people tell a Service from a workload in a name; they say nothing about which one is meant. */
const kindWords: ReadonlySet<string> = new Set([
  ...['service', 'services', 'svc', 'srv', 'headless', 'lb', 'loadbalancer', 'clusterip'],
  ...['deployment', 'deploy', 'dep', 'statefulset', 'sts', 'daemonset', 'ds', 'replicaset', 'rs', 'rc', 'controller'],
  ...['pod', 'pods', 'rollout', 'job', 'cronjob'],
]);

/** `family`, `assistant`, `backend` of `family-assistant-backend`; in lower case. */
export function partsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[-_./]+/)
    .filter((part) => part !== '');
}

/** The parts without those that only name a kind; all of them where nothing else is left. */
export function tellingParts(name: string): readonly string[] {
  const parts = partsOf(name);
  const telling = parts.filter((part) => !kindWords.has(part));
  return telling.length > 0 ? telling : parts;
}

/** Whether two names are the same but for words that name a kind: `web-svc` and `web-deployment`. */
export function isSameName(a: string, b: string): boolean {
  return a !== '' && b !== '' && tellingParts(a).join('-') === tellingParts(b).join('-');
}

/** 1 for equal texts, 0 for texts that have no character in common; edit distance over the longer length. */
export function similarity(a: string, b: string): number {
  const longer = Math.max(a.length, b.length);
  // A label value has at most 63 characters; anything longer is no name that someone mistyped.
  return longer === 0 ? 1 : longer > 253 ? 0 : 1 - distance(a, b) / longer;
}

/** How two names or values resemble each other. */
export type Likeness =
  /** Equal but for case and separators. */
  | 'spelling'
  /** A typing error or two. */
  | 'typo'
  /** One is the other with parts more in front or behind: `web` and `web-backend`. */
  | 'extended'
  /** They begin or end with the same parts, at least half of the longer: `family-assistant-a`, `family-assistant-b`. */
  | 'shared parts'
  | 'none';

export function likenessOf(a: string, b: string): Likeness {
  const [left, right] = [partsOf(a), partsOf(b)];
  if (left.length === 0 || right.length === 0) {
    return 'none';
  }
  if (left.join('') === right.join('')) {
    return 'spelling';
  }
  if (isTypo(a, b)) {
    return 'typo';
  }
  const [shorter, longer] = left.length < right.length ? [left, right] : [right, left];
  const front = sharedFront(shorter, longer);
  const back = sharedFront([...shorter].reverse(), [...longer].reverse());
  if (shorter.length < longer.length && Math.max(front, back) === shorter.length) {
    return 'extended';
  }
  return Math.max(front, back) * 2 >= longer.length && Math.max(front, back) > 0 && longer.length > 2
    ? 'shared parts'
    : 'none';
}

/**
 * Few edits for the length: one up to five characters, then one more for every five. Names of two characters are too
 * short to say that one is the other mistyped, and digits are no typing error: `redis-1` and `redis-2` are two things.
 */
function isTypo(a: string, b: string): boolean {
  const longer = Math.max(a.length, b.length);
  const edits = Math.ceil(longer / 5);
  if (longer < 3 || Math.abs(a.length - b.length) > edits || longer > 253) {
    return false;
  }
  return distance(a, b) <= edits && a.replace(/\d+/g, '') !== b.replace(/\d+/g, '');
}

function sharedFront(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < a.length && a[count] === b[count]) {
    count++;
  }
  return count;
}
