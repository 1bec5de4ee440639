import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFile } from '../../../server/src/core/kinds/documents.ts';

const configMap = `# settings
kind: ConfigMap
apiVersion: v1
metadata:
  name: settings
  labels:
    app: web # podwire-ignore

data:
  a: |
    kind: Deployment
`;

test('of a kind that wires nothing only the header is read, with the keys of its data, at its place', () => {
  const text = `${configMap}---\n${configMap}`;
  const { documents } = readFile('a.yaml', text);
  assert.equal(documents.length, 2);
  for (const { facts, start } of documents) {
    assert.equal(facts.depth, 'header');
    assert.equal(facts.text, configMap.slice(0, configMap.indexOf('|') + 1));
    assert.equal(facts.ignored.length, 1);
    assert.equal(text.slice(start, start + facts.text.length), facts.text);
    assert.deepEqual(
      facts.resources.map(({ kind, name, labels }) => [kind, name, labels?.pairs[0]?.value.value]),
      [['ConfigMap', 'settings', 'web']],
    );
  }
});

test('an edit of the rest leaves the facts as they are, one of the header does not', () => {
  const before = readFile('a.yaml', configMap);
  const rest = readFile('a.yaml', configMap.replace('Deployment', 'Service'), before);
  assert.equal(rest.documents[0]?.facts, before.documents[0]?.facts);
  for (const edited of [
    configMap.replace('app: web', 'app: api'),
    configMap.replace('\ndata:', '\nmetadata:'),
    configMap.replace('kind: ConfigMap', 'kind: Service'),
  ]) {
    const facts = readFile('a.yaml', edited, before).documents[0]?.facts;
    assert.notEqual(facts, before.documents[0]?.facts);
    assert.deepEqual(facts, readFile('a.yaml', edited).documents[0]?.facts);
  }
});

test('a CustomResourceDefinition is read up to the end of its conversion, if a Service converts its objects', () => {
  const definition = (conversion: string) => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: carts.example.com
spec:
${conversion}  group: example.com
  versions: []
`;
  const service = `  conversion:
    webhook:
      clientConfig:
        service: {name: shop, namespace: shop}
`;
  const [converted] = readFile('a.yaml', definition(service)).documents;
  const text = definition(service);
  assert.equal(converted?.facts.text, text.slice(0, text.indexOf('\n  group')));
  assert.equal(converted.facts.resources[0]?.references[0]?.name.value, 'shop');
  for (const without of ['', '  conversion: {strategy: None}\n', service.replace('service:', 'url:')]) {
    assert.equal(readFile('a.yaml', definition(without)).documents[0]?.facts.wiresNothing, true);
  }
  const before = readFile('a.yaml', text);
  const edited = readFile('a.yaml', text.replace('versions: []', 'versions: [{}]'), before);
  assert.equal(edited.documents[0]?.facts, before.documents[0]?.facts);
  const renamed = readFile('a.yaml', text.replace('name: shop', 'name: web'), before);
  assert.equal(renamed.documents[0]?.facts.resources[0]?.references[0]?.name.value, 'web');
});
