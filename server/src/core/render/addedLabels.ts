import type { Node, Pair } from '../yaml/node.ts';
import { fieldSpecOf, listAt } from './configuration.ts';
import { type FieldSpec, fieldSpec, mergeFieldSpecs } from './fieldSpec.ts';
import type { KustomizationTree } from './kustomizationFile.ts';
import { fail, type LayerParts, leaveUnread } from './layerParts.ts';
import { addPairs } from './transformers.ts';
import { at, madeAt, owned, scalarTextAt } from './tree.ts';

/** Adds the pairs of `labels` and `commonLabels`. */
export function addLabels(parts: LayerParts, tree: KustomizationTree): void {
  const { root } = tree;
  for (const item of listAt(root, 'labels')) {
    addAll(parts, tree, at(item, 'pairs'), labelSpecs(parts, tree, item));
  }
  addAll(parts, tree, at(root, 'commonLabels'), parts.configuration.specs.commonLabels);
}

/** The fields that an item of `labels` changes. They are cached if the item has no problem. */
function labelSpecs(parts: LayerParts, tree: KustomizationTree, item: Node): readonly FieldSpec[] {
  const { configuration, layers } = parts;
  const { specs } = configuration;
  const known = layers.cache.labelSpecs.get(item);
  if (known?.on === configuration) {
    return known.specs;
  }
  const { failures } = parts;
  const isSet = (key: string) => scalarTextAt(item, key) === 'true';
  const merge = (base: readonly FieldSpec[], added: readonly FieldSpec[]) => {
    const merged = mergeFieldSpecs(base, added);
    if (merged.conflict !== undefined) {
      fail(parts, tree, item, 'failed to merge labels: conflicting fieldspecs');
    }
    return merged.specs;
  };
  let chosen = merge(listAt(item, 'fields').map(fieldSpecOf), specs.labels);
  if (isSet('includeSelectors')) {
    chosen = merge(chosen, specs.commonLabels);
  } else {
    chosen = isSet('includeTemplates') ? merge(chosen, specs.templateLabels) : chosen;
    chosen = merge(chosen, [fieldSpec('metadata/labels', true)]);
  }
  if (parts.failures === failures) {
    layers.cache.labelSpecs.set(item, { on: configuration, specs: chosen });
  }
  return chosen;
}

/** Adds the pairs of a mapping of the kustomization, each with its position in the kustomization. */
export function addAll(
  parts: LayerParts,
  tree: { readonly document: KustomizationTree['document'] },
  map: Node | undefined,
  specs: readonly FieldSpec[],
): void {
  if (map?.type !== 'mapping') {
    return;
  }
  const { lacks } = parts.configuration;
  if (lacks !== undefined) {
    const text = map.pairs
      .map(({ key, value }) => `${key.text}: ${value.type === 'scalar' ? value.text : ''}`)
      .join('\n');
    leaveUnread(parts, tree, map, lacks, { text });
  }
  const pairs = map.pairs.map((pair): Pair => {
    const { value } = pair;
    // The values are strings in any spelling, because SetEntry writes them with the string tag.
    const text: Node =
      value.type === 'scalar'
        ? { ...value, style: value.style === 'plain' ? 'double' : value.style, shared: {} }
        : value;
    return owned({ ...pair, value: text }, tree.document);
  });
  parts.entries = addPairs(parts.entries, pairs, specs, madeAt(map, tree.document), (reason) =>
    fail(parts, tree, map, reason),
  );
}
