// What a connected cluster adds to the facts of the files.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Analysis, analyse, fileOf } from '../../../server/src/core/analysis.ts';
import { codeLenses, type LensSource } from '../../../server/src/core/features/codeLens.ts';
import { fixesFor } from '../../../server/src/core/features/fixes.ts';
import { verifyService } from '../../../server/src/core/features/verifyService.ts';
import type { ClusterFacts } from '../../../server/src/core/live/facts.ts';
import { problemsOf } from '../../../server/src/core/problems.ts';
import { applyEdits } from '../../../server/src/core/text/range.ts';
import { createWorld } from '../../../server/src/world.ts';
import { analysisOf, check } from '../fixture.ts';
import { clusterWith, type Running } from './cluster.ts';

const service = (selector: string, squiggle = '', namespace = '\n  namespace: shop') => `apiVersion: v1
kind: Service
metadata:
  name: web${namespace}
spec:
  selector:
    app: ${selector}
${squiggle}  ports:
    - port: 80
`;
const missing = (severity: string, message: string) => `#        ^^^ ${severity} service-selects-nothing: ${message}\n`;

test('a namespace that was looked through makes it certain, without any candidate', () => {
  const cluster = clusterWith({ services: { web: { app: 'web' } }, pods: { 'db-1': { app: 'db' } } });
  const message = 'No pod that runs in namespace "shop" of homelab has them either.';
  check({ text: service('web', missing('error', message)), cluster });
  check(service('web'));
});

for (const [name, running, namespace] of [
  ['a Service that is not applied: it may come with its pods', { pods: {} }],
  ['pods that may not be read', { services: { web: { app: 'web' } }, forbidden: ['pods'] }],
  ['workloads that may not be read', { services: { web: { app: 'web' } }, forbidden: ['workloads'] }],
  ['ReplicaSets that may not be read', { services: { web: { app: 'web' } }, forbidden: ['otherWorkloads'] }],
  [
    'pods of a kind that is not listed: another of it may be scaled to zero',
    { services: { web: { app: 'web' } }, pods: { db: { app: 'db' } }, owner: { kind: 'CloneSet', name: 'db' } },
  ],
  [
    'an object of another kind with replicas, which has none now',
    { services: { web: { app: 'web' } }, scalable: { kind: 'CloneSet', name: 'web' } },
  ],
  ['a connection that broke', { services: { web: { app: 'web' } }, state: 'stale' }],
  ['a namespace that is a guess', { services: { web: { app: 'web' } } }, ''],
  ['a namespace that is not followed', { services: { web: { app: 'web' } } }, '\n  namespace: other'],
] as const satisfies readonly (readonly [string, Running, string?])[]) {
  test(`nothing is certain by ${name}`, () => {
    check({ text: service('web', '', namespace), cluster: clusterWith(running) });
  });
}

for (const [name, running] of [
  ['a pod', { pods: { 'web-1': { app: 'web', 'pod-template-hash': 'x' } } }],
  ['a Deployment that is scaled to zero', { deployments: { web: { app: 'web' } } }],
  ['a ReplicaSet of a Rollout that is scaled to zero', { replicaSets: { web: { app: 'web' } } }],
] as const) {
  test(`${name} that is in no file silences what a near candidate would report`, () => {
    const text = `${service('web')}---
apiVersion: v1
kind: Pod
metadata:
  name: web-backend
  namespace: shop
  labels: {app: web-backend}
spec:
  containers: [{name: web, image: nginx, ports: [{containerPort: 80}]}]
`;
    assert.equal(problemsOf(analysisOf(text), 'manifest.yaml').length, 1);
    const analysis = analysisOf({ text, cluster: clusterWith(running) });
    assert.deepEqual(problemsOf(analysis, 'manifest.yaml'), []);
    assert.match(
      lensesOf(analysis)[0]!,
      /^selects (pod "web-1"|Deployment "web"|ReplicaSet "web") · not applied · homelab$/,
    );
  });
}

test('labels are copied from a pod that runs, without those that change with releases', () => {
  const backend = { app: 'web-backend', component: 'v3', version: 'v2.0.0', 'pod-template-hash': 'abc' };
  const cluster = clusterWith({
    services: { web: { app: 'web' } },
    pods: { 'web-backend-abc-1': backend, 'web-backend-abc-2': backend, db: { app: 'db' } },
  });
  const analysis = analysisOf({ text: service('web'), cluster });
  const [problem] = problemsOf(analysis, 'manifest.yaml');
  const fixes = fixesFor(analysis, problem!);
  assert.deepEqual(
    fixes.map(({ title }) => title),
    ['Copy pod labels from pod "web-backend-abc-1" (context "homelab")'],
  );
  const [change] = fixes[0]!.changes;
  assert.match(applyEdits(change!.document.text, change!.edits), /app: web-backend\n {4}component: v3\n {2}ports/);
});

