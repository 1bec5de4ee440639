import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHeader } from '../../../server/src/core/yaml/header.ts';
import type { Tree } from '../../../server/src/core/yaml/node.ts';
import { read } from '../../../server/src/core/yaml/read.ts';

/** The header as the whole document's tree has it. */
function expected(text: string): Tree['root'] {
  const { root } = read(text);
  assert.ok(root?.type === 'mapping');
  const pairs = root.pairs.filter(({ key }) => ['apiVersion', 'kind', 'metadata'].includes(key.text));
  return { ...root, start: pairs[0]!.start, end: pairs.at(-1)!.end, pairs };
}

test('the header is that of the whole document, ranges included', () => {
  const documents = [
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  labels:\n    app: "web"\nspec:\n  ports:\n  - port: 80\n',
    '# first\nkind: "Service" # c\n\nspec:\n- a\n- b\n# c\nmetadata: {name: web}\napiVersion: v1',
    '\ufeffapiVersion: v1\r\nkind: ConfigMap\r\ndata:\r\n  a: |\r\n    kind: Pod\r\n\r\n    x\r\nmetadata:\r\n  name: web\r\n',
    'metadata:\n\n  # c\n  name: a\n  annotations:\n    x: |\n      metadata:\n  finalizers:\n  - a\nkind: A\n',
  ];
  for (const text of documents) {
    assert.deepEqual(readHeader(text)?.root, expected(text), text);
  }
});

test('it does not read the rest', () => {
  const text = 'apiVersion: v1\nkind: A\nmetadata:\n  name: b\nspec: {{ broken\n  - "\n';
  assert.equal(readHeader(text)?.root?.type, 'mapping');
});

test('it gives up where the header is not in plain view', () => {
  const documents = [
    '{"kind": "Service"}',
    '  kind: Service\n',
    'kind: Service\nkind: Pod\n',
    'kind: &a Service\n',
    'metadata: &m\n  name: a\nkind: Service\n',
    '<<: *a\nkind: Service\n',
    '"kind": Service\n',
    'kind: Service\n\tx: y\n',
    'a: {\n"kind": "Pod"\n}\nkind: Service\n',
    '- kind: Service\n',
    'a: b\n',
    '',
  ];
  for (const text of documents) {
    assert.equal(readHeader(text), undefined, text);
  }
});
