import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstFix, fixesFor } from '../../../../../server/src/core/features/fixes.ts';
import { servicesOf } from '../../../../../server/src/core/index/keys.ts';
import { IndexReader } from '../../../../../server/src/core/index/reader.ts';
import type { Problem } from '../../../../../server/src/core/model/problem.ts';
import type { Resource } from '../../../../../server/src/core/model/resource.ts';
import { problemsOf, unknownOf } from '../../../../../server/src/core/problems.ts';
import {
  type Decision,
  decideServiceSelector,
  resolveServiceSelector,
} from '../../../../../server/src/core/resolve/serviceSelector.ts';
import { lookUp } from '../../../../../server/src/core/text/versionedMap.ts';
import { textsAfter } from '../../../features/mended.ts';
import { analysisOf, check } from '../../../fixture.ts';
import { type ServiceText, service, type WorkloadText, workload } from '../../manifests.ts';

const serviceIn = (file: string, text: ServiceText) => `=== ${file}\n${service(text)}`;
const workloadIn = (file: string, text: WorkloadText) => `=== ${file}\n${workload(text)}`;

/** A workload with its name as its label, in a file of that name. */
const pods = (name: string, port?: string) =>
  workloadIn(`${name}-deployment.yaml`, { name, labels: `app: ${name}`, ...(port ? { port } : {}) });

/** A Service that selects the workload of `pods` with that name. */
const servedBy = (name: string, selected: string, port?: string) =>
  serviceIn(`${name}-service.yaml`, { name, selector: `app: ${selected}`, ...(port ? { port } : {}) });

/** The severity of `service-selects-nothing` in a file; `none` if it is not reported. */
function levelOf(text: string, path = 's.yaml'): string {
  return problemIn(text, path)?.severity ?? 'none';
}

function problemIn(text: string, path: string): Problem | undefined {
  return problemsOf(analysisOf(text), path).find(({ code }) => code === 'service-selects-nothing');
}

/** The decision about the selector of the Service in a file. */
function decisionOf(text: string, path = 's.yaml'): Decision {
  const analysis = analysisOf(text);
  return decideServiceSelector(serviceOf(analysis, path), new IndexReader(analysis.index), analysis.settings);
}

function serviceOf({ index }: ReturnType<typeof analysisOf>, path: string): Resource {
  const resources = lookUp(index.files, path)?.documents.flatMap(({ facts }) => facts.resources) ?? [];
  const found = resources.find((each) => each.service !== undefined);
  assert.ok(found, `no Service in ${path}`);
  return found;
}

/** The names of the candidates, the likeliest first. */
function orderOf(text: string, path = 's.yaml'): readonly string[] {
  return decisionOf(text, path).candidates.map(({ resource }) => resource.name);
}

function likelihoodOf(name: string, text: string, path = 's.yaml'): number {
  const candidate = decisionOf(text, path).candidates.find(({ resource }) => resource.name === name);
  assert.ok(candidate, `${name} is no candidate`);
  return candidate.likelihood;
}

/** The evidence for and against the likeliest candidate. */
function reasonsOf(text: string, path = 's.yaml'): readonly string[] {
  return decisionOf(text, path).candidates[0]?.evidence.map(({ reason }) => reason()) ?? [];
}

/** The titles of the fixes, the preferred one with a star. */
function fixesOf(text: string, path = 's.yaml'): readonly string[] {
  const analysis = analysisOf(text);
  const problem = problemsOf(analysis, path).find(({ code }) => code === 'service-selects-nothing');
  assert.ok(problem, `nothing is said of ${path}`);
  return fixesFor(analysis, problem).map(({ title, preferred }) => title + (preferred ? ' *' : ''));
}

/** The files after the preferred fix of each Service; all fixes are found before the first one is applied. */
function afterPreferredFixes(text: string, paths: readonly string[]): string {
  const analysis = analysisOf(text);
  const after = new Map<string, string>();
  for (const path of paths) {
    const problem = problemsOf(analysis, path)[0];
    const fix = problem && firstFix(analysis, problem);
    assert.ok(fix?.preferred, `no preferred fix in ${path}`);
    after.set(path, textsAfter(analysis, text, fix).get(path) ?? '');
  }
  return text
    .split(/^(?==== )/m)
    .map((each) => {
      const path = /^=== (\S+)/.exec(each)?.[1] ?? '';
      return after.has(path) ? `=== ${path}\n${after.get(path)}\n` : each;
    })
    .join('');
}

