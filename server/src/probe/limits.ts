/** The limits of one probe. */
export interface Limits {
  /** For one address, from the resolution of its name to the end. */
  readonly milliseconds: number;
  /** For the head of an answer: status line and headers. */
  readonly headBytes: number;
  /** For the body of an error answer, of which the beginning is read. Other bodies are not read. */
  readonly bodyBytes: number;
  /** How long to wait for such a body after the head. */
  readonly bodyMilliseconds: number;
  readonly redirects: number;
  /** How many addresses are tried at once. */
  readonly concurrency: number;
}

export const defaultLimits: Limits = {
  // A lost SYN is sent again after one second, then after two more (RFC 6298, Linux). This allows for two
  // losses.
  milliseconds: 5000,
  // The limits of Node.js, nginx and Apache are between 8 and 32 kB.
  headBytes: 65_536,
  bodyBytes: 4096,
  bodyMilliseconds: 150,
  redirects: 3,
  concurrency: 16,
};
