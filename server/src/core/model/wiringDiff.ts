import type { TargetIdentity, WiringRole } from './wiring.ts';

/** How a reference differs from the baseline, the most severe first. */
export const changeTypes = ['lost', 'unknown', 'moved', 'gained', 'removed'] as const;

/**
 * - `lost`: the reference exists and reaches nothing. It reached something in the baseline.
 * - `unknown`: it may reach nothing, and a part that is not read may have its target.
 * - `moved`: it reaches other targets, or the object or the port that has it got another name.
 * - `gained`: it reaches something. In the baseline it reached nothing or did not exist.
 * - `removed`: the reference, or the object that had it, no longer exists.
 */
export type ChangeType = (typeof changeTypes)[number];

/** One state of a reference. */
export interface ChangedSide {
  /** The object that has the reference. */
  readonly resource: TargetIdentity;
  /** As `Asked.path`, of the first field that makes the reference. */
  readonly path: string;
  /** As `Asked.value`. */
  readonly value: string;
  readonly targets: readonly TargetIdentity[];
}

/** A port of a reference that changed together with it. */
export interface ChangedPort {
  /** As `Asked.path`. */
  readonly path: string;
  /** The requested port; absent if the state has no such port. */
  readonly before?: string;
  readonly after?: string;
}

/**
 * A difference between the wiring of the baseline and the present one. There is one for each reference in a file,
 * even if several bundles make its object.
 *
 * @typeParam Place how a place is written: an `Origin`, or a file and its lines.
 */
export interface WiringChange<Place> {
  readonly type: ChangeType;
  readonly role: WiringRole;
  /** The fields that make the reference, as `Asked.path`. Never empty. */
  readonly paths: readonly string[];
  /** Absent if the baseline did not have the reference. */
  readonly before?: ChangedSide;
  /** Absent if the reference no longer exists, or if nobody can see whether it does. */
  readonly after?: ChangedSide;
  readonly ports: readonly ChangedPort[];
  /** Of `unknown`: continues "unknown, because …". */
  readonly because?: string;
  /** The directories of the kustomizations that make the object; empty for an object of a file by itself. */
  readonly bundles: readonly string[];
  /** The text of the reference; absent if it no longer exists. */
  readonly at?: Place;
}

export interface WiringDiff<Place> {
  /** The name of the baseline, e.g. `HEAD 4ef8179`. */
  readonly base: string;
  /** By type in the order of `changeTypes`, then by file and place. */
  readonly changes: readonly WiringChange<Place>[];
}
