import { writtenPairs } from '../../index/indexedPair.ts';
import {
  renderedServicesSelectingBy,
  servicesOfBundleSelectingBy,
  servicesSelectingBy,
  templateListsWith,
} from '../../index/keys.ts';
import type { IndexReader } from '../../index/reader.ts';
import { requirementHolds } from '../../model/requirement.ts';
import type { AddedLabel, PodTemplate, Resource } from '../../model/resource.ts';
import type { LabelPair, LabelSelector, Labels } from '../../model/written.ts';

/** The labels by which something is selected: those in its text, and those that a controller adds. */
export type PodLabels = Pick<PodTemplate, 'labels' | 'added'>;

/**
 * Whether pods of the template carry every pair of the selector, including labels that a controller adds to the
 * pods. A pair without a value matches everything, because kubectl drops it.
 */
export function selectorMatches(selector: Labels, template: PodLabels): boolean {
  return selector.pairs.every((wanted) => pairMatches(wanted, template));
}

export function pairMatches(wanted: LabelPair, template: PodLabels): boolean {
  if (wanted.value.type === 'null') {
    return true;
  }
  const pair = labelUnder(template.labels, wanted.key.value);
  return pair ? pair.value.value === wanted.value.value : isAdded(template.added, wanted.key.value, wanted.value.value);
}

/**
 * Whether the selector may match after a template language has filled in its values: every pair matches or is
 * unknown on either side.
 */
export function selectorMayMatch(selector: Labels, template: PodLabels): boolean {
  return selector.pairs.every((wanted) => {
    if (wanted.key.type === 'placeholder' || wanted.value.type === 'placeholder' || pairMatches(wanted, template)) {
      return true;
    }
    const pair = labelUnder(template.labels, wanted.key.value);
    return pair ? pair.value.type === 'placeholder' : hasUnknownKeys(template);
  });
}

function hasUnknownKeys({ labels }: PodLabels): boolean {
  return labels?.pairs.some((pair) => pair.key.type === 'placeholder' || standsForLabel(pair)) ?? false;
}

/** `key: value`, `lkey: lvalue`, `labelKey: labelValue`: words in the place of a label, which a script replaces. */
function standsForLabel({ key, value }: LabelPair): boolean {
  const [, before = '', after = ''] = /^(.*?)key(.*)$/i.exec(key.value) ?? [];
  return (
    /^(?:l|label[-_]?)?key\d*$/i.test(key.value) && value.value.toLowerCase() === `${before}value${after}`.toLowerCase()
  );
}

export function labelUnder(labels: Labels | undefined, key: string): LabelPair | undefined {
  return labels?.pairs.find((pair) => pair.key.value === key);
}

/** Whether two pairs have the same key and the same value. */
export function isSamePair(a: LabelPair, b: LabelPair): boolean {
  return a.key.value === b.key.value && a.value.value === b.value.value;
}

/** Whether a controller or an admission plugin adds the label to the pods. */
export function isAdded(added: readonly AddedLabel[], key: string, value: string): boolean {
  return added.some((label) => {
    if (label.key !== key) {
      return false;
    }
    if (label.exactly !== undefined) {
      return label.exactly === value;
    }
    if (label.prefix === undefined) {
      return true;
    }
    const rest = value.startsWith(label.prefix) ? value.slice(label.prefix.length) : '';
    return label.ordinalFrom === undefined
      ? rest !== ''
      : /^(?:0|[1-9][0-9]*)$/.test(rest) && Number(rest) >= label.ordinalFrom;
  });
}

/**
 * Whether the labels satisfy a `LabelSelector`. As in the selector of a Service, a pair without a value matches
 * everything.
 */
export function labelSelectorMatches(
  selector: Pick<LabelSelector, 'matchLabels' | 'matchExpressions'>,
  labels: Labels | undefined,
): boolean {
  const valueUnder = (key: string) => labels?.pairs.find((pair) => pair.key.value === key)?.value.value;
  const matchLabels = selector.matchLabels?.pairs ?? [];
  return (
    matchLabels.every(({ key, value }) => value.type === 'null' || valueUnder(key.value) === value.value) &&
    selector.matchExpressions.every(({ key, operator, values }) =>
      requirementHolds(
        operator,
        values.map((each) => each.value),
        valueUnder(key.value),
      ),
    )
  );
}

/** Every pod template of the workspace that the selector matches, in any namespace and place. */
export function templatesMatching(selector: Labels, index: IndexReader): readonly Resource[] {
  return templatesToCompare(selector, index).filter(
    (each) => each.podTemplate && selectorMatches(selector, each.podTemplate),
  );
}

/** The templates that carry the rarest pair of the selector: no other template can match by its own text. */
export function templatesToCompare(selector: Labels, index: IndexReader): readonly Resource[] {
  return index.shortest(writtenPairs(selector).map(({ key, value }) => templateListsWith(key.value, value.value)));
}

/**
 * Every Service whose selector matches the pods of the workload, in any namespace and place. For a workload of
 * a bundle, Services of other bundles do not count.
 */
export function servicesMatching(workload: Resource, index: IndexReader): readonly Resource[] {
  return index.remember('services matching', workload, (reader) => selectingServices(workload, reader));
}

function selectingServices({ podTemplate: template, bundle }: Resource, index: IndexReader): readonly Resource[] {
  const services = new Set<Resource>();
  if (!template) {
    return [];
  }
  for (const { key, value } of template.labels?.pairs ?? []) {
    const loose = servicesSelectingBy(key.value, value.value);
    const lists =
      bundle === undefined
        ? [loose, renderedServicesSelectingBy(key.value, value.value)]
        : [servicesOfBundleSelectingBy(bundle, key.value, value.value), loose];
    for (const service of index.lists(lists)) {
      const selector = service.service?.selector;
      if (selector && selectorMatches(selector, template)) {
        services.add(service);
      }
    }
  }
  return [...services];
}
