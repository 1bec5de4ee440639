// Creates the cases of test/core/rules/api-server-cases.ts on a real API server and compares its answers with the
// recorded ones.
//
//   npm run test:apiserver                 compares
//   npm run test:apiserver -- --record     writes the answers
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import answers from '../core/rules/api-server-cases/answers.json' with { type: 'json' };
import { casesInWords } from '../core/rules/api-server-cases/in-words.ts';
import { findPrograms, pinnedVersion } from '../harness/control-plane/programs.ts';
import { startControlPlane } from '../harness/control-plane/start.ts';
import { type Recorded, replay } from './replay.ts';

const record = process.argv.includes('--record');

test('the API server answers as recorded', async (context) => {
  const programs = findPrograms(['etcd', 'kube-apiserver']);
  if ('because' in programs) return context.skip(programs.because);
  if (spawnSync('go', ['version']).status !== 0) return context.skip('Go is not installed');
  const controlPlane = await startControlPlane(programs.folder);
  try {
    // Messages change between versions, and so may the set of accepted manifests.
    if (controlPlane.version !== pinnedVersion()) {
      return context.skip(`the answers are those of ${pinnedVersion()}, this server is ${controlPlane.version}`);
    }
    const found = await replay(controlPlane, casesInWords);
    if (record) write(controlPlane.version, found);
    else {
      assert.equal(answers.version, controlPlane.version);
      const recorded: Record<string, Recorded> = answers.cases as never;
      for (const { name, manifest } of casesInWords)
        assert.deepEqual(found[name], recorded[name], `${name}\n${manifest}`);
      assert.deepEqual(Object.keys(recorded).toSorted(), Object.keys(found).toSorted());
    }
  } finally {
    await controlPlane.stop();
  }
});

/** One case a line, so that a difference between two versions of Kubernetes is read with ease. */
function write(version: string, cases: Readonly<Record<string, Recorded>>): void {
  const file = path.resolve(import.meta.dirname, '../core/rules/api-server-cases/answers.json');
  const lines = Object.entries(cases).map(([name, answer]) => `    ${JSON.stringify(name)}: ${JSON.stringify(answer)}`);
  writeFileSync(file, `{\n  "version": ${JSON.stringify(version)},\n  "cases": {\n${lines.join(',\n')}\n  }\n}\n`);
}
