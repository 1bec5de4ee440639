import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixesFor } from '../../server/src/core/features/fixes.ts';
import { problemsOf } from '../../server/src/core/problems.ts';
import { rules } from '../../server/src/core/rules/list.ts';
import type { Rule } from '../../server/src/core/rules/rule.ts';
import { serviceSelectsNothing } from '../../server/src/core/rules/serviceSelectsNothing.ts';
import { analysisOf } from './fixture.ts';

const service = (name: string, app: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec:\n  selector: {app: ${app}}\n  ports: [{port: 80}]\n`;
const workload = (name: string, app: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec:\n  selector: {matchLabels: {app: ${app}}}\n` +
  `  template:\n    metadata: {labels: {app: ${app}}}\n    spec: {containers: [{name: main, image: example}]}\n`;

/** The names of the Services that the rule judges in the trials of the fixes for a file's problems, and the fixes. */
function trialsOf(files: Readonly<Record<string, string>>, file: string) {
  const judged: string[] = [];
  const counting: Rule = {
    ...serviceSelectsNothing,
    check: (resource, context) => {
      judged.push(resource.name);
      return serviceSelectsNothing.check(resource, context);
    },
  };
  const withRules = rules.map((rule) => (rule === serviceSelectsNothing ? counting : rule));
  const analysis = analysisOf(
    Object.entries(files)
      .map(([path, text]) => `=== ${path}\n${text}`)
      .join('\n'),
  );
  const titles = problemsOf(analysis, file).flatMap((problem) =>
    fixesFor(analysis, problem, withRules).map(({ title }) => title),
  );
  return { judged, titles };
}

test('a trial does not compare the candidates of other Services that select nothing before and after', () => {
  const { judged, titles } = trialsOf(
    {
      'web.yaml': service('web', 'wbe'),
      'webs.yaml': workload('web', 'web'),
      'payments.yaml': service('payments', 'payment'),
      'orders.yaml': service('orders', 'orders-server'),
    },
    'web.yaml',
  );
  assert.ok(titles.length > 0, 'no fix is offered');
  assert.deepEqual(new Set(judged), new Set(['web']));
});

test('a trial judges a Service that selects something after the change', () => {
  const { judged, titles } = trialsOf(
    {
      'web.yaml': `${workload('web', 'web').replace('labels: {app: web}', 'labels: {app: wbe}')}`,
      'beside.yaml': service('beside', 'web'),
    },
    'web.yaml',
  );
  assert.ok(titles.length > 0, 'no fix is offered');
  assert.ok(judged.includes('beside'));
});
