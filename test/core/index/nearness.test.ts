import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemsOf } from '../../../server/src/core/findings.ts';
import type { Candidate } from '../../../server/src/core/model/resolution.ts';
import { analysisOf, check } from '../fixture.ts';
import { service, workload } from './manifests.ts';

/** The nearest candidate's reasons; undefined where nothing is reported. */
function reasons(text: string, path = 's.yaml'): readonly string[] | undefined {
  const [problem] = problemsOf(analysisOf(text), path);
  const [nearest] = (problem?.data as { candidates: readonly Candidate[] } | undefined)?.candidates ?? [];
  return nearest?.evidence.map(({ reason }) => reason());
}

test('siblings of one family are not what was meant', () => {
  const sibling = (port: string) =>
    `=== d.yaml\n${workload({ name: 'orders-db', labels: 'app: orders-db', port })}=== other.yaml\n${service({ name: 'orders-db', selector: 'app: orders-db', port })}`;
  const mine = `=== s.yaml\n${service({ name: 'orders', selector: 'app: orders', port: '8080' })}`;
  assert.equal(reasons(mine + sibling('27017')), undefined);
  assert.equal(reasons(mine + sibling('8080')), undefined);
});

test('one letter is enough, even where another Service selects the workload', () => {
  const text = `=== s.yaml\n${service({ name: 'metrics', selector: 'app: frontned' })}=== d.yaml\n${workload({ name: 'front', labels: 'app: frontend' })}=== o.yaml\n${service({ selector: 'app: frontend' })}`;
  assert.ok(reasons(text)?.some((reason) => reason === 'app=frontned is nearly app=frontend'));
});

test('numbers and single letters are no typing errors', () => {
  for (const [mine, theirs] of [
    ['redis-1', 'redis-2'],
    ['service-a', 'service-b'],
  ] as const) {
    const text = `=== s.yaml\n${service({ name: mine, selector: `app: ${mine}` })}=== d.yaml\n${workload({ name: theirs, labels: `app: ${theirs}` })}=== o.yaml\n${service({ name: theirs, selector: `app: ${theirs}` })}`;
    assert.equal(reasons(text), undefined, mine);
  }
});

test('Services with the same selector are judged alike, whatever they are called', () => {
  const deployment = `=== d.yaml\n${workload({ name: 'svc-test', labels: 'app: hello-world', port: '8080' })}`;
  const twin = `=== twin.yaml\n${service({ name: 'svc-test', selector: 'app: svc-test', port: '8080' })}`;
  const mine = `=== s.yaml\n${service({ name: 'cloud', selector: 'app: svc-test', port: '8080' })}`;
  assert.ok(reasons(mine + twin + deployment)?.includes('it is called as the Service is'));
});

test('the same labels in another namespace', () => {
  const text = (theirs: string) =>
    `=== s.yaml\n${service({ namespace: 'shop', selector: 'app: web' })}=== d.yaml\n${workload({ namespace: theirs, labels: 'app: web' })}`;
  check(text('shop'));
  assert.deepEqual(reasons(text('shpo'))?.slice(0, 1), ['its pods have the labels, in another namespace']);
  const claimed = `${text('prod')}=== o.yaml\n${service({ namespace: 'prod', selector: 'app: web' })}`;
  assert.equal(reasons(claimed), undefined, 'these pods have a Service of their own');
});

test('the file of the Service weighs more than other files of its directory', () => {
  const own = `=== s.yaml\n${service({ namespace: 'one', selector: 'app: web' })}---\n${workload({ namespace: 'two', labels: 'app: web' })}`;
  const other = `=== other.yaml\n${workload({ name: 'example', labels: 'app: web' })}`;
  assert.deepEqual(reasons(own + other)?.slice(0, 1), ['its pods have the labels, in another namespace']);
});

