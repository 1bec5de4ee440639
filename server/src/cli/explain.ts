import { closest, distance } from 'fastest-levenshtein';
import { rules } from '../core/rules/list.ts';
import type { Rule } from '../core/rules/rule.ts';
import { type Io, UsageError } from './io.ts';

/** Prints the page of a rule, or the list of all codes. */
export async function explain(code: string | undefined, io: Io): Promise<void> {
  if (code === undefined) {
    const longest = Math.max(...rules.map((rule) => rule.code.length));
    await io.print(rules.map((rule) => `${rule.code.padEnd(longest)}  ${rule.documentation.title}\n`).join(''));
    return;
  }
  const rule = rules.find((each) => each.code === code);
  if (!rule) {
    const nearest = closest(
      code,
      rules.map((each) => each.code),
    );
    const hint = distance(code, nearest) <= 3 ? ` Did you mean ${nearest}?` : '';
    throw new UsageError(`there is no code ${code}.${hint} "podwire explain" lists them all.`);
  }
  await io.print(page(rule));
}

function page({ code, documentation }: Rule): string {
  const { title, what, why, mend, example } = documentation;
  const fenced = (text: string) => `\`\`\`yaml\n${text.trimEnd()}\n\`\`\`\n`;
  return [
    `# ${code}\n`,
    `${title}\n`,
    `${what}\n`,
    `## Why it matters\n`,
    `${why}\n`,
    `## How to mend it\n`,
    `${mend}\n`,
    `This is reported:\n`,
    fenced(example.bad),
    `This is not:\n`,
    fenced(example.good),
  ].join('\n');
}
