import type { BundleFacts } from '../bundles/bundleFacts.ts';
import { type RenderingInput, renderFlag } from '../bundles/bundleRendering.ts';
import type { Resource } from '../model/resource.ts';
import { lookUp, withChanges } from '../text/versionedMap.ts';
import type { Index } from './index.ts';
import { bundleKey, type Key } from './keys.ts';
import { changesTo } from './postingLists.ts';
import { forEachRenderedPosting } from './postings.ts';
import { IndexReader } from './reader.ts';
import { exchangedBetween, isNotInstalled, isSameSource, placeOrder, workspaceOf } from './update.ts';

/** An index in which a chart is rendered with one of its flags turned on, in place of its own values. */
export interface FlaggedIndex {
  readonly index: Index;
  readonly bundle: BundleFacts;
  /** The keys under which something was added or removed. */
  readonly touched: ReadonlySet<Key>;
}

/** @param chart one of `BundleFacts.flags`; undefined if its bundle is no longer there */
export function indexWithFlag(index: Index, chart: Resource): FlaggedIndex | undefined {
  const { bundles } = index;
  const name = chart.bundle ?? '';
  const before = lookUp(bundles.byDirectory, name);
  const variant = bundles.variants.get(name);
  if (before === undefined || variant === undefined || chart.flag === undefined) {
    return undefined;
  }
  const { workloads, kubeVersion } = bundles;
  const input: RenderingInput = {
    ...workspaceOf(new IndexReader(index)),
    charts: index.charts,
    workloads,
    kubeVersion,
  };
  const bundle = renderFlag(before, variant, chart.flag, input, bundles.kept);
  const touched = new Set<Key>();
  const { post, unpost, settle } = changesTo(index.postings, touched, isSameSource);
  if (before.unread !== bundle.unread || before.resources[0] !== bundle.resources[0]) {
    touched.add(bundleKey(name));
  }
  const { gone, come } = exchangedBetween(before.resources, bundle.resources);
  for (const resource of gone) {
    forEachRenderedPosting(resource, isNotInstalled(before), unpost);
  }
  for (const resource of come) {
    forEachRenderedPosting(resource, isNotInstalled(bundle), post);
  }
  const flagged = {
    ...index,
    postings: settle(placeOrder(index.files)),
    bundles: { ...bundles, byDirectory: withChanges(bundles.byDirectory, new Map([[name, bundle]])) },
    // What a flag changes was not lost by an edit.
    baseline: undefined,
  };
  return { index: flagged, bundle, touched };
}
