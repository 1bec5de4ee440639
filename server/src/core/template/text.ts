import { madeAt, type Origin } from './origin.ts';

/** A part of a string with one origin. */
export interface TextPiece {
  readonly text: string;
  /** Absent for text that no template and no value states, e.g. the indentation that `indent` adds. */
  readonly origin?: Origin;
  /**
   * The offset of the piece in the text of its origin, if the origin is literal text. So the exact place of each
   * character stays known after a string was cut.
   */
  readonly offset: number;
}

const noPieces: readonly TextPiece[] = [];

/**
 * A string of a template with the origin of each part. It is immutable, and pieces are shared between strings, so
 * joining and cutting are cheap.
 *
 * Text is UTF-16, while Go's strings are bytes: functions that count bytes use `bytes.ts`. A byte that is not UTF-8 (of
 * a binary file) is the lone surrogate U+DC00 + byte.
 */
export class Text {
  readonly kind = 'string';
  readonly pieces: readonly TextPiece[];
  /** All of its pieces joined. */
  readonly text: string;

  constructor(pieces: readonly TextPiece[], text: string) {
    this.pieces = pieces;
    this.text = text;
  }

  static readonly empty = new Text(noPieces, '');

  /** A string with one origin. An empty string keeps it too, so that an absent value leaves a trace. */
  static of(text: string, origin?: Origin, offset = 0): Text {
    return text === '' && origin === undefined
      ? Text.empty
      : new Text([origin === undefined ? { text, offset } : { text, origin, offset }], text);
  }

  /** A string that neither a template nor values state. @param name its path, e.g. `Release.Name` */
  static given(text: string, name: string): Text {
    return Text.of(text, { sort: 'given', start: 0, end: 0, name });
  }

  /** Strings without origin are text that a function adds. */
  static join(parts: readonly (Text | string)[], separator: Text | string = ''): Text {
    const pieces: TextPiece[] = [];
    const texts: string[] = [];
    const add = (part: Text | string) => {
      if (typeof part === 'string') {
        if (part !== '') {
          pieces.push({ text: part, offset: 0 });
          texts.push(part);
        }
        return;
      }
      for (const piece of part.pieces) {
        pieces.push(piece);
      }
      texts.push(part.text);
    };
    for (let index = 0; index < parts.length; index++) {
      if (index > 0) {
        add(separator);
      }
      add(parts[index]!);
    }
    return new Text(pieces, texts.join(''));
  }

  /** The part between two UTF-16 offsets, as `String.prototype.slice` with offsets that are not negative. */
  slice(start: number, end: number = this.text.length): Text {
    if (start <= 0 && end >= this.text.length) {
      return this;
    }
    return this.slices([[Math.max(start, 0), end]])[0]!;
  }

  /**
   * The parts between pairs of offsets, as `slice` returns them, in one pass. The pairs have to be in the order of the
   * text and must not overlap.
   */
  slices(bounds: readonly (readonly [start: number, end: number])[]): Text[] {
    const { pieces, text } = this;
    const parts: Text[] = [];
    let index = 0;
    let at = 0;
    for (const [start, end] of bounds) {
      let length = pieces[index]?.text.length ?? 0;
      while (index < pieces.length && at + length <= start && (length > 0 || at < start)) {
        at += length;
        length = pieces[++index]?.text.length ?? 0;
      }
      const found: TextPiece[] = [];
      let from = at;
      for (let each = index; each < pieces.length; each++) {
        const piece = pieces[each]!;
        if (from > end || (from === end && piece.text !== '')) {
          break;
        }
        found.push(cut(piece, start - from, end - from));
        from += piece.text.length;
      }
      parts.push(new Text(found, text.slice(start, end)));
    }
    return parts;
  }

  /** The parts between the occurrences of a separator that is not empty, as Go's `strings.Split`. */
  split(separator: string): Text[] {
    const bounds: [number, number][] = [];
    let from = 0;
    for (let at = this.text.indexOf(separator); at >= 0; at = this.text.indexOf(separator, from)) {
      bounds.push([from, at]);
      from = at + separator.length;
    }
    if (bounds.length === 0) {
      return [this];
    }
    bounds.push([from, this.text.length]);
    return this.slices(bounds);
  }

  /** A string of the same length, of which each character comes from the character at its place, e.g. for `lower`. */
  mapped(change: (text: string) => string): Text {
    const text = change(this.text);
    if (text === this.text) {
      return this;
    }
    if (text.length !== this.text.length) {
      return Text.of(text, this.origin);
    }
    let at = 0;
    const pieces = this.pieces.map((piece) => {
      const start = at;
      at += piece.text.length;
      return { ...piece, text: text.slice(start, at) };
    });
    return new Text(pieces, text);
  }

  /** The string with every occurrence of a text that is not empty replaced. The rest keeps its origins. */
  replaced(search: string, by: Text | string): Text {
    return this.text.includes(search) ? Text.join(this.split(search), by) : this;
  }

  /** The origin of the only piece; of several pieces, one that has them all. Undefined if no piece has an origin. */
  get origin(): Origin | undefined {
    const origins = this.origins;
    if (origins.length <= 1) {
      return origins[0];
    }
    return madeAt(origins[0], origins);
  }

  /** The origins of all pieces, each once, in their order. */
  get origins(): readonly Origin[] {
    const [only] = this.pieces;
    if (this.pieces.length <= 1) {
      return only?.origin === undefined ? [] : [only.origin];
    }
    const all = new Set<Origin>();
    for (const { origin } of this.pieces) {
      if (origin !== undefined) {
        all.add(origin);
      }
    }
    return [...all];
  }

  /** Why nobody can know this text before the chart is installed. Undefined if it is known. */
  get unknown(): string | undefined {
    for (const { origin } of this.pieces) {
      if (origin?.unknown !== undefined) {
        return origin.unknown;
      }
    }
    return undefined;
  }
}

/** The part of a piece between two offsets in it, which may lie outside. */
function cut(piece: TextPiece, start: number, end: number): TextPiece {
  const { text, offset } = piece;
  if (start <= 0 && end >= text.length) {
    return piece;
  }
  const from = Math.max(start, 0);
  return { ...piece, text: text.slice(from, end), offset: offset + from };
}
