import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { folderWith, mismatch } from '../lsp/folder.ts';
import { oldNodes } from './oldNodes.ts';
import { projectRoot, runProgram, spawnPodwire } from './program.ts';

// The released program: one file and its chunks, without node_modules next to them.
const built = path.join(projectRoot, 'dist/podwire.mjs');
const skip = existsSync(built) ? false : 'dist/ is not built';
const { version, engines } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8'));

test('the bundle checks, fixes and checks again: 1, 0, 0, as the sources do', { skip }, async () => {
  using folder = folderWith('');
  cpSync(path.join(projectRoot, 'examples/family-assistant'), path.join(folder.path, 'example'), { recursive: true });
  const run = (...args: string[]) => runProgram([built, ...args], { cwd: folder.path });
  const bySources = await spawnPodwire(['check', 'example'], { cwd: folder.path });
  const first = await run('check', 'example');
  assert.deepEqual(first, bySources);
  assert.equal(first.status, 1);
  assert.match(first.stdout, /^example\/service-nodeport\.yaml:10:10: warning\[service-selects-nothing\]/);
  assert.equal((await run('check', '--fix', 'example')).status, 0);
  assert.deepEqual(await run('check', 'example'), {
    status: 0,
    stdout: 'Checked 2 files with 2 resources: no problems.\n',
    stderr: '',
  });
});

test('the bundle explains, and says what it is', { skip }, async () => {
  const page = readFileSync(path.join(projectRoot, 'docs/rules/service-selects-nothing.md'), 'utf8');
  const explained = await runProgram([built, 'explain', 'service-selects-nothing']);
  assert.deepEqual(explained, { status: 0, stdout: page, stderr: '' });
  assert.deepEqual(await runProgram([built, '--version']), { status: 0, stdout: `podwire ${version}\n`, stderr: '' });
  const help = await runProgram([built, '--help']);
  assert.equal(help.status, 0);
  assert.match(help.stdout, /^Usage: podwire /);
  assert.equal((await runProgram([built, 'chekc'])).status, 2);
});

test('what Node.js compiled is kept for the next start, in a folder of who runs it alone', { skip }, async () => {
  using folder = folderWith(mismatch);
  const home = path.join(folder.path, 'home');
  const compiled = path.join(home, 'cache/podwire/compiled');
  mkdirSync(home);
  const check = async (cache = path.join(home, 'cache')) => {
    const env = { XDG_CACHE_HOME: cache, NODE_DEBUG_NATIVE: 'COMPILE_CACHE', NODE_COMPILE_CACHE: '' };
    const { status, stdout, stderr } = await runProgram([built, 'check', '.'], { cwd: folder.path, env });
    assert.equal(status, 1);
    assert.match(stdout, /service-selects-nothing/);
    return / was accepted/.test(stderr);
  };
  assert.equal(await check(), false);
  assert.equal(statSync(compiled).mode & 0o777, 0o700);
  assert.equal(await check(), true);
  // If others can write to the folder, or if it cannot be created, everything is compiled again.
  chmodSync(compiled, 0o777);
  assert.equal(await check(), false);
  writeFileSync(path.join(home, 'file'), '');
  assert.equal(await check(path.join(home, 'file')), false);
  // A path that belongs to another user would be created in that user's folder.
  assert.equal(await check('/nowhere/cache'), false);
});

/** Whether the function of the bundle in which a text is written was executed, as V8's coverage counts. */
function isExecuted(coverage: string, written: string): boolean {
  const [report = ''] = readdirSync(coverage).filter((name) => name.startsWith('coverage-'));
  const { result } = JSON.parse(readFileSync(path.join(coverage, report), 'utf8')) as {
    result: { url: string; functions: { ranges: { startOffset: number; endOffset: number; count: number }[] }[] }[];
  };
  for (const { url, functions } of result.filter(({ url }) => url.includes('/dist/chunks/'))) {
    const at = readFileSync(fileURLToPath(url), 'latin1').indexOf(written);
    const around = functions
      .flatMap(({ ranges }) => ranges)
      .filter(({ startOffset, endOffset }) => startOffset <= at && at < endOffset)
      .sort((a, b) => a.endOffset - a.startOffset - (b.endOffset - b.startOffset));
    if (at >= 0) {
      return around[0]!.count > 0;
    }
  }
  assert.fail(`no chunk that was loaded has ${written}`);
}

test('what only kustomizations need is not evaluated without one', { skip }, async () => {
  const tableOfKustomize = 'flowcontrol.apiserver.k8s.io/v1beta1/FlowSchema';
  const evaluates = async (files: string) => {
    using folder = folderWith(files);
    const coverage = path.join(folder.path, 'coverage');
    // A module that Node.js takes from its cache has no coverage.
    const env = { NODE_V8_COVERAGE: coverage, NODE_DISABLE_COMPILE_CACHE: '1' };
    const { status, stderr } = await runProgram([built, 'check', '.'], { cwd: folder.path, env });
    assert.deepEqual([status, stderr], [1, '']);
    return isExecuted(coverage, tableOfKustomize);
  };
  assert.equal(await evaluates(mismatch), false);
  const kustomization = '=== kustomization.yaml\nnameSuffix: -a\nresources: [service.yaml, deployment.yaml]\n';
  assert.equal(await evaluates(`${mismatch}\n${kustomization}`), true);
});

// Where another one is installed that is too old, it is asked; that the sources say it, check.test.ts sees everywhere.
for (const { node, found } of oldNodes()) {
  test(`Node.js ${found} is told in one line that it is too old`, { skip }, () => {
    let outcome: { status?: number; stdout?: string; stderr?: string } = { status: 0 };
    try {
      execFileSync(node, [built, 'check'], { encoding: 'utf8', stdio: 'pipe' });
    } catch (error) {
      outcome = error as typeof outcome;
    }
    assert.deepEqual([outcome.status, outcome.stdout], [2, '']);
    assert.equal(
      outcome.stderr,
      `podwire needs Node.js ${engines.node.replace('>=', '')}.0 or newer; this is ${found} (${node}).\n`,
    );
  });
}
