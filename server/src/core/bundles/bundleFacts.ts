import type { KustomizationProblem } from '../model/kustomization.ts';
import type { Resource } from '../model/resource.ts';
import type { UnreadInput } from '../render/bundle.ts';

/** What a kustomization deploys, reduced to facts. The syntax trees are not kept: they take ten times the memory. */
export interface BundleFacts {
  /** Directory of the kustomization, relative to the workspace folder. */
  readonly directory: string;
  /** The kustomization itself, then the resources that it deploys. */
  readonly resources: readonly Resource[];
  /** The parts of the bundle that Podwire cannot read. */
  readonly unread: readonly UnreadInput[];
  /**
   * The paths that the render looked up, whether they exist or not: `file a/b.yaml`, `directory a`, `text
   * a/b.env`.
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
