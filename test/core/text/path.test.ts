import assert from 'node:assert/strict';
import { test } from 'node:test';
import { baseName, directoryOf, resolvePath } from '../../../server/src/core/text/path.ts';

test('a path is a directory and a name', () => {
  assert.equal(directoryOf('a/b/c.yaml'), 'a/b');
  assert.equal(directoryOf('c.yaml'), '');
  assert.equal(baseName('a/b/c.yaml'), 'c.yaml');
  assert.equal(baseName('c.yaml'), 'c.yaml');
});

test('a path is resolved within the workspace folder', () => {
  assert.equal(resolvePath('a/b', 'c.yaml'), 'a/b/c.yaml');
  assert.equal(resolvePath('a/b', './../c//d/.'), 'a/c/d');
  assert.equal(resolvePath('', 'c.yaml'), 'c.yaml');
  assert.equal(resolvePath('a', '..'), '');
  assert.equal(resolvePath('a', '../..'), undefined);
  assert.equal(resolvePath('a', '../../a/b'), undefined);
  assert.equal(resolvePath('a', '/etc/passwd'), undefined);
});
