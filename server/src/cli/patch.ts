import { structuredPatch } from 'diff';
import { printable, printablePath } from '../formats/terminal.ts';
import { describePlace } from '../formats/text.ts';
import { type DraftedFile, previewFixes } from './fix.ts';
import type { Io } from './io.ts';
import type { Workspace } from './workspace.ts';

/**
 * Prints what `--fix` would change as a unified diff, which `git apply` and `patch -p1` take. Its paths are relative
 * to the current folder, or to a folder above it if a file is outside. Resolves to whether it is complete.
 */
export async function printPatch(workspace: Workspace, io: Io): Promise<boolean> {
  const { targets } = workspace;
  const { files, errors } = previewFixes(workspace);
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
      : `The patch has ${count} fix${count === 1 ? '' : 'es'} in ${texts.length} file${texts.length === 1 ? '' : 's'}. Nothing was written.${where}`,
  );
  return errors.length + binary.length === 0;
}

/** Source: GNU diffutils, Detailed Description of Unified Format. */
export function unifiedDiff({ file, onDisk, text }: Pick<DraftedFile, 'file' | 'onDisk' | 'text'>): string {
  const mark = onDisk.encoding.byteOrderMark ? '\ufeff' : '';
  const { hunks } = structuredPatch('', '', mark + onDisk.text, mark + text, undefined, undefined, { context: 3 });
  const lines = hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    // A range without lines names the line before it.
    `@@ -${oldLines === 0 ? oldStart - 1 : oldStart},${oldLines} +${newLines === 0 ? newStart - 1 : newStart},${newLines} @@`,
    ...lines,
  ]);
  return [`--- ${quoted(`a/${file}`)}`, `+++ ${quoted(`b/${file}`)}`, ...lines, ''].join('\n');
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
