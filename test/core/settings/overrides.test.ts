import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse, emptyAnalysis } from '../../../server/src/core/analysis.ts';
import { readFile } from '../../../server/src/core/kinds/documents.ts';
import { problemsOf, unknownOf } from '../../../server/src/core/problems.ts';
import type { Rule } from '../../../server/src/core/rules/rule.ts';
import { serviceSelectsNothing } from '../../../server/src/core/rules/serviceSelectsNothing.ts';
import { defaultSettings, type Settings } from '../../../server/src/core/settings.ts';
import { statedSeverity } from '../../../server/src/core/severity.ts';
import { deployment, service } from '../../cli/manifests.ts';

const code = 'service-selects-nothing';

test('an override changes the severity in its files, and `off` silences the rule there', () => {
  const overrides: Settings['overrides'] = [
    { files: ['old'], folder: '', severity: 'off' },
    { files: ['new/**'], folder: '', severity: { [code]: 'error' } },
  ];
  assert.deepEqual(severities({ overrides }), { 'old/s.yaml': [], 'new/s.yaml': ['error'], 's.yaml': ['warning'] });
  assert.deepEqual(severities({ severity: { [code]: 'off' }, overrides }), {
    'old/s.yaml': [],
    'new/s.yaml': ['error'],
    's.yaml': [],
  });
  assert.deepEqual(severities({ severity: { [code]: 'off' } }), { 'old/s.yaml': [], 'new/s.yaml': [], 's.yaml': [] });
});

test('a rule that is off runs only if an override turns it on somewhere', () => {
  const runs = (...overrides: Settings['overrides'][number]['severity'][]) => {
    let count = 0;
    const counting: Rule = {
      ...serviceSelectsNothing,
      check: (...args) => {
        count++;
        return serviceSelectsNothing.check(...args);
      },
    };
    const settings: Settings = {
      ...defaultSettings,
      severity: { [code]: 'off' },
      overrides: overrides.map((severity) => ({ files: ['elsewhere'], folder: '', severity })),
    };
    const files = new Map([['s.yaml', readFile('s.yaml', service('web'))]]);
    analyse(emptyAnalysis, { files, complete: true, settings }, [counting]);
    return count;
  };
  assert.deepEqual([runs(), runs('off', { another: 'error' }, { [code]: 'off' })], [0, 0]);
  assert.deepEqual([runs('hint'), runs('off', { [code]: 'error' })], [1, 1]);
});

test('the last override that states the rule for the file counts', () => {
  const severityOf = statedSeverity({
    severity: { a: 'error', b: 'error' },
    overrides: [
      { files: ['x'], folder: '', severity: 'off' },
      { files: ['x/y'], folder: '', severity: { a: 'hint' } },
      { files: ['deploy/x/z'], folder: 'deploy', severity: 'warning' },
    ],
  });
  assert.deepEqual(
    ['q', 'x/q', 'x/y/q', 'x/z/q'].map((file) => [severityOf('a', file), severityOf('b', file), severityOf('c', file)]),
    [
      ['error', 'error', undefined],
      ['off', 'off', 'off'],
      ['hint', 'off', 'off'],
      ['warning', 'warning', 'warning'],
    ],
  );
});

function severities(stated: Partial<Settings>): Record<string, readonly string[]> {
  const folders = ['old/', 'new/', ''];
  const files = folders.flatMap((folder, at) => [
    [`${folder}s.yaml`, service(`web${at}`)] as const,
    [`${folder}d.yaml`, deployment(`web${at}`)] as const,
  ]);
  const read = new Map(files.map(([path, text]) => [path, readFile(path, text)]));
  const { analysis } = analyse(emptyAnalysis, {
    files: read,
    complete: true,
    settings: { ...defaultSettings, ...stated },
  });
  return Object.fromEntries(
    folders.map((folder) => [
      `${folder}s.yaml`,
      [
        ...problemsOf(analysis, `${folder}s.yaml`).map((each) => each.severity),
        ...unknownOf(analysis, `${folder}s.yaml`).map(() => 'unknown'),
      ],
    ]),
  );
}
