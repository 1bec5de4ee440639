import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helmProgram } from '../harness/helm/program.ts';
import { chartsAreNotHere, chartsFolder, collectCharts } from './collection.ts';
import { compareAll, figuresOf } from './measure.ts';

/** One chart in so many is rendered, because Helm takes a minute for all. `npm run charts -- --all` takes each. */
const oneIn = 8;

test('charts are rendered as the real Helm renders them', (context) => {
  const root = chartsFolder();
  if (root === undefined) {
    context.skip(chartsAreNotHere);
    return;
  }
  const program = helmProgram();
  if (program === undefined) {
    assert.notEqual(process.env.CI, 'true', 'Go is needed where CI=true');
    context.skip('Go is not installed');
    return;
  }
  const charts = collectCharts(root).filter((_, index) => index % oneIn === 0);
  const { rendered, refused, ...figures } = figuresOf([...compareAll(program, charts)]);
  context.diagnostic(`${rendered} renders are equal to Helm's; ${refused} charts and value files are refused by both`);
  assert.deepEqual(figures.differences, []);
  assert.equal(figures.wiring, rendered);
  assert.equal(figures.yaml, rendered);
  assert.equal(figures.refusedHere, refused);
  assert.ok(rendered > 0);
});
