import { type Place, placeOf, type TextPlace } from '../template/places.ts';
import type { Text, TextPiece } from '../template/text.ts';
import type { Range } from '../text/range.ts';
import { deref } from '../yaml/access.ts';
import type { Mapping, Node, Pair, Scalar } from '../yaml/node.ts';
import type { Manifest } from './manifests.ts';

/** The tree of a manifest, in which every range is the place in the chart that a person changes. */
export interface PlacedManifest {
  readonly root: Mapping;
  /** What is known of the scalars, keys included. */
  readonly scalars: ReadonlyMap<Scalar, PlacedScalar>;
}

export interface PlacedScalar {
  /** Undefined if no text of the chart leads to it. */
  readonly place?: TextPlace;
  /**
   * Why nobody can know the value before the chart is installed, e.g. `randAlphaNum makes random text`, or because a
   * key that nobody gave is a part of it. It continues the sentence "unknown, because …".
   */
  readonly unknown?: string;
}

export interface PlacingOptions {
  /** The place in the document that stands for a text. */
  rangeOf(place: Place): Range & { readonly document: object };
  /**
   * The namespace of the release. An object that states no other one gets it in any case, so it is left out of
   * `metadata`.
   */
  readonly namespace?: string;
}

/**
 * Moves the tree of a manifest from the rendered text to the texts of the chart. A node from another text than its
 * parent names its document, as in the tree of a kustomization (`render/bundle.ts`). What an action makes of several
 * values is at the outermost action, because a person begins to read there. A scalar that nobody can know is a
 * placeholder with the reason.
 */
export function placedTree({ root, text }: Manifest, options: PlacingOptions): PlacedManifest | undefined {
  if (root === undefined) {
    return undefined;
  }
  const placer = new Placer(text, options);
  return { root: placer.node(root, undefined) as Mapping, scalars: placer.scalars };
}

interface NodePlace {
  readonly start: number;
  readonly end: number;
  readonly document: object;
}

class Placer {
  readonly scalars = new Map<Scalar, PlacedScalar>();
  readonly #pieces: readonly TextPiece[];
  readonly #starts: readonly number[];
  readonly #text: string;
  readonly #options: PlacingOptions;

