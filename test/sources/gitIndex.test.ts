import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { isManifestPath } from '../../server/src/sources/fileNames.ts';
import { bitsOf, parseIndex, type TrackedNames, trackedNames } from '../../server/src/sources/gitIndex.ts';
import { ignoreRules, isIgnored, isLeftOut, walk } from '../../server/src/sources/workspaceFiles.ts';
import { folderWith, type TestFolder } from '../lsp/folder.ts';

interface EntryText {
  readonly name: string;
  readonly mode?: number;
  readonly flags?: number;
  /** Of version 4: how much of the name before is dropped, and what comes in its place. */
  readonly changed?: readonly [drop: readonly number[], rest: string];
}

/** An index as git writes it, of version 2 or 3 where no entry says how its name differs from the one before. */
function index(version: number, entries: readonly EntryText[], extensions: readonly Buffer[] = [], hash = 20): Buffer {
  const header = Buffer.alloc(12);
  header.write('DIRC');
  header.writeUInt32BE(version, 4);
  header.writeUInt32BE(entries.length, 8);
  const parts = entries.map(({ name, mode = 0o100644, flags = 0, changed }) => {
    const fixed = Buffer.alloc(42 + hash);
    fixed.writeUInt32BE(mode, 24);
    fixed.writeUInt16BE(flags | Math.min(Buffer.byteLength(name), 0xfff), 40 + hash);
    const more = flags & 0x4000 ? Buffer.alloc(2) : Buffer.alloc(0);
    if (changed) {
      return Buffer.concat([fixed, more, Buffer.from(changed[0]), Buffer.from(`${changed[1]}\0`)]);
    }
    const bytes = Buffer.concat([fixed, more, Buffer.from(name)]);
    return Buffer.concat([bytes, Buffer.alloc(8 - (bytes.length % 8))]);
  });
  return Buffer.concat([header, ...parts, ...extensions, Buffer.alloc(hash)]);
}

function extension(signature: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(signature);
  head.writeUInt32BE(data.length, 4);
  return Buffer.concat([head, data]);
}

const namesIn = (bytes: Buffer, hash = 20) => parseIndex(bytes, hash)?.entries.map(({ name }) => name);

test('names of all lengths are read, whatever the zeros behind them', () => {
  const names = Array.from({ length: 20 }, (_, length) => `a${'b'.repeat(length)}.yaml`);
  names.push(`${'d/'.repeat(2500)}long.yaml`, 'ünï.yaml');
  const entries = names.map((name) => ({ name }));
  assert.deepEqual(namesIn(index(2, entries)), names);
  assert.deepEqual(namesIn(index(3, entries)), names);
  assert.deepEqual(namesIn(index(3, [{ name: 'a.yaml', flags: 0x4000 }, { name: 'b.yaml' }])), ['a.yaml', 'b.yaml']);
  assert.deepEqual(namesIn(index(2, entries, [], 32), 32), names);
  assert.equal(namesIn(index(2, entries, [], 32), 20), undefined, 'hashes of another length');
});

test('in version 4 a name says what it has of the one before', () => {
  const long = 'x'.repeat(300);
  const entries: EntryText[] = [
    { name: 'apps/web/a.yaml', changed: [[0], 'apps/web/a.yaml'] },
    { name: 'apps/web/b.yaml', changed: [[6], 'b.yaml'] },
    { name: `apps/web/${long}`, changed: [[6], long] },
    // 301 in seven bits a byte, high ones first, one less for the first.
    { name: 'apps/web2', changed: [[0x81, 301 - 256], '2'] },
  ];
  assert.deepEqual(
    namesIn(index(4, entries)),
    entries.map(({ name }) => name),
  );
  assert.equal(namesIn(index(4, [{ name: 'a', changed: [[1], 'a'] }])), undefined, 'more than there is');
});

test('what is torn or of another form is no index', () => {
  const good = index(2, [{ name: 'a.yaml' }, { name: 'dir/b.yaml' }], [extension('TREE', Buffer.from('abc'))]);
  assert.deepEqual(namesIn(good), ['a.yaml', 'dir/b.yaml']);
  const withoutExtension = good.length - 8 - 3;
  for (let length = 0; length < good.length; length++) {
    if (length !== withoutExtension) {
      assert.equal(namesIn(good.subarray(0, length)), undefined, `${length} bytes`);
    }
  }
  const changed = (at: number, ...bytes: number[]) => {
    const copy = Buffer.from(good);
    copy.set(bytes, at);
    return namesIn(copy);
  };
  assert.equal(changed(0, 0x50), undefined, 'another file');
  assert.equal(changed(7, 5), undefined, 'a version that there is not');
  assert.equal(changed(7, 1), undefined, 'a version that there was');
  assert.equal(changed(8, 0xff, 0xff, 0xff, 0xff), undefined, 'more entries than bytes');
  assert.equal(changed(11, 3), undefined, 'one entry more');
  assert.equal(changed(12 + 61, 7), undefined, 'a name of another length');
  assert.equal(changed(12 + 60, 0x40), undefined, 'flags that version 2 has not');
  const entries = [{ name: 'a.yaml' }];
  assert.deepEqual(namesIn(index(2, entries, [extension('sdir', Buffer.alloc(0))])), ['a.yaml']);
  assert.equal(namesIn(index(2, entries, [extension('xtra', Buffer.alloc(0))])), undefined, 'must be understood');
  assert.equal(namesIn(Buffer.alloc(0)), undefined);
});

