import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distance } from 'fastest-levenshtein';
import { randomFrom, shuffled } from './random.ts';
import {
  anotherWord,
  camelCased,
  commonWords,
  extended,
  firstWords,
  isPlainLabelValue,
  lastWord,
  twoTypingErrors,
  withAnotherLastWord,
  withLetterChanged,
  withoutSeparators,
  withWordAdded,
} from './values.ts';

const seeds = Array.from({ length: 200 }, (_, seed) => `seed ${seed}`);

test('the same seed gives the same numbers, another one others', () => {
  const numbers = (seed: string) => {
    const random = randomFrom(seed);
    return Array.from({ length: 5 }, random);
  };
  assert.deepEqual(numbers('a'), numbers('a'));
  assert.notDeepEqual(numbers('a'), numbers('b'));
  const all = seeds.flatMap(numbers);
  const mean = all.reduce((sum, each) => sum + each, 0) / all.length;
  assert.ok(all.every((each) => each >= 0 && each < 1) && Math.abs(mean - 0.5) < 0.05, `mean ${mean}`);
});

test('shuffling keeps every item and reaches every first place', () => {
  const items = ['a', 'b', 'c', 'd'];
  const orders = seeds.map((seed) => shuffled(items, randomFrom(seed)));
  assert.ok(orders.every((each) => each.toSorted().join() === 'a,b,c,d'));
  assert.deepEqual([...new Set(orders.map(([first]) => first))].sort(), items);
});

test('another word is of the list and not one that is taken', () => {
  assert.equal(new Set(commonWords).size, commonWords.length);
  assert.ok(commonWords.every(isPlainLabelValue));
  const taken = new Set(commonWords.filter((each) => each !== 'redis' && each !== 'blog'));
  const words = new Set(seeds.map((seed) => anotherWord(taken, randomFrom(seed))));
  assert.deepEqual(words, new Set(['redis', 'blog']));
  assert.equal(anotherWord(new Set(commonWords), randomFrom('')), undefined);
});

test('two typing errors are two, at two places', () => {
  const values = new Set(seeds.map((seed) => twoTypingErrors('family-assistant', randomFrom(seed))!));
  const distances = [...values].map((value) => distance('family-assistant', value));
  assert.ok(values.size > 100, `${values.size} different ones`);
  assert.ok(distances.every((each) => each >= 1 && each <= 4));
  // A letter that is doubled behind one that is dropped may look like one error.
  assert.ok(distances.filter((each) => each === 1).length < values.size / 20);
  assert.equal(twoTypingErrors('web', randomFrom('')), undefined);
});

test('a value of one word has no separators to drop, no words to cut and nothing to put into camel case', () => {
  const random = randomFrom('');
  for (const wrong of [withoutSeparators, (value: string) => firstWords(value, random), lastWord, camelCased]) {
    assert.equal(wrong('web'), undefined);
  }
  assert.equal(withAnotherLastWord('web', new Set(), random), undefined);
});

test('a value of several words is cut, joined and cased as people do it', () => {
  assert.equal(withoutSeparators('family-assistant_v2.x'), 'familyassistantv2x');
  assert.equal(camelCased('family-assistant-api'), 'familyAssistantApi');
  assert.equal(lastWord('family-assistant-api'), 'api');
  const firsts = new Set(seeds.map((seed) => firstWords('family-assistant-api', randomFrom(seed))));
  assert.deepEqual(firsts, new Set(['family', 'family-assistant']));
  const taken = new Set(commonWords.filter((each) => each !== 'redis'));
  assert.equal(withAnotherLastWord('family-assistant', taken, randomFrom('')), 'family-redis');
});

test('a word is added in front or behind, a letter changed, a value extended', () => {
  const added = seeds.map((seed) => withWordAdded('web', randomFrom(seed)));
  assert.ok(added.every((each) => /^(?:[a-z0-9]+-web|web-[a-z0-9]+)$/.test(each)));
  assert.ok(added.includes('my-web') && added.includes('web-svc') && added.includes('web-v2'));
  for (const seed of seeds) {
    assert.equal(distance(withLetterChanged('web-v2', randomFrom(seed))!, 'web-v2'), 1);
    assert.ok(extended('web', randomFrom(seed)).startsWith('web'));
  }
});

test('what YAML reads as something else than a text is no value to type', () => {
  for (const value of ['true', 'No', 'y', '1.5', '12', '1e3', '0x1f', '-web', 'web-', '', 'a'.repeat(64)]) {
    assert.equal(isPlainLabelValue(value), false, value);
  }
  for (const value of ['web', 'v2', 'familyAssistant', 'a'.repeat(63)]) {
    assert.equal(isPlainLabelValue(value), true, value);
  }
});
