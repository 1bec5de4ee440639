import type { Scalar, Tree } from '../../yaml/node.ts';
import { read } from '../../yaml/read.ts';
import { type Failure, failure } from '../function.ts';
import { madeAt, type Origin } from '../origin.ts';
import { Text } from '../text.ts';
import type { Value } from '../value.ts';
import { valueOfYaml } from '../yamlValue.ts';

/**
 * Decodes the first document of a string as sigs.k8s.io/yaml.Unmarshal does. Scalars and keys keep the origins of the
 * parts of the string that state them.
 *
 * @returns a failure with the reason if it is no YAML. Its text is not that of go-yaml.
 */
export function readYaml(text: Text): Value | Failure {
  const document = firstDocument(text.text);
  const tree: Tree = read(document);
  const [error] = tree.errors;
  if (error !== undefined) {
    return failure(error.message);
  }
  const places = new PlacesInText(document.length === text.text.length ? text : text.slice(0, document.length));
  return valueOfYaml(tree.root, {
    origin: (range) => places.origin(range.start, range.end),
    key: (range) => places.origin(range.start, range.end),
    string: (scalar) => places.string(scalar),
  });
}

/** The text up to the marker that begins the second document. Unmarshal reads only the first one. */
function firstDocument(text: string): string {
  if (!text.includes('---') && !text.includes('...')) {
    return text;
  }
  const markers = /^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm;
  for (let match = markers.exec(text); match !== null; match = markers.exec(text)) {
    const before = text.slice(0, match.index);
    if (/^(?:[ \t]*(?:#.*)?(?:\r?\n|$))*$/.test(before)) {
      // A marker in front of all content begins the first document.
      continue;
    }
    return before;
  }
  return text;
}

/** Finds the pieces of a string at offsets, in logarithmic time. */
class PlacesInText {
  private readonly text: Text;
  private readonly starts: readonly number[];

  constructor(text: Text) {
    this.text = text;
    let at = 0;
    this.starts = text.pieces.map((piece) => {
      const start = at;
      at += piece.text.length;
      return start;
    });
  }

  /** The string of a scalar that stands in the text as it is read. */
  string(scalar: Scalar): Text | undefined {
    const inset = scalar.style === 'plain' ? 0 : scalar.style === 'single' || scalar.style === 'double' ? 1 : undefined;
    if (inset === undefined) {
      return undefined;
    }
    const start = scalar.start + inset;
    const end = scalar.end - inset;
    return end - start === scalar.text.length && this.text.text.startsWith(scalar.text, start)
      ? this.slice(start, end)
      : undefined;
  }

  /** The origin of a part: that of its only piece, or one that is made of those of all pieces. */
  origin(start: number, end: number): Origin | undefined {
    const origins = new Set<Origin>();
    for (let at = this.pieceAt(start); at < this.starts.length && (this.starts[at]! < end || at === 0); at++) {
      const { origin } = this.text.pieces[at]!;
      if (origin !== undefined) {
        origins.add(origin);
      }
    }
    const [first] = origins;
    return origins.size <= 1 ? first : madeAt(first, [...origins]);
  }

  private slice(start: number, end: number): Text {
    const first = this.pieceAt(start);
    let last = first;
    while (last + 1 < this.starts.length && this.starts[last + 1]! < end) {
      last++;
    }
    const from = this.starts[first] ?? 0;
    const pieces = this.text.pieces.slice(first, last + 1);
    return new Text(pieces, pieces.map((piece) => piece.text).join('')).slice(start - from, end - from);
  }

  /** The index of the last piece that begins at an offset or before it. */
  private pieceAt(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return Math.max(low, 0);
  }
}
