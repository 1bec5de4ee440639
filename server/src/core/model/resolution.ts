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
  /** What the author may have meant, the likeliest first. */
  readonly candidates: readonly Candidate[];
  /** What matches outside the scope. */
  readonly elsewhere?: readonly Resource[];
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
  /** The probability that the author meant it, from 0 to 1. */
  readonly likelihood: number;
  /** What speaks for and against it, the largest contribution first, for `--explain` and Verify Service. */
  readonly evidence: readonly Evidence[];
}

export interface Evidence {
  /** In logits. */
  readonly points: number;
  /** Put in words when somebody asks: most workloads that are compared are unlikely. */
  reason(): string;
}
