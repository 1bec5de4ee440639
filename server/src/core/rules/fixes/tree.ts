import { actionsOf, filler, isBeforePrinting, layoutOf, partAround } from '../../chart/templateLayout.ts';
import type { DocumentFacts } from '../../model/document.ts';
import { originOf, type Stated, writtenText } from '../../model/origin.ts';
import type { DocumentChange, Fix } from '../../model/problem.ts';
import type { Written } from '../../model/written.ts';
import { optional } from '../../text/optional.ts';
import { contains, type Range } from '../../text/range.ts';
import { type DocumentText, type Edit, setScalar } from '../../yaml/edit.ts';
import type { Mapping, Node, Pair, Scalar } from '../../yaml/node.ts';
import { read } from '../../yaml/read.ts';

/**
 * The tree of a document. It is parsed again, because no tree is kept. Undefined if the document cannot be
 * edited. Of a template it is the tree of its layout (`layoutOf`).
 *
 * @param place an offset: if the template as a whole has no layout, the part around it may have one
 */
export function openDocument(document: DocumentFacts, place?: number): DocumentText | undefined {
  const { text, ofChart } = document;
  if (ofChart !== 'template') {
    return opened(text);
  }
  return opened(layoutOf(text)) ?? (place === undefined ? undefined : opened(layoutOf(text, partAround(text, place))));
}

function opened(text: string): DocumentText | undefined {
  const { root, errors } = read(text);
  return root && errors.length === 0 ? { text, root } : undefined;
}

/** Whether an edit leaves the actions of a template as they are: nobody knows what else they have to print. */
export function keepsActions({ document, edits }: DocumentChange): boolean {
  if (document.ofChart !== 'template') {
    return true;
  }
  const actions = actionsOf(document.text);
  return edits.every(
    ({ range, newText }) =>
      !newText.includes(filler) &&
      !actions.some(({ start, end }) => start < range.end && range.start < end) &&
      !(newText.includes('\n') && isBeforePrinting(document.text, range.end)),
  );
}

/** A document to edit, with its tree. */
export interface Opened {
  readonly document: DocumentFacts;
  readonly text: DocumentText;
}

/**
 * The document that states a fact of a resource: its own document, or the patch or kustomization that set the
 * value.
 */
export function openOrigin(resource: { readonly document: DocumentFacts }, stated: Stated): Opened | undefined {
  const { document } = originOf(resource, stated);
  const text = openDocument(document, stated.start);
  return text && { document, text };
}

/** A pair with the mapping that holds it. */
export interface PlacedPair {
  readonly mapping: Mapping;
  readonly pair: Pair;
}

/** The pair whose key has the range. */
export function pairWithKey({ root }: DocumentText, key: Range): PlacedPair | undefined {
  return pairWhere(root, key, (pair) => isAt(pair.key, key));
}

/** The pair whose value has the range. */
export function pairWithValue({ root }: DocumentText, value: Range): PlacedPair | undefined {
  return pairWhere(root, value, (pair) => isAt(pair.value, value));
}

/** The pair that has the range as a whole. */
export function pairAtRange({ root }: DocumentText, range: Range): PlacedPair | undefined {
  return pairWhere(root, range, (pair) => isAt(pair, range));
}

/** The scalar with the range: a key, a value or an item. */
export function scalarAt({ root }: DocumentText, range: Range): Scalar | undefined {
  return nodeWhere(root, range, (node) => node.type === 'scalar' && isAt(node, range)) as Scalar | undefined;
}

/** Sets the text with the range: a scalar, or a part of one, such as the namespace in `shop/web`. */
export function setText(text: DocumentText, range: Range, value: string | number): Edit | undefined {
  const whole = scalarAt(text, range);
  if (whole) {
    return setScalar(text, whole, value);
  }
  const around = nodeWhere(text.root, range, (node) => node.type === 'scalar' && contains(node, range)) as
    | Scalar
    | undefined;
  return (
    around && {
      edits: [{ range: { start: range.start, end: range.end }, newText: `${value}` }],
      shared: setScalar(text, around, value).shared,
    }
  );
}

