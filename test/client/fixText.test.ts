import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changesOf, fixQuestion, madeText } from '../../client/src/fixText.ts';
import type { FixedFile } from '../../server/src/lsp/protocol.ts';

const file = (path: string, ...titles: string[]): FixedFile => ({
  uri: `file:///work/${path}`,
  path,
  version: null,
  titles,
  edits: [
    { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 3 } }, newText: titles.join() || 'other' },
  ],
});

test('the question names the files and what is changed in each', () => {
  assert.deepEqual(fixQuestion([file('a.yaml', 'Copy pod labels', 'Quote the value')]), {
    title: 'Change a.yaml?',
    message: 'a.yaml: Copy pod labels; Quote the value\n\nThe files stay unsaved.',
  });
  assert.deepEqual(fixQuestion([file('a.yaml', 'Copy pod labels'), file('b.yaml')]), {
    title: 'Change 2 files?',
    message: 'a.yaml: Copy pod labels\n\nb.yaml: changed too\n\nThe files stay unsaved.',
  });
});

test('there is no question if nothing would change', () => {
  assert.equal(fixQuestion([]), undefined);
});

test('a question about many files counts the ones that it does not name', () => {
  const messageFor = (length: number) =>
    fixQuestion(Array.from({ length }, (_, at) => file(`${at}.yaml`, 'Fix')))?.message ?? '';
  assert.match(messageFor(25), /19\.yaml: Fix\n\nand 5 more files\n\n/);
  assert.match(messageFor(21), /19\.yaml: Fix\n\nand 1 more file\n\n/);
  assert.doesNotMatch(messageFor(20), /more/);
});

test('other changes of the same files are not the confirmed ones', () => {
  assert.equal(changesOf([file('a.yaml', 'one')]), changesOf([file('a.yaml', 'one')]));
  assert.notEqual(changesOf([file('a.yaml', 'one')]), changesOf([file('a.yaml', 'two')]));
  assert.notEqual(changesOf([file('a.yaml', 'one')]), changesOf([file('b.yaml', 'one')]));
});

test('the answer says what was changed', () => {
  assert.match(madeText([file('a.yaml', 'Copy pod labels')]), /not saved yet:\n- a\.yaml: Copy pod labels$/);
});
