import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { check } from '../../server/src/cli/check.ts';
import { type Io, useColor } from '../../server/src/cli/io.ts';
import { settingsFoldersOf, targetsOf } from '../../server/src/cli/targets.ts';
import { readWorkspace } from '../../server/src/cli/workspace.ts';
import { service as serviceOf, workload } from '../core/resolve/manifests.ts';
import { folderWith } from '../lsp/folder.ts';
import { deployment, service } from './manifests.ts';

test('flags win over podwire.yaml', async () => {
  using folder = folderWith('=== a/podwire.yaml\nclosedWorld: false\nnodePortRange: 1-2\n=== b/x.yaml\n');
  const settings = async (paths: string[], closedWorld: boolean) =>
    (await readWorkspace(paths, { closedWorld }, ioIn(folder.path))).analysis().settings;
  assert.equal((await settings(['a'], true)).closedWorld, true);
  assert.equal((await settings(['a'], false)).closedWorld, false);
  assert.deepEqual((await settings(['a'], true)).nodePortRange, { from: 1, to: 2 });
  assert.deepEqual((await settings(['b'], false)).nodePortRange, { from: 30000, to: 32767 });
});

test('where podwire.yaml may stand', () => {
  using folder = folderWith('=== r/.git/HEAD\n=== r/a/b/x.yaml\n=== r/a/c/x.yaml\n=== loose/a/x.yaml\n');
  const folders = (cwd: string, ...paths: string[]) => {
    const io = ioIn(path.join(folder.path, cwd));
    return settingsFoldersOf(targetsOf(paths, io), io.cwd).map((each) => path.relative(folder.path, each) || '.');
  };
  assert.deepEqual(folders('r/a/b'), ['r/a/b', 'r/a', 'r']);
  assert.deepEqual(folders('r', 'a/b/x.yaml', 'a/c'), ['r/a', 'r']);
  assert.deepEqual(folders('r/a', '-'), ['r/a', 'r']);
  assert.deepEqual(folders('loose', 'a'), ['loose/a', 'loose'], 'outside of a repository up to the current folder');
  assert.deepEqual(folders('r', '../loose/a'), ['loose/a'], 'and no further than PATH where that lies elsewhere');
});

test('what a kustomization names and git ignores may be there, and is not missing', async () => {
  using folder = folderWith(
    '=== .git/HEAD\n=== .gitignore\nsecret.yaml\nmade/\nforced/kustomization.yaml\n=== forced/kustomization.yaml\n=== app/secret.yaml\n' +
      'apiVersion: v1\nkind: Secret\nmetadata:\n  name: web\n=== app/kustomization.yaml\n' +
      'resources:\n  - secret.yaml\n  - made\n  - made/x.yaml\n  - ../forced\n  - nowhere.yaml\n',
  );
  const output: string[] = [];
  const io = { ...ioIn(folder.path), print: async (text: string) => void output.push(text) };
  assert.equal(await check([], { format: 'text', failOn: 'warning', color: 'never' }, io), 1);
  assert.match(output.join(''), /app\/kustomization\.yaml:6:5: .*'nowhere\.yaml'/);
  assert.match(output.join(''), /: 1 error\.\n$/);
});

test('what a kustomization names is read, though neither PATH nor its name says so', async () => {
  const mistyped = serviceOf({ selector: 'app: wep' });
  const base = `=== base/kustomization.yaml\nresources: [s.yaml, d.yaml]\n=== base/s.yaml\n${mistyped}=== base/d.yaml\n${workload({ labels: 'app: web' })}`;
  using folder = folderWith(
    `${base}=== app/kustomization.yaml\nresources: [../middle]\npatches: [{path: patch.txt, target: {kind: Service}}]\n` +
      '=== app/patch.txt\n- {op: replace, path: /spec/selector/app, value: web}\n' +
      '=== middle/kustomization.yaml\nresources: [../base]\n' +
      '=== bare/kustomization.yaml\nresources: [../base]\n' +
      '=== gone/kustomization.yaml\nresources: [../nowhere]\n',
  );
  const checked = async (...paths: string[]) => {
    const output: string[] = [];
    const io = { ...ioIn(folder.path), print: async (text: string) => void output.push(text) };
    const status = await check(paths, { format: 'text', failOn: 'warning', color: 'never' }, io);
    return [status, output.join('').split('\n')[0]] as const;
  };
  assert.match(String(await checked('app')), /^0,Checked .* no problems/);
  assert.match(String(await checked('app/kustomization.yaml')), /^0,Checked .* no problems/);
  assert.match(String(await checked('bare')), /^1,base\/s\.yaml:.*Service "web" selects no pods/);
  assert.match(String(await checked('gone')), /^1,gone\/kustomization\.yaml:.*'\.\.\/nowhere': no such file/);
});

