import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { verdictCodes } from '../../server/src/core/probe/verdictCodes.ts';
import type { ProbeJson } from '../../server/src/formats/probe.ts';
import { folderWith } from '../lsp/folder.ts';
import { answering, serverThat } from '../probe/servers.ts';
import { podwire, projectRoot, spawnPodwire } from './program.ts';

const schema = JSON.parse(readFileSync(path.join(projectRoot, 'schemas/probe.schema.json'), 'utf8'));
const validate = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true }).compile<ProbeJson>(schema);

/** Nothing of this machine's own clusters. */
const env = { KUBECONFIG: path.join(projectRoot, 'no-such-kubeconfig') };

const manifests = (nodePort: number, more = '') => `=== service.yaml
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  type: NodePort
  selector: {app: web}
  ports:
    - {name: http, port: 80, targetPort: http, nodePort: ${nodePort}}
${more}
=== deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          ports: [{name: http, containerPort: 8080}]
          readinessProbe: {httpGet: {path: /ready, port: 8080}}
          livenessProbe: {httpGet: {path: /alive, port: http}}
`;

test('a node port that answers at the path of the readiness probe', async () => {
  let request = '';
  await using server = await serverThat((socket) =>
    socket.once('data', (data) => {
      request = String(data);
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    }),
  );
  using folder = folderWith(manifests(server.port));
  // In a process, which ends only if nothing keeps the connection open.
  const { status, stdout } = await spawnPodwire(['probe', 'service.yaml', '--address', '127.0.0.1'], {
    cwd: folder.path,
    env,
  });
  assert.match(request, /^GET \/ready HTTP\/1\.1\r\n/);
  assert.match(stdout, /^✓ reachable by loopback\n\nProbe of Service shop\/web, node port \d+\n/);
  assert.match(
    stdout,
    /✓ 127\.0\.0\.1:\d+ {2}loopback {2}answered {2}HTTP 200 {2}[\d.]+ ms\n +connect [\d.]+ ms, first byte [\d.]+ ms · 127\.0\.0\.0\/8/,
  );
  assert.match(stdout, /as the readiness probe of container web says/);
  assert.match(stdout, /No cluster was asked: no kubeconfig/);
  assert.equal(status, 0);
});

test('as JSON, as its schema says: an answer, a refusal, and a selector that selects nothing', async () => {
  await using server = await serverThat(answering('HTTP/1.1 503 No\r\nContent-Length: 4\r\n\r\ndown'));
  using folder = folderWith(manifests(server.port).replace('selector: {app: web}', 'selector: {app: web-server}'));
  const probe = async (...args: readonly string[]) => {
    const { status, stdout } = await podwire(['probe', 'service.yaml', '--format', 'json', ...args], {
      cwd: folder.path,
      env,
    });
    const found: unknown = JSON.parse(stdout);
    assert.ok(validate(found), JSON.stringify(validate.errors));
    return { status, found };
  };
  const both = await probe('--address', '127.0.0.1', '127.0.0.2');
  assert.equal(both.status, 1);
  assert.deepEqual(
    both.found.attempts.map(({ address, outcome, status, network }) => [address, outcome, status, network]),
    [
      ['127.0.0.1', 'answered', 503, 'loopback'],
      ['127.0.0.2', 'refused', null, 'loopback'],
    ],
  );
  assert.equal(both.found.verdict.code, 'app-error');
  assert.deepEqual(
    both.found.attempts.map(({ excerpt, resolved }) => [excerpt, resolved]),
    [
      ['down', null],
      [null, null],
    ],
  );
  assert.deepEqual(
    both.found.rows.slice(1, 3).map(({ mark, text }) => `${mark} ${text.split('  ', 1)[0]}`),
    [`failed 127.0.0.1:${server.port}`, `failed 127.0.0.2:${server.port}`],
  );
  const refused = await probe('--address', '127.0.0.2');
  assert.deepEqual([refused.status, refused.found.verdict.code], [1, 'probably-no-endpoints']);
  assert.match(refused.found.fixes[0]?.title ?? '', /Copy pod labels from Deployment "web"/);
  assert.equal(refused.found.verdict.advice, `${refused.found.fixes[0]?.title}.`);
  const nothing = await probe();
  assert.deepEqual([nothing.status, nothing.found.verdict.code, nothing.found.attempts], [2, 'nothing-to-try', []]);
  assert.deepEqual(schema.properties.verdict.properties.code.enum, Object.keys(verdictCodes));
});

