import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFile, readPieces } from '../../server/src/core/kinds/documents.ts';
import { piecesOf } from '../../server/src/sources/pieces.ts';

const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: größen.example.com
spec:
  description: |
    ---
    kind: Deployment 🚀
`;
const service = (name: string) => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
`;

test('what is left without CustomResourceDefinitions stands where it stood', () => {
  for (const documents of [
    [definition, service('a')],
    [service('a'), definition, service('b')],
    [`# a comment first\n${service('a')}`, service('b'), definition, definition, service('c'), definition],
    [definition],
    [definition, '', service('a')],
    [`\n${definition}`, service('ä'), definition, service('b')],
  ]) {
    for (const separator of ['---\n', '--- # next\n', '---\r\n']) {
      for (const start of ['', '---\n']) {
        const text = start + documents.join(separator);
        const pieces = piecesOf(Buffer.from(text));
        assert.ok(pieces, text);
        const wanted = readFile('x.yaml', text).documents.filter((document) => document.facts.depth === 'body');
        const found = readPieces('x.yaml', pieces).documents;
        assert.deepEqual(
          found.map(({ facts, start, line }) => ({ text: facts.text, start, line })),
          wanted.map(({ facts, start, line }) => ({ text: facts.text, start, line })),
        );
        for (const { start, facts } of found) {
          assert.equal(text.slice(start, start + facts.text.length), facts.text);
        }
      }
    }
  }
});

test('what only looks like one is read whole', () => {
  for (const text of [
    service('a'),
    `apiVersion: v1\nkind: List\nitems:\n- ${definition.replaceAll('\n', '\n  ')}`,
    `${definition}kind: Service\n`,
    definition.replace('apiextensions.k8s.io', 'example.com'),
    definition.replace('Definition\n', 'DefinitionX\n'),
    definition.replaceAll('\n', '\r'),
    `${definition}---x: y\nkind: Service\n`,
    `${definition}...\n${service('a')}`,
  ]) {
    assert.equal(piecesOf(Buffer.from(text)), undefined, text);
  }
});
