import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { folderWith, type TestFolder } from '../lsp/folder.ts';
import { brokenFolder, deployment, fixedService, service } from './manifests.ts';
import { podwire } from './program.ts';

const check = (folder: TestFolder, ...args: string[]) => podwire(['check', ...args], { cwd: folder.path });
const places = async (folder: TestFolder, ...args: string[]) => {
  const { stdout } = await check(folder, '--format', 'compact', ...args);
  return stdout.split('\n').flatMap((line) => /^[^:]+/.exec(line) ?? []);
};
const last = ({ stdout }: { stdout: string }) => stdout.trimEnd().split('\n').at(-1);

test('--exclude leaves files unread, whether a folder or a file was named', async () => {
  using folder = folderWith(['a', 'b', 'b/c', 'x/a'].map(brokenFolder).join(''));
  const all = ['a/service.yaml', 'b/c/service.yaml', 'b/service.yaml', 'x/a/service.yaml'];
  assert.deepEqual(await places(folder), all);
  assert.deepEqual(await places(folder, '--exclude', 'a'), ['b/c/service.yaml', 'b/service.yaml']);
  assert.deepEqual(await places(folder, '--exclude', '/a', '--exclude', 'b/c/**'), [
    'b/service.yaml',
    'x/a/service.yaml',
  ]);
  assert.deepEqual(
    await places(folder, '--exclude', 'b', '--exclude', '!b/c'),
    all.filter((each) => each !== 'b/service.yaml'),
  );
  assert.equal(
    last(await check(folder, '--exclude', '{a,b}')),
    'Checked 0 files with 0 resources: nothing was judged.',
  );
  assert.equal(
    last(await check(folder, 'a/service.yaml', 'b', '--exclude', 'a/service.yaml')),
    'Checked 4 files with 4 resources: 2 warnings.',
  );
  const below = await podwire(['check', '..', '--exclude', 'a', '--exclude', '../b/**'], {
    cwd: path.join(folder.path, 'x'),
  });
  assert.equal(last(below), 'Checked 0 files with 0 resources: nothing was judged.');
});

test('what is excluded may be there, as what git ignores', async () => {
  using folder = folderWith(
    `=== kustomization.yaml\nresources: [a.yaml, b.yaml]\n=== a.yaml\n${service('a')}=== b.yaml\n${deployment('a')}`,
  );
  assert.deepEqual(await places(folder), ['a.yaml']);
  assert.deepEqual(await places(folder, '--exclude', 'b.yaml'), []);
});

test('--include reports only these files, and still reads the others', async () => {
  using folder = folderWith(`${brokenFolder('a')}${brokenFolder('b')}=== c/x.yaml\napiVersion: v1\nkind: [\n`);
  assert.deepEqual(await places(folder, '--include', 'a/service.yaml'), ['a/service.yaml']);
  const one = await check(folder, '--include', 'a');
  assert.match(one.stdout, /Closest match: Deployment "web"/);
  assert.equal(last(one), 'Checked 5 files with 4 resources: 1 warning.');
  assert.deepEqual(await places(folder, '--include', 'c', '--include', 'b'), ['b/service.yaml', 'c/x.yaml']);
  assert.equal((await check(folder, '--include', 'nothing')).status, 0);
  const fixed = await check(folder, '--include', 'a', '--fix');
  assert.equal(fixed.status, 0);
  assert.deepEqual(
    [folder.read('a/service.yaml'), folder.read('b/service.yaml')],
    [fixedService('web'), service('web')],
  );
});

test('--no-ignore also reads what .gitignore and podwire.yaml leave out', async () => {
  using folder = folderWith(
    `=== .gitignore\na/\n=== podwire.yaml\nignore: [b]\n${['a', 'b', 'c'].map(brokenFolder).join('')}=== .git/x/service.yaml\n${service('web')}`,
  );
  assert.deepEqual(await places(folder), ['c/service.yaml']);
  assert.deepEqual(await places(folder, '--no-ignore'), ['a/service.yaml', 'b/service.yaml', 'c/service.yaml']);
  assert.deepEqual(await places(folder, '--no-ignore', '--exclude', 'b'), ['a/service.yaml', 'c/service.yaml']);
});

