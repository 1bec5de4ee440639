import type { Resource } from './resource.ts';
import type { Lost } from './wiring.ts';

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
  /** Set where it reached something in the baseline; the candidates are what that is now. */
  readonly lost?: LostEdge;
}

/** A reference that reaches nothing now and did in the baseline. */
export interface LostEdge {
  readonly lost: Lost;
  /** What was asked for in the baseline, as `Asked.value`. */
  readonly before: string;
  /** What was reached, as it is now and as far as it is there. */
  readonly present: readonly Resource[];
  /** What differs from the baseline and keeps the one from the other: what one would change back, or follow. */
  readonly changed: 'reference' | 'target' | 'both';
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
