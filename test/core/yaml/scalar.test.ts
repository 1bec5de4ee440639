import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Node, Scalar, Tree } from '../../../server/src/core/yaml/node.ts';
import { read } from '../../../server/src/core/yaml/read.ts';
import { type Reader, type Resolved, resolveKey, resolveScalar } from '../../../server/src/core/yaml/scalar.ts';
import table from './scalars.json' with { type: 'json' };

// The table has the answers of the real readers; test/harness/scalars writes it.

for (const reader of ['kubectl', 'kustomize'] as const) {
  test(`every value of the table is read as ${reader} reads it`, () => {
    const wrong = table.flatMap(({ source, value }) => {
      const found = resolvedIn(read(`v: ${source}\n`), (pair) => pair.value, resolveScalar, reader);
      return difference(source, found, value[reader]);
    });
    assert.deepEqual(wrong, []);
  });

  test(`every key of the table is read as ${reader} reads it`, () => {
    const wrong = table.flatMap(({ source, key }) => {
      const found = resolvedIn(read(`${source}: v\n`), (pair) => pair.key, resolveKey, reader);
      return difference(source, found, key[reader]);
    });
    assert.deepEqual(wrong, []);
  });
}

test('the table holds what it should', () => {
  assert.ok(table.length > 300);
  const kinds = new Set(table.flatMap(({ value }) => [value.kubectl.type, value.kustomize.type]));
  assert.deepEqual([...kinds].sort(), ['boolean', 'float', 'integer', 'invalid', 'null', 'string', 'timestamp']);
});

test('block scalars are strings', () => {
  for (const source of ['|-\n  12', '>-\n  true', '|\n  12\n']) {
    const { root } = read(`v: ${source}\n`);
    assert.ok(root?.type === 'mapping');
    assert.equal(resolveScalar(root.pairs[0]!.value as Scalar, 'kubectl').type, 'string');
  }
});

/** A document that the reader refuses is as invalid as a scalar that makes it refuse the document. */
function resolvedIn(
  tree: Tree,
  pick: (pair: { key: Scalar; value: Node }) => Node,
  resolve: (scalar: Scalar, reader: Reader) => Resolved,
  reader: Reader,
): Resolved {
  const { root, errors } = tree;
  if (errors.length > 0 || root?.type !== 'mapping') {
    return { type: 'invalid', value: '' };
  }
  const node = pick(root.pairs[0]!);
  return node.type === 'scalar' ? resolve(node, reader) : { type: 'invalid', value: '' };
}

function difference(source: string, found: Resolved, expected: { type: string; value: string }): string[] {
  const same = found.type === expected.type && (found.type === 'invalid' || found.value === expected.value);
  return same ? [] : [`${source}: ${found.type} ${found.value}, should be ${expected.type} ${expected.value}`];
}
