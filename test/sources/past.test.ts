import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { GitTrouble } from '../../server/src/sources/git.ts';
import { openPast, type Past } from '../../server/src/sources/past.ts';
import { folderWith } from '../lsp/folder.ts';
import { gitEnvironment, repositoryWith, runGit, type TestRepository } from './repository.ts';

const env = { ...process.env, ...gitEnvironment };

function past(root: string, ref = 'HEAD', folders: readonly string[] = [root]): Promise<Past> {
  return openPast(root, folders, ref, env);
}

/** Texts of all files that differ, by path. */
async function differing(from: Past): Promise<Record<string, string | undefined>> {
  const found = await from.readDiffering(from.paths());
  return Object.fromEntries([...found].map(([file, bytes]) => [file, bytes?.toString()]));
}

function allowPartialClones(origin: TestRepository): void {
  origin.git(['config', 'uploadpack.allowFilter', 'true']);
  origin.git(['config', 'uploadpack.allowAnySHA1InWant', 'true']);
}

for (const format of ['sha1', 'sha256']) {
  test(`${format}: what is changed, staged, changed again, deleted and new`, async () => {
    using repository = repositoryWith('=== same.yaml\n1\n=== changed.yaml\n2\n=== deep/gone.yaml\n3\n', [
      `--object-format=${format}`,
    ]);
    const commit = repository.commit();
    repository.write('changed.yaml', 'staged\n');
    repository.git(['add', 'changed.yaml']);
    repository.write('changed.yaml', 'and again\n');
    repository.remove('deep/gone.yaml');
    repository.write('new.yaml', 'new\n');
    const head = await past(repository.path);
    assert.equal(head.name, `HEAD ${commit.slice(0, 7)}`);
    assert.deepEqual([...head.paths()].sort(), ['changed.yaml', 'deep/gone.yaml', 'same.yaml']);
    assert.deepEqual(await differing(head), { 'changed.yaml': '2\n', 'deep/gone.yaml': '3\n' });
    assert.equal(head.kindOf('new.yaml'), undefined);
    assert.equal(head.idOf('same.yaml'), head.idOnDisk('same.yaml'));
  });
}

test('line ends that git has changed are no difference, whichever side has them', async () => {
  using repository = repositoryWith('=== a.yaml\none\ntwo\n=== b.yaml\none\r\ntwo\r\n=== c.yaml\none\r\ntwo\r\n');
  repository.commit();
  repository.write('a.yaml', 'one\r\ntwo\r\n');
  repository.write('b.yaml', 'one\ntwo\n');
  repository.write('c.yaml', 'one\nTWO\n');
  assert.deepEqual(await differing(await past(repository.path)), { 'c.yaml': 'one\r\ntwo\r\n' });
});

test('names that are no ASCII, and files that are links', async (context) => {
  if (process.platform === 'win32') return context.skip('links need a privilege on Windows');
  using repository = repositoryWith('=== ä ö/"ü".yaml\n1\n=== a.yaml\n1\n');
  symlinkSync('a.yaml', path.join(repository.path, 'link.yaml'));
  repository.commit();
  repository.remove('ä ö/"ü".yaml');
  const head = await past(repository.path);
  assert.equal(head.kindOf('link.yaml'), 'link');
  assert.deepEqual(await differing(head), { 'ä ö/"ü".yaml': '1\n' });
});

test('a branch, a tag, a commit before: each by its own name', async () => {
  using repository = repositoryWith('=== a.yaml\n1\n');
  const first = repository.commit();
  repository.git(['tag', 'v1']);
  repository.git(['branch', 'feature/a']);
  repository.write('a.yaml', '2\n');
  repository.commit();
  for (const [ref, name] of [
    ['v1', 'v1'],
    ['feature/a', 'feature/a'],
    ['HEAD~1', 'HEAD~1'],
    [first, first.slice(0, 7)],
  ] as const) {
    const then = await past(repository.path, ref);
    assert.equal(then.name, name);
    assert.deepEqual(await differing(then), { 'a.yaml': '1\n' });
  }
});

