import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check } from '../../../fixture.ts';
import { type ServiceText, service, workload } from '../../manifests.ts';
import {
  fixesOf,
  levelOf,
  likelihoodOf,
  orderOf,
  pods,
  reasonsOf,
  servedBy,
  serviceIn,
  workloadIn,
} from './decisions.ts';

test('the database of an application does not stand in for the application, whose pods are elsewhere', () => {
  const mine = serviceIn('s.yaml', { name: 'orders', selector: 'app: orders', port: '8080' });
  const served = (port: string) => pods('orders-db', port) + servedBy('orders-db', 'orders-db', port);
  assert.equal(levelOf(mine + served('27017')), 'hint');
  assert.equal(levelOf(mine + pods('orders-db', '27017')), 'hint', 'no Service selects it');
  assert.notEqual(levelOf(mine + served('8080')), 'warning', 'it has the same port');
});

test('of two workloads the one of the same name, of the same port, and of the same file is likelier', () => {
  const mine: ServiceText = { name: 'db', selector: 'app: dc', port: '9000' };
  const named = workloadIn('d.yaml', { name: 'db', labels: 'app: fn', port: '9000' });
  assert.deepEqual(orderOf(serviceIn('s.yaml', mine) + named + pods('worker', '9000')), ['db', 'worker']);
  const ports = serviceIn('s.yaml', mine) + pods('one', '9001') + pods('two', '9000');
  assert.deepEqual(orderOf(ports), ['two', 'one']);
});

test('another Service with a similar name that selects the workload makes it likelier', () => {
  const text = (name: string) =>
    serviceIn('s.yaml', { name, selector: 'app: orders-v2' }) +
    workloadIn('d.yaml', { name: 'rollout', labels: 'app: orders' }) +
    servedBy('shop-stable', 'orders');
  assert.ok(reasonsOf(text('shop-canary')).includes('Service "shop-stable" has a similar name'));
  assert.ok(likelihoodOf('rollout', text('shop-canary')) > likelihoodOf('rollout', text('other')));
});

const rollout = (services: string, name = 'shop') =>
  workload({ kind: 'argoproj.io/v1alpha1\nkind: Rollout', name, labels: `app: ${name}` }).replace(
    'spec:\n',
    `spec:\n  strategy:\n    blueGreen: ${services}\n`,
  );

test('a Service that a Rollout names belongs to the Rollout, although another Service selects the pods', () => {
  const services = '{activeService: users, previewService: testers}';
  const both = servedBy('users', 'shop') + serviceIn('s.yaml', { name: 'testers', selector: 'app: store' });
  const named = `${both}=== d.yaml\n${rollout(services)}`;
  assert.notEqual(levelOf(named), 'hint');
  assert.ok(reasonsOf(named).includes('Rollout "shop" refers to the Service'));
  assert.equal(levelOf(`${both}=== d.yaml\n${rollout('{activeService: users}')}`), 'hint');
  // Another example in the same directory has its own Service of that name.
  const whole = `${named}---\n${service({ name: 'testers', selector: 'app: shop' })}`;
  assert.ok(!reasonsOf(whole).includes('Rollout "shop" refers to the Service'));
});

test('a Rollout that uses the pod template of a Deployment names Services for the Deployment', () => {
  const reference = `=== r.yaml
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: canary}
spec:
  workloadRef: {apiVersion: apps/v1, kind: Deployment, name: shop}
  strategy:
    canary: {stableService: users, canaryService: testers}
`;
  const two = serviceIn('s.yaml', { name: 'testers', selector: 'app: store' }) + pods('shop') + pods('worker');
  assert.equal(levelOf(two), 'hint');
  assert.notEqual(levelOf(two + reference), 'hint');
  assert.deepEqual(orderOf(two + reference), ['shop', 'worker']);
  assert.ok(reasonsOf(two + reference).includes('Rollout "canary" refers to the Service'));
});

test('a StatefulSet names the Service of its pods', () => {
  const set = (serviceName: string) =>
    workload({ kind: 'apps/v1\nkind: StatefulSet', name: 'db', labels: 'app: db' }).replace(
      'spec:\n',
      `spec:\n  serviceName: ${serviceName}\n`,
    );
  const text = (serviceName: string) =>
    `${serviceIn('s.yaml', { name: 'members', selector: 'app: postgres' }) + pods('worker')}=== d.yaml\n${set(serviceName)}`;
  assert.notEqual(levelOf(text('members')), 'hint');
  assert.deepEqual(orderOf(text('members')), ['db', 'worker']);
  assert.ok(reasonsOf(text('members')).includes('StatefulSet "db" refers to the Service'));
  assert.equal(levelOf(text('others')), 'hint');
});

test('a selector may ask for one pod of a StatefulSet by its name', () => {
  const text = (pod: string) =>
    serviceIn('s.yaml', { name: 'first', selector: `statefulset.kubernetes.io/pod-name: ${pod}` }) +
    workloadIn('d.yaml', { kind: 'apps/v1\nkind: StatefulSet', name: 'broker', labels: 'app: kafka' });
  check(text('broker-0'));
  assert.equal(levelOf(text('brocker-2')), 'warning');
  assert.ok(fixesOf(text('brocker-2')).includes('Change statefulset.kubernetes.io/pod-name to "broker-2" *'));
});

test('labels that are on the workload only, or in its own selector only', () => {
  const mine = serviceIn('s.yaml', { selector: 'app: shop' });
  const onItself = workload({ labels: 'tier: back' }).replace('  name: web\n', '  name: web\n  labels: {app: shop}\n');
  const itself = `${mine}=== d.yaml\n${onItself}`;
  assert.equal(levelOf(itself), 'warning');
  assert.ok(reasonsOf(itself).includes('its own metadata.labels have them, but its pods do not'));
  const inSelector = mine + workloadIn('d.yaml', { labels: 'tier: back', selector: 'app: shop' });
  assert.equal(levelOf(inSelector), 'warning');
  assert.ok(reasonsOf(inSelector).includes('its own selector asks for app=shop'));
});
