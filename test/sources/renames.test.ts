import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renamesOf, type SideOfRename } from '../../server/src/sources/renames.ts';

const file = (path: string, text: string): SideOfRename => ({ path, text, id: text });
const lines = (...texts: string[]) => texts.map((text) => `${text}\n`).join('');

test('the same bytes under another name, and of several the one whose path ends alike', () => {
  const gone = [file('dev/k.yaml', 'same'), file('prod/k.yaml', 'same'), file('web.yaml', 'web')];
  const come = [file('overlays/prod/k.yaml', 'same'), file('overlays/dev/k.yaml', 'same'), file('app.yaml', 'web')];
  assert.deepEqual(Object.fromEntries(renamesOf(gone, come)), {
    'overlays/dev/k.yaml': 'dev/k.yaml',
    'overlays/prod/k.yaml': 'prod/k.yaml',
    'app.yaml': 'web.yaml',
  });
});

test('half of the lines make a rename, less do not, and the most alike goes first', () => {
  const gone = [file('a.yaml', lines('one', 'two', 'six', 'ten'))];
  assert.deepEqual([...renamesOf(gone, [file('b.yaml', lines('one', 'two', 'SIX', 'TEN'))])], [['b.yaml', 'a.yaml']]);
  assert.deepEqual([...renamesOf(gone, [file('b.yaml', lines('one', 'TWO', 'SIX', 'TEN'))])], []);
  const come = [
    file('a.yml', lines('one', 'two', 'six', 'TEN!')),
    file('c.yaml', lines('one', 'two', 'six', 'ten', '11')),
  ];
  assert.deepEqual([...renamesOf(gone, come)], [['c.yaml', 'a.yaml']]);
});

test('a line that stands once is not half of a text in which it stands often', () => {
  const gone = [file('a.yaml', lines('---', '---', '---', '---'))];
  assert.deepEqual([...renamesOf(gone, [file('b.yaml', lines('---', 'one', 'two', 'six'))])], []);
});

test('a folder of five thousand files that was moved, all of them changed, and all of them the same', () => {
  const paths = Array.from({ length: 5000 }, (_, at) => `apps/${at}/service.yaml`);
  const text = (path: string, port: number) =>
    lines('kind: Service', 'metadata:', `  name: ${path}`, `  port: ${port}`);
  const expected = paths.map((path) => [`moved/${path}`, path]);
  for (const [from, to] of [
    [(path: string) => text(path, 80), (path: string) => text(path, 81)],
    [() => 'same', () => 'same'],
  ]) {
    const begin = performance.now();
    const renamed = renamesOf(
      paths.map((path) => file(path, from!(path))),
      paths.map((path) => file(`moved/${path}`, to!(path))),
    );
    assert.deepEqual([...renamed].sort(), expected.toSorted());
    assert.ok(performance.now() - begin < 20_000, 'each is not compared with each');
  }
});
