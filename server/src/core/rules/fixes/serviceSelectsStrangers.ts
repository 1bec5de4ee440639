import { describeLabels } from '../../index/describe.ts';
import { labelUnder } from '../../index/match.ts';
import { stableLabelsOf } from '../../index/stableLabels.ts';
import type { Fix, Problem } from '../../model/problem.ts';
import type { Resource } from '../../model/resource.ts';
import type { LabelPair } from '../../model/written.ts';
import { insertPair } from '../../yaml/edit.ts';
import { fixOf, openOrigin, pairWithKey } from './tree.ts';

/** *Add … to the selector*: a label that all pods have that serve, and none of the others. */
export function* serviceSelectsStrangersFixes(problem: Problem): Generator<Fix | undefined> {
  const { serving, strangers } = problem.data as {
    readonly serving: readonly Resource[];
    readonly strangers: readonly Resource[];
  };
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

// A person chooses from a menu.
const mostChoices = 3;
