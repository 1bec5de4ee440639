import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { connect } from '../../server/src/cluster/connection.ts';
import { CredentialError } from '../../server/src/cluster/execCredential.ts';
import { readKubeconfig } from '../../server/src/cluster/kubeconfig.ts';
import { createOidcLogin } from '../../server/src/cluster/oidcLogin.ts';

const secret = 'c2VjcmV0LXNlY3JldC1zZWNyZXQ';
const now = Date.UTC(2030, 0, 1);

test('a token that is good is used as it stands, and nobody is asked', async () => {
  const good = tokenUntil(now / 1000 + 60);
  const login = createOidcLogin({ 'id-token': good, 'idp-issuer-url': 'http://127.0.0.1:1' }, () => now);
  assert.equal(await login.token(), good);
  assert.equal(login.canRenew, false);
});

for (const wantsSecretIn of ['header', 'body'] as const) {
  test(`one that is over is renewed once and kept, with the secret in the ${wantsSecretIn}`, async (context) => {
    const next = tokenUntil(now / 1000 + 3600);
    const grants: string[] = [];
    const issuer = await provider(context, (form, authorization) => {
      const isGood = wantsSecretIn === 'header' ? authorization !== undefined : form.get('client_secret') === secret;
      if (!isGood) return { status: 401, body: { error: 'invalid_client' } };
      grants.push(`${form.get('grant_type')} ${form.get('refresh_token')}`);
      return { status: 200, body: { id_token: next, refresh_token: 'second', expires_in: 3600 } };
    });
    const login = createOidcLogin(configOf(issuer, { 'id-token': tokenUntil(now / 1000 + 5) }), () => now);
    assert.deepEqual([await login.token(), await login.token()], [next, next]);
    assert.deepEqual(grants, ['refresh_token first']);
    login.forget();
    await login.token();
    assert.deepEqual(grants, ['refresh_token first', 'refresh_token second']);
  });
}

test('a token that is over when it comes, by a clock an hour ahead, is used until the server refuses it', async (context) => {
  let given = 0;
  const issuer = await provider(context, () => {
    given += 1;
    return { status: 200, body: { id_token: tokenUntil(now / 1000 + 1800, String(given)) } };
  });
  const login = createOidcLogin(configOf(issuer), () => now + 3_600_000);
  const [first, second] = [await login.token(), await login.token()];
  assert.deepEqual([first, given], [second, 1]);
  login.forget();
  await login.token();
  assert.equal(given, 2);
});

for (const [name, answer, expected] of [
  [
    'refuses',
    { status: 400, body: { error: 'invalid_grant', error_description: secret } },
    /status 400: invalid_grant$/,
  ],
  ['repeats what it was sent', { status: 400, body: { error: secret } }, /status 400$/],
  ['gives no id_token', { status: 200, body: { access_token: secret } }, /returns no id_token when it renews a login$/],
  ['gives rubbish', { status: 200, body: secret }, /returns no id_token/],
] as const) {
  test(`a provider that ${name}`, async (context) => {
    const issuer = await provider(context, () => answer);
    await refused(
      createOidcLogin(configOf(issuer), () => now),
      expected,
    );
  });
}

test('a provider that is not there, or none, and a login that cannot be renewed', async () => {
  await refused(
    createOidcLogin(configOf('http://127.0.0.1:1'), () => now),
    /127\.0\.0\.1:1 does not answer: ECONNREFUSED$/,
  );
  await refused(
    createOidcLogin(configOf('no address'), () => now),
    /does not answer: ERR_INVALID_URL|UND_ERR/,
  );
  await refused(
    createOidcLogin({ 'id-token': tokenUntil(1) }, () => now),
    /has expired, and the kubeconfig cannot renew it$/,
  );
  await refused(
    createOidcLogin({ 'id-token': secret }, () => now),
    /has expired, and the kubeconfig cannot renew it$/,
  );
});

test('a connection logs in with it, and again after a 401', async (context) => {
  const tokens = ['a', 'b'].map((name) => tokenUntil(Date.now() / 1000 + 3600, name));
  let given = 0;
  const issuer = await provider(context, () => ({ status: 200, body: { id_token: tokens[given++ % 2] } }));
  const seen: (string | undefined)[] = [];
  const server = await listening(context, (request, response) => {
    seen.push(request.headers.authorization);
    const isGood = request.headers.authorization === `Bearer ${tokens[1]}`;
    response.writeHead(isGood ? 200 : 401).end('{}');
  });
  const connected = connectWith('oidc', configOf(issuer), server);
  assert.ok('connection' in connected);
  context.after(() => connected.connection.close());
  assert.ok((await connected.connection.get('/version')).ok);
  assert.ok((await connected.connection.get('/version')).ok);
  assert.deepEqual(
    seen,
    [tokens[0], tokens[1], tokens[1]].map((token) => `Bearer ${token}`),
  );
  assert.equal(given, 2);
});

test('the program of an older login is not run in an untrusted workspace', async (context) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'podwire-login-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const written = path.join(folder, 'written');
  const script = path.join(folder, 'login.mjs');
  writeFileSync(script, `import fs from 'node:fs'; fs.writeFileSync(${JSON.stringify(written)}, '');`);
  const connected = connectWith('gcp', { 'cmd-path': process.execPath, 'cmd-args': script }, 'http://127.0.0.1:1');
  if ('connection' in connected) {
    context.after(() => connected.connection.close());
    await connected.connection.get('/version');
  }
  assert.ok(!existsSync(written));
  assert.ok('failure' in connected);
  assert.equal(connected.failure.message, 'the login gcp may run a program, and is not used in an untrusted workspace');
});

function connectWith(name: string, config: object, server: string) {
  const kubeconfig = readKubeconfig({
    env: {},
    homeFolder: '/',
    currentFolder: '/',
    readText: () =>
      JSON.stringify({
        'current-context': 'c',
        contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
        clusters: [{ name: 'c', cluster: { server } }],
        users: [{ name: 'u', user: { 'auth-provider': { name, config } } }],
      }),
  });
  return connect(kubeconfig, { allowExec: false, env: {} });
}

async function refused(login: { token(): Promise<string> }, expected: RegExp): Promise<void> {
  await assert.rejects(login.token(), (error: Error) => {
    assert.ok(error instanceof CredentialError, error.stack);
    assert.match(error.message, expected);
    assert.ok(!error.message.includes(secret));
    return true;
  });
}

function configOf(issuer: string, more: object = {}): Record<string, unknown> {
  return {
    'idp-issuer-url': issuer,
    'client-id': 'podwire',
    'client-secret': secret,
    'refresh-token': 'first',
    ...more,
  };
}

type Granted = { readonly status: number; readonly body: unknown };

async function provider(
  context: TestContext,
  grant: (form: URLSearchParams, authorization: string | undefined) => Granted,
): Promise<string> {
  const issuer: string = await listening(context, (request, response) => {
    const json = ({ status, body }: Granted) => response.writeHead(status).end(JSON.stringify(body));
    if (request.url === '/.well-known/openid-configuration') {
      return json({ status: 200, body: { token_endpoint: `${issuer}/token` } });
    }
    let text = '';
    request.on('data', (part) => {
      text += part;
    });
    return request.on('end', () => json(grant(new URLSearchParams(text), request.headers.authorization)));
  });
  return issuer;
}

async function listening(context: TestContext, reply: http.RequestListener): Promise<string> {
  const server = http.createServer(reply);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function tokenUntil(seconds: number, name = 'jane'): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ sub: name, exp: Math.floor(seconds) })}.${'x'.repeat(30)}`;
}
