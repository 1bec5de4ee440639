import { renderedFrom } from '../../index/keys.ts';
import type { DocumentChange, Fix } from '../../model/problem.ts';
import type { Resource } from '../../model/resource.ts';
import type { Labels } from '../../model/written.ts';
import { stableLabelsOf } from '../../resolve/evidence/stableLabels.ts';
import { bundleNames } from '../../resolve/scope/overlayVariants.ts';
import { get, pairOf } from '../../yaml/access.ts';
import type { DocumentText } from '../../yaml/edit.ts';
import { lineEndOf, lineEndsOf, lineStartOf } from '../../yaml/layout.ts';
import type { Node } from '../../yaml/node.ts';
import { keyText, scalarText, type WritingStyle } from '../../yaml/write.ts';
import type { RuleContext } from '../rule.ts';
import { openDocument } from './tree.ts';

/**
 * A patch of the selector in each overlay in which it is wrong, if the base is right in other overlays: a fix
 * in the base would break those. Undefined if no overlay needs the base as it is.
 *
 * @param isWrong whether the Service that a bundle makes has the problem
 */
export function overlayPatch(
  service: Resource,
  selector: Labels,
  workload: Resource,
  isWrong: (variant: Resource) => boolean,
  { index }: RuleContext,
): Fix | undefined {
  const all = index
    .list(renderedFrom(service.document.file))
    .filter((each) => each.document === service.document && each.start === service.start);
  const wrong = all.filter(isWrong);
  // kustomize adds the labels that a kustomization gives to pods to selectors too.
  const labels = stableLabelsOf(workload).filter(({ document }) => document?.kustomization === undefined);
  const isFromBase = selector.pairs.every(({ document }) => document === undefined);
  if (service.bundle === undefined || wrong.length === all.length || labels.length === 0 || !isFromBase) {
    return undefined;
  }
  const patch = patchOf(service, [
    ...labels.map(({ key, value }) => [key.value, value.value] as const),
    ...selector.pairs
      .filter(({ key }) => !labels.some((label) => label.key.value === key.value))
      .map(({ key }) => [key.value, null] as const),
  ]);
  const bundles = [...new Set(wrong.flatMap(({ bundle }) => bundle ?? []))].sort();
  const changes = bundles.flatMap((bundle): DocumentChange[] => {
    const [file] = index.kustomizationsIn(bundle);
    const document = file && index.documentsOf(file.file)[0];
    const text = document && openDocument(document);
    const edits = text && patch && withPatch(text, patch);
    return document && edits ? [{ document, edits: [edits] }] : [];
  });
  if (bundles.length === 0 || changes.length !== bundles.length) {
    return undefined;
  }
  const where = bundles.length === 1 ? bundleNames(bundles) : 'the overlays that need it';
  return { title: `Patch the selector in ${where}`, preferred: true, certain: false, changes };
}

/**
 * The lines of a merge patch of a Service, as a document of its own. kustomize finds the Service by the name
 * that the base gives it.
 */
function patchOf(
  { document, nameRange }: Resource,
  pairs: readonly (readonly [key: string, value: string | null])[],
): ((place: WritingStyle) => readonly string[]) | undefined {
  const root = openDocument(document)?.root;
  const name = get(root, 'metadata', 'name');
  const namespace = get(root, 'metadata', 'namespace');
  if (name?.type !== 'scalar' || name.start !== nameRange.start || (namespace && namespace.type !== 'scalar')) {
    return undefined;
  }
  return (place) => [
    'apiVersion: v1',
    'kind: Service',
    'metadata:',
    `  name: ${scalarText(name.text, place)}`,
    ...(namespace ? [`  namespace: ${scalarText(namespace.text, place)}`] : []),
    'spec:',
    '  selector:',
    ...pairs.map(([key, value]) => `    ${keyText(key, place)}: ${scalarText(value, place)}`),
  ];
}

/** A kustomization with one more patch, at the end of its list or in a new list at the end of the file. */
function withPatch({ text, root }: DocumentText, patch: (place: WritingStyle) => readonly string[]) {
  if (root.type !== 'mapping' || root.flow) {
    return undefined;
  }
  const lineEnd = lineEndsOf(text);
  const lines = patch({ flow: false, json: false, minified: false, lineEnd });
  const list = pairOf(root, 'patches')?.value;
  if (list === undefined) {
    return insertedBehind(text, root, ['patches:', ...item('  ', lines)], lineEnd);
  }
  const [first] = list.type === 'sequence' && !list.flow ? list.items : [];
  const indent = first && /^([ ]*)-[ ]/.exec(text.slice(lineStartOf(text, first.start)))?.[1];
  return indent === undefined ? undefined : insertedBehind(text, list, item(indent, lines), lineEnd);
}

function item(indent: string, lines: readonly string[]): readonly string[] {
  return [`${indent}- patch: |-`, ...lines.map((line) => `${indent}    ${line}`)];
}

function insertedBehind(text: string, { start, end }: Node, lines: readonly string[], lineEnd: string) {
  // A block scalar at the end includes its line breaks, the last one or all of them.
  const last = start + text.slice(start, end).trimEnd().length;
  const at = lineEndOf(text, last);
  return { range: { start: at, end: at }, newText: lineEnd + lines.join(lineEnd) };
}
