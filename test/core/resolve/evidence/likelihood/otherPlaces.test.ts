import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemsOf, unknownOf } from '../../../../../server/src/core/problems.ts';
import { analysisOf, check } from '../../../fixture.ts';
import { workload } from '../../manifests.ts';
import {
  decisionOf,
  fixesOf,
  levelOf,
  likelihoodOf,
  orderOf,
  pods,
  problemIn,
  reasonsOf,
  selectedBy,
  serviceIn,
  workloadIn,
} from './decisions.ts';

test('the same labels in another namespace', () => {
  const text = (theirs: string) =>
    serviceIn('s.yaml', { namespace: 'shop', selector: 'app: web' }) +
    workloadIn('d.yaml', { namespace: theirs, labels: 'app: web' });
  check(text('shop'));
  assert.equal(levelOf(text('shpo')), 'warning');
  assert.equal(reasonsOf(text('shpo'))[0], 'its pods have the labels, but in another namespace');
  assert.deepEqual(fixesOf(text('shpo')), ['Change namespace to "shpo" *']);
  const claimed = text('prod') + serviceIn('o.yaml', { namespace: 'prod', selector: 'app: web' });
  assert.equal(levelOf(claimed), 'hint', 'these pods have a Service of their own');
});

test('the file of the Service counts more than other files of its directory', () => {
  const own = `${serviceIn('s.yaml', { namespace: 'one', selector: 'app: web' })}---\n${workload({ namespace: 'two', labels: 'app: web' })}`;
  const other = workloadIn('other.yaml', { name: 'example', labels: 'app: web' });
  assert.equal(reasonsOf(own + other)[0], 'its pods have the labels, but in another namespace');
});

test('workloads in files in which neighbouring Services find their pods are candidates', () => {
  const namespace = 'shop';
  const runner = workloadIn('tests/d.yaml', { name: 'runner', namespace, labels: 'app: runner', port: '9000' });
  const mine = (selector: string) => serviceIn('tests/s.yaml', { namespace, selector }) + runner;
  const other = serviceIn('tests/other.yaml', { name: 'other', namespace, selector: 'app: other' });
  const base = `=== base/d.yaml\n${workload({ name: 'backend', namespace, labels: 'app: backend' })}---\n${workload({ name: 'o', namespace, labels: 'app: other' })}`;
  const order = (text: string) => orderOf(text, 'tests/s.yaml');
  assert.equal(order(mine('app: bakcend') + other + base)[0], 'backend');
  assert.equal(levelOf(mine('app: backend') + other + base, 'tests/s.yaml'), 'none', 'it matches there');
  assert.deepEqual(order(mine('app: bakcend') + base), ['runner'], 'it has no company');
  const atHome = workloadIn('tests/o.yaml', { name: 'o', namespace, labels: 'app: other' });
  assert.ok(!order(mine('app: bakcend') + other + base + atHome).includes('backend'), 'the other one is at home');
});

test('pods elsewhere with the labels are evidence that these are meant', () => {
  const here =
    serviceIn('a/s.yaml', { name: 'entry', selector: 'app: shop' }) +
    workloadIn('a/d.yaml', { name: 'mirror', labels: 'app: shop-mirror' });
  const elsewhere = here + workloadIn('far/away/d.yaml', { name: 'shop', labels: 'app: shop' });
  const likelihood = (text: string) => likelihoodOf('mirror', text, 'a/s.yaml');
  assert.ok(likelihood(elsewhere) < likelihood(here));
  const reasons = (text: string) => decisionOf(text, 'a/s.yaml').unmatched!.none.map(({ words }) => words());
  assert.ok(reasons(elsewhere).includes('pods in another place have all the labels'));
  assert.ok(!reasons(here).some((each) => each.includes('pods in another place have')));
});

test('copies of an example do not explain each other', () => {
  const copy = (directory: string, label: string) =>
    serviceIn(`${directory}/s.yaml`, { name: 'shop', selector: 'app: shop' }) +
    workloadIn(`${directory}/d.yaml`, { name: 'shop', labels: `app: ${label}` });
  const broken = copy('examples/two', 'store');
  const likelihood = (text: string) => likelihoodOf('shop', text, 'examples/two/s.yaml');
  const copies = copy('examples/one', 'shop') + broken;
  assert.equal(levelOf(copies, 'examples/two/s.yaml'), 'warning');
  assert.equal(likelihood(copies), likelihood(broken));
  const noCopy = broken + workloadIn('far/away/d.yaml', { name: 'other', labels: 'app: shop' });
  assert.ok(likelihood(noCopy) < likelihood(broken));
});

