import assert from 'node:assert/strict';
import { test } from 'node:test';
import { podStateOf } from '../../../server/src/core/live/podState.ts';

const running = { running: {} };
const notReady = { type: 'Ready', status: 'False', reason: 'ContainersNotReady' };

for (const [name, pod, expected] of [
  ['ready', { status: { conditions: [{ type: 'Ready', status: 'True' }] } }, ''],
  [
    'terminating though ready',
    {
      metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    },
    'terminating',
  ],
  ['finished', { status: { phase: 'Succeeded' } }, 'finished'],
  [
    'evicted',
    { status: { phase: 'Failed', reason: 'Evicted', message: 'low on memory' } },
    'failed: Evicted: low on memory',
  ],
  [
    'not scheduled',
    {
      status: {
        conditions: [
          { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes' },
          notReady,
        ],
      },
    },
    'not scheduled: Unschedulable: 0/3 nodes',
  ],
  [
    'image',
    {
      status: {
        containerStatuses: [
          { name: 'web', ready: false, state: { waiting: { reason: 'ErrImagePull', message: 'no\nsuch  image' } } },
        ],
      },
    },
    'container "web": ErrImagePull: no such image',
  ],
  [
    'crash loop',
    {
      status: {
        containerStatuses: [
          {
            name: 'web',
            state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s' } },
            lastState: { terminated: { exitCode: 137 } },
          },
        ],
      },
    },
    'container "web": CrashLoopBackOff, last exit status 137',
  ],
  [
    'ended',
    { status: { containerStatuses: [{ name: 'web', state: { terminated: { exitCode: 1, reason: 'Error' } } }] } },
    'container "web": ended with status 1: Error',
  ],
  [
    'init container',
    {
      spec: { initContainers: [{ name: 'done' }, { name: 'wait' }] },
      status: {
        initContainerStatuses: [
          { name: 'done', state: { terminated: { exitCode: 0 } } },
          { name: 'wait', state: running },
        ],
      },
    },
    'init container "wait": still running',
  ],
  [
    'readiness probe',
    {
      spec: { containers: [{ name: 'web', readinessProbe: { httpGet: { port: 8001, path: '/health' } } }] },
      status: {
        podIP: '10.0.0.1',
        containerStatuses: [{ name: 'web', ready: false, started: true, state: running }],
        conditions: [notReady],
      },
    },
    'container "web": readiness probe fails (GET :8001/health)',
  ],
  [
    'startup probe',
    {
      spec: { containers: [{ name: 'web', startupProbe: {}, readinessProbe: {} }] },
      status: { containerStatuses: [{ name: 'web', ready: false, started: false, state: running }] },
    },
    'container "web": startup probe has not succeeded yet',
  ],
  [
    'readiness gate',
    {
      spec: { readinessGates: [{ conditionType: 'target-health' }] },
      status: {
        podIP: '10.0.0.1',
        containerStatuses: [{ name: 'web', ready: true, state: running }],
        conditions: [notReady],
      },
    },
    'readiness gate target-health is not set',
  ],
  [
    'lost node',
    { status: { conditions: [{ type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown' }] } },
    'its node does not report: NodeStatusUnknown',
  ],
  ['without an address', { status: { phase: 'Pending' } }, 'Pending, without an address yet'],
  ['nothing at all', {}, 'Pending, without an address yet'],
  ['no object', null, 'Pending, without an address yet'],
  ['rubbish', { spec: 3, status: { conditions: 'x', containerStatuses: [null, 5], podIP: 7 } }, 'not ready'],
] as const) {
  test(name, () => assert.equal(podStateOf(pod).why, expected));
}
