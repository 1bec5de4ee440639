import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scan } from '../../../server/src/core/yaml/scan.ts';

const kinds = (text: string) => scan(text).map(({ kind, certain }) => (certain ? (kind ?? '-') : '?'));

test('documents are split at markers and begin behind them', () => {
  const text = '---\napiVersion: v1\nkind: Service\n--- # second\nkind: Pod\n';
  assert.deepEqual(scan(text), [
    {
      start: 4,
      end: 33,
      startLine: 1,
      apiVersion: 'v1',
      kind: 'Service',
      certain: true,
      containers: false,
      empty: false,
    },
    { start: 46, end: 56, startLine: 4, kind: 'Pod', certain: true, containers: false, empty: false },
  ]);
});

test('a block scalar does not fool it', () => {
  assert.deepEqual(kinds('kind: ConfigMap\ndata:\n  a: |\n    ---\n    kind: Pod\n'), ['ConfigMap']);
});

test('what is not in plain view is not certain', () => {
  assert.deepEqual(kinds('{"kind": "Service"}'), ['?']);
  assert.deepEqual(kinds('kind: &a Service\n'), ['?']);
  assert.deepEqual(kinds('  kind: Service\n'), ['?']);
  assert.deepEqual(kinds('kind: Pod\nkind: Service\n'), ['?']);
});
