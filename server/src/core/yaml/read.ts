import { readFull } from './full.ts';
import type { Tree } from './node.ts';
import { readPlain } from './plain.ts';

/**
 * Reads one document, YAML or JSON: by the plain reader where it answers, else by the full one. Never throws: what
 * cannot be read is an error of the tree.
 */
export function read(text: string): Tree {
  // YAML has three line ends, the readers two. The third is one character as well, so no offset changes.
  const lines = text.includes('\r') ? text.replace(/\r(?!\n)/g, '\n') : text;
  return readPlain(lines) ?? readFull(lines);
}
