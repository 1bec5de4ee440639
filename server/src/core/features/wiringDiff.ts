import type { Analysis } from '../analysis.ts';
import { IndexReader } from '../index/reader.ts';
import { type Origin, originOf } from '../model/origin.ts';
import type { Resource } from '../model/resource.ts';
import type { TargetIdentity, WiredResource } from '../model/wiring.ts';
import { type ChangedSide, changeTypes, type WiringChange, type WiringDiff } from '../model/wiringDiff.ts';
import { documentsNow } from '../problems.ts';
import { type Usage, usagesOf, writtenAt } from '../resolve/usages.ts';
import { compareText } from '../text/compare.ts';
import { none } from '../text/emptyList.ts';
import { optional } from '../text/optional.ts';
import { wiredResources } from '../wiring.ts';
import { onceForBundles } from '../wiringDiff/bundles.ts';
import { changesSince, type EdgeChange, type StateOfEdge } from '../wiringDiff/changes.ts';
import { type FoldedChange, folded, ownerOf } from '../wiringDiff/folding.ts';
import { findingsOf } from '../wiringGraph/findings.ts';

/**
 * The references that lost, gained or changed their targets since the baseline; undefined if there is no baseline, or
 * its wiring is not computed yet. Both states are compared by their files only, without the cluster.
 */
export function wiringDiff(analysis: Analysis): WiringDiff<Origin> | undefined {
  const { index } = analysis;
  const { baseline } = index;
  if (!baseline) {
    return undefined;
  }
  const changes = changesSince(baseline, wiredResources(analysis), new IndexReader(index));
  const all: WiringChange<Origin>[] = [];
  for (const ofObject of Map.groupBy(changes, objectOf).values()) {
    all.push(...changesOfObject(ofObject, analysis));
  }
  return { base: baseline.name, changes: inOrder(onceForBundles(all), analysis) };
}

/** The object that has the reference, now or, if it has gone, in the baseline. */
function objectOf({ resource, before }: EdgeChange): Resource | WiredResource {
  return resource ?? before!.resource;
}

function changesOfObject(changes: readonly EdgeChange[], analysis: Analysis): readonly WiringChange<Origin>[] {
  const resource = changes[0]?.resource;
  if (!resource) {
    return folded(changes).map((change) => written(change));
  }
  const usages = new Map<string, Usage>();
  for (const usage of usagesOf(resource, new IndexReader(analysis.index), analysis.settings)) {
    if (usage.asked) {
      usages.set(keyOf(usage.asked()), usage);
    }
  }
  const usageOf = ({ after }: EdgeChange) => after && usages.get(keyOf(after.edge));
  const findings = findingsOf(resource, analysis);
  const decided = changes.map((change) => {
    const usage = change.type === 'lost' ? usageOf(change) : undefined;
    const found = usage && findings.about(usage);
    return { change: found?.because === undefined ? change : asUnknown(change, found.because), found };
  });
  // If nobody knows what a selector reaches, no rule judges the ports of its targets.
  const all = decided.map(({ change, found }) => {
    const owner =
      change.type === 'lost' && !found
        ? ownerOf(
            change,
            decided.map((each) => each.change),
          )
        : undefined;
    return owner?.because === undefined ? change : asUnknown(change, owner.because);
  });
  return folded(all).map((change) => {
    const usage = usageOf(change);
    return written(change, usage && originOf(resource, writtenAt(usage)));
  });
}

function asUnknown(change: EdgeChange, because: string): EdgeChange {
  return { ...change, type: 'unknown', because };
}

function keyOf({ role, path, value }: { role: string; path: string; value: string }): string {
  return `${role} ${path} ${value}`;
}

function written({ type, before, after, because, paths, ports }: FoldedChange, at?: Origin): WiringChange<Origin> {
  return {
    type,
    role: (after ?? before)!.edge.role,
    paths,
    ...optional('before', before && side(before)),
    ...optional('after', after && side(after)),
    ports,
    ...optional('because', because),
    bundles: none,
    ...optional('at', at),
  };
}

function side({ resource, edge: { path, value, targets } }: StateOfEdge): ChangedSide {
  return { resource: identity(resource), path, value, targets: targets.map(identity) };
}

/** Without the edges of the object. */
function identity({ group, kind, namespace, name, writtenName, file, bundle }: TargetIdentity): TargetIdentity {
  return {
    group,
    kind,
    ...optional('namespace', namespace),
    name,
    ...optional('writtenName', writtenName),
    file,
    ...optional('bundle', bundle),
  };
}

function inOrder(changes: readonly WiringChange<Origin>[], analysis: Analysis): readonly WiringChange<Origin>[] {
  const placeIn = documentsNow(analysis);
  const keyed = changes.map((change) => {
    const { at, before, after } = change;
    const file = at?.document.file ?? (after ?? before)!.resource.file;
    const offset = at ? (placeIn(at.document)?.start ?? 0) + at.range.start : 0;
    return { change, type: changeTypes.indexOf(change.type), file, offset };
  });
  return keyed
    .sort((a, b) => a.type - b.type || compareText(a.file, b.file) || a.offset - b.offset)
    .map(({ change }) => change);
}
