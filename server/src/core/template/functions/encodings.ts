import { sha1, sha512 } from '../../text/sha1AndSha512.ts';
import { sha256 } from '../../text/sha256.ts';
import { bytesOfText, textOfBytes } from '../bytes.ts';
import type { Functions, TemplateFunction } from '../function.ts';
import { adler32 } from '../library/adler32.ts';
import { decodeBase32, decodeBase64, encodeBase32, encodeBase64 } from '../library/baseEncoding.ts';
import { string } from '../value.ts';
import { fixed, textAt } from './declare.ts';

function ofBytes(change: (bytes: Uint8Array) => string): TemplateFunction {
  return fixed(['string'], (args) => string(change(bytesOfText(textAt(args, 0).text)), textAt(args, 0).origin));
}

function decoding(decode: (text: string) => Uint8Array | string): TemplateFunction {
  return fixed(['string'], (args) => {
    const decoded = decode(textAt(args, 0).text);
    return string(typeof decoded === 'string' ? decoded : textOfBytes(decoded), textAt(args, 0).origin);
  });
}

/** Sprig's encodings and digests. Source: strings.go and crypto.go. */
export const encodingFunctions: Functions = new Map<string, TemplateFunction>([
  ['b64enc', ofBytes(encodeBase64)],
  ['b64dec', decoding(decodeBase64)],
  ['b32enc', ofBytes(encodeBase32)],
  ['b32dec', decoding(decodeBase32)],
  ['sha1sum', ofBytes(sha1)],
  ['sha256sum', ofBytes(sha256)],
  ['sha512sum', ofBytes(sha512)],
  ['adler32sum', ofBytes((bytes) => String(adler32(bytes)))],
]);