  constructor(text: Text, options: PlacingOptions) {
    this.#pieces = text.pieces;
    let at = 0;
    this.#starts = text.pieces.map((piece) => {
      const start = at;
      at += piece.text.length;
      return start;
    });
    this.#text = text.text;
    this.#options = options;
  }

  node(written: Node, around: NodePlace | undefined): Node {
    const node = deref(written);
    switch (node?.type) {
      case 'scalar':
        return this.#scalar(node, around);
      case 'sequence': {
        const items = node.items.map((item) => this.node(item, around));
        return { ...node, ...this.#placeOfCollection(items[0], items.at(-1), node, around), items };
      }
      case 'mapping': {
        const pairs = node.pairs.map((pair) => this.#pair(pair, around));
        return { ...node, ...this.#placeOfCollection(pairs[0], pairs.at(-1), node, around), pairs };
      }
      default:
        return written;
    }
  }

  #pair(pair: Pair, around: NodePlace | undefined): Pair {
    const key = this.#scalar(pair.key, around);
    const place = key.document === undefined ? around : { start: key.start, end: key.end, document: key.document };
    const value = this.#withoutNamespace(key, this.node(pair.value, place));
    const end = value.document === key.document && value.end > key.end ? value.end : key.end;
    return { ...pair, start: key.start, end, ...(key.document && { document: key.document }), key, value };
  }

  #withoutNamespace({ text }: Scalar, value: Node): Node {
    const { namespace } = this.#options;
    if (namespace === undefined || text !== 'metadata' || value.type !== 'mapping') {
      return value;
    }
    const pairs = value.pairs.filter(
      (pair) => pair.key.text !== 'namespace' || pair.value.type !== 'scalar' || pair.value.text !== namespace,
    );
    return pairs.length === value.pairs.length ? value : { ...value, pairs };
  }

  /**
   * A collection begins where its first part does, and ends where its last part does if that comes later in the same
   * text. An empty one has a place of its own.
   */
  #placeOfCollection(
    first: Node | Pair | undefined,
    last: Node | Pair | undefined,
    node: Node,
    around: NodePlace | undefined,
  ): Partial<NodePlace> {
    if (first === undefined) {
      return this.#range(this.#placeAt(node.start, node.end)) ?? around ?? {};
    }
    const { start, document } = first;
    const end = last?.document === document && last!.end > first.end ? last!.end : first.end;
    return document === undefined ? { start, end } : { start, end, document };
  }

  #scalar(scalar: Scalar, around: NodePlace | undefined): Scalar {
    const { start } = scalar;
    const end = this.#endOf(scalar);
    // Quotes around an action are no part of the value, and those of a literal belong to what a person replaces.
    const isQuoted = scalar.style === 'single' || scalar.style === 'double';
    const isAction = isQuoted && this.#pieceAt(start) !== this.#pieceAt(end - 1);
    const place = isAction ? this.#placeAt(start + 1, end - 1) : this.#placeAt(start, end);
    const isOfTemplate = place?.sort === 'literal' && !isAction;
    const quotes = isQuoted && !isOfTemplate ? this.#quotesAt(start, end) : undefined;
    const unknown = this.#unknownAt(start, end);
    const placed: Scalar = {
      ...scalar,
      ...(unknown === undefined ? {} : { text: placeholderFor(place, unknown), style: 'plain' as const }),
      ...(place !== undefined && isMade(place, scalar) ? { isMade: true as const } : {}),
      ...(quotes && { quotes }),
      ...(this.#range(place) ?? around),
    };
    this.scalars.set(placed, { ...(place && { place }), ...(unknown === undefined ? {} : { unknown }) });
    return placed;
  }

  /** From the opening quote of a template to the closing one, or the action that puts a value in quotes. */
  #quotesAt(start: number, end: number): NodePlace | undefined {
    const opening = this.#quoteAt(start);
    const closing = this.#quoteAt(end - 1);
    return opening && closing && opening.document === closing.document && opening.start <= closing.end
      ? { ...opening, end: closing.end }
      : undefined;
  }

  #quoteAt(offset: number): NodePlace | undefined {
    const place = this.#placeAt(offset, offset + 1);
    if (place?.sort !== 'value' || !place.printed) {
      return this.#range(place);
    }
    return /["']/.test(place.source.text.charAt(place.start))
      ? undefined
      : this.#range({ ...place.printed, sort: 'action', printed: place.printed });
  }

  /** An absent value stands at the end of its line, but its scalar directly after the colon. */
  #endOf({ start, end }: Scalar): number {
    let at = end;
    while (start === end && (this.#text[at] === ' ' || this.#text[at] === '\t')) {
      at++;
    }
    return at;
  }

  #range(place: TextPlace | undefined): NodePlace | undefined {
    if (place === undefined) {
      return undefined;
    }
    return this.#options.rangeOf(place.sort === 'action' || place.sort === 'given' ? (place.printed ?? place) : place);
  }

  /**
   * The place of the last piece of a range that is not blank. If pieces come from different values, no value decides
   * alone, and the place is the action that joins them.
   */
  #placeAt(start: number, end: number): TextPlace | undefined {
    let last: TextPlace | undefined;
    for (let index = this.#pieceAt(end); index >= 0; index--) {
      const piece = this.#pieces[index]!;
      const from = this.#starts[index]!;
      if (from + piece.text.length < start) {
        break;
      }
      const [first, to] = [Math.max(start - from, 0), Math.min(end - from, piece.text.length)];
      const text = piece.text.slice(first, to);
      if (text.trim() !== '' || (piece.text === '' && piece.origin?.absent === true)) {
        const place = placeOf({ ...piece, text, offset: piece.offset + first });
        if (last === undefined) {
          last = place;
        } else if (place !== undefined && last.sort === 'value' && last.printed && !isSamePlace(place, last)) {
          return { ...last.printed, sort: 'action', printed: last.printed };
        }
      }
    }
    return last;
  }

  #unknownAt(start: number, end: number): string | undefined {
    for (let index = this.#pieceAt(end); index >= 0; index--) {
      const { text, origin } = this.#pieces[index]!;
      const from = this.#starts[index]!;
      if (from + text.length < start || (from + text.length === start && text !== '')) {
        return undefined;
      }
      if (origin?.unknown !== undefined && from < end) {
        return origin.unknown;
      }
      if (text === '' && origin?.absent === true) {
        return 'a value that nobody gave is a part of it';
      }
    }
    return undefined;
  }

  /** The index of the last piece that begins at an offset or before it. */
  #pieceAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return high < 0 ? -1 : low;
  }
}

function isSamePlace(a: TextPlace, b: TextPlace): boolean {
  return a.source.path === b.source.path && a.start === b.start;
}

/** A text that every reader takes for a placeholder: the action in the template, else the reason. */
function placeholderFor(place: TextPlace | undefined, because: string): string {
  const { source, start, end } = place?.printed ?? place ?? {};
  const written = source?.text
    .slice(start, end)
    .replace(/^\{\{-\s*/, '{{ ')
    .replace(/\s*-\}\}$/, ' }}');
  return written?.startsWith('{{') && written.length <= longestPlaceholder ? written : `{{ ${because} }}`;
}

/** A longer action is not read in a message. In UTF-16 code units. */
const longestPlaceholder = 60;

/** Whether the text at the place is not the value itself: it is in the values, in an action, or only a part of it. */
function isMade({ sort, source, start, end, printed }: TextPlace, { text }: Scalar): boolean {
  const isInAction =
    printed !== undefined && printed.source.path === source.path && printed.start <= start && end <= printed.end;
  return sort !== 'literal' || isInAction || source.text.slice(start, end).replace(/^["']|["']$/g, '') !== text;
}
