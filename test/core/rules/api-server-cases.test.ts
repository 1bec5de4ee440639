import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse, emptyAnalysis } from '../../../server/src/core/analysis.ts';
import { readFile } from '../../../server/src/core/kinds/documents.ts';
import { problemsOf } from '../../../server/src/core/problems.ts';
import { rules } from '../../../server/src/core/rules/list.ts';
import { defaultSettings } from '../../../server/src/core/settings.ts';
import answers from './api-server-cases/answers.json' with { type: 'json' };
import { apiServerCases } from './api-server-cases.ts';

// Other rules compare a resource with others, and a case has no others; of an Ingress it is its own text that lacks a
// port.
const codes = [...new Set(apiServerCases.flatMap(({ reports }) => reports))];

test('the codes of the cases are those of rules', () => {
  assert.deepEqual(
    codes.filter((each) => rules.every(({ code }) => code !== each)),
    [],
  );
});

test('nothing is reported as refused that the API server accepts', () => {
  const wrong = apiServerCases.filter(
    ({ strict, reports }) => strict.accepted && reports.some((code) => code !== 'duplicate-key'),
  );
  assert.deepEqual(wrong, []);
});

test('every case has an answer, and every answer a case', () => {
  assert.deepEqual(Object.keys(answers.cases).toSorted(), apiServerCases.map(({ name }) => name).toSorted());
});

const reported = new Map(apiServerCases.map(({ name, manifest }) => [name, reportedIn(manifest)]));

for (const code of codes) {
  test(`${code} reports the cases that it should`, () => {
    const wrong = apiServerCases.flatMap(({ name, manifest, reports, strict }) => {
      const found = reported.get(name)!.includes(code);
      if (found === reports.includes(code)) return [];
      const answer = strict.accepted ? 'accepted' : strict.messages.join('; ');
      return [`${name}: ${found ? 'reported, but should not be' : 'not reported'}\n${manifest}${answer}\n`];
    });
    assert.equal(wrong.join('\n'), '');
  });
}

function reportedIn(manifest: string): string[] {
  const path = 'manifest.yaml';
  const files = new Map([[path, readFile(path, manifest)]]);
  const change = { files, settings: defaultSettings, complete: true };
  const { analysis } = analyse(emptyAnalysis, change, rules);
  return problemsOf(analysis, path).map(({ code }) => code);
}
