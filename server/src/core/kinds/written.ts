import type { DocumentFacts } from '../model/document.ts';
import type { Stated } from '../model/origin.ts';
import type { LabelPair, LabelSelector, Labels, Requirement, RequirementValues, Written } from '../model/written.ts';
import { none, orNone } from '../text/emptyList.ts';
import { optional } from '../text/optional.ts';
import { deref, get, pairOf, pairsOf } from '../yaml/access.ts';
import type { Mapping, Node, Pair, Placed } from '../yaml/node.ts';
import { type Reader, type Resolved, resolveKey, resolveScalar } from '../yaml/scalar.ts';

/**
 * Placeholders that a template language or a person will fill in. The present text says nothing about the
 * applied value. The API server rejects each of them as a label value, except for the last two. The length
 * between brackets is bounded, because otherwise the search of a hostile text would read to its end for each
 * opening bracket.
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

/** Whether a template language fills in the text before it is applied. */
export function containsPlaceholder(text: string): boolean {
  return placeholder.test(text);
}

/**
 * Whether a placeholder is the cause of a YAML error at an offset. The placeholder is in the same line before
 * the offset, and outside quotes, because in quotes it would be ordinary text.
 */
export function isBrokenByPlaceholder(text: string, at: number): boolean {
  const lineStart = Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;
  const line = text.slice(lineStart).match(/^[^\r\n]*/)?.[0] ?? '';
  const found = line.search(placeholder);
  // YAML reads `{prefix}web`, a placeholder of Python's str.format, as a map with text after it.
  const place = found >= 0 ? found : line.search(/\{[A-Za-z_]\w*\}[^\s,\]}]/);
  const quotes = line.slice(0, Math.max(place, 0)).match(/["']/g)?.length ?? 0;
  return place >= 0 && lineStart + place <= at && quotes % 2 === 0;
}

/** How a reader resolves a value that is not quoted: kubectl reads `1.10` as the float `1.1`. */
export function resolveWritten(written: Written, reader: Reader): Resolved {
  const { value, quoted, start, end } = written;
  return quoted
    ? { type: 'string', value }
    : resolveScalar({ type: 'scalar', style: 'plain', text: value, start, end }, reader);
}

/**
 * The number that the API server receives, or undefined if it receives no whole number: `0x50` is 80, `"80"` is
 * a string.
 */
export function integerOf(written: Written | undefined): number | undefined {
  if (written?.type !== 'integer' && written?.type !== 'float') {
    return undefined;
  }
  const number = Number(resolveWritten(written, 'kubectl').value);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** Adds the document of the node to the facts, if it differs from the document of the resource. */
export function stated<T extends Stated>(facts: T, { document }: Placed): T {
  // The documents of a render are the documents of its source.
  return document === undefined ? facts : { ...facts, document: document as DocumentFacts };
}

/** The place of a node. */
export function placeOf(node: Placed): Stated {
  return stated({ start: node.start, end: node.end }, node);
}

/** Reduces a node to a single value. */
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
  const value = resolved.type === 'null' ? '' : target.text;
  if (!target.isMade) {
    return { start, end, value, type: resolved.type, quoted };
  }
  const quotes = target.quotes && placeOf(target.quotes);
  return { start, end, value, type: resolved.type, quoted, isMade: true, ...optional('quotes', quotes) };
}

/**
 * The name in `{name}` without quotes, a placeholder of Python's str.format and of URI templates (RFC 6570).
 * YAML reads it as a map with one key without a value, which people do not write in place of a string.
 */
function nameToFillIn({ flow, pairs }: Mapping): string | undefined {
  const [pair] = pairs;
  const value = pair && deref(pair.value);
  const isName = pair !== undefined && pair.key.style === 'plain' && /^[A-Za-z_][\w.-]*$/.test(pair.key.text);
  const isAlone =
    flow && pairs.length === 1 && value?.type === 'scalar' && value.style === 'plain' && value.text === '';
  return isAlone && isName ? pair.key.text : undefined;
}

/** The text of the scalar at a path, or undefined if there is none. */
export function textAt(node: Node | undefined, ...path: string[]): Written | undefined {
  const found = node && get(node, ...path);
  return found ? writtenOf(found) : undefined;
}

/** The value at a path, with its key. */
export function pairAt(node: Node | undefined, path: readonly string[]): Pair | undefined {
  const last = path[path.length - 1];
  const parent = node && deref(path.length === 1 ? node : get(node, ...path.slice(0, -1)));
  return parent?.type === 'mapping' && last !== undefined ? pairOf(parent, last) : undefined;
}

/** The map of labels that is the value of `pair`. */
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
    // Of duplicate keys the last one counts, at its own position.
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

/** The `LabelSelector` that is the value of `pair`. */
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

/** A selector that is a plain map of labels. */
export function labelsAsSelectorOf(pair: Pair | undefined): LabelSelector | undefined {
  const labels = labelsOf(pair);
  return labels && { ...labels, matchLabels: labels, matchExpressions: none, strayFields: none };
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

/** The key as kubectl reads it. It resolves keys like values, so `y:` becomes `true`. */
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

function valuesOf(pair: Pair, node: Node): RequirementValues {
  const isEmpty = node.type === 'scalar' && writtenOf(node).type === 'null';
  const shape = node.type === 'sequence' ? 'list' : isEmpty ? 'null' : 'other';
  const { start, end } = pair.value;
  return stated({ start, end, keyRange: placeOf(pair.key), shape }, pair.value);
}

/** One item of `matchExpressions`. */
export function requirementOf(node: Node): Requirement {
  const pair = pairAt(node, ['values']);
  const values = deref(pair?.value);
  const operator = textAt(node, 'operator');
  return stated(
    {
      start: node.start,
      end: node.end,
      key: textAt(node, 'key') ?? { start: node.start, end: node.start, value: '', type: 'null', quoted: false },
      operator: operator?.value ?? '',
      values: values?.type === 'sequence' ? values.items.map(writtenOf) : [],
      ...optional('operatorAt', operator),
      ...optional('list', pair && values && valuesOf(pair, values)),
    },
    node,
  );
}
