import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFixture } from '../fixture.ts';
import answers from './answers.json' with { type: 'json' };
import { chartCases } from './chartCases.ts';
import { caseChart, caseValues, functionCases } from './functionCases.ts';
import { renderTexts } from './renderTexts.ts';

// The answers of the real Helm; test/harness/helm writes them.
const recorded = answers as {
  readonly functions: Readonly<Record<string, string | { readonly error: string }>>;
  readonly charts: Readonly<Record<string, { readonly error?: string; readonly templates?: Record<string, string> }>>;
};

const noAnswer = 'no answer: run `node test/harness/helm/answers.ts > test/core/template/answers.json`';

test('functions make what they make in Helm', () => {
  const different: string[] = [];
  for (const template of functionCases) {
    const expected = recorded.functions[template];
    assert.ok(expected !== undefined, noAnswer);
    const { texts, error } = renderTexts(caseChart(template), [caseValues]);
    const found = texts['case/templates/case.txt'];
    if (typeof expected === 'string' ? error !== undefined || found !== expected : error === undefined) {
      different.push(
        `${template}\n  Helm: ${shown(expected)}\n  here: ${shown(error === undefined ? found : { error })}`,
      );
    }
  }
  assert.deepEqual(different, []);
});

for (const [name, fixture] of Object.entries(chartCases)) {
  const expected = recorded.charts[name];
  test(`${expected?.error === undefined ? 'is rendered as by Helm' : 'is refused as by Helm'}: ${name}`, () => {
    assert.ok(expected !== undefined, noAnswer);
    const files = parseFixture(fixture);
    const inChart = files.filter(({ path }) => path.startsWith('chart/'));
    const chart = Object.fromEntries(inChart.map(({ path, text }) => [path.slice('chart/'.length), text]));
    const values = files.filter(({ path }) => !path.startsWith('chart/')).map(({ text }) => text);
    const { texts, error } = renderTexts(chart, values);
    if (expected.error !== undefined) {
      assert.notEqual(error, undefined, `Helm says: ${expected.error}`);
    } else {
      assert.equal(error, undefined);
      assert.deepEqual(texts, expected.templates);
    }
  });
}

function shown(answer: unknown): string {
  return JSON.stringify(answer);
}
