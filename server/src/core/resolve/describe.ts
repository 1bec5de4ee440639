import type { Resource } from '../model/resource.ts';
import type { LabelPair } from '../model/written.ts';
import { stableLabelsOf } from './evidence/stableLabels.ts';

/** `Deployment "web"`. */
export function describeResource(resource: Resource): string {
  return `${resource.kind} "${resource.name}"`;
}

/** `Deployment "web"`, as its file calls it: overlays may each call it otherwise, and a person edits the file. */
export function describeWritten(resource: Resource): string {
  return `${resource.kind} "${writtenName(resource)}"`;
}

/** The name as it stands in the resource's file: what a bundle deploys may be called otherwise. */
export function writtenName(resource: Resource): string {
  return writtenResource(resource).name;
}

/** The object as its file has it, of what a bundle makes of it. */
export function writtenResource(resource: Resource): Resource {
  const { bundle, document, start } = resource;
  return (bundle === undefined ? undefined : document.resources.find((each) => each.start === start)) ?? resource;
}

/** `app=web, tier=front`. */
export function describeLabels(pairs: readonly LabelPair[]): string {
  return pairs.map((pair) => `${pair.key.value}=${pair.value.value}`).join(', ');
}

/**
 * The labels that tell a workload's pods apart, e.g. `app=web, tier=front`: its stable ones, and those under the keys
 * that are asked for. `no labels` where they have none, with where they stand instead; a version or a hash says nothing to a person
 * who compares.
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
    ? `: ${describeLabels(stray.pairs.slice(0, mostShown))} stands at ${path}.labels, one level above ${path}.metadata.labels`
    : '';
}

// A message is read in a tooltip; nobody selects by more.
const mostShown = 5;
