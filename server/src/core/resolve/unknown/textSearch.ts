/** Whether the text contains a word, not as part of a longer one. */
export function containsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0 && word !== ''; at = text.indexOf(word, at + 1)) {
    if (!isWordCharacter(text[at - 1]) && !isWordCharacter(text[at + word.length])) {
      return true;
    }
  }
  return false;
}

/**
 * Whether the text contains a label value, in which `-`, `_` and `.` are parts of words: `web-frontend` does
 * not contain `web`, and `name: web.` does.
 */
export function containsLabelValue(text: string, value: string): boolean {
  for (let at = text.indexOf(value); at >= 0 && value !== ''; at = text.indexOf(value, at + 1)) {
    const [before, after] = [text.slice(Math.max(0, at - 2), at), text.slice(at + value.length, at + value.length + 2)];
    if (!/[A-Za-z0-9][-_.]?$/.test(before) && !goesOn(after)) {
      return true;
    }
  }
  return false;
}

/**
 * Whether the text contains a key with the value, as in YAML, JSON or a flag: `app: web`, `"app": "web"`,
 * `app=web`.
 */
export function containsPair(text: string, key: string, value: string): boolean {
  for (let at = text.indexOf(key); at >= 0 && key !== ''; at = text.indexOf(key, at + 1)) {
    const behind = text.slice(at + key.length, at + key.length + mostBetween + value.length);
    const between = /^["']?\s*[:=]\s*["']?/.exec(behind)?.[0];
    const end = at + key.length + (between?.length ?? 0) + value.length;
    if (
      between !== undefined &&
      !isWordCharacter(text[at - 1]) &&
      behind.startsWith(value, between.length) &&
      !goesOn(text.slice(end, end + 2))
    ) {
      return true;
    }
  }
  return false;
}

// Quotes, a colon, and the indentation of a value on the next line.
const mostBetween = 40;

/** Whether the text after a label value continues it. */
function goesOn(after: string): boolean {
  return /^[-_.]?[A-Za-z0-9]/.test(after);
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /[A-Za-z0-9]/.test(character);
}
