import assert from 'node:assert/strict';
import { symlinkSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { longestNamedText } from '../../server/src/core/model/document.ts';
import { namedFile } from '../../server/src/sources/namedFile.ts';
import { folderWith } from '../lsp/folder.ts';

test('what a kustomization names is there by any name, as a manifest or as a text', () => {
  using folder = folderWith('=== patch.txt\nkind: Service\n');
  const text = 'kind: Service\n';
  assert.deepEqual(namedFile(folder.path, 'patch.txt', 'file')?.read(), { content: { text }, text });
  assert.equal(namedFile(folder.path, 'patch.txt', 'text')?.read().text, text);
  assert.equal(namedFile(folder.path, 'nowhere.txt', 'text'), undefined);
});

test('what is behind a link is not read', () => {
  using folder = folderWith('=== a/patch.txt\nkind: Service\n');
  symlinkSync('a', path.join(folder.path, 'b'));
  assert.match(JSON.stringify(namedFile(folder.path, 'b/patch.txt', 'file')?.read()), /behind a symbolic link/);
});

test('a text that is too long to be kept is not read, however long it is', () => {
  using folder = folderWith('');
  folder.write('some.txt', '€'.repeat(longestNamedText));
  assert.equal(namedFile(folder.path, 'some.txt', 'text')?.read().text?.length, longestNamedText);
  folder.write('more.txt', 'a'.repeat(4 * longestNamedText));
  assert.equal(namedFile(folder.path, 'more.txt', 'text')?.read().text, undefined);
  folder.write('model.bin', '');
  truncateSync(path.join(folder.path, 'model.bin'), 1_000_000_000);
  const before = process.resourceUsage().maxRSS;
  assert.equal(namedFile(folder.path, 'model.bin', 'text')?.read().text, undefined);
  const kilobytes = process.resourceUsage().maxRSS - before;
  assert.ok(kilobytes < 100_000, `${kilobytes} kB were taken`);
});