test('a fix of the file is offered although it is not applied yet', () => {
  const text = `${service('web')}---
apiVersion: v1
kind: Pod
metadata: {name: web-backend, namespace: shop, labels: {app: web-backend}}
spec:
  containers: [{name: web, image: nginx, ports: [{containerPort: 80}]}]
`;
  const cluster = clusterWith({ services: { web: { app: 'web' } } });
  const analysis = analysisOf({ text, cluster });
  const [problem] = problemsOf(analysis, 'manifest.yaml');
  assert.equal(problem?.severity, 'error');
  assert.equal(fixesFor(analysis, problem!)[0]?.title, 'Copy pod labels from Pod "web-backend"');
});

const pod = `---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec:
  containers: [{name: web, image: nginx}]
`;

for (const [running, expected] of [
  [
    { services: { web: { app: 'web' } }, endpoints: { web: [true, true, false] } },
    'ok selects Pod web · 2 of 3 endpoints ready · homelab',
  ],
  [
    { services: { web: { app: 'web' } }, endpoints: { web: [true] } },
    'ok selects Pod web · 1 of 1 endpoint ready · homelab',
  ],
  [
    { services: { web: { app: 'web' } }, endpoints: { web: [false] } },
    'failed selects Pod web · 0 of 1 endpoint ready · homelab',
  ],
  [{ services: { web: { app: 'web' } } }, 'failed selects Pod web · 0 endpoints · homelab'],
  [{}, 'ok selects Pod web · not applied · homelab'],
  [
    { services: { web: { app: 'web' } }, forbidden: ['slices'] },
    'unknown selects Pod web · forbidden: slices · homelab',
  ],
  [{ forbidden: ['services'] }, 'unknown selects Pod web · forbidden: services · homelab'],
  [
    { services: { web: { app: 'web' } }, endpoints: { web: [true] }, state: 'stale' },
    'unknown selects Pod web · 1 of 1 endpoint ready · homelab · stale since 14:02',
  ],
  [{ state: 'stale' }, 'unknown selects Pod web · not applied · homelab · stale since 14:02'],
] as const satisfies readonly (readonly [Running, string])[]) {
  test(`the lens says: ${expected}`, () => {
    const analysis = analysisOf({ text: service('web') + pod, cluster: clusterWith(running) });
    const [lens] = codeLenses(analysis, 'manifest.yaml');
    assert.equal(`${lens?.mark} ${lens?.text}`, expected);
  });
}

test('pods of other files that the applied selector selects are enough, until the selector is edited', () => {
  const cluster = clusterWith({ services: { web: { app: 'web' } }, endpoints: { web: [true] }, forbidden: ['pods'] });
  assert.deepEqual(lensesOf(analysisOf({ text: service('web'), cluster })), ['1 of 1 endpoint ready · homelab']);
  assert.deepEqual(lensesOf(analysisOf({ text: service('wbe'), cluster })), [
    'selects nothing here · 1 of 1 endpoint ready · homelab',
  ]);
});

test('where the file leaves the namespace open, the lens names the one that was looked into', () => {
  const cluster = clusterWith({ services: { web: { app: 'web' } }, endpoints: { web: [true] } });
  const analysis = analysisOf({ text: service('web', '', ''), cluster });
  assert.equal(lensesOf(analysis).at(-1), '1 of 1 endpoint ready · homelab/shop');
});

test('a folder that comes while a cluster is connected knows of it', () => {
  const world = createWorld();
  const facts = clusterWith({ services: { web: { app: 'web' } }, endpoints: { web: [true] } });
  world.apply({ type: 'ClusterChanged', facts });
  world.apply({ type: 'FoldersChanged', added: ['work'], removed: [] });
  const files = [['manifest.yaml', { text: service('web') }]] as const;
  world.apply({ type: 'FilesChanged', folder: 'work', files, complete: true });
  assert.equal(lensesOf(world.analysis('work')!).at(-1), '1 of 1 endpoint ready · homelab');

  world.apply({ type: 'ClusterChanged', facts: undefined });
  world.apply({ type: 'FoldersChanged', added: ['later'], removed: [] });
  world.apply({ type: 'FilesChanged', folder: 'later', files, complete: true });
  assert.equal(lensesOf(world.analysis('later')!).length, 1);
});

