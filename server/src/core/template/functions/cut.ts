import { byteLength, bytesOfText, textOfBytes } from '../bytes.ts';
import { Text } from '../text.ts';

/**
 * `text[start:end]` in bytes. Undefined if Go would panic. A cut inside a character leaves bytes that are not UTF-8.
 */
export function sliceBytes(text: Text, start: number, end?: number): Text | undefined {
  const length = byteLength(text.text);
  const stop = end ?? length;
  if (start < 0 || stop > length || start > stop) {
    return undefined;
  }
  if (length === text.text.length) {
    return text.slice(start, stop);
  }
  const bytes = bytesOfText(text.text);
  const before = textOfBytes(bytes.subarray(0, start));
  const part = textOfBytes(bytes.subarray(start, stop));
  return text.text.startsWith(part, before.length)
    ? text.slice(before.length, before.length + part.length)
    : Text.of(part, text.origin);
}

/** strings.TrimSpace. */
export function trimSpace(text: Text): Text {
  const [start] = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*/.exec(text.text)!;
  const rest = text.text.slice(start.length);
  const [end] = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*$/.exec(rest)!;
  return text.slice(start.length, text.text.length - end.length);
}

/** strings.Trim: removes all characters of a set at both ends. */
export function trimSet(text: Text, set: string): Text {
  const characters = new Set(set);
  const all = [...text.text];
  let [start, end] = [0, text.text.length];
  let [first, last] = [0, all.length];
  while (first < last && characters.has(all[first]!)) {
    start += all[first++]!.length;
  }
  while (last > first && characters.has(all[last - 1]!)) {
    end -= all[--last]!.length;
  }
  return text.slice(start, end);
}

/** strings.Split. An empty separator splits into characters. */
export function splitText(text: Text, separator: string): Text[] {
  if (separator !== '') {
    return text.split(separator);
  }
  let at = 0;
  return [...text.text].map((character) => {
    const part = text.slice(at, at + character.length);
    at += character.length;
    return part;
  });
}

/** strings.SplitN. */
export function splitTextLimited(text: Text, separator: string, limit: number): Text[] {
  const parts = limit === 0 ? [] : splitText(text, separator);
  if (limit < 0 || parts.length <= limit) {
    return parts;
  }
  const kept = parts.slice(0, limit - 1);
  const used = kept.reduce((sum, part) => sum + part.text.length + separator.length, 0);
  return [...kept, text.slice(used)];
}

/** strings.ReplaceAll. An empty search text is found between all characters. */
export function replaceAll(text: Text, search: string, by: Text): Text {
  if (search !== '') {
    return text.replaced(search, by);
  }
  return Text.join(['', ...splitText(text, ''), ''], by);
}