test('labels that are on the workload only, or in its own selector only', () => {
  const deployment = workload({ labels: 'tier: back' });
  const onItself = deployment.replace('  name: web\n', '  name: web\n  labels: {app: shop}\n');
  assert.ok(
    reasons(`=== s.yaml\n${service({ selector: 'app: shop' })}=== d.yaml\n${onItself}`)?.includes(
      'it has the labels itself, but its pods have not',
    ),
  );
  const inSelector = workload({ labels: 'tier: back', selector: 'app: shop' });
  assert.ok(
    reasons(`=== s.yaml\n${service({ selector: 'app: shop' })}=== d.yaml\n${inSelector}`)?.includes(
      'its own selector asks for app=shop',
    ),
  );
});

test('in a closed world nothing has to be near', () => {
  const text = `=== s.yaml\n${service({ selector: 'app: web' })}`;
  check(text);
  const [problem] = problemsOf(analysisOf(text, { settings: { closedWorld: true } }), 's.yaml');
  assert.equal(problem?.severity, 'error');
  assert.equal(problem?.message, 'Service "web" selects no pods: no pod template has app=web.');
  const elsewhere = `${text}=== far/away/d.yaml\n${workload({ labels: 'app: web' })}`;
  check(elsewhere, { settings: { closedWorld: true } });
  const namespaced = `${text}=== far/away/d.yaml\n${workload({ namespace: 'other', labels: 'app: web' })}`;
  assert.throws(() => check(namespaced, { settings: { closedWorld: true } }), /error service-selects-nothing/);
});

test('a weak likeness does not count against an exact match elsewhere', () => {
  const mine = `=== a/s.yaml\n${service({ selector: 'app: shop, tier: v1', port: '80' })}`;
  const like = `=== a/d.yaml\n${workload({ name: 'mirror', labels: 'app: shop-mirror, tier: v1', port: '80' })}`;
  const claim = `=== a/o.yaml\n${service({ name: 'mirror', selector: 'app: shop-mirror', port: '81' })}`;
  const exact = `=== far/away/d.yaml\n${workload({ labels: 'app: shop, tier: v1' })}`;
  assert.notEqual(reasons(mine + like + claim, 'a/s.yaml'), undefined);
  assert.equal(reasons(mine + like + claim + exact, 'a/s.yaml'), undefined);
});

test('a workload that several Services select may be meant by another one', () => {
  const deployment = `=== d.yaml\n${workload({ name: 'tracer', labels: 'app: jaeger' })}`;
  const other = (name: string) => `=== ${name}.yaml\n${service({ name, selector: 'app: jaeger' })}`;
  const mine = `=== s.yaml\n${service({ name: 'tracing', selector: 'app: jaeger-api' })}`;
  assert.equal(reasons(mine + deployment + other('zipkin')), undefined, 'one may be its own Service');
  assert.ok(reasons(mine + deployment + other('zipkin') + other('collector')));
  const own = `=== s.yaml\n${service({ name: 'jaeger-api', selector: 'app: jaeger-api' })}`;
  assert.equal(reasons(own + deployment + other('zipkin') + other('collector')), undefined, 'its own is not here');
  const held = `=== far/away/d.yaml\n${workload({ name: 'api', labels: 'app: jaeger-api' })}`;
  assert.equal(reasons(mine + deployment + other('zipkin') + other('collector') + held), undefined, 'it is elsewhere');
});

test('Services of one workload are called alike', () => {
  const deployment = `=== d.yaml\n${workload({ name: 'rollout', labels: 'app: orders' })}`;
  const stable = `=== o.yaml\n${service({ name: 'shop-stable', selector: 'app: orders' })}`;
  const mine = (name: string) => `=== s.yaml\n${service({ name, selector: 'app: orders-v2' })}`;
  assert.ok(reasons(mine('shop-canary') + deployment + stable)?.includes('Service "shop-stable" selects it'));
  assert.equal(reasons(mine('other') + deployment + stable), undefined);
});

