import { sha256 as digestOf } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** The digest of bytes, or of a text in UTF-8, as hexadecimal digits. Source: FIPS 180-4. */
export function sha256(content: string | Uint8Array): string {
  return bytesToHex(digestOf(typeof content === 'string' ? utf8ToBytes(content) : content));
}

/** The bytes of a string. */
export const utf8: (text: string) => Uint8Array = utf8ToBytes;
