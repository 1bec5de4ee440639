import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Analysis } from '../../server/src/core/analysis.ts';
import { problemsOf } from '../../server/src/core/problems.ts';
import { isFilePending } from '../../server/src/core/progress.ts';
import { directoryOf } from '../../server/src/core/text/path.ts';
import { entriesOf } from '../../server/src/core/text/versionedMap.ts';
import { type Concerned, createWorld, type FileContent, type World } from '../../server/src/world.ts';
import { folder, picture, place } from './picture.ts';
import { steps } from './steps.ts';
import { baselineEvent, emptyWorkspace, settingsEvent, take, type Workspace } from './workspace.ts';

test('an analysis made step by step equals one made from scratch', () => {
  // A seed can be given to see a failure again: PODWIRE_SEED=… node --test …
  const seed = Number(process.env.PODWIRE_SEED ?? Date.now() % 0x7fffffff);
  console.log(`seed ${seed}`);
  let judged = 0;
  let problems = 0;
  let lost = 0;
  fc.assert(
    fc.property(steps, (sequence) => {
      const workspace = emptyWorkspace();
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
          lost += found.split('  lost ').length - 1;
        }
      }
    }),
    { numRuns: 1000, seed },
  );
  console.log(`${judged} states compared, ${problems} problems in them, ${lost} of them lost edges`);
  assert.ok(lost > judged / 100, 'the generator makes workspaces in which something is lost');
  assert.ok(problems > judged / 4, 'the generator makes workspaces in which something is wrong');
});

test('an analysis made in portions, with steps between them, says of what is known what one made at once says', () => {
  const seed = Number(process.env.PODWIRE_SEED ?? Date.now() % 0x7fffffff);
  console.log(`seed ${seed}`);
  const counts = { partial: 0, whole: 0, known: 0, pending: 0, problems: 0 };
  fc.assert(
    fc.property(steps, fc.array(portion, { minLength: 40, maxLength: 40 }), (sequence, portions) => {
      const workspace = emptyWorkspace();
      const world = emptyWorld(workspace);
      const published = new Map<string, string>();
      for (const [at, step] of sequence.entries()) {
        const events = take(workspace, step, folder);
        const { pieces, rest } = portions[at % portions.length]!;
        for (const event of events) {
          publish(published, world, world.apply(event, timeFor(pieces)));
        }
        for (let left = rest; left > 0 && world.isPending(folder); left--) {
          publish(published, world, world.advance(folder, timeFor(1)));
        }
        if (events.length === 0) {
          continue;
        }
        const scratch = fromScratch(workspace);
        if (world.isPending(folder)) {
          counts.partial++;
          // Known results are compared with the old baseline until the wiring of the new one is known.
          if (world.isBaselinePending(folder)) {
            continue;
          }
          compareKnown(world.analysis(folder)!, scratch.analysis(folder)!, workspace.open, counts);
        } else {
          counts.whole++;
          assert.equal(picture(world, workspace.open, false), picture(scratch, workspace.open, false));
        }
      }
      while (world.isPending(folder)) {
        publish(published, world, world.advance(folder, timeFor(2)));
      }
      assert.equal(picture(world, workspace.open, true), picture(fromScratch(workspace), workspace.open, true));
      if (workspace.complete) {
        comparePublished(published, world.analysis(folder)!);
      }
    }),
    { numRuns: 500, seed },
  );
  console.log(JSON.stringify(counts));
  assert.ok(counts.problems > 100 && counts.pending > 100, 'there are states in which something waits');
});

test('where nothing differs from the baseline everything is said as it is without one', () => {
  const seed = Number(process.env.PODWIRE_SEED ?? Date.now() % 0x7fffffff);
  console.log(`seed ${seed}`);
  let problems = 0;
  fc.assert(
    fc.property(steps, (sequence) => {
      const workspace = emptyWorkspace();
      for (const step of sequence) {
        take(workspace, step, folder);
      }
      workspace.complete = true;
      workspace.baseline = undefined;
      const world = fromScratch(workspace);
      const without = picture(world, workspace.open, false);
      world.apply({ type: 'BaselineChanged', folder, baseline: { name: 'now', current: true } });
      assert.equal(picture(world, workspace.open, false), without);
      problems += without.split('problem ').length - 1;
    }),
    { numRuns: 500, seed },
  );
  console.log(`${problems} problems looked at`);
  assert.ok(problems > 200);
});

