import type { Origin } from '../model/origin.ts';
import type { TargetIdentity } from '../model/wiring.ts';
import type { ChangedSide, WiringChange } from '../model/wiringDiff.ts';
import { compareText } from '../text/compare.ts';
import { none } from '../text/emptyList.ts';
import { addToList, getOrInsertComputed } from '../text/maps.ts';
import { optional } from '../text/optional.ts';

/**
 * Changes that several bundles show of one text, each once, with the names of these bundles. A namespace in which
 * they differ is left out, and names in which they differ are those of the files. The objects are those of the first
 * bundle.
 */
export function onceForBundles(changes: readonly WiringChange<Origin>[]): readonly WiringChange<Origin>[] {
  const documents = new Map<object, number>();
  const groups = new Map<string, WiringChange<Origin>[]>();
  for (const [number, change] of changes.entries()) {
    const bundle = bundleOf(change);
    let key = bundle === undefined ? `${number}` : keyOf(change, documents);
    // One kustomization may use a file twice, under different names.
    while (bundle !== undefined && groups.get(key)?.some((each) => bundleOf(each) === bundle)) {
      key += ' again';
    }
    addToList(groups, key, change);
  }
  return [...groups.values()].map(merged);
}

function bundleOf({ before, after }: WiringChange<Origin>): string | undefined {
  return (after ?? before)?.resource.bundle;
}

function keyOf({ type, role, paths, before, after, at }: WiringChange<Origin>, documents: Map<object, number>): string {
  const numberOf = (document: object) => getOrInsertComputed(documents, document, () => documents.size);
  return JSON.stringify([
    type,
    role,
    paths,
    sideOf(before),
    sideOf(after),
    ...(at ? [numberOf(at.document), at.range.start] : []),
  ]);
}

function sideOf(side: ChangedSide | undefined): unknown {
  return side && [writtenIdentity(side.resource), side.targets.map(writtenIdentity).sort()];
}

function writtenIdentity({ group, kind, name, writtenName, file }: TargetIdentity): string {
  return `${group}/${kind}/${writtenName ?? name}/${file}`;
}

function merged(group: readonly WiringChange<Origin>[]): WiringChange<Origin> {
  const [first] = group;
  const bundles = [...new Set(group.flatMap((each) => bundleOf(each) ?? none))].sort();
  if (group.length === 1) {
    return { ...first!, bundles };
  }
  const { before, after, ...rest } = first!;
  return {
    ...rest,
    ...optional('before', before && mergedSide(group.flatMap((each) => each.before ?? none))),
    ...optional('after', after && mergedSide(group.flatMap((each) => each.after ?? none))),
    bundles,
  };
}

function mergedSide(sides: readonly ChangedSide[]): ChangedSide {
  const [first] = sides;
  // Bundles may order the targets by their names in the bundle.
  const inOrder = sides.map(({ targets }) => [...targets].sort(byWrittenIdentity));
  return {
    path: first!.path,
    value: first!.value,
    resource: mergedIdentity(sides.map(({ resource }) => resource)),
    targets: inOrder[0]!.map((_, at) => mergedIdentity(inOrder.map((targets) => targets[at]!))),
  };
}

function byWrittenIdentity(a: TargetIdentity, b: TargetIdentity): number {
  return compareText(writtenIdentity(a), writtenIdentity(b));
}

function mergedIdentity(all: readonly TargetIdentity[]): TargetIdentity {
  const [first] = all;
  const { namespace, name, writtenName, ...rest } = first!;
  const isCommon = all.every((each) => each.namespace === namespace);
  const isNamedAlike = all.every((each) => each.name === name);
  return {
    ...rest,
    name: isNamedAlike ? name : (writtenName ?? name),
    ...(isCommon ? optional('namespace', namespace) : {}),
  };
}
