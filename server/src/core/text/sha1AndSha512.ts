import { sha1 as sha1Of } from '@noble/hashes/legacy.js';
import { sha512 as sha512Of } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** The digest of bytes as hexadecimal digits. Source: FIPS 180-4, section 6.1. */
export function sha1(content: Uint8Array): string {
  return bytesToHex(sha1Of(content));
}

/** The digest of bytes as hexadecimal digits. Source: FIPS 180-4, section 6.4. */
export function sha512(content: Uint8Array): string {
  return bytesToHex(sha512Of(content));
}
