import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answers, EarlierAnswers } from '../../../server/src/core/index/answers.ts';
import { emptyIndex } from '../../../server/src/core/index/index.ts';
import { servicesIn, templatesIn } from '../../../server/src/core/index/keys.ts';
import { IndexReader } from '../../../server/src/core/index/reader.ts';

/** A reader of the index after a change of the lists under some keys. */
function readerAfter(answers: Answers, ...touched: readonly string[]): IndexReader {
  const earlier: EarlierAnswers = { answers, touched: new Set(touched), isTouched: new Map(), takesNew: true };
  return new IndexReader(emptyIndex, { earlier }, true);
}

/** Asks a question whose answer uses the answer to another one, and returns which answers were computed. */
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
  assert.deepEqual(
    [...other.dependencies().keys].sort(),
    ['services in a', 'templates in b'],
    'it is noted what was looked at',
  );
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

test('what looked at much is noted once, for all who ask it', () => {
  const keys = Array.from({ length: 100 }, (_, at) => `directory ${at}`);
  const shared = { answers: new Map(), keys: new Map() };
  const readers = [1, 2].map(() => new IndexReader(emptyIndex, shared, true));
  for (const reader of readers) {
    reader.remember('much', 'file', (inner) => keys.map((each) => inner.list(servicesIn(each))));
  }
  const [one, two] = readers.map((each) => each.dependencies());
  assert.equal(one?.keys.length, 0);
  assert.equal(one?.parts[0]?.keys.length, keys.length);
  assert.equal(one?.parts[0], two?.parts[0]);
});

test('a request notes nothing, because nobody asks on what its answers depend', () => {
  const dependenciesIn = (index: IndexReader) =>
    index.remember('question', 'file', (reader) => {
      reader.list(servicesIn('a'));
      return reader.dependencies().keys;
    });
  assert.deepEqual(dependenciesIn(new IndexReader(emptyIndex)), []);
  assert.deepEqual(dependenciesIn(new IndexReader(emptyIndex, {}, true)), ['services in a']);
  assert.deepEqual(dependenciesIn(new IndexReader(emptyIndex, { answers: new Map() })), ['services in a']);
});
