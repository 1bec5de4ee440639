import type { Severity } from '../model/problem.ts';
import { rules } from './list.ts';
import type { Rule } from './rule.ts';

/**
 * The page of a rule by its code: the text that the editor opens and `podwire explain` prints. Undefined if no
 * rule has the code.
 */
export function pageOf(code: string): string | undefined {
  const rule = rules.find((each) => each.code === code);
  return rule && rulePage(rule);
}

/** The page of a rule, as Markdown that ends with a line end. */
export function rulePage(rule: Rule): string {
  const { code, severity, documentation } = rule;
  const { title, what, why, fix, silent, example } = documentation;
  const paragraphs = [
    `# ${code}`,
    title,
    `*Severity: ${severityInWords(severity)}.*`,
    '## What is reported',
    what,
    '## Why it matters',
    why,
    '## How to fix it',
    fix,
    'This is reported:',
    fenced(example.bad),
    'This is right:',
    fenced(example.good),
    '## When nothing is reported',
    silent,
    '## How to ignore it',
    'To ignore one problem, write a comment on its line or on the line above:',
    fenced(`# podwire-ignore: ${code}\n`),
    'To turn the rule off in a whole workspace, or to give it another severity (`error`, `warning`, `information`, `hint`), write into `podwire.yaml`:',
    fenced(`severity:\n  ${code}: off\n`),
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

function severityInWords(severity: Severity): string {
  return severity === 'error' ? 'error, or lower if it is less certain' : severity;
}

function fenced(text: string): string {
  return `\`\`\`yaml\n${text}\`\`\``;
}