test('of several pairs one may tell what was meant', () => {
  const labels = 'control-plane: manager, name: project';
  const mine = `=== s.yaml\n${service({ name: 'metrics', selector: 'control-plane: managers, name: project', port: '8443' })}`;
  const theirs = `=== d.yaml\n${workload({ name: 'manager', labels, port: '9443' })}`;
  assert.ok(reasons(mine + theirs)?.includes('no other pods around have that'));
  const sibling = `=== e.yaml\n${workload({ name: 'other', labels: 'control-plane: worker, name: project' })}`;
  assert.equal(reasons(mine + theirs + sibling)?.includes('no other pods around have that'), false);
});

test('two objects of one name belong together, whatever the labels say', () => {
  const pod = (name: string) => `=== d.yaml\n${workload({ name, labels: 'app: fn' })}`;
  const mine = `=== s.yaml\n${service({ name: 'db', selector: 'app: dc' })}`;
  assert.ok(reasons(mine + pod('db')));
  assert.equal(reasons(mine + pod('dbx')), undefined);
});

test('where Services beside it find their pods the others are looked for too', () => {
  const namespace = 'shop';
  const job = `=== tests/d.yaml\n${workload({ name: 'runner', namespace, labels: 'app: runner' })}`;
  const services = (selector: string) =>
    `=== tests/s.yaml\n${service({ namespace, selector })}---\n${service({ name: 'other', namespace, selector: 'app: other' })}${job}`;
  const pods = `=== base/d.yaml\n${workload({ name: 'backend', namespace, labels: 'app: backend' })}---\n${workload({ name: 'o', namespace, labels: 'app: other' })}`;
  assert.ok(
    reasons(services('app: bakcend') + pods, 'tests/s.yaml')
      ?.at(-1)
      ?.startsWith('it stands where'),
  );
  const alone = `=== tests/s.yaml\n${service({ namespace, selector: 'app: bakcend' })}${job}`;
  assert.equal(reasons(alone + pods, 'tests/s.yaml'), undefined);
  assert.equal(reasons(services('app: backend') + pods, 'tests/s.yaml'), undefined);
  const atHome = `=== tests/o.yaml\n${workload({ name: 'o', namespace, labels: 'app: other' })}`;
  assert.equal(reasons(services('app: bakcend') + pods + atHome, 'tests/s.yaml'), undefined, 'it has its own here');
});

test('a value that stands under another key is no other value, whatever stands under its own', () => {
  const text = `=== s.yaml\n${service({ name: 'query', selector: 'name: jaeger, app: all-in-one' })}=== d.yaml\n${workload({ name: 'jaeger', labels: 'name: jaeger, app: jaeger, component: all-in-one' })}`;
  assert.ok(reasons(text)?.includes('app=all-in-one stands there as component=all-in-one'));
});

test('a letter behind a number and a letter in a short word are typing errors; other short words are not', () => {
  const text = (mine: string, theirs: string) =>
    `=== s.yaml\n${service({ name: 'shop-x', selector: `part: ${mine}` })}=== d.yaml\n${workload({ name: 'shop-x', labels: `part: ${theirs}` })}`;
  for (const [mine, theirs] of [
    ['1.0x', '1.0'],
    ['uj', 'ui'],
    ['dbx', 'db'],
  ] as const) {
    assert.ok(reasons(text(mine, theirs))?.includes(`part=${mine} is nearly part=${theirs}`), mine);
  }
  assert.equal(reasons(text('fe', 'be'))?.some((reason) => /nearly part=/.test(reason)) ?? false, false);
});

test('the one workload that no Service selects is what the one Service without pods meant', () => {
  const left = `=== s.yaml\n${service({ name: 'entry', selector: 'name: web' })}---\n${workload({ name: 'my-nginx', labels: 'app: web' })}`;
  const says = 'of all that stand beside it this one alone is selected by no Service';
  assert.ok(reasons(left)?.includes(says));
  const taken = `${left}---\n${service({ name: 'other', selector: 'app: web' })}`;
  assert.equal(reasons(taken)?.includes(says) ?? false, false, 'another Service selects it');
  const two = `${left}---\n${workload({ name: 'worker', labels: 'app: worker' })}`;
  assert.equal(reasons(two)?.includes(says) ?? false, false, 'two are left');
});

