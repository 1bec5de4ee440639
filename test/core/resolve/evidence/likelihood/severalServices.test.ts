import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixesFor } from '../../../../../server/src/core/features/fixes.ts';
import { problemsOf } from '../../../../../server/src/core/problems.ts';
import { analysisOf, check } from '../../../fixture.ts';
import {
  afterPreferredFixes,
  decisionOf,
  fixesOf,
  levelOf,
  likelihoodOf,
  orderOf,
  pods,
  selectedBy,
  serviceIn,
  workloadIn,
} from './decisions.ts';

test('of two Services with the same wrong selector each means the workload of its own name', () => {
  const text =
    serviceIn('blue.yaml', { name: 'shop-blue', selector: 'app: shop' }) +
    serviceIn('red.yaml', { name: 'shop-red', selector: 'app: shop' }) +
    pods('shop-red') +
    pods('shop-blue');
  for (const color of ['blue', 'red']) {
    assert.notEqual(levelOf(text, `${color}.yaml`), 'hint');
    assert.equal(orderOf(text, `${color}.yaml`)[0], `shop-${color}`);
    assert.equal(fixesOf(text, `${color}.yaml`)[0], `Copy pod labels from Deployment "shop-${color}" *`);
  }
  const fixed = afterPreferredFixes(text, ['blue.yaml', 'red.yaml']);
  assert.deepEqual(selectedBy(fixed, 'blue.yaml'), ['shop-blue']);
  assert.deepEqual(selectedBy(fixed, 'red.yaml'), ['shop-red']);
  check(fixed);
});

test('a workload that one Service certainly means is not a likely candidate of another Service', () => {
  const certain = serviceIn('c.yaml', { name: 'front', selector: 'app: shop-frontnd' });
  const mine = serviceIn('s.yaml', { name: 'entry', selector: 'app: shop' });
  const both = pods('shop-frontend') + pods('shop-backend');
  const [first, second] = decisionOf(mine + both).candidates;
  assert.equal(first?.likelihood, second?.likelihood);
  assert.equal(orderOf(mine + certain + both, 'c.yaml')[0], 'shop-frontend');
  const { candidates } = decisionOf(mine + certain + both);
  assert.equal(candidates[0]?.resource.name, 'shop-backend');
  assert.ok(candidates[1]!.likelihood < candidates[0]!.likelihood / 4);
});

test('if two Services may mean either of two workloads, no fix is preferred', () => {
  for (const [left, right] of [
    ['app: one', 'app: two'],
    ['app: shop', 'app: shop'],
  ] as const) {
    const text =
      serviceIn('left.yaml', { name: 'left', selector: left }) +
      serviceIn('right.yaml', { name: 'right', selector: right }) +
      pods('foo') +
      pods('bar');
    for (const path of ['left.yaml', 'right.yaml']) {
      assert.equal(levelOf(text, path), 'hint');
      const [first, second] = decisionOf(text, path).candidates;
      assert.equal(first?.likelihood, second?.likelihood);
      assert.ok(!fixesOf(text, path).some((each) => each.endsWith('*')));
    }
  }
});

test('Services with the same selector mean the only remaining workload together', () => {
  const both = (headless: string) =>
    serviceIn('s.yaml', { name: 'entry', selector: 'app: fronted' }) +
    serviceIn('h.yaml', { name: 'entry-headless', selector: headless }) +
    pods('frontend');
  for (const path of ['s.yaml', 'h.yaml']) {
    assert.equal(levelOf(both('app: fronted'), path), 'warning');
    assert.equal(fixesOf(both('app: fronted'), path)[0], 'Copy pod labels from Deployment "frontend" *');
  }
  const others = both('app: frontent');
  assert.ok(likelihoodOf('frontend', others) < likelihoodOf('frontend', both('app: fronted')), 'different selectors');
});

/** Words of nine letters that differ in more than one letter. */
function wordOf(number: number): string {
  return syllables.map((all) => all[number % all.length]).join('');
}

// The list lengths have no common divisor, so that a thousand words differ.
const syllables = [
  ['ban', 'dor', 'fil', 'gum', 'hep', 'jax', 'kov'],
  ['lim', 'mur', 'nap', 'pos', 'qed', 'rif', 'sut', 'tew', 'vab', 'wox', 'zyg'],
  ['cri', 'dwa', 'fle', 'gno', 'blu', 'spy', 'tro', 'klu', 'pra', 'sni', 'vri', 'zho', 'thu'],
] as const;

test('two hundred Services that select nothing and two hundred workloads', { timeout: 120_000 }, () => {
  const numbers = Array.from({ length: 200 }, (_, number) => number);
  // Every fourth Service lacks one letter; the other Services have a value that no workload has.
  const askedBy = (number: number) => (number % 4 === 0 ? wordOf(number).slice(0, -1) : `part-${number}`);
  const text = numbers
    .map(
      (number) =>
        serviceIn(`s${number}.yaml`, { name: `service-${number}`, selector: `app: ${askedBy(number)}` }) +
        workloadIn(`d${number}.yaml`, { name: wordOf(number), labels: `app: ${wordOf(number)}` }),
    )
    .join('');
  const analysis = analysisOf(text);
  for (const number of numbers) {
    const [problem] = problemsOf(analysis, `s${number}.yaml`);
    const nearest = problem?.candidates?.[0]?.resource.name;
    if (number % 4 === 0) {
      assert.equal(nearest, wordOf(number));
      assert.notEqual(problem?.severity, 'hint');
    } else {
      assert.equal(problem?.severity, 'hint', `service-${number}`);
    }
  }
  const [unlike] = problemsOf(analysis, 's1.yaml');
  assert.ok(!fixesFor(analysis, unlike!).some(({ preferred }) => preferred));
});

test('a selector of forty pairs with one wrong pair', () => {
  const pairs = (last: string) =>
    [...Array.from({ length: 39 }, (_, number) => `key${number}: value`), `app: ${last}`].join(', ');
  const text =
    serviceIn('s.yaml', { name: 'entry', selector: pairs('fronted') }) +
    workloadIn('d.yaml', { name: 'web', labels: pairs('frontend') });
  assert.equal(levelOf(text), 'warning');
  assert.ok(fixesOf(text).includes('Copy pod labels from Deployment "web" *'));
});

test('identical workloads', () => {
  const copies = Array.from({ length: 60 }, (_, number) =>
    workloadIn(`d${number}.yaml`, { name: `worker-${number}`, labels: 'app: worker' }),
  ).join('');
  const text = serviceIn('s.yaml', { name: 'entry', selector: 'app: gateway' }) + copies;
  assert.equal(levelOf(text), 'hint');
  assert.ok(!fixesOf(text).some((each) => each.endsWith('*')));
});
