import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemsOf } from '../../../server/src/core/problems.ts';
import { rules } from '../../../server/src/core/rules/list.ts';
import { pageOf } from '../../../server/src/core/rules/page.ts';
import { analysisOf } from '../fixture.ts';
import { clusterWith } from '../live/cluster.ts';

/** For rules that compare with the cluster: a Service "web" for app=web without a ready pod. */
const cluster = clusterWith({
  services: { web: { app: 'web' } },
  endpoints: { web: [false] },
  pods: { 'web-1': { app: 'web' }, 'web-backend-1': { app: 'web-backend' } },
});
/** For rules about charts. */
const chart = '=== Chart.yaml\napiVersion: v2\nname: web\nversion: 0.1.0\n';

const codesIn = (text: string, { file = 'manifest.yaml', ofCluster = false, isOfChart = false } = {}) => {
  const analysis = analysisOf({
    text: `${isOfChart ? chart : ''}=== ${file}\n${text}`,
    ...(ofCluster ? { cluster } : {}),
  });
  // An example is a part of a workspace: the pods of its Services are not in it.
  const problems = problemsOf(analysis, file).filter(({ severity }) => severity !== 'hint');
  return [...new Set(problems.map((each) => each.code))];
};

for (const { code, documentation, ofCluster = false, of } of rules) {
  const isOfChart = of.includes('chartErrors');
  test(`the examples on the page of ${code} hold`, () => {
    const { bad, good, file = 'manifest.yaml' } = documentation.example;
    assert.ok(codesIn(bad, { file, ofCluster, isOfChart }).includes(code));
    assert.deepEqual(codesIn(bad, { file, isOfChart }), ofCluster ? [] : [code]);
    assert.deepEqual(codesIn(good, { file, isOfChart }), []);
  });

  test(`the page of ${code} has its parts`, () => {
    const page = pageOf(code) ?? '';
    const { what, why, fix, silent, example } = documentation;
    for (const part of [what, why, fix, silent, example.bad, example.good, code]) {
      assert.ok(page.includes(part), part);
    }
    assert.equal(documentation.title.split('\n').length, 1);
    assert.match(page, /\n$/);
  });
}

test('a code that no rule has is no page', () => {
  assert.equal(pageOf('no-such-rule'), undefined);
});
