import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { closest, distance } from 'fastest-levenshtein';
import { rules } from '../core/rules/list.ts';
import { rulePage } from '../core/rules/page.ts';
import type { ExplainPlaceOptions } from './explainPlace.ts';
import { type Io, UsageError } from './io.ts';

/** Prints the page of a rule, the judgement of a Service in a file, or the list of all codes. */
export async function explain(code: string | undefined, options: ExplainPlaceOptions, io: Io): Promise<void> {
  if (code === undefined) {
    const longest = Math.max(...rules.map((rule) => rule.code.length));
    await io.print(rules.map((rule) => `${rule.code.padEnd(longest)}  ${rule.documentation.title}\n`).join(''));
    return;
  }
  const rule = rules.find((each) => each.code === code);
  const place = rule ? undefined : parsePlace(code, io);
  if (place) {
    const { explainPlace } = await import('./explainPlace.ts');
    await explainPlace(place, options, io);
    return;
  }
  if (!rule) {
    const nearest = closest(
      code,
      rules.map((each) => each.code),
    );
    const hint = distance(code, nearest) <= 3 ? ` Did you mean ${nearest}?` : '';
    throw new UsageError(`no such code or file: ${code}.${hint} "podwire explain" lists all codes.`);
  }
  await io.print(rulePage(rule));
}

/** Parses `FILE`, `FILE:LINE` or, as reports print it, `FILE:LINE:COLUMN`, if such a file exists. */
function parsePlace(given: string, io: Io): { file: string; line: number | undefined } | undefined {
  const isFile = (file: string) => {
    const absolute = path.resolve(io.cwd, file);
    // A name that is too long for a file name is not an existing file either.
    return existsSync(absolute) && statSync(absolute).isFile();
  };
  const [, file = given, line] = /^(.+?):(\d+)(?::\d+)?$/.exec(given) ?? [];
  if (file !== given && isFile(file)) {
    return { file, line: Number(line) };
  }
  return isFile(given) ? { file: given, line: undefined } : undefined;
}
