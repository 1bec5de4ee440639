import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { Ajv } from 'ajv';
import { projectRoot, spawnPodwire } from '../cli/program.ts';
import { backendLabels, incidentService } from '../harness/control-plane/incident.ts';
import {
  create,
  type KubernetesObject,
  namespace,
  node,
  patch,
  patchStatus,
  runningPod,
} from '../harness/control-plane/objects.ts';
import type { ControlPlane } from '../harness/control-plane/start.ts';
import { eventually } from '../harness/vscode/eventually.ts';
import { controlPlaneOfFile } from './controlPlane.ts';

const needed = controlPlaneOfFile({ controllers: true, users: ['viewer'], audit: true }, (controlPlane) =>
  create(controlPlane, node('node')),
);
const schema = JSON.parse(readFileSync(path.join(projectRoot, 'schemas/endpoints.schema.json'), 'utf8'));
const validate = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true }).compile(schema);

const pod = runningPod({ name: 'backend-1', namespace: 'homelab', labels: backendLabels, ips: ['10.42.3.29'] });

test('the incident: none before the selector is fixed, one after', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  await create(controlPlane, namespace('homelab'), pod, incidentService);
  await eventually(async () => {
    const before = await run(controlPlane, ['-n', 'homelab']);
    assert.equal(before.stderr, '');
    assert.equal(
      before.stdout,
      `SERVICE                    TYPE      READY  NOT READY  TERMINATING  PORTS
family-assistant-nodeport  NodePort  0      0          0            8001:30801/TCP
  └ no pod matches the selector app=family-assistant
1 of 1 Services with a selector has no ready endpoint · test
`,
    );
    assert.equal(before.status, 1);
  });
  await patch(controlPlane, incidentService, {
    spec: { selector: { app: backendLabels.app, component: backendLabels.component } },
  });
  await eventually(async () => {
    const after = await run(controlPlane, ['-n', 'homelab']);
    assert.match(after.stdout, /^family-assistant-nodeport {2}NodePort {2}1 {6}0 {10}0 {12}8001:30801\/TCP$/m);
    assert.match(after.stdout, /^The one Service with a selector has a ready endpoint · test$/m);
    assert.equal(after.status, 0);
  });
});

test('JSON is as its schema says', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  const make = (name: string, spec: object): KubernetesObject => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'many' },
    spec,
  });
  const web = { app: 'web' };
  const crashing = runningPod({ name: 'web-1', namespace: 'many', labels: web, ips: ['10.42.0.9'], ready: false });
  await create(controlPlane, namespace('many'), crashing);
  await patchStatus(controlPlane, crashing, {
    containerStatuses: [
      {
        name: 'main',
        ready: false,
        restartCount: 4,
        image: '',
        imageID: '',
        state: { waiting: { reason: 'CrashLoopBackOff' } },
      },
    ],
  });
  await create(
    controlPlane,
    make('crashing', { selector: web, ports: [{ port: 80 }] }),
    make('elsewhere', { type: 'ExternalName', externalName: 'example.com' }),
    make('headless', { clusterIP: 'None', selector: { app: 'none' } }),
    make('manual', {
      ports: [
        { name: 'a', port: 1 },
        { name: 'b', port: 2 },
      ],
    }),
    make('named', {
      selector: web,
      publishNotReadyAddresses: true,
      ports: [
        { name: 'a', port: 1 },
        { name: 'b', port: 2, targetPort: 'admin' },
      ],
    }),
  );
  const facts = (ready: number, notReady: number) => ({ ready, notReady, terminating: 0 });
  await eventually(async () => {
    const { status, stdout } = await run(controlPlane, ['-n', 'many', '--format', 'json']);
    const found = JSON.parse(stdout);
    assert.ok(validate(found), JSON.stringify(validate.errors));
    assert.deepEqual(found, {
      version: 1,
      context: 'test',
      services: [
        {
          ...{ namespace: 'many', name: 'crashing', type: 'ClusterIP', selector: web, nodePorts: [] },
          endpoints: facts(0, 1),
          ports: [{ name: null, port: 80, ready: 0 }],
          because: 'the one pod is not ready: web-1 (container "main": CrashLoopBackOff)',
        },
        {
          ...{ namespace: 'many', name: 'elsewhere', type: 'ExternalName', selector: null, nodePorts: [] },
          endpoints: facts(0, 0),
          ports: [],
        },
        {
          ...{ namespace: 'many', name: 'headless', type: 'ClusterIP', selector: { app: 'none' }, nodePorts: [] },
          endpoints: facts(0, 0),
          ports: [],
          because: 'no pod matches the selector app=none',
        },
        {
          ...{ namespace: 'many', name: 'manual', type: 'ClusterIP', selector: null, nodePorts: [] },
          endpoints: facts(0, 0),
          ports: [
            { name: 'a', port: 1, ready: 0 },
            { name: 'b', port: 2, ready: 0 },
          ],
          because: 'it has no selector, and no endpoint slice was created for it',
        },
        {
          ...{ namespace: 'many', name: 'named', type: 'ClusterIP', selector: web, nodePorts: [] },
          endpoints: facts(1, 0),
          ports: [
            { name: 'a', port: 1, ready: 1 },
            { name: 'b', port: 2, ready: 0 },
          ],
          because: 'port b: no pod has a TCP port named "admin"',
        },
      ],
    });
    assert.equal(status, 1);
  });
});

