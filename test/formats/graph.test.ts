import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GraphNode, WiringGraph } from '../../server/src/core/model/wiringGraph.ts';
import { graphAsDot } from '../../server/src/formats/dot.ts';
import { graphAsJson } from '../../server/src/formats/graphJson.ts';
import { graphAsMermaid } from '../../server/src/formats/mermaid.ts';

const node = (id: string, rest: Partial<GraphNode<never>> = {}): GraphNode<never> => ({
  id,
  role: 'service',
  kind: 'Service',
  name: id,
  state: 'ok',
  details: [],
  problems: [],
  marks: [],
  ...rest,
});
const graphOf = (nodes: WiringGraph<never>['nodes'], edges: WiringGraph<never>['edges'] = []): WiringGraph<never> => ({
  nodes,
  edges,
  namespaces: [],
  bundles: [],
  complete: true,
});
const problem = {
  code: 'service-selects-nothing',
  severity: 'warning',
  message: 'Service "web" selects no pods.',
} as const;

const whole = graphOf(
  [
    node('shop', { role: 'route', kind: 'Ingress', namespace: 'a' }),
    node('web', { bundle: 'prod', details: ['NodePort 30801'], problems: [problem], state: 'broken' }),
    node('pods', {
      role: 'workload',
      kind: 'Deployment',
      bundle: 'prod',
      marks: [
        { role: 'budget', kind: 'PodDisruptionBudget', name: 'two', state: 'ok' },
        { role: 'monitor', kind: 'PodMonitor', name: 'm', state: 'broken', problem: { ...problem, code: 'monitor-x' } },
        { role: 'policy', kind: 'NetworkPolicy', name: 'p', state: 'ok' },
        { role: 'peer', kind: 'NetworkPolicy', name: 'p', state: 'ok' },
      ],
    }),
    node('nothing', { role: 'absent', kind: '', namespace: 'a', state: 'broken' }),
    node('far', { role: 'absent', state: 'unknown' }),
    node('web-1', { role: 'pod', kind: 'Pod' }),
    node('hpa', { role: 'other', kind: 'HorizontalPodAutoscaler', bundle: '' }),
  ],
  [
    { from: 'shop', to: 'web', ports: ['80', '81'], state: 'ok' },
    { from: 'web', to: 'nothing', ports: ['80 → http (8080)'], state: 'broken', problem },
    { from: 'web', to: 'far', ports: [], state: 'unknown', because: 'a base is remote' },
    { from: 'pods', to: 'web-1', ports: [], state: 'ok' },
  ],
);

test('a graph as Mermaid', () => {
  assert.equal(
    graphAsMermaid(whole),
    `flowchart LR
  n1(["Ingress shop<br/>namespace a"])
  n4{{"nothing"}}
  n5{{"Service far"}}
  n6("Pod web-1")
  subgraph b1["prod"]
    n2["Service web<br/>NodePort 30801<br/>service-selects-nothing"]
    n3[["Deployment pods<br/>PodDisruptionBudget two<br/>PodMonitor m monitor-x<br/>NetworkPolicy p"]]
  end
  subgraph b2["."]
    n7["HorizontalPodAutoscaler hpa"]
  end
  n1 -->|"80, 81"| n2
  n2 --x|"80 → http (8080)<br/>service-selects-nothing"| n4
  n2 -.->|"a base is remote"| n5
  n3 --> n6
  classDef broken stroke:#d32f2f,stroke-width:2px
  class n4,n2 broken
  linkStyle 1 stroke:#d32f2f,stroke-width:2px
  classDef unknown stroke:#888,stroke-dasharray:4 3
  class n5 unknown
  linkStyle 2 stroke:#888,stroke-dasharray:4 3
`,
  );
});

test('a graph as DOT', () => {
  assert.equal(
    graphAsDot(whole),
    `digraph podwire {
  rankdir=LR;
  node [shape=box, fontname="sans-serif"];
  edge [fontname="sans-serif"];
  n1 [label="Ingress shop\\nnamespace a", shape=cds];
  n4 [label="nothing", shape=hexagon, color="#d32f2f", penwidth=2];
  n5 [label="Service far", shape=hexagon, color="#888888", style=dashed];
  n6 [label="Pod web-1", shape=ellipse];
  subgraph cluster_1 {
    label="prod";
    n2 [label="Service web\\nNodePort 30801\\nservice-selects-nothing", color="#d32f2f", penwidth=2];
    n3 [label="Deployment pods\\nPodDisruptionBudget two\\nPodMonitor m monitor-x\\nNetworkPolicy p", shape=box3d];
  }
  subgraph cluster_2 {
    label=".";
    n7 [label="HorizontalPodAutoscaler hpa"];
  }
  n1 -> n2 [label="80, 81"];
  n2 -> n4 [label="80 → http (8080)\\nservice-selects-nothing", tooltip="Service \\"web\\" selects no pods.", color="#d32f2f", penwidth=2];
  n2 -> n5 [label="a base is remote", tooltip="a base is remote", color="#888888", style=dashed];
  n3 -> n6;
}
`,
  );
});

