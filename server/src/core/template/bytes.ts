/**
 * The bytes of a string of a template: UTF-8, where the lone surrogates U+DC80 to U+DCFF stand for the bytes 0x80 to
 * 0xFF that are not UTF-8. Other lone surrogates become U+FFFD.
 */
export function bytesOfText(text: string): Uint8Array {
  const bytes = new Uint8Array(byteLength(text));
  let at = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.codePointAt(index)!;
    if (code < 0x80) {
      bytes[at++] = code;
    } else if (code < 0x800) {
      bytes[at++] = 0xc0 | (code >> 6);
      bytes[at++] = 0x80 | (code & 63);
    } else if (code >= 0xdc80 && code <= 0xdcff) {
      bytes[at++] = code & 0xff;
    } else if (code < 0x10000) {
      const valid = code >= 0xd800 && code <= 0xdfff ? 0xfffd : code;
      bytes[at++] = 0xe0 | (valid >> 12);
      bytes[at++] = 0x80 | ((valid >> 6) & 63);
      bytes[at++] = 0x80 | (valid & 63);
    } else {
      bytes[at++] = 0xf0 | (code >> 18);
      bytes[at++] = 0x80 | ((code >> 12) & 63);
      bytes[at++] = 0x80 | ((code >> 6) & 63);
      bytes[at++] = 0x80 | (code & 63);
      index++;
    }
  }
  return bytes;
}

/** The number of bytes of a string, as Go's `len` counts. */
export function byteLength(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x80 || (code >= 0xdc80 && code <= 0xdcff)) {
      continue;
    }
    if (code < 0x800) {
      length++;
    } else if (code >= 0xd800 && code <= 0xdbff && isLow(text.charCodeAt(index + 1))) {
      // Two code units make four bytes.
      length += 2;
      index++;
    } else {
      length += 2;
    }
  }
  return length;
}

function isLow(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

/** The string with these bytes. It keeps bytes that are not UTF-8, so that `bytesOfText` returns the same bytes. */
export function textOfBytes(bytes: Uint8Array): string {
  const parts: string[] = [];
  let units: number[] = [];
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    if (length === 1) {
      units.push(bytes[at]!);
    } else if (length === 0) {
      units.push(0xdc00 | bytes[at]!);
    } else {
      let code = bytes[at]! & (0xff >> (length + 1));
      for (let index = 1; index < length; index++) {
        code = (code << 6) | (bytes[at + index]! & 63);
      }
      if (code < 0x10000) {
        units.push(code);
      } else {
        units.push(0xd800 | ((code - 0x10000) >> 10), 0xdc00 | ((code - 0x10000) & 0x3ff));
      }
    }
    at += Math.max(length, 1);
    if (units.length > 4096) {
      parts.push(String.fromCharCode(...units));
      units = [];
    }
  }
  parts.push(String.fromCharCode(...units));
  return parts.join('');
}

/** The length of the UTF-8 sequence at an index, or 0 if the bytes are no UTF-8. Source: RFC 3629, section 4. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  if (first < 0x80) {
    return 1;
  }
  const length =
    first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xe0 && first <= 0xef ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0;
  for (let index = 1; index < length; index++) {
    const byte = bytes[at + index] ?? 0;
    const lowest = index > 1 ? 0x80 : first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    const highest = index > 1 ? 0xbf : first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
    if (byte < lowest || byte > highest) {
      return 0;
    }
  }
  return length;
}
