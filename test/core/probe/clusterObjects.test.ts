import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeOf, podOf, samePort, serviceOf } from '../../../server/src/core/probe/clusterObjects.ts';

test('the addresses of a node: those of its status in both families, then those that flannel notes', () => {
  const node = nodeOf({
    metadata: {
      name: 'a',
      annotations: {
        'flannel.alpha.coreos.com/public-ip': '100.81.76.55',
        'flannel.alpha.coreos.com/public-ip-overwrite': '203.0.113.9',
        'flannel.alpha.coreos.com/public-ipv6': 'fd7a:115c:a1e0::9',
        'flannel.alpha.coreos.com/backend-type': 'vxlan',
      },
    },
    status: {
      addresses: [
        { type: 'InternalIP', address: '192.168.8.20' },
        { type: 'InternalIP', address: 'fd00::20' },
        { type: 'ExternalIP', address: '198.51.100.4' },
        { type: 'Hostname', address: 'a.example' },
        { type: 'InternalIP' },
      ],
      conditions: [{ type: 'Ready', status: 'True', message: 'kubelet is posting ready status' }],
    },
  });
  assert.deepEqual(node, {
    name: 'a',
    ready: true,
    addresses: [
      { type: 'InternalIP', address: '192.168.8.20' },
      { type: 'InternalIP', address: 'fd00::20' },
      { type: 'ExternalIP', address: '198.51.100.4' },
      { type: 'Hostname', address: 'a.example' },
      { type: 'flannel', address: '100.81.76.55' },
      { type: 'flannel', address: '203.0.113.9' },
      { type: 'flannel', address: 'fd7a:115c:a1e0::9' },
    ],
  });
});

test('a node that is not ready says why', () => {
  const conditions = [{ type: 'Ready', status: 'Unknown', message: 'Kubelet stopped posting node status.' }];
  assert.deepEqual(nodeOf({ metadata: { name: 'a' }, status: { conditions } }), {
    name: 'a',
    ready: false,
    because: 'Kubelet stopped posting node status.',
    addresses: [],
  });
});

test('a Service of type LoadBalancer: the node port where one was given out, and none where none is wanted', () => {
  const spec = { type: 'LoadBalancer', selector: { app: 'web' }, externalTrafficPolicy: 'Local' };
  const withPort = serviceOf({ spec: { ...spec, ports: [{ port: 80, nodePort: 31000, targetPort: 'http' }] } });
  assert.deepEqual(withPort.ports, [{ port: 80, nodePort: 31000, targetPort: 'http', protocol: 'TCP' }]);
  assert.deepEqual([withPort.type, withPort.localTraffic, withPort.internalLocal], ['LoadBalancer', true, false]);
  const without = serviceOf({ spec: { ...spec, ports: [{ port: 80, nodePort: 0 }] } });
  assert.deepEqual(without.ports, [{ port: 80, targetPort: '80', protocol: 'TCP' }]);
});

test('what decides which ways lead to a Service', () => {
  const reach = (spec: object, status = {}) => {
    const { type, isHeadless, withoutNodePorts, externalName, balancers } = serviceOf({ spec, status });
    return [type, isHeadless, withoutNodePorts, externalName, balancers];
  };
  assert.deepEqual(reach({ clusterIP: 'None' }), ['ClusterIP', true, undefined, undefined, undefined]);
  assert.deepEqual(
    reach(
      { type: 'LoadBalancer', clusterIP: '10.43.0.9', allocateLoadBalancerNodePorts: false },
      { loadBalancer: { ingress: [{ ip: '10.0.0.7' }, { hostname: 'lb.example' }, {}] } },
    ),
    ['LoadBalancer', undefined, true, undefined, ['10.0.0.7', 'lb.example']],
  );
  assert.deepEqual(reach({ type: 'LoadBalancer', allocateLoadBalancerNodePorts: true }).slice(1, 3), [
    undefined,
    undefined,
  ]);
  assert.deepEqual(reach({ type: 'ExternalName', externalName: 'db.example.com' }).slice(0, 4), [
    'ExternalName',
    undefined,
    undefined,
    'db.example.com',
  ]);
});

test('internalTrafficPolicy: Local is seen', () => {
  assert.equal(serviceOf({ spec: { internalTrafficPolicy: 'Local' } }).internalLocal, true);
});

test('the port of the file is found in what is applied by name, by number and protocol, or as the only one', () => {
  const ports = [
    { name: 'dns', port: 53, protocol: 'UDP' },
    { name: 'dns-tcp', port: 53, protocol: 'TCP' },
    { name: 'http', port: 80, protocol: 'TCP', nodePort: 30080 },
  ];
  assert.equal(samePort(ports, { name: 'http', port: 8080, protocol: 'TCP' }), ports[2]);
  assert.equal(samePort(ports, { name: 'renamed', port: 53, protocol: 'TCP' }), ports[1]);
  assert.equal(samePort(ports, { port: 81, nodePort: 30080, protocol: 'TCP' }), ports[2]);
  assert.equal(samePort(ports, { port: 81, protocol: 'TCP' }), undefined);
  assert.equal(samePort(ports.slice(0, 1), { port: 81, protocol: 'TCP' }), ports[0]);
});

test('what is no object of its kind is read as far as it goes, and nothing throws', () => {
  for (const object of [undefined, null, 1, 'x', [], { spec: 1, status: [], metadata: 'x' }, { spec: { ports: {} } }]) {
    assert.deepEqual(nodeOf(object).addresses, []);
    assert.deepEqual(serviceOf(object).ports, []);
    assert.equal(podOf(object, 'http').ready, false);
  }
});
