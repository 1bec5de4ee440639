import type { Range } from '../text/range.ts';
import type { Text } from './text.ts';

/** A text with places in it: a template, or a file of values. */
export interface SourceText {
  /** The path of the file, relative to the workspace folder, e.g. `web/templates/service.yaml`. */
  readonly path: string;
  readonly text: string;
  /** For the text of `tpl`: the string, so that places in the text lead to the origins of its parts. */
  readonly inner?: Text;
}

/**
 * Where a value, or a part of a string, comes from. Origins are immutable and form a graph: what an action prints has
 * the action as its origin, and `from` leads to the origins of what it printed.
 */
export interface Origin {
  /**
   * - `text`: literal text of a template, or a literal in an action. Its range covers the text character by character.
   * - `key`: a value of a file of values. The range is the range of the value, `key` the range of its key.
   * - `given`: what neither a template nor values state, e.g. `.Release.Name` or a field of `.Chart`. `name` is its
   *   path.
   * - `made`: an action made it of `from`. The range is the range of the action.
   */
  readonly sort: 'text' | 'key' | 'given' | 'made';
  /** Absent for `given`. */
  readonly source?: SourceText | undefined;
  /** UTF-16 offsets in the text of the source. 0 for `given`. */
  readonly start: number;
  readonly end: number;
  /** Only for `key`: the key, in the same source. An item of a list has none. */
  readonly key?: Range | undefined;
  /** The path of a `key`, e.g. `service.port`, or of what is `given`, e.g. `Release.Name`. */
  readonly name?: string | undefined;
  /** Only for `made`: the origins of the values that were used, those that decide most first. */
  readonly from?: readonly Origin[] | undefined;
  /**
   * Why nobody can know the value before the chart is installed, e.g. `randAlphaNum makes random text`. It continues
   * the sentence "unknown, because …". An unknown value equals nothing.
   */
  readonly unknown?: string | undefined;
  /** A key that nobody gave: the value is nil. */
  readonly absent?: true | undefined;
}

export const noOrigins: readonly Origin[] = [];

/** The origin of what an action makes of other values. It is unknown if one of them is. */
export function madeAt(place: Origin | undefined, from: readonly Origin[], because?: string): Origin {
  let unknown = because;
  let absent: true | undefined;
  for (const each of from) {
    unknown ??= each.unknown;
    absent ??= each.absent;
  }
  const [start, end] = place === undefined ? [0, 0] : [place.start, place.end];
  return { sort: 'made', source: place?.source, start, end, from, unknown, absent };
}

/** The origin of literal text. */
export function literalAt(source: SourceText, start: number, end: number): Origin {
  return { sort: 'text', source, start, end };
}
