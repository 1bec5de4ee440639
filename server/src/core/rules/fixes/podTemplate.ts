import type { PodTemplate, Resource } from '../../model/resource.ts';
import type { LabelPair } from '../../model/written.ts';
import { get, pairOf } from '../../yaml/access.ts';
import { type Edit, insertPair, removePair, replaceMapping, setScalar, setValue } from '../../yaml/edit.ts';
import { mappingAt, openDocument, pairWithKey, pairWithValue, together } from './tree.ts';

/** The label of the template with the pair's key. */
export function sameLabel(template: PodTemplate, pair: LabelPair): LabelPair | undefined {
  return template.labels?.pairs.find((each) => each.key.value === pair.key.value);
}

/**
 * Adds the pairs to the pod labels of a workload: new keys after the existing ones, and new values for existing
 * keys. Labels one level too high, which the API server rejects, move to them.
 */
export function labelsAdded(workload: Resource, pairs: readonly LabelPair[]): Edit | undefined {
  const stray = workload.podTemplate?.strayLabels;
  const text = stray && openDocument(workload.document, stray.keyRange.start);
  const placed = text && !stray.keyRange.document ? pairWithKey(text, stray.keyRange) : undefined;
  if (!text || placed?.pair.value.type !== 'mapping') {
    return withLabels(workload, pairs);
  }
  const known = [...pairs, ...(workload.podTemplate?.labels?.pairs ?? [])];
  const moved = stray.pairs.filter(({ key }) => !known.some((each) => each.key.value === key.value));
  const all = [...pairs, ...moved];
  const { mapping, pair } = placed;
  if (get(mapping, 'metadata') === undefined) {
    const labels = all.map(({ key, value }) => [key.value, value.value] as const);
    return together(setScalar(text, pair.key, 'metadata'), setValue(text, mapping, pair, [['labels', labels]]));
  }
  const edit = withLabels(workload, all);
  return edit && together(edit, removePair(text, mapping, pair));
}

function withLabels(workload: Resource, pairs: readonly LabelPair[]): Edit | undefined {
  const template = workload.podTemplate;
  const text = openDocument(workload.document, template?.labels?.keyRange.start);
  if (!template || !text || template.document || pairs.some((pair) => sameLabel(template, pair)?.document)) {
    return undefined;
  }
  const wanted = pairs.map(({ key, value }) => [key.value, value.value] as const);
  const rewritten = pairs.map((pair) => {
    const label = sameLabel(template, pair);
    const old = label && !label.value.document ? pairWithValue(text, label.value) : undefined;
    return old && setValue(text, old.mapping, old.pair, pair.value.value);
  });
  if (rewritten.every((each) => each !== undefined)) {
    return together(...rewritten);
  }
  // If the text has no labels, the labels that a kustomization adds to the pods are in the kustomization.
  const isElsewhere = template.labels?.document ?? template.labels?.keyRange.document;
  const placed = template.labels && !isElsewhere ? pairWithKey(text, template.labels.keyRange) : undefined;
  if (placed?.pair.value.type === 'mapping') {
    const labels = placed.pair.value;
    const present = pairs.map((pair) => [pair, sameLabel(template, pair)] as const);
    const changes = present.map(([pair, label]) => {
      const old = label && pairWithValue(text, label.value);
      return old && setValue(text, old.mapping, old.pair, pair.value.value);
    });
    const added = wanted.filter((_, index) => present[index]?.[1] === undefined);
    const additions = added.map(([key, value]) => insertPair(text, labels, key, value, labels.pairs.at(-1)));
    return together(...changes.filter((each) => each !== undefined), ...additions);
  }
  if (placed) {
    // Other objects share labels behind an alias, so the pod gets labels of its own: all of these, and the new
    // ones.
    const old = template.labels?.pairs ?? [];
    const kept = old
      .filter((each) => !pairs.some((pair) => pair.key.value === each.key.value))
      .map(({ key, value }) => [key.value, value.value] as const);
    return setValue(text, placed.mapping, placed.pair, [...kept, ...wanted]);
  }
  const node = mappingAt(text, template);
  const metadata = node && get(node, 'metadata');
  if (metadata?.type === 'mapping') {
    const own = pairOf(metadata, 'labels');
    if (own) {
      return own.value.type === 'mapping' ? undefined : setValue(text, metadata, own, wanted);
    }
    return metadata.pairs.length > 0
      ? insertPair(text, metadata, 'labels', wanted, metadata.pairs.at(-1))
      : replaceMapping(text, metadata, [['labels', wanted]]);
  }
  return node && metadata === undefined
    ? insertPair(text, node, 'metadata', [['labels', wanted]], undefined)
    : undefined;
}
