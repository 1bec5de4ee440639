import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import {
  type ClusterParams,
  clusterRequest,
  type ProbedService,
  type ProbeParams,
  type ProbePlan,
  type ProbeProgress,
  probePlanRequest,
  probeProgressNotification,
  probeRequest,
  type TooManyAddresses,
  type VerifiedService,
  verifyServiceRequest,
} from '../../server/src/lsp/protocol.ts';
import { eventually } from '../harness/vscode/eventually.ts';
import { answering, serverThat } from '../probe/servers.ts';
import { connectInMemory } from './client.ts';
import { folderWith } from './folder.ts';

// Nothing of this machine's own clusters.
process.env.KUBECONFIG = path.join(import.meta.dirname, 'no-such-kubeconfig');

const manifests = (nodePort: number, app = 'web') => `=== service.yaml
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  type: NodePort
  selector: {app: ${app}}
  ports:
    - {name: http, port: 80, targetPort: 8080, nodePort: ${nodePort}}
=== deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, ports: [{containerPort: 8080}]}]
`;

async function opened(text: string, file = 'service.yaml') {
  const folder = folderWith(text);
  const client = await connectInMemory({
    folders: [folder.uri],
    initializationOptions: { commands: ['podwire.probeNodePort', 'podwire.verifyService'] },
  });
  const uri = folder.uriOf(file);
  client.open(uri, folder.read(file));
  await client.ready();
  const place = { textDocument: { uri }, position: { line: 2, character: 0 } };
  const params: ProbeParams = {
    ...place,
    service: { name: 'web', namespace: 'shop' },
    addresses: ['127.0.0.1'],
    settingAddresses: [],
    askCluster: false,
    allowExec: false,
    tryAll: false,
    id: 7,
  };
  return {
    client,
    uri,
    place,
    params,
    async [Symbol.asyncDispose]() {
      await client.stop();
      folder[Symbol.dispose]();
    },
  };
}

test('a lens offers the probe to an editor that has the command, and a plan says what it would do', async () => {
  await using session = await opened(manifests(30801));
  const lenses = await session.client.lenses(session.uri);
  assert.deepEqual(
    lenses.map(({ command }) => [command?.title, command?.command]),
    [
      ['selects Deployment web', 'podwire.verifyService'],
      ['Probe NodePort 30801', 'podwire.probeNodePort'],
    ],
  );
  const plan = await session.client.connection.sendRequest<ProbePlan | null>(probePlanRequest, session.place);
  assert.deepEqual(plan?.deployed, [
    { as: 'shop/web', ports: [{ name: 'http', port: 80, nodePort: 30801, protocol: 'TCP' }] },
  ]);
  assert.equal(plan?.service.name, 'web');
  const verified = await session.client.connection.sendRequest<VerifiedService>(verifyServiceRequest, session.place);
  assert.equal(verified.nodePort, 30801);
  assert.match('because' in plan!.cluster ? plan!.cluster.because : '', /^no kubeconfig/);
});

test('the lens stands above a Service with a node port that can be tried', async () => {
  const text = manifests(30801);
  for (const [what, changed, offered] of [
    ['LoadBalancer', text.replace('type: NodePort', 'type: LoadBalancer'), 'Probe NodePort 30801'],
    ['ClusterIP', text.replace('type: NodePort', 'type: ClusterIP'), undefined],
    ['no node port', text.replace(', nodePort: 30801', ''), undefined],
    ['UDP', text.replace('name: http', 'protocol: UDP, name: http'), undefined],
    [
      'UDP beside TCP',
      text.replace('    - {', '    - {name: dns, port: 53, protocol: UDP, nodePort: 31053}\n    - {'),
      'Probe NodePort 30801',
    ],
  ] as const) {
    await using session = await opened(changed);
    const lenses = await session.client.lenses(session.uri);
    const titles = lenses.map(({ command }) => command?.title).filter((title) => title?.startsWith('Probe'));
    assert.deepEqual(titles, offered === undefined ? [] : [offered], what);
    const verified = await session.client.connection.sendRequest<VerifiedService>(verifyServiceRequest, session.place);
    assert.equal(verified.nodePort, offered === undefined ? undefined : 30801, what);
  }
});

