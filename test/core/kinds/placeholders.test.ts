import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFile } from '../../../server/src/core/kinds/documents.ts';

function typeOf(value: string): string | undefined {
  const text = `apiVersion: v1\nkind: Service\nspec:\n  selector:\n    app: ${value}\n`;
  const [service] = readFile('a.yaml', text).documents.flatMap(({ facts }) => facts.resources);
  return service?.service?.selector?.pairs[0]?.value.type;
}

test('what a template language or a person will fill in', () => {
  for (const value of [
    '${APP}',
    '${APP:=web}',
    'pre-${APP}-post',
    '$(APP)',
    '$APP',
    '"{{ app }}"',
    '"{% if a %}b{% endif %}"',
    '<your-app>',
    '"%APP%"',
    '"@APP@"',
    '__APP__',
    '"[[ app ]]"',
    'ENC[AES256_GCM,data:abc]',
    'REPLACE_ME',
    'CHANGE-ME',
  ]) {
    assert.equal(typeOf(value), 'placeholder', value);
  }
});

test('what only looks a little like it', () => {
  for (const value of ['web', 'exchange', 'replacement', 'place-holder', 'a__b', 'encoder', 'v1.2']) {
    assert.equal(typeOf(value), 'string', value);
  }
});

test('a document that only a template engine can read is unread, and its errors are none', () => {
  const helm =
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}\n{{- if .Values.x }}\nspec:\n  selector:\n    app: web\n{{- end }}\n';
  const ytt =
    '#@ load("@ytt:data", "data")\napiVersion: v1\nkind: Service\nspec:\n  selector:\n    app: #@ data.values.app\n';
  for (const text of [helm, ytt]) {
    const [document] = readFile('a.yaml', text).documents;
    assert.match(document?.facts.unread?.because ?? '', /a\.yaml is a template/);
    assert.deepEqual([document?.facts.errors, document?.facts.resources], [[], []]);
  }
  const inBlockScalar =
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: |\n    {{ range .Alerts }}\n    {{ end }}\n';
  const [document] = readFile('a.yaml', inBlockScalar).documents;
  assert.equal(document?.facts.unread, undefined);
  assert.equal(document?.facts.resources.length, 1);
});

test('what is no YAML only because of something to be filled in is a template, and its errors are none', () => {
  const read = (lines: string) => {
    const text = `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n${lines}`;
    const [document] = readFile('a.yaml', text).documents;
    return document?.facts.errors.length === 0 ? document.facts.unread?.because : 'errors';
  };
  for (const lines of [
    'spec: { selector: { matchLabels: { app: ${ARC_NAME} } } }\n',
    '  namespace: @NAMESPACE@\n',
    '  annotations:\n    a: b\n    <CERT_MANAGER_ANNOTATION>\n    c: d\n',
    'spec:\n  image: {image_prefix}web:{image_tag}\n',
  ]) {
    assert.equal(read(lines), 'a.yaml is a template', lines);
  }
  // Of these the placeholder is not the cause, or it is text.
  for (const lines of [
    '  namespace: "${NAMESPACE}\n',
    "spec:\n  a: '${A}' b\n",
    '  a: ${A}\nspec: }\n',
    'spec: {a: b}}\n',
  ]) {
    assert.equal(read(lines), 'errors', lines);
  }
});

test('of documents that do not parse, those may hold pods that may be workloads', () => {
  const unread = (text: string) => readFile('a.yaml', text).documents[0]?.facts.unread?.because;
  assert.match(unread('apiVersion: apps/v1\nkind: Deployment\nspec: [\n') ?? '', /does not parse/);
  assert.match(unread('apiVersion: example.com/v1\nkind: Database\nspec: [\n') ?? '', /does not parse/);
  assert.match(unread('kind: Deployment\nspec: [\n') ?? '', /does not parse/);
  assert.equal(unread('a: [\n'), undefined);
  assert.equal(unread('apiVersion: v1\nkind: ConfigMap\ndata: [\n'), undefined);
  assert.equal(unread('apiVersion: networking.k8s.io/v1\nkind: Ingress\nspec: [\n'), undefined);
});
