/** What was looked at and what was seen: a small tree that a page or a terminal draws. Text only, never markup. */
export interface Report {
  readonly title: string;
  readonly rows: readonly ReportRow[];
}

export interface ReportRow {
  readonly mark: 'ok' | 'failed' | 'unknown' | 'note';
  readonly text: string;
  readonly detail?: string;
  readonly rows?: readonly ReportRow[];
}