/** A bitmap as git writes it: runs and words as they are. */
function bitmap(size: number, words: readonly bigint[]): Buffer {
  const bytes = Buffer.alloc(8 + words.length * 8 + 4);
  bytes.writeUInt32BE(size, 0);
  bytes.writeUInt32BE(words.length, 4);
  for (const [at, word] of words.entries()) {
    bytes.writeBigUInt64BE(word, 8 + at * 8);
  }
  return bytes;
}

const marker = (bit: bigint, running: bigint, literals: bigint) => bit | (running << 1n) | (literals << 33n);

test('bitmaps are runs of one bit and words as they are', () => {
  const bits = (bytes: Buffer) => [...(bitsOf(bytes) ?? ['torn'])];
  assert.deepEqual(bits(bitmap(0, [])), []);
  assert.deepEqual(bits(bitmap(3, [marker(0n, 0n, 1n), 0b101n])), [0, 2]);
  assert.deepEqual(bits(bitmap(200, [marker(0n, 2n, 1n), 1n << 63n])), [191]);
  assert.equal(bits(bitmap(128, [marker(1n, 2n, 0n)])).length, 128);
  assert.deepEqual(bits(bitmap(130, [marker(0n, 1n, 0n), marker(0n, 1n, 1n), 0b11n])), [128, 129]);
  assert.deepEqual(bits(bitmap(3, [marker(0n, 0n, 2n), 1n])), ['torn']);
  assert.deepEqual(bits(bitmap(3, [marker(1n, 0xffffffffn, 0n)])), ['torn'], 'a run far beyond the end');
  assert.deepEqual(bits(Buffer.alloc(5)), ['torn']);
});

function git(folder: string, ...args: string[]): string {
  return execFileSync('git', ['-c', 'protocol.file.allow=always', '-c', 'core.quotePath=false', ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
  }).toString();
}

function withGit(context: TestContext): boolean {
  const isHere = spawnSync('git', ['--version']).error === undefined;
  if (!isHere) {
    context.skip('git is not installed');
  }
  return isHere;
}

const tracked = (folder: string): TrackedNames | undefined => trackedNames(folder, isManifestPath);

function assertTracked(folder: string, words: string): void {
  const listed = git(folder, 'ls-files', '-z').split('\0').filter(isManifestPath);
  assert.deepEqual([...(tracked(folder)?.files ?? ['nothing'])].sort(), [...new Set(listed)].sort(), words);
}

test('what git itself writes, in each version and split', (context) => {
  if (!withGit(context)) {
    return;
  }
  using folder = folderWith('');
  git(folder.path, 'init', '-q');
  for (let at = 0; at < 300; at++) {
    folder.write(`apps/${at % 7}/deep/${at}.yaml`, `a: ${at}\n`);
  }
  folder.write('README.md', 'no manifest');
  git(folder.path, 'add', '.');
  for (const version of ['2', '3', '4']) {
    git(folder.path, 'update-index', '--index-version', version);
    folder.write(`new-${version}.yaml`, 'a: b\n');
    git(folder.path, 'add', '-N', `new-${version}.yaml`);
    assertTracked(folder.path, `version ${version}`);
    assert.ok(tracked(folder.path)?.directories.has('apps/3/deep'));
    git(folder.path, 'update-index', '--split-index');
    git(
      folder.path,
      'rm',
      '-q',
      '--cached',
      `apps/${version}/deep/${version}.yaml`,
      'apps/0/deep/294.yaml',
      '--ignore-unmatch',
    );
    folder.write(`split-${version}.yaml`, 'a: b\n');
    folder.write('apps/1/deep/1.yaml', `b: ${version}\n`);
    git(folder.path, 'add', `split-${version}.yaml`, 'apps/1/deep/1.yaml');
    assert.match(readFileSync(path.join(folder.path, '.git/index'), 'latin1'), /link/, 'it is split');
    assertTracked(folder.path, `version ${version}, split`);
    git(folder.path, 'update-index', '--no-split-index');
  }
  git(folder.path, 'update-index', '--split-index');
  for (const name of execFileSync('ls', [path.join(folder.path, '.git')])
    .toString()
    .split('\n')) {
    if (name.startsWith('sharedindex')) {
      writeFileSync(path.join(folder.path, '.git', name), 'torn');
    }
  }
  assert.equal(tracked(folder.path), undefined, 'without the shared one nobody knows');
});

