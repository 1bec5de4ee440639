/** From this likelihood on a candidate is named in a warning, and from the other on in an information; below is a hint. */
export const warnFrom = 0.9;
export const informFrom = 0.5;
