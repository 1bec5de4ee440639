import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse, emptyAnalysis } from '../../../server/src/core/analysis.ts';
import { firstFix, fixesFor } from '../../../server/src/core/features/fixes.ts';
import type { Answers } from '../../../server/src/core/index/answers.ts';
import { readFile } from '../../../server/src/core/kinds/documents.ts';
import { problemsOf } from '../../../server/src/core/problems.ts';
import { rules } from '../../../server/src/core/rules/list.ts';

const text = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
    tier: front
  ports:
    - port: 80
      targetPort: 8080
      nodePort: 80
    - port: 81
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web-server
  labels:
    enabled: true
spec:
  selector:
    matchLabels:
      app: web-server
  template:
    metadata:
      labels:
        app: web-server
    spec:
      containers:
        - name: web
          image: example/web
          ports:
            - containerPort: 8080
`;

test('the first fix is the first of all fixes', () => {
  const files = new Map([['a.yaml', readFile('a.yaml', text)]]);
  const { analysis } = analyse(emptyAnalysis, { files, complete: true });
  const problems = problemsOf(analysis, 'a.yaml');
  const best = problems.map((problem) => firstFix(analysis, problem));
  assert.ok(best.filter((fix) => fix !== undefined).length >= 3, 'several problems have a fix');
  assert.deepEqual(
    best.map((fix) => fix?.title),
    problems.map((problem) => fixesFor(analysis, problem)[0]?.title),
  );
});

test('trials that tell each other what they have found out come to the same', () => {
  const files = new Map([['a.yaml', readFile('a.yaml', text)]]);
  const { analysis } = analyse(emptyAnalysis, { files, complete: true });
  const problems = problemsOf(analysis, 'a.yaml');
  const answers: Answers = new Map();
  // Some entries of the map come from a verification that changed something else.
  for (const round of ['filling', 'taking']) {
    for (const problem of problems) {
      assert.deepEqual(fixesFor(analysis, problem, rules, answers), fixesFor(analysis, problem), round);
    }
  }
  assert.ok(answers.size > 0, 'something was put in');
});
