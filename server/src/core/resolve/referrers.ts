import {
  othersSelectingBy,
  othersSelectingWithoutPairs,
  referrersTo,
  renderedServicesSelectingBy,
  servicesSelectingBy,
  servicesSelectingByAddedLabels,
  splitsOf,
} from '../index/keys.ts';
import type { IndexReader } from '../index/reader.ts';
import { kinds } from '../kinds/list.ts';
import { groupsOfNamedKind } from '../kinds/namedKinds.ts';
import type { Resource } from '../model/resource.ts';
import type { Settings } from '../settings.ts';
import { none } from '../text/emptyList.ts';
import { isLabelledFor, isNamed } from './usageMatch.ts';
import { type NeedsUsages, rememberedUsagesOf, type Usage, usagesOf } from './usages.ts';

/** Every place that refers to a resource or to a part of it. The places of one resource follow each other. */
export function usagesReaching(target: Resource, index: IndexReader, settings: Settings): readonly Usage[] {
  return [...possibleReferrers(target, index)].flatMap((referrer) =>
    rememberedUsagesOf(referrer, index, settings).filter(
      (usage) => mayMean(usage, target) && usage.targets().includes(target),
    ),
  );
}

/** The usages that a caller needs in all resources that may refer to one of some resources. */
export function* possibleUsages(
  targets: readonly Resource[],
  index: IndexReader,
  settings: Settings,
  needs: NeedsUsages,
): Generator<Usage> {
  for (const referrer of new Set(targets.flatMap((target) => [...possibleReferrers(target, index)]))) {
    yield* usagesOf(referrer, index, settings, needs);
  }
}

/** A check that costs nothing, before the reference is resolved. */
function mayMean({ written }: Usage, resource: Resource): boolean {
  switch (written.type) {
    case 'name':
      return isNamed(written, resource);
    case 'labels':
      return isLabelledFor(written, resource);
    case 'port':
      return written.portsOf(resource).length > 0;
    case 'part':
      return written.partsOf(resource).length > 0;
  }
}

/** The resources that may refer to a resource, by the keys under which they are indexed. */
function possibleReferrers(target: Resource, index: IndexReader): ReadonlySet<Resource> {
  const { kind, name, podTemplate, labels, service } = target;
  const ofPods = podTemplate?.labels?.pairs ?? none;
  const ofObject = service && labels ? labels.pairs : none;
  const keys = [
    ...groupsInReferences(target).map((group) => referrersTo(group, kind, name)),
    ...ofPods.flatMap(({ key, value }) => [
      servicesSelectingBy(key.value, value.value),
      renderedServicesSelectingBy(key.value, value.value),
    ]),
    ...[...ofPods, ...ofObject].map(({ key, value }) => othersSelectingBy(key.value, value.value)),
    ...(podTemplate ? [servicesSelectingByAddedLabels] : none),
    ...(podTemplate || service ? [othersSelectingWithoutPairs] : none),
    ...(service ? [splitsOf(name)] : none),
  ];
  // A workload selects its own pods.
  return new Set([target, ...keys.flatMap((key) => index.list(key))]);
}

/** The API groups by which a reference may name a resource. A reference need not state the group of a known kind. */
function groupsInReferences({ group, kind }: Resource): readonly string[] {
  return [
    ...new Set([
      group,
      '',
      ...groupsOfNamedKind(group, kind),
      ...kinds.filter((each) => each.kind === kind).flatMap((each) => each.groups),
    ]),
  ];
}
