/** The header of a JSON object. */
export interface JsonHeader {
  readonly apiVersion?: string;
  readonly kind?: string;
}

/**
 * `apiVersion` and `kind` of a JSON object, without parsing the object: large JSON files are mostly data of
 * other programs, or a schema. Undefined if the text is not a single JSON object, e.g. if it is in YAML's flow
 * style.
 */
export function jsonHeaderOf(text: string): JsonHeader | undefined {
  const header: { apiVersion?: string; kind?: string } = {};
  let depth = 0;
  /** Whether a string at this point would be a key of the object itself. */
  let keyAhead = false;
  let key: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === SPACE || code === NEWLINE || code === RETURN || code === TAB) {
      continue;
    }
    if (code === QUOTE) {
      const end = endOfString(text, at);
      if (end === undefined || depth === 0) {
        return undefined;
      }
      if (depth === 1) {
        const content = text.slice(at + 1, end);
        if (keyAhead) {
          key = content;
        } else if (key === 'apiVersion' || key === 'kind') {
          if (header[key] !== undefined || content.includes('\\')) {
            return undefined;
          }
          header[key] = content;
        }
      }
      at = end;
    } else if (code === BRACE || code === BRACKET) {
      keyAhead = ++depth === 1 && code === BRACE;
      if (depth === 1 && (code === BRACKET || key !== undefined)) {
        return undefined;
      }
    } else if (code === CLOSING_BRACE || code === CLOSING_BRACKET) {
      if (--depth < 0) {
        return undefined;
      }
    } else if (code === COMMA) {
      keyAhead = depth === 1;
    } else if (code === COLON) {
      keyAhead = false;
    } else if (!isOfNumberOrWord(code) || depth === 0) {
      // The text is not JSON: it has a comment, a YAML quote, or a second value.
      return undefined;
    }
  }
  return depth === 0 && key !== undefined ? header : undefined;
}

/** The offset of the closing quote. */
function endOfString(text: string, start: number): number | undefined {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === BACKSLASH) {
      slashes++;
    }
    if (slashes % 2 === 0) {
      return end;
    }
  }
  return undefined;
}

/** The characters of `-1.5e+3`, `true`, `false` and `null`. */
function isOfNumberOrWord(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 97 && code <= 122) ||
    code === 43 ||
    code === 45 ||
    code === 46 ||
    code === 69
  );
}

const TAB = 9;
const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const BRACKET = 91;
const BACKSLASH = 92;
const CLOSING_BRACKET = 93;
const BRACE = 123;
const CLOSING_BRACE = 125;
