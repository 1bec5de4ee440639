import { existsSync } from 'node:fs';

/**
 * Where the pages of the rules lie, for editors that open a `file:` link: beside whatever this code was bundled into, or
 * its sources. Undefined for a code that has no page there.
 */
export function shippedRulePage(code: string, from: string = import.meta.url): string | undefined {
  if (!/^[a-z0-9-]+$/.test(code)) {
    return undefined;
  }
  for (let above = '..', level = 0; level < mostLevels; above = `../${above}`, level++) {
    const page = new URL(`${above}/docs/rules/${code}.md`, from);
    if (existsSync(page)) {
      return page.href;
    }
  }
  return undefined;
}

/** `dist/chunks/x.mjs` is two levels below the package, `server/src/lsp/x.ts` three. */
const mostLevels = 3;
