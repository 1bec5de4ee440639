import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse, emptyAnalysis } from '../../server/src/core/analysis.ts';
import { readFile } from '../../server/src/core/kinds/documents.ts';
import { originOf } from '../../server/src/core/model/origin.ts';
import type { Problem, Severity } from '../../server/src/core/model/problem.ts';
import type { Lost } from '../../server/src/core/model/wiring.ts';
import { problemsOf } from '../../server/src/core/problems.ts';
import type { Finding, Rule } from '../../server/src/core/rules/rule.ts';
import { serviceSelectsNothing } from '../../server/src/core/rules/serviceSelectsNothing.ts';
import { defaultSettings, type Settings } from '../../server/src/core/settings.ts';

type Found = Extract<Finding, { severity: Severity }>;

const text = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n';

test('a setting replaces the severity of what is sure, and never raises a guess', () => {
  const severityWith = (found: Pick<Found, 'severity' | 'weak'>, stated: Severity | 'off' | undefined) => {
    const settings = { ...defaultSettings, severity: stated === undefined ? {} : { made: stated } };
    return problemsWith([ruleOf(found)], text, settings)[0]?.severity;
  };
  const all = ['error', 'warning', 'information', 'hint'] as const;
  const sure = all.slice(0, 3).map((severity) => ({ severity }));
  for (const found of sure) {
    assert.equal(severityWith(found, undefined), found.severity);
    for (const stated of all) {
      assert.equal(severityWith(found, stated), stated, `${found.severity}, set to ${stated}`);
    }
  }
  const guess = { severity: 'information', weak: true } as const;
  assert.deepEqual(
    [undefined, ...all].map((stated) => severityWith(guess, stated)),
    ['information', 'information', 'information', 'information', 'hint'],
  );
  for (const hint of [{ severity: 'hint' }, { severity: 'hint', weak: true }] as const) {
    assert.deepEqual(
      [undefined, ...all].map((stated) => severityWith(hint, stated)),
      ['hint', 'hint', 'hint', 'hint', 'hint'],
    );
  }
  for (const found of [...sure, guess, { severity: 'hint' } as const]) {
    assert.equal(severityWith(found, 'off'), undefined);
  }
});

test('a rule that is off runs if an override turns it on for some files, wherever the override is in the list', () => {
  const rule = ruleOf({ severity: 'warning' });
  const files = ['*.yaml'];
  const found = (...overrides: Settings['overrides']) =>
    problemsWith([rule], text, { ...defaultSettings, severity: { made: 'off' }, overrides }).map(
      ({ severity }) => severity,
    );
  const folder = '';
  const off = { folder, files: ['other/'], severity: 'off' } as const;
  for (const on of [
    { folder, files, severity: 'hint' },
    { folder, files, severity: { made: 'hint' } },
  ] as const) {
    assert.deepEqual(found(on, off), ['hint']);
    assert.deepEqual(found(off, on), ['hint']);
  }
  assert.deepEqual(found(off, { folder, files, severity: { other: 'hint' } }), []);
});

test('what a finding says of a lost edge and of candidates is said of the problem', () => {
  const lost: Lost = {
    targets: [{ group: 'apps', kind: 'Deployment', name: 'web', file: 'web.yaml' }],
    since: 'HEAD 4ef8179',
    cause: 'target changed',
  };
  const [problem] = problemsWith([ruleOf({ severity: 'warning', lost, candidates: [] })], text, defaultSettings);
  assert.deepEqual([problem?.lost, problem?.candidates], [lost, []]);
  const [plain] = problemsWith([ruleOf({ severity: 'warning' })], text, defaultSettings);
  assert.ok(plain);
  assert.deepEqual(['lost' in plain, 'candidates' in plain], [false, false]);
});

test('a selector that may mean a workload, and one that probably does, under the same setting', () => {
  const workload = (name: string, image: string) =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec:\n  selector: {matchLabels: {app: frontend}}\n  template:\n    metadata: {labels: {app: frontend}}\n    spec: {containers: [{name: main, image: ${image}, ports: [{containerPort: 8080}]}]}\n`;
  const service =
    'apiVersion: v1\nkind: Service\nmetadata: {name: entry}\nspec: {selector: {app: frontned}, ports: [{port: 8080}]}\n';
  const probable = `${service}---\n${workload('blue', 'entry-api')}`;
  // Of two that the typing error may mean, one runs an image of a similar name.
  const possible = `${probable}---\n${workload('green', 'base')}`;
  const severities = (manifests: string, stated?: Severity) =>
    problemsWith([serviceSelectsNothing], manifests, {
      ...defaultSettings,
      severity: stated ? { 'service-selects-nothing': stated } : {},
    }).map(({ severity }) => severity);
  assert.deepEqual(severities(probable), ['warning']);
  assert.deepEqual(severities(probable, 'error'), ['error']);
  assert.deepEqual(severities(possible), ['information']);
  assert.deepEqual(severities(possible, 'error'), ['information']);
  assert.deepEqual(severities(possible, 'hint'), ['hint']);
});

function ruleOf(found: Pick<Found, 'severity' | 'weak' | 'lost' | 'candidates'>): Rule {
  return {
    ...serviceSelectsNothing,
    code: 'made',
    *check(resource) {
      yield { ...found, message: 'Found.', at: originOf(resource, resource.nameRange) };
    },
  };
}

function problemsWith(rules: readonly Rule[], manifest: string, settings: Settings): readonly Problem[] {
  const files = new Map([['a.yaml', readFile('a.yaml', manifest)]]);
  const { analysis } = analyse(emptyAnalysis, { files, settings, complete: true }, rules);
  return problemsOf(analysis, 'a.yaml');
}
