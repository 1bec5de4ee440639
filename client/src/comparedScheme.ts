/**
 * The scheme of documents that are the two sides of a comparison. They are not manifests, and the server never
 * receives them.
 */
export const comparedScheme = 'podwire-compared';

/** The scheme of documents with what a kustomization deploys. The server renders them, and never receives them. */
export const renderedScheme = 'podwire-rendered';
