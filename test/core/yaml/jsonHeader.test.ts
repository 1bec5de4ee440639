import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonHeaderOf } from '../../../server/src/core/yaml/jsonHeader.ts';

test('what a JSON object says it is', () => {
  const service = {
    kind: 'Service',
    apiVersion: 'v1',
    spec: { kind: 'x', 'a"}': ['{', '\\'], n: [-1.5e3, true, null] },
  };
  for (const text of [
    JSON.stringify(service),
    JSON.stringify(service, undefined, 2),
    `\n${JSON.stringify(service)}\r\n`,
  ]) {
    assert.deepEqual(jsonHeaderOf(text), { kind: 'Service', apiVersion: 'v1' });
  }
});

test('only keys of the object itself count, and only strings', () => {
  assert.deepEqual(jsonHeaderOf('{"definitions": {"kind": "x", "apiVersion": "v1"}}'), {});
  assert.deepEqual(jsonHeaderOf('{"x": ["kind", "apiVersion"], "y": "kind", "kind": {"a": "b"}}'), {});
  assert.deepEqual(jsonHeaderOf('{"a": "kind", "b": "v1", "kind": "Pod"}'), { kind: 'Pod' });
});

test('what is no JSON, or more than one value, is left to those who read YAML', () => {
  for (const text of [
    '',
    '[]',
    '{}',
    '"kind"',
    '{kind: Service}',
    "{'kind': 'Service'}",
    '{"kind": "Service"} # comment',
    '{"kind": "Service"}{"kind": "Pod"}',
    '{"kind": "Service", "kind": "Pod"}',
    '{"kind": "Ser\\u0076ice"}',
    '{"kind": "Service"',
    '{"kind": "Service',
    '{"kind": "Service"}}',
    '{"kind": &a "Service"}',
    'x {"kind": "Service"}',
  ]) {
    assert.equal(jsonHeaderOf(text), undefined, text);
  }
});
