/** A part of a file's text that consists of whole documents. */
export interface Piece {
  readonly text: string;
  /** Its offset in the file in UTF-16 code units, without a byte order mark. */
  readonly start: number;
  /** The zero-based line of its start. A piece starts at the first column. */
  readonly line: number;
}
