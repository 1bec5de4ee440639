import { isFunction } from '../chart/renderChart.ts';
import type { SourceFile } from '../model/document.ts';
import { parseTemplate } from '../template/parser.ts';
import type { Range } from '../text/range.ts';

/**
 * The file of a chart as it is open in an editor. While its text is no template, somebody is typing in it: it then keeps the last
 * text that was one, so that the chart is rendered with that.
 *
 * @param before the file before the edit
 */
export function withLastGood(file: SourceFile, before: SourceFile | undefined): SourceFile {
  const text = textOf(file);
  if (file === before || text === undefined || !/(?:^|\/)templates\//.test(file.path) || isTemplate(text)) {
    return file;
  }
  const earlier = before?.inChart ? textOf(before) : undefined;
  const lastGood = before?.lastGood ?? (earlier !== undefined && isTemplate(earlier) ? earlier : undefined);
  return lastGood === undefined ? file : { ...file, lastGood };
}

/** Whether Helm can read a text as a template. */
export function isTemplate(text: string): boolean {
  return !text.includes('{{') || parseTemplate(text, isFunction).error === undefined;
}

function textOf(file: SourceFile): string | undefined {
  return file.documents[0]?.facts.text;
}

/** Moves ranges of an earlier text to a later one. What the edit has replaced is at what replaces it. */
export function movedBetween(before: string, after: string): (range: Range) => Range {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) {
    start++;
  }
  let rest = 0;
  while (
    rest < most - start &&
    before.charCodeAt(before.length - 1 - rest) === after.charCodeAt(after.length - 1 - rest)
  ) {
    rest++;
  }
  const shift = after.length - before.length;
  const move = (offset: number, isEnd: boolean) =>
    offset <= start ? offset : offset >= before.length - rest ? offset + shift : isEnd ? after.length - rest : start;
  return (range) => ({ start: move(range.start, false), end: move(range.end, true) });
}
