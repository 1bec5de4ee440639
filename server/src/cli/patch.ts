import { type ChangedLines, lineDiff } from '../core/text/lineDiff.ts';
import { printable, printablePath } from '../formats/terminal.ts';
import { counted, describePlace } from '../formats/text.ts';
import { type DraftedFile, planFixes } from './fix.ts';
import type { Io } from './io.ts';
import type { Workspace } from './workspace.ts';

/**
 * Prints what `--fix` would change as a unified diff, which `git apply` and `patch -p1` take. Its paths are relative
 * to the current folder, or to a folder above it if a file is outside. Resolves to whether it is complete.
 */
export async function printPatch(workspace: Workspace, io: Io): Promise<boolean> {
  const { targets } = workspace;
  const { files, errors } = planFixes(workspace);
  // A patch is text in one encoding, and a file in UTF-16 is binary to both programs.
  const binary = files.filter(({ onDisk }) => onDisk.encoding.name !== 'utf-8');
  const texts = files.filter((each) => !binary.includes(each));
  await io.print(texts.map(unifiedDiff).join(''));
  for (const error of errors) {
    await io.complain(`${describePlace(error)}: error: ${printable(error.message)}`);
  }
  for (const { file } of binary) {
    await io.complain(`${printablePath(targets.shown(file))}: error: Not in the patch: the file is in UTF-16.`);
  }
  const count = texts.reduce((sum, { titles }) => sum + titles.length, 0);
  const where =
    texts.length > 0 && targets.root !== io.cwd ? ` Its paths are relative to ${printable(targets.root)}.` : '';
  await io.complain(
    texts.length === 0
      ? 'Nothing would be changed.'
      : `The patch has ${counted(count, 'fix', 'fixes')} in ${counted(texts.length, 'file')}. Nothing was written.${where}`,
  );
  return errors.length + binary.length === 0;
}

/** Source: GNU diffutils, Detailed Description of Unified Format. */
export function unifiedDiff({ file, onDisk, text }: Pick<DraftedFile, 'file' | 'onDisk' | 'text'>): string {
  const mark = onDisk.encoding.byteOrderMark ? '\ufeff' : '';
  const [before, after] = [linesOf(mark + onDisk.text), linesOf(mark + text)];
  const hunks = hunksOf(lineDiff(before, after)).map((changes) => hunkText(before, after, changes));
  return `--- ${quoted(`a/${file}`)}\n+++ ${quoted(`b/${file}`)}\n${hunks.join('')}`;
}

/** Each line with its line end; the last one may have none. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

// Programs search a hunk by so many lines around it if its place has moved.
const context = 3;

/** The changes in groups: those whose context would touch are in one hunk. */
function hunksOf(changes: readonly ChangedLines[]): readonly (readonly ChangedLines[])[] {
  const hunks: ChangedLines[][] = [];
  for (const change of changes) {
    const last = hunks.at(-1)?.at(-1);
    if (last && change.before.start - last.before.end <= 2 * context) {
      hunks.at(-1)!.push(change);
    } else {
      hunks.push([change]);
    }
  }
  return hunks;
}

function hunkText(before: readonly string[], after: readonly string[], changes: readonly ChangedLines[]): string {
  const [first, last] = [changes[0]!, changes.at(-1)!];
  const start = Math.max(first.before.start - context, 0);
  const end = Math.min(last.before.end + context, before.length);
  const startAfter = first.after.start - (first.before.start - start);
  const lines: string[] = [];
  let at = start;
  for (const change of changes) {
    lines.push(
      ...before.slice(at, change.before.start).map((line) => ` ${line}`),
      ...before.slice(change.before.start, change.before.end).map((line) => `-${line}`),
      ...after.slice(change.after.start, change.after.end).map((line) => `+${line}`),
    );
    at = change.before.end;
  }
  lines.push(...before.slice(at, end).map((line) => ` ${line}`));
  const endAfter = last.after.end + (end - last.before.end);
  const ranges = `-${rangeText(start, end)} +${rangeText(startAfter, endAfter)}`;
  const text = lines.map((line) => (line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`));
  return `@@ ${ranges} @@\n${text.join('')}`;
}

/** A range without lines names the line before it. */
function rangeText(start: number, end: number): string {
  return `${end === start ? start : start + 1},${end - start}`;
}

/**
 * A path as git writes it: in quotes and with escapes if it has characters that the header of a diff cannot have. A tab
 * ends a path with a space, which GNU patch would cut otherwise. Source: git, quote.c.
 */
function quoted(path: string): string {
  if (!/["\\\0-\x1f\x7f]/.test(path)) {
    return path.includes(' ') ? `${path}\t` : path;
  }
  const escaped = path.replace(/["\\\0-\x1f\x7f]/g, (character) => {
    const short = escapes[character];
    return `\\${short ?? character.charCodeAt(0).toString(8).padStart(3, '0')}`;
  });
  return `"${escaped}"`;
}

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
};
