import type { Report, ReportRow } from '../model/report.ts';

/**
 * A report for a ticket, as Markdown. Every text in it stays text.
 *
 * @param linkOf the address to which the text of a row leads, for reports that are shown in an editor
 */
export function reportAsMarkdown<R extends ReportRow>(
  { title, verdict, rows }: Report & { readonly rows: readonly R[] },
  linkOf: (row: R) => string | undefined = () => undefined,
): string {
  const lines = [`### ${markdown(title)}`, ''];
  if (verdict) {
    lines.push(
      `${signs[verdict.mark]} **${markdown(verdict.text)}**${verdict.advice ? ` → ${markdown(verdict.advice)}` : ''}`,
      '',
    );
  }
  const add = (row: R, indent: string) => {
    const link = linkOf(row);
    const text = markdown(row.text.replaceAll('  ', ' · '));
    const detail = row.detail ? ` — ${markdown(row.detail.replaceAll('\n', ' · '))}` : '';
    // Markdown shows two spaces as one.
    lines.push(
      `${indent}- ${row.mark === 'note' ? '' : `${signs[row.mark]} `}${link === undefined ? text : `[${text}](<${link}>)`}${detail}`,
    );
    for (const each of (row.rows ?? []) as readonly R[]) add(each, `${indent}  `);
  };
  for (const row of rows) add(row, '');
  return `${lines.join('\n')}\n`;
}

const signs: Readonly<Record<ReportRow['mark'], string>> = { ok: '✓', failed: '✗', unknown: '?', note: '·' };

/** Escapes a text so that Markdown and HTML show it as it is, on one line. Source: CommonMark 0.31 section 2.4. */
function markdown(text: string): string {
  return (
    text
      .replace(unprintable, '\ufffd')
      // Emphasis may not begin or end with a space. Source: CommonMark 0.31 section 6.2.
      .trim()
      .split(word)
      .map((part, i) => (i % 2 === 1 && isMoreThanText.test(part) ? `\`${part}\`` : escaped(part)))
      .join('')
      // At the beginning of an item, these characters would begin a nested list. Source: CommonMark 0.31
      // section 5.2.
      .replace(/^(?=-)|(?<=^\d+)(?=\.(?:\s|$))/, '\\')
  );
}

/** A word that a code span can hold unchanged and that ends no tag. */
const word = /([^\s<>`]+)/;

/**
 * Whether GitHub or GitLab would turn a word into a link, a picture or a notification after the Markdown
 * escapes are resolved: web addresses, people, issues and similar references, names of pictures. In a code span
 * it stays text and can be copied. Sources: GitHub Flavored Markdown 0.29 section 6.9; github.com/github/markup
 * issue 1168; GitLab's list of special references.
 */
const isMoreThanText = /:\/\/|www\.|[@#!~%$&][\w"]|\bGH-\d|:(?:[a-z+-][\w+-]*|\d+[a-z_][\w+-]*|100|1234):/i;

function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#+!|~&@$]/g, (character) =>
    character === '<' ? '&lt;' : character === '&' ? '&amp;' : `\\${character}`,
  );
}

/** C0, DEL, C1, line and paragraph separators, and characters that change the direction of the text. */
const unprintable = /[\0-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
