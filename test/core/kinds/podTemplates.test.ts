import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFile, withWorkloads } from '../../../server/src/core/kinds/documents.ts';
import type { Resource } from '../../../server/src/core/model/resource.ts';

/** A template with the label app=web, indented by `indent`. */
function template(indent: number): string {
  const lines = ['metadata:', '  labels:', '    app: web', 'spec:', '  containers:', '    - name: web'];
  return lines.map((line) => ' '.repeat(indent) + line).join('\n');
}

function only(text: string): Resource {
  const [resource, ...others] = readFile('a.yaml', text).documents.flatMap(({ facts }) => facts.resources);
  assert.equal(others.length, 0);
  assert.ok(resource);
  return resource;
}

function podLabels(resource: Resource): string | undefined {
  return resource.podTemplate?.labels?.pairs.map((pair) => `${pair.key.value}=${pair.value.value}`).join();
}

const usual = (apiVersion: string, kind: string) =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: web\nspec:\n  template:\n${template(4)}\n`;

test('kinds whose pod template is spec.template', () => {
  for (const [apiVersion, kind] of [
    ['apps/v1', 'Deployment'],
    ['extensions/v1beta1', 'Deployment'],
    ['apps/v1', 'ReplicaSet'],
    ['v1', 'ReplicationController'],
    ['apps/v1', 'StatefulSet'],
    ['apps/v1', 'DaemonSet'],
    ['batch/v1', 'Job'],
    ['apps.openshift.io/v1', 'DeploymentConfig'],
    ['v1', 'DeploymentConfig'],
    ['argoproj.io/v1alpha1', 'Rollout'],
    // By its shape.
    ['apps.kruise.io/v1alpha1', 'CloneSet'],
    ['serving.knative.dev/v1', 'Service'],
  ] as const) {
    const resource = only(usual(apiVersion, kind));
    assert.equal(podLabels(resource), 'app=web', `${apiVersion} ${kind}`);
    assert.equal(resource.service, undefined);
  }
});

test('kinds whose pod template is elsewhere', () => {
  assert.equal(podLabels(only(`apiVersion: v1\nkind: Pod\n${template(0)}`)), 'app=web');
  const cronJob = `apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: web\nspec:\n  jobTemplate:\n    metadata:\n      labels:\n        app: job\n    spec:\n      template:\n${template(8)}`;
  assert.equal(podLabels(only(cronJob)), 'app=web');
  const scaledJob = `apiVersion: keda.sh/v1alpha1\nkind: ScaledJob\nmetadata:\n  name: web\nspec:\n  jobTargetRef:\n    template:\n${template(6)}`;
  assert.equal(podLabels(only(scaledJob)), 'app=web');
});

test('group and kind together decide', () => {
  assert.ok(only('apiVersion: v1\nkind: Service\nspec:\n  selector: {a: b}\n').service);
  assert.equal(
    only('apiVersion: serving.knative.dev/v1\nkind: Service\nspec:\n  selector: {a: b}\n').service,
    undefined,
  );
  assert.equal(only('apiVersion: example.com/v1\nkind: Pod\nmetadata:\n  labels: {a: b}\n').podTemplate, undefined);
});

test('a Rollout without a template names the workload whose pods are its own', () => {
  const rollout = only(
    'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata:\n  name: web\nspec:\n  workloadRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web-server\n',
  );
  assert.equal(rollout.podTemplate, undefined);
  assert.deepEqual(
    [rollout.workloadRef?.group, rollout.workloadRef?.kind, rollout.workloadRef?.name.value],
    ['apps', 'Deployment', 'web-server'],
  );
});

test('kinds that the user names have their pod template where the user says', () => {
  const text = `apiVersion: example.com/v1\nkind: Fleet\nmetadata:\n  name: web\nspec:\n  inner:\n    pod:\n${template(6)}\n---\napiVersion: v1\nkind: ConfigMap\n`;
  const file = readFile('a.yaml', text);
  const [fleet, configMap] = file.documents;
  assert.equal(fleet?.facts.resources[0]?.podTemplate, undefined);
  const named = withWorkloads(file, [{ apiVersion: 'example.com/*', kind: 'Fleet', podTemplate: 'spec.inner.pod' }]);
  const resource = named.documents[0]?.facts.resources[0];
  assert.equal(resource && podLabels(resource), 'app=web');
  assert.equal(resource?.document, named.documents[0]?.facts);
  assert.equal(named.documents[1]?.facts, configMap?.facts, 'other documents are the same objects');
  const back = withWorkloads(named, []);
  assert.equal(back.documents[0]?.facts.resources[0]?.podTemplate, undefined);
  assert.equal(
    withWorkloads(file, [{ apiVersion: 'example.com/v2', kind: 'Fleet', podTemplate: 'spec' }]).documents[0]?.facts
      .resources[0]?.podTemplate,
    undefined,
  );
});

test('labels that controllers add', () => {
  const added = (text: string, key: string) => only(text).podTemplate?.added.find((label) => label.key === key);
  assert.deepEqual(added(usual('batch/v1', 'Job'), 'job-name'), { key: 'job-name', exactly: 'web' });
  assert.deepEqual(added(usual('batch/v1', 'Job').replace('name: web', 'generateName: web-'), 'job-name'), {
    key: 'job-name',
  });
  assert.deepEqual(added(usual('batch/v1', 'Job').replace('name: web', 'name: ${NAME}'), 'job-name'), {
    key: 'job-name',
  });
  const podName = 'statefulset.kubernetes.io/pod-name';
  assert.deepEqual(added(usual('apps/v1', 'StatefulSet'), podName), { key: podName, prefix: 'web-', ordinalFrom: 0 });
  const ordinals = usual('apps/v1', 'StatefulSet').replace('spec:\n', 'spec:\n  ordinals:\n    start: 5\n');
  assert.deepEqual(added(ordinals, podName), { key: podName, prefix: 'web-', ordinalFrom: 5 });
  assert.deepEqual(added(usual('apps/v1', 'Deployment'), 'pod-template-hash'), { key: 'pod-template-hash' });
  assert.equal(added(usual('apps/v1', 'ReplicaSet'), 'pod-template-hash'), undefined);
  assert.deepEqual(added(usual('v1', 'ReplicationController'), 'topology.kubernetes.io/zone'), {
    key: 'topology.kubernetes.io/zone',
  });
});

test('what an operator may put on its pods', () => {
  const text = (group: string, kind: string) =>
    `apiVersion: ${group}/v1\nkind: ${kind}\nmetadata:\n  name: main\n  labels: {not: these}\nspec:\n  podMetadata:\n    labels:\n      app: main\n`;
  const prometheus = only(text('monitoring.coreos.com', 'Prometheus')).operated;
  assert.deepEqual(
    prometheus?.map((labels) => labels.pairs.map((pair) => pair.key.value)),
    [['app']],
  );
  assert.equal(only(text('monitoring.coreos.com', 'ServiceMonitor')).operated, undefined);
  assert.equal(only(text('networking.istio.io', 'VirtualService')).operated, undefined);
  assert.equal(only(text('networking.k8s.io', 'Ingress')).operated, undefined);
  assert.ok(only(text('leaderworkerset.x-k8s.io', 'LeaderWorkerSet')).operated);
});
