import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { goEnvironment, goFlags } from '../goFlags.ts';

const run = promisify(execFile);
const here = import.meta.dirname;

test('kubectl and kustomize still read the scalars as the checked-in table says', async (context) => {
  const go = await run('go', ['version']).catch(() => undefined);
  if (go === undefined) {
    assert.notEqual(process.env.CI, 'true', 'Go is needed where CI=true');
    context.skip('Go is not installed');
    return;
  }
  const { stdout } = await run('go', ['run', ...goFlags, '.'], {
    cwd: here,
    env: goEnvironment(),
    maxBuffer: 64 * 1024 * 1024,
  });
  const fixture = await readFile(join(here, '../../core/yaml/scalars.json'), 'utf8');
  assert.deepEqual(JSON.parse(stdout), JSON.parse(fixture), 'run `go run . > ../../core/yaml/scalars.json` here');
});