test('a graph as JSON has every key', () => {
  const { nodes, edges, ...rest } = JSON.parse(
    graphAsJson(graphOf([node('a')], [{ from: 'a', to: 'a', ports: [], state: 'ok' }])),
  );
  assert.deepEqual(rest, { version: 1 });
  assert.deepEqual(nodes, [
    {
      id: 'a',
      role: 'service',
      kind: 'Service',
      name: 'a',
      namespace: null,
      bundle: null,
      state: 'ok',
      details: [],
      problems: [],
      marks: [],
      place: null,
    },
  ]);
  assert.deepEqual(edges, [{ from: 'a', to: 'a', ports: [], state: 'ok', problem: null, because: null, place: null }]);
});

/** Names that have a meaning in one of the languages. Other people write manifests. */
const hostile = [
  '"]; n9 -> n1; x["',
  'end',
  'subgraph',
  'a\nend\n%% b',
  '%%{init: {"theme": "dark"}}%%',
  '</text><script>alert(1)</script>',
  '`**bold**`',
  '&quot; #quot; &#34;',
  'back\\slash \\N \\G \\',
  '|a| --> b',
  '{{x}} ([y]) [[z]] <br/>',
  '\u001b[2J \u202eabc \u2028',
  'lone \ud800 surrogate',
  'ünï çödé 名前 🚀',
  'x'.repeat(500),
  '',
];
const hostileGraph = graphOf(
  hostile.flatMap((text) => [
    node(text, {
      namespace: text,
      bundle: text,
      kind: text,
      details: [text],
      marks: [{ role: 'policy', kind: text, name: text, state: 'ok' }],
    }),
  ]),
  hostile.map((text) => ({ from: text, to: hostile[0]!, ports: [text], state: 'unknown', because: text })),
);

test('no name leaves its quotes in Mermaid', () => {
  const lines = graphAsMermaid(hostileGraph).trimEnd().split('\n');
  const text = '"[^"%&<>`\\\\{}|;]*(?:(?:#\\d+;|<br/>)[^"%&<>`\\\\{}|;#]*)*"';
  const shapes = [
    /^flowchart LR$/,
    new RegExp(`^ {2}subgraph b\\d+\\[${text}\\]$`),
    new RegExp(`^ {4}n\\d+\\[${text}\\]$`),
    /^ {2}end$/,
    new RegExp(`^ {2}n\\d+ -\\.->\\|${text}\\| n1$`),
    /^ {2}n\d+ -\.-> n1$/,
    /^ {2}linkStyle [\d,]+ stroke:#888,stroke-dasharray:4 3$/,
  ];
  assert.deepEqual(
    lines.filter((line) => !shapes.some((shape) => shape.test(line))),
    [],
  );
  assert.equal(lines.filter((line) => line === '  end').length, hostile.length);
  assert.match(lines.join('\n'), /ünï çödé 名前 #128640;/);
});

test('no name leaves its quotes in DOT', () => {
  const lines = graphAsDot(hostileGraph).trimEnd().split('\n');
  const text = '"(?:[^"\\\\]|\\\\["\\\\n])*"';
  const shapes = [
    /^digraph podwire \{$/,
    /^ {2}(?:rankdir=LR|node \[.*\]|edge \[.*\]);$/,
    /^ {2}subgraph cluster_\d+ \{$/,
    new RegExp(`^ {4}label=${text};$`),
    new RegExp(`^ {4}n\\d+ \\[label=${text}\\];$`),
    /^ {2}\}$/,
    new RegExp(`^ {2}n\\d+ -> n1 \\[(?:label=${text}, )?tooltip=${text}, color="#888888", style=dashed\\];$`),
    /^\}$/,
  ];
  assert.deepEqual(
    lines.filter((line) => !shapes.some((shape) => shape.test(line))),
    [],
  );
});

test('a graph without nodes is still a graph', () => {
  assert.equal(graphAsMermaid(graphOf([])), 'flowchart LR\n');
  assert.match(graphAsDot(graphOf([])), /^digraph podwire \{\n[^}]*\}\n$/);
  assert.deepEqual(JSON.parse(graphAsJson(graphOf([]))), { version: 1, nodes: [], edges: [] });
});
