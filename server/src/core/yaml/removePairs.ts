import type { TextEdit } from '../text/range.ts';
import { behindBlankLines, keepsBlankLines } from './blankLines.ts';
import { lineStartOf, nextLineOf } from './layout.ts';
import type { Mapping, Pair } from './node.ts';
import type { DocumentText } from './surroundings.ts';

/** The edits that remove pairs of a mapping with their lines or commas. Without any pair it becomes `{}`. */
export function removals(document: DocumentText, mapping: Mapping, gone: ReadonlySet<Pair>): readonly TextEdit[] {
  const { pairs } = mapping;
  if (gone.size === 0) {
    return [];
  }
  if (pairs.every((pair) => gone.has(pair))) {
    return [emptied(document.text, mapping)];
  }
  return mapping.flow ? flowRemovals(pairs, gone) : blockRemovals(document.text, mapping, gone);
}

/** Removes the whole content of a mapping. */
function emptied(text: string, mapping: Mapping): TextEdit {
  const { start, end, flow } = mapping;
  if (flow) {
    return { range: { start: start + 1, end: end - 1 }, newText: '' };
  }
  const before = text.slice(0, start).trimEnd().length;
  return text[before - 1] === ':'
    ? { range: { start: before, end }, newText: ' {}' }
    : { range: { start, end }, newText: '{}' };
}

/** Removes runs of pairs with the commas between them and the kept pairs. */
function flowRemovals(pairs: readonly Pair[], gone: ReadonlySet<Pair>): TextEdit[] {
  const edits: TextEdit[] = [];
  let lastKept: Pair | undefined;
  for (let i = 0; i < pairs.length; i++) {
    const pair = pairs[i]!;
    if (!gone.has(pair)) {
      lastKept = pair;
      continue;
    }
    let next = i + 1;
    while (next < pairs.length && gone.has(pairs[next]!)) {
      next++;
    }
    const range =
      next < pairs.length
        ? { start: pair.start, end: pairs[next]!.start }
        : { start: lastKept!.end, end: pairs[next - 1]!.end };
    edits.push({ range, newText: '' });
    i = next - 1;
  }
  return edits;
}

/**
 * Removes the lines of pairs. If the mapping begins after a dash, the first pairs are removed only up to the
 * next kept pair.
 */
function blockRemovals(text: string, mapping: Mapping, gone: ReadonlySet<Pair>): TextEdit[] {
  const { pairs } = mapping;
  const firstLine = lineStartOf(text, mapping.start);
  let behindDash = !/^\ufeff? *$/.test(text.slice(firstLine, pairs[0]!.start));
  const edits: TextEdit[] = [];
  pairs.forEach((pair, index) => {
    if (!gone.has(pair)) {
      behindDash = false;
      return;
    }
    const next = nextLineOf(text, pair.end);
    if (behindDash) {
      const end = next + /^\s*/.exec(text.slice(next))![0].length;
      edits.push({ range: { start: pair.start, end }, newText: '' });
      return;
    }
    const previous = pairs[index - 1];
    const swallows =
      keepsBlankLines(text, pair.value) || (previous !== undefined && keepsBlankLines(text, previous.value));
    const lineStart = lineStartOf(text, pair.start);
    const start = text[lineStart] === '\ufeff' ? lineStart + 1 : lineStart;
    edits.push({ range: { start, end: swallows ? behindBlankLines(text, next) : next }, newText: '' });
  });
  return edits;
}