test('two things that are each called what they ask for or have are two things', () => {
  const text = (mine: string) =>
    `=== s.yaml\n${service({ name: mine, selector: `app: ${mine}` })}=== d.yaml\n${workload({ name: 'user-load', labels: 'app: user-load' })}`;
  const says = 'each of the two is called what it asks for or has';
  assert.ok(reasons(text('user'))?.includes(says));
  assert.equal(reasons(text('user-loads'))?.includes(says), false, 'a typing error is one in both places');
});

const rollout = (services: string, name = 'shop') =>
  workload({ kind: 'argoproj.io/v1alpha1\nkind: Rollout', name, labels: `app: ${name}` }).replace(
    'spec:\n',
    `spec:\n  strategy:\n    blueGreen: ${services}\n`,
  );

test('a Service that a Rollout names is its own, although the other one selects the pods', () => {
  const services = '{activeService: users, previewService: testers}';
  const active = `=== a.yaml\n${service({ name: 'users', selector: 'app: shop' })}`;
  const mine = `=== s.yaml\n${service({ name: 'testers', selector: 'app: store' })}`;
  const names = 'Rollout "shop" names the Service as its own';
  assert.ok(reasons(`${mine + active}=== d.yaml\n${rollout(services)}`)?.includes(names));
  assert.equal(reasons(`${mine + active}=== d.yaml\n${rollout('{activeService: users}')}`), undefined);
  // Another example of the same directory has a Service of that name itself.
  const whole = `=== d.yaml\n${rollout(services)}---\n${service({ name: 'testers', selector: 'app: shop' })}`;
  assert.equal(reasons(mine + active + whole), undefined);
});

test('a Rollout that uses the pods of a Deployment names Services for that', () => {
  const reference = `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: canary}
spec:
  workloadRef: {apiVersion: apps/v1, kind: Deployment, name: shop}
  strategy:
    canary: {stableService: users, canaryService: testers}
`;
  const mine = `=== s.yaml\n${service({ name: 'testers', selector: 'app: store' })}`;
  const deployment = `=== d.yaml\n${workload({ name: 'shop', labels: 'app: shop' })}`;
  assert.ok(
    reasons(`${mine + deployment}=== r.yaml\n${reference}`)?.includes('Rollout "canary" names the Service as its own'),
  );
  assert.equal(reasons(mine + deployment), undefined);
});

test('a StatefulSet says a little of the Service that it names', () => {
  const set = (serviceName: string) =>
    workload({ kind: 'apps/v1\nkind: StatefulSet', name: 'db', labels: 'app: db, tier: store' }).replace(
      'spec:\n',
      `spec:\n  serviceName: ${serviceName}\n`,
    );
  const mine = `=== s.yaml\n${service({ name: 'members', selector: 'app: dbase, tier: store' })}`;
  assert.ok(reasons(`${mine}=== d.yaml\n${set('members')}`)?.includes('StatefulSet "db" names the Service as its own'));
});

test('a Service called what it asks for, and one workload whose name goes on from there and that has the port', () => {
  const labels = 'app: family-assistant-backend, component: familyai-v3, version: v2.0.0';
  const texts = (port: string, rest = '') =>
    `=== s.yaml\n${service({ name: 'family-assistant', selector: 'app: family-assistant', port: '8080' })}=== d.yaml\n${workload({ name: 'family-assistant-backend', labels, port })}${rest}`;
  const severity = (text: string) => problemsOf(analysisOf(text), 's.yaml')[0]?.severity;
  assert.equal(severity(texts('8080')), 'warning');
  assert.equal(severity(texts('5432')), undefined, 'it may be its database');
  const another = (name: string) => `=== ${name}.yaml\n${workload({ name, labels: `app: ${name}`, port: '8080' })}`;
  assert.equal(severity(texts('8080', another('mailer'))), 'information', 'another one may be meant');
  const served = `${another('mailer')}=== o.yaml\n${service({ name: 'mailer', selector: 'app: mailer' })}`;
  assert.equal(severity(texts('8080', served)), 'warning');
});

