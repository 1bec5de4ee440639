// The incident of the example and every cause that a verdict names, made for real: an API server, kube-proxy on two
// nodes, network namespaces with a firewall, and the command line run as a person would run it, from the namespace of
// the client.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import type { VerdictCode } from '../../server/src/core/probe/verdictCodes.ts';
import type { ProbeJson } from '../../server/src/formats/probe.ts';
import { projectRoot, source } from '../cli/program.ts';
import { backendLabels } from '../harness/control-plane/incident.ts';
import { findPrograms } from '../harness/control-plane/programs.ts';
import { backendIn } from '../harness/topology/backend.ts';
import { startTopologyCluster, type TopologyCluster, topologyPrograms } from '../harness/topology/cluster.ts';
import { addresses, createTopology, type Topology, withoutTopology } from '../harness/topology/namespaces.ts';
import { makeNode, makePod, nodeAddresses } from '../harness/topology/objects.ts';
import { eventually } from '../harness/vscode/eventually.ts';
import { run } from '../harness/vscode/run.ts';
import { selfSigned } from './certificates.ts';

let topology: Topology;
let cluster: TopologyCluster;
let folder: string;
const certificate = selfSigned('backend');
const programs = findPrograms(topologyPrograms);
const absent =
  withoutTopology() ??
  ('because' in programs ? programs.because : certificate ? undefined : 'openssl is not installed');
const everyAddress = '0.0.0.0/0,::/0';

before(async () => {
  if (absent !== undefined || 'because' in programs) return;
  folder = mkdtempSync(path.join(os.tmpdir(), 'podwire-probe-'));
  topology = createTopology();
  cluster = await startTopologyCluster(topology, programs.folder);
  const backend = backendIn(folder, certificate!);
  cluster.start(topology.pod, 'app', backend);
  cluster.start(topology.otherPod, 'other-app', backend);
  cluster.request('POST', '/api/v1/namespaces', { metadata: { name: 'homelab' } });
  makeNode(cluster, 'service-node', nodeAddresses);
  makePod(cluster, 'backend-1', backendLabels);
  await cluster.startKubeProxy('service-node', everyAddress);
});

after(async () => {
  if (absent !== undefined) return;
  await cluster?.[Symbol.asyncDispose]();
  topology?.[Symbol.dispose]();
  rmSync(folder, { recursive: true, force: true });
});

test('the incident: before the selector is fixed, and after', async (context) => {
  if (absent !== undefined) return context.skip(absent);
  topology.firewall('iifname "lan-n" tcp dport 30801 drop');
  const example = path.join(folder, 'example');
  cpSync(path.join(projectRoot, 'examples/family-assistant'), example, { recursive: true });
  const manifest = path.join(example, 'service-nodeport.yaml');
  const service = { type: 'NodePort', ports: [{ name: 'http', port: 8001, targetPort: 8001, nodePort: 30801 }] };
  apply('family-assistant-nodeport', { ...service, selector: { app: 'family-assistant' } });
  const before = await until(manifest, isCode('no-endpoints-selector'));
  assert.deepEqual(outcomes(before), ['192.168.8.20 private timeout null', '100.81.76.55 mesh refused null']);
  assert.equal(before.verdict.message, 'no endpoints: the selector matches no pod');
  assert.equal(before.verdict.advice, 'Copy pod labels from Deployment "family-assistant-backend".');
  assert.equal(before.fixes[0]?.title, 'Copy pod labels from Deployment "family-assistant-backend"');
  assert.equal(before.status, 1);
  const none = await podwire(['endpoints', '-n', 'homelab']);
  assert.match(none.output, /^family-assistant-nodeport {2}NodePort {2}0 {6}0 {10}0 {12}8001:30801\/TCP$/m);
  assert.match(none.output, /no pod matches the selector app=family-assistant$/m);
  assert.equal(none.status, 1);

  const text = readFileSync(manifest, 'utf8');
  writeFileSync(
    manifest,
    text.replace(/app: family-assistant( .*)/, 'app: family-assistant-backend$1\n    component: familyai-v3'),
  );
  apply('family-assistant-nodeport', {
    ...service,
    selector: { app: 'family-assistant-backend', component: 'familyai-v3' },
  });
  const fixed = await until(manifest, isCode('reachable-filtered'));
  assert.deepEqual(outcomes(fixed), ['192.168.8.20 private timeout null', '100.81.76.55 mesh answered 200']);
  assert.equal(fixed.verdict.message, 'reachable by mesh; LAN is filtered');
  assert.match(fixed.asked, /^GET \/health, as the readiness probe of container backend says/);
  assert.deepEqual([fixed.fixes, fixed.status], [[], 0]);
  const one = await podwire(['endpoints', '-n', 'homelab']);
  assert.match(one.output, /^family-assistant-nodeport {2}NodePort {2}1 {6}0 {10}0 {12}8001:30801\/TCP$/m);
  assert.equal(one.status, 0);
  const shown = await podwire(['probe', manifest, '--timeout', '1']);
  assert.match(shown.output, /^✓ reachable by mesh; LAN is filtered → Use 100\.81\.76\.55, or open TCP 30801 for LAN/);
});

