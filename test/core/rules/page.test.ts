import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemsOf } from '../../../server/src/core/analysis.ts';
import { rules } from '../../../server/src/core/rules/list.ts';
import { pageOf, ruleList } from '../../../server/src/core/rules/page.ts';
import { analysisOf } from '../fixture.ts';

const codesIn = (text: string, file = 'manifest.yaml') => {
  const analysis = analysisOf(`=== ${file}\n${text}`);
  return [...new Set(problemsOf(analysis, file).map((each) => each.code))];
};

for (const { code, documentation } of rules) {
  test(`the examples on the page of ${code} hold`, () => {
    assert.deepEqual(codesIn(documentation.example.bad, documentation.example.file), [code]);
    assert.deepEqual(codesIn(documentation.example.good, documentation.example.file), []);
  });

  test(`the page of ${code} has its parts`, () => {
    const page = pageOf(code) ?? '';
    for (const part of [documentation.what, documentation.why, documentation.mend, documentation.example.bad, code]) {
      assert.ok(page.includes(part), part);
    }
    assert.equal(documentation.title.split('\n').length, 1);
    assert.match(page, /\n$/);
  });
}

test('a code that no rule has is no page', () => {
  assert.equal(pageOf('no-such-rule'), undefined);
});

test('the list names every rule once', () => {
  for (const { code } of rules) {
    assert.equal(ruleList().split(`(${code}.md)`).length, 2);
  }
});
