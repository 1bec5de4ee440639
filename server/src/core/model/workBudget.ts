/**
 * How much of the pending rendering and judging runs in one change. The rest waits. Without limits everything
 * runs.
 */
export interface Work {
  /** Only the work that this change requires. Earlier pending work continues to wait, except for open files. */
  readonly onlyTouched?: boolean;
  /** Whether time is left. It is called before each unit of work, which takes some milliseconds. */
  readonly goesOn?: () => boolean;
}
