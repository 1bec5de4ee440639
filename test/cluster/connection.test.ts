import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { type Connection, connect } from '../../server/src/cluster/connection.ts';
import { readKubeconfig } from '../../server/src/cluster/kubeconfig.ts';
import { create, namespace } from '../harness/control-plane/objects.ts';
import type { ControlPlane } from '../harness/control-plane/start.ts';
import { controlPlaneOfFile } from './controlPlane.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'podwire-connection-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const needed = controlPlaneOfFile({ users: ['viewer'], audit: true });

test('a kubeconfig as it lies on disk is enough', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  const connection = open(context, controlPlane, readFileSync(controlPlane.kubeconfig, 'utf8'));
  assert.deepEqual(
    [connection.context, connection.namespace, connection.server],
    ['test', 'default', controlPlane.address],
  );
  const answer = await connection.get('/api/v1/namespaces/default');
  assert.ok(answer.ok, JSON.stringify(answer));
  assert.equal(JSON.parse(answer.body).metadata.name, 'default');
  const list = await connection.get('/api/v1/namespaces?limit=1', {
    accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
  });
  assert.ok(list.ok);
  assert.equal(JSON.parse(list.body).kind, 'PartialObjectMetadataList');
});

test('a server is reached by its name as well, however often a socket is opened', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  const server = controlPlane.address.replace('127.0.0.1', 'localhost');
  const text = kubeconfig(
    controlPlane,
    { token: controlPlane.token },
    { server, 'tls-server-name': 'kubernetes.default.svc' },
  );
  const connection = open(context, controlPlane, text);
  const answers = await Promise.all(Array.from({ length: 5 }, () => connection.get('/api/v1/namespaces/default')));
  assert.deepEqual(
    answers.map((answer) => answer.ok),
    [true, true, true, true, true],
    JSON.stringify(answers[0]),
  );
});

test('what the server refuses is a value with its reason', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  const viewer = open(context, controlPlane, kubeconfig(controlPlane, { token: controlPlane.tokens.viewer! }));
  const forbidden = await viewer.get('/api/v1/namespaces/default/services');
  assert.ok(!forbidden.ok && forbidden.failure.type === 'status');
  assert.deepEqual([forbidden.failure.code, forbidden.failure.reason], [403, 'Forbidden']);
  assert.match(forbidden.failure.message, /services is forbidden: User "viewer" cannot list/);
  const admin = open(context, controlPlane, kubeconfig(controlPlane, { token: controlPlane.token }));
  const absent = await admin.get('/api/v1/namespaces/default/services/none');
  assert.ok(!absent.ok && absent.failure.type === 'status');
  assert.deepEqual([absent.failure.code, absent.failure.reason], [404, 'NotFound']);
});

test('a context without a user is nobody, and its authority counts nevertheless', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  const connection = open(context, controlPlane, kubeconfig(controlPlane, undefined));
  const answer = await connection.get('/api/v1/namespaces');
  assert.ok(!answer.ok && answer.failure.type === 'status', JSON.stringify(answer));
  assert.match(answer.failure.message, /User "system:anonymous"/);
});

test('groups are impersonated one by one', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  const user = {
    token: controlPlane.token,
    as: 'jane',
    'as-uid': '7',
    'as-groups': ['developers', 'system:masters'],
    'as-user-extra': { 'example.com/team': ['a', 'b'] },
  };
  const connection = open(context, controlPlane, kubeconfig(controlPlane, user));
  const self = await connection.send('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {
    type: 'application/json',
    text: JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }),
  });
  assert.ok(self.ok, JSON.stringify(self));
  const { userInfo } = JSON.parse(self.body).status;
  assert.equal(userInfo.username, 'jane');
  assert.equal(userInfo.uid, '7');
  assert.deepEqual(userInfo.groups, ['developers', 'system:masters', 'system:authenticated']);
  assert.deepEqual(userInfo.extra, { 'example.com/team': ['a', 'b'] });
});

test('a token file is read again after the token was rotated', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  const tokenFile = path.join(folder, 'rotated');
  writeFileSync(tokenFile, 'out of date\n');
  const connection = open(context, controlPlane, kubeconfig(controlPlane, { token: 'passed over', tokenFile }));
  const refused = await connection.get('/version/x');
  assert.ok(!refused.ok && refused.failure.type === 'status' && refused.failure.code === 401);
  writeFileSync(tokenFile, `${controlPlane.token}\n`);
  assert.ok((await connection.get('/api/v1/namespaces/default')).ok);
});

