/**
 * The name that a file of known problems has if the user states no other. It is here by itself, so that the help loads
 * nothing else.
 */
export const knownFileName = 'podwire-known.yaml';
