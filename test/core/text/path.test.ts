import assert from 'node:assert/strict';
import { test } from 'node:test';
import { baseName, directoryOf, relationOfFiles, resolvePath } from '../../../server/src/core/text/path.ts';

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

test('how two files stand to each other is what their directories say', () => {
  const files = [
    'x.yaml',
    'a/x.yaml',
    'b/x.yaml',
    'ab/x.yaml',
    'a/b/x.yaml',
    'a/c/x.yaml',
    'b/b/y.yaml',
    'a/b/c/x.yaml',
  ];
  const isRightBelow = (outer: string, inner: string) => inner !== '' && directoryOf(inner) === outer;
  for (const from of files) {
    for (const to of files) {
      const [here, there] = [directoryOf(from), directoryOf(to)];
      const relation = isRightBelow(here, there) ? 'below' : isRightBelow(there, here) ? 'above' : 'apart';
      assert.equal(relationOfFiles(from, to), here === there ? 'same' : relation, `${from} ${to}`);
    }
  }
  assert.equal(directoryOf('x.yaml'), '');
  assert.equal(directoryOf('a/b/x.yaml'), 'a/b');
});