test('a list of many pages, over all namespaces', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  await create(controlPlane, namespace('pages'));
  const names = Array.from({ length: 1100 }, (_, number) => `page-${String(number).padStart(4, '0')}`);
  for (let place = 0; place < names.length; place += 50) {
    await Promise.all(
      names.slice(place, place + 50).map((name) =>
        create(controlPlane, {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name, namespace: 'pages' },
          spec: { clusterIP: 'None', ports: [{ port: 1 }] },
        }),
      ),
    );
  }
  const { stdout } = await run(controlPlane, ['-A', '--format', 'json']);
  const found = JSON.parse(stdout).services as { namespace: string; name: string }[];
  assert.deepEqual(
    found.filter((each) => each.namespace === 'pages').map(({ name }) => name),
    names,
  );
  assert.ok(found.some((each) => each.namespace === 'default' && each.name === 'kubernetes'));
  const pages = controlPlane.audited().filter(({ uri }) => /^\/api\/v1\/services\?.*limit=500/.test(uri));
  assert.equal(pages.length, 3, 'a page holds 500');
});

test('what cannot be asked ends with status 2 and the reason', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  const viewer = kubeconfigOf(context, controlPlane, { token: controlPlane.tokens.viewer });
  const forbidden = await run(controlPlane, ['-A'], viewer);
  assert.equal(forbidden.status, 2);
  assert.match(
    forbidden.stderr,
    /^podwire: test: services is forbidden: User "viewer" .*\. Name a namespace with -n\.$/m,
  );
  const absent = await run(controlPlane, ['--context', 'other']);
  assert.equal(absent.status, 2);
  assert.match(absent.stderr, /has no context "other"\. There is test\.$/m);
  const both = await run(controlPlane, ['-A', '-n', 'x']);
  assert.deepEqual([both.status, both.stderr], [2, 'podwire: -n and -A exclude each other.\n']);
  const none = await run(controlPlane, [], path.join(controlPlane.folder, 'none'));
  assert.equal(none.status, 2);
  assert.match(none.stderr, /^podwire: no kubeconfig: .* does not exist, or names no context$/m);
  const empty = await run(controlPlane, ['-n', 'nowhere']);
  assert.deepEqual([empty.status, empty.stdout], [0, 'No Services in namespace nowhere of test.\n']);
});

test('Secrets and ConfigMaps are never asked for, and nothing is written', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  await create(controlPlane, namespace('audited'), {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'audited' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
  });
  assert.equal((await run(controlPlane, ['-n', 'audited'])).status, 1);
  const own = controlPlane.audited().filter(({ userAgent }) => userAgent.startsWith('podwire/'));
  assert.ok(own.length >= 3, `${own.length} requests`);
  assert.deepEqual([...new Set(own.map(({ verb }) => verb))], ['list']);
  const asked = new Set(own.map(({ uri }) => uri.replace(/\?.*/, '').replace(/.*\//, '')));
  assert.deepEqual([...asked].sort(), ['endpointslices', 'pods', 'services']);
});

function run(controlPlane: ControlPlane, args: readonly string[], kubeconfig = controlPlane.kubeconfig) {
  return spawnPodwire(['endpoints', ...args], { env: { KUBECONFIG: kubeconfig } });
}

function kubeconfigOf(_: TestContext, controlPlane: ControlPlane, user: object): string {
  const config = JSON.parse(readFileSync(controlPlane.kubeconfig, 'utf8'));
  const file = path.join(controlPlane.folder, 'other-kubeconfig');
  writeFileSync(file, JSON.stringify({ ...config, users: [{ name: 'admin', user }] }));
  return file;
}
