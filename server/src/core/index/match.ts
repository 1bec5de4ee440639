import type { PodTemplate, Resource } from '../model/resource.ts';
import type { LabelSelector, Labels } from '../model/written.ts';
import type { IndexReader } from './index.ts';

/**
 * Whether pods of the template carry every pair of the selector. A pair whose key a controller sets at run time is
 * taken as given, because its value is not in any file.
 */
export function selectorMatches(selector: Labels, template: PodTemplate): boolean {
  return selector.pairs.every((wanted) => {
    const pair = template.labels?.pairs.find((each) => each.key.value === wanted.key.value);
    return pair ? pair.value.value === wanted.value.value : template.addedKeys.includes(wanted.key.value);
  });
}

/**
 * Whether the labels satisfy a `LabelSelector`: `In` needs the key, `NotIn` is content without it.
 * Source: k8s.io/apimachinery/pkg/labels Requirement.Matches.
 */
export function labelSelectorMatches(selector: LabelSelector, labels: Labels | undefined): boolean {
  const valueUnder = (key: string) => labels?.pairs.find((pair) => pair.key.value === key)?.value.value;
  const matchLabels = selector.matchLabels?.pairs ?? [];
  return (
    matchLabels.every((pair) => valueUnder(pair.key.value) === pair.value.value) &&
    selector.matchExpressions.every((requirement) => {
      const value = valueUnder(requirement.key.value);
      const listed = requirement.values.some((each) => each.value === value);
      switch (requirement.operator) {
        case 'In':
          return value !== undefined && listed;
        case 'NotIn':
          return value === undefined || !listed;
        case 'Exists':
          return value !== undefined;
        case 'DoesNotExist':
          return value === undefined;
        default:
          return false;
      }
    })
  );
}

/** Every pod template of the workspace that the selector matches, whatever its namespace and place. */
export function templatesMatching(selector: Labels, index: IndexReader): readonly Resource[] {
  let fewest: readonly Resource[] | undefined;
  for (const pair of selector.pairs) {
    const found = index.templatesWith(pair.key.value, pair.value.value);
    if (found.length > 0 && (fewest === undefined || found.length < fewest.length)) {
      fewest = found;
    }
  }
  return fewest?.filter((each) => each.podTemplate && selectorMatches(selector, each.podTemplate)) ?? [];
}

/** Every Service of the workspace whose selector matches the template, whatever its namespace and place. */
export function servicesMatching(template: PodTemplate, index: IndexReader): readonly Resource[] {
  const services = new Set<Resource>();
  for (const pair of template.labels?.pairs ?? []) {
    for (const service of index.servicesSelecting(pair.key.value, pair.value.value)) {
      const selector = service.service?.selector;
      if (selector && selectorMatches(selector, template)) {
        services.add(service);
      }
    }
  }
  return [...services];
}
