import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFile } from '../../../server/src/core/kinds/documents.ts';

function names(text: string): string[] {
  return readFile('a.yaml', text)
    .documents.flatMap(({ facts }) => facts.resources)
    .map((resource) => `${resource.apiVersion} ${resource.kind} ${resource.name}`);
}

test('the items of a List are the resources', () => {
  const text =
    'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Service\n  metadata: {name: a}\n- apiVersion: apps/v1\n  kind: Deployment\n  metadata: {name: b}\n- nothing\n';
  assert.deepEqual(names(text), ['v1 Service a', 'apps/v1 Deployment b']);
});

test('items of a typed list take what they lack from it', () => {
  const text =
    'apiVersion: v1\nkind: ServiceList\nitems:\n- metadata: {name: a}\n- apiVersion: apps/v1\n  kind: Deployment\n  metadata: {name: b}\n';
  assert.deepEqual(names(text), ['v1 Service a', 'apps/v1 Deployment b']);
});

test('a kind that only ends in List, and a List without items, are objects', () => {
  assert.deepEqual(names('apiVersion: example.com/v1\nkind: AllowList\nmetadata: {name: a}\n'), [
    'example.com/v1 AllowList a',
  ]);
  assert.deepEqual(names('apiVersion: v1\nkind: List\n'), ['v1 List ']);
  assert.deepEqual(names('apiVersion: v1\nkind: List\nitems: {}\n'), ['v1 List ']);
});

test('the objects of an OpenShift Template are the resources', () => {
  const text = (apiVersion: string) =>
    `apiVersion: ${apiVersion}\nkind: Template\nmetadata: {name: t}\nobjects:\n- apiVersion: v1\n  kind: Service\n  metadata: {name: "\${NAME}"}\n  spec: {selector: {app: "\${NAME}", n: "\${{N}}"}}\nparameters:\n- name: NAME\n`;
  for (const apiVersion of ['template.openshift.io/v1', 'v1']) {
    const [service] = readFile('a.yaml', text(apiVersion)).documents.flatMap(({ facts }) => facts.resources);
    assert.equal(service?.kind, 'Service');
    assert.deepEqual(
      service?.service?.selector?.pairs.map((pair) => pair.value.type),
      ['placeholder', 'placeholder'],
    );
  }
  assert.deepEqual(names(text('example.com/v1')), ['example.com/v1 Template t']);
});

test('lists in lists end somewhere', () => {
  const deep = `${'{"apiVersion":"v1","kind":"List","items":['.repeat(50)}${']}'.repeat(50)}`;
  assert.deepEqual(names(deep), []);
});
