/** What one probe may cost. */
export interface Limits {
  /** For one address, from the resolution of its name to the end. */
  readonly milliseconds: number;
  /** Of the head of an answer: status line and headers. */
  readonly headBytes: number;
  /** Of the body of an answer that is an error, for the first words of it; of others none is read. */
  readonly bodyBytes: number;
  /** How long such a body is waited for, once the head is there. */
  readonly bodyMilliseconds: number;
  readonly redirects: number;
  /** Addresses that are tried at once. */
  readonly concurrency: number;
}

export const defaultLimits: Limits = {
  // A lost SYN is sent again after one second, then after two more (RFC 6298, Linux): this bears two losses.
  milliseconds: 5000,
  // What Node.js, nginx and Apache take at most lies between 8 and 32 kB.
  headBytes: 65_536,
  bodyBytes: 4096,
  bodyMilliseconds: 150,
  redirects: 3,
  concurrency: 16,
};
