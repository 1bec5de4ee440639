/**
 * Copied labels as they are right at the place where they are pasted: behind a key they begin on the next line, below a
 * key they get its indentation and two spaces more, beside other pairs the indentation of these, and in braces they are
 * separated by commas.
 *
 * @param text YAML without indentation, a line for each label
 * @param lines the lines above the place, and the part of its own line before it
 * @returns undefined if the text is right as it is
 */
export function labelsAtPlace(text: string, lines: readonly string[]): string | undefined {
  const labels = text.trimEnd().split('\n');
  const before = lines.at(-1) ?? '';
  if (before.lastIndexOf('{') > before.lastIndexOf('}')) {
    const separator = /[{,]\s*$/.test(before) ? '' : ', ';
    return `${separator}${labels.join(', ')}`;
  }
  const key = indentOfKey(before);
  if (key !== undefined) return labels.map((label) => `\n${' '.repeat(key + 2)}${label}`).join('');
  if (before.trim() !== '') return undefined;
  const above = lines.slice(0, -1).findLast((line) => line.trim() !== '' && !line.trimStart().startsWith('#')) ?? '';
  const parent = indentOfKey(above);
  const wanted = parent === undefined ? /^(?:\s|- )*/.exec(above)![0].length : parent + 2;
  // A person who indented the line beyond the key above means this indentation.
  const indent = before.length > wanted - 2 && before.length > 0 ? before.length : wanted;
  const [first, ...others] = labels;
  const rest = others.map((label) => `\n${' '.repeat(indent)}${label}`).join('');
  return `${' '.repeat(indent - before.length)}${first}${rest}`;
}

/** The column of the key that ends the line with its colon, e.g. 2 for `  selector:`. */
function indentOfKey(line: string): number | undefined {
  const [, indent] = /^((?:\s|- )*)[^\s#:{}[\],"'][^#:{}]*:\s*(?:#.*)?$/.exec(line) ?? [];
  return indent?.length;
}
