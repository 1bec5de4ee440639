import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { readKubeconfig } from '../../server/src/cluster/kubeconfig.ts';

test('of the files of KUBECONFIG the first that states a name wins as a whole, and files that are not there are passed over', () => {
  const config = read(
    { KUBECONFIG: ['/a/config', '/none', '/b/config', '/a/config'].join(path.delimiter) },
    {
      '/a/config': `
apiVersion: v1
kind: Config
users: [{name: red, user: {client-certificate: red.crt}}]
clusters: [{name: home, cluster: {server: https://a.example}}]
`,
      '/b/config': `
current-context: b
users: [{name: red, user: {token: other}}, {name: blue, user: {token: blue}}]
contexts: [{name: b, context: {cluster: home, user: blue, namespace: shop}}]
`,
    },
  );
  assert.deepEqual(config.errors, []);
  assert.deepEqual(config.files, ['/a/config', '/none', '/b/config']);
  assert.equal(config.currentContext, 'b');
  assert.deepEqual(config.contexts, [
    { name: 'b', cluster: 'home', user: 'blue', namespace: 'shop', file: '/b/config' },
  ]);
  assert.deepEqual(config.users.get('red')?.body, { 'client-certificate': '/a/red.crt' });
  assert.deepEqual([...config.users.keys()], ['red', 'blue']);
});

test('the first file that names a current context decides', () => {
  const { currentContext } = read(
    { KUBECONFIG: ['/a', '/b'].join(path.delimiter) },
    { '/a': 'current-context: ""\n', '/b': 'current-context: b\n' },
  );
  assert.equal(currentContext, 'b');
});

test('without KUBECONFIG it is the one of the home folder', () => {
  const config = read({}, { '/me/.kube/config': 'current-context: x' });
  assert.deepEqual([config.files, config.currentContext], [['/me/.kube/config'], 'x']);
});

test('a file that is asked for by name has to be there', () => {
  assert.deepEqual(read({}, {}, '/named').errors, [{ file: '/named', message: 'there is no such file' }]);
});

test('scalars are texts, and paths are relative to the file that states them', () => {
  const { users } = read(
    { KUBECONFIG: 'folder/config' },
    {
      '/work/folder/config': `
users:
- name: number
  user: {token: 012345}
- name: relative
  user: {tokenFile: ../token, exec: {command: ./bin/login}}
- name: bare
  user: {exec: {command: login}}
`,
    },
  );
  assert.equal(users.get('number')?.body.token, '012345');
  assert.deepEqual(users.get('relative')?.body, {
    tokenFile: '/work/token',
    exec: { command: '/work/folder/bin/login' },
  });
  assert.deepEqual(users.get('bare')?.body, { exec: { command: 'login' } });
});

test('what is wrong with a file is told without what stands in it', () => {
  const secret = 'sha256~abcdefghijklmnopqrstuvwxyz012345';
  for (const [text, expected] of [
    [`users:\n- name: a\n  user: {token: ${secret}\n`, /^it is not YAML: line \d+ \([A-Z_]+\)$/],
    [`- ${secret}`, /^it is not a kubeconfig$/],
    [`users: ${secret}`, /^its users are not a list$/],
    ['users: [{user: {}}]', /^one of its users has no name$/],
    ['kind: Secret\napiVersion: v1', /^it is not a kubeconfig: its apiVersion/],
  ] as const) {
    const { errors } = read({}, { '/me/.kube/config': text });
    assert.match(errors[0]?.message ?? '', expected, text);
    assert.ok(!JSON.stringify(errors).includes(secret));
  }
});

test('aliases that repeat without end are an error', () => {
  const bomb = [...'abcdefghijkl'].reduce(
    (text, name, place, all) => `${text}${name}: &${name} [${place ? `*${all[place - 1]},`.repeat(9) : 'x'}]\n`,
    '',
  );
  assert.equal(read({}, { '/me/.kube/config': bomb }).errors.length, 1);
});

test('an empty file says nothing', () => {
  assert.deepEqual(read({}, { '/me/.kube/config': '' }).errors, []);
});

test('a pod finds its own cluster only where no file says anything', () => {
  const env = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };
  const account = '/var/run/secrets/kubernetes.io/serviceaccount';
  const inPod = read(env, { [`${account}/token`]: 't', [`${account}/namespace`]: 'shop\n' });
  assert.equal(inPod.currentContext, 'in-cluster');
  assert.equal(inPod.contexts[0]?.namespace, 'shop');
  assert.equal(inPod.clusters.get('in-cluster')?.body.server, 'https://[fd00::1]:443');
  assert.deepEqual(read(env, {}).contexts, []);
  const stated = read(env, {
    [`${account}/token`]: 't',
    '/me/.kube/config': 'contexts: [{name: x, context: {}}]',
  });
  assert.deepEqual(
    stated.contexts.map(({ name }) => name),
    ['x'],
  );
});

function read(env: Record<string, string>, files: Record<string, string>, file?: string) {
  return readKubeconfig({
    env,
    homeFolder: '/me',
    currentFolder: '/work',
    ...(file === undefined ? {} : { file }),
    readText: (name) => files[name],
  });
}
