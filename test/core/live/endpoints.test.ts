import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endpointsOfPort, endpointsOfService } from '../../../server/src/core/live/endpoints.ts';
import { notReadyReason, type PodEvidence } from '../../../server/src/core/live/notReadyReason.ts';
import { livePodOf, liveServiceOf, liveSliceOf, selects } from '../../../server/src/core/live/objects.ts';

const metadata = { namespace: 'shop', name: 'web' };
const labels = { 'kubernetes.io/service-name': 'web' };
const port = { port: 80, targetPort: 8080 };

test('fields of tomorrow are passed over, and those of today may be absent', () => {
  const service = liveServiceOf({
    metadata,
    spec: { selector: { app: 'web' }, ports: [port], newField: {} },
    extra: 1,
  });
  const slice = liveSliceOf({
    metadata: { ...metadata, labels },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.0.0.1'], unknown: [] }, {}, null, { addresses: null, conditions: { ready: null } }],
    ports: [{ port: 8080, appProtocol: 'x' }],
    hints: {},
  });
  const { ready, notReady, ports } = endpointsOfService(service, [slice]);
  assert.deepEqual([ready.length, notReady.length, ports[0]?.ready], [1, 0, 1]);
});

test('the endpoints of one port: a pod once, where it has the port rather than where it has not', () => {
  const pod = (address: string, conditions: object = {}) => ({
    addresses: [address],
    conditions,
    nodeName: 'node',
    targetRef: { kind: 'Pod', name: 'web-1', uid: '1' },
  });
  const slices = [
    { ports: [], endpoints: [pod('10.0.0.1', { ready: true })] },
    { ports: [{ name: 'http', port: 8080 }], endpoints: [pod('10.0.0.1', { ready: false })] },
    {
      ports: [{ name: 'http', port: 8080 }],
      endpoints: [pod('fd00::1', { ready: true }), { addresses: ['10.0.0.2'] }],
    },
    { ports: [{ name: 'http', port: 8080 }], addressType: 'FQDN', endpoints: [{ addresses: ['a.example'] }] },
    { ports: [{ name: 'other', port: 1 }], endpoints: [{ addresses: ['10.0.0.3'] }, { addresses: [7] }, {}] },
  ].map((slice) => liveSliceOf({ metadata: { ...metadata, labels }, addressType: 'IPv4', ...slice }));
  assert.deepEqual(
    endpointsOfPort(slices, { name: 'http', protocol: 'TCP' }).map((each) => [
      ...[each.address, each.pod, each.node, each.ready, each.serving, each.port],
    ]),
    [
      ['fd00::1', 'web-1', 'node', true, true, 8080],
      ['10.0.0.2', undefined, undefined, true, true, 8080],
      ['10.0.0.3', undefined, undefined, true, true, undefined],
    ],
  );
  assert.deepEqual(
    endpointsOfPort(slices, { name: 'http', protocol: 'UDP' }).map(({ port }) => port),
    [undefined, undefined, undefined],
  );
});

test('what is no object at all has no endpoints', () => {
  for (const rubbish of [undefined, null, 5, 'x', [], { spec: { ports: 'x', selector: [1] } }]) {
    const service = liveServiceOf(rubbish);
    assert.deepEqual(endpointsOfService(service, [liveSliceOf(rubbish)]).ready, []);
    assert.equal(selects(service, livePodOf(rubbish)), false);
  }
});

test('a slice of another Service or namespace does not count', () => {
  const service = liveServiceOf({ metadata, spec: { ports: [port] } });
  const endpoints = [{ addresses: ['10.0.0.1'] }];
  const slice = { addressType: 'IPv4', endpoints, ports: [{ port: 8080 }] };
  const others = [
    liveSliceOf({ ...slice, metadata: { ...metadata, labels: { 'kubernetes.io/service-name': 'web2' } } }),
    liveSliceOf({ ...slice, metadata: { namespace: 'other', name: 'web', labels } }),
    liveSliceOf({ ...slice, metadata }),
  ];
  assert.equal(endpointsOfService(service, others).ready.length, 0);
});

