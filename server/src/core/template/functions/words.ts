import { byteLength, bytesOfText, textOfBytes } from '../bytes.ts';
import { isDigit, isLetter, isLower, isSpace, isUpper, lowerOf, upperOf } from '../library/unicode.ts';

/** strings.Title: the first letter of each word in upper case. */
export function title(text: string): string {
  let previous = ' ';
  return [...text]
    .map((character) => {
      const changed = isSeparator(previous) ? upperOf(character) : character;
      previous = character;
      return changed;
    })
    .join('');
}

/** Source: isSeparator in strings.go. */
function isSeparator(character: string): boolean {
  if (character.codePointAt(0)! < 128) {
    return !/[A-Za-z0-9_]/.test(character);
  }
  return !isLetter(character) && !isDigit(character) && isSpace(character);
}

/** goutils.Uncapitalize: the first character of each word in lower case. */
export function untitle(text: string): string {
  let isStart = true;
  return [...text]
    .map((character) => {
      if (isSpace(character)) {
        isStart = true;
        return character;
      }
      const changed = isStart ? lowerOf(character) : character;
      isStart = false;
      return changed;
    })
    .join('');
}

/** goutils.SwapCase, where the first lower case letter of a word takes the title case. */
export function swapCase(text: string): string {
  return [...text]
    .map((character) => (isUpper(character) ? lowerOf(character) : isLower(character) ? upperOf(character) : character))
    .join('');
}

/** goutils.Initials, which takes each byte for a character. */
export function initials(text: string): string {
  let isGap = true;
  let found = '';
  for (const byte of bytesOfText(text)) {
    const character = String.fromCharCode(byte);
    if (isSpace(character)) {
      isGap = true;
    } else if (isGap) {
      found += character;
      isGap = false;
    }
  }
  return found;
}

/** goutils.DeleteWhiteSpace, which takes each byte for a character unless it deletes nothing. */
export function withoutSpace(text: string): string {
  const bytes = [...bytesOfText(text)].map((byte) => String.fromCharCode(byte));
  const kept = bytes.filter((character) => !isSpace(character));
  return kept.length === bytes.length ? text : kept.join('');
}

/** goutils.AbbreviateFull. Widths are in bytes. */
export function abbreviate(text: string, start: number, width: number): string {
  const length = byteLength(text);
  if (text === '' || width < 4) {
    return '';
  }
  if (length <= width) {
    return text;
  }
  const bytes = bytesOfText(text);
  let offset = Math.min(start, length);
  if (length - offset < width - 3) {
    offset = length - (width - 3);
  }
  if (offset <= 4) {
    return `${textOfBytes(bytes.subarray(0, width - 3))}...`;
  }
  if (width < 7) {
    return '';
  }
  return offset + width - 3 < length
    ? `...${abbreviate(textOfBytes(bytes.subarray(offset)), 0, width - 3)}`
    : `...${textOfBytes(bytes.subarray(length - (width - 3)))}`;
}

/** goutils.WrapCustom. Widths are in bytes. */
export function wrap(text: string, wanted: number, lineEnd: string, breaksWords: boolean): string {
  // Latin-1 has one character for each byte.
  const bytes = Array.from(bytesOfText(text), (byte) => String.fromCharCode(byte)).join('');
  const end = Array.from(bytesOfText(lineEnd === '' ? '\n' : lineEnd), (byte) => String.fromCharCode(byte)).join('');
  const width = Math.max(wanted, 1);
  let wrapped = '';
  let offset = 0;
  while (bytes.length - offset > width) {
    if (bytes[offset] === ' ') {
      offset++;
      continue;
    }
    const space = bytes.lastIndexOf(' ', width + offset);
    if (space >= offset) {
      wrapped += bytes.slice(offset, space) + end;
      offset = space + 1;
    } else if (breaksWords) {
      wrapped += bytes.slice(offset, offset + width) + end;
      offset += width;
    } else {
      const next = bytes.indexOf(' ', offset + width);
      if (next === -1) {
        wrapped += bytes.slice(offset);
        offset = bytes.length;
      } else {
        wrapped += bytes.slice(offset, next) + end;
        offset = next + 1;
      }
    }
  }
  wrapped += bytes.slice(offset);
  return textOfBytes(Uint8Array.from(wrapped, (character) => character.charCodeAt(0)));
}
