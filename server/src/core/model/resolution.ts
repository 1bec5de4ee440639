import type { Resource } from './resource.ts';
import type { Lost } from './wiring.ts';

/** The result of resolving a reference. Unknown differs from missing. */
export type Resolution = Found | Missing | UnknownTarget;

export interface Found {
  readonly type: 'found';
  /** Empty if only objects in the cluster match. */
  readonly targets: readonly Resource[];
  /** A match in the cluster that is in no file, e.g. `Deployment "web"`. */
  readonly running?: { readonly context: string; readonly what: string };
}

export interface Missing {
  readonly type: 'missing';
  /** The possible targets that the author meant, the likeliest first. */
  readonly candidates: readonly Candidate[];
  /** Matches outside the scope. */
  readonly elsewhere?: readonly Resource[];
  /** The namespace of the cluster that was searched too, so that the result is certain. */
  readonly listed?: { readonly context: string; readonly namespace: string };
  /**
   * Set if the reference reached a target in the baseline. The candidates are then the present form of that
   * target.
   */
  readonly lost?: LostEdge;
}

/** A reference that reaches nothing now and reached a target in the baseline. */
export interface LostEdge {
  readonly lost: Lost;
  /** The requested value in the baseline, as in `Asked.value`. */
  readonly before: string;
  /** The former targets in their present form, as far as they still exist. */
  readonly present: readonly Resource[];
  /** The side that differs from the baseline and breaks the edge. A fix reverts that change or follows it. */
  readonly changed: 'reference' | 'target' | 'both';
}

export interface UnknownTarget {
  readonly type: 'unknown';
  /** Continues the sentence "unknown, because …". */
  readonly because: string;
}

export interface Candidate {
  readonly resource: Resource;
  /** The probability that the author meant it, from 0 to 1. */
  readonly likelihood: number;
  /** The evidence for and against it, the largest contribution first. `--explain` and Verify Service show it. */
  readonly evidence: readonly Evidence[];
}

export interface Evidence {
  /** In logits. */
  readonly points: number;
  /** The reason in words. It is built on demand, because most compared workloads are unlikely. */
  reason(): string;
}
