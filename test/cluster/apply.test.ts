// Applying a manifest from an editor to a real API server.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { planApply } from '../../server/src/cluster/apply.ts';
import {
  type Applied,
  type ApplyPlan,
  applyPlanRequest,
  applyRequest,
  type ClusterStatus,
  clusterRequest,
} from '../../server/src/lsp/protocol.ts';
import { create, namespace, node, patchStatus, read, runningPod } from '../harness/control-plane/objects.ts';
import type { ControlPlane } from '../harness/control-plane/start.ts';
import { eventually } from '../harness/vscode/eventually.ts';
import { type Client, connectInMemory, likeVsCode } from '../lsp/client.ts';
import { folderWith, type TestFolder } from '../lsp/folder.ts';
import { controlPlaneOfFile } from './controlPlane.ts';
import { scriptedServer, sendJson } from './scriptedServer.ts';

// A pod counts where its node exists.
const needed = controlPlaneOfFile({ controllers: true, audit: true }, (controlPlane) =>
  create(controlPlane, node('node')),
);
const labels = { app: 'web-backend', tier: 'front' };
const service = (place: string, selector: string, more = '') => `# a comment
apiVersion: v1
kind: Service
metadata: {name: web, namespace: ${place}}
spec:
  selector:
    app: ${selector}
  ports: [{port: 80}]
${more}`;

test('a dry run changes nothing; applying creates, then changes, and waits for ready endpoints', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  await create(
    controlPlane,
    namespace('first'),
    runningPod({ name: 'a', namespace: 'first', labels, ips: ['10.42.0.1'] }),
    runningPod({ name: 'b', namespace: 'first', labels: { app: 'web' }, ips: ['10.42.0.2'] }),
  );
  await using editor = await connected(context, controlPlane, `=== service.yaml\n${service('first', 'web')}`);
  const plan = await editor.plan(false);
  assert.deepEqual(
    plan.items.map(({ label, namespace: place, outcome, before }) => [label, place, outcome, before]),
    [['Service "web"', 'first', 'created', '']],
  );
  assert.match(plan.items[0]!.after, /^apiVersion: v1\nkind: Service\nmetadata:\n {2}name: web\n/);
  assert.ok(!/managedFields|resourceVersion|uid/.test(plan.items[0]!.after));
  assert.equal((await controlPlane.request('GET', '/api/v1/namespaces/first/services/web')).status, 404);

  assert.deepEqual((await editor.apply(false)).applied, ['Service "web"']);
  editor.retype(service('first', 'web-backend'));
  const next = await editor.plan(false);
  assert.equal(next.items[0]?.outcome, 'changed');
  assert.match(next.items[0]!.before, /app: web\n/);
  assert.match(next.items[0]!.after, /app: web-backend\n/);
  const applied = await editor.apply(false);
  assert.deepEqual(applied, {
    applied: ['Service "web"'],
    failed: [],
    endpoints: [{ service: 'Service "web"', isReady: true, text: '1 of 1 endpoint ready' }],
  });
  assert.equal((await editor.plan(false)).items[0]?.outcome, 'unchanged');
  const writes = controlPlane
    .audited()
    .filter(({ userAgent, verb }) => userAgent === 'podwire' && !['get', 'list', 'watch'].includes(verb));
  assert.ok(writes.every(({ verb, uri }) => verb === 'patch' && uri.includes('fieldManager=podwire')));
  assert.equal(writes.filter(({ uri }) => !uri.includes('dryRun=All')).length, 2);
});

test('of a Secret is told what would change, and never to what', async (context) => {
  const secret = (data: Record<string, string>) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'login' },
    data,
  });
  const [same, old, next] = ['c2FtZQ==', 'b2xk', 'bmV4dA=='] as [string, string, string];
  const { connection } = await scriptedServer(context, ({ method, url }, response) => {
    if (url === '/api/v1') {
      sendJson(response, 200, { resources: [{ name: 'secrets', kind: 'Secret', namespaced: true }] });
    } else {
      const isAfter = method === 'PATCH';
      sendJson(
        response,
        200,
        secret({ user: same, password: isAfter ? next : old, ...(isAfter ? { more: next } : {}) }),
      );
    }
  });
  const manifest = { text: '', apiVersion: 'v1', kind: 'Secret', name: 'login', namespace: 'homelab' };
  const planned = await planApply(connection, manifest, { force: false });
  assert.ok(planned.outcome === 'changed');
  assert.match(planned.before, /^data:\n {2}user: "\*\*\*"\n {2}password: "\*\*\* \(before\)"\n$/m);
  assert.match(planned.after, /^data:\n {2}user: "\*\*\*"\n {2}password: "\*\*\* \(after\)"\n {2}more: "\*\*\*"\n$/m);
  for (const value of [same, old, next]) assert.ok(!JSON.stringify(planned).includes(value));
});

test('where endpoints do not become ready in a minute, why not is told of the pods', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  const crashing = runningPod({ name: 'c', namespace: 'waited', labels, ips: ['10.42.0.3'], ready: false });
  await create(controlPlane, namespace('waited'), crashing);
  const container = { name: 'main', ready: false, restartCount: 4, image: '', imageID: '' };
  await patchStatus(controlPlane, crashing, {
    containerStatuses: [{ ...container, state: { waiting: { reason: 'CrashLoopBackOff' } } }],
  });
  await using editor = await connected(context, controlPlane, `=== service.yaml\n${service('waited', 'web-backend')}`);
  const { endpoints } = await editor.apply(false);
  assert.deepEqual(endpoints, [
    {
      service: 'Service "web"',
      isReady: false,
      text: '0 of 1 endpoint ready: the one pod is not ready: c (container "main": CrashLoopBackOff)',
    },
  ]);
});

