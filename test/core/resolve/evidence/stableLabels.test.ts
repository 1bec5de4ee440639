import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFile } from '../../../../server/src/core/kinds/documents.ts';
import { describeLabels } from '../../../../server/src/core/resolve/describe.ts';
import { stableLabelsOf } from '../../../../server/src/core/resolve/evidence/stableLabels.ts';

const stable = (text: string) => {
  const [resource] = readFile('a.yaml', text).documents[0]!.facts.resources;
  return describeLabels(stableLabelsOf(resource!));
};

const deployment = (selector: string, labels: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  selector: ${selector}\n` +
  `  template:\n    metadata:\n      labels: ${labels}\n    spec:\n      containers: [{name: web}]\n`;

test('the stable labels are those of the own selector', () => {
  assert.equal(stable(deployment('{matchLabels: {app: web}}', '{app: web, tier: front}')), 'app=web');
});

test('without a selector, or with one that its template does not match, the labels of the pods count', () => {
  const labels = '{app: web, tier: front, version: v1, pod-template-hash: abc, helm.sh/chart: web-1}';
  assert.equal(stable(deployment('{matchLabels: {app: api}}', labels)), 'app=web, tier=front');
  assert.equal(stable(deployment('{matchExpressions: []}', labels)), 'app=web, tier=front');
  assert.equal(stable(`apiVersion: v1\nkind: Pod\nmetadata: {labels: ${labels}}\nspec: {}\n`), 'app=web, tier=front');
});

test('a resource without a pod template has no stable labels', () => {
  assert.equal(stable('apiVersion: v1\nkind: ConfigMap\nmetadata: {labels: {app: web}}\n'), '');
});