/** The mapping with the range. */
export function mappingAt({ root }: DocumentText, range: Range): Mapping | undefined {
  return nodeWhere(root, range, (node) => node.type === 'mapping' && isAt(node, range)) as Mapping | undefined;
}

/** The title and rank of a fix. Without `preferred` and `certain` it is one of several alternatives. */
export interface FixWords {
  readonly title: string;
  readonly preferred?: boolean;
  /** Whether no other answer exists. */
  readonly certain?: boolean;
  /** Whether nothing else can be meant. */
  readonly unmistakable?: boolean;
}

/**
 * A fix of one document. If the edit changes an anchored value, it changes all aliases too: the title then says
 * so, and the fix is never applied without a request.
 */
export function fixOf(
  { title, preferred, certain, unmistakable }: FixWords,
  document: DocumentFacts,
  edit: Edit,
): Fix | undefined {
  if (edit.edits.length === 0) {
    return undefined;
  }
  return {
    title: edit.shared ? `${title} (wherever the anchor is used)` : title,
    preferred: preferred === true && !edit.shared,
    certain: certain === true && !edit.shared,
    ...optional('unmistakable', unmistakable),
    changes: [{ document, edits: edit.edits }],
  };
}

/** Edits a value in a patch that a kustomization holds as a string. */
export function insideText(
  words: FixWords,
  resource: { readonly document: DocumentFacts },
  old: Written,
  value: string,
): Fix | undefined {
  const { document, range } = originOf(resource, old);
  return writtenText(resource, old) === old.value && /^[A-Za-z][\w.-]*$/.test(value)
    ? fixOf(words, document, {
        edits: [{ range: { start: range.start, end: range.end }, newText: value }],
        shared: false,
      })
    : undefined;
}

/**
 * Gives the first field the text, and the others with the same text that are in the document. Undefined if the first
 * one cannot be changed.
 */
export function textsSet(
  text: DocumentText,
  resource: { readonly document: DocumentFacts },
  document: DocumentFacts,
  [first, ...others]: readonly Stated[],
  value: string | number,
): Edit | undefined {
  // Several fields may be one text, behind an anchor.
  const more = others.filter((each) => each.start !== first!.start && originOf(resource, each).document === document);
  const edit = setText(text, first!, value);
  return edit && together(edit, ...more.flatMap((each) => setText(text, each, value) ?? []));
}

/** Combines the edits of several changes of one document into one. */
export function together(...edits: readonly Edit[]): Edit {
  return { edits: edits.flatMap((each) => each.edits), shared: edits.some((each) => each.shared) };
}

function isAt(node: Range, range: Range): boolean {
  return node.start === range.start && node.end === range.end;
}

function pairWhere(node: Node, range: Range, fits: (pair: Pair) => boolean): PlacedPair | undefined {
  if (!contains(node, range)) {
    return undefined;
  }
  if (node.type === 'sequence') {
    return first(node.items, (item) => pairWhere(item, range, fits));
  }
  if (node.type !== 'mapping') {
    return undefined;
  }
  const pair = node.pairs.find(fits);
  return pair ? { mapping: node, pair } : first(node.pairs, (each) => pairWhere(each.value, range, fits));
}

function nodeWhere(node: Node, range: Range, fits: (node: Node) => boolean): Node | undefined {
  if (!contains(node, range)) {
    return undefined;
  }
  if (fits(node)) {
    return node;
  }
  switch (node.type) {
    case 'sequence':
      return first(node.items, (item) => nodeWhere(item, range, fits));
    case 'mapping':
      return first(node.pairs, ({ key, value }) => nodeWhere(key, range, fits) ?? nodeWhere(value, range, fits));
    default:
      return undefined;
  }
}

function first<T, R>(items: readonly T[], look: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
