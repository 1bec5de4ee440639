import { parsedTemplate } from '../chart/renderChart.ts';
import type { SourceFile } from '../model/document.ts';
import type { ParsedTemplate } from '../template/nodes.ts';
import type { Range } from '../text/range.ts';

/**
 * The file of a chart as it is open in an editor. While its text is no template, somebody is typing in it: it then
 * keeps the last text that was one, so that the chart is rendered with that.
 *
 * @param before the file before the edit
 * @param parsed what the renders of charts keep, so that the text is parsed once
 */
export function withLastGood(
  file: SourceFile,
  before: SourceFile | undefined,
  parsed: Map<string, ParsedTemplate>,
): SourceFile {
  const facts = file.documents[0]?.facts;
  if (file === before || facts?.ofChart !== 'template' || isTemplate(facts.text, parsed)) {
    return file;
  }
  const earlier = before?.inChart ? before.documents[0]?.facts.text : undefined;
  const lastGood = before?.lastGood ?? (earlier !== undefined && isTemplate(earlier, parsed) ? earlier : undefined);
  return lastGood === undefined ? file : { ...file, lastGood };
}

/** Whether Helm can read a text as a template. */
export function isTemplate(text: string, parsed: Map<string, ParsedTemplate> = new Map()): boolean {
  return !text.includes('{{') || parsedTemplate(text, parsed).error === undefined;
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
