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
