/** Whether a word stands in the text, not as a part of a longer one. */
export function containsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0 && word !== ''; at = text.indexOf(word, at + 1)) {
    if (!isWordCharacter(text[at - 1]) && !isWordCharacter(text[at + word.length])) {
      return true;
    }
  }
  return false;
}

/** The same of a value of a label, of which `-`, `_` and `.` are parts: `web` is not in `web-frontend`, and in `name: web.` it is. */
export function containsLabelValue(text: string, value: string): boolean {
  for (let at = text.indexOf(value); at >= 0 && value !== ''; at = text.indexOf(value, at + 1)) {
    const [before, after] = [text.slice(Math.max(0, at - 2), at), text.slice(at + value.length, at + value.length + 2)];
    if (!/[A-Za-z0-9][-_.]?$/.test(before) && !goesOn(after)) {
      return true;
    }
  }
  return false;
}

/** Whether a key stands in the text with the value, as YAML, JSON or a flag has it: `app: web`, `"app": "web"`, `app=web`. */
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

// Quotes, a colon, and a line that goes on further right.
const mostBetween = 40;

/** Whether what stands behind a value of a label is a part of it. */
function goesOn(after: string): boolean {
  return /^[-_.]?[A-Za-z0-9]/.test(after);
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /[A-Za-z0-9]/.test(character);
}
