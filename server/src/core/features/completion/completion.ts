import type { Range } from '../../text/range.ts';

/** Something to insert at the cursor. */
export interface Completion {
  /** E.g. `app: web`. */
  readonly label: string;
  readonly kind: 'key' | 'value' | 'selector' | 'name' | 'port' | 'namespace' | 'file' | 'folder' | 'setting';
  /** What it leads to in a few words, e.g. `Deployment web`. */
  readonly detail?: string;
  /** Markdown. */
  readonly documentation?: string;
  readonly newText: string;
  /**
   * What `newText` replaces, in UTF-16 code units from the start of the whole text. It is on the line of the cursor.
   */
  readonly range: Range;
  /** The text that is compared with what is typed, without quotes. */
  readonly filterText: string;
}