test('a selector matches inside its namespace, and properties that every object has are no labels', () => {
  const service = liveServiceOf({ metadata, spec: { selector: { app: 'web' } } });
  const pod = (namespace: string, podLabels: object) =>
    livePodOf({ metadata: { namespace, name: 'p', labels: podLabels } });
  assert.equal(selects(service, pod('shop', { app: 'web', more: 'x' })), true);
  assert.equal(selects(service, pod('other', { app: 'web' })), false);
  assert.equal(selects(service, pod('shop', {})), false);
  const odd = liveServiceOf({ metadata, spec: { selector: { constructor: 'x' } } });
  assert.equal(selects(odd, pod('shop', {})), false);
});

test('why there is no ready endpoint', () => {
  const state = (name: string, why: string) => ({ namespace: 'shop', name, uid: name, isReady: why === '', why });
  const pod = (name: string, ready: boolean, more: object = {}) => ({
    addresses: ['10.0.0.1'],
    targetRef: { kind: 'Pod', name, uid: name },
    conditions: { ready, serving: ready, ...more },
  });
  const slice = (endpoints: readonly object[], ports: readonly object[] = [{ port: 8080 }]) =>
    liveSliceOf({ metadata: { ...metadata, labels }, addressType: 'IPv4', endpoints, ports });
  const service = (spec: object) =>
    liveServiceOf({ metadata, spec: { selector: { app: 'web' }, ports: [port], ...spec } });
  const none: PodEvidence = { matching: 0, states: [] };
  const unknown: PodEvidence = { matching: undefined, states: [] };
  const cases = [
    [service({}), [slice([pod('a', true)])], none, undefined],
    [service({ type: 'ExternalName' }), [], none, undefined],
    [service({}), [], none, 'no pod matches the selector app=web'],
    [service({}), [], unknown, 'its endpoint slices are empty'],
    [
      service({}),
      [],
      { matching: 2, states: [state('a', 'finished'), state('b', '')] },
      '2 pods match the selector app=web, but none is an endpoint: a (finished)',
    ],
    [service({}), [slice([pod('a', false)])], unknown, 'the one pod is not ready'],
    [
      service({}),
      [slice([pod('a', false), pod('b', false)])],
      { matching: 2, states: [state('a', 'not scheduled'), state('b', 'finished')] },
      'none of 2 pods is ready: a (not scheduled), b (finished)',
    ],
    [
      service({}),
      [slice([pod('a', false, { serving: true, terminating: true })])],
      unknown,
      'the only pods are terminating, and get traffic until they stop',
    ],
    [
      service({ ports: [{ port: 80, targetPort: 'http' }] }),
      [slice([pod('a', true)], [])],
      unknown,
      'no pod has a TCP port named "http"',
    ],
    [
      service({
        ports: [
          { name: 'a', ...port },
          { name: 'b', port: 81, targetPort: 'admin' },
        ],
      }),
      [slice([pod('a', true)], [{ name: 'a', port: 8080 }])],
      unknown,
      'port b: no pod has a TCP port named "admin"',
    ],
    [service({ selector: null }), [], unknown, 'it has no selector, and no endpoint slice was created for it'],
    [service({ selector: {} }), [slice([pod('a', false)])], unknown, 'no endpoint that was created for it is ready'],
    [
      service({ selector: null, ports: [{ name: 'x', port: 1 }] }),
      [slice([pod('a', true)])],
      unknown,
      'no endpoint slice of it has the TCP port "x"',
    ],
    [service({ ports: [] }), [], none, 'no pod matches the selector app=web'],
  ] as const;
  for (const [each, slices, evidence, expected] of cases) {
    assert.equal(notReadyReason(each, endpointsOfService(each, slices), evidence), expected);
  }
});