test('as Markdown for a ticket, in which nothing that came back is markup', async () => {
  await using server = await serverThat(
    answering('HTTP/1.1 500 No\r\nContent-Length: 53\r\n\r\n<img src=x onerror=alert(1)> **bold** [x](http://y) @z'),
  );
  using folder = folderWith(manifests(server.port));
  const { stdout } = await podwire(['probe', 'service.yaml', '--address', '127.0.0.1', '--format', 'markdown'], {
    cwd: folder.path,
    env,
  });
  assert.match(
    stdout,
    /^### Probe of Service shop\/web, node port \d+\n\n✗ \*\*traffic arrives by loopback; the app itself answers 500\*\* → /,
  );
  assert.match(stdout, /&lt;img src=x onerror=alert\\\(1\\\)\\> \\\*\\\*bold\\\*\\\* `\[x\]\(http:\/\/y\)` `@z`/);
});

test('a Service by its name, in a folder that holds one', async () => {
  await using server = await serverThat(answering('HTTP/1.1 204 No\r\n\r\n'));
  using folder = folderWith(`${manifests(server.port)}=== podwire.yaml\n`);
  const { status, stdout } = await podwire(['probe', 'web', '--address', '127.0.0.1'], { cwd: folder.path, env });
  assert.match(stdout, /^✓ reachable by loopback\n/);
  assert.equal(status, 0);
});

test('a Service of a kustomization: as it is deployed, with the fix of its file', async () => {
  const loose = manifests(31000)
    .replaceAll(', namespace: shop', '')
    .replace('selector: {app: web}', 'selector: {app: web-server}')
    .replaceAll('=== ', '=== base/');
  using folder = folderWith(`${loose}=== base/kustomization.yaml
resources: [service.yaml, deployment.yaml]
=== dev/kustomization.yaml
namespace: dev
resources: [../base]
=== prod/kustomization.yaml
namespace: prod
namePrefix: prod-
resources: [../base]
=== podwire.yaml
`);
  const probe = (...args: readonly string[]) =>
    podwire(['probe', ...args, '--address', '127.0.0.1', '--format', 'json'], { cwd: folder.path, env });
  const found = async (...args: readonly string[]) => {
    const { service, verdict, fixes } = JSON.parse((await probe(...args)).stdout) as ProbeJson;
    return [service.namespace, service.name, verdict.code, fixes[0]?.title];
  };
  const fix = 'Copy pod labels from Deployment "web" (changes dev and prod)';
  assert.deepEqual(await found('web'), ['dev', 'web', 'probably-no-endpoints', fix]);
  assert.deepEqual(await found('prod-web'), ['prod', 'prod-web', 'probably-no-endpoints', fix]);
  assert.deepEqual(await found('base/service.yaml', '-n', 'prod'), ['prod', 'prod-web', 'probably-no-endpoints', fix]);
  const { status, stderr } = await probe('base/service.yaml');
  assert.equal(status, 2);
  assert.match(
    stderr,
    /or state its namespace with -n\.\n {2}dev\/web \(base\/service\.yaml\)\n {2}prod\/prod-web \(base\/service\.yaml\)/,
  );
});

