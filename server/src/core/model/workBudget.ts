/** How much of what is due to be rendered and judged is done with a change; the rest waits. Without limits it is everything. */
export interface Work {
  /** What this change alone makes due; what waited before goes on waiting, but for open files. */
  readonly onlyTouched?: boolean;
  /** Whether there is time for more: asked before each piece of some milliseconds. */
  readonly goesOn?: () => boolean;
}
