/** A line of the table that a bench prints. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  /** The reference, measured in the same run; empty if there is none. */
  readonly yardstick: string;
  readonly budget: string;
  /** Undefined if there is no budget, or if nothing was measured. */
  readonly holds: boolean | undefined;
}
