import { readFull } from './full.ts';
import type { Tree } from './node.ts';
import { readPlain } from './plain.ts';

/**
 * Reads one YAML or JSON document: with the plain reader if it returns a tree, else with the full reader. Never
 * throws: an unreadable part is an error of the tree.
 */
export function read(text: string): Tree {
  // YAML has three line ends, and the readers support two. The third one is also a single character, so its
  // replacement changes no offset.
  const lines = text.includes('\r') ? text.replace(/\r(?!\n)/g, '\n') : text;
  return readPlain(lines) ?? (lines.length > maxLength ? tooLarge(lines) : readFull(lines));
}

/**
 * The library of the full reader takes up to a second for a million characters, on the only thread. Longer
 * manifests with wiring are generated, and use only plain YAML.
 */
const maxLength = 1_000_000;

function tooLarge(text: string): Tree {
  const message =
    'This document is too large: it has more than a million characters and uses more than plain YAML or JSON.';
  return { errors: [{ start: 0, end: text.length, message }] };
}