test('hashes of SHA-256', (context) => {
  if (!withGit(context)) {
    return;
  }
  using folder = folderWith('=== a.yaml\na: b\n=== dir/b.yaml\na: b\n');
  git(folder.path, 'init', '-q', '--object-format=sha256');
  git(folder.path, 'add', '.');
  assertTracked(folder.path, 'sha256');
});

test('a submodule and a worktree, whose .git is a file', (context) => {
  if (!withGit(context)) {
    return;
  }
  using folder = folderWith('=== inner/in.yaml\na: b\n=== outer/out.yaml\na: b\n');
  const at = (name: string) => path.join(folder.path, name);
  const commit = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-q', '-m', 'all'];
  for (const name of ['inner', 'outer']) {
    git(at(name), 'init', '-q');
    git(at(name), 'add', '.');
    git(at(name), ...commit);
  }
  git(at('outer'), 'submodule', '--quiet', 'add', '../inner', 'sub/inner');
  git(at('outer'), ...commit);
  git(at('outer'), 'worktree', 'add', '-q', '../other', '-b', 'other');
  assertTracked(at('outer/sub/inner'), 'the submodule');
  assertTracked(at('other'), 'the worktree');
  assert.deepEqual(tracked(at('outer'))?.directories, new Set(['sub', 'sub/inner']));
});

test('no repository, an empty one, and a .git that leads nowhere', () => {
  using folder = folderWith('=== empty/.git/HEAD\n=== file/.git\ngitdir: ../gone\n=== odd/.git\nsomething else\n');
  for (const name of ['', 'empty', 'file', 'odd']) {
    assert.equal(tracked(path.join(folder.path, name)), undefined, name);
  }
});

const found = (folder: TestFolder, options = {}) => [...walk(folder.path, options)].map((file) => file.path).sort();

test('what git tracks is read, although .gitignore matches it', (context) => {
  if (!withGit(context)) {
    return;
  }
  using folder = folderWith(
    '=== .gitignore\nbuild/\n*.gen.yaml\nsub/*\n=== a.yaml\na: b\n=== x.gen.yaml\na: b\n=== y.gen.yaml\na: b\n=== build/tracked.yaml\na: b\n=== build/made.yaml\na: b\n=== build/deep/tracked.yaml\na: b\n=== build/deep/made.yaml\na: b\n=== build/none/made.yaml\na: b\n=== other/build/made.yaml\na: b\n=== sub/tracked.yaml\na: b\n',
  );
  const forced = ['x.gen.yaml', 'build/tracked.yaml', 'build/deep/tracked.yaml', 'sub/tracked.yaml'];
  git(folder.path, 'init', '-q');
  git(folder.path, 'add', '-f', ...forced);
  const wanted = ['a.yaml', ...forced].sort();
  assert.deepEqual(found(folder), wanted);
  const rules = ignoreRules(folder.path);
  const all = [
    ...wanted,
    'y.gen.yaml',
    'build/made.yaml',
    'build/deep/made.yaml',
    'build/none/made.yaml',
    'other/build/made.yaml',
  ];
  assert.deepEqual(all.filter((each) => !isIgnored(rules, each)).sort(), wanted);
  assert.deepEqual(all.filter((each) => !isLeftOut(rules, each)).sort(), wanted);
  assert.deepEqual(
    ['build', 'build/deep', 'build/none', 'other/build', 'sub'].filter((each) => isLeftOut(rules, each)),
    ['build/none', 'other/build'],
  );
  assert.deepEqual(found(folder, { directory: 'build' }), ['build/deep/tracked.yaml', 'build/tracked.yaml']);
  assert.deepEqual(found(folder, { directory: 'build/none' }), ['build/none/made.yaml'], 'it was asked for by name');
  const own = ignoreRules(folder.path, { folder: folder.path, patterns: ['build', 'x.*'] });
  assert.deepEqual(found(folder, { rules: own }), ['a.yaml', 'sub/tracked.yaml'], "the user's own patterns win");

  writeFileSync(path.join(folder.path, '.git/index'), 'torn');
  assert.deepEqual(found(folder), ['a.yaml'], 'without an index the rules decide');
});
