import type { SourceText } from '../template/origin.ts';
import { placeOf, type TextPlace } from '../template/places.ts';
import type { Text, TextPiece } from '../template/text.ts';
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
   * Why nobody can know the value before the chart is installed, e.g. `randAlphaNum makes random text`, or because a key that
   * nobody gave is a part of it. It continues the sentence "unknown, because …".
   */
  readonly unknown?: string;
}

/**
 * Moves the tree of a manifest from the rendered text to the texts of the chart. A node from another text than its parent names
 * its document, as in the tree of a kustomization (`render/bundle.ts`).
 *
 * @param documentOf the document that stands for a text
 */
export function placedTree(
  { root, text }: Manifest,
  documentOf: (source: SourceText) => object,
): PlacedManifest | undefined {
  if (root === undefined) {
    return undefined;
  }
  const placer = new Placer(text, documentOf);
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
  readonly #documentOf: (source: SourceText) => object;

  constructor(text: Text, documentOf: (source: SourceText) => object) {
    this.#pieces = text.pieces;
    let at = 0;
    this.#starts = text.pieces.map((piece) => {
      const start = at;
      at += piece.text.length;
      return start;
    });
    this.#text = text.text;
    this.#documentOf = documentOf;
  }

  node(written: Node, around: NodePlace | undefined): Node {
    const node = deref(written);
    switch (node?.type) {
      case 'scalar':
        return this.#scalar(node, around);
      case 'sequence': {
        const items = node.items.map((item) => this.node(item, around));
        return { ...node, ...this.#placeOfCollection(items[0], node, around), items };
      }
      case 'mapping': {
        const pairs = node.pairs.map((pair) => this.#pair(pair, around));
        return { ...node, ...this.#placeOfCollection(pairs[0], node, around), pairs };
      }
      default:
        return written;
    }
  }

  #pair(pair: Pair, around: NodePlace | undefined): Pair {
    const key = this.#scalar(pair.key, around);
    const place = key.document === undefined ? around : { start: key.start, end: key.end, document: key.document };
    const value = this.node(pair.value, place);
    const end = value.document === key.document && value.end > key.end ? value.end : key.end;
    return { ...pair, start: key.start, end, ...(key.document && { document: key.document }), key, value };
  }

  /** A collection begins where its first part does. An empty one has a place of its own. */
  #placeOfCollection(first: Node | Pair | undefined, node: Node, around: NodePlace | undefined): Partial<NodePlace> {
    if (first === undefined) {
      return this.#range(this.#placeAt(node.start, node.end)) ?? around ?? {};
    }
    const { start, end, document } = first;
    return document === undefined ? { start, end } : { start, end, document };
  }

  #scalar(scalar: Scalar, around: NodePlace | undefined): Scalar {
    const { start } = scalar;
    const end = this.#endOf(scalar);
    const place = this.#placeAt(start, end);
    const placed: Scalar = { ...scalar, ...(this.#range(place) ?? around) };
    const unknown = this.#unknownAt(start, end);
    this.scalars.set(placed, { ...(place && { place }), ...(unknown === undefined ? {} : { unknown }) });
    return placed;
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
    return place && { start: place.start, end: place.end, document: this.#documentOf(place.source) };
  }

  /** The place of the last piece of a range that is not blank. */
  #placeAt(start: number, end: number): TextPlace | undefined {
    for (let index = this.#pieceAt(end); index >= 0; index--) {
      const piece = this.#pieces[index]!;
      const from = this.#starts[index]!;
      if (from + piece.text.length < start) {
        return undefined;
      }
      const [first, last] = [Math.max(start - from, 0), Math.min(end - from, piece.text.length)];
      const text = piece.text.slice(first, last);
      if (text.trim() !== '' || (piece.text === '' && piece.origin?.absent === true)) {
        const place = placeOf({ ...piece, text, offset: piece.offset + first });
        if (place !== undefined) {
          return place;
        }
      }
    }
    return undefined;
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
