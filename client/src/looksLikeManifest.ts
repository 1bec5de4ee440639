/**
 * Whether a text may hold a Kubernetes manifest: `apiVersion` and `kind` as keys anywhere, in block style, flow
 * style or JSON. Cheap and generous, because it decides only whether to start the language server.
 */
export function looksLikeManifest(text: string): boolean {
  // A search for fixed strings is fast and excludes most texts.
  return text.includes('apiVersion') && text.includes('kind') && apiVersionKey.test(text) && kindKey.test(text);
}

const apiVersionKey = key('apiVersion');
const kindKey = key('kind');

/** A key is at the start of a line or after a character that may precede one: space, `-`, `{`, `,` or a quote. */
function key(name: string): RegExp {
  return new RegExp(`(?:^|[\\s{,"'-])${name}["']?[ \\t]*:`, 'm');
}
