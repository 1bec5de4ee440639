// Which addresses are tried: no others than those that a node has, that settings name, or that a person has stated.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Node } from '../../server/src/core/probe/facts.ts';
import { targetsOf } from '../../server/src/probe/targets.ts';

const node = (name: string, ...addresses: readonly (readonly [string, string])[]): Node => ({
  name,
  ready: true,
  addresses: addresses.map(([type, address]) => ({ type, address })),
});
const nodes = [
  node('a', ['InternalIP', '192.168.8.20'], ['ExternalIP', '203.0.113.9'], ['Hostname', 'a.example']),
  node('b', ['InternalIP', '192.168.8.21'], ['InternalIP', 'fd00::21'], ['flannel', '192.168.8.21']),
];
const tried = (...args: Parameters<typeof targetsOf>) =>
  targetsOf(...args).targets.map(({ address, node: of }) => `${address} ${of}`);

test('all addresses of all nodes, each once, and those of the settings beside them', () => {
  assert.deepEqual(tried(nodes, [], ['10.0.0.9', 'fd00:0::21'], 30801), [
    '192.168.8.20 a',
    '203.0.113.9 a',
    '192.168.8.21 b',
    'fd00::21 b',
    '10.0.0.9 undefined',
  ]);
});

test('what a person states is tried instead, with the node that it is of', () => {
  assert.deepEqual(tried(nodes, ['192.168.8.21', '198.51.100.1'], ['10.0.0.9'], 30801), [
    '192.168.8.21 b',
    '198.51.100.1 undefined',
  ]);
});

test('what is stated and names no machine is not tried either, and that is said', () => {
  const { targets, notes } = targetsOf(nodes, ['fe80::1', '192.168.8.21'], [], 30801);
  assert.deepEqual(
    targets.map(({ address }) => address),
    ['192.168.8.21'],
  );
  assert.match(notes.join('\n'), /^fe80::1 is not tried: it is link-local/);
});

test('the name of a node is tried only where it has no address, and may lead to addresses of nodes only', () => {
  const named = node('c', ['Hostname', 'c.example']);
  const { targets } = targetsOf([...nodes, named], [], [], 30801);
  assert.deepEqual(targets.at(-1), {
    address: 'c.example',
    port: 30801,
    node: 'c',
    mayLeadTo: ['192.168.8.20', '203.0.113.9', '192.168.8.21', 'fd00::21', '192.168.8.21'],
  });
  assert.ok(!targets.some(({ address }) => address === 'a.example'));
});

test('an address of a node that is no machine is not tried, and that is said', () => {
  const { targets, notes } = targetsOf([node('m', ['InternalIP', '169.254.169.254'])], [], [], 30801);
  assert.deepEqual(targets, []);
  assert.match(notes.join('\n'), /^169\.254\.169\.254 of node m is not tried: /);
});
