import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clusterText, contextDescription, noContextText } from '../../client/src/clusterText.ts';

const context = { name: 'homelab', cluster: 'c', user: 'admin', file: '/me/.kube/config' };
const contexts = [context];

test('without a kubeconfig nothing is said of clusters', () => {
  assert.equal(clusterText({ contexts: [], state: 'off' }), undefined);
});

test('where a kubeconfig was looked for is said where there is none', () => {
  assert.equal(
    noContextText({ contexts: [], lookedIn: ['/me/.kube/config'], state: 'off' }),
    'There is no kubeconfig with a context. Podwire looked in /me/.kube/config. Create that file, or set KUBECONFIG before VS Code starts.',
  );
  assert.equal(noContextText({ contexts: [], state: 'off', message: 'no YAML' }), 'no YAML');
});

test('what is offered is the current context, and nothing stands in the status bar', () => {
  const text = clusterText({ contexts, current: 'homelab', state: 'off' });
  assert.equal(text?.bar, undefined);
  assert.deepEqual(text?.action, { title: 'Connect to homelab', connects: 'homelab' });
  assert.equal(clusterText({ contexts, current: 'gone', state: 'off' })?.action.title, 'Select Context');
  assert.equal(clusterText({ contexts, state: 'off' })?.action.title, 'Select Context');
});

for (const [status, bar, item] of [
  [{ state: 'connecting' }, '$(loading~spin) homelab', 'connecting to homelab'],
  [{ state: 'current' }, '$(plug) homelab', 'connected to homelab'],
  [{ state: 'current', message: 'forbidden: pods' }, '$(plug) homelab', 'homelab: forbidden: pods'],
  [{ state: 'stale', message: 'stale since 14:02: gone' }, '$(warning) homelab', 'homelab: stale since 14:02: gone'],
  [{ state: 'failed', message: 'refused' }, '$(error) homelab', 'homelab: refused'],
] as const) {
  test(`connected, and ${status.state}: ${item}`, () => {
    const text = clusterText({ contexts, connected: 'homelab', ...status });
    assert.deepEqual([text?.bar, text?.item], [bar, item]);
    assert.equal(text?.isTrouble, status.state === 'failed');
  });
}

test('a kubeconfig that is broken is told', () => {
  assert.equal(clusterText({ contexts: [], state: 'off', message: '/me/.kube/config: no YAML' })?.isTrouble, true);
});

test('a context with its cluster, user and namespace', () => {
  assert.equal(contextDescription(context), 'cluster c · user admin · namespace default');
  assert.equal(contextDescription({ ...context, user: '', namespace: 'shop' }), 'cluster c · namespace shop');
});