test('what has one name in one file and is left over there belongs together, whatever else is wrong', () => {
  const texts = (name: string, labels: string) =>
    `=== s.yaml\n${service({ name: 'web-app', selector: 'app: hello', port: '8080' })}---\n${workload({ name, labels, port: '3000' })}`;
  const severity = (text: string) => problemsOf(analysisOf(text), 's.yaml')[0]?.severity;
  assert.equal(severity(texts('web-app', 'component: front')), 'warning');
  const more = `---\n${service({ name: 'worker', selector: 'app: worker' })}---\n${workload({ name: 'worker', labels: 'app: worker' })}`;
  assert.equal(severity(texts('web-app', 'app: front') + more), 'information', 'two things are wrong');
  assert.equal(severity(texts('web-app', 'app: front')), 'warning', 'nothing else is there');
  assert.equal(severity(texts('front', 'component: front') + more), undefined);
  const served = `---\n${service({ name: 'front', selector: 'component: front', port: '3000' })}`;
  assert.equal(severity(texts('web-app', 'component: front') + served), undefined, 'another Service has it');
});

test('what is written into one file and left over there belongs together, where the port says so', () => {
  const texts = (mine: string, theirs: string, rest = '') =>
    `=== s.yaml\n${service({ name: 'api', selector: 'app: api', port: mine })}---\n${workload({ name: 'backend', labels: 'app: backend', port: theirs })}${rest}`;
  const severity = (text: string) => problemsOf(analysisOf(text), 's.yaml')[0]?.severity;
  assert.equal(severity(texts('3000', '3000')), 'warning');
  assert.equal(severity(texts('8080', '8080')), 'information', 'half of all workloads have that');
  assert.equal(severity(texts('3000', '3001')), undefined);
  const rest = `---\n${workload({ name: 'worker', labels: 'app: worker', port: '9000' })}`;
  assert.equal(severity(texts('3000', '3000', rest)), undefined, 'two are left');
  const other = `---\n${service({ name: 'backend', selector: 'app: backend', port: '3000' })}`;
  assert.equal(severity(texts('3000', '3000', other)), undefined, 'another Service has it');
  const more = `---\n${service({ name: 'jobs', selector: 'app: jobs', port: '3000' })}---\n${workload({ name: 'jobs', labels: 'app: jobs', port: '3000' })}`;
  assert.equal(severity(texts('3000', '3000', more)), undefined, 'all of them have that port');
  const apart = texts('3000', '3000').replace('---', '=== d.yaml');
  assert.equal(severity(apart), undefined, 'a directory holds more than one thing');
});

test('a kustomization that deploys one Service and one workload means them for each other, where the port and a name say so', () => {
  const both = (selector: string, name: string, labels: string, port = '8080') =>
    `=== s.yaml\n${service({ name: 'portal-service', selector, port: '8080' })}=== d.yaml\n${workload({ name, labels, port })}`;
  const bundle = (more = '') => `=== kustomization.yaml\nresources: [s.yaml, d.yaml${more}]\n`;
  const severity = (text: string) => problemsOf(analysisOf(text), 's.yaml')[0]?.severity;
  const portals = both('app: portal', 'portal1-deployment', 'app: portal1');
  assert.equal(severity(portals + bundle()), 'warning');
  assert.equal(severity(portals), undefined, 'a directory holds more than one thing');
  assert.equal(severity(both('app: portal', 'portal1', 'app: portal1', '9000') + bundle()), undefined);
  assert.equal(severity(both('app: portal', 'backend', 'app: backend') + bundle()), undefined, 'nothing is alike');
  const third = `=== t.yaml\n${workload({ name: 'worker', labels: 'app: worker', port: '9000' })}`;
  assert.equal(severity(portals + bundle(', t.yaml') + third), undefined, 'two are left');
  const bare = portals.replaceAll(/portal1-deployment|portal-service/g, 'portal').replaceAll('{app: portal1}', '{}');
  assert.equal(severity(bare + bundle()), 'warning', 'its pods have no labels');
});

