/**
 * From `warnFrom` on a candidate is reported as a warning, from `informFrom` on as an information, and below as
 * a hint.
 */
export const warnFrom = 0.9;
export const informFrom = 0.5;
