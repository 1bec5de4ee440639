import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { lexer, type Token } from 'marked';
import { projectRoot } from '../harness/vscode/project.ts';

/** A page in Markdown that git tracks or would track. */
export interface Page {
  /** Relative to the project, such as `docs/install.md`. */
  readonly file: string;
  /** Addresses of links and images, as written. */
  readonly links: readonly string[];
  /** What a link can name after `#`, as GitHub computes it from the headings. */
  readonly anchors: ReadonlySet<string>;
  /** Fenced blocks. */
  readonly blocks: readonly { readonly language: string; readonly text: string }[];
  /** Code within a sentence. */
  readonly code: readonly string[];
}

export function pages(): readonly Page[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'];
  const listed = execFileSync('git', args, { cwd: projectRoot, encoding: 'utf8' });
  return listed
    .split('\n')
    .filter((file) => file !== '')
    .map(readPage);
}

function readPage(file: string): Page {
  const text = readFileSync(path.join(projectRoot, file), 'utf8');
  const tokens = flat(lexer(text));
  const headings = tokens.flatMap((token) => (token.type === 'heading' ? [token.text as string] : []));
  return {
    file,
    links: tokens.flatMap((token) => (token.type === 'link' || token.type === 'image' ? [token.href as string] : [])),
    anchors: anchorsOf(headings),
    blocks: tokens.flatMap((token) =>
      token.type === 'code' ? [{ language: (token.lang as string | undefined) ?? '', text: token.text as string }] : [],
    ),
    code: tokens.flatMap((token) => (token.type === 'codespan' ? [token.text as string] : [])),
  };
}

/**
 * GitHub's: lower case, no punctuation, a hyphen for each space, a number behind a repeated one. Source:
 * docs.github.com, *Basic writing and formatting syntax*, section links.
 */
function anchorsOf(headings: readonly string[]): Set<string> {
  const anchors = new Set<string>();
  for (const heading of headings) {
    const anchor = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-');
    let name = anchor;
    for (let number = 1; anchors.has(name); number++) {
      name = `${anchor}-${number}`;
    }
    anchors.add(name);
  }
  return anchors;
}

/** The tokens and all tokens inside them: of lists, tables and links. */
function flat(tokens: readonly Token[]): Token[] {
  return tokens.flatMap((token) => {
    const inner: Token[] = [];
    if ('tokens' in token && token.tokens) inner.push(...token.tokens);
    if (token.type === 'list') inner.push(...(token.items as Token[]));
    if (token.type === 'table') {
      const cells = [token.header, ...token.rows].flat() as { tokens: Token[] }[];
      inner.push(...cells.flatMap((cell) => cell.tokens));
    }
    return [token, ...flat(inner)];
  });
}