/** The names of the workloads that the Service in a file selects. */
function selectedBy(text: string, path: string): readonly string[] {
  const analysis = analysisOf(text);
  const found = serviceOf(analysis, path);
  const resolution = resolveServiceSelector(found, new IndexReader(analysis.index), analysis.settings);
  return resolution.type === 'found' ? resolution.targets.map(({ name }) => name) : [];
}

// The files of examples/family-assistant.
const foundingDeployment = `=== deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: family-assistant-backend
  namespace: homelab
  labels:
    app: family-assistant-backend
    component: familyai-v3
spec:
  replicas: 1
  selector:
    matchLabels:
      app: family-assistant-backend
      component: familyai-v3
  template:
    metadata:
      labels:
        app: family-assistant-backend
        component: familyai-v3
        version: v2.0.0
    spec:
      containers:
        - name: backend
          image: ghcr.io/example/family-assistant-backend:v2.0.0
          ports:
            - name: http
              containerPort: 8001
          readinessProbe:
            httpGet:
              path: /health
              port: http
`;

const foundingService = (value: string) => `=== service-nodeport.yaml
# Reached from outside the cluster: http://NODE:30801
apiVersion: v1
kind: Service
metadata:
  name: family-assistant-nodeport
  namespace: homelab
spec:
  type: NodePort
  selector:
    app: ${value} # which pods answer
  ports:
    - name: http
      port: 8001
      targetPort: 8001
      nodePort: 30801
`;

test('in a folder with one Service and one workload any wrong value is a warning with the right fix', () => {
  const path = 'service-nodeport.yaml';
  for (const value of [
    ...['family-assistant', 'family-assistent', 'family-asistant', 'familyassistant', 'family-backend'],
    ...['assistant', 'backend', 'web', 'frontend', 'nginx'],
  ]) {
    const text = foundingService(value) + foundingDeployment;
    assert.equal(levelOf(text, path), 'warning', value);
    assert.equal(fixesOf(text, path)[0], 'Copy pod labels from Deployment "family-assistant-backend" *', value);
    const fixed = afterPreferredFixes(text, [path]);
    assert.deepEqual(selectedBy(fixed, path), ['family-assistant-backend'], value);
    check(fixed);
  }
});

test('a report states in words why the workload is likely, without weights', () => {
  const problem = problemIn(foundingService('nginx') + foundingDeployment, 'service-nodeport.yaml');
  const [related] = problem?.related ?? [];
  assert.match(related?.message ?? '', /^Labels of Deployment "family-assistant-backend": .*; .*; /);
  assert.doesNotMatch(related?.message ?? '', /[+-]?\d\.\d/);
});

test('the only Service without pods means the only workload without a Service', () => {
  const served = servedBy('api', 'api', '9000') + pods('api', '9000');
  const mine = serviceIn('s.yaml', { name: 'entry', selector: 'app: gateway' });
  const left = mine + pods('shop') + served;
  assert.match(levelOf(left), /warning|information/);
  assert.deepEqual(fixesOf(left), ['Copy pod labels from Deployment "shop" *']);
  assert.ok(reasonsOf(left).includes('it is the only workload here without a Service'));
  assert.ok(reasonsOf(mine + pods('shop')).includes('it is the only workload here'));

  const two = left + pods('mail');
  assert.equal(levelOf(two), 'hint', 'either of two may be meant');
  assert.ok(!fixesOf(two).some((each) => each.endsWith('*')));
  const taken = left + servedBy('store', 'shop');
  assert.equal(levelOf(taken), 'hint', 'another Service selects it');
  assert.equal(levelOf(mine + pods('shop', '5432') + served), 'hint', 'it has another port');
});

