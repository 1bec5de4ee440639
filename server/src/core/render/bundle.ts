import type { DocumentFacts } from '../model/document.ts';
import type { KustomizationProblem } from '../model/kustomization.ts';
import type { Origin } from '../model/origin.ts';
import type { Mapping } from '../yaml/node.ts';

/** What a kustomization deploys. */
export interface Bundle {
  /** Directory of the kustomization, relative to the workspace folder. */
  readonly directory: string;
  /** The kustomization file. */
  readonly document: DocumentFacts;
  readonly objects: readonly RenderedObject[];
  /** Why kustomize would refuse to build it, each at the place where a person mends it. */
  readonly problems: readonly KustomizationProblem[];
  /** What it holds besides `objects`, that cannot be known. */
  readonly unread: readonly UnreadInput[];
}

/**
 * One object as kustomize will emit it. The tree is that of its manifest, changed where patches and transformers changed
 * it: a node or a pair that came from elsewhere says from which document, and what is below it is from there too.
 */
export interface RenderedObject {
  readonly root: Mapping;
  /** The document of the root: the manifest it began as, or the kustomization that generates it. */
  readonly document: DocumentFacts;
}

/** A part that no one can read without running something or fetching it. */
export interface UnreadInput {
  readonly at: Origin;
  /** Continues the sentence "unknown, because …". */
  readonly because: string;
  /** The text to look for a selector's values in; where absent, anything may be in there. */
  readonly text?: string;
  /** It may hold objects, and changes none that are there. */
  readonly adds?: true;
  /** The kinds of the objects that it holds or, as a patch, changes; absent where they may be of any. */
  readonly kinds?: readonly string[];
  /** It holds definitions of custom resources, and nothing that runs. */
  readonly defines?: true;
}

/** What is known of it all the same. */
export type KnownOfUnread = Omit<UnreadInput, 'at' | 'because'>;
