import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { projectRoot } from '../harness/vscode/project.ts';

/** Runs a script of the project on a Node.js that says that it is another version. */
function runAs(version: string, script: string, ...args: string[]) {
  const pretend = `Object.defineProperty(process,'versions',{value:{...process.versions,node:'${version}'}})`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${pretend}`, script, ...args],
    { cwd: projectRoot, encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

test('npm start and npm test say in one line that Node.js is too old for them', () => {
  for (const [script, what] of [
    ['scripts/start.mjs', 'npm start'],
    ['scripts/test.mjs', 'npm test'],
  ] as const) {
    const { status, stdout, stderr } = runAs('18.20.8', script);
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, new RegExp(`^${what} needs Node\\.js 20\\.0\\.0 or newer; this is 18\\.20\\.8 .*\\n$`));
  }
});

test('what an old Node.js may start is started: npm start on 20 uses the Node.js that is installed with it', () => {
  const { status, stdout } = runAs('20.0.0', 'scripts/start.mjs', '--help');
  assert.equal(status, 0);
  assert.match(stdout, /^usage: npm start/);
});
