// Runs the real kustomize on the cases of test/core/render, and prints the content of answers.json there:
//
//   node test/harness/kustomize/answers.ts > test/core/render/answers.json
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type FixtureFile, parseFixture } from '../../core/fixture.ts';
import { cases } from '../../core/render/cases.ts';
import { type Built, buildAll, kustomizeProgram } from './build.ts';

export type Answer = Pick<Built, 'objects' | 'error'>;

/** By the name of the case. Objects are in no order. */
export function answers(program: string): Record<string, Answer> {
  const names = Object.keys(cases);
  const built = buildFixtures(
    program,
    names.map((name) => parseFixture(cases[name]!)),
  );
  return Object.fromEntries(names.map((name, index) => [name, answerOf(built[index]!)]));
}

/** The output of kustomize for the folder `app` of each fixture; paths in errors are relative to the fixture. */
export function buildFixtures(program: string, fixtures: readonly (readonly FixtureFile[])[]): readonly Answer[] {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'podwire-kustomize-')));
  try {
    const roots = fixtures.map((files, index) => {
      // Files outside the workspace are in a separate folder.
      const root = path.join(folder, String(index), 'workspace');
      for (const { path: file, text } of files) {
        fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
        fs.writeFileSync(path.join(root, file), text);
      }
      return root;
    });
    const built = buildAll(
      program,
      roots.map((root) => path.join(root, 'app')),
    );
    return built.map(({ error, objects }, index) =>
      error === undefined
        ? { objects: objects ?? [] }
        : { error: error.replaceAll(`${roots[index]!}/`, '').replaceAll(roots[index]!, '.') },
    );
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

function answerOf({ objects, error }: Answer): Answer {
  if (error !== undefined) {
    const [line = ''] = error.replaceAll(/0x[0-9a-f]+/g, '0x').split('\n');
    return { error: line };
  }
  const named = (objects ?? []).map((object) => [JSON.stringify(object), object] as const);
  named.sort(([a], [b]) => (a < b ? -1 : 1));
  return { objects: named.map(([, object]) => object) };
}

if (import.meta.main) {
  const program = kustomizeProgram();
  if (program === undefined) {
    process.stderr.write('Go is not installed\n');
    process.exit(2);
  }
  process.stdout.write(`${JSON.stringify(answers(program), null, 1)}\n`);
}