test('2 pods match, and none is ready', async (context) => {
  if (absent !== undefined) return context.skip(absent);
  makePod(cluster, 'unready-1', { app: 'unready' }, { ready: false });
  cluster.request('POST', '/api/v1/namespaces/homelab/events', {
    metadata: { name: 'unready-1.1' },
    involvedObject: { kind: 'Pod', namespace: 'homelab', name: 'unready-1', apiVersion: 'v1' },
    reason: 'Unhealthy',
    message: 'Readiness probe failed: HTTP probe failed with statuscode: 503',
    type: 'Warning',
  });
  const found = await probeCase('unready', { selector: { app: 'unready' } }, 'no-endpoints-not-ready');
  assert.equal(
    found.verdict.message,
    'no ready endpoint: the pod that matches is not ready (Readiness probe failed: HTTP probe failed with statuscode: 503)',
  );
  assert.match(found.verdict.advice ?? '', /kubectl describe pod unready-1 -n homelab/);
});

test('3 targetPort is wrong, and the pod refuses', async (context) => {
  if (absent !== undefined) return context.skip(absent);
  const found = await probeCase('wrong-port', { targetPort: 9999 }, 'target-port-wrong');
  assert.match(found.verdict.message ?? '', /^the pod refuses port 9999: targetPort is 9999, the pod declares 8001/);
  assert.match(found.verdict.advice ?? '', /Change targetPort to 8001/);
});

test('4 a named targetPort that the pod lacks', async (context) => {
  if (absent !== undefined) return context.skip(absent);
  const found = await probeCase('no-name', { targetPort: 'web' }, 'no-endpoints-port-name');
  assert.equal(found.verdict.message, 'no endpoints: no pod has a TCP container port named web');
});

test('5 the app listens on 127.0.0.1 only', async (context) => {
  if (absent !== undefined) return context.skip(absent);
  const found = await probeCase('local-only', { targetPort: 8008 }, 'app-not-listening');
  assert.equal(found.verdict.message, 'the pod refuses port 8008: the app does not listen there, or on 127.0.0.1 only');
});

test('6 externalTrafficPolicy Local: a node without a pod is silent, and that is no firewall', async (context) => {
  if (absent !== undefined) return context.skip(absent);
  topology.firewall();
  await withOtherNode(async () => {
    makePod(cluster, 'other-1', { app: 'other' }, { node: 'other-node', ip: addresses.otherPod });
    const service = { selector: { app: 'other' }, externalTrafficPolicy: 'Local' };
    const all = await probeCase('local-policy', service, 'local-traffic-only');
    assert.deepEqual(outcomes(all), [
      '192.168.9.30 private answered 200',
      '192.168.8.20 private timeout null',
      '100.81.76.55 mesh timeout null',
    ]);
    assert.equal(
      all.verdict.message,
      'reachable by 192.168.9.30; externalTrafficPolicy is Local and no ready pod runs on service-node',
    );
    assert.equal(all.status, 0);
    const one = await until(fileOf('local-policy'), isCode('local-traffic-only'), '--address', addresses.node.lan);
    assert.equal(one.verdict.message, 'externalTrafficPolicy is Local and no ready pod runs on service-node');
    assert.match(one.verdict.advice ?? '', /Use other-node/);
    assert.ok(!/firewall|filtered/.test(JSON.stringify(one.verdict)));
    assert.equal(one.status, 1);
  });
});