test('what client-side kubectl apply owns is a conflict that is named; forced, it says which keys it drops', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  await create(controlPlane, namespace('owned'));
  const stated = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'owned' },
    spec: { selector: { app: 'web', tier: 'front' }, ports: [{ port: 80 }] },
  };
  const made = await controlPlane.request(
    'POST',
    '/api/v1/namespaces/owned/services?fieldManager=kubectl-client-side-apply',
    JSON.stringify(stated),
  );
  assert.equal(made.status, 201);
  await using editor = await connected(context, controlPlane, `=== service.yaml\n${service('owned', 'web-backend')}`);
  const plan = await editor.plan(false);
  assert.deepEqual(
    plan.items.map(({ outcome, reasons }) => [outcome, reasons]),
    [['conflict', ['.spec.selector is owned by kubectl-client-side-apply']]],
  );
  const refused = await editor.apply(false);
  assert.deepEqual(refused.applied, []);
  assert.match(refused.failed[0]!, /conflict with "kubectl-client-side-apply"/);
  const forced = await editor.plan(true);
  assert.deepEqual(
    forced.items.map(({ outcome, dropped }) => [outcome, dropped]),
    [['changed', ['spec.selector.tier']]],
  );
  const before = (await read(controlPlane, '/api/v1/namespaces/owned/services/web')) as typeof stated;
  assert.deepEqual(before.spec.selector, { app: 'web', tier: 'front' });
});

test('what the server refuses, and what is not applied as it stands', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  await create(controlPlane, namespace('refused'));
  await using editor = await connected(
    context,
    controlPlane,
    `=== service.yaml\n${service('refused', 'web', 'selectors: {}\n')}`,
  );
  const [strict] = (await editor.plan(false)).items;
  assert.equal(strict?.outcome, 'refused');
  assert.match(strict?.reasons[0] ?? '', /selectors/);
  for (const [text, reason] of [
    ['apiVersion: v1\nkind: [', 'it does not parse'],
    ['a: 1\n', 'it contains no manifest'],
    [
      `apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Service, metadata: {name: a}}\n- {apiVersion: v1, kind: Service, metadata: {name: b}}\n`,
      'it holds a list of objects',
    ],
  ] as const) {
    editor.retype(text);
    assert.equal(await editor.ask(applyPlanRequest, false), reason);
  }
  for (const [text, reason] of [
    ['apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\n', 'the server does not have example.com/v1'],
    [
      'apiVersion: v1\nkind: Thing\nmetadata: {name: a}\n',
      'the server has no Thing of v1: Thing "a" cannot be applied',
    ],
    [
      'apiVersion: v1\nkind: Pod\nmetadata: {generateName: a-}\nspec: {containers: [{name: a, image: b}]}\n',
      'Pod has no name of its own',
    ],
  ] as const) {
    editor.retype(text);
    assert.deepEqual((await editor.plan(false)).items[0]?.reasons, [reason]);
  }
  editor.retype('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: of-the-context}\ndata: {a: "1"}\n');
  assert.deepEqual(
    (await editor.plan(false)).items.map(({ namespace: place, outcome }) => [place, outcome]),
    [['default', 'created']],
  );
  // The server does not keep the data, so the text of the editor is applied.
  editor.retype(
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: whole\ndata:\n  color: blue\n  size: |\n    large\n',
  );
  const [configMap] = (await editor.plan(false)).items;
  assert.match(configMap!.after, /color: blue\n {2}size: \|\n {4}large/);
});

test('a file that a kustomization takes in is not applied by itself', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  const files = `=== kustomization.yaml\nresources: [service.yaml]\nnamePrefix: a-\n=== service.yaml\n${service('x', 'web')}`;
  await using editor = await connected(context, controlPlane, files);
  await eventually(async () =>
    assert.match(
      String(await editor.ask(applyPlanRequest, false)),
      /^the folder itself changes it, and only the result belongs in the cluster: kubectl apply -k \.$/,
    ),
  );
});

async function connected(_: TestContext, controlPlane: ControlPlane, files: string) {
  const folder: TestFolder = folderWith(files);
  const client: Client = await connectInMemory({ folders: [folder.uri], capabilities: likeVsCode });
  const uri = folder.uriOf('service.yaml');
  let version = 1;
  client.open(uri, folder.read('service.yaml'), version);
  await client.ready();
  await client.connection.sendRequest(clusterRequest, { action: 'look', kubeconfig: controlPlane.kubeconfig });
  const status: ClusterStatus = await client.connection.sendRequest(clusterRequest, {
    action: 'connect',
    context: 'test',
    allowExec: false,
  });
  assert.equal(status.connected, 'test');
  const ask = (method: string, force: boolean): Promise<unknown> =>
    client.connection.sendRequest(method, { textDocument: { uri, version }, force });
  return {
    ask,
    plan: (force: boolean) => ask(applyPlanRequest, force) as Promise<ApplyPlan>,
    apply: (force: boolean) => ask(applyRequest, force) as Promise<Applied>,
    retype: (text: string) => {
      version += 1;
      client.change(uri, version, text);
    },
    [Symbol.asyncDispose]: async () => {
      await client.stop();
      folder[Symbol.dispose]();
    },
  };
}
