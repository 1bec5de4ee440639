/** A line of the table that a bench prints. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  /** What it is compared with, measured in the same run; empty where there is nothing. */
  readonly yardstick: string;
  readonly budget: string;
  /** Undefined where there is no budget, or nothing was measured. */
  readonly holds: boolean | undefined;
}
