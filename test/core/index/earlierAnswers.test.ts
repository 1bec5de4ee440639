import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyIndex } from '../../../server/src/core/index/index.ts';
import { servicesIn, templatesIn } from '../../../server/src/core/index/keys.ts';
import { type Answers, type EarlierAnswers, IndexReader } from '../../../server/src/core/index/reader.ts';

/** A reader of the index that a change to what stands under some keys has made. */
function readerAfter(answers: Answers, ...touched: readonly string[]): IndexReader {
  const earlier: EarlierAnswers = { answers, touched: new Set(touched), isTouched: new Map(), takesNew: true };
  return new IndexReader(emptyIndex, { earlier }, true);
}

/** Asks a question whose answer is made from that to another one, and says what was worked out. */
function ask(index: IndexReader): readonly string[] {
  const made: string[] = [];
  index.remember('outer', 'file', (outer) => {
    made.push('outer');
    outer.list(servicesIn('a'));
    return outer.remember('inner', 'file', (inner) => {
      made.push('inner');
      return inner.list(templatesIn('b'));
    });
  });
  return made;
}

test('what a change does not touch is taken from what others have found out', () => {
  const answers: Answers = new Map();
  assert.deepEqual(ask(readerAfter(answers)), ['outer', 'inner']);
  const other = readerAfter(answers, 'services in elsewhere');
  assert.deepEqual(ask(other), []);
  const [outer] = other.dependencies().parts;
  assert.deepEqual(outer?.keys, ['services in a'], 'it is noted what was looked at');
  assert.deepEqual(outer?.parts[0]?.keys, ['templates in b']);
});

test('what it touches is worked out again, and so is what was made from that', () => {
  const answers: Answers = new Map();
  ask(readerAfter(answers));
  assert.deepEqual(ask(readerAfter(answers, 'services in a')), ['outer']);
  assert.deepEqual(ask(readerAfter(answers, 'templates in b')), ['outer', 'inner']);
});

test('what was found out under a change that touches it is for nobody else', () => {
  const answers: Answers = new Map();
  assert.deepEqual(ask(readerAfter(answers, 'services in a')), ['outer', 'inner']);
  assert.deepEqual(ask(readerAfter(answers)), ['outer'], 'of the two only the inner answer holds without the change');
});
