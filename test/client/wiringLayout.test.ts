import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PageGraph } from '../../client/src/wiringMessages.ts';
import { type Drawing, pictureOf, svgText } from '../../client/webview/wiring/drawing.ts';
import { connectedParts, layOut } from '../../client/webview/wiring/layout.ts';
import { edge, graphOf, node, shop } from './wiringGraphs.ts';

const laidOut = (graph: PageGraph) => layOut(graph, (text) => text.length * 7);

/** A row of Services, a tree, and more connected nodes than the search for the best order takes. */
const graphs: Readonly<Record<string, PageGraph>> = {
  shop,
  'a row': graphOf([node('a'), node('b'), node('c')], [edge('a', 'b', { ports: ['80'] }), edge('b', 'c')]),
  'two edges': graphOf(
    [node('a'), node('b')],
    [edge('a', 'b', { ports: ['80'] }), edge('a', 'b', { state: 'broken' })],
  ),
  'a circle': graphOf([node('a'), node('b')], [edge('a', 'b'), edge('b', 'a')]),
  'an edge to itself': graphOf([node('a')], [edge('a', 'a')]),
  large: graphOf(
    Array.from({ length: 120 }, (_, at) => node(String(at))),
    Array.from({ length: 180 }, (_, at) =>
      edge(String(at % 60), String(60 + ((at * 7) % 60)), { ports: [String(at)] }),
    ),
  ),
  many: graphOf(Array.from({ length: 200 }, (_, at) => node(String(at)))),
};

for (const [name, graph] of Object.entries(graphs)) {
  test(`no box covers another one, and everything is inside: ${name}`, () => {
    const drawing = laidOut(graph);
    assert.equal(drawing.boxes.length, graph.nodes.length);
    assert.equal(drawing.arrows.length, graph.edges.length);
    assert.deepEqual(overlaps(drawing), []);
    const places = [
      ...drawing.boxes.flatMap(({ x, y, width, height }) => [
        [x, y],
        [x + width, y + height],
      ]),
      ...drawing.arrows.flatMap(({ points, at }) => [...points, at].map(({ x, y }) => [x, y])),
    ];
    for (const [x = Number.NaN, y = Number.NaN] of places) {
      assert.ok(x >= 0 && y >= 0 && x <= drawing.width && y <= drawing.height, `${x}, ${y}`);
    }
    assert.deepEqual(laidOut(graph), drawing, 'the same graph has the same drawing');
  });
}

test('traffic goes from left to right, and an arrow begins and ends at its boxes', () => {
  const { boxes, arrows } = laidOut(shop);
  for (const [at, { from, to }] of shop.edges.entries()) {
    const boxOf = (id: string) => boxes[boxes.findIndex(({ lines }) => lines[0]?.endsWith(id))]!;
    const [left, right] = [boxOf(from), boxOf(to)];
    const arrow = arrows[at]!;
    assert.ok(left.x + left.width < right.x, `${from} before ${to}`);
    assert.ok(touches(left, arrow.points[0]!) && touches(right, arrow.points.at(-1)!), `${from} to ${to}`);
  }
});

test('what no edge connects is a part by itself', () => {
  assert.deepEqual(
    connectedParts(graphOf([node('a'), node('b'), node('c'), node('d')], [edge('d', 'b'), edge('c', 'b')])).map(
      ({ nodes, edges }) => [nodes.map(({ id }) => id), edges.length],
    ),
    [
      [['a'], 0],
      [['b', 'c', 'd'], 2],
    ],
  );
});

test('an empty graph has an empty drawing', () => {
  const { boxes, arrows, width, height } = laidOut(graphOf([]));
  assert.deepEqual([boxes, arrows], [[], []]);
  assert.ok(width > 0 && height > 0);
});

const colors = {
  background: '#fff',
  foreground: '#000',
  border: '#555',
  broken: '#d00',
  unknown: '#880',
  font: 'sans-serif',
};

test('the file of a drawing states its colours and everything that the boxes say', () => {
  const svg = svgText(pictureOf(laidOut(shop)), colors);
  assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 [\d.]+ [\d.]+"/);
  assert.match(svg, /<g class="arrow broken link"><title>81\nService &quot;api&quot; selects no pods\.<\/title>/);
  assert.match(svg, /\.broken rect, \.broken \.line \{ stroke: #d00; stroke-width: 2; \}/);
  for (const text of [
    'Ingress shop',
    'Service web',
    'a',
    'NodePort 30801',
    'Deployment pods',
    '◆ PodDisruptionBudget two',
    'Pod web-1',
    'nothing',
    'Service far',
    'a base is remote',
    '80 → http (8080)',
  ]) {
    assert.ok(svg.includes(`>${text.replace('>', '&gt;')}</text>`), text);
  }
  assert.doesNotMatch(svg, /var\(|undefined|NaN/);
});

test('no name leaves its place in the file of a drawing', () => {
  const hostile = [
    '</text><script>alert(1)</script>',
    '"&\'<',
    '\u0000\u001b[2J',
    'lone \ud800',
    'a\nend',
    'x'.repeat(300),
    '',
  ];
  const graph = graphOf(
    hostile.map((text) => node(text, { kind: text, namespace: text, bundle: text, details: [text] })),
    hostile.map((text) => edge(text, hostile[0]!, { ports: [text], state: 'unknown', because: text })),
  );
  const svg = svgText(pictureOf(laidOut(graph)), { ...colors, font: '</style><script>' });
  assert.deepEqual(
    [...svg.matchAll(/<(\/?\w+)/g)].map(([, name]) => name).filter((name) => !known.has(name!.replace('/', ''))),
    [],
  );
  assert.doesNotMatch(svg, /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
});

const known = new Set(['svg', 'style', 'rect', 'defs', 'marker', 'path', 'g', 'title', 'text']);

function overlaps({ boxes }: Drawing): readonly string[] {
  return boxes.flatMap((a, at) =>
    boxes.slice(at + 1).flatMap((b) => {
      const isApart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
      return isApart ? [] : [`${a.lines[0]} and ${b.lines[0]}`];
    }),
  );
}

function touches(box: Drawing['boxes'][number], { x, y }: { readonly x: number; readonly y: number }): boolean {
  return x >= box.x - 1 && x <= box.x + box.width + 1 && y >= box.y - 1 && y <= box.y + box.height + 1;
}
