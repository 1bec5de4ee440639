/** What was looked at and what was seen: a small tree that a page or a terminal draws. Text only, never markup. */
export interface Report {
  readonly title: string;
  /** What it comes to, where that is not the sum of its rows. */
  readonly verdict?: ReportVerdict;
  readonly rows: readonly ReportRow[];
}

export interface ReportRow {
  readonly mark: 'ok' | 'failed' | 'unknown' | 'note';
  readonly text: string;
  readonly detail?: string;
  readonly rows?: readonly ReportRow[];
}

export interface ReportVerdict {
  readonly mark: 'ok' | 'failed' | 'unknown';
  /** One sentence without its full stop. */
  readonly text: string;
  /** What to do: sentences. */
  readonly advice?: string;
}
