import type { KustomizationProblem } from '../model/kustomization.ts';
import type { InstalledBy } from '../model/release.ts';
import type { Resource } from '../model/resource.ts';
import type { UnreadInput } from '../render/bundle.ts';

/** What a kustomization deploys, reduced to facts. The syntax trees are not kept: they take ten times the memory. */
export interface BundleFacts {
  /**
   * The name of the bundle: the directory of the kustomization or of the chart, relative to the workspace folder. That
   * of a chart with other values than its own has their file in it (`chartVariants`), or what installs it
   * (`releaseVariants`).
   */
  readonly directory: string;
  /** The directory of the chart. Absent for a kustomization. */
  readonly chart?: string;
  /** What installs the chart. Absent for a release that nobody states. */
  readonly release?: InstalledBy;
  /** The kustomization or the chart itself, then the resources that it deploys. */
  readonly resources: readonly Resource[];
  /**
   * For a chart with its own values: the chart with one of its flags turned on, each time a new object. What it
   * deploys then is rendered when it is judged, and not kept.
   */
  readonly flags?: readonly Resource[];
  /** The parts of the bundle that Podwire cannot read. */
  readonly unread: readonly UnreadInput[];
  /**
   * The paths that the render looked up, whether they exist or not: `file a/b.yaml`, `directory a`, `text
   * a/b.env`, `values a/b.yaml`, `chart a` and, for all of them, `charts`.
   */
  readonly reads: ReadonlySet<string>;
}

/** Why kustomize refuses to build a bundle. What Podwire renders of such a bundle is then a guess. */
export function refusalsOf(bundle: BundleFacts): readonly KustomizationProblem[] {
  return bundle.resources[0]?.refusals?.filter((each) => !each.excuse) ?? [];
}

/** The path in a key of `reads`, if the key looks up a file. */
export function pathOfFileKey(key: string): string | undefined {
  return key.startsWith('file ') ? key.slice('file '.length) : undefined;
}

/** The path in a key of `reads`, if the key looks up only the text of a file. */
export function pathOfTextKey(key: string): string | undefined {
  return key.startsWith('text ') ? key.slice('text '.length) : undefined;
}

/** The path in a key of `reads`, if the key looks up a file of values. */
export function pathOfValuesKey(key: string): string | undefined {
  return key.startsWith('values ') ? key.slice('values '.length) : undefined;
}