test('--stdin-path judges standard input as a file of its workspace, and reports only this file', async () => {
  using folder = folderWith(
    `${brokenFolder('a')}=== b/service.yaml\n${fixedService('api')}=== b/deployment.yaml\n${deployment('api')}`,
  );
  const given = (file: string, input: string, ...args: string[]) =>
    podwire(['check', '--format', 'compact', '--stdin-path', file, ...args], { cwd: folder.path, input });
  const broken = await given('b/service.yaml', service('api'));
  assert.equal(broken.status, 1);
  assert.match(broken.stdout, /^b\/service\.yaml:7:10: warning: .*Deployment "api".*\n$/);
  const fixed = await given('a/service.yaml', fixedService('web'));
  assert.deepEqual([fixed.status, fixed.stdout], [0, '']);
  // The other direction: the labels of the workload change, and the Service in the other file breaks.
  const other = deployment('api').replaceAll('app: api-backend', 'app: shop');
  assert.equal((await given('b/deployment.yaml', other)).stdout, '');
  const both = await given('b/deployment.yaml', other, '--include', 'b');
  assert.match(both.stdout, /^b\/service\.yaml:7:10: /);
  // A file that is not there yet, and one that a kustomization names by another name.
  assert.match((await given('c/new.yaml', 'apiVersion: v1\nkind: [\n')).stdout, /^c\/new\.yaml:/);
  assert.equal(folder.read('b/deployment.yaml'), deployment('api'), 'nothing is written');
  const outside = await podwire(['check', '--format', 'compact', '--stdin-path', '../b/service.yaml'], {
    cwd: path.join(folder.path, 'a'),
    input: service('api'),
  });
  assert.match(outside.stdout, /^\.\.\/b\/service\.yaml:7:10: /);
});

test('standard input is the text of a patch of a kustomization', async () => {
  using folder = folderWith(
    `=== kustomization.yaml\nresources: [s.yaml, d.yaml]\npatches: [{path: patch.yaml}]\n=== s.yaml\n${service('a')}=== d.yaml\n${deployment('a')}` +
      '=== patch.yaml\napiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {app: a-backend}}\n',
  );
  assert.deepEqual(await places(folder), []);
  const input = folder.read('patch.yaml').replace('a-backend', 'a-backen');
  const { stdout } = await podwire(['check', '--format', 'compact', '--stdin-path', 'patch.yaml'], {
    cwd: folder.path,
    input,
  });
  assert.match(stdout, /^patch\.yaml:4:24: /);
});

test('options that do not go together are refused with one line', async () => {
  using folder = folderWith(brokenFolder('a'));
  const cases: readonly [args: readonly string[], message: string][] = [
    [['-', '--stdin-path', 'a/x.yaml'], '--stdin-path already reads standard input, so PATH cannot be -.'],
    [['--stdin-path', 'a/x.yaml', '--fix'], '--fix changes files, and standard input is not a file.'],
    [
      ['--stdin-path', 'a/x.yaml', '--base', 'HEAD'],
      '--base compares files, and standard input and pipes are not files.',
    ],
    [['--dry-run'], '--dry-run needs --fix.'],
    [['--fix', '--dry-run', '--format', 'json'], '--dry-run prints a patch, and no other format.'],
    [['--fix', '--dry-run', '--output', 'x'], '--dry-run prints a patch, and no other format.'],
    [['--watch', '--fix'], '--watch follows files: it does not go with standard input, --fix or --live.'],
    [['--watch', '-'], '--watch follows files: it does not go with standard input, --fix or --live.'],
    [['--watch', '--format', 'json'], '--watch prints text, and no other format.'],
    [['--stdin-path', 'a'], '--stdin-path: a is a folder.'],
  ];
  for (const [args, message] of cases) {
    const { status, stdout, stderr } = await check(folder, ...args);
    assert.deepEqual([status, stdout, stderr], [2, '', `podwire: ${message}\n`], args.join(' '));
  }
  mkdirSync(path.join(folder.path, 'empty'));
});

test('--stats says on standard error what was read and how long each stage took', async () => {
  using folder = folderWith(brokenFolder('a'));
  const usual = await check(folder);
  const { status, stdout, stderr } = await check(folder, '--stats');
  assert.deepEqual([status, stdout], [1, usual.stdout]);
  assert.deepEqual(
    stderr.split('\n').map((line) => line.replace(/ +[\d.]+/, ' N')),
    [
      ...['files N', 'objects N', 'bundles N', 'reading N ms', 'judging N ms', 'fixes and report N ms'],
      ...['together N ms', 'memory N MiB', ''],
    ],
  );
  assert.match(stderr, /^files +2$/m);
});
