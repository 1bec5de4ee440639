import assert from 'node:assert/strict';
import type { Analysis } from '../../server/src/core/analysis.ts';
import { codeLenses } from '../../server/src/core/features/codeLens.ts';
import { fixesFor } from '../../server/src/core/features/fixes.ts';
import { workspaceSymbols } from '../../server/src/core/features/symbols.ts';
import type { Answers } from '../../server/src/core/index/answers.ts';
import type { Origin } from '../../server/src/core/model/origin.ts';
import type { Fix } from '../../server/src/core/model/problem.ts';
import { documentNow, problemsOf, unknownOf } from '../../server/src/core/problems.ts';
import { rules } from '../../server/src/core/rules/list.ts';
import { entriesOf } from '../../server/src/core/text/versionedMap.ts';
import type { World } from '../../server/src/world.ts';

/** The folder of the worlds that properties are about. */
export const folder = 'folder';

/** Everything a person could see, as text. `answers` is the cache that verifications of fixes share, if they do. */
export function picture(
  world: World,
  open: ReadonlyMap<string, string>,
  withFixes: boolean,
  answers?: Answers,
): string {
  const analysis = world.analysis(folder)!;
  const lines: string[] = [];
  const paths = [...entriesOf(analysis.index.files)].map(([path]) => path).sort();
  const symbols = workspaceSymbols(analysis, '').map(({ name, document, selection }) => {
    const { start } = selection;
    return `symbol ${name} ${place(analysis, { document: document.facts, range: { start, end: start } })}`;
  });
  lines.push(...symbols.sort());
  for (const path of paths) {
    // While files are missing only those that are open are judged; what was judged before that is kept.
    if (!analysis.index.complete && !open.has(path)) {
      continue;
    }
    for (const problem of problemsOf(analysis, path)) {
      lines.push(
        `problem ${place(analysis, problem.at)} ${problem.severity} ${problem.code} ${problem.message}`,
        ...problem.related.map((each) => `  related ${place(analysis, each.at)} ${each.message}`),
        ...(problem.lost ? [`  lost ${JSON.stringify(problem.lost)}`] : []),
      );
      // Every fix is a separate analysis, so only some of the states are checked.
      if (withFixes) {
        lines.push(...fixesFor(analysis, problem, rules, answers).map((fix) => `  fix ${describeFix(analysis, fix)}`));
      }
    }
    for (const lens of codeLenses(analysis, path)) {
      lines.push(
        `lens ${place(analysis, { document: lens.document, range: { start: lens.start, end: lens.start } })} ${lens.mark} ${lens.text}`,
        ...lens.targets.map((target) => `  to ${place(analysis, target)}`),
      );
    }
    for (const unknown of unknownOf(analysis, path)) {
      lines.push(`unknown ${place(analysis, unknown.at)} ${unknown.code} ${unknown.because}`);
    }
  }
  return lines.join('\n');
}

function describeFix(analysis: Analysis, fix: Fix): string {
  const edits = fix.changes.flatMap(({ document, edits }) =>
    edits.map((edit) => `${place(analysis, { document, range: edit.range })} ${JSON.stringify(edit.newText)}`),
  );
  return `${fix.preferred ? 'preferred ' : ''}${fix.title}: ${edits.join(', ')}`;
}

export function place(analysis: Analysis, at: Origin): string {
  const document = documentNow(analysis, at.document);
  assert.ok(document, 'what is reported stands in a document that is there');
  return `${at.document.file}:${document.start + at.range.start}-${document.start + at.range.end}`;
}
