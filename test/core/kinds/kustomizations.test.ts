import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFile } from '../../../server/src/core/kinds/documents.ts';
import type { Kustomization } from '../../../server/src/core/model/kustomization.ts';

function kustomization(text: string, path = 'app/overlay/kustomization.yaml'): Kustomization | undefined {
  return readFile(path, text).documents[0]?.facts.kustomization;
}

test('it is known by its file name, with or without kind', () => {
  assert.ok(kustomization('resources: [a.yaml]\n'));
  assert.ok(kustomization('resources: [a.yaml]\n', 'Kustomization'));
  assert.ok(kustomization('apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n', 'a/kustomization.yml'));
  assert.equal(kustomization('resources: [a.yaml]\n', 'a/kustomize.yaml'), undefined);
  assert.equal(
    kustomization('apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: a}\n'),
    undefined,
  );
  assert.equal(kustomization('kind: Component\n')?.component, true);
});

test('what it includes, and as what', () => {
  const found = kustomization(
    'resources:\n- ../base\n- a.yaml\n- https://example.com/b.yaml\n- ../../../out.yaml\ncomponents: [../c]\npatches:\n- path: p.yaml\n- patch: |-\n    a: b\npatchesStrategicMerge: [s.yaml]\nconfigurations: [k.yaml]\n',
  );
  assert.deepEqual(
    found?.includes.map(({ written, path, role }) => [written, path, role]),
    [
      ['../base', 'app/base', 'resource'],
      ['a.yaml', 'app/overlay/a.yaml', 'resource'],
      ['https://example.com/b.yaml', undefined, 'resource'],
      ['../../../out.yaml', undefined, 'resource'],
      ['../c', 'app/c', 'component'],
      ['s.yaml', 'app/overlay/s.yaml', 'patch'],
      ['p.yaml', 'app/overlay/p.yaml', 'patch'],
      ['k.yaml', 'app/overlay/k.yaml', 'configuration'],
    ],
  );
});

test('its namespace', () => {
  assert.equal(kustomization('namespace: a\n')?.namespace?.value, 'a');
  assert.equal(kustomization('namespace: ""\n')?.namespace, undefined);
});
