import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  Dependencies,
  type Dependents,
  dependentsOf,
  noDependencies,
  noDependents,
  withDependencies,
} from '../../../server/src/core/index/dependencies.ts';
import type { Resource } from '../../../server/src/core/model/resource.ts';
import { resourcesOf } from '../../../server/src/core/problems.ts';
import { entriesOf } from '../../../server/src/core/text/versionedMap.ts';
import { analysisOf } from '../fixture.ts';

const objects = Array.from({ length: 80 }, (_, at) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c${at}}\n`);
const all = [...resourcesOf(analysisOf(objects.map((text, at) => `=== c${at}.yaml\n${text}`).join('')))];
const [first, second] = all as [Resource, Resource, ...Resource[]];

function changed(dependents: Dependents, ...changes: [Resource, Dependencies, Dependencies][]): Dependents {
  return withDependencies(dependents, new Map(changes.map(([resource, before, now]) => [resource, { before, now }])));
}

test('a judgement depends on what its parts were worked out from', () => {
  const inner = new Dependencies(['inner'], []);
  const outer = new Dependencies(['outer'], [inner]);
  const dependents = changed(noDependents, [first, noDependencies, new Dependencies(['own'], [outer])]);
  for (const key of ['own', 'outer', 'inner']) {
    assert.deepEqual([...dependentsOf(dependents, [key])], [first], key);
  }
  assert.deepEqual([...dependentsOf(dependents, ['other'])], []);
});

test('a part is noted once, and is there as long as one judgement depends on it', () => {
  const part = new Dependencies(['shared'], [new Dependencies(['below'], [])]);
  const [one, two] = [new Dependencies([], [part]), new Dependencies(['own'], [part])];
  const both = changed(noDependents, [first, noDependencies, one], [second, noDependencies, two]);
  assert.equal(dependentsOf(both, ['below']).size, 2);
  const left = changed(both, [first, one, noDependencies]);
  assert.deepEqual([...dependentsOf(left, ['below'])], [second]);
  const none = changed(left, [second, two, noDependencies]);
  assert.equal(entriesOf(none).size, 0, 'nothing is left over');
  assert.equal(dependentsOf(both, ['shared']).size, 2, 'the earlier one is as it was');
});

test('a part that moves from one judgement to another in a step stays', () => {
  const part = new Dependencies(['shared'], []);
  const on = () => new Dependencies([], [part]);
  const before = on();
  const dependents = changed(noDependents, [first, noDependencies, before]);
  const moved = changed(dependents, [first, before, noDependencies], [second, noDependencies, on()]);
  assert.deepEqual([...dependentsOf(moved, ['shared'])], [second]);
  const back = changed(dependents, [second, noDependencies, on()], [first, before, noDependencies]);
  assert.deepEqual([...dependentsOf(back, ['shared'])], [second], 'in whatever order');
});

test('parts with very many judgements are found, too', () => {
  const part = new Dependencies(['shared'], []);
  const on = new Map(all.map((each) => [each, new Dependencies([each.name], [part])]));
  const dependents = changed(
    noDependents,
    ...[...on]
      .map(([each, now]) => [each, noDependencies, now] as const)
      .map(([a, b, c]): [Resource, Dependencies, Dependencies] => [a, b, c]),
  );
  assert.equal(dependentsOf(dependents, ['shared']).size, all.length);
  const fewer = changed(dependents, [first, on.get(first)!, noDependencies]);
  assert.equal(dependentsOf(fewer, ['shared']).size, all.length - 1);
});