test('pods elsewhere in the stated namespace are found, unless a workload in scope is unselected and likely', () => {
  const namespace = 'shop';
  const here =
    serviceIn('a/s.yaml', { name: 'entry', namespace, selector: 'app: storefront' }) +
    workloadIn('a/d.yaml', { name: 'store', namespace, labels: 'app: store-front' });
  const elsewhere = workloadIn('far/away/d.yaml', { name: 'front', namespace, labels: 'app: storefront' });
  const served = serviceIn('a/o.yaml', { name: 'store', namespace, selector: 'app: store-front' });
  assert.deepEqual(selectedBy(here + elsewhere, 'a/s.yaml'), []);
  assert.match(levelOf(here + elsewhere, 'a/s.yaml'), /warning|information/);
  assert.equal(orderOf(here + elsewhere, 'a/s.yaml')[0], 'store');
  const unlike = here.replaceAll('app: store-front', 'app: mirror').replace('8001', '5432');
  assert.deepEqual(selectedBy(unlike + elsewhere, 'a/s.yaml'), ['front']);
  const foreign = elsewhere.replace('namespace: shop', 'namespace: other');
  assert.equal(levelOf(unlike + foreign, 'a/s.yaml'), 'hint');
  assert.deepEqual(selectedBy(unlike + served + elsewhere, 'a/s.yaml'), ['front']);
});

test('a Service without candidates is a hint that names matches outside the scope', () => {
  const alone = serviceIn('a/s.yaml', { name: 'entry', selector: 'app: shop' });
  const unlike = workloadIn('a/d.yaml', { name: 'worker', labels: 'app: worker', port: '5432' });
  const elsewhere = workloadIn('far/away/d.yaml', { name: 'shop', labels: 'app: shop' });
  for (const text of [alone + elsewhere, alone + unlike + elsewhere]) {
    const problem = problemIn(text, 'a/s.yaml');
    assert.equal(problem?.severity, 'hint');
    assert.equal(
      problem?.message,
      'Service "entry" selects no pods: no pod template in scope has app=shop. ' +
        'Deployment "shop" in far/away/d.yaml has them, but is outside the scope of this Service.',
    );
    assert.deepEqual(fixesOf(text, 'a/s.yaml'), []);
  }
  assert.equal(problemIn(alone, 'a/s.yaml')?.message, 'Service "entry" selects no pods: no pod template has app=shop.');
});

test('a part that may define the pods makes them unknown, unless a workload is very likely', () => {
  const text = (value: string) =>
    `${serviceIn('s.yaml', { name: 'entry', selector: `app: ${value}` }) + pods('frontend')}=== more.yaml.tmpl | unread: more.yaml.tmpl is a template\napp: ${value}\n`;
  assert.equal(levelOf(text('gateway')), 'none');
  assert.match(unknownOf(analysisOf(text('gateway')), 's.yaml')[0]?.because ?? '', /more\.yaml\.tmpl is a template/);
  assert.equal(levelOf(text('fronted')), 'warning');
});

test('in a closed world a Service without candidates is reported too', () => {
  const text = serviceIn('s.yaml', { selector: 'app: web' });
  assert.equal(levelOf(text), 'hint');
  const [problem] = problemsOf(analysisOf(text, { settings: { closedWorld: true } }), 's.yaml');
  assert.equal(problem?.severity, 'error');
  assert.equal(problem?.message, 'Service "web" selects no pods: no pod template has app=web.');
  const elsewhere = text + workloadIn('far/away/d.yaml', { labels: 'app: web' });
  check(elsewhere, { settings: { closedWorld: true } });
  const namespaced = text + workloadIn('far/away/d.yaml', { namespace: 'other', labels: 'app: web' });
  assert.throws(() => check(namespaced, { settings: { closedWorld: true } }), /error service-selects-nothing/);
});

test('a match elsewhere in the same namespace is the target unless a workload of the place has no Service', () => {
  const namespace = 'prod';
  const left =
    serviceIn('a/s.yaml', { name: 'web', namespace, selector: 'app: web' }) +
    workloadIn('a/d.yaml', { name: 'web', namespace, labels: 'app: wbe' }) +
    workloadIn('far/away/d.yaml', { name: 'other', namespace, labels: 'app: web' });
  const served = left + serviceIn('a/o.yaml', { name: 'web-o', namespace, selector: 'app: wbe', port: '9000' });
  assert.ok(likelihoodOf('web', served, 'a/s.yaml') >= 0.5, 'the candidate alone would be an information');
  assert.equal(levelOf(served, 'a/s.yaml'), 'none');
  assert.notEqual(levelOf(left, 'a/s.yaml'), 'none');
});