test('a Job does not count as a workload without a Service', () => {
  const mine = serviceIn('s.yaml', { name: 'entry', selector: 'app: gateway' });
  const job = workloadIn('j.yaml', { kind: 'batch/v1\nkind: Job', name: 'migrate', labels: 'app: migrate' });
  assert.deepEqual(orderOf(mine + pods('shop') + job), ['shop', 'migrate']);
  assert.ok(reasonsOf(mine + pods('shop') + job).includes('it is the only workload here'));
  assert.equal(levelOf(mine + job), 'hint');
});

test('in a file with Services and workloads only that file counts', () => {
  const both = `=== s.yaml\n${service({ name: 'entry', selector: 'app: gateway' })}---\n${workload({ name: 'one', labels: 'app: one' })}`;
  assert.match(levelOf(both + pods('two')), /warning|information/);
  assert.deepEqual(orderOf(both + pods('two')), ['one', 'two']);
  const apart = both.replace('---', '=== d.yaml');
  assert.equal(levelOf(apart + pods('two')), 'hint', 'a directory holds more than one thing');
  const taken = `${both}---\n${service({ name: 'other', selector: 'app: one' })}`;
  assert.ok(likelihoodOf('one', taken) < likelihoodOf('one', both), 'another Service of the file selects it');
});

test('the resources that a kustomization deploys are a place, whatever else is in its directory', () => {
  const texts = serviceIn('s.yaml', { name: 'entry', selector: 'app: gateway' }) + pods('one') + pods('two');
  const bundle = (resources: string) => `=== kustomization.yaml\nresources: [s.yaml, ${resources}]\n`;
  const decisionIn = (text: string) => {
    const analysis = analysisOf(text);
    const [rendered] = new IndexReader(analysis.index).list(servicesOf(''));
    assert.ok(rendered);
    return decideServiceSelector(rendered, new IndexReader(analysis.index), analysis.settings).candidates;
  };
  const [first] = decisionIn(texts + bundle('one-deployment.yaml'));
  assert.equal(first?.resource.name, 'one');
  assert.ok(first.evidence.some(({ reason }) => reason() === 'it is the only workload here'));
  const [either, other] = decisionIn(texts + bundle('one-deployment.yaml, two-deployment.yaml'));
  assert.equal(either?.likelihood, other?.likelihood);
  assert.ok(either!.likelihood < first.likelihood);
});

test('of two Services with the same wrong selector each means the workload of its own name', () => {
  const text =
    serviceIn('blue.yaml', { name: 'shop-blue', selector: 'app: shop' }) +
    serviceIn('red.yaml', { name: 'shop-red', selector: 'app: shop' }) +
    pods('shop-red') +
    pods('shop-blue');
  for (const color of ['blue', 'red']) {
    assert.notEqual(levelOf(text, `${color}.yaml`), 'hint');
    assert.equal(orderOf(text, `${color}.yaml`)[0], `shop-${color}`);
    assert.equal(fixesOf(text, `${color}.yaml`)[0], `Copy pod labels from Deployment "shop-${color}" *`);
  }
  const fixed = afterPreferredFixes(text, ['blue.yaml', 'red.yaml']);
  assert.deepEqual(selectedBy(fixed, 'blue.yaml'), ['shop-blue']);
  assert.deepEqual(selectedBy(fixed, 'red.yaml'), ['shop-red']);
  check(fixed);
});

test('a workload that one Service certainly means is not a likely candidate of another Service', () => {
  const certain = serviceIn('c.yaml', { name: 'front', selector: 'app: shop-frontnd' });
  const mine = serviceIn('s.yaml', { name: 'entry', selector: 'app: shop' });
  const both = pods('shop-frontend') + pods('shop-backend');
  const [first, second] = decisionOf(mine + both).candidates;
  assert.equal(first?.likelihood, second?.likelihood);
  assert.equal(orderOf(mine + certain + both, 'c.yaml')[0], 'shop-frontend');
  const { candidates } = decisionOf(mine + certain + both);
  assert.equal(candidates[0]?.resource.name, 'shop-backend');
  assert.ok(candidates[1]!.likelihood < candidates[0]!.likelihood / 4);
});

