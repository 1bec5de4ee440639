/** A `/`-separated path as the path of a URI. Parentheses are escaped as well, for links in Markdown. */
export function uriPath(path: string): string {
  return encodeURIComponent(path.toWellFormed())
    .replaceAll('%2F', '/')
    .replace(/[()'!*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
