import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spokenOf, summaryOf, type TreeItem, treeOf } from '../../client/webview/wiring/tree.ts';
import { edge, graphOf, node, shop } from './wiringGraphs.ts';

/** Each line as a screen reader says it, with the line of the file that it opens. */
function lines(items: readonly TreeItem[], indent = ''): readonly string[] {
  return items.flatMap((item) => {
    const opens = item.place ? ` @${item.place.range.start.line}` : '';
    return [`${indent}${spokenOf(item)}${opens}`, ...lines(item.children, `${indent}  `)];
  });
}

test('traffic leads down the tree; the text of a broken reference is what a click opens', () => {
  assert.deepEqual(lines(treeOf(shop)), [
    'Ingress shop @1',
    '  80 Service web, a · NodePort 30801 @2',
    '    80 → http (8080) Deployment pods @4',
    '      protected by PodDisruptionBudget two @5',
    '      Pod web-1',
    '  broken, 81 Service api, It is rejected. @3',
    '    broken, 81 nothing, Service "api" selects no pods. @10',
    '  unknown, Service far, a base is remote @8',
  ]);
  assert.equal(summaryOf(shop), '5 objects · 2 broken · 1 unknown');
});

test('what two edges lead to is below both, each line with a key of its own', () => {
  const graph = graphOf(
    [node('a'), node('b'), node('c')],
    [edge('a', 'c'), edge('b', 'c'), edge('a', 'c', { state: 'broken' })],
  );
  const items = treeOf(graph);
  assert.deepEqual(lines(items), ['Service a', '  Service c', '  broken, Service c', 'Service b', '  Service c']);
  const keys = (each: TreeItem): readonly string[] => [each.key, ...each.children.flatMap(keys)];
  const all = items.flatMap(keys);
  assert.equal(new Set(all).size, all.length);
});

test('a circle ends, and is not lost', () => {
  const graph = graphOf([node('a'), node('b')], [edge('a', 'b'), edge('b', 'a')]);
  assert.deepEqual(lines(treeOf(graph)), ['Service a', '  Service b']);
});

test('what kustomizations make is below its kustomization, with the number of broken lines', () => {
  const graph = graphOf(
    [
      node('loose'),
      node('web', { bundle: 'prod' }),
      node('x', { bundle: 'prod', role: 'absent', state: 'broken' }),
      node('top', { bundle: '' }),
    ],
    [edge('web', 'x', { state: 'broken' })],
    { bundles: ['', 'prod'] },
  );
  assert.deepEqual(lines(treeOf(graph)), [
    'Service loose',
    'prod, 1 broken',
    '  Service web',
    '    broken, Service x',
    'the folder itself',
    '  Service top',
  ]);
});

test('an empty graph says why it is empty', () => {
  assert.deepEqual(treeOf(graphOf([])), []);
  assert.equal(summaryOf(graphOf([])), 'There is nothing to show here.');
  assert.equal(summaryOf(graphOf([], [], { complete: false })), 'Podwire is still reading the workspace.');
  assert.equal(
    summaryOf(graphOf([node('a')], [], { complete: false })),
    '1 object · nothing is broken · Podwire is still reading the workspace',
  );
});
