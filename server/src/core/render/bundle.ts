import type { DocumentFacts } from '../model/document.ts';
import type { KustomizationProblem } from '../model/kustomization.ts';
import type { Origin } from '../model/origin.ts';
import type { Mapping } from '../yaml/node.ts';

/** The objects that a kustomization deploys. */
export interface Bundle {
  /** Directory of the kustomization, relative to the workspace folder. */
  readonly directory: string;
  /** The kustomization file. */
  readonly document: DocumentFacts;
  readonly objects: readonly RenderedObject[];
  /** Why kustomize would refuse to build it, each at the place that has to be changed. */
  readonly problems: readonly KustomizationProblem[];
  /** Parts of the build besides `objects` that cannot be known. */
  readonly unread: readonly UnreadInput[];
}

/**
 * One object as kustomize will emit it. The tree is the tree of its manifest with the changes of patches and
 * transformers. A node or a pair from another document names that document, and everything below it is from the
 * same document.
 */
export interface RenderedObject {
  readonly root: Mapping;
  /** The document of the root: the manifest of the object, or the kustomization that generates it. */
  readonly document: DocumentFacts;
  /** Set for a generated object. */
  readonly generated?: {
    /** Whether all keys of its data are known. */
    readonly hasAllKeys: boolean;
  };
  /** A patch that is not read changes the object. */
  readonly patchedUnread?: true;
}

/** A part that cannot be read without running a command or fetching an address. */
export interface UnreadInput {
  readonly at: Origin;
  /** Continues the sentence "unknown, because …". */
  readonly because: string;
  /** The text to search for a selector's values. If absent, the part may hold anything. */
  readonly text?: string;
  /** The part may add objects, and does not change existing ones. */
  readonly adds?: true;
  /** The kinds of the objects that the part holds or, as a patch, changes. If absent, the kinds are unknown. */
  readonly kinds?: readonly string[];
  /** A chart makes the part with other values. */
  readonly isSwitchedOff?: true;
  /** The names of a chart: what the part makes has one of them as a word in its names and labels. */
  readonly chartNames?: readonly string[];
  /** The part holds CustomResourceDefinitions, and nothing that runs. */
  readonly defines?: true;
}

/** What is known of an unread part. */
export type KnownOfUnread = Omit<UnreadInput, 'at' | 'because'>;
