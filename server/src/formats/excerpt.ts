import { printable, widthOf } from './terminal.ts';

/** A line of a file as a terminal shows it, and the line with marks to print below it. */
export interface Excerpt {
  readonly text: string;
  readonly mark: string;
}

/** Longer lines are cut around the range, because some manifests are one line of JSON. In columns. */
const widest = 140;
const tabStop = 4;
/** In UTF-16 code units. Of a longer line, only a part is processed. */
const longest = 4000;

/**
 * @param line without its line end
 * @param start and `end` in UTF-16 code units; an empty range gets a mark too
 */
export function excerpt(line: string, start: number, end: number): Excerpt {
  if (line.length > longest) {
    const from = Math.max(start - longest / 4, 0);
    const part = line.slice(from, from + longest / 2);
    return excerpt(part, start - from, Math.min(end - from, part.length));
  }
  const cells = cellsOf(line);
  const from = cells.findLastIndex((cell) => cell.at <= start);
  const first = Math.max(from, 0);
  const behind = cells.findIndex((cell) => cell.at >= end && cell.at > start);
  // A range may end at the end of the line. The position after the last character has a cell of its own.
  const until = behind < 0 ? cells.length : behind;
  const [left, right] = window(cells, first, until);
  const shown = cells.slice(left, right);
  const before = left > 0 ? '… ' : '';
  const text = before + shown.map((cell) => cell.text).join('') + (right < cells.length ? ' …' : '');
  const isBehind = start >= line.length;
  const widthUntil = (to: number) => sum(cells.slice(left, Math.min(to, right)));
  const indent = before.length + widthUntil(isBehind ? right : first);
  const width = isBehind ? 1 : Math.max(widthUntil(until) - widthUntil(first), 1);
  return { text: text.trimEnd(), mark: ' '.repeat(indent) + '^'.repeat(width) };
}

/** A unit that has its own place on the screen: a character with its combining characters. */
interface Cell {
  readonly text: string;
  readonly width: number;
  /** Offset in the line. */
  readonly at: number;
}

function cellsOf(line: string): Cell[] {
  const cells: Cell[] = [];
  let column = 0;
  for (const { segment, index } of graphemes(line)) {
    const text = segment === '\t' ? ' '.repeat(tabStop - (column % tabStop)) : printable(segment);
    const width = widthOf(text);
    cells.push({ text, width, at: index });
    column += width;
  }
  return cells;
}

function* graphemes(line: string): Iterable<{ segment: string; index: number }> {
  // Segmenting is slow, and nearly every line has only simple characters.
  if (/^[\t -~]*$/.test(line)) {
    for (let index = 0; index < line.length; index++) {
      yield { segment: line[index]!, index };
    }
  } else {
    yield* new Intl.Segmenter('en').segment(line);
  }
}

/** Which cells to show, so that the range is visible with some context. */
function window(cells: readonly Cell[], first: number, until: number): [number, number] {
  if (sum(cells) <= widest) {
    return [0, cells.length];
  }
  const around = Math.max(Math.floor((widest - (until - first)) / 2), 20);
  const left = Math.max(first - around, 0);
  return [left, Math.min(Math.max(left + widest, first + 1), cells.length)];
}

function sum(cells: readonly Cell[]): number {
  return cells.reduce((width, cell) => width + cell.width, 0);
}
