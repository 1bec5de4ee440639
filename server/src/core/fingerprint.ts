import type { Problem, Unknown } from './model/problem.ts';
import { sha256 } from './text/sha256.ts';

/**
 * Identifies a finding across states of the files: 16 hexadecimal digits of the rule, the file, the object and
 * the text at the place. The position, indentation and quotes of the text do not matter. The message does not
 * matter either, because it may name other resources. Two findings may have the same fingerprint if an object
 * states the same thing twice: `fingerprintsOf` distinguishes them.
 *
 * @param pathThen maps a current path of a file or directory to its path in the other state; by default the
 * same
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
  return sha256(JSON.stringify(identity)).slice(0, 16);
}

/**
 * The fingerprints of all findings of a report, in order, each unique: the second of equal ones gets `-2`, the
 * third `-3`.
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
 * The key in the line of the place, and the text at the place. If the place has several lines, such as a whole
 * document, only the first line counts, so that an edit of the others does not make another finding.
 */
function offendingText({ document, range }: Problem['at']): readonly [key: string, text: string] {
  const { text } = document;
  const lineStart = Math.max(text.lastIndexOf('\n', range.start - 1), text.lastIndexOf('\r', range.start - 1)) + 1;
  const [firstLine = ''] = text.slice(range.start, range.end).split(/[\r\n]/, 1);
  // A JSON file may consist of one line, so only the end of the text before the place is searched.
  const before = text.slice(Math.max(lineStart, range.start - longestKey), range.start);
  const [, key = ''] = /([^\s{}[\],:"']+)["']?\s*:\s*(?:[&!]\S*\s+)*["']?$/.exec(before) ?? [];
  return [key, firstLine.replace(/["'\s]+/g, ' ').trim()];
}

// A label key has at most 253 + 1 + 63 characters, and a few more may be between it and its value.
const longestKey = 400;