test('a credential plugin is asked once for many requests, and once more after a 401', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  const log = path.join(folder, 'plugin.log');
  const tokenFile = path.join(folder, 'plugin.token');
  writeFileSync(tokenFile, controlPlane.token);
  const script = `
    const fs = require('node:fs');
    fs.appendFileSync(${JSON.stringify(log)}, 'x');
    const status = { token: fs.readFileSync(${JSON.stringify(tokenFile)}, 'utf8') };
    console.log(JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status }));`;
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: process.execPath,
    args: ['-e', script],
    interactiveMode: 'Never',
  };
  const connection = open(context, controlPlane, kubeconfig(controlPlane, { exec }));
  const answers = await Promise.all(Array.from({ length: 10 }, () => connection.get('/api/v1/namespaces/default')));
  assert.ok(
    answers.every(({ ok }) => ok),
    JSON.stringify(answers[0]),
  );
  assert.equal(readFileSync(log, 'utf8'), 'x');

  writeFileSync(tokenFile, 'revoked');
  assert.ok((await connection.get('/api/v1/namespaces/default')).ok, 'it is kept as long as it is accepted');
  const other = open(context, controlPlane, kubeconfig(controlPlane, { exec }));
  const refused = await other.get('/api/v1/namespaces/default');
  assert.ok(!refused.ok && refused.failure.type === 'status' && refused.failure.code === 401);
  assert.equal(readFileSync(log, 'utf8'), 'xxx', 'asked, refused, asked again, refused, told');

  const untrusted = connectTo(kubeconfig(controlPlane, { exec }), { allowExec: false });
  assert.ok('failure' in untrusted && untrusted.failure.type === 'credentials');
  assert.match(untrusted.failure.message, /is not run in an untrusted workspace/);
});

test('certificates that are not accepted are told from servers that are not there', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  const user = { token: controlPlane.token };
  const cases: readonly (readonly [cluster: Record<string, unknown>, type: string, message: RegExp])[] = [
    [
      { 'certificate-authority': undefined },
      'certificate',
      /is signed by .*that the kubeconfig does not name|self-signed/,
    ],
    [{ 'tls-server-name': 'wrong.example' }, 'certificate', /is issued for another name$/],
    [{ server: 'https://127.0.0.1:1' }, 'unreachable', /the connection was refused$/],
    [{ server: 'https://nowhere.invalid' }, 'unreachable', /the name (does not exist|could not be looked up)$/],
    [{ 'certificate-authority': '/none/ca.crt' }, 'credentials', /^\/none\/ca\.crt cannot be read: ENOENT$/],
  ];
  for (const [cluster, type, message] of cases) {
    const connection = open(context, controlPlane, kubeconfig(controlPlane, user, cluster));
    const answer = await connection.get('/version');
    assert.ok(!answer.ok);
    assert.equal(answer.failure.type, type, JSON.stringify(answer.failure));
    assert.match(answer.failure.message, message);
  }
  for (const cluster of [
    { 'certificate-authority': undefined, 'insecure-skip-tls-verify': true },
    {
      'certificate-authority': '/none/ca.crt',
      'certificate-authority-data': Buffer.from(controlPlane.certificate).toString('base64'),
    },
  ]) {
    const connection = open(context, controlPlane, kubeconfig(controlPlane, user, cluster));
    const answer = await connection.get('/version');
    assert.ok(answer.ok, JSON.stringify(answer));
  }
});

test('what is long is read in whole or told, and can be given up', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  const names = Array.from({ length: 3000 }, (_, number) => ({ name: `v${number}`, value: 'x'.repeat(100) }));
  await create(controlPlane, namespace('long'), {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'long', namespace: 'long' },
    spec: { containers: [{ name: 'main', image: 'example.com/main', env: names }] },
  });
  const connection = open(context, controlPlane, kubeconfig(controlPlane, { token: controlPlane.token }));
  const place = '/api/v1/namespaces/long/pods';
  const whole = await connection.get(place);
  assert.ok(whole.ok);
  assert.equal(whole.headers['content-encoding'], 'gzip', 'the server compresses what is long');
  assert.equal(JSON.parse(whole.body).items[0].spec.containers[0].env.length, 3000);
  const cut = await connection.get(place, { maximumBytes: 100_000 });
  assert.ok(!cut.ok && cut.failure.type === 'unreadable', JSON.stringify(cut).slice(0, 300));
  const given = new AbortController();
  given.abort();
  const cancelled = await connection.get(place, { signal: given.signal });
  assert.ok(!cancelled.ok && cancelled.failure.type === 'cancelled');
});

