import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IndexReader } from '../../../server/src/core/index/reader.ts';
import { problemsOf } from '../../../server/src/core/problems.ts';
import { copiedSelector } from '../../../server/src/core/resolve/copiedSelectors.ts';
import { entriesOf } from '../../../server/src/core/text/versionedMap.ts';
import { analysisOf } from '../fixture.ts';

const service = (name: string, selector: string) =>
  `=== ${name}.yaml\napiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec:\n  selector: {${selector}}\n  ports: [{port: 80}]\n`;
const workload = (name: string, labels: string) =>
  `=== ${name}-workload.yaml\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec:\n` +
  `  selector: {matchLabels: {${labels}}}\n  template:\n    metadata: {labels: {${labels}}}\n` +
  '    spec: {containers: [{name: main, image: example, ports: [{containerPort: 80}]}]}\n';

/** Whether the selector of a Service was copied, and the keys on which that depends. */
function copied(fixture: string, name: string) {
  const { index, settings, judgements } = analysisOf(fixture);
  const service = [...entriesOf(judgements)].map(([resource]) => resource).find((each) => each.name === name)!;
  const reader = new IndexReader(index, {}, true);
  const found = copiedSelector(service, reader, settings);
  const { keys, parts } = reader.dependencies();
  return { found, keys: [...keys, ...parts.flatMap((part) => part.keys)] };
}

test('whether a selector was copied does not depend on Services with other selectors', () => {
  const fixture =
    service('web', 'app: web') + service('metrics', 'tier: front') + workload('web', 'app: web, tier: front');
  const { found, keys } = copied(fixture, 'web');
  assert.equal(found, undefined);
  assert.ok(keys.includes('selector app=web'), keys.join(', '));
  assert.ok(!keys.includes('selector tier=front'), keys.join(', '));
  assert.ok(!keys.some((key) => key.startsWith('services in ')), keys.join(', '));
});

test('a selector is a copy of one with the same pairs in another order, in the same directory', () => {
  const workloads = workload('web', 'app: web, tier: front') + workload('shop', 'app: shop, tier: front');
  const web = service('web', 'app: web, tier: front');
  const shop = service('shop', 'tier: front, app: web');
  assert.equal(copied(web + shop + workloads, 'shop').found?.own.name, 'shop');
  assert.equal(copied(web + shop.replace('=== shop', '=== apart/shop') + workloads, 'shop').found, undefined);
  assert.deepEqual(problemsOf(analysisOf(web + workloads), 'web.yaml'), []);
});
