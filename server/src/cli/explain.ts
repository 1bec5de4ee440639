import { closest, distance } from 'fastest-levenshtein';
import { rules } from '../core/rules/list.ts';
import { rulePage } from '../core/rules/page.ts';
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
  await io.print(rulePage(rule));
}
