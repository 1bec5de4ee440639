import type { Resource } from '../model/resource.ts';
import type { LabelPair } from '../model/written.ts';
import { none } from '../text/emptyList.ts';
import { labelSelectorMatches, labelUnder, selectorMatches } from './evidence/match.ts';
import type { UsedLabels, UsedName } from './usages.ts';

/** Whether a resource has the kind and the name that a reference states, wherever the resource is. */
export function isNamed({ kind, name }: UsedName, resource: Resource): boolean {
  return name.value === resource.name && kind === resource.kind;
}

/** Whether the labels of a resource, or of its pods, are those that a selector asks for, wherever the resource is. */
export function isLabelledFor({ labels, requirements, ofObjects }: UsedLabels, resource: Resource): boolean {
  const template = ofObjects ? { labels: resource.labels, added: none } : resource.podTemplate;
  return (
    template !== undefined &&
    (labels === undefined || selectorMatches(labels, template)) &&
    labelSelectorMatches({ matchLabels: undefined, matchExpressions: requirements }, template.labels)
  );
}

/** The pair of a target by which a pair of a selector selects it; undefined if a controller adds the label. */
export function selectedPair(target: Resource, key: string, { ofObjects }: UsedLabels): LabelPair | undefined {
  return labelUnder(ofObjects ? target.labels : target.podTemplate?.labels, key);
}
