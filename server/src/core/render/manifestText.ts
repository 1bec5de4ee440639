import type { Range } from '../text/range.ts';
import { deref } from '../yaml/access.ts';
import { keyOrder } from '../yaml/keyOrder.ts';
import type { Node, Pair, Scalar } from '../yaml/node.ts';
import { type Reader, resolveScalar } from '../yaml/scalar.ts';
import { keyText, scalarText, type WritingStyle } from '../yaml/write.ts';
import type { RenderedObject } from './bundle.ts';

/** One line of rendered manifests. */
export interface ManifestLine {
  readonly text: string;
  /** Where the value of the line is written, or its key if it has no value of its own. Absent for `---`. */
  readonly origin?: ManifestOrigin;
}

export interface ManifestOrigin {
  /** The document of the render's source. */
  readonly document: object;
  /** In the document. */
  readonly range: Range;
}

/**
 * Objects as `kustomize build` prints them: keys in the order of go-yaml, lists at the column of their key, text of
 * several lines as a block. Sources: sigs.k8s.io/kustomize/api/resource Resource.AsYAML, go.yaml.in/yaml/v2 encode.go.
 */
export function manifestLines(objects: readonly RenderedObject[]): readonly ManifestLine[] {
  return objects.flatMap(({ root, document }, index) => [
    ...(index === 0 ? [] : [{ text: '---' }]),
    ...linesOfNode(root, document),
  ]);
}

/** The lines of a value that stands alone, without indentation. */
function linesOfNode(node: Node, around: object): readonly ManifestLine[] {
  const target = deref(node);
  const document = target?.document ?? node.document ?? around;
  const origin = { document, range: { start: node.start, end: node.end } };
  if (target?.type === 'mapping' && target.pairs.length > 0) {
    return lastOfEachKey(target.pairs).flatMap((pair) => linesOfPair(pair, pair.document ?? document));
  }
  if (target?.type === 'sequence' && target.items.length > 0) {
    return target.items.flatMap((item) =>
      linesOfNode(item, document).map((line, index) =>
        index === 0 ? { ...line, text: `- ${line.text}` } : indented(line, '  '),
      ),
    );
  }
  const [first = '', ...others] = scalarLines(target);
  return [{ text: first, origin }, ...others.map((text) => ({ text, origin }))];
}

function linesOfPair({ key, value }: Pair, document: object): readonly ManifestLine[] {
  const name = keyText(key.text, style);
  const target = deref(value);
  const inner = value.document ?? document;
  const hasParts =
    (target?.type === 'mapping' && target.pairs.length > 0) || (target?.type === 'sequence' && target.items.length > 0);
  const lines = linesOfNode(value, inner);
  if (hasParts) {
    const origin = { document: key.document ?? document, range: { start: key.start, end: key.end } };
    const indent = target.type === 'mapping' ? '  ' : '';
    return [{ text: `${name}:`, origin }, ...lines.map((line) => indented(line, indent))];
  }
  const [first, ...others] = lines;
  return [{ ...first!, text: `${name}: ${first!.text}` }, ...others.map((line) => indented(line, '  '))];
}

function indented(line: ManifestLine, indent: string): ManifestLine {
  return line.text === '' ? line : { ...line, text: indent + line.text };
}

const style: WritingStyle = { flow: false, json: false, minified: false, lineEnd: '\n' };

/** The text of a scalar or of an empty collection; the first line belongs behind the key. */
function scalarLines(node: Node | undefined): readonly string[] {
  switch (node?.type) {
    case 'mapping':
      return ['{}'];
    case 'sequence':
      return ['[]'];
    case 'scalar':
      return linesOfScalar(node);
    default:
      return ['null'];
  }
}

function linesOfScalar(scalar: Scalar): readonly string[] {
  const { type, value } = resolveScalar(scalar, 'kustomize');
  switch (type) {
    case 'null':
      return ['null'];
    case 'boolean':
      return [value];
    case 'integer':
    case 'float':
      return [numberText(value)];
    default:
      return isBlock(value) ? blockLines(value) : [stringText(value)];
  }
}

/** An integer that JavaScript cannot represent keeps its digits. */
function numberText(value: string): string {
  return /^[-+]?\d+$/.test(value) ? value.replace(/^\+/, '') : String(Number(value));
}

const readers: readonly Reader[] = ['kubectl', 'kustomize'];

/** go-yaml writes a string plain if it can, in double quotes if it would be another type, else in single quotes. */
function stringText(value: string): string {
  const plain = scalarText(value, style);
  if (plain === value || value === '') {
    return plain;
  }
  const asPlain: Scalar = { type: 'scalar', text: value, style: 'plain', start: 0, end: 0 };
  const isOtherType = readers.some((reader) => resolveScalar(asPlain, reader).type !== 'string');
  return isOtherType ? plain : scalarText(value, style, 'single');
}

/** Whether a block keeps the text as it is: nothing to escape, and nothing at its ends that would need more. */
function isBlock(value: string): boolean {
  return value.includes('\n') && !/^[\s]|[^\S\n]\n|[^\S\n]$|[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]/.test(value);
}

function blockLines(value: string): readonly string[] {
  const chomping = value.endsWith('\n\n') ? '+' : value.endsWith('\n') ? '' : '-';
  const lines = value.split('\n');
  return [`|${chomping}`, ...(value.endsWith('\n') ? lines.slice(0, -1) : lines)];
}

/** Of duplicate keys the last one counts. */
function lastOfEachKey(pairs: readonly Pair[]): readonly Pair[] {
  return [...new Map(pairs.map((pair) => [pair.key.text, pair])).values()].sort((a, b) =>
    compareKeys(a.key.text, b.key.text),
  );
}

/** kustomize writes with go.yaml.in/yaml/v2. */
const compareKeys = keyOrder(2);