test('8 a firewall drops on all addresses', async (context) => {
  if (absent !== undefined) return context.skip(absent);
  topology.firewall('tcp dport 30808 drop');
  const found = await probeCase('dropped', { nodePort: 30808 }, 'filtered');
  assert.match(
    found.verdict.message,
    /^filtered: nothing comes back by LAN and mesh, although the app answers through the API server$/,
  );
  assert.equal(found.status, 1);
});

test('9 a firewall rejects', async (context) => {
  if (absent !== undefined) return context.skip(absent);
  topology.firewall('iifname "lan-n" tcp dport 30809 reject');
  const found = await probeCase('rejected', { nodePort: 30809 }, 'firewall-rejects');
  assert.equal(found.verdict.message, 'reachable by mesh; LAN is rejected by a firewall');
  topology.firewall('tcp dport 30809 reject with icmpx type admin-prohibited');
  const prohibited = await until(fileOf('rejected'), ({ attempts }) =>
    attempts.every(({ outcome }) => outcome === 'unreachable'),
  );
  assert.deepEqual([prohibited.verdict.code, prohibited.status], ['firewall-rejects', 1]);
  topology.firewall();
});

test('10 the node is down, and an address that no node states', async (context) => {
  if (absent !== undefined) return context.skip(absent);
  await probeCase('well', {}, 'reachable');
  const stale = await until(fileOf('well'), isCode('node-down'), '--address', '192.168.8.99');
  assert.deepEqual(
    [stale.verdict.code, stale.verdict.message],
    ['node-down', '192.168.8.99 is not reached, and no node of homelab has that address'],
  );
  makeNode(cluster, 'dead-node', [{ type: 'InternalIP', address: '192.168.8.98' }], false);
  try {
    const dead = await until(fileOf('well'), isCode('node-down'), '--address', '192.168.8.98');
    assert.equal(dead.verdict.message, 'node dead-node is not ready (Kubelet stopped posting node status.)');
  } finally {
    cluster.request('DELETE', '/api/v1/nodes/dead-node');
  }
});

test('11 another node port is applied than the file states', async (context) => {
  if (absent !== undefined) return context.skip(absent);
  apply('moved', nodePortService({ nodePort: 30811 }));
  writeFileSync(fileOf('moved'), manifestOf('moved', nodePortService({ nodePort: 30899 })));
  const found = await until(fileOf('moved'), isCode('node-port-differs'));
  assert.deepEqual(
    [found.verdict.code, found.verdict.message, found.status],
    ['node-port-differs', 'the cluster serves node port 30811, but the file states 30899', 1],
  );
});

test('12 not applied, and applied in another namespace', async (context) => {
  if (absent !== undefined) return context.skip(absent);
  writeFileSync(fileOf('nowhere'), manifestOf('nowhere', nodePortService({ nodePort: 30812 })));
  const nowhere = await until(fileOf('nowhere'), isCode('not-applied'));
  assert.equal(nowhere.verdict.message, 'Service nowhere is not applied in namespace homelab of homelab');
  cluster.request('POST', '/api/v1/namespaces/default/services', {
    metadata: { name: 'nowhere' },
    spec: nodePortService({ nodePort: 30812 }),
  });
  const elsewhere = await until(fileOf('nowhere'), isCode('in-another-namespace'));
  assert.equal(elsewhere.verdict.code, 'in-another-namespace');
  assert.equal(elsewhere.verdict.message, 'Service nowhere is applied in namespace default, not in homelab');
});

