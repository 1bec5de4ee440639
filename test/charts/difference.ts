import { parseAllDocuments } from 'yaml';
import { type Json, prune, wiringOf } from '../harness/kustomize/wiring.ts';

/** How far two renders of a template agree. */
export interface Agreement {
  readonly bytes: boolean;
  readonly yaml: boolean;
  readonly wiring: boolean;
  /** The real render has random parts. */
  readonly random: boolean;
  /** The first difference, for a person. */
  readonly detail?: string;
}

const same: Agreement = { bytes: true, yaml: true, wiring: true, random: false };

/**
 * Compares a text with two renders of the real Helm. What differs between these two is random and does not count.
 */
export function compareTexts(first: string, second: string, ours: string): Agreement {
  if (first === ours) {
    return first === second ? same : { ...same, random: true };
  }
  const random = first !== second;
  const [a, b, c] = [first, second, ours].map(objectsOf);
  const known = randomLeaves(a, b);
  const [expected, found] = [masked(a, known), masked(c, known)];
  const yaml = JSON.stringify(expected) === JSON.stringify(found);
  const wiring = yaml || JSON.stringify(wiringsOf(expected)) === JSON.stringify(wiringsOf(found));
  return { bytes: false, yaml, wiring, random, detail: firstLine(first, ours) };
}

/** The objects of a text that Helm split, as JSON with sorted keys. Source: sep in releaseutil/manifest.go. */
function objectsOf(text: string): unknown[] {
  return text
    .split(/(?:^|\s*\n)---\s*/)
    .filter((document) => document.trim() !== '')
    .map((document) => {
      const [parsed] = parseAllDocuments(document, { version: '1.1', uniqueKeys: false, logLevel: 'silent' });
      if (parsed === undefined || !('toJS' in parsed) || parsed.errors.length > 0) {
        return document;
      }
      try {
        return prune(parsed.toJS({ maxAliasCount: -1 }));
      } catch {
        return document;
      }
    });
}

/** The paths at which two values differ. */
function randomLeaves(a: unknown, b: unknown, path = '', found = new Set<string>()): ReadonlySet<string> {
  if (isCollection(a) && isCollection(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      randomLeaves(a[key], b[key], `${path}/${key}`, found);
    }
  } else if (JSON.stringify(a) !== JSON.stringify(b)) {
    found.add(path);
  }
  return found;
}

/** The value without what is at the paths. */
function masked(value: unknown, paths: ReadonlySet<string>, path = ''): unknown {
  if (paths.has(path)) {
    return 'random';
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => masked(item, paths, `${path}/${index}`));
  }
  return isCollection(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(item, paths, `${path}/${key}`)]))
    : value;
}

function isCollection(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object';
}

function wiringsOf(objects: unknown): unknown[] {
  return (objects as unknown[]).map((object) => (isCollection(object) ? wiringOf(object as Json) : object));
}

function firstLine(expected: string, found: string): string {
  const [theirs, own] = [expected.split('\n'), found.split('\n')];
  const at = theirs.findIndex((line, index) => line !== own[index]);
  const line = at < 0 ? theirs.length : at;
  return `line ${line + 1}: Helm ${JSON.stringify(theirs[line])?.slice(0, 160)}, here ${JSON.stringify(own[line])?.slice(0, 160)}`;
}
