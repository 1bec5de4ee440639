import { madeAt, type Origin } from './origin.ts';

/** A part of a string with one origin. */
export interface TextPiece {
  readonly text: string;
  /** Absent for text that no template and no value states, e.g. the indentation that `indent` adds. */
  readonly origin?: Origin;
  /**
   * The offset of the piece in the text of its origin, if the origin is literal text. So the exact place of each character
   * stays known after a string was cut.
   */
  readonly offset: number;
}

const noPieces: readonly TextPiece[] = [];

/**
 * A string of a template with the origin of each part. It is immutable, and pieces are shared between strings, so joining
 * and cutting are cheap.
 *
 * Text is UTF-16, while Go's strings are bytes: functions that count bytes use `bytes.ts`. A byte that is not UTF-8 (of a
 * binary file) is the lone surrogate U+DC00 + byte.
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

  /** Strings without origin stand for text that a function adds. */
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
    const pieces: TextPiece[] = [];
    let at = 0;
    for (const piece of this.pieces) {
      const next = at + piece.text.length;
      if (at > end || (at === end && piece.text !== '')) {
        break;
      }
      if (next > start || (piece.text === '' && at >= start)) {
        const from = Math.max(start - at, 0);
        const to = Math.min(end - at, piece.text.length);
        pieces.push(
          from === 0 && to === piece.text.length
            ? piece
            : { ...piece, text: piece.text.slice(from, to), offset: piece.offset + from },
        );
      }
      at = next;
    }
    return new Text(pieces, this.text.slice(Math.max(start, 0), end));
  }

  /** The parts between the occurrences of a separator that is not empty, as Go's `strings.Split`. */
  split(separator: string): Text[] {
    const parts: Text[] = [];
    let from = 0;
    for (let at = this.text.indexOf(separator); at >= 0; at = this.text.indexOf(separator, from)) {
      parts.push(this.slice(from, at));
      from = at + separator.length;
    }
    parts.push(this.slice(from));
    return parts;
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
