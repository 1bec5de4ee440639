import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { CredentialError, type ExecPlugin, runExecPlugin } from '../../server/src/cluster/execCredential.ts';
import { eventually } from '../harness/vscode/eventually.ts';
import { folderWith } from '../lsp/folder.ts';
import { scriptedServer, sendJson } from './scriptedServer.ts';

const credential = { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential' };
const secret = 'eyJhbGciOiJSUzI1NiJ9.c2VjcmV0LXRva2Vu.abcdef0123';

test('a plugin is told the version and that nobody answers, with its own environment laid over', async () => {
  const script = `
    const info = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
    const status = { token: [info.apiVersion, info.spec.interactive, info.spec.cluster.server, process.env.A, process.env.B].join() };
    console.log(JSON.stringify({ ...${JSON.stringify(credential)}, status }));`;
  const { token } = await run(
    script,
    { env: { A: 'plugin' }, cluster: { server: 'https://a.example' } },
    { A: 'outer', B: 'outer' },
  );
  assert.equal(token, 'client.authentication.k8s.io/v1,false,https://a.example,plugin,outer');
});

test('its standard input is closed', async () => {
  const script = `
    require('node:fs').readFileSync(0);
    console.log(JSON.stringify({ ...${JSON.stringify(credential)}, status: { token: String(process.stdin.isTTY === true) } }));`;
  assert.equal((await run(script)).token, 'false');
});

test('a certificate with its key, and when they expire', async () => {
  const status = { clientCertificateData: 'c', clientKeyData: 'k', expirationTimestamp: '2030-01-01T00:00:00Z' };
  const found = await run(`console.log(${JSON.stringify(JSON.stringify({ ...credential, status }))})`);
  assert.deepEqual(found, { token: undefined, certificate: 'c', key: 'k', expires: Date.UTC(2030, 0, 1) });
});

for (const [name, script, expected, change] of [
  [
    'fails',
    `console.error('first\\nlogin needed: ${secret}'); process.exit(3)`,
    /ended with status 3: login needed: …$/,
  ],
  ['hangs', 'setInterval(() => {}, 1000)', /gave no answer within 0\.4 s$/],
  ['prints rubbish', `console.log('${secret}')`, /did not print JSON$/],
  [
    'prints another object',
    `console.log('{"kind":"Secret","data":"${secret}"}')`,
    /did not print an ExecCredential of/,
  ],
  [
    'answers in another version',
    `console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion: 'client.authentication.k8s.io/v1beta1', status: { token: '${secret}' } }))`,
    /did not print an ExecCredential of client\.authentication\.k8s\.io\/v1$/,
  ],
  [
    'gives nothing',
    `console.log(JSON.stringify({ ...${JSON.stringify(credential)}, status: { clientKeyData: '${secret}' } }))`,
    /gave neither a token nor a certificate/,
  ],
  [
    'prints without end',
    `for (;;) require('node:fs').writeSync(1, 'x'.repeat(65536))`,
    /more than 1000000 characters$/,
  ],
  ['wants a terminal', '', /wants a terminal \(interactiveMode: Always\)/, { interactiveMode: 'Always' }],
  ['speaks another version', '', /speaks v1alpha1, not/, { apiVersion: 'v1alpha1' }],
  [
    'does not exist',
    '',
    /\/none\/login does not exist\. Get it at example\.com\.$/,
    { command: '/none/login', installHint: 'Get it at example.com.' },
  ],
  ['is killed', `process.kill(process.pid, 'SIGKILL')`, /ended with SIGKILL$/],
] as const) {
  test(`a plugin that ${name}`, async () => {
    await assert.rejects(
      run(script, { ...(change as Partial<ExecPlugin>) }, {}, name === 'hangs' ? 400 : undefined),
      (error: Error) => {
        assert.ok(error instanceof CredentialError);
        assert.match(error.message.replace(/\.$/, change && 'installHint' in change ? '.' : ''), expected);
        assert.ok(!error.message.includes(secret));
        return true;
      },
    );
  });
}

test('what a plugin started ends with it, and does not keep its answer', async () => {
  const script = `
    const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
    const answer = JSON.stringify({ ...${JSON.stringify(credential)}, status: { token: String(child.pid) } });
    process.stdout.write(answer, () => process.exit(0));`;
  const { token } = await run(script);
  const pid = Number(token);
  for (let waited = 0; isRunning(pid); waited += 20) {
    assert.ok(waited < 30_000, `${pid} runs`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
});

test('a plugin that takes its time: that is no time of the server', async (context) => {
  const answer = JSON.stringify({ ...credential, status: { token: 't' } });
  const user = userWith(`setTimeout(() => console.log('${answer}'), 2100)`);
  const { connection } = await scriptedServer(context, (_, response) => sendJson(response, 200, {}), user);
  const found = await connection.get('/version', { timeout: 2000 });
  assert.ok(found.ok, JSON.stringify(found));
});

test('a plugin that fails is run once for all that wait for it, and anew for who comes later', async (context) => {
  using folder = folderWith('=== none\n');
  const log = path.join(folder.path, 'log');
  const user = userWith(`require('node:fs').appendFileSync(${JSON.stringify(log)}, 'x'); process.exit(1)`);
  const { connection, requests } = await scriptedServer(context, () => {}, user);
  const both = await Promise.all([connection.get('/a'), connection.get('/b')]);
  for (const each of both) assert.ok(!each.ok && /ended with status 1/.test(each.failure.message));
  assert.equal(readFileSync(log, 'utf8'), 'x');
  assert.equal((await connection.get('/c')).ok, false);
  assert.equal(readFileSync(log, 'utf8'), 'xx');
  assert.deepEqual(requests, []);
});

test('who gives up does not wait for a plugin, which is ended with the connection', async (context) => {
  using folder = folderWith('=== none\n');
  const log = path.join(folder.path, 'pid');
  const user = userWith(
    `require('node:fs').writeFileSync(${JSON.stringify(log)}, String(process.pid)); setInterval(() => {}, 1000)`,
  );
  const { connection } = await scriptedServer(context, () => {}, user);
  const person = new AbortController();
  const answer = connection.get('/a', { signal: person.signal });
  await eventually(() => assert.match(readFileSync(log, 'utf8'), /^\d+$/), 30_000);
  person.abort();
  const found = await answer;
  assert.ok(!found.ok && found.failure.type === 'cancelled', JSON.stringify(found));
  const pid = Number(readFileSync(log, 'utf8'));
  assert.ok(isRunning(pid), 'another request may wait for it');
  await connection.close();
  await eventually(() => assert.ok(!isRunning(pid)), 30_000);
});

function userWith(script: string): object {
  return {
    exec: {
      apiVersion: credential.apiVersion,
      command: process.execPath,
      args: ['-e', script],
      interactiveMode: 'Never',
    },
  };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch {
    return false;
  }
}

// The process that inherits it may never read its status.
function isZombie(pid: number): boolean {
  try {
    return / Z /.test(process.getBuiltinModule('node:fs').readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

function run(
  script: string,
  change: Partial<ExecPlugin> = {},
  environment: Readonly<Record<string, string>> = {},
  limit?: number,
) {
  const plugin: ExecPlugin = {
    apiVersion: credential.apiVersion,
    command: process.execPath,
    args: ['-e', script],
    env: {},
    installHint: undefined,
    interactiveMode: 'IfAvailable',
    cluster: undefined,
    ...change,
  };
  return runExecPlugin(plugin, environment, limit);
}
