/**
 * Whether the author of a text meant a manifest. For a text that does not parse, the keys decide, in block or
 * flow style or in JSON.
 */
export function looksLikeManifest(text: string): boolean {
  return (
    /(?:^|[{,])[ \t]*(?:- )*["']?apiVersion["']?[ \t]*:/m.test(text) &&
    /(?:^|[{,])[ \t]*(?:- )*["']?kind["']?[ \t]*:/m.test(text)
  );
}
