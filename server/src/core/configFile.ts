import { distance } from 'fastest-levenshtein';
import type { Range } from './text/range.ts';
import { deref, pairsOf } from './yaml/access.ts';
import type { Mapping, Node, Scalar } from './yaml/node.ts';
import { read } from './yaml/read.ts';
import { resolveScalar } from './yaml/scalar.ts';
import { scan } from './yaml/scan.ts';

/**
 * Something in a file of Podwire that Podwire does not understand. Offsets in UTF-16 code units from the start of
 * the text.
 */
export interface ConfigError extends Range {
  /** Whole sentences. */
  readonly message: string;
}

/** A node of a file; ranges count from the start of its document. */
export type Value = Exclude<Node, { type: 'alias' }>;

/** Reports something at a node. */
export type Complain = (node: Range, message: string) => void;

/** The one document of a file that Podwire itself reads. */
export interface ConfigTree {
  /** Undefined for an empty file, and for one that does not parse. */
  readonly root: Value | undefined;
  /** In the order in which they were reported. */
  readonly errors: readonly ConfigError[];
  readonly at: Complain;
  /** The offset of a node in the text. */
  offsetOf(node: Range): number;
}

/** Reads a file in YAML or JSON. Never throws. */
export function readConfig(text: string): ConfigTree {
  const errors: ConfigError[] = [];
  const [document, second] = scan(text).filter((each) => !each.empty);
  const start = document?.start ?? 0;
  const at: Complain = (node, message) => errors.push({ start: start + node.start, end: start + node.end, message });
  const offsetOf = (node: Range) => start + node.start;
  if (!document) {
    return { root: undefined, errors, at, offsetOf };
  }
  if (second) {
    errors.push({ start: second.start, end: second.start, message: 'Only the first document of the file is read.' });
  }
  const tree = read(text.slice(document.start, document.end));
  for (const error of tree.errors) {
    at(error, error.message);
  }
  return { root: tree.errors.length > 0 ? undefined : deref(tree.root), errors, at, offsetOf };
}

/** Visits the known keys of a mapping, and reports unknown and duplicate ones. */
export function forEachKey(
  node: Value,
  what: string,
  known: readonly string[],
  at: Complain,
  take: (key: string, value: Value) => void,
): void {
  if (node.type !== 'mapping') {
    if (!isNull(node)) {
      at(node, `${what} must be a mapping; its keys are ${listOf(known, 'and')}.`);
    }
    return;
  }
  const seen = new Set<string>();
  for (const { key, value } of lastFirst(node)) {
    const name = key.text;
    const dereferenced = deref(value);
    if (seen.has(name)) {
      at(key, `${name} appears twice; the last one counts.`);
    } else if (!known.includes(name)) {
      at(key, `${what} has no ${name}.${suggestion(name, known) || ` The known keys are ${listOf(known, 'and')}.`}`);
    } else if (dereferenced && !isNull(dereferenced)) {
      take(name, dereferenced);
    }
    seen.add(name);
  }
}

export function lastFirst(node: Mapping): { key: Scalar; value: Node }[] {
  return pairsOf(node)
    .map(({ pair }) => pair)
    .reverse();
}

export function itemsOf(value: Value, name: string, at: Complain): Value[] {
  if (value.type !== 'sequence') {
    at(value, `${name} must be a list.`);
    return [];
  }
  return value.items.flatMap((item) => deref(item) ?? []);
}

export function stringIn(node: Value): string | undefined {
  return node.type === 'scalar' ? node.text : undefined;
}

export function isNull(node: Value): boolean {
  return node.type === 'scalar' && resolveScalar(node, 'kubectl').type === 'null';
}

export function suggestion(written: string, known: readonly string[]): string {
  const nearest = known
    .map((name) => ({ name, distance: distance(written.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  // Two typing errors, or three in a long word.
  const bound = written.length > 8 ? 3 : 2;
  return nearest && nearest.distance <= bound ? ` Did you mean ${nearest.name}?` : '';
}

export function listOf(names: readonly string[], joint: 'and' | 'or' = 'or'): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} ${joint} ${last}`;
}
