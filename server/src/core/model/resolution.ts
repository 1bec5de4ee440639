import type { Resource } from './resource.ts';

/** What became of a reference. Unknown is not missing. */
export type Resolution = Found | Missing | UnknownTarget;

export interface Found {
  readonly type: 'found';
  /** Empty where only what runs in the cluster matches. */
  readonly targets: readonly Resource[];
  /** What matches in the cluster and is in no file, e.g. `Deployment "web"`. */
  readonly running?: { readonly context: string; readonly what: string };
}

export interface Missing {
  readonly type: 'missing';
  /** What the author probably meant, nearest first; empty only in a closed world, or where the cluster was looked through. */
  readonly candidates: readonly Candidate[];
  /** The namespace of the cluster that was looked through as well, which makes it certain. */
  readonly listed?: { readonly context: string; readonly namespace: string };
}

export interface UnknownTarget {
  readonly type: 'unknown';
  /** Continues the sentence "unknown, because …". */
  readonly because: string;
}

export interface Candidate {
  readonly resource: Resource;
  /** Higher is nearer; see `index/nearness.ts` for the parts it is made of. */
  readonly score: number;
  /** The parts of the score in words, for `--explain` and Verify Service. */
  readonly evidence: readonly Evidence[];
}

export interface Evidence {
  readonly points: number;
  /** Put in words when somebody asks: most workloads that are compared are far. */
  reason(): string;
}
