import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyService } from '../../../server/src/core/features/verifyService.ts';
import type { ReportRow } from '../../../server/src/core/model/report.ts';
import { lookUp } from '../../../server/src/core/text/versionedMap.ts';
import { analysisOf } from '../fixture.ts';

const service = (selector: string) => `=== web/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
spec:
  selector: {app: ${selector}}
  ports:
    - port: 8001
`;

const deployment = `=== web/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web-server
  namespace: shop
spec:
  selector:
    matchLabels: {app: web-server}
  template:
    metadata:
      labels: {app: web-server}
    spec:
      containers:
        - name: web
          ports:
            - containerPort: 8001
`;

function report(text: string): string {
  const analysis = analysisOf(text);
  const resource = lookUp(analysis.index.files, 'web/service.yaml')?.documents[0]?.facts.resources[0];
  assert.ok(resource);
  const shown = verifyService(analysis, resource);
  assert.ok(shown);
  const lines = (rows: readonly ReportRow[], indent: string): string[] =>
    rows.flatMap((row) => [`${indent}${row.mark} ${row.text}`, ...lines(row.rows ?? [], `${indent}  `)]);
  return [shown.title, ...lines(shown.rows, '')].join('\n');
}

test('a selector that reaches a workload', () => {
  assert.match(report(service('web-server') + deployment), /^Service "web"\nok Selects Deployment "web-server"\n/);
});

test('a selector that reaches nothing, with every step of the decision', () => {
  const text = report(service('web') + deployment);
  assert.match(
    text,
    /failed Service "web" selects no pods: no pod template has app=web\. Closest match: Deployment "web-server"/,
  );
  assert.match(text, /note Namespace: shop/);
  assert.match(text, /note Searched web, the folder itself/);
  assert.match(text, /note Nothing there matches/);
  assert.match(text, /note Probably meant: Deployment "web-server" \(app=web-server\)\n {4}note For it: /);
  assert.match(text, /note For it: app=web resembles app=web-server/);
  assert.match(text, /note For it: it has the same port 8001/);
  assert.doesNotMatch(text, /\d %|most selectors/, 'figures of the model say nothing to a person');
});

test('what silenced a judgement', () => {
  const operator = '=== web/redis.yaml\napiVersion: example.com/v1\nkind: Cache\nmetadata: {name: web}\nspec: {}\n';
  const otherPort = deployment.replace('containerPort: 8001', 'containerPort: 5432');
  const text = report(service('web') + otherPort + operator);
  assert.match(text, /unknown Pods unknown, because the operator of Cache "web" may create its pods/);
  assert.match(text, /unknown May define the pods: the operator of Cache "web"/);
  assert.match(text, /note Possibly meant: Deployment "web-server" \(app=web-server\)\n {4}note Against it: /);
  assert.doesNotMatch(
    report(service('web-servre') + otherPort + operator),
    /Pods unknown/,
    'a typing error tells more',
  );
});

test('a match outside the scope is named', () => {
  const text = report(
    service('web') +
      deployment
        .replaceAll('web-server', 'web')
        .replace('web/deployment', 'far/away/x')
        .replaceAll('namespace: shop\n', 'generation: 1\n'),
  );
  assert.match(text, /note Matches, but is deployed apart: Deployment "web"/);
});