test('-n prefers the Service that states the namespace to one that states none', async () => {
  const loose = manifests(31001).replaceAll(', namespace: shop', '').replaceAll('=== ', '=== loose/');
  using folder = folderWith(`${manifests(31000).replaceAll('=== ', '=== shop/')}${loose}=== podwire.yaml\n`);
  const probe = (...args: readonly string[]) =>
    podwire(['probe', 'web', ...args, '--address', '127.0.0.1', '--format', 'json'], { cwd: folder.path, env });
  const portOf = async (...args: readonly string[]) =>
    (JSON.parse((await probe(...args)).stdout) as ProbeJson).attempts[0]?.port;
  assert.equal(await portOf('-n', 'shop'), 31000);
  assert.equal(await portOf('-n', 'other'), 31001, 'only the other one can be there');
  assert.match((await probe()).stderr, /there are several Services web/);
});

test('UDP is told, and other ports are named', async () => {
  using folder = folderWith(manifests(31000, '    - {name: dns, port: 53, protocol: UDP, nodePort: 31053}'));
  const udp = await podwire(['probe', 'service.yaml', '--port', 'dns', '--address', '127.0.0.1'], {
    cwd: folder.path,
    env,
  });
  assert.match(udp.stdout, /^\? UDP cannot be probed:/);
  assert.match(udp.stdout, /Port http \(node port 31000\) was not probed\./);
  assert.equal(udp.status, 2);
});

test('a Service of another type: by its node port, or why no address of a node leads to it', async () => {
  await using server = await serverThat(answering('HTTP/1.1 200 OK\r\n\r\n'));
  const ofType = (type: string) => manifests(server.port).replace('type: NodePort', `type: ${type}`);
  using balanced = folderWith(ofType('LoadBalancer'));
  const args = ['probe', 'service.yaml', '--address', '127.0.0.1'];
  const { status, stdout } = await podwire(args, { cwd: balanced.path, env });
  assert.match(stdout, /^✓ reachable by loopback\n/);
  assert.equal(status, 0);
  using internal = folderWith(ofType('ClusterIP').replace(/, nodePort: \d+/, ''));
  const inside = await podwire(args, { cwd: internal.path, env });
  assert.match(
    inside.stdout,
    /^\? the Service has no node port, so no address of a node leads to it → To reach it from outside the cluster, give it the type/,
  );
  assert.equal(inside.status, 2);
  assert.equal(server.accepted, 1);
});

test('what has no node port by its nature says what leads to it', async () => {
  using folder = folderWith(`=== services.yaml
apiVersion: v1
kind: Service
metadata: {name: name}
# As it was left over from another type.
spec: {type: ExternalName, externalName: db.example.com, ports: [{port: 5432, nodePort: 31001}]}
---
apiVersion: v1
kind: Service
metadata: {name: balanced}
spec: {type: LoadBalancer, allocateLoadBalancerNodePorts: false, selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: headless}
spec: {clusterIP: None, selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: untyped}
spec: {selector: {app: web}, ports: [{port: 80, nodePort: 31002}]}
---
apiVersion: v1
kind: Service
metadata: {name: allocated}
spec: {type: NodePort, selector: {app: web}, ports: [{port: 80}]}
=== podwire.yaml
`);
  const firstLine = async (service: string, ...args: readonly string[]) => {
    const { status, stdout } = await podwire(['probe', service, '--address', '127.0.0.1', ...args], {
      cwd: folder.path,
      env,
    });
    assert.equal(status, 2, stdout);
    return stdout.split('\n', 1)[0] ?? '';
  };
  assert.match(
    await firstLine('name'),
    /^\? the Service is another name for db\.example\.com .* → Use db\.example\.com/,
  );
  assert.match(
    await firstLine('balanced'),
    /by allocateLoadBalancerNodePorts: false.* → Use its load balancer, or state/,
  );
  assert.match(await firstLine('headless'), /because it is headless .* → .*create a second Service/);
  assert.match(await firstLine('untyped'), /has no node port, so .* → .*give it the type NodePort/);
  assert.match(await firstLine('allocated'), /^\? nothing was tried: the file states no node port, and no cluster was/);
  assert.match(
    await firstLine('svc/allocated', '--port', 'x'),
    /^\? nothing was tried: there is no port x in Service allocated, only 80$/,
  );
});

