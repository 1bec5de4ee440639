import assert from 'node:assert/strict';
import { test } from 'node:test';
import { servicesOf } from '../../../../../server/src/core/index/keys.ts';
import { IndexReader } from '../../../../../server/src/core/index/reader.ts';
import { decideServiceSelector } from '../../../../../server/src/core/resolve/serviceSelector.ts';
import { analysisOf, check } from '../../../fixture.ts';
import { service, workload } from '../../manifests.ts';
import {
  afterPreferredFixes,
  fixesOf,
  levelOf,
  likelihoodOf,
  orderOf,
  pods,
  problemIn,
  reasonsOf,
  selectedBy,
  servedBy,
  serviceIn,
  workloadIn,
} from './decisions.ts';

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
