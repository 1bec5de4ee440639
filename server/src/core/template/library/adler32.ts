/** The checksum of RFC 1950. */
export function adler32(message: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const byte of message) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return b * 65536 + a;
}