test('the one Service and the one workload of a file are meant for each other, whatever they are called', () => {
  const texts = (name: string, rest = '') =>
    `=== s.yaml\n${service({ name: 'my-service', selector: 'app: my-app', port: '8080' })}---\n${workload({ name, labels: `app: ${name}`, port: '80' })}${rest}`;
  const severity = (text: string) => problemsOf(analysisOf(text), 's.yaml')[0]?.severity;
  assert.equal(severity(texts('nginx')), 'information', 'all is wrong with it');
  assert.equal(severity(texts('nginx').replace('my-service', 'my-app')), undefined, 'each is called as it says');
  const worker = `---\n${workload({ name: 'worker', labels: 'app: worker' })}`;
  assert.equal(severity(texts('nginx', worker)), undefined, 'either may be meant');
  const other = `---\n${service({ name: 'other', selector: 'app: other', port: '80' })}`;
  assert.equal(severity(texts('nginx', other)), undefined, 'either may mean it');
  assert.equal(severity(texts('nginx').replace('---', '=== d.yaml')), undefined, 'it stands in another file');
});

test('in a directory of one Service and one workload it is enough that they have one port or one name', () => {
  const texts = (mine: string, port: string, rest = '') =>
    `=== s.yaml\n${service({ name: mine, selector: 'run: payments', port: '9000' })}=== d.yaml\n${workload({ name: 'checkout', labels: 'app: shop', port })}${rest}`;
  const severity = (text: string) => problemsOf(analysisOf(text), 's.yaml')[0]?.severity;
  assert.equal(severity(texts('payments', '9000')), 'information');
  assert.equal(severity(texts('payments', '9001')), undefined);
  const namesake = texts('checkout', '8080').replace('run:', 'app:').replace('9000', '8080');
  assert.equal(severity(namesake), 'information', 'half of all workloads have that port');
  const more = `=== e.yaml\n${workload({ name: 'worker', labels: 'app: worker', port: '9001' })}`;
  assert.equal(severity(texts('payments', '9000', more)), undefined);
});

test('one pod of a StatefulSet is asked for by its name', () => {
  const set = workload({ kind: 'apps/v1\nkind: StatefulSet', name: 'broker', labels: 'app: kafka' });
  const mine = (pod: string) =>
    `=== s.yaml\n${service({ name: 'first', selector: `statefulset.kubernetes.io/pod-name: ${pod}` })}=== d.yaml\n${set}`;
  check(mine('broker-0'));
  assert.ok(
    reasons(mine('brocker-2'))?.includes(
      'statefulset.kubernetes.io/pod-name=brocker-2 is nearly statefulset.kubernetes.io/pod-name=broker-2',
    ),
  );
  assert.equal(reasons(mine('zookeeper-0')), undefined);
});

test('a value under another of the keys by which pods are called what they are', () => {
  const mine = `=== s.yaml\n${service({ name: 'shop-payments', selector: 'app.kubernetes.io/name: payments', port: '8080' })}`;
  const theirs = (key: string) => `=== d.yaml\n${workload({ name: 'pay', labels: `${key}: payments`, port: '8080' })}`;
  const others = `=== e.yaml\n${workload({ name: 'worker', labels: 'app: worker' })}`;
  const said = (key: string) => reasons(mine + theirs(key) + others);
  assert.ok(said('app')?.includes('app.kubernetes.io/name=payments stands there as app=payments'));
  assert.equal(said('part-of'), undefined);
});
