import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Analysis, placeOf, problemsOf, unknownOf } from '../../server/src/core/analysis.ts';
import { codeLenses } from '../../server/src/core/features/codeLens.ts';
import { fixesFor } from '../../server/src/core/features/fixes.ts';
import { entriesOf } from '../../server/src/core/index/layeredMap.ts';
import type { Answers } from '../../server/src/core/index/reader.ts';
import type { Origin } from '../../server/src/core/model/origin.ts';
import type { Fix } from '../../server/src/core/model/problem.ts';
import { rules } from '../../server/src/core/rules/list.ts';
import { createWorld, type World } from '../../server/src/world.ts';
import { settingsEvent, steps, take, type Workspace } from './workspace.ts';

const folder = 'folder';

test('an analysis made step by step equals one made from scratch', () => {
  // A seed can be given to see a failure again: PODWIRE_SEED=… node --test …
  const seed = Number(process.env.PODWIRE_SEED ?? Date.now() % 0x7fffffff);
  console.log(`seed ${seed}`);
  let judged = 0;
  let problems = 0;
  fc.assert(
    fc.property(steps, (sequence) => {
      const workspace: Workspace = { disk: new Map(), open: new Map(), closedWorld: false, complete: true };
      const world = emptyWorld(workspace);
      for (const step of sequence) {
        const events = take(workspace, step, folder);
        for (const event of events) {
          world.apply(event);
        }
        if (events.length > 0) {
          const withFixes = judged++ % 5 === 0;
          const found = picture(world, workspace.open, withFixes);
          assert.equal(found, picture(fromScratch(workspace), workspace.open, withFixes));
          problems += found.split('problem ').length - 1;
        }
      }
    }),
    { numRuns: 1000, seed },
  );
  console.log(`${judged} states compared, ${problems} problems in them`);
  assert.ok(problems > judged / 4, 'the generator makes workspaces in which something is wrong');
});

/** The same state in other events, in another order: everything on disk at once, then what is open. */
function fromScratch(workspace: Workspace): World {
  const world = emptyWorld(workspace);
  world.apply(settingsEvent(workspace, folder));
  const paths = [...workspace.disk].sort(([a], [b]) => (a < b ? 1 : -1));
  world.apply({
    type: 'FilesChanged',
    folder,
    files: new Map(paths.map(([path, text]) => [path, { text }])),
    complete: workspace.complete,
  });
  for (const [path, text] of workspace.open) {
    world.apply({ type: 'TextChanged', folder, path, text });
  }
  return world;
}

function emptyWorld(workspace: Workspace): World {
  const world = createWorld();
  world.apply({ type: 'FoldersChanged', added: [folder], removed: [] });
  world.apply({ type: 'FilesChanged', folder, files: new Map(), complete: workspace.complete });
  return world;
}

/** Everything a person could see, as text. `answers` are what the trials of fixes tell each other, where they do. */
function picture(world: World, open: ReadonlyMap<string, string>, withFixes: boolean, answers?: Answers): string {
  const analysis = world.analysis(folder)!;
  const lines: string[] = [];
  const paths = [...entriesOf(analysis.index.files)].map(([path]) => path).sort();
  for (const path of paths) {
    // While files are missing only those that are open are judged; what was judged before that is kept.
    if (!analysis.index.complete && !open.has(path)) {
      continue;
    }
    for (const problem of problemsOf(analysis, path)) {
      lines.push(
        `problem ${place(analysis, problem.at)} ${problem.severity} ${problem.code} ${problem.message}`,
        ...problem.related.map((each) => `  related ${place(analysis, each.at)} ${each.message}`),
      );
      // Every fix is an analysis of its own; some of the states are enough for them.
      if (withFixes) {
        lines.push(...fixesFor(analysis, problem, rules, answers).map((fix) => `  fix ${describeFix(analysis, fix)}`));
      }
    }
    for (const lens of codeLenses(analysis, path)) {
      lines.push(
        `lens ${place(analysis, { document: lens.resource.document, range: lens.resource })} ${lens.mark} ${lens.text}`,
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

function place(analysis: Analysis, at: Origin): string {
  const document = placeOf(analysis, at.document);
  assert.ok(document, 'what is reported stands in a document that is there');
  return `${at.document.file}:${document.start + at.range.start}-${document.start + at.range.end}`;
}