test('a watch is read as it comes, and ends when it is given up', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  const connection = open(context, controlPlane, kubeconfig(controlPlane, { token: controlPlane.token }));
  const given = new AbortController();
  const stream = await connection.open('/api/v1/namespaces?watch=true', {
    accept: 'application/json',
    signal: given.signal,
  });
  assert.ok(stream.ok, JSON.stringify(stream));
  let text = '';
  await assert.rejects(async () => {
    for await (const part of stream.parts) {
      text += part;
      if (text.includes('"watched"')) given.abort();
      else if (text.includes('"default"') && !text.includes('"created"')) {
        text += '"created"';
        await create(controlPlane, namespace('watched'));
      }
    }
  });
  assert.match(text, /"type":"ADDED"/);
});

test('every request names this program to the audit log, and sockets are kept between requests', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  const connection = open(context, controlPlane, kubeconfig(controlPlane, { token: controlPlane.token }));
  const before = sockets();
  for (let number = 0; number < 20; number += 1) {
    const answer = await connection.get(`/api/v1/namespaces/default?number=${number}`);
    assert.ok(answer.ok);
  }
  assert.ok(sockets() <= before + 1, `${before} sockets, then ${sockets()}`);
  const own = controlPlane.audited().filter(({ uri }) => uri.includes('?number='));
  assert.equal(own.length, 20);
  assert.ok(own.every(({ userAgent }) => userAgent === 'podwire/test'));
});

test('what a kubeconfig does not describe is told', (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  const config = kubeconfig(controlPlane, { token: 'x' });
  assert.match(messageOf(connectTo(config, { context: 'other' })), /has no context "other"$/);
  assert.match(messageOf(connectTo('')), /^no kubeconfig: .* does not exist, or names no context$/);
  assert.match(messageOf(connectTo(config.replace('current-context', 'other'))), /has no current context/);
  assert.match(messageOf(connectTo(config.replace('"name":"c"', '"name":"d"'))), /has no cluster "c"$/);
  assert.match(messageOf(connectTo(config.replace('"name":"u"', '"name":"d"'))), /has no user "u"$/);
  assert.match(messageOf(connectTo(config.replace('https://', 'ftp://'))), /has no server with a valid address$/);
});

test('no failure holds a credential', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  const token = 'sha256~abcdefghijklmnopqrstuvwxyz012345';
  for (const [user, cluster] of [
    [{ token }, {}],
    [{ token }, { server: 'https://127.0.0.1:1' }],
    [{ token }, { 'proxy-url': `http://jane:${token}@127.0.0.1:1` }],
    [{ username: 'jane', password: token }, { server: `https://jane:${token}@127.0.0.1:1` }],
    [{ 'client-certificate-data': Buffer.from(token).toString('base64'), 'client-key-data': 'eA==' }, {}],
  ] as const) {
    const connected = connectTo(kubeconfig(controlPlane, user, cluster));
    const answer = 'failure' in connected ? connected : await connected.connection.get('/api/v1/nodes');
    const server = 'connection' in connected ? connected.connection.server : '';
    assert.ok('failure' in answer, JSON.stringify(answer));
    const shown = JSON.stringify(answer) + server;
    assert.ok(!shown.includes(token) && !shown.includes(Buffer.from(token).toString('base64')), shown);
    if ('connection' in connected) await connected.connection.close();
  }
});

function sockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
}

function open(context: TestContext, _: ControlPlane, text: string): Connection {
  const connected = connectTo(text);
  if ('failure' in connected) throw new Error(JSON.stringify(connected.failure));
  context.after(() => connected.connection.close());
  return connected.connection;
}

function connectTo(text: string, options: { context?: string; allowExec?: boolean } = {}) {
  const file = path.join(folder, 'kubeconfig');
  const config = readKubeconfig({
    env: { KUBECONFIG: file },
    homeFolder: folder,
    currentFolder: folder,
    readText: () => text,
  });
  return connect(config, { allowExec: true, env: process.env, userAgent: 'podwire/test', ...options });
}

function messageOf(connected: ReturnType<typeof connectTo>): string {
  return 'failure' in connected ? connected.failure.message : 'connected';
}

function kubeconfig(
  { kubeconfig: file }: ControlPlane,
  user: Record<string, unknown> | undefined,
  cluster: Record<string, unknown> = {},
): string {
  const [stated] = JSON.parse(readFileSync(file, 'utf8')).clusters;
  return JSON.stringify({
    'current-context': 'test',
    clusters: [{ name: 'c', cluster: { ...stated.cluster, ...cluster } }],
    users: user === undefined ? [] : [{ name: 'u', user }],
    contexts: [{ name: 'test', context: { cluster: 'c', ...(user === undefined ? {} : { user: 'u' }) } }],
  });
}
