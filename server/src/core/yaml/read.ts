import { readFull } from './full.ts';
import type { Tree } from './node.ts';
import { readPlain } from './plain.ts';

/**
 * Reads one document, YAML or JSON: by the plain reader where it answers, else by the full one. Never throws: what
 * cannot be read is an error of the tree.
 */
export function read(text: string): Tree {
  return readPlain(text) ?? readFull(text);
}
