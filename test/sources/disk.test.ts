import assert from 'node:assert/strict';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as disk from '../../server/src/sources/disk.ts';
import { readContent } from '../../server/src/sources/workspaceFiles.ts';
import { folderWith } from '../lsp/folder.ts';

/** What is noted while `read` runs, and whether each of it would be read the same now, some seconds later. */
function recorded(read: () => void) {
  const recording = disk.record();
  read();
  recording.end();
  const reads: disk.Read[] = JSON.parse(`[${Buffer.concat([...recording.reads()])}]`);
  return {
    reads,
    isUnchanged: (later = 0) => reads.every((each) => disk.isUnchanged(each, recording.started + later, () => 'hash')),
  };
}

const quiet = (read: () => unknown) => () => {
  try {
    read();
  } catch {}
};

test('each way of reading notices what it would read otherwise', () => {
  const ways: Readonly<Record<string, (at: string) => void>> = {
    existsSync: disk.existsSync,
    statSync: (at) => quiet(() => disk.statSync(at))(),
    'statSync without an error': (at) => disk.statSync(at, { throwIfNoEntry: false }),
    realpathSync: (at) => quiet(() => disk.realpathSync(at))(),
    readdirSync: (at) => quiet(() => disk.readdirSync(at, { withFileTypes: true }))(),
    readFileSync: (at) => quiet(() => disk.readFileSync(at))(),
    readContent: (at) => readContent(path.dirname(at), path.basename(at)),
  };
  for (const [name, read] of Object.entries(ways)) {
    using folder = folderWith('');
    const at = path.join(folder.path, 'a.yaml');
    const other = path.join(folder.path, 'other.yaml');
    writeFileSync(other, 'x');
    const states: Readonly<Record<string, () => void>> = {
      nothing: () => {},
      'a file': () => writeFileSync(at, 'kind: A'),
      'a longer file': () => writeFileSync(at, 'kind: Other'),
      'a folder': () => mkdirSync(at),
      'a link': () => symlinkSync(other, at),
    };
    for (const [before, make] of Object.entries(states)) {
      make();
      const { isUnchanged, reads } = recorded(() => read(at));
      assert.equal(reads.length, 1, name);
      assert.equal(isUnchanged(), true, `${name} of ${before}`);
      assert.equal(isUnchanged(10_000), true, `${name} of ${before}, long ago`);
      rmSync(at, { recursive: true, force: true });
      if (before !== 'nothing') {
        assert.equal(isUnchanged(10_000), false, `${name} of ${before} that went`);
      }
    }
  }
});

test('a file is read again only if its key changed, or may be that of a later content', () => {
  using folder = folderWith('=== a.yaml\nkind: A\n');
  const at = path.join(folder.path, 'a.yaml');
  const { reads, isUnchanged } = recorded(() => disk.readFileSync(at));
  const [[what, file, key] = []] = reads as [['file', string, string, string]];
  const forged = [what!, file!, key!, disk.hashOf('other')] as const;
  const now = Date.now();
  assert.equal(
    disk.isUnchanged(forged, now, () => ''),
    false,
    'the content is compared',
  );
  assert.equal(
    disk.isUnchanged(forged, now + 10_000, () => ''),
    true,
    'the key is enough',
  );
  const { atime, mtime } = statSync(at);
  writeFileSync(at, 'kind: B\n');
  utimesSync(at, atime, mtime);
  assert.equal(isUnchanged(10_000), false, 'another content with the same size and time');
  writeFileSync(at, 'kind: A\n');
  assert.equal(isUnchanged(10_000), true, 'the same content again, as in another clone');
});

test('names in a folder are compared, and their types', () => {
  using folder = folderWith('=== a.yaml\nkind: A\n');
  const at = path.join(folder.path, 'a.yaml');
  const { isUnchanged } = recorded(() => disk.readdirSync(folder.path, { withFileTypes: true }));
  rmSync(at);
  mkdirSync(at);
  assert.equal(isUnchanged(10_000), false);
  rmSync(at, { recursive: true });
  writeFileSync(at, 'other');
  assert.equal(isUnchanged(10_000), true);
});

test('everything that a check may read is noted', () => {
  // Each with the reason why a report that is kept does not depend on it.
  const others = new Set([
    'sources/disk.ts', // notes
    'sources/fileText.ts', // --fix
    'sources/git.ts', // --base
    'sources/past.ts', // --base
    'sources/renderSource.ts', // podwire render
    'sources/chartSource.ts', // podwire render
    'cli/cacheFolder.ts', // what is kept
    'cli/chartsThen.ts', // --base
    'cli/explain.ts',
    'cli/followFiles.ts', // --watch
    'cli/init.ts',
    'cli/io.ts', // the type of standard output
    'cli/keptChecks.ts', // what is kept
    'cli/mcp/places.ts',
    'cli/output.ts', // --output
    'cli/probe.ts',
    'cli/render.ts',
  ]);
  const source = fileURLToPath(new URL('../../server/src/', import.meta.url));
  const readers =
    /\b(?:exists|lstat|readFile|readdir|readlink|realpath|stat|access|glob|opendir)Sync\b|createReadStream|promises/;
  const found = ['sources', 'cli', 'world', 'formats']
    .flatMap((room) => readdirSync(path.join(source, room), { recursive: true }).map((name) => `${room}/${name}`))
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => {
      const imports = readFileSync(path.join(source, file), 'utf8').matchAll(
        /import ([^;]*?) from 'node:fs(?:\/promises)?'/g,
      );
      return [...imports].some(
        ([, names = '']) => !names.startsWith('type') && (!names.includes('{') || readers.test(names)),
      );
    });
  assert.deepEqual(
    found.filter((file) => !others.has(file)),
    [],
  );
});
