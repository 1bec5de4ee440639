/** A stretch of a file's text that holds whole documents. */
export interface Piece {
  readonly text: string;
  /** Where it begins in the file, in UTF-16 code units, a byte order mark not counted. */
  readonly start: number;
  /** The line, from 0, at whose first column it begins. */
  readonly line: number;
}