test('13 a NetworkPolicy is told as a fact; nothing enforces it here', async (context) => {
  if (absent !== undefined) return context.skip(absent);
  cluster.request('POST', '/apis/networking.k8s.io/v1/namespaces/homelab/networkpolicies', {
    metadata: { name: 'deny-all' },
    spec: { podSelector: {}, policyTypes: ['Ingress'] },
  });
  try {
    const found = await until(fileOf('well'), isCode('reachable'));
    assert.equal(found.verdict.code, 'reachable');
    const facts = found.verdict.evidence.join('\n');
    assert.match(
      facts,
      /NetworkPolicy deny-all selects the pods and admits nobody to the port, so no node; a probe cannot see/,
    );
    // Policies add up: if one admits the port from everywhere, there is nothing to report.
    cluster.request('POST', '/apis/networking.k8s.io/v1/namespaces/homelab/networkpolicies', {
      metadata: { name: 'allow-http' },
      spec: { podSelector: {}, ingress: [{ ports: [{ port: 'http' }] }] },
    });
    await until(fileOf('well'), ({ verdict }) => !verdict.evidence.some((line) => line.includes('NetworkPolicy')));
    cluster.request('DELETE', '/apis/networking.k8s.io/v1/namespaces/homelab/networkpolicies/allow-http');
  } finally {
    cluster.request('DELETE', '/apis/networking.k8s.io/v1/namespaces/homelab/networkpolicies/deny-all');
  }
});

test('14 what the app answers', async (context) => {
  if (absent !== undefined) return context.skip(absent);
  for (const [name, targetPort, code, message] of [
    ['error', 8002, 'app-error', 'traffic arrives by LAN and mesh; the app itself answers 503'],
    ['path', 8003, 'path-not-found', /\(404\)$/],
    ['redirect', 8004, 'redirects-to-https', /redirects to https:\/\/family\.example\/, which was not followed/],
    ['tls', 8005, 'speaks-tls', /speaks TLS, but the request was in plain text/],
    ['two', 8006, 'speaks-http2', /the port speaks HTTP\/2 only/],
    ['ssh', 8007, 'speaks-another-protocol', /something that is not HTTP/],
    ['closing', 8009, 'app-resets', /ended without an answer/],
  ] as const) {
    const found = await probeCase(name, { targetPort }, code);
    if (typeof message === 'string') assert.equal(found.verdict.message, message);
    else assert.match(found.verdict.message, message);
    assert.equal(found.status, name === 'redirect' ? 0 : 1, name);
  }
  const error = await until(fileOf('error'), isCode('app-error'));
  assert.match(error.verdict.evidence.join('\n'), /It says: the database is down/);
});

test('15 kube-proxy does not run on a node', async (context) => {
  if (absent !== undefined) return context.skip(absent);
  await withOtherNode(async () => {
    await until(fileOf('well'), isCode('reachable'));
    await cluster.stopKubeProxy('other-node');
    const found = await until(fileOf('well'), isCode('node-port-not-served'));
    assert.deepEqual([found.verdict.code, found.status], ['node-port-not-served', 0]);
    assert.match(
      found.verdict.message,
      /; other-node refuses at every address, although another node answers: kube-proxy does not serve the port there$/,
    );
    const alone = await until(fileOf('well'), isCode('node-port-not-served'), '--address', addresses.otherNode.lan);
    assert.equal(
      alone.verdict.message,
      'other-node refuses at every address, although endpoints are ready: kube-proxy does not serve the port there',
    );
    assert.equal(alone.status, 1);
  });
});