test('an address answers: a report, its Markdown, and progress', async () => {
  await using server = await serverThat(answering('HTTP/1.1 200 OK\r\n\r\n'));
  await using session = await opened(manifests(server.port));
  const probed = await session.client.connection.sendRequest<ProbedService>(probeRequest, {
    ...session.params,
    machine: 'devbox (SSH)',
  } satisfies ProbeParams);
  assert.deepEqual(probed.report.verdict, { mark: 'ok', text: 'reachable by loopback' });
  assert.match(probed.report.rows[0]?.text ?? '', /^From devbox \(SSH\)$/);
  assert.match(probed.markdown, /^### Probe of Service shop\/web, node port \d+\n/);
  assert.equal(probed.cause, undefined);
  const [progress] = session.client.received(probeProgressNotification) as ProbeProgress[];
  assert.deepEqual(progress, { id: 7, done: 1, all: 1, text: '127.0.0.1: answered' });
});

test('refused, and in the files the selector selects nothing: the cause is at its place, with the fix', async () => {
  await using server = await serverThat(() => {});
  const { port } = server;
  await server[Symbol.asyncDispose]();
  await using session = await opened(manifests(port, 'web-server'));
  const probed = await session.client.connection.sendRequest<ProbedService>(probeRequest, session.params);
  assert.equal(probed.report.verdict?.mark, 'failed');
  assert.equal(probed.report.verdict?.advice, 'Copy pod labels from Deployment "web".');
  assert.deepEqual(
    { ...probed.cause, location: probed.cause?.location.range.start.line },
    { location: 5, what: 'selector', isFixable: true },
  );
});

test('what overlays make of a Service is probed as one of them deploys it, with its fix where it stands', async () => {
  await using server = await serverThat(() => {});
  const { port } = server;
  await server[Symbol.asyncDispose]();
  const base = manifests(port, 'web-server').replaceAll(', namespace: shop', '').replaceAll('=== ', '=== base/');
  await using session = await opened(
    `${base}=== base/kustomization.yaml
resources: [service.yaml, deployment.yaml]
=== dev/kustomization.yaml
namespace: dev
resources: [../base]
=== prod/kustomization.yaml
namespace: prod
namePrefix: prod-
resources: [../base]
patches:
  - patch: |-
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec: {ports: [{port: 80, nodePort: 31099}]}
`,
    'base/service.yaml',
  );
  const plan = await session.client.connection.sendRequest<ProbePlan | null>(probePlanRequest, session.place);
  assert.deepEqual(
    plan?.deployed.map(({ as, ports }) => [as, ports[0]?.nodePort]),
    [
      ['dev/web', port],
      ['prod/prod-web', 31099],
    ],
  );
  const probe = (as: string) =>
    session.client.connection.sendRequest<ProbedService | null>(probeRequest, {
      ...session.params,
      service: { name: 'web' },
      as,
    } satisfies ProbeParams);
  const dev = await probe('dev/web');
  assert.match(dev?.report.title ?? '', /^Probe of Service dev\/web, node port/);
  assert.equal(dev?.report.verdict?.advice, 'Copy pod labels from Deployment "web" (changes dev and prod).');
  assert.deepEqual(
    { ...dev?.cause, location: dev?.cause?.location.range.start.line },
    { location: 5, what: 'selector', isFixable: true },
  );
  assert.equal((await probe('prod/prod-web'))?.report.title, 'Probe of Service prod/prod-web, node port 31099');
  assert.equal(await probe('test/web'), null);
});

test('the plan names the addresses of the settings, and they are tried where the person lets them be', async () => {
  await using server = await serverThat(answering('HTTP/1.1 200 OK\r\n\r\n'));
  const settings = '=== podwire.yaml\nprobe:\n  addresses: [127.0.0.1, 127.0.0.2]\n  path: /healthz\n';
  await using session = await opened(manifests(server.port) + settings);
  const plan = await session.client.connection.sendRequest<ProbePlan | null>(probePlanRequest, session.place);
  assert.deepEqual(plan?.settingAddresses, ['127.0.0.1', '127.0.0.2']);
  const params = { ...session.params, addresses: [], settingAddresses: ['127.0.0.1'] } satisfies ProbeParams;
  const probed = await session.client.connection.sendRequest<ProbedService>(probeRequest, params);
  assert.match(probed.report.rows[0]?.detail ?? '', /^Asked: GET \/healthz, as the setting probe\.path says\.$/);
  assert.deepEqual(
    (session.client.received(probeProgressNotification) as ProbeProgress[]).map(({ text }) => text),
    ['127.0.0.1: answered'],
  );
  const none = await session.client.connection.sendRequest<ProbedService>(probeRequest, {
    ...params,
    settingAddresses: [],
  });
  assert.match(none.report.verdict?.text ?? '', /^nothing was tried/);
  const many = Array.from({ length: 13 }, (_, i) => `127.0.0.${i + 1}`);
  const answer = await session.client.connection.sendRequest<TooManyAddresses>(probeRequest, {
    ...params,
    settingAddresses: many,
  });
  assert.deepEqual(answer.tooMany, many);
});

test('a probe that is cancelled closes its connections', async () => {
  await using server = await serverThat(() => {});
  await using session = await opened(manifests(server.port));
  const source = new CancellationTokenSource();
  const answer = session.client.connection.sendRequest(probeRequest, session.params, source.token);
  await eventually(() => assert.equal(server.open, 1));
  source.cancel();
  await assert.rejects(answer, /cancelled/);
  await eventually(() => assert.equal(server.open, 0));
});

test('what is gone, and what is no address', async () => {
  await using session = await opened(manifests(30801));
  const { connection } = session.client;
  assert.equal(await connection.sendRequest(probeRequest, { ...session.params, service: { name: 'other' } }), null);
  const nothing = await connection.sendRequest<ProbedService | TooManyAddresses>(probeRequest, {
    ...session.params,
    addresses: ['http://x/', '10.0.0.1:80'],
  });
  assert.equal('report' in nothing && nothing.report.verdict?.mark, 'unknown');
});

test('the cluster that is asked is the one that the person has connected the editor to', async () => {
  using folder = folderWith(`=== kubeconfig
apiVersion: v1
kind: Config
clusters: [{name: a, cluster: {server: "https://127.0.0.1:1"}}, {name: b, cluster: {server: "https://127.0.0.2:1"}}]
users: [{name: u, user: {token: t}}]
contexts: [{name: a, context: {cluster: a, user: u}}, {name: b, context: {cluster: b, user: u}}]
current-context: a
`);
  const kubeconfig = path.join(folder.path, 'kubeconfig');
  await using session = await opened(manifests(30801));
  const { connection } = session.client;
  await connection.sendRequest(clusterRequest, { action: 'look', kubeconfig } satisfies ClusterParams);
  const plan = async () => (await connection.sendRequest<ProbePlan>(probePlanRequest, session.place)).cluster;
  assert.deepEqual(await plan(), { context: 'a', server: 'https://127.0.0.1:1', file: kubeconfig, isConnected: false });
  await connection.sendRequest(clusterRequest, {
    action: 'connect',
    context: 'b',
    allowExec: false,
  } satisfies ClusterParams);
  assert.deepEqual(await plan(), { context: 'b', server: 'https://127.0.0.2:1', file: kubeconfig, isConnected: true });
  const probed = await connection.sendRequest<ProbedService>(probeRequest, { ...session.params, askCluster: true });
  assert.match(JSON.stringify(probed.report.rows), /No cluster was asked: .*127\.0\.0\.2:1/);
});
