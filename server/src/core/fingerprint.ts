import type { Problem, Unknown } from './model/problem.ts';
import { sha256, utf8 } from './text/sha256.ts';

/**
 * By what a finding is known again in another state of the files: 16 hexadecimal digits, made of what was found, in which
 * file, about which object and about which text there. Where in the file the text stands does not matter, nor how it is
 * indented or quoted; the message does not matter either, because it may name neighbours. Two findings may have the same
 * fingerprint where an object states the same thing twice: `fingerprintsOf` tells these apart.
 *
 * @param pathThen the path that a file or a directory of now has in the other state; by default the same
 */
export function fingerprintOf(finding: Problem | Unknown, pathThen: (path: string) => string = (path) => path): string {
  const { code, at, resource } = finding;
  const { group, kind, namespace, name, bundle } = resource;
  const identity = [
    code,
    bundle === undefined ? null : pathThen(bundle),
    group,
    kind,
    namespace?.value ?? null,
    name,
    pathThen(at.document.file),
    ...offendingText(at),
  ];
  return sha256(utf8(JSON.stringify(identity))).slice(0, 16);
}

/**
 * The fingerprints of all findings of a report, in their order, each once: the second one of those that are equal gets `-2`,
 * the third one `-3`.
 */
export function fingerprintsOf(
  findings: readonly (Problem | Unknown)[],
  pathThen?: (path: string) => string,
): readonly string[] {
  const counts = new Map<string, number>();
  return findings.map((finding) => {
    const fingerprint = fingerprintOf(finding, pathThen);
    const count = (counts.get(fingerprint) ?? 0) + 1;
    counts.set(fingerprint, count);
    return count === 1 ? fingerprint : `${fingerprint}-${count}`;
  });
}

/**
 * The key in whose line the place stands, and what stands there. Of a place of several lines, such as a whole document, the
 * first line counts: an edit of the others is no other finding.
 */
function offendingText({ document, range }: Problem['at']): readonly [key: string, text: string] {
  const { text } = document;
  const lineStart = Math.max(text.lastIndexOf('\n', range.start - 1), text.lastIndexOf('\r', range.start - 1)) + 1;
  const [firstLine = ''] = text.slice(range.start, range.end).split(/[\r\n]/, 1);
  // A JSON file may be one line, so only the end of what stands before the place is looked at.
  const before = text.slice(Math.max(lineStart, range.start - longestKey), range.start);
  const [, key = ''] = /([^\s{}[\],:"']+)["']?\s*:\s*(?:[&!]\S*\s+)*["']?$/.exec(before) ?? [];
  return [key, firstLine.replace(/["'\s]+/g, ' ').trim()];
}

// A label's key has at most 253 + 1 + 63 characters, and a few more may stand between it and its value.
const longestKey = 400;
