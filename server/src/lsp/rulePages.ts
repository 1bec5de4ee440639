import { existsSync } from 'node:fs';

/** Finds the pages of the rules, each at most once, because the package does not change while it runs. */
export function createShippedRulePages(from: string = import.meta.url): (code: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (code) => {
    if (!known.has(code)) {
      known.set(code, shippedRulePage(code, from));
    }
    return known.get(code);
  };
}

/**
 * The location of a rule's page, for editors that open a `file:` link: next to the bundle of this code, or next
 * to its sources. Undefined for a code without a page.
 */
function shippedRulePage(code: string, from: string): string | undefined {
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
