import type { Severity } from '../model/problem.ts';
import { rules } from './list.ts';
import type { Rule } from './rule.ts';

/** The page of a rule by its code: what the editor opens and `podwire explain` prints. Undefined for no rule's code. */
export function pageOf(code: string): string | undefined {
  const rule = rules.find((each) => each.code === code);
  return rule && rulePage(rule);
}

/** The page of a rule, as Markdown with a line end at its end. */
export function rulePage(rule: Rule): string {
  const { code, severity, documentation } = rule;
  const { title, what, why, mend, example } = documentation;
  const paragraphs = [
    `# ${code}`,
    title,
    `*Severity: ${severityInWords(severity)}.*`,
    '## What is reported',
    what,
    '## Why it matters',
    why,
    '## How to mend it',
    mend,
    '### Reported',
    fenced(example.bad),
    '### Right',
    fenced(example.good),
    '## How to silence it',
    `On one line: a comment on it or above it.`,
    fenced(`# podwire-ignore: ${code}\n`),
    'In a whole workspace, or with another severity (`error`, `warning`, `information`, `hint`): in `podwire.yaml`.',
    fenced(`severity:\n  ${code}: off\n`),
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

/** All rules with their titles, linked to their pages in the same folder. Markdown with a line end at its end. */
export function ruleList(list: readonly Rule[] = rules): string {
  const rows = list.map(
    ({ code, severity, documentation }) => `| [${code}](${code}.md) | ${documentation.title} | ${severity} |`,
  );
  return `# Rules\n\n| code | reports | severity at most |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
}

function severityInWords(severity: Severity): string {
  return severity === 'error' ? 'error, or less where it is less certain' : severity;
}

function fenced(text: string): string {
  return `\`\`\`yaml\n${text}\`\`\``;
}
