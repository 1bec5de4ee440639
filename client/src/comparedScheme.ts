/** Documents that are the two sides of a comparison: they are no manifests of anybody's, and the server never hears of them. */
export const comparedScheme = 'podwire-compared';
