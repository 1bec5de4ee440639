import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixesFor } from '../../../server/src/core/features/fixes.ts';
import { problemsOf } from '../../../server/src/core/problems.ts';
import { labelSelectorMatches } from '../../../server/src/core/resolve/evidence/match.ts';
import { selectorTemplateMismatchFixes } from '../../../server/src/core/rules/fixes/selectorTemplateMismatch.ts';
import type { Rule } from '../../../server/src/core/rules/rule.ts';
import { serviceSelectsNothing } from '../../../server/src/core/rules/serviceSelectsNothing.ts';
import { analysisOf } from '../fixture.ts';
import { textsAfter } from './checkFix.ts';

/** Compares only the workload's selector with its template, which is what the fixes change. */
const mismatch: Rule = {
  code: 'mismatch',
  severity: 'error',
  of: ['workloadSelector'],
  documentation: { title: '', what: '', why: '', fix: '', silent: '', example: { bad: '', good: '' } },
  *check({ workloadSelector, podTemplate, document }) {
    if (workloadSelector && podTemplate && !labelSelectorMatches(workloadSelector, podTemplate.labels)) {
      yield { severity: 'error', message: 'mismatch', at: { document, range: workloadSelector.keyRange } };
    }
  },
  fixes: selectorTemplateMismatchFixes,
};
const rules = [mismatch, serviceSelectsNothing];

const deployment = (selector: string, labels: string) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
${selector}
  template:
    metadata:
      labels:
${labels}
    spec:
      containers:
        - name: web
          image: nginx
`;

/** Titles, with a star at the preferred one, and the text that each fix leaves behind. */
function fixed(text: string): readonly (readonly [string, string | undefined])[] {
  const analysis = analysisOf(text, { rules });
  const problem = problemsOf(analysis, 'manifest.yaml').find((each) => each.code === 'mismatch');
  assert.ok(problem, 'nothing is reported');
  return fixesFor(analysis, problem, rules).map((fix) => [
    fix.title + (fix.preferred ? ' *' : ''),
    textsAfter(analysis, text, fix).get('manifest.yaml'),
  ]);
}

test('the template is fixed first, because a selector cannot be changed', () => {
  assert.deepEqual(fixed(deployment('      app: web # which', '        app: wbe # of this')), [
    [
      'Add app=web to the pod template of Deployment "web" *',
      deployment('      app: web # which', '        app: web # of this'),
    ],
    [
      'Change the selector to app=wbe (a selector cannot change once the Deployment is applied)',
      deployment('      app: wbe # which', '        app: wbe # of this'),
    ],
  ]);
});

test('a label that the template lacks is added, or taken out of the selector', () => {
  assert.deepEqual(fixed(deployment('      app: web\n      tier: front', '        app: web')), [
    [
      'Add tier=front to the pod template of Deployment "web" *',
      deployment('      app: web\n      tier: front', '        app: web\n        tier: front'),
    ],
    [
      'Remove tier=front from the selector (a selector cannot change once the Deployment is applied)',
      deployment('      app: web', '        app: web'),
    ],
  ]);
});

test('the template keeps a label by which a Service finds its pods', () => {
  const service = `---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web-v2
  ports:
    - port: 80
`;
  const titles = fixed(deployment('      app: web', '        app: web-v2') + service).map(([title]) => title);
  assert.deepEqual(titles, [
    'Change the selector to app=web-v2 (a selector cannot change once the Deployment is applied)',
  ]);
});
