/**
 * How much of what a change makes due is done with it: everything, or, asked before each piece of some milliseconds, as
 * long as there is time; the rest waits. `touched` is for who wants to know what this change alone does: what waited before
 * goes on waiting.
 */
export type Work = 'all' | 'touched' | (() => boolean);
