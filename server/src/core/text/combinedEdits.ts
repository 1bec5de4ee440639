import type { TextEdit } from './range.ts';

/** A part of a text after edits: characters of the text before, or new ones. */
type Part = { readonly start: number; readonly end: number } | { readonly newText: string };

/**
 * The edits that have the same effect as two groups of edits, one after the other.
 *
 * @param length of the text before the first edits, in UTF-16 code units
 * @param first edits of that text
 * @param second edits of the text after the first edits
 * @returns edits of the text before the first edits, in order, none next to another
 */
export function combinedEdits(
  length: number,
  first: readonly TextEdit[],
  second: readonly TextEdit[],
): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  let at = 0;
  let newText = '';
  const endEdit = (end: number) => {
    if (end > at || newText !== '') {
      edits.push({ range: { start: at, end }, newText });
      newText = '';
    }
  };
  for (const part of edited(edited([{ start: 0, end: length }], first), second)) {
    if ('newText' in part) {
      newText += part.newText;
    } else if (part.end > part.start) {
      endEdit(part.start);
      at = part.end;
    }
  }
  endEdit(length);
  return edits;
}

/**
 * The parts after edits of the text that they make. As in `applyEdits`, an edit that overlaps an earlier one is left
 * out.
 */
function edited(parts: readonly Part[], edits: readonly TextEdit[]): readonly Part[] {
  const ordered = [...edits].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  const result: Part[] = [];
  let at = 0;
  for (const { range, newText } of ordered) {
    if (range.start >= at) {
      result.push(...cut(parts, at, range.start), { newText });
      at = range.end;
    }
  }
  result.push(...cut(parts, at, Number.POSITIVE_INFINITY));
  return result;
}

/** The parts between two offsets in the text that they make. */
function cut(parts: readonly Part[], start: number, end: number): readonly Part[] {
  const found: Part[] = [];
  let at = 0;
  for (const part of parts) {
    const length = 'newText' in part ? part.newText.length : part.end - part.start;
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, length);
    if (from < to) {
      found.push(
        'newText' in part
          ? { newText: part.newText.slice(from, to) }
          : { start: part.start + from, end: part.start + to },
      );
    }
    at += length;
  }
  return found;
}
