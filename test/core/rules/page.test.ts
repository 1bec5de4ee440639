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
const codesIn = (text: string, { file = 'manifest.yaml', ofCluster = false } = {}) => {
  const analysis = analysisOf({ text: `=== ${file}\n${text}`, ...(ofCluster ? { cluster } : {}) });
  // An example is a part of a workspace: the pods of its Services are not in it.
  const problems = problemsOf(analysis, file).filter(({ severity }) => severity !== 'hint');
  return [...new Set(problems.map((each) => each.code))];
};

for (const { code, documentation, ofCluster = false } of rules) {
  test(`the examples on the page of ${code} hold`, () => {
    const { bad, good, file = 'manifest.yaml' } = documentation.example;
    assert.ok(codesIn(bad, { file, ofCluster }).includes(code));
    assert.deepEqual(codesIn(bad, { file }), ofCluster ? [] : [code]);
    assert.deepEqual(codesIn(good, { file }), []);
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