test('if two Services may mean either of two workloads, no fix is preferred', () => {
  for (const [left, right] of [
    ['app: one', 'app: two'],
    ['app: shop', 'app: shop'],
  ] as const) {
    const text =
      serviceIn('left.yaml', { name: 'left', selector: left }) +
      serviceIn('right.yaml', { name: 'right', selector: right }) +
      pods('foo') +
      pods('bar');
    for (const path of ['left.yaml', 'right.yaml']) {
      assert.equal(levelOf(text, path), 'hint');
      const [first, second] = decisionOf(text, path).candidates;
      assert.equal(first?.likelihood, second?.likelihood);
      assert.ok(!fixesOf(text, path).some((each) => each.endsWith('*')));
    }
  }
});

test('Services with the same selector mean the only remaining workload together', () => {
  const both = (headless: string) =>
    serviceIn('s.yaml', { name: 'entry', selector: 'app: fronted' }) +
    serviceIn('h.yaml', { name: 'entry-headless', selector: headless }) +
    pods('frontend');
  for (const path of ['s.yaml', 'h.yaml']) {
    assert.equal(levelOf(both('app: fronted'), path), 'warning');
    assert.equal(fixesOf(both('app: fronted'), path)[0], 'Copy pod labels from Deployment "frontend" *');
  }
  const others = both('app: frontent');
  assert.ok(likelihoodOf('frontend', others) < likelihoodOf('frontend', both('app: fronted')), 'different selectors');
});

/** Words of nine letters that differ in more than one letter. */
function wordOf(number: number): string {
  return syllables.map((all) => all[number % all.length]).join('');
}

// The list lengths have no common divisor, so that a thousand words differ.
const syllables = [
  ['ban', 'dor', 'fil', 'gum', 'hep', 'jax', 'kov'],
  ['lim', 'mur', 'nap', 'pos', 'qed', 'rif', 'sut', 'tew', 'vab', 'wox', 'zyg'],
  ['cri', 'dwa', 'fle', 'gno', 'blu', 'spy', 'tro', 'klu', 'pra', 'sni', 'vri', 'zho', 'thu'],
] as const;

test('two hundred Services that select nothing and two hundred workloads', { timeout: 120_000 }, () => {
  const numbers = Array.from({ length: 200 }, (_, number) => number);
  // Every fourth Service lacks one letter; the other Services have a value that no workload has.
  const askedBy = (number: number) => (number % 4 === 0 ? wordOf(number).slice(0, -1) : `part-${number}`);
  const text = numbers
    .map(
      (number) =>
        serviceIn(`s${number}.yaml`, { name: `service-${number}`, selector: `app: ${askedBy(number)}` }) +
        workloadIn(`d${number}.yaml`, { name: wordOf(number), labels: `app: ${wordOf(number)}` }),
    )
    .join('');
  const analysis = analysisOf(text);
  for (const number of numbers) {
    const [problem] = problemsOf(analysis, `s${number}.yaml`);
    const nearest = problem?.candidates?.[0]?.resource.name;
    if (number % 4 === 0) {
      assert.equal(nearest, wordOf(number));
      assert.notEqual(problem?.severity, 'hint');
    } else {
      assert.equal(problem?.severity, 'hint', `service-${number}`);
    }
  }
  const [unlike] = problemsOf(analysis, 's1.yaml');
  assert.ok(!fixesFor(analysis, unlike!).some(({ preferred }) => preferred));
});

test('a selector of forty pairs with one wrong pair', () => {
  const pairs = (last: string) =>
    [...Array.from({ length: 39 }, (_, number) => `key${number}: value`), `app: ${last}`].join(', ');
  const text =
    serviceIn('s.yaml', { name: 'entry', selector: pairs('fronted') }) +
    workloadIn('d.yaml', { name: 'web', labels: pairs('frontend') });
  assert.equal(levelOf(text), 'warning');
  assert.ok(fixesOf(text).includes('Copy pod labels from Deployment "web" *'));
});

test('identical workloads', () => {
  const copies = Array.from({ length: 60 }, (_, number) =>
    workloadIn(`d${number}.yaml`, { name: `worker-${number}`, labels: 'app: worker' }),
  ).join('');
  const text = serviceIn('s.yaml', { name: 'entry', selector: 'app: gateway' }) + copies;
  assert.equal(levelOf(text), 'hint');
  assert.ok(!fixesOf(text).some((each) => each.endsWith('*')));
});

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
