import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { wholeShop } from '../core/cursor/shop.ts';
import { folderWith } from '../lsp/folder.ts';
import { deployment, service } from './manifests.ts';
import { podwire, projectRoot } from './program.ts';

const schema = JSON.parse(readFileSync(path.join(projectRoot, 'schemas/graph.schema.json'), 'utf8'));
const validate = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true }).compile(schema);

const files = `${wholeShop}=== base/kustomization.yaml
resources: [all.yaml]
=== base/all.yaml
${service('api')}---
${deployment('api')}=== overlays/prod/kustomization.yaml
resources: [../../base]
namespace: prod
=== broken.yaml
${service('lonely').replace('name: lonely', 'name: lonely\n  namespace: dev')}`;

test('the example as Mermaid, which is the default', async () => {
  assert.deepEqual(await podwire(['graph', 'examples/family-assistant']), {
    status: 0,
    stdout: `flowchart LR
  n1["Service family-assistant-nodeport<br/>namespace homelab<br/>NodePort 30801"]
  n2[["Deployment family-assistant-backend<br/>namespace homelab"]]
  n3{{"nothing"}}
  n1 --x|"8001<br/>service-selects-nothing"| n3
  classDef broken stroke:#d32f2f,stroke-width:2px
  class n3 broken
  linkStyle 0 stroke:#d32f2f,stroke-width:2px
`,
    stderr: '',
  });
});

test('JSON is as the schema says, and two runs give the same bytes', async () => {
  using folder = folderWith(files);
  const [first, second] = await Promise.all(
    [1, 2].map(() => podwire(['graph', '--format', 'json'], { cwd: folder.path })),
  );
  assert.deepEqual([first?.status, first?.stderr], [0, '']);
  assert.equal(first?.stdout, second?.stdout);
  const graph = JSON.parse(first?.stdout ?? '');
  const isValid: boolean = validate(graph);
  assert.ok(isValid, JSON.stringify(validate.errors, undefined, 2));
  const named = (id: string) => graph.nodes.find((node: { id: string }) => node.id === id);
  assert.deepEqual(named('overlays/prod: Service prod/api').place, {
    file: 'base/all.yaml',
    range: { start: { line: 3, character: 8 }, end: { line: 3, character: 11 } },
  });
  assert.equal(named('overlays/prod: Service prod/api').bundle, 'overlays/prod');
  const broken = graph.edges.find((edge: { from: string }) => edge.from === 'overlays/prod: Service prod/api');
  assert.deepEqual(
    [broken.to, broken.ports, broken.state, broken.problem.code, broken.place.range.start],
    [
      'overlays/prod: Service prod/api → nothing',
      ['80 → 8080'],
      'broken',
      'service-selects-nothing',
      { line: 5, character: 2 },
    ],
  );
});

test('a filter leaves a namespace, a bundle, or what is broken', async () => {
  using folder = folderWith(files);
  const namesFor = async (args: readonly string[], cwd = folder.path) => {
    const { status, stdout, stderr } = await podwire(['graph', '--format', 'json', ...args], { cwd });
    assert.deepEqual([status, stderr], [0, '']);
    return JSON.parse(stdout).nodes.map(({ kind, name }: { kind: string; name: string }) => `${kind} ${name}`.trim());
  };
  assert.deepEqual(await namesFor(['-n', 'dev']), ['Service lonely', 'nothing']);
  assert.deepEqual(await namesFor(['--bundle', 'overlays/prod/']), ['Service api', 'Deployment api', 'nothing']);
  assert.deepEqual(await namesFor(['--bundle', 'prod', '..'], `${folder.path}/overlays`), [
    'Service api',
    'Deployment api',
    'nothing',
  ]);
  assert.deepEqual(await namesFor(['--only-broken']), ['Service lonely', 'Service api', 'nothing', 'nothing']);
  assert.deepEqual(await namesFor(['ingress.yaml', 'service.yaml', 'deployment.yaml']), [
    'Ingress shop',
    'Service web',
    'Deployment web',
  ]);
});

test('DOT names each node and edge', async () => {
  using folder = folderWith(wholeShop);
  const { status, stdout } = await podwire(['graph', '--format', 'dot'], { cwd: folder.path });
  assert.equal(status, 0);
  assert.match(stdout, /^digraph podwire \{\n/);
  assert.match(stdout, /n1 -> n2 \[label="http \(80\)"\];\n {2}n2 -> n3 \[label="80 → serve \(8080\)"\];\n\}\n$/);
});

test('an empty folder, and a filter that leaves nothing, give an empty graph and say so', async () => {
  using empty = folderWith('');
  assert.deepEqual(await podwire(['graph'], { cwd: empty.path }), {
    status: 0,
    stdout: 'flowchart LR\n',
    stderr: 'podwire: nothing to draw: no Service, route or workload was read.\n',
  });
  using folder = folderWith(wholeShop);
  assert.deepEqual(await podwire(['graph', '--namespace', 'absent'], { cwd: folder.path }), {
    status: 0,
    stdout: 'flowchart LR\n',
    stderr: 'podwire: nothing to draw: the options leave no Service, route or workload.\n',
  });
});

test('what cannot be done is status 2, with what could be read', async () => {
  using folder = folderWith(files);
  const run = (...args: string[]) => podwire(['graph', ...args], { cwd: folder.path });
  const absent = await run('absent', 'service.yaml');
  assert.deepEqual([absent.status, absent.stderr], [2, 'podwire: absent: No such file or folder.\n']);
  assert.match(absent.stdout, /Service web/);
  const bundle = await run('--bundle', 'overlays/prd');
  assert.deepEqual(bundle, {
    status: 2,
    stdout: '',
    stderr:
      'podwire: --bundle: no kustomization that was built is in overlays/prd: the kustomizations are overlays/prod.\n',
  });
  const format = await run('--format', 'png');
  assert.equal(format.status, 2);
  assert.match(format.stderr, /Allowed choices are mermaid, dot, json/);
});