test('a folder in a repository, a folder above one, and a worktree', async () => {
  using repository = repositoryWith('=== top.yaml\n1\n=== deploy/prod/a.yaml\n1\n');
  repository.commit();
  repository.git(['worktree', 'add', '--quiet', '../other', 'HEAD']);
  const other = path.join(repository.path, '../other');
  repository.write('top.yaml', '2\n');
  repository.write('deploy/prod/a.yaml', '2\n');
  const inside = await past(path.join(repository.path, 'deploy'));
  assert.deepEqual(await differing(inside), { 'prod/a.yaml': '1\n' });
  const above = path.dirname(repository.path);
  const fromAbove = await past(above, 'HEAD', [path.join(repository.path, 'deploy')]);
  assert.deepEqual(await differing(fromAbove), { 'work/top.yaml': '1\n', 'work/deploy/prod/a.yaml': '1\n' });
  assert.deepEqual(await differing(await past(other)), {});
});

test('a submodule as the commit has it, one that is not checked out, and one by itself', async () => {
  using inner = repositoryWith('=== a.yaml\n1\n');
  inner.commit();
  using outer = repositoryWith('=== own.yaml\n1\n');
  outer.git(['submodule', '--quiet', 'add', inner.path, 'vendor/inner']);
  outer.commit();
  outer.write('vendor/inner/a.yaml', '2\n');
  outer.git(['-c', 'user.name=A', '-c', 'user.email=a@b', 'commit', '--quiet', '--all', '-m', 'x'], 'vendor/inner');
  outer.write('vendor/inner/a.yaml', '3\n');
  assert.deepEqual(await differing(await past(outer.path)), { 'vendor/inner/a.yaml': '1\n' });
  const alone = path.join(outer.path, 'vendor/inner');
  assert.deepEqual(await differing(await past(alone)), { 'a.yaml': '2\n' });
  assert.deepEqual(await differing(await past(outer.path, 'HEAD', [alone])), { 'vendor/inner/a.yaml': '2\n' });

  using copy = folderWith('');
  runGit(copy.path, ['clone', '--quiet', outer.path, 'copy']);
  const clone = await past(path.join(copy.path, 'copy'));
  assert.deepEqual([...clone.paths()], ['.gitmodules', 'own.yaml']);
});

test('what cannot be compared with says why', async () => {
  using plain = folderWith('=== a.yaml\n1\n');
  using empty = repositoryWith('=== a.yaml\n1\n');
  using repository = repositoryWith('=== a.yaml\n1\n');
  repository.commit();
  using broken = folderWith('=== .git/HEAD\nnonsense\n');
  for (const [root, ref, message] of [
    [plain.path, 'HEAD', /work is not in a git repository\.$/],
    [broken.path, 'HEAD', /work is not in a working tree of git\.$/],
    [empty.path, 'HEAD', /The repository of .*work has no commit yet\.$/],
    [repository.path, 'origin/main', /has no commit origin\/main\. A shallow clone/],
    [repository.path, 'HEAD:a.yaml', /has no commit HEAD:a\.yaml|does not find HEAD:a\.yaml/],
    [repository.path, '--help', /^--help is not the name of a commit\.$/],
    [repository.path, '', /has no commit|does not find/],
  ] as const) {
    await assert.rejects(past(root, ref), (error) => error instanceof GitTrouble && message.test(error.message), ref);
  }
  await assert.rejects(
    openPast(repository.path, [repository.path], 'HEAD', { ...env, PATH: '' }),
    /^Error: git is not installed: no folder of PATH contains it\.$/,
  );
});

