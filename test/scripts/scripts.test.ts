import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { isAtLeast, nodeFloor } from '../../scripts/node-floor.mjs';
import { projectRoot } from '../harness/vscode/project.ts';
import { run } from '../harness/vscode/run.ts';

test('versions compare by their numbers', () => {
  assert.equal(isAtLeast('22.19.0', '22.19.0'), true);
  assert.equal(isAtLeast('22.9.4', '22.19.0'), false);
  assert.equal(isAtLeast('24.0.0', '22.19.0'), true);
  assert.equal(isAtLeast('22.19.1', '22.19.0'), true);
  assert.equal(isAtLeast('20.20.2', '22.19.0'), false);
});

test('the scripts ask for the Node.js that package.json asks for', () => {
  const manifest = JSON.parse(fs.readFileSync(path.join(projectRoot, 'package.json'), 'utf8'));
  assert.equal(`${manifest.engines.node}.0`, `>=${nodeFloor}`);
});

test('npm start refuses what it does not know, before it installs anything', async () => {
  const cases = [
    [['--clusters'], /^npm start: Unknown option '--clusters'\n/],
    [['--port', 'x'], /^npm start: --port takes a number from 1 to 65535, not "x"\n/],
    [['--port', '0'], /^npm start: --port takes a number/],
    [['folder'], /^npm start: Unexpected argument 'folder'/],
  ] as const;
  for (const [args, message] of cases) {
    const { status, output } = await run(process.execPath, [path.join(projectRoot, 'scripts/start.mjs'), ...args]);
    assert.equal(status, 2, output);
    assert.match(output, message);
  }
});

test('the build refuses what it does not know', async () => {
  const { status, output } = await run(process.execPath, [path.join(projectRoot, 'scripts/build.mjs'), '--minify']);
  assert.equal(status, 2);
  assert.match(output, /^usage: /);
});

test('the notices name every package that is bundled', async () => {
  const { status, output } = await run(process.execPath, [path.join(projectRoot, 'scripts/build.mjs'), '--check']);
  assert.equal(status, 0, output);
});
