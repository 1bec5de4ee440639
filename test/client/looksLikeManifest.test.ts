import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looksLikeManifest } from '../../client/src/looksLikeManifest.ts';

const manifests = {
  'block style': 'apiVersion: v1\nkind: Service\n',
  'the keys in another order, among others': '# a comment\nkind: Service\nmetadata:\n  name: web\napiVersion: v1\n',
  'CRLF line ends': 'apiVersion: v1\r\nkind: Service\r\n',
  'a key with space before its colon': 'apiVersion : v1\nkind : Service\n',
  'quoted keys': '"apiVersion": v1\n\'kind\': Service\n',
  'flow style': '{apiVersion: v1, kind: Service}\n',
  'JSON on one line': '{"apiVersion":"v1","kind":"Service"}',
  'a list whose own header comes last': '{"items": [], "kind": "List", "apiVersion": "v1"}',
  'an item of a sequence': '- apiVersion: v1\n  kind: Service\n',
  'a second document': 'a: 1\n---\napiVersion: v1\nkind: Service\n',
};

const others = {
  'an empty text': '',
  'only one of the keys': 'apiVersion: v2\nname: chart\n',
  'words in prose': '# The apiVersion and the kind decide.\nname: web\n',
  'keys that only end in the words': 'myapiVersion: v1\nsubkind: x\n',
  'values that are the words': 'a: apiVersion\nb: kind\n',
};

for (const [what, text] of Object.entries(manifests)) {
  test(`a manifest: ${what}`, () => assert.equal(looksLikeManifest(text), true));
}
for (const [what, text] of Object.entries(others)) {
  test(`not a manifest: ${what}`, () => assert.equal(looksLikeManifest(text), false));
}
