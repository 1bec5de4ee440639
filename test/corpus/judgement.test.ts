import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backwards, cutOff, isCovered, isFound, isReal, knownCases, transitions } from './known.ts';
import { isFixturePath, keyOf, type Measured, measure, readVerdicts } from './measure.ts';
import { corpus, corpusIsNotHere, historicalCases } from './unpack.ts';

const skip = corpusIsNotHere ?? false;
let judged: Measured | undefined;
const measured = (): Measured => {
  judged ??= measure(corpus() ?? '');
  return judged;
};

test('a person has read every report', { skip }, () => {
  const verdicts = readVerdicts();
  const unread = measured().reported.filter((each) => !verdicts.has(keyOf(each)));
  assert.deepEqual(unread.map(keyOf), []);
});

test('at most one report outside test fixtures is wrong', { skip }, () => {
  const verdicts = readVerdicts();
  const wrong = measured().reported.filter((each) => verdicts.get(keyOf(each))?.verdict === 'wrong');
  assert.ok(wrong.filter(({ file }) => !isFixturePath(file)).length <= 1, wrong.map(keyOf).join('\n'));
});

test('of the Services that are known to select nothing, most are found', { skip }, () => {
  const real = knownCases().filter(isReal);
  const missed = real.filter((each) => !isFound(each, measured().reported));
  assert.ok(missed.length <= real.length * 0.15, missed.map(({ id }) => id).join());
  const others = knownCases().filter((each) => !isReal(each) && isFound(each, measured().reported));
  assert.deepEqual(others, []);
});

test('of the references that a commit fixed, most are found before and gone after', { skip }, () => {
  const real = transitions(historicalCases() ?? '').filter(
    (each) => isCovered(each) && each.verdict === 'real' && !(each.id in cutOff),
  );
  const missed = real.filter((each) => !each.foundBefore || each.foundAfter);
  assert.ok(missed.length <= real.length * 0.1, missed.map(({ id }) => id).join());
});

test('with what a commit fixed as the baseline, what it fixed is told as lost', { skip }, () => {
  const lost = backwards(historicalCases() ?? '').filter((each) => each.reachesAfter && !each.reachesBefore);
  assert.ok(lost.length >= 20, `${lost.length}`);
  // An Ingress without a port is an error by itself, and behind a template the target is unknown.
  const others = lost.filter(({ told, said }) => told !== 'as lost' && !/names no port|a template fills in/.test(said));
  assert.deepEqual(others, []);
});
