import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { readFile } from '../../../server/src/core/kinds/documents.ts';
import { documentsOf } from '../../../server/src/core/render/documents.ts';
import { emptyLayers } from '../../../server/src/core/render/layerParts.ts';
import { type Manifests, renderManifests } from '../../../server/src/core/render/manifests.ts';
import { renderKustomization } from '../../../server/src/core/render/render.ts';
import { toJson } from '../../../server/src/core/render/tree.ts';
import { cases } from './cases.ts';
import { memorySource } from './memorySource.ts';

function textOf({ lines }: Manifests): string {
  return lines.map(({ text }) => `${text}\n`).join('');
}

test('the printed manifests of each case, read again, are the rendered objects', () => {
  let compared = 0;
  for (const [name, fixture] of Object.entries(cases)) {
    const source = memorySource(fixture);
    const { objects } = renderKustomization(source, 'app', emptyLayers())!.bundle;
    const text = textOf(renderManifests(source, 'app')!);
    const inOrder = (all: readonly unknown[]) => all.map((each) => JSON.stringify(sorted(each))).sort();
    const expected = inOrder(objects.map(({ root }) => toJson(root)));
    for (const version of ['1.1', '1.2'] as const) {
      const found = text === '' ? [] : parseAllDocuments(text, { version });
      assert.ok(Array.isArray(found));
      assert.deepEqual(
        found.flatMap(({ errors }) => errors),
        [],
        `${name}\n${text}`,
      );
      assert.deepEqual(inOrder(found.map((document) => document.toJS())), expected, `${name}\n${text}`);
    }
    // kubectl, which applies it, reads it as this reader does.
    const again = documentsOf(readFile('rendered.yaml', text), text, true).map(({ root }) => toJson(root));
    assert.deepEqual(inOrder(again), expected, `${name}\n${text}`);
    compared += objects.length;
  }
  assert.ok(compared > 200, `${compared} objects`);
});

/** Keys in one order: the order of keys says nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, each]) => [key, sorted(each)]),
      )
    : value;
}
