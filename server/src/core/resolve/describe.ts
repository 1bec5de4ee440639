import type { Resource } from '../model/resource.ts';
import type { LabelPair } from '../model/written.ts';
import { stableLabelsOf } from './evidence/stableLabels.ts';

/** E.g. `Deployment "web"`. */
export function describeResource(resource: Resource): string {
  return `${resource.kind} "${resource.name}"`;
}

/**
 * E.g. `Deployment "web"`, with the name in the file: overlays may rename the object, and the user edits the
 * file.
 */
export function describeWritten(resource: Resource): string {
  return `${resource.kind} "${writtenName(resource)}"`;
}

/** The name in the resource's file. A bundle may deploy the object under another name. */
export function writtenName(resource: Resource): string {
  return writtenResource(resource).name;
}

/** E.g. `Deployment web`, with the name in the file, so that overlays with prefixes give the same text. */
export function kindAndName(resource: Resource): string {
  return `${resource.kind} ${writtenName(resource)}`;
}

/** The resource in the file from which a bundle makes this one. */
export function writtenResource(resource: Resource): Resource {
  const { bundle, document, start, madeBy, nameRange } = resource;
  const isSame = (each: Resource) =>
    each.start === start &&
    (madeBy === undefined
      ? each.madeBy === undefined
      : each.madeBy !== undefined && each.nameRange.start === nameRange.start);
  return (bundle === undefined ? undefined : document.resources.find(isSame)) ?? resource;
}

/** E.g. `app=web, tier=front`. */
export function describeLabels(pairs: readonly LabelPair[]): string {
  return pairs.map((pair) => `${pair.key.value}=${pair.value.value}`).join(', ');
}

/**
 * The labels that distinguish the pods of a workload, e.g. `app=web, tier=front`: its stable labels, and those
 * under the keys of `askedFor`. `no labels` if the template has none, with the place where they are written by
 * mistake. A version or a hash does not help a person who compares workloads.
 */
export function describePods(resource: Resource, askedFor: readonly LabelPair[] = []): string {
  const pairs = resource.podTemplate?.labels?.pairs ?? [];
  const keys = new Set([...stableLabelsOf(resource), ...askedFor].map((pair) => pair.key.value));
  const telling = pairs.filter((pair) => keys.has(pair.key.value));
  const shown = telling.length > 0 ? telling : pairs;
  const rest = shown.length > mostShown ? ', …' : '';
  return shown.length > 0 ? describeLabels(shown.slice(0, mostShown)) + rest : `no labels${strayLabels(resource)}`;
}

function strayLabels({ podTemplate }: Resource): string {
  const { path = '', strayLabels: stray } = podTemplate ?? {};
  return stray && stray.pairs.length > 0
    ? `: ${describeLabels(stray.pairs.slice(0, mostShown))} is at ${path}.labels, one level above ${path}.metadata.labels`
    : '';
}

// A message has to fit into a tooltip, and selectors rarely have more pairs.
const mostShown = 5;
