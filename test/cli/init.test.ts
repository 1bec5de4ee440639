import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { folderWith } from '../lsp/folder.ts';
import { brokenFolder } from './manifests.ts';
import { podwire } from './program.ts';

test('init writes a file that changes nothing, and never overwrites', async () => {
  using folder = folderWith(brokenFolder('a'));
  const before = await podwire(['check'], { cwd: folder.path });
  const first = await podwire(['init'], { cwd: folder.path });
  assert.deepEqual(first, {
    status: 0,
    stdout: 'podwire.yaml: written. Every setting is in it as a comment.\n',
    stderr: '',
  });
  assert.deepEqual(
    (await podwire(['check'], { cwd: folder.path })).stdout.split('\n').slice(0, -2),
    before.stdout.split('\n').slice(0, -2),
  );
  folder.write('podwire.yaml', 'severity: {}\n');
  assert.deepEqual(await podwire(['init'], { cwd: folder.path }), {
    status: 2,
    stdout: '',
    stderr: 'podwire: podwire.yaml exists and was not changed.\n',
  });
  assert.equal(folder.read('podwire.yaml'), 'severity: {}\n');
  const nowhere = await podwire(['init', 'nowhere'], { cwd: folder.path });
  assert.deepEqual([nowhere.status, nowhere.stderr], [2, 'podwire: nowhere: no such folder.\n']);
  symlinkSync('gone', path.join(folder.path, 'a', 'podwire.yaml'));
  assert.equal((await podwire(['init', 'a'], { cwd: folder.path })).status, 2, 'not through a broken link either');
});

test('overrides of podwire.yaml are relative to its folder, wherever the command runs', async () => {
  const off = 'overrides:\n  - files: old/**\n    severity: off\n';
  using folder = folderWith(
    `=== r/.git/HEAD\n=== r/podwire.yaml\n${off}${brokenFolder('r/old/x')}${brokenFolder('r/new')}`.replaceAll(
      'app: web\n',
      'app: web\n',
    ),
  );
  const places = async (cwd: string, ...paths: string[]) => {
    const { stdout } = await podwire(['check', ...paths, '--format', 'compact'], { cwd: `${folder.path}/${cwd}` });
    return stdout.split('\n').flatMap((line) => /^[^:]+/.exec(line) ?? []);
  };
  assert.deepEqual(await places('r'), ['new/service.yaml']);
  assert.deepEqual(await places('r/old'), [], 'the file is above the workspace');
  assert.deepEqual(await places('r/new', '../old', '.'), ['service.yaml']);
  assert.deepEqual(await places('', 'r'), ['r/new/service.yaml'], 'the file is below the workspace');
});
