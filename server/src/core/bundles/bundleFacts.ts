import type { KustomizationProblem } from '../model/kustomization.ts';
import type { Resource } from '../model/resource.ts';
import type { UnreadInput } from '../render/bundle.ts';

/** What a kustomization deploys, reduced to facts. Its trees are not kept: they take ten times the memory. */
export interface BundleFacts {
  /** Directory of the kustomization, relative to the workspace folder. */
  readonly directory: string;
  /** The kustomization itself, then what it deploys. */
  readonly resources: readonly Resource[];
  /** What it holds besides, that cannot be known. */
  readonly unread: readonly UnreadInput[];
  /** What was looked up for it, there or not: `file a/b.yaml`, `directory a`, `text a/b.env`. */
  readonly reads: ReadonlySet<string>;
}

/** Why a bundle is not built: what is rendered of it all the same is then a guess. */
export function refusalsOf(bundle: BundleFacts): readonly KustomizationProblem[] {
  return bundle.resources[0]?.refusals?.filter((each) => !each.excuse) ?? [];
}

/** The file that a look-up was for, of a key of `reads`. */
export function pathOfFileKey(key: string): string | undefined {
  return key.startsWith('file ') ? key.slice('file '.length) : undefined;
}

/** The file whose mere text was looked for, of a key of `reads`. */
export function pathOfTextKey(key: string): string | undefined {
  return key.startsWith('text ') ? key.slice('text '.length) : undefined;
}