test('while the first index is made nothing is said that is not said when it is done', () => {
  const seed = Number(process.env.PODWIRE_SEED ?? Date.now() % 0x7fffffff);
  console.log(`seed ${seed}`);
  let early = 0;
  let final = 0;
  fc.assert(
    fc.property(steps, fc.nat(), fc.integer({ min: 1, max: 4 }), (sequence, order, portion) => {
      const workspace = emptyWorkspace();
      for (const step of sequence) {
        take(workspace, step, folder);
      }
      workspace.complete = true;
      // A baseline arrives when everything is read, and may add problems then.
      workspace.baseline = undefined;
      const scratch = fromScratch(workspace).analysis(folder)!;
      const world = createWorld();
      const published = new Map<string, string>();
      const look = (concerned: readonly Concerned[]): void => {
        for (const path of publish(published, world, concerned)) {
          const all = new Set(toldOf(scratch, path));
          const found = toldOf(world.analysis(folder)!, path);
          assert.deepEqual(
            found.filter((each) => !all.has(each)),
            [],
          );
          early += found.length;
        }
      };
      world.apply({ type: 'FoldersChanged', added: [folder], removed: [] });
      world.apply(settingsEvent(workspace, folder));
      for (const [path, text] of workspace.open) {
        world.apply({ type: 'TextChanged', folder, path, text }, timeFor(0));
      }
      // Kustomizations above a file may include it, so they are read before anything is published.
      const above = new Set([...workspace.open.keys()].flatMap(directoriesAbove));
      const all = [...workspace.disk].map(([path, text]): [string, FileContent] => [path, { text }]);
      const near = all.filter(([path]) => above.has(directoryOf(path)));
      const rest = all.filter(([path]) => !above.has(directoryOf(path)));
      const shift = rest.length === 0 ? 0 : order % rest.length;
      const rotated = [...rest.slice(shift), ...rest.slice(0, shift)];
      const first = near.length === 0 ? [] : world.apply({ type: 'FilesChanged', folder, files: near }, timeFor(0));
      look([...first, ...[...workspace.open.keys()].map((path) => ({ folder, path }))]);
      for (let at = 0; at < rotated.length; at += portion) {
        const files = rotated.slice(at, at + portion);
        look(world.apply({ type: 'FilesChanged', folder, files }, timeFor(1)));
      }
      look(world.apply({ type: 'FilesChanged', folder, files: [], complete: true }, timeFor(0)));
      while (world.isPending(folder)) {
        look(world.advance(folder, timeFor(portion)));
      }
      comparePublished(published, scratch);
      final += [...published.values()].length;
    }),
    { numRuns: 500, seed },
  );
  console.log(`${early} problems looked at, ${final} files with problems at the end`);
  assert.ok(early > 100 && final > 100);
});

function directoriesAbove(path: string): string[] {
  const directory = directoryOf(path);
  return directory === '' ? [''] : [directory, ...directoriesAbove(directory)];
}

/** The diagnostics that an editor would get for the files; returns the files that are published now. */
function publish(published: Map<string, string>, world: World, concerned: readonly Concerned[]): string[] {
  const analysis = world.analysis(folder)!;
  const known = concerned.map(({ path }) => path).filter((path) => !isFilePending(analysis, path));
  for (const path of known) {
    published.set(path, toldOf(analysis, path).join('\n'));
  }
  return known;
}

function comparePublished(published: ReadonlyMap<string, string>, analysis: Analysis): void {
  const paths = [...entriesOf(analysis.index.files)].map(([path]) => path);
  for (const path of new Set([...paths, ...published.keys()])) {
    assert.equal(published.get(path) ?? '', toldOf(analysis, path).join('\n'), path);
  }
}

/** How much is rendered and judged with an event, and in how many portions of one piece each after it. */
const portion = fc.record({
  pieces: fc.constantFrom(0, 0, 1, 2, 5),
  rest: fc.oneof(fc.constantFrom(0, 0, 1, 2, 5, 10), fc.constant(1000)),
});

function timeFor(pieces: number): () => boolean {
  let left = pieces;
  return () => left-- > 0;
}

/** While bundles are pending, results that depend on them stay as before. All other results must be correct. */
function compareKnown(
  analysis: Analysis,
  scratch: Analysis,
  open: ReadonlyMap<string, string>,
  counts: { known: number; pending: number; problems: number },
): void {
  for (const [path] of entriesOf(analysis.index.files)) {
    if (isFilePending(analysis, path)) {
      counts.pending++;
      continue;
    }
    const found = toldOf(analysis, path);
    if (!analysis.index.complete) {
      const all = new Set(toldOf(scratch, path));
      assert.deepEqual(
        found.filter((each) => open.has(path) && !all.has(each)),
        [],
      );
    } else if (analysis.index.bundles.due.size === 0) {
      counts.known++;
      counts.problems += found.length;
      assert.deepEqual(found, toldOf(scratch, path));
    }
  }
}

function toldOf(analysis: Analysis, path: string): string[] {
  return problemsOf(analysis, path).map((problem) =>
    [
      `${place(analysis, problem.at)} ${problem.severity} ${problem.code} ${problem.message}`,
      ...problem.related.map((each) => `  related ${place(analysis, each.at)} ${each.message}`),
    ].join('\n'),
  );
}

/** The same state through other events in another order: everything on disk at once, then the open files. */
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
  world.apply(baselineEvent(workspace, folder));
  return world;
}

function emptyWorld(workspace: Workspace): World {
  const world = createWorld();
  world.apply({ type: 'FoldersChanged', added: [folder], removed: [] });
  world.apply({ type: 'FilesChanged', folder, files: new Map(), complete: workspace.complete });
  return world;
}
