/**
 * A range of UTF-16 code units from the start of its text, with an exclusive `end`. In the core that text is
 * one *document*, and the document has its own offset in the file. Line and column exist only in `lsp/` and
 * `formats/`.
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

/** Whether `outer` contains `inner`. Both ends are included. */
export function contains(outer: Range, inner: Range): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/**
 * Applies the edits to the text. The edits may be in any order. If two edits overlap, the one with the later
 * start is left out, so that an incorrect caller cannot corrupt the text.
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
