import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { readFile } from '../../../server/src/core/kinds/documents.ts';
import { documentsOf } from '../../../server/src/core/render/documents.ts';
import { emptyLayers } from '../../../server/src/core/render/layerParts.ts';
import { type Manifests, renderManifests } from '../../../server/src/core/render/manifests.ts';
import { renderKustomization } from '../../../server/src/core/render/render.ts';
import { toJson } from '../../../server/src/core/render/tree.ts';
import { cases } from './cases.ts';
import { memorySource } from './memorySource.ts';

function textOf({ lines }: Manifests): string {
  return lines.map(({ text }) => `${text}\n`).join('');
}

test('the printed manifests of each case, read again, are the rendered objects', () => {
  let compared = 0;
  for (const [name, fixture] of Object.entries(cases)) {
    const source = memorySource(fixture);
    const { objects } = renderKustomization(source, 'app', emptyLayers())!.bundle;
    const text = textOf(renderManifests(source, 'app')!);
    const inOrder = (all: readonly unknown[]) => all.map((each) => JSON.stringify(sorted(each))).sort();
    const expected = inOrder(objects.map(({ root }) => toJson(root)));
    for (const version of ['1.1', '1.2'] as const) {
      const found = text === '' ? [] : parseAllDocuments(text, { version });
      assert.ok(Array.isArray(found));
      assert.deepEqual(
        found.flatMap(({ errors }) => errors),
        [],
        `${name}\n${text}`,
      );
      assert.deepEqual(inOrder(found.map((document) => document.toJS())), expected, `${name}\n${text}`);
    }
    // kubectl, which applies it, reads it as this reader does.
    const again = documentsOf(readFile('rendered.yaml', text), text, true).map(({ root }) => toJson(root));
    assert.deepEqual(inOrder(again), expected, `${name}\n${text}`);
    compared += objects.length;
  }
  assert.ok(compared > 200, `${compared} objects`);
});

/** Keys in one order: the order of keys says nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, each]) => [key, sorted(each)]),
      )
    : value;
}

// The orders and styles below are those of kustomize, which printed the same objects.
const objects = `=== app/all.yaml
apiVersion: example.com/v1
kind: Cache
metadata: {name: b}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: hook}
---
apiVersion: v1
kind: Service
metadata: {name: web-2}
---
apiVersion: v1
kind: Service
metadata: {name: web-10}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: example.com/v1
kind: Cache
metadata: {name: a}
`;

function kindsIn(options: string): readonly string[] {
  const source = memorySource(`=== app/kustomization.yaml\nresources: [all.yaml]\n${options}${objects}`);
  const text = textOf(renderManifests(source, 'app')!);
  return [...text.matchAll(/^kind: (.*)\nmetadata:\n {2}name: (.*)$/gm)].map(([, kind, name]) => `${kind} ${name}`);
}

test('objects are in the order of kustomize', () => {
  assert.deepEqual(kindsIn(''), [
    'Namespace shop',
    'Service web-10',
    'Service web-2',
    'Deployment web',
    'Cache a',
    'Cache b',
    'ValidatingWebhookConfiguration hook',
  ]);
  assert.deepEqual(kindsIn('sortOptions: {order: fifo}\n').slice(0, 3), [
    'Cache b',
    'Deployment web',
    'ValidatingWebhookConfiguration hook',
  ]);
  const chosen = 'sortOptions: {order: legacy, legacySortOptions: {orderFirst: [Service], orderLast: [Namespace]}}\n';
  const kinds = kindsIn(chosen);
  assert.deepEqual([kinds[0], kinds[1], kinds.at(-1)], ['Service web-10', 'Service web-2', 'Namespace shop']);
});

test('values keep their type and their text, in the style of kustomize', () => {
  const source = memorySource(`=== app/kustomization.yaml
resources: [all.yaml]
=== app/all.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: values}
data:
  key10: 'x'
  key2: "80"
  date: "2020-01-01"
  colon: 'a: b'
  block: "one\\ntwo\\n"
  kept: "one\\n\\n"
  cut: "one\\ntwo"
  space: "one \\ntwo"
  empty: ""
binaryData: {}
extra: [{a: "1\\n2"}, [1, 2.50], null, true]
`);
  assert.equal(
    textOf(renderManifests(source, 'app')!),
    `apiVersion: v1
binaryData: {}
data:
  block: |
    one
    two
  colon: 'a: b'
  cut: |-
    one
    two
  date: "2020-01-01"
  empty: ""
  kept: |+
    one

  key2: "80"
  key10: x
  space: "one \\ntwo"
extra:
- a: |-
    1
    2
- - 1
  - 2.5
- null
- true
kind: ConfigMap
metadata:
  name: values
`,
  );
});

test('keys are in the order of kustomize', () => {
  const data = '{a1b: "", a1-x: "", a10: "", 2b: "", 2-x: "", "20": "", _x: "", B: "", é: ""}';
  const source = memorySource(`=== app/kustomization.yaml
resources: [all.yaml]
=== app/all.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: web}
data: ${data}
`);
  const text = textOf(renderManifests(source, 'app')!);
  const keys = [...text.matchAll(/^ {2}(.*): ""$/gm)].map(([, key]) => key);
  assert.deepEqual(keys, ['_x', '2-x', '"20"', '2b', 'B', 'a1-x', 'a10', 'a1b', 'é']);
});
