// An editor that is connected to a real API server, as the language server sees it.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { CodeLens } from 'vscode-languageserver/node';
import {
  type ClusterParams,
  type ClusterStatus,
  clusterNotification,
  clusterRequest,
} from '../../server/src/lsp/protocol.ts';
import {
  create,
  type KubernetesObject,
  namespace,
  node,
  patch,
  patchStatus,
  readyConditions,
  runningPod,
} from '../harness/control-plane/objects.ts';
import { eventually } from '../harness/vscode/eventually.ts';
import { type Client, connectInMemory, likeVsCode } from '../lsp/client.ts';
import { folderWith } from '../lsp/folder.ts';
import { controlPlaneOfFile } from './controlPlane.ts';

const needed = controlPlaneOfFile({ controllers: true, audit: true });
const patience = 60_000;
const backend = { app: 'family-assistant-backend', component: 'familyai-v3' };
const files = `=== service.yaml
apiVersion: v1
kind: Service
metadata: {name: family, namespace: homelab}
spec:
  selector:
    app: family-assistant
  ports: [{port: 8001}]
=== deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: family-assistant-backend, namespace: homelab}
spec:
  selector: {matchLabels: {app: family-assistant-backend, component: familyai-v3}}
  template:
    metadata: {labels: {app: family-assistant-backend, component: familyai-v3}}
    spec: {containers: [{name: main, image: example.com/main, ports: [{containerPort: 8001}]}]}
`;

test('nothing is asked before somebody connects; then lenses count, turn stale, and count again', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  const service: KubernetesObject = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'family', namespace: 'homelab' },
    spec: { selector: { app: 'family-assistant' }, ports: [{ port: 8001 }] },
  };
  const pods = [1, 2].map((number) =>
    runningPod({
      name: `backend-${number}`,
      namespace: 'homelab',
      labels: backend,
      ips: [`10.42.3.${number}`],
      ready: false,
    }),
  );
  await create(controlPlane, node('node'), namespace('homelab'), service, ...pods);
  using folder = folderWith(files);
  await using client = await connectInMemory({ folders: [folder.uri], capabilities: likeVsCode });
  const uri = folder.uriOf('service.yaml');
  client.open(uri, folder.read('service.yaml'));
  await client.until(uri, (shown) => shown.length === 1, patience);
  assert.deepEqual(await titles(client, uri), ['selects nothing here']);

  const kubeconfig = path.join(controlPlane.folder, 'of-the-editor');
  writeFileSync(kubeconfig, readFileSync(controlPlane.kubeconfig));
  const looked = await ask(client, { action: 'look', kubeconfig });
  assert.deepEqual([looked.state, looked.current, looked.contexts.map(({ name }) => name)], ['off', 'test', ['test']]);
  assert.deepEqual(own(controlPlane), []);

  await ask(client, { action: 'connect', context: 'test', allowExec: false });
  await eventually(
    async () => assert.deepEqual(await titles(client, uri), ['selects nothing here · 0 endpoints · test']),
    patience,
  );
  await client.eventually('the state is told', () => lastStatus(client)?.state === 'current', patience);
  // What runs in the namespace makes it certain.
  await client.until(uri, ([problem]) => problem?.severity === 1, patience);

  await patch(controlPlane, service, { spec: { selector: backend } });
  await eventually(
    async () => assert.match((await titles(client, uri)).at(-1)!, / · 0 of 2 endpoints ready · test$/),
    patience,
  );
  await patchStatus(controlPlane, pods[0]!, {
    containerStatuses: [
      {
        ...{ name: 'main', ready: false, restartCount: 3, image: '', imageID: '' },
        state: { waiting: { reason: 'CrashLoopBackOff' } },
      },
    ],
  });
  const whole = () => own(controlPlane).filter(({ uri: each }) => /\/pods\?(?!.*fieldSelector)/.test(each));
  assert.deepEqual(whole(), [], 'no pod is read in full while nobody asks');
  let [told, asked] = ['', 0];
  // A hover waits for pods no longer than a person does.
  await eventually(async () => {
    asked += 1;
    told = await hoverAt(client, uri, 'family-assistant');
    assert.match(told, /CrashLoopBackOff/);
  }, patience);
  assert.match(told, /^### Service "family"$/m);
  assert.match(told, /✗ In test, namespace homelab: 0 of 2 endpoints ready — none of 2 pods is ready: backend-1/);
  assert.match(told, /✗ backend-1: not ready — container "main": CrashLoopBackOff, on node node$/m);
  assert.match(told, /✗ backend-2: not ready — on node node$/m);
  assert.ok(
    whole().length <= asked && whole().every(({ verb }) => verb === 'list'),
    'one request for each hover, for the pods of the one Service',
  );
  assert.equal(await hoverAt(client, uri, 'port: 8001'), '', 'elsewhere nothing is said');
  const refreshes = client.received('workspace/codeLens/refresh').length;
  for (const pod of pods) await patchStatus(controlPlane, pod, { conditions: readyConditions });
  await eventually(
    async () => assert.match((await titles(client, uri)).at(-1)!, / · 2 of 2 endpoints ready · test$/),
    patience,
  );
  await client.eventually(
    'lenses are asked for anew',
    () => client.received('workspace/codeLens/refresh').length > refreshes,
    patience,
  );

  // A kubeconfig that breaks while it is edited ends nothing.
  writeFileSync(kubeconfig, 'users: [\n');
  await client.eventually(
    'the break is told',
    () => /it is not YAML/.test(lastStatus(client)?.message ?? ''),
    patience,
  );
  assert.match((await titles(client, uri)).at(-1)!, / · 2 of 2 endpoints ready · test$/);
  writeFileSync(kubeconfig, readFileSync(controlPlane.kubeconfig));
  await client.eventually('it is whole again', () => lastStatus(client)?.message === undefined, patience);

  await controlPlane.killServer();
  await eventually(
    async () =>
      assert.match((await titles(client, uri)).at(-1)!, / · 2 of 2 endpoints ready · test · stale since \d\d:\d\d$/),
    patience,
  );
  await client.eventually('staleness is told', () => lastStatus(client)?.state === 'stale', patience);
  await controlPlane.restartServer();
  await eventually(
    async () => assert.match((await titles(client, uri)).at(-1)!, / · 2 of 2 endpoints ready · test$/),
    patience,
  );

  const off = await ask(client, { action: 'disconnect' });
  assert.deepEqual([off.state, off.connected], ['off', undefined]);
  await eventually(async () => assert.deepEqual(await titles(client, uri), ['selects nothing here']), patience);
  // Apart from that, only the list of kinds.
  const requests = own(controlPlane).filter(({ uri: each }) => each !== '/apis');
  assert.deepEqual([...new Set(requests.map(({ verb }) => verb))].sort(), ['list', 'watch']);
  assert.deepEqual(
    requests.filter(({ uri: each }) => !each.includes('/namespaces/homelab/') || /secret|configmap/i.test(each)),
    [],
  );
});