test('16 addresses that kube-proxy does not serve', async (context) => {
  if (absent !== undefined) return context.skip(absent);
  await cluster.startKubeProxy('service-node');
  try {
    const found = await until(fileOf('well'), isCode('address-not-served'));
    assert.deepEqual(outcomes(found), ['192.168.8.20 private answered 200', '100.81.76.55 mesh refused null']);
    assert.equal(
      found.verdict.message,
      'reachable by LAN; kube-proxy does not serve mesh, only the primary address 192.168.8.20 of service-node',
    );
    assert.match(found.verdict.advice ?? '', /--nodeport-addresses/);
  } finally {
    await cluster.startKubeProxy('service-node', everyAddress);
  }
  const six = await until(fileOf('well'), isCode('address-not-served'), '--address', addresses.node.mesh6);
  assert.deepEqual(
    [six.attempts[0]?.network, six.attempts[0]?.outcome, six.verdict.code],
    ['mesh', 'refused', 'address-not-served'],
  );
  assert.match(six.verdict.message, /of IPv6, for which the Service has no cluster IP/);
});

test('healthy everywhere, and slow by one address', async (context) => {
  if (absent !== undefined) return context.skip(absent);
  const well = await until(fileOf('well'), isCode('reachable'));
  assert.deepEqual([well.verdict.message, well.status], ['reachable by LAN and mesh', 0]);
  const end = slowMesh(context);
  try {
    const slow = await until(fileOf('well'), isCode('reachable-slowly'));
    assert.match(slow.verdict.message, /^reachable; slow by mesh \(\d+ ms, the fastest address takes \d+ ms\)$/);
    assert.equal(slow.status, 0);
  } finally {
    end();
  }
});

test('without a node port: the application by way of the API server, and why no address of a node leads to it', async (context) => {
  if (absent !== undefined) return context.skip(absent);
  const ports = [{ name: 'http', port: 8001, targetPort: 8001 }];
  const internal = { type: 'ClusterIP', selector: { app: backendLabels.app }, ports };
  apply('internal', internal);
  writeFileSync(fileOf('internal'), manifestOf('internal', internal));
  const found = await until(fileOf('internal'), ({ verdict }) => verdict.message.includes('it answers 200'));
  assert.deepEqual([found.verdict.code, found.attempts, found.status], ['no-node-port', [], 2]);
  const broken = { ...internal, selector: { app: 'nobody' } };
  apply('internal', broken);
  writeFileSync(fileOf('internal'), manifestOf('internal', broken));
  const empty = await until(fileOf('internal'), isCode('no-endpoints-selector'));
  assert.equal(empty.verdict.message, 'no endpoints: the selector matches no pod');
  assert.match(empty.verdict.evidence.join('\n'), /^The Service has no node port, /);
});