test('an address that is not asked is no answer of a firewall', async () => {
  using folder = folderWith(manifests(31000));
  const args = ['probe', 'service.yaml', '--address', 'fe80::1%eth0'];
  const { status, stdout } = await podwire(args, { cwd: folder.path, env });
  assert.match(
    stdout,
    /^\? nothing was tried: fe80::1 is not tried: it is link-local, and a node has another address\n/,
  );
  assert.equal(status, 2);
});

test('SCTP is told, where nothing else is asked for', async () => {
  using folder = folderWith(manifests(31000).replace('name: http, port: 80', 'name: http, protocol: SCTP, port: 80'));
  const { status, stdout } = await podwire(['probe', 'service.yaml', '--address', '127.0.0.1'], {
    cwd: folder.path,
    env,
  });
  assert.match(stdout, /^\? SCTP cannot be probed:/);
  assert.equal(status, 2);
});

test('what cannot be run as it is asked for', async () => {
  using folder = folderWith(`${manifests(31000)}=== two.yaml
apiVersion: v1
kind: Service
metadata: {name: one}
spec: {type: NodePort, ports: [{port: 1, nodePort: 31001}]}
---
apiVersion: v1
kind: Service
metadata: {name: two}
spec: {type: NodePort, ports: [{port: 1, nodePort: 31002}]}
`);
  for (const [args, words] of [
    [['Not a name'], /no such file, and not the name of a Service/],
    [['two.yaml'], /contains several Services; name one[\s\S]*one \(two\.yaml\)/],
    [['shop/web'], /not the name of a Service; use -n for a namespace/],
    [['deploy/web'], /not the name of a Service/],
    [['deployment.yaml'], /contains no Service/],
    [['service.yaml', '--address', 'http://x'], /neither an IP address nor the name of a host/],
    [['service.yaml', '--timeout', 'soon'], /--timeout soon/],
    [['service.yaml', '--timeout', '0'], /--timeout 0/],
    [['service.yaml', '--context', 'nowhere'], /kubeconfig/],
    [[], /missing required argument/],
  ] as const) {
    const { status, stdout, stderr } = await podwire(['probe', ...args], { cwd: folder.path, env });
    assert.deepEqual([status, stdout], [2, ''], args.join(' '));
    assert.match(stderr, words);
  }
});

test('addresses and the path of podwire.yaml, without --address; more than twelve only with --all', async () => {
  await using server = await serverThat(answering('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
  const settings = (addresses: readonly string[]) =>
    `=== podwire.yaml\nprobe: {addresses: [${addresses.join(', ')}], path: /healthz}\n`;
  using few = folderWith(manifests(server.port) + settings(['127.0.0.1']));
  const found = await podwire(['probe', 'service.yaml', '--format', 'json'], { cwd: few.path, env });
  const { attempts, asked } = JSON.parse(found.stdout) as ProbeJson;
  assert.deepEqual(
    [found.status, attempts.map(({ address, outcome }) => `${address} ${outcome}`)],
    [0, ['127.0.0.1 answered']],
  );
  assert.match(asked, /^GET \/ready, as the readiness probe/, 'what a container states is better');
  using many = folderWith(manifests(server.port) + settings(Array.from({ length: 13 }, (_, i) => `127.0.0.${i + 1}`)));
  const refused = await podwire(['probe', 'service.yaml'], { cwd: many.path, env });
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /there are 13 addresses: name those to try with --address, or try them all with --all/);
  const all = await podwire(['probe', 'service.yaml', '--all'], { cwd: many.path, env });
  assert.equal(all.status, 0, all.stdout + all.stderr);
});
