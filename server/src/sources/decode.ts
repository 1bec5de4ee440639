import { isAscii, isUtf8 } from 'node:buffer';

/** How a file's bytes stand for its text. */
export interface Encoding {
  readonly name: 'utf-8' | 'utf-16le' | 'utf-16be';
  readonly byteOrderMark: boolean;
}

export type Decoded =
  | { readonly text: string; readonly encoding: Encoding }
  /** `text` is what could be made of it, for looking a value up in; `because` continues "the file …". */
  | { readonly invalid: { readonly because: string; readonly text: string } };

/**
 * Bytes to text, the byte order mark taken off. UTF-8, and UTF-16 where a byte order mark says so, as kubectl takes them
 * (go.yaml.in/yaml, yaml_parser_determine_encoding). Bytes that are no UTF-8 make kubectl refuse the file, so they are
 * not replaced.
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

/** Text to the bytes of a file in that encoding. */
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
  // swap16 works in place, and the caller's bytes are not ours to turn around.
  const text = encoding.name === 'utf-16le' ? even.toString('utf16le') : Buffer.from(even).swap16().toString('utf16le');
  if (even.length + 2 !== bytes.length) {
    return { invalid: { because: 'ends in the middle of a UTF-16 character', text } };
  }
  return text.isWellFormed()
    ? { text, encoding }
    : { invalid: { because: 'is not UTF-16: half of a surrogate pair is alone', text } };
}

/** Where the first byte stands that is no UTF-8; `text` was decoded with replacement characters. */
function placeOfInvalid(text: string): string {
  const before = text.slice(0, Math.max(text.indexOf('\ufffd'), 0));
  const line = before.split('\n').length;
  return `line ${line}`;
}