test('what a tool deploys is found from the root of the repository, wherever in it one stands', async () => {
  const tool = (path: string) =>
    `=== r/deploy/tools/web.yaml\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: web\nspec:\n  path: ${path}\n  patches:\n    - {target: {kind: Deployment}, patch: "[{op: add, path: /spec/template/metadata/labels/app, value: web}]"}\n`;
  const statuses = async (path: string) => {
    using folder = folderWith(
      `=== r/.git/HEAD\n=== r/deploy/web/s.yaml\n${service('web')}=== r/deploy/web/d.yaml\n${deployment('web')}${tool(path)}`,
    );
    const options = { format: 'text', failOn: 'warning', color: 'never' } as const;
    return Promise.all(
      ['', 'r', 'r/deploy'].map((cwd) =>
        check([], options, { ...ioIn(`${folder.path}/${cwd}`), print: async () => undefined }),
      ),
    );
  };
  assert.deepEqual(await statuses('./deploy/api'), [1, 1, 1]);
  assert.deepEqual(await statuses('./deploy/web'), [0, 0, 0], 'patches may change the labels');
});

test('a folder and a file without read permission are named, the rest is judged, and the status is 2', async (context) => {
  if (process.platform === 'win32') {
    context.skip('Windows has other permissions');
    return;
  }
  using folder = folderWith(
    `=== a/service.yaml\n${service('web')}=== a/deployment.yaml\n${deployment('web')}=== b/locked/x.yaml\n=== b/secret.yaml\n`,
  );
  const locked = ['b/locked', 'b/secret.yaml'].map((name) => path.join(folder.path, name));
  for (const each of locked) {
    chmodSync(each, 0);
  }
  // Root has all permissions, so this process becomes another user for a moment.
  const isRoot = process.getuid?.() === 0;
  const output: string[] = [];
  let status: number;
  try {
    if (isRoot) {
      chmodSync(path.dirname(folder.path), 0o755);
      process.seteuid?.(65534);
    }
    const io = { ...ioIn(folder.path), print: async (text: string) => void output.push(text) };
    status = await check([], { format: 'text', failOn: 'warning', color: 'never' }, io);
  } finally {
    if (isRoot) {
      process.seteuid?.(0);
    }
    for (const each of locked) {
      chmodSync(each, 0o700);
    }
  }
  assert.equal(status, 2);
  const [text = ''] = output;
  assert.match(text, /^b\/secret\.yaml: error: Could not be read \(EACCES\)\.$/m);
  assert.match(text, /^b\/locked: error: Could not be read \(EACCES\)\.$/m);
  assert.match(text, /^a\/service\.yaml:7:10: warning\[service-selects-nothing\]/m);
});

test('a terminal gets colors, unless the environment or a flag says otherwise', () => {
  const terminal = { ...ioIn('/'), outputIsTerminal: true };
  const pipe = ioIn('/');
  assert.equal(useColor('auto', terminal), true);
  assert.equal(useColor('auto', pipe), false);
  assert.equal(useColor('auto', { ...terminal, env: { NO_COLOR: '1' } }), false);
  assert.equal(useColor('auto', { ...terminal, env: { NO_COLOR: '' } }), true);
  assert.equal(useColor('auto', { ...terminal, env: { TERM: 'dumb' } }), false);
  assert.equal(useColor('auto', { ...terminal, env: { FORCE_COLOR: '0' } }), false);
  assert.equal(useColor('auto', { ...pipe, env: { FORCE_COLOR: '1' } }), true);
  assert.equal(useColor('never', { ...terminal, env: { FORCE_COLOR: '1' } }), false);
  assert.equal(useColor('always', { ...pipe, env: { NO_COLOR: '1' } }), true);
});

function ioIn(cwd: string): Io {
  return {
    cwd,
    env: {},
    outputIsTerminal: false,
    print: async () => {},
    complain: async () => {},
    whenInterrupted: () => {},
    readInput: async () => Buffer.alloc(0),
  };
}