test('a change of the cluster concerns the Services that it is about, step by step as from scratch', () => {
  const other = service('other').replace('name: web', 'name: other');
  const files = `=== web.yaml\n${service('web')}=== other.yaml\n${other}`;
  const states: readonly (ClusterFacts | undefined)[] = [
    clusterWith({ services: { web: { app: 'web' }, other: { app: 'other' } }, pods: { a: { app: 'other' } } }),
    clusterWith({ services: { web: { app: 'web' }, other: { app: 'other' } }, pods: { a: { app: 'web' } } }),
    clusterWith({ services: { web: { app: 'web' } }, endpoints: { web: [false] }, pods: { a: { app: 'web' } } }),
    clusterWith({ services: { web: { app: 'web' } }, state: 'stale' }),
    undefined,
  ];
  let analysis = analysisOf(files);
  for (const cluster of states) {
    analysis = analyse(analysis, { cluster: cluster ?? 'none' }).analysis;
    const scratch = analysisOf({ text: files, ...(cluster ? { cluster } : {}) });
    for (const path of ['web.yaml', 'other.yaml']) {
      const found = (each: Analysis) => problemsOf(each, path).map(({ code, message }) => `${code}: ${message}`);
      assert.deepEqual(found(analysis), found(scratch));
    }
  }
  const before = clusterWith({
    services: { web: { app: 'web' }, other: { app: 'other' } },
    endpoints: { web: [true] },
  });
  const shop = before.namespaces.get('shop')!;
  const next = clusterWith({ endpoints: { web: [false] } }).namespaces.get('shop')!;
  const after = { ...before, namespaces: new Map([['shop', { ...shop, slices: next.slices }]]) };
  const connected = analyse(analysisOf(files), { cluster: before }).analysis;
  assert.deepEqual([...analyse(connected, { cluster: after }).concerned], ['web.yaml']);
});

for (const [running, expected] of [
  [
    { services: { web: { app: 'web' } }, endpoints: { web: [true, false] } },
    [
      'ok In homelab, namespace shop: 1 of 2 endpoints ready',
      'ok   Port 80/TCP: 1 ready',
      'failed   address 10.0.0.1: not ready',
      'ok   address 10.0.0.0: ready',
    ],
  ],
  [
    { services: { web: { app: 'web' } } },
    ['failed In homelab, namespace shop: 0 endpoints', 'failed   Port 80/TCP: 0 ready'],
  ],
  [{}, ['failed Not applied in homelab, namespace shop']],
  [{ state: 'stale' }, ['unknown Not applied in homelab, namespace shop, as of 14:02']],
  [{ forbidden: ['services'] }, ['unknown Endpoints in homelab, namespace shop unknown: forbidden: services']],
] as const satisfies readonly (readonly [Running, readonly string[]])[]) {
  test(`Verify Service says: ${expected[0]}`, () => {
    const analysis = analysisOf({ text: service('web'), cluster: clusterWith(running) });
    const [resource] = fileOf(analysis, 'manifest.yaml')!.documents[0]!.facts.resources;
    const rows = verifyService(analysis, resource!)!.rows.slice(-1);
    const lines = rows.flatMap(({ mark, text, rows: below = [] }) => [
      `${mark} ${text}`,
      ...below.map((each) => `${each.mark}   ${each.text}`),
    ]);
    assert.deepEqual(lines, expected);
  });
}

test('lenses say only what the files say, or only what the cluster says', () => {
  const cluster = clusterWith({ services: { web: { app: 'web' } }, pods: { 'web-1': { app: 'web' } } });
  const analysis = analysisOf(service('web'), { cluster });
  const said = (source: LensSource) => codeLenses(analysis, 'manifest.yaml', source).map(({ text }) => text);
  assert.match(said('files')[0] ?? '', /^selects pod "web-1"|^selects nothing here|^pods unknown/);
  assert.doesNotMatch(said('files').join(), /endpoint|not applied/);
  assert.match(said('cluster')[0] ?? '', / · homelab$/);
  assert.doesNotMatch(said('cluster').join(), /selects|pods unknown/);
  assert.deepEqual(said('off'), []);
});

function lensesOf(analysis: Analysis): readonly string[] {
  return codeLenses(analysis, 'manifest.yaml').map(({ text }) => text);
}
