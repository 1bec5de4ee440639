import assert from 'node:assert/strict';
import { test } from 'node:test';
import { levelOf, likelihoodOf, orderOf, pods, reasonsOf, servedBy, serviceIn, workloadIn } from './decisions.ts';

test('a typing error or another spelling is enough, even if another Service selects the workload', () => {
  for (const value of ['fronted', 'frontned', 'front-end', 'Frontend', 'front_end']) {
    const text =
      serviceIn('s.yaml', { name: 'entry', selector: `app: ${value}` }) + pods('frontend') + pods('worker', '9000');
    assert.equal(levelOf(text), 'warning', value);
    assert.equal(orderOf(text)[0], 'frontend', value);
    assert.ok(reasonsOf(text).includes(`app=${value} is almost app=frontend`), value);
    assert.equal(levelOf(text + servedBy('web', 'frontend')), 'warning', `${value}, selected by another one`);
  }
});

test('the only workload in scope with a similar value and the port of the Service is meant, whatever its image', () => {
  const text = (value: string, port = '8080') => `=== service.yaml
apiVersion: v1
kind: Service
metadata:
  name: family-assistant-nodeport
spec:
  type: NodePort
  selector:
    app: ${value}
  ports:
    - port: 80
      targetPort: 8080
=== deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: family-assistant-backend
spec:
  selector:
    matchLabels:
      app: family-assistant-backend
  template:
    metadata:
      labels:
        app: family-assistant-backend
    spec:
      containers:
        - name: main
          image: example/web
          ports:
            - containerPort: ${port}
`;
  assert.equal(levelOf(text('family-assistant'), 'service.yaml'), 'warning');
  assert.notEqual(levelOf(text('family-assistant', '5432'), 'service.yaml'), 'warning', 'the port is another one');
});

test('a label of the Service itself tells which workload is meant', () => {
  const text = (labels: string) =>
    serviceIn('s.yaml', { name: 'entry', selector: 'app: shop' }).replace(
      '  name: entry\n',
      `  name: entry\n  labels: {${labels}}\n`,
    ) +
    pods('gateway') +
    pods('worker');
  assert.equal(orderOf(text('app: gateway'))[0], 'gateway');
  assert.equal(orderOf(text('app: worker'))[0], 'worker');
  assert.ok(reasonsOf(text('app: gateway')).includes('the Service itself has app=gateway'));
  assert.ok(!reasonsOf(text('app: other')).some((reason) => reason.startsWith('the Service itself has')));
});

test('two wrong labels with a contradicting value are evidence against a workload; missing labels are not', () => {
  const text = (labels: string) =>
    serviceIn('s.yaml', { name: 'cache', selector: 'app: redis, role: primary, tier: backend' }) +
    workloadIn('d.yaml', { name: 'cache', labels });
  const said = (labels: string) => reasonsOf(text(labels)).some((reason) => reason.includes('of the labels are wrong'));
  assert.ok(said('app: redis, role: sentinel'));
  assert.ok(!said('app: redis'));
  assert.equal(levelOf(text('app: redis')), 'warning', 'two lines are missing');
  const likelihood = (labels: string) => likelihoodOf('cache', text(labels));
  assert.ok(likelihood('app: redis, role: sentinel') < likelihood('app: redis'));
});

test('the directory that is named after the Service holds its workload', () => {
  const text = (directory: string) =>
    serviceIn(`${directory}/s.yaml`, { name: 'orders', selector: 'app: shop' }) +
    workloadIn(`${directory}/d.yaml`, { name: 'worker', labels: 'app: worker' });
  const likelihood = (directory: string) => likelihoodOf('worker', text(directory), `${directory}/s.yaml`);
  assert.ok(likelihood('orders') > likelihood('manifests'));
  assert.ok(reasonsOf(text('orders'), 'orders/s.yaml').includes('the directory is named after the Service'));
});

test('differences in numbers and single letters are no typing errors', () => {
  for (const [mine, theirs] of [
    ['redis-1', 'redis-2'],
    ['service-a', 'service-b'],
  ] as const) {
    const text =
      serviceIn('s.yaml', { name: mine, selector: `app: ${mine}` }) + pods(theirs) + servedBy(theirs, theirs);
    assert.equal(levelOf(text), 'hint', mine);
  }
});

test('a letter behind a number and a letter in a short word are typing errors; other short words are not', () => {
  const text = (mine: string, theirs: string) =>
    serviceIn('s.yaml', { name: 'shop-x', selector: `part: ${mine}` }) +
    workloadIn('d.yaml', { name: 'shop-x', labels: `part: ${theirs}` });
  for (const [mine, theirs] of [
    ['1.0x', '1.0'],
    ['uj', 'ui'],
    ['dbx', 'db'],
  ] as const) {
    assert.ok(reasonsOf(text(mine, theirs)).includes(`part=${mine} is almost part=${theirs}`), mine);
  }
  assert.ok(!reasonsOf(text('fe', 'be')).some((reason) => reason.includes('almost')));
});

test('a key with a typing error, and a value under another key', () => {
  const text = (pair: string) =>
    serviceIn('s.yaml', { name: 'entry', selector: pair }) +
    workloadIn('d.yaml', { name: 'front', labels: 'app: frontend' }) +
    pods('worker');
  assert.ok(reasonsOf(text('ap: frontend')).includes('ap=frontend is almost app=frontend'));
  const other = text('app.kubernetes.io/name: frontend');
  assert.ok(reasonsOf(other).includes('its pods have frontend under the key app'));
  for (const each of [text('ap: frontend'), other]) {
    assert.deepEqual(orderOf(each), ['front', 'worker']);
  }
});

test('a value under another key counts, whatever value its own key has', () => {
  const text =
    serviceIn('s.yaml', { name: 'query', selector: 'name: jaeger, app: all-in-one' }) +
    workloadIn('d.yaml', { name: 'jaeger', labels: 'name: jaeger, app: jaeger, component: all-in-one' });
  assert.equal(levelOf(text), 'warning');
  assert.ok(reasonsOf(text).includes('its pods have all-in-one under the key component'));
});

test('a pair that only one workload in scope has tells which one is meant', () => {
  const text = (team: string) =>
    serviceIn('s.yaml', { name: 'entry', selector: 'app: gateway, team: blue' }) +
    workloadIn('d.yaml', { name: 'manager', labels: 'app: manager, team: blue' }) +
    workloadIn('e.yaml', { name: 'worker', labels: `app: worker, team: ${team}` });
  assert.deepEqual(orderOf(text('red')), ['manager', 'worker']);
  assert.ok(reasonsOf(text('red')).includes('no other workload here has team=blue'));
  assert.ok(!reasonsOf(text('blue')).includes('no other workload here has team=blue'));
  assert.ok(likelihoodOf('manager', text('blue')) < likelihoodOf('manager', text('red')));
});
