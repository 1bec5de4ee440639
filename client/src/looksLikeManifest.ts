/**
 * Whether a text may hold a Kubernetes manifest: `apiVersion` and `kind` as keys anywhere, in block style, flow style
 * or JSON. Cheap and generous: it decides only whether the language server is worth starting.
 */
export function looksLikeManifest(text: string): boolean {
  // Most texts are settled here, at the speed of a search for a fixed string.
  return text.includes('apiVersion') && text.includes('kind') && apiVersionKey.test(text) && kindKey.test(text);
}

const apiVersionKey = key('apiVersion');
const kindKey = key('kind');

/** A key stands at the start of a line or after what may precede one: space, `-`, `{`, `,` or a quote. */
function key(name: string): RegExp {
  return new RegExp(`(?:^|[\\s{,"'-])${name}["']?[ \\t]*:`, 'm');
}
