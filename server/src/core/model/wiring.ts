/** An object that a reference reaches or reached, by what is known of it without its text. */
export interface TargetIdentity {
  /** API group; the empty string for the core group. */
  readonly group: string;
  readonly kind: string;
  /** Absent where neither its file nor its bundle states one. */
  readonly namespace?: string;
  readonly name: string;
  /** Relative to the workspace folder. */
  readonly file: string;
  /** The kustomization's directory, for what a kustomization makes of the file. */
  readonly bundle?: string;
}

/** Why a reference reaches nothing now. */
export type LossCause = 'reference changed' | 'target changed' | 'renamed' | 'removed' | 'out of scope';

/** A reference that reached targets in the baseline and reaches nothing now. */
export interface Lost {
  /** What it reached; never empty. */
  readonly targets: readonly TargetIdentity[];
  /** The baseline's name, e.g. `HEAD 4ef8179`. */
  readonly since: string;
  readonly cause: LossCause;
}
