const alphabet64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const alphabet32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** base64.StdEncoding. */
export function encodeBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const [a, b, c] = [bytes[at]!, bytes[at + 1], bytes[at + 2]];
    parts.push(
      alphabet64[a >> 2]! + alphabet64[((a & 3) << 4) | ((b ?? 0) >> 4)],
      b === undefined ? '=' : alphabet64[((b & 15) << 2) | ((c ?? 0) >> 6)]!,
      c === undefined ? '=' : alphabet64[c & 63]!,
    );
  }
  return parts.join('');
}

/**
 * Line ends are skipped. Source: Decode in base64.go.
 *
 * @returns the text of Go's error if the text is no base64
 */
export function decodeBase64(text: string): Uint8Array | string {
  const bytes: number[] = [];
  const corrupt = (place: number) => `illegal base64 data at input byte ${place}`;
  let at = 0;
  const skipLineEnds = () => {
    while (text[at] === '\n' || text[at] === '\r') {
      at++;
    }
  };
  for (skipLineEnds(); at < text.length; skipLineEnds()) {
    let [held, count] = [0, 0];
    for (; count < 4; count++) {
      skipLineEnds();
      const character = text[at++];
      if (character === undefined) {
        return corrupt(text.length - count);
      }
      const value = alphabet64.indexOf(character);
      if (value >= 0) {
        held = (held << 6) | value;
        continue;
      }
      if (character !== '=' || count < 2) {
        return corrupt(at - 1);
      }
      if (count === 2) {
        skipLineEnds();
        if (text[at++] !== '=') {
          return corrupt(Math.min(at - 1, text.length));
        }
      }
      skipLineEnds();
      if (at < text.length) {
        return corrupt(at);
      }
      break;
    }
    held <<= (4 - count) * 6;
    bytes.push(...[(held >> 16) & 255, (held >> 8) & 255, held & 255].slice(0, count - 1));
  }
  return Uint8Array.from(bytes);
}

/** base32.StdEncoding. */
export function encodeBase32(bytes: Uint8Array): string {
  let result = '';
  let [held, bits] = [0, 0];
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff;
    for (bits += 8; bits >= 5; bits -= 5) {
      result += alphabet32[(held >> (bits - 5)) & 31];
    }
  }
  if (bits > 0) {
    result += alphabet32[(held << (5 - bits)) & 31];
  }
  return result.padEnd(Math.ceil(result.length / 8) * 8, '=');
}

/** @returns the text of Go's error if the text is no base32, where the place is that of the first wrong character */
export function decodeBase32(text: string): Uint8Array | string {
  const digits = text.replace(/[\r\n]/g, '');
  const content = digits.replace(/=+$/, '');
  const wrong = [...content].findIndex((character) => !alphabet32.includes(character));
  const isComplete = digits.length % 8 === 0 && [0, 2, 4, 5, 7].includes(content.length % 8);
  if (wrong >= 0 || !isComplete || digits.length - content.length > 6) {
    return `illegal base32 data at input byte ${wrong >= 0 ? wrong : content.length}`;
  }
  const bytes: number[] = [];
  let [held, bits] = [0, 0];
  for (const character of content) {
    held = ((held << 5) | alphabet32.indexOf(character)) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
    }
  }
  return Uint8Array.from(bytes);
}
