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
  return readPlain(lines) ?? (lines.length > maxLength ? tooLarge(lines) : readFull(lines));
}

/**
 * The library behind the full reader takes up to a second for a million characters, and there is one thread. What is
 * longer and still matters is generated, and plain.
 */
const maxLength = 1_000_000;

function tooLarge(text: string): Tree {
  const message =
    'This document is too large: it has more than a million characters and uses more than plain YAML or JSON.';
  return { errors: [{ start: 0, end: text.length, message }] };
}