test('who may see nothing is told what was not seen, and that the port answers', async (context) => {
  if (absent !== undefined) return context.skip(absent);
  const { output, status } = await podwire(
    ['probe', fileOf('well'), '--address', addresses.node.mesh, '--format', 'json', '--timeout', '2'],
    cluster.strangersKubeconfig,
  );
  const { verdict } = JSON.parse(output) as ProbeJson;
  assert.deepEqual([verdict.code, status], ['reachable', 0]);
  assert.match(verdict.evidence.join('\n'), /Not seen: endpoints \(403: /);
  assert.match(verdict.evidence.join('\n'), /Not seen: pods \(/);
});

/** With netem, or with a relay in front of the node port if the kernel has no netem. @returns how to end it */
function slowMesh(context: TestContext): () => void {
  const delayed = topology.delay(topology.node, 'mesh-n', 400);
  if (typeof delayed === 'function') {
    context.diagnostic('slow by netem');
    return delayed;
  }
  context.diagnostic(`slow by a relay, for want of netem: ${delayed.because}`);
  const relay = path.join(projectRoot, 'test/harness/topology/relay.ts');
  cluster.start(topology.node, 'relay', [process.execPath, relay, '4000', addresses.pod, '8001', '400']);
  const chain = 'add chain ip slow arriving { type nat hook prerouting priority -110 ; }';
  const rule = `add rule ip slow arriving iifname "mesh-n" tcp dport ${portOf('well')} redirect to :4000`;
  for (const command of ['add table ip slow', chain, rule]) topology.run(topology.node, 'nft', command);
  return () => void topology.run(topology.node, 'nft', 'delete table ip slow');
}

/** A Service whose pods are those of the example, with one thing wrong; probed until it comes to the code. */
async function probeCase(name: string, change: Readonly<Record<string, unknown>>, code: VerdictCode): Promise<Outcome> {
  const service = nodePortService({ nodePort: portOf(name), ...change });
  apply(name, service);
  writeFileSync(fileOf(name), manifestOf(name, service));
  return until(fileOf(name), isCode(code));
}

const names: string[] = [];

function portOf(name: string): number {
  if (!names.includes(name)) names.push(name);
  return 30820 + names.indexOf(name);
}

function fileOf(name: string): string {
  return path.join(folder, `${name}.yaml`);
}

type Change = { readonly nodePort: number; readonly targetPort?: number | string; readonly [field: string]: unknown };

function nodePortService({ nodePort, targetPort = 8001, ...change }: Change) {
  return {
    type: 'NodePort',
    selector: { app: backendLabels.app, component: backendLabels.component },
    ports: [{ name: 'http', port: 8001, targetPort, nodePort }],
    ...change,
  };
}

function manifestOf(name: string, spec: unknown): string {
  return JSON.stringify(
    { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'homelab' }, spec },
    undefined,
    2,
  );
}

function apply(name: string, spec: { readonly selector?: unknown }) {
  const at = '/api/v1/namespaces/homelab/services';
  if (!applied.has(name)) {
    applied.add(name);
    cluster.request('POST', at, { metadata: { name }, spec });
    return;
  }
  // A merge patch would keep labels that the new selector no longer has.
  cluster.request('PATCH', `${at}/${name}`, { spec: { selector: null } });
  cluster.request('PATCH', `${at}/${name}`, { spec });
}

const applied = new Set<string>();

/** With the second node in the cluster, and kube-proxy on it. */
async function withOtherNode(use: () => Promise<void>) {
  makeNode(cluster, 'other-node', [{ type: 'InternalIP', address: addresses.otherNode.lan }]);
  await cluster.startKubeProxy('other-node', everyAddress);
  try {
    await use();
  } finally {
    await cluster.stopKubeProxy('other-node');
    cluster.request('DELETE', '/api/v1/nodes/other-node');
  }
}

type Outcome = ProbeJson & { readonly status: number | undefined };

function podwire(args: readonly string[], kubeconfig = cluster.kubeconfig) {
  return run('ip', ['netns', 'exec', topology.client, process.execPath, source, ...args], {
    cwd: folder,
    env: { ...process.env, KUBECONFIG: kubeconfig, NO_COLOR: '1' },
  });
}

async function probe(file: string, ...args: readonly string[]): Promise<Outcome> {
  const { output, status } = await podwire(['probe', file, '--format', 'json', '--timeout', '1', ...args]);
  try {
    return { ...(JSON.parse(output) as ProbeJson), status };
  } catch {
    throw new Error(`status ${status}: ${output}`);
  }
}

function isCode(code: VerdictCode): (found: Outcome) => boolean {
  return ({ verdict }) => verdict.code === code;
}

/** Probes again until the controllers and kube-proxy have handled the applied objects. */
async function until(file: string, isThere: (found: Outcome) => boolean, ...args: readonly string[]): Promise<Outcome> {
  let last: Outcome | undefined;
  await eventually(async () => {
    last = await probe(file, ...args);
    assert.ok(
      isThere(last),
      `${last.verdict.code}: ${last.verdict.message} ${outcomes(last).join(', ')}\n${last.verdict.evidence.join('\n')}`,
    );
  }, 240_000);
  return last!;
}

function outcomes({ attempts }: ProbeJson): string[] {
  return attempts.map(({ address, network, outcome, status }) => `${address} ${network} ${outcome} ${status}`);
}
