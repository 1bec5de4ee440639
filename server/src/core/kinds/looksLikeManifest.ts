/**
 * Whether a text is meant as a manifest. One that does not parse shows what it was meant to be by its keys, in block or
 * flow style or JSON.
 */
export function looksLikeManifest(text: string): boolean {
  return (
    /(?:^|[{,])[ \t]*(?:- )*["']?apiVersion["']?[ \t]*:/m.test(text) &&
    /(?:^|[{,])[ \t]*(?:- )*["']?kind["']?[ \t]*:/m.test(text)
  );
}
