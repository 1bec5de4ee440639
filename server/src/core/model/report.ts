import type { Origin } from './origin.ts';

/**
 * What was checked and what was found: a small tree that a page or a terminal displays. It contains plain text,
 * never markup.
 */
export interface Report {
  readonly title: string;
  /** The overall result, if it is not the sum of the rows. */
  readonly verdict?: ReportVerdict;
  readonly rows: readonly ReportRow[];
}

export interface ReportRow {
  readonly mark: 'ok' | 'failed' | 'unknown' | 'note';
  readonly text: string;
  readonly detail?: string;
  /** The place in the files that the row is about. */
  readonly at?: Origin;
  readonly rows?: readonly ReportRow[];
}

export interface ReportVerdict {
  readonly mark: 'ok' | 'failed' | 'unknown';
  /** One sentence without its full stop. */
  readonly text: string;
  /** What to do, in sentences. */
  readonly advice?: string;
}
