import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policiesOf } from '../../../server/src/core/probe/policies.ts';
import { node } from './facts.ts';

const pod = (labels: Readonly<Record<string, string>>) => ({
  metadata: { name: 'web-1', labels },
  spec: { containers: [{ name: 'web', ports: [{ name: 'http', containerPort: 8001 }] }] },
});
const web = pod({ app: 'web' });
const policy = (spec: object, name = 'p') => ({ metadata: { name }, spec: { podSelector: {}, ...spec } });

/** `admits …`, and whether that excludes every node; `open` if it cannot block anything. */
function read(...specs: readonly object[]): string[] {
  const policies = specs.map((spec, i) => policy(spec, `p${i + 1}`));
  return policiesOf(policies, [web], '8001', [node]).map(
    ({ admitsEveryone, admits, excludesNodes }) =>
      `${admitsEveryone ? 'open' : admits}${!admitsEveryone && excludesNodes ? ', no node' : ''}`,
  );
}

const block = (cidr: string, ...except: readonly string[]) => ({ ipBlock: { cidr, ...(except[0] ? { except } : {}) } });

for (const [what, spec, expected] of [
  ['no rule at all', { policyTypes: ['Ingress'] }, ['nobody, no node']],
  ['types that are not stated hold Ingress', {}, ['nobody, no node']],
  ['only what goes out', { policyTypes: ['Egress'] }, []],
  ['other pods', { podSelector: { matchLabels: { app: 'db' } } }, []],
  [
    'pods by an expression',
    { podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['db'] }] } },
    ['nobody, no node'],
  ],
  ['everyone', { ingress: [{}] }, ['open']],
  ['everyone by address', { ingress: [{ from: [block('0.0.0.0/0')] }] }, ['open']],
  ['the port by number', { ingress: [{ ports: [{ port: 8001 }] }] }, ['open']],
  ['the port by the name of the container', { ingress: [{ ports: [{ port: 'http' }] }] }, ['open']],
  ['a range of ports', { ingress: [{ ports: [{ port: 8000, endPort: 8010 }] }] }, ['open']],
  ['another port', { ingress: [{ ports: [{ port: 9090 }] }] }, ['nobody there, no node']],
  ['another protocol', { ingress: [{ ports: [{ protocol: 'UDP', port: 8001 }] }] }, ['nobody there, no node']],
  ['addresses that are no node', { ingress: [{ from: [block('10.0.0.0/8')] }] }, ['10.0.0.0/8, no node']],
  ['addresses with a node among them', { ingress: [{ from: [block('192.168.0.0/16')] }] }, ['192.168.0.0/16']],
  [
    'addresses without those of the nodes',
    { ingress: [{ from: [block('0.0.0.0/0', '192.168.0.0/16', '100.64.0.0/10')] }] },
    ['0.0.0.0/0 without 192.168.0.0/16 and 100.64.0.0/10, no node'],
  ],
  ['pods, which a node is not for sure', { ingress: [{ from: [{ podSelector: {} }] }] }, ['certain pods']],
  [
    'pods of namespaces, and addresses',
    { ingress: [{ from: [{ namespaceSelector: {} }, block('10.0.0.0/8')] }] },
    ['certain pods of certain namespaces and 10.0.0.0/8'],
  ],
] as const) {
  test(what, () => assert.deepEqual(read(spec), expected));
}

test('policies add up: what another one opens for the same pods is open', () => {
  assert.deepEqual(read({}, { ingress: [{}] }), ['open', 'open']);
  const both = [web, pod({ app: 'web', tier: 'front' })];
  const found = policiesOf(
    [policy({}, 'all'), policy({ podSelector: { matchLabels: { tier: 'front' } }, ingress: [{}] }, 'front')],
    both,
    '8001',
    [node],
  );
  assert.deepEqual(
    found.map(({ name, admitsEveryone }) => [name, admitsEveryone]),
    [
      ['all', false],
      ['front', true],
    ],
  );
});

test('where no node is known, only what admits nobody certainly leaves them out', () => {
  const [some] = policiesOf([policy({ ingress: [{ from: [block('10.0.0.0/8')] }] })], [web], '8001', []);
  const [none] = policiesOf([policy({})], [web], '8001', []);
  assert.deepEqual([some?.excludesNodes, none?.excludesNodes], [false, true]);
});

test('what is no policy is none, and nothing throws', () => {
  for (const spec of [null, 'x', { ingress: 'x' }, { ingress: [null, 7] }, { podSelector: [] }]) {
    policiesOf([{ spec }, spec], [web, null], 'http', [node]);
  }
});
