/**
 * A stretch of text: UTF-16 code units from the start of the text it speaks of, `end` exclusive.
 * In the core that text is one *document*; a document carries its own start in the file. Line and
 * column exist only in `lsp/` and `formats/`.
 */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Replaces `range` by `newText`. An empty range inserts. */
export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

/** Whether `inner` lies within `outer`, both ends included. */
export function contains(outer: Range, inner: Range): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/**
 * The text with the edits made. Edits may come in any order; of two that overlap the later one (by start) is left
 * out, so that a wrong caller cannot produce a text that nobody meant.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = [...edits].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  let result = '';
  let at = 0;
  for (const edit of ordered) {
    if (edit.range.start < at) {
      continue;
    }
    result += text.slice(at, edit.range.start) + edit.newText;
    at = edit.range.end;
  }
  return result + text.slice(at);
}