test('a shallow clone has no commit before its last, and a partial one not every file; nothing is fetched', async () => {
  using origin = repositoryWith('=== a.yaml\n1\n=== b.yaml\nb\n');
  const first = origin.commit();
  origin.write('a.yaml', '2\n');
  origin.commit();
  allowPartialClones(origin);
  using copies = folderWith('');
  runGit(copies.path, ['clone', '--quiet', '--depth=1', `file://${origin.path}`, 'shallow']);
  const shallow = path.join(copies.path, 'shallow');
  assert.deepEqual(await differing(await past(shallow)), {});
  await assert.rejects(past(shallow, first), /has no commit|does not find|could not be listed/);
  await assert.rejects(past(shallow, 'HEAD~1'), /has no commit HEAD~1\. A shallow clone/);

  runGit(copies.path, ['clone', '--quiet', '--filter=blob:none', `file://${origin.path}`, 'partial']);
  const partial = path.join(copies.path, 'partial');
  const before = runGit(partial, ['count-objects', '-v']);
  assert.deepEqual(await differing(await past(partial)), {});
  const then = await past(partial, first);
  await assert.rejects(differing(then), ({ message }: Error) =>
    message.startsWith(`The object ${then.idOf('a.yaml')} (a.yaml) is not in this clone, which is shallow or partial`),
  );
  assert.equal(runGit(partial, ['count-objects', '-v']), before);

  runGit(copies.path, ['clone', '--quiet', '--filter=tree:0', `file://${origin.path}`, 'treeless']);
  await assert.rejects(
    past(path.join(copies.path, 'treeless'), first),
    /could not be listed in .* which may be a partial clone/,
  );
});

test('no program that a repository names is run', async (context) => {
  if (process.platform === 'win32') return context.skip('the programs are shell scripts');
  using origin = repositoryWith(`=== a.yaml\n1\n=== .gitattributes\n*.yaml filter=bad diff=bad\n`);
  const first = origin.commit();
  origin.write('a.yaml', '2\n');
  origin.commit();
  allowPartialClones(origin);
  using folder = folderWith('');
  const mark = path.join(folder.path, 'ran');
  const program = path.join(folder.path, 'program');
  folder.write('program', `#!/bin/sh\necho "$0 $*" >> '${mark}'\nexit 1\n`);
  chmodSync(program, 0o755);
  runGit(folder.path, ['clone', '--quiet', '--filter=blob:none', `file://${origin.path}`, 'clone']);
  const clone = path.join(folder.path, 'clone');
  mkdirSync(path.join(clone, '.git/hooks'), { recursive: true });
  for (const hook of [
    'post-checkout',
    'post-index-change',
    'reference-transaction',
    'fsmonitor-watchman',
    'pre-auto-gc',
  ]) {
    symlinkSync(program, path.join(clone, '.git/hooks', hook));
  }
  for (const key of [
    'core.fsmonitor',
    'core.pager',
    'core.sshCommand',
    'core.gitProxy',
    'core.askPass',
    'core.editor',
    'core.alternateRefsCommand',
    'credential.helper',
    'diff.bad.textconv',
    'diff.bad.command',
    'diff.external',
    'filter.bad.clean',
    'filter.bad.smudge',
    'filter.bad.process',
    'gpg.program',
    'pager.ls-tree',
    'pager.cat-file',
    'remote.origin.uploadpack',
    'sequence.editor',
  ]) {
    runGit(clone, ['config', key, program]);
  }
  runGit(clone, ['config', 'filter.bad.required', 'true']);
  runGit(clone, ['config', 'alias.ls-tree', `!${program}`]);
  // What is not there would be fetched by this program.
  runGit(clone, ['config', 'remote.origin.url', `ext::${program} %S`]);
  runGit(clone, ['config', 'protocol.ext.allow', 'always']);
  const mine: TestRepository['write'] = (file, text) => folder.write(`clone/${file}`, text);
  mine('a.yaml', '3\n');
  assert.deepEqual(await differing(await past(clone)), { 'a.yaml': '2\n' });
  const then = await past(clone, first);
  await assert.rejects(differing(then), /is not in this clone/);
  assert.equal(existsSync(mark), false, 'a program ran');
  // What the test rests on: another command does run them.
  assert.throws(() => runGit(clone, ['cat-file', 'blob', then.idOf('a.yaml')!]));
  assert.match(folder.read('ran'), /program/);
  folder.remove('ran');
  assert.throws(() => runGit(clone, ['diff', 'HEAD']));
  assert.match(folder.read('ran'), /program/);
});
