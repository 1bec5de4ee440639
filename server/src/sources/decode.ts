import { isAscii, isUtf8 } from 'node:buffer';

/** How the bytes of a file encode its text. */
export interface Encoding {
  readonly name: 'utf-8' | 'utf-16le' | 'utf-16be';
  readonly byteOrderMark: boolean;
}

export type Decoded =
  | { readonly text: string; readonly encoding: Encoding }
  /** `text` is as much as could be decoded, to search a value in it; `because` continues "the file …". */
  | { readonly invalid: { readonly because: string; readonly text: string } };

/**
 * Decodes bytes and removes the byte order mark. Accepts UTF-8, and UTF-16 with a byte order mark, like kubectl
 * (go.yaml.in/yaml, yaml_parser_determine_encoding). kubectl refuses a file with bytes that are not UTF-8, so
 * they are not replaced.
 */
export function decode(bytes: Buffer): Decoded {
  const encoding = encodingOf(bytes);
  if (encoding.name !== 'utf-8') {
    return decodeUtf16(bytes, encoding);
  }
  if (isAscii(bytes)) {
    return { text: bytes.toString('latin1'), encoding };
  }
  if (!isUtf8(bytes)) {
    const text = bytes.toString('utf8', encoding.byteOrderMark ? 3 : 0);
    return { invalid: { because: `is not UTF-8 (${placeOfInvalid(text)})`, text } };
  }
  return { text: bytes.toString('utf8', encoding.byteOrderMark ? 3 : 0), encoding };
}

/** Encodes a text into the bytes of a file in that encoding. */
export function encode(text: string, encoding: Encoding): Buffer {
  const marked = encoding.byteOrderMark ? `\ufeff${text}` : text;
  if (encoding.name === 'utf-8') {
    return Buffer.from(marked, 'utf8');
  }
  const bytes = Buffer.from(marked, 'utf16le');
  return encoding.name === 'utf-16le' ? bytes : bytes.swap16();
}

function encodingOf(bytes: Buffer): Encoding {
  const [first, second, third, fourth] = bytes;
  if (first === 0xff && second === 0xfe && !(bytes.length >= 4 && third === 0 && fourth === 0)) {
    return { name: 'utf-16le', byteOrderMark: true };
  }
  if (first === 0xfe && second === 0xff) {
    return { name: 'utf-16be', byteOrderMark: true };
  }
  return { name: 'utf-8', byteOrderMark: first === 0xef && second === 0xbb && third === 0xbf };
}

function decodeUtf16(bytes: Buffer, encoding: Encoding): Decoded {
  const even = bytes.subarray(2, bytes.length - (bytes.length % 2));
  // swap16 works in place, and the caller's bytes must not change.
  const text = encoding.name === 'utf-16le' ? even.toString('utf16le') : Buffer.from(even).swap16().toString('utf16le');
  if (even.length + 2 !== bytes.length) {
    return { invalid: { because: 'ends in the middle of a UTF-16 character', text } };
  }
  return text.isWellFormed()
    ? { text, encoding }
    : { invalid: { because: 'is not UTF-16: half of a surrogate pair is alone', text } };
}

/** The place of the first byte that is not UTF-8; `text` was decoded with replacement characters. */
function placeOfInvalid(text: string): string {
  const before = text.slice(0, Math.max(text.indexOf('\ufffd'), 0));
  const line = before.split('\n').length;
  return `line ${line}`;
}
