import type { Fix, Problem } from '../../model/problem.ts';
import type { Resource } from '../../model/resource.ts';
import type { LabelPair } from '../../model/written.ts';
import type { Copied, SwappedSelectors } from '../../resolve/copiedSelectors.ts';
import { describeLabels } from '../../resolve/describe.ts';
import { labelUnder } from '../../resolve/evidence/match.ts';
import { stableLabelsOf } from '../../resolve/evidence/stableLabels.ts';
import type { MovedEdge } from '../../resolve/lost/lostEdges.ts';
import { insertPair, replaceMapping } from '../../yaml/edit.ts';
import { copyPodLabels } from './copyPodLabels.ts';
import { lostSelectorFixes } from './lostEdge.ts';
import { fixOf, openOrigin, pairWithKey, together } from './tree.ts';

/**
 * *Exchange the selectors*; *Copy pod labels* of the Service's own workload; or *Add … to the selector*: a
 * label that all serving pods have and no other selected pod has.
 */
export function* serviceSelectsStrangersFixes(problem: Problem): Generator<Fix | undefined> {
  const data = problem.data as
    | { readonly serving: readonly Resource[]; readonly strangers: readonly Resource[] }
    | { readonly exchanged: SwappedSelectors }
    | { readonly copied: Copied }
    | { readonly moved: MovedEdge };
  if ('moved' in data) {
    const { before, present, isReferenceChanged } = data.moved;
    const own = problem.resource.service?.selector;
    const changed = isReferenceChanged ? 'reference' : 'target';
    yield* own ? lostSelectorFixes(problem.resource, own, { before, present, changed }) : [];
    return;
  }
  if ('exchanged' in data) {
    yield exchange(problem.resource, data.exchanged.other);
    return;
  }
  if ('copied' in data) {
    const own = problem.resource.service?.selector;
    const words = { preferred: true, unmistakable: data.copied.by !== 'weak names' };
    yield own && copyPodLabels(words, problem.resource, own, data.copied.own);
    return;
  }
  const { serving, strangers } = data;
  const [first] = serving;
  const selector = problem.resource.service?.selector;
  const has = ({ podTemplate }: Resource, { key, value }: LabelPair) =>
    labelUnder(podTemplate?.labels, key.value)?.value.value === value.value;
  const telling = (first ? stableLabelsOf(first) : []).filter(
    (pair) =>
      pair.value.type === 'string' &&
      serving.every((each) => has(each, pair)) &&
      !strangers.some((each) => has(each, pair)) &&
      labelUnder(selector, pair.key.value) === undefined,
  );
  for (const [index, pair] of selector ? telling.slice(0, mostChoices).entries() : []) {
    const opened = openOrigin(problem.resource, selector!.keyRange);
    const placed = opened && pairWithKey(opened.text, selector!.keyRange);
    const mapping = placed?.pair.value;
    const words = { title: `Add ${describeLabels([pair])} to the selector`, preferred: index === 0 };
    yield opened && mapping?.type === 'mapping'
      ? fixOf(
          words,
          opened.document,
          insertPair(opened.text, mapping, pair.key.value, pair.value.value, mapping.pairs.at(-1)),
        )
      : undefined;
  }
}

/**
 * Each Service gets the selector of the other. A change of only one would leave the other Service without its
 * own workload.
 */
function exchange(service: Resource, other: Resource): Fix | undefined {
  const edits = [
    { of: service, from: other },
    { of: other, from: service },
  ].map(({ of, from }) => {
    const selector = of.service?.selector;
    const opened = selector && openOrigin(of, selector.keyRange);
    const mapping = opened && pairWithKey(opened.text, selector.keyRange)?.pair.value;
    const wanted = from.service?.selector?.pairs ?? [];
    return opened && mapping?.type === 'mapping' && wanted.every(({ value }) => value.type === 'string')
      ? {
          document: opened.document,
          edit: replaceMapping(
            opened.text,
            mapping,
            wanted.map(({ key, value }) => [key.value, value.value] as const),
          ),
        }
      : undefined;
  });
  const [mine, theirs] = edits;
  if (!mine || !theirs || mine.edit.shared || theirs.edit.shared) {
    return undefined;
  }
  const words = { title: `Exchange the selectors with Service "${other.name}"`, preferred: true };
  if (mine.document === theirs.document) {
    return fixOf(words, mine.document, together(mine.edit, theirs.edit));
  }
  const changes = [mine, theirs].map(({ document, edit }) => ({ document, edits: edit.edits }));
  return { ...words, certain: false, changes };
}

// A person chooses from a menu, and a longer menu is hard to read.
const mostChoices = 3;
