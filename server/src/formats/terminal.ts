/**
 * A text that a terminal only shows. Other people write manifests and file names, and control characters in
 * them could move the cursor, change the title or reverse the direction of the text. They are shown as `\x1b`.
 */
export function printable(text: string): string {
  return text.replace(unprintable, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
  });
}

/**
 * A `/`-separated path at the start of a line. GitHub Actions runs a line that starts with `::` as a command, and
 * somebody may name a file like that.
 */
export function printablePath(file: string): string {
  return printable(/^\s*::/.test(file) ? `./${file}` : file);
}

/** The number of columns of a text in a terminal. Source: Unicode Standard Annex 11, East Asian Width. */
export function widthOf(text: string): number {
  if (/^[ -~]*$/.test(text)) {
    return text.length;
  }
  let width = 0;
  for (const character of text) {
    width += widthless.test(character) ? 0 : wide.test(character) ? 2 : 1;
  }
  // Joined emoji, and emoji with a skin colour, are drawn as one character.
  return /\p{Emoji_Presentation}/u.test(text) && [...new Intl.Segmenter('en').segment(text)].length === 1
    ? Math.min(width, 2)
    : width;
}

/** C0, DEL, C1, line and paragraph separators, and characters that change the direction of the text. */
const unprintable = /[\0-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const widthless = /^(?:\p{Mn}|\p{Me}|\p{Cf}|\p{Emoji_Modifier})$/u;

const wide =
  /^[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]$/u;