test('a context that is not there, and one that leads nowhere', async () => {
  using folder = folderWith(files);
  const kubeconfig = path.join(folder.path, '..', 'kubeconfig');
  const cluster = { server: 'https://127.0.0.1:1' };
  writeFileSync(
    kubeconfig,
    JSON.stringify({ contexts: [{ name: 'nowhere', context: { cluster: 'c' } }], clusters: [{ name: 'c', cluster }] }),
  );
  await using client = await connectInMemory({ folders: [folder.uri], capabilities: likeVsCode });
  const uri = folder.uriOf('service.yaml');
  client.open(uri, folder.read('service.yaml'));
  await client.until(uri, (shown) => shown.length === 1, patience);
  await ask(client, { action: 'look', kubeconfig });
  const absent = await ask(client, { action: 'connect', context: 'other', allowExec: false });
  assert.deepEqual([absent.state, absent.message], ['failed', 'the kubeconfig has no context "other"']);
  await ask(client, { action: 'connect', context: 'nowhere', allowExec: false });
  await client.eventually('it is told', () => lastStatus(client)?.state === 'failed', patience);
  assert.equal(lastStatus(client)?.message, 'https://127.0.0.1:1: the connection was refused');
  await eventually(
    async () =>
      assert.deepEqual(await titles(client, uri), [
        'selects nothing here · https://127.0.0.1:1: the connection was refused · nowhere',
      ]),
    patience,
  );
  // Files are judged as without a cluster.
  assert.equal(client.shown(uri)[0]?.severity, 2);
});

function ask(client: Client, params: ClusterParams): Promise<ClusterStatus> {
  return client.connection.sendRequest(clusterRequest, params);
}

function lastStatus(client: Client): ClusterStatus | undefined {
  return client.received(clusterNotification).at(-1) as ClusterStatus | undefined;
}

/** The answer to a hover over a text, which comes once in the file. */
async function hoverAt(client: Client, uri: string, text: string): Promise<string> {
  const lines = files.slice(files.indexOf('\n') + 1).split('\n');
  const line = lines.findLastIndex((each, place) => each.includes(text) && place < 9);
  const position = { line, character: lines[line]!.indexOf(text) + 1 };
  const answer: { contents: { value: string } } | null = await client.connection.sendRequest('textDocument/hover', {
    textDocument: { uri },
    position,
  });
  return answer?.contents.value ?? '';
}

async function titles(client: Client, uri: string): Promise<string[]> {
  return (await client.lenses(uri)).map((lens: CodeLens) => lens.command?.title ?? '');
}

function own(controlPlane: { audited(): readonly { userAgent: string; verb: string; uri: string }[] }) {
  return controlPlane.audited().filter(({ userAgent }) => userAgent === 'podwire');
}
