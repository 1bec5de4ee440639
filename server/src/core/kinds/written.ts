import type { DocumentFacts } from '../model/document.ts';
import type { Stated } from '../model/origin.ts';
import type { LabelPair, LabelSelector, Labels, Requirement, Written } from '../model/written.ts';
import { none, orNone } from '../text/emptyList.ts';
import { deref, get, pairOf, pairsOf } from '../yaml/access.ts';
import type { Mapping, Node, Pair, Placed } from '../yaml/node.ts';
import { type Reader, type Resolved, resolveKey, resolveScalar } from '../yaml/scalar.ts';

/**
 * Places that a template language or a person will fill in; what stands there now says nothing about what will be
 * applied. None of them is a label value that the API server takes, but for the last two. How far brackets reach is bounded, because
 * in a hostile text each that opens would be looked through to the end.
 */
const placeholder = new RegExp(
  [
    // envsubst, Flux, OpenShift, shells, kustomize vars: ${X}, ${X:=y}, ${{X}}, $(X), $X
    String.raw`\$\{[^}]{0,500}\}|\$\([A-Za-z_][^)]{0,500}\)|\$[A-Za-z_]`,
    // Helm, Jinja, Go templates, Argo: {{ x }}; Terraform and others: {% x %}, [[ x ]], {x}
    String.raw`\{\{|\{%|\[\[|^\{[A-Za-z_][\w.-]*\}$`,
    String.raw`<[^<>]+>|%[A-Za-z_][\w-]*%|@[A-Za-z_][\w.-]*@|__[A-Za-z]\w*__`,
    // SOPS.
    String.raw`^ENC\[`,
    String.raw`\b(?:REPLACE|CHANGE)[_-]?(?:ME|THIS|WITH)|\bPLACEHOLDER\b`,
  ].join('|'),
);

/** Whether a text is to be filled in by a template language before anyone applies it. */
export function containsPlaceholder(text: string): boolean {
  return placeholder.test(text);
}

/**
 * Whether what keeps a text from being YAML at the place is something to be filled in: it stands in the same line up to there, and
 * not in quotes, in which it would be text like any other.
 */
