/** A random text that allows the scripts of one page, as Base64. */
export function createNonce(): string {
  // The global object is loaded when it is used; importing node:crypto takes half of the time of the activation.
  return Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
}