export function isBrokenByPlaceholder(text: string, at: number): boolean {
  const lineStart = Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;
  const line = text.slice(lineStart).match(/^[^\r\n]*/)?.[0] ?? '';
  const found = line.search(placeholder);
  // `{prefix}web`, as Python's str.format has it, is a map with text behind it.
  const place = found >= 0 ? found : line.search(/\{[A-Za-z_]\w*\}[^\s,\]}]/);
  const quotes = line.slice(0, Math.max(place, 0)).match(/["']/g)?.length ?? 0;
  return place >= 0 && lineStart + place <= at && quotes % 2 === 0;
}

/** What a reader makes of a value, where it is not quoted away: `1.10` as kubectl reads it is the float `1.1`. */
export function resolveWritten(written: Written, reader: Reader): Resolved {
  const { value, quoted, start, end } = written;
  return quoted
    ? { type: 'string', value }
    : resolveScalar({ type: 'scalar', style: 'plain', text: value, start, end }, reader);
}

/** The number that the API server gets, or undefined where it gets no whole number: `0x50` is 80, `"80"` is none. */
export function integerOf(written: Written | undefined): number | undefined {
  if (written?.type !== 'integer' && written?.type !== 'float') {
    return undefined;
  }
  const number = Number(resolveWritten(written, 'kubectl').value);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** What was reduced from a node, with the node's document where that is another than the resource's. */
export function stated<T extends Stated>(facts: T, { document }: Placed): T {
  // The documents of a render are those that its source gave.
  return document === undefined ? facts : { ...facts, document: document as DocumentFacts };
}

/** The place of a node. */
export function placeOf(node: Placed): Stated {
  return stated({ start: node.start, end: node.end }, node);
}

/** A node reduced to what it says as one value. */
export function writtenOf(node: Node): Written {
  return stated(writtenAsIs(node), node);
}

function writtenAsIs(node: Node): Written {
  const target = deref(node);
  const { start, end } = node;
  if (target?.type !== 'scalar') {
    const name = target?.type === 'mapping' ? nameToFillIn(target) : undefined;
    return name === undefined
      ? { start, end, value: '', type: target?.type ?? 'null', quoted: false }
      : { start, end, value: `{${name}}`, type: 'placeholder', quoted: false };
  }
  const quoted = target.style !== 'plain';
  if (placeholder.test(target.text)) {
    return { start, end, value: target.text, type: 'placeholder', quoted };
  }
  const resolved = resolveScalar(target, 'kubectl');
  return { start, end, value: resolved.type === 'null' ? '' : target.text, type: resolved.type, quoted };
}

/**
 * The name in `{name}` without quotes, as Python's str.format and URI templates (RFC 6570) have it: to YAML a map of one
 * key without a value, which nobody writes in place of a text.
 */
function nameToFillIn({ flow, pairs }: Mapping): string | undefined {
  const [pair] = pairs;
  const value = pair && deref(pair.value);
  const isName = pair !== undefined && pair.key.style === 'plain' && /^[A-Za-z_][\w.-]*$/.test(pair.key.text);
  const isAlone =
    flow && pairs.length === 1 && value?.type === 'scalar' && value.style === 'plain' && value.text === '';
  return isAlone && isName ? pair.key.text : undefined;
}

/** The text of a scalar under a path, or undefined where there is none. */
export function textAt(node: Node | undefined, ...path: string[]): Written | undefined {
  const found = node && get(node, ...path);
  return found ? writtenOf(found) : undefined;
}

/** The value under a path with the pair that introduces it. */
export function pairAt(node: Node | undefined, path: readonly string[]): Pair | undefined {
  const last = path[path.length - 1];
  const parent = node && deref(path.length === 1 ? node : get(node, ...path.slice(0, -1)));
  return parent?.type === 'mapping' && last !== undefined ? pairOf(parent, last) : undefined;
}

/** A map of labels where `pair` introduces it. */
export function labelsOf(pair: Pair | undefined): Labels | undefined {
  if (!pair) {
    return undefined;
  }
  const keyRange = placeOf(pair.key);
  const node = deref(pair.value);
  const { start, end } = pair.value;
  if (node?.type !== 'mapping') {
    const isNull = node === undefined || (node.type === 'scalar' && writtenOf(node).type === 'null');
    const shape = isNull ? 'null' : 'other';
    return stated<Labels>({ start, end, keyRange, pairs: none, shape, flow: false }, pair.value);
  }
  const shared = pair.value.type === 'alias' ? 'alias' : node.anchor !== undefined ? 'anchor' : undefined;
  const last = new Map<string, LabelPair>();
  for (const { pair: each, mergedBy } of pairsOf(node)) {
    const key = writtenKey(each);
    const label: LabelPair = stated(
      {
        start: each.start,
        end: each.end,
        key,
        value: writtenOf(each.value),
        ...sharing(mergedBy ? 'merge' : (shared ?? (each.value.type === 'alias' ? 'alias' : undefined))),
      },
      each,
    );
    // Of a key that stands twice the last is kept, at its own place.
    last.delete(key.value);
    last.set(key.value, label);
  }
  return stated<Labels>(
    {
      start,
      end,
      keyRange,
      pairs: [...last.values()],
      shape: 'mapping',
      flow: node.flow,
    },
    pair.value,
  );
}

/** A `LabelSelector` where `pair` introduces it. */
export function labelSelectorOf(pair: Pair | undefined): LabelSelector | undefined {
  if (!pair) {
    return undefined;
  }
  const { start, end } = pair.value;
  const expressions = deref(get(pair.value, 'matchExpressions'));
  return stated(
    {
      start,
      end,
      keyRange: placeOf(pair.key),
      matchLabels: labelsOf(pairAt(pair.value, ['matchLabels'])),
      matchExpressions: expressions?.type === 'sequence' ? expressions.items.map(requirementOf) : none,
      strayFields: strayFieldsOf(pair.value),
    },
    pair.value,
  );
}

/** Source: k8s.io/apimachinery meta/v1 LabelSelector. */
const selectorFields = ['matchLabels', 'matchExpressions'];

function strayFieldsOf(selector: Node): readonly Written[] {
  const mapping = deref(selector);
  return mapping?.type === 'mapping'
    ? orNone(
        pairsOf(mapping)
          .map(({ pair }) => writtenKey(pair))
          .filter(({ type, value }) => type !== 'placeholder' && !selectorFields.includes(value)),
      )
    : none;
}

/** What kubectl makes of a key: it resolves keys as it does values, so `y:` becomes `true`. */
export function writtenKey(pair: Pair): Written {
  const { key } = pair;
  const resolved = resolveKey(key, 'kubectl');
  return stated(
    {
      start: key.start,
      end: key.end,
      value: resolved.value,
      type: placeholder.test(key.text) ? 'placeholder' : resolved.type,
      quoted: key.style !== 'plain',
    },
    key,
  );
}

function sharing(shared: LabelPair['shared'] | undefined): { shared?: NonNullable<LabelPair['shared']> } {
  return shared ? { shared } : {};
}

/** One item of `matchExpressions`. */
export function requirementOf(node: Node): Requirement {
  const values = deref(get(node, 'values'));
  return stated(
    {
      start: node.start,
      end: node.end,
      key: textAt(node, 'key') ?? { start: node.start, end: node.start, value: '', type: 'null', quoted: false },
      operator: textAt(node, 'operator')?.value ?? '',
      values: values?.type === 'sequence' ? values.items.map(writtenOf) : [],
    },
    node,
  );
}
