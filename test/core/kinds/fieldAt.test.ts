import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Field, fieldAt, type ObjectPath } from '../../../server/src/core/kinds/fieldAt.ts';
import { kinds } from '../../../server/src/core/kinds/list.ts';
import { referencesOfPods } from '../../../server/src/core/kinds/podReferenceRules.ts';
import { type FieldPath, referencesOfKinds } from '../../../server/src/core/kinds/referenceRules.ts';
import { selectorsOfKinds } from '../../../server/src/core/kinds/selectorRules.ts';

const inText = (path: FieldPath): ObjectPath => path.map((step) => (step === '*' ? 1 : step));

function typeAt(group: string, kind: string, ...path: readonly (string | number)[]): Field['type'] | undefined {
  return fieldAt(group, kind, path)?.type;
}

test('every reference of the tables has a place for each of its fields', () => {
  for (const { groups, kind, references } of referencesOfKinds) {
    for (const rule of references) {
      for (const group of groups) {
        const at = inText(rule.at);
        const field = fieldAt(group, kind, [...at, ...rule.name]);
        assert.equal(field?.type, 'name', `${kind} ${rule.at.join('.')}`);
        assert.deepEqual('at' in field! ? field.at : undefined, at);
        for (const port of rule.ports ?? []) {
          assert.equal(typeAt(group, kind, ...at, ...port.field), 'port');
        }
        if (typeof rule.kind !== 'string') {
          assert.equal(typeAt(group, kind, ...at, ...rule.kind.field), 'kind');
        }
        if (rule.namespace) {
          assert.equal(typeAt(group, kind, ...at, ...rule.namespace), 'namespace');
        }
      }
    }
  }
});

test('every selector of the tables has a place for its labels, keys, expressions and ports', () => {
  for (const { groups, kind, selectors } of selectorsOfKinds) {
    for (const rule of selectors) {
      const at = [...inText(rule.at), ...rule.selector];
      for (const group of groups) {
        const whole = fieldAt(group, kind, at);
        assert.equal(whole?.type === 'labels' && whole.shape, rule.shape ?? 'LabelSelector', `${kind} ${rule.role}`);
        if (rule.shape === 'labels') {
          const label = fieldAt(group, kind, [...at, 'app']);
          assert.equal(label?.type === 'labels' && label.key, 'app');
          continue;
        }
        const map = fieldAt(group, kind, [...at, 'matchLabels']);
        assert.equal(map?.type === 'labels' && map.owner.type === 'rule' && map.owner.rule, rule);
        const value = fieldAt(group, kind, [...at, 'matchLabels', 'app']);
        assert.equal(value?.type === 'labels' && value.key, 'app');
        assert.equal(typeAt(group, kind, ...at, 'matchExpressions', 0, 'key'), 'requirement');
        assert.equal(typeAt(group, kind, ...at, 'matchExpressions', 0, 'values', 2), 'requirement');
        assert.equal(typeAt(group, kind, ...at, 'matchExpressions', 0, 'operator'), 'requirement');
        if (rule.ports) {
          assert.equal(typeAt(group, kind, ...inText(rule.at), ...inText(rule.ports)), 'selected port');
        }
      }
    }
  }
});

test('every kind with a pod template has a place for labels, for what pods need, and for its selector', () => {
  for (const { groups, kind, podTemplate, selector } of kinds) {
    for (const group of podTemplate ? groups : []) {
      const template = podTemplate ?? [];
      assert.equal(typeAt(group, kind, ...template, 'metadata', 'labels'), 'labels', kind);
      for (const rule of referencesOfPods) {
        assert.equal(typeAt(group, kind, ...template, 'spec', ...inText(rule.at), ...rule.name), 'name', kind);
      }
      const probe = ['containers', 0, 'readinessProbe', 'httpGet', 'port'];
      assert.equal(typeAt(group, kind, ...template, 'spec', ...probe), 'probe port');
      const bare = selector?.shape === 'labels';
      const labels = selector && fieldAt(group, kind, [...selector.path, ...(bare ? [] : ['matchLabels'])]);
      assert.ok(!selector || (labels?.type === 'labels' && labels.owner.type === 'workload'), kind);
    }
  }
});

const cases: readonly (readonly [group: string, kind: string, path: string, type: Field['type'] | undefined])[] = [
  ['', 'Service', 'spec.selector', 'labels'],
  ['', 'Service', 'spec.selector.app', 'labels'],
  ['', 'Service', 'spec.selector.app.deeper', undefined],
  ['', 'Service', 'spec.ports.0.targetPort', 'target port'],
  ['', 'Service', 'spec.ports.targetPort', undefined],
  ['', 'Service', 'spec.ports.0.nodePort', 'node port'],
  ['', 'Service', 'metadata.namespace', 'namespace'],
  ['', 'Service', 'metadata.labels', undefined],
  ['', 'Service', 'spec', undefined],
  ['serving.knative.dev', 'Service', 'spec.selector', undefined],
  ['serving.knative.dev', 'Service', 'spec.template.metadata.labels', 'labels'],
  ['apps', 'Deployment', 'metadata.labels', undefined],
  ['apps', 'Deployment', 'spec.template.spec.topologySpreadConstraints.0.labelSelector.matchLabels', 'labels'],
  [
    'apps',
    'Deployment',
    'spec.template.spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution.0.labelSelector.matchExpressions.0.key',
    'requirement',
  ],
  ['apps', 'Deployment', 'spec.template.spec.other.labelSelector.matchLabels', undefined],
  ['', 'Pod', 'spec.topologySpreadConstraints.0.labelSelector', 'labels'],
  [
    '',
    'Pod',
    'spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution.0.podAffinityTerm.namespaces.0',
    'namespace',
  ],
  ['argoproj.io', 'Rollout', 'spec.workloadRef.name', 'name'],
  ['split.smi-spec.io', 'TrafficSplit', 'spec.service', 'name'],
  ['kustomize.toolkit.fluxcd.io', 'Kustomization', 'spec.targetNamespace', 'namespace'],
  ['monitoring.coreos.com', 'ServiceMonitor', 'spec.namespaceSelector.matchNames.0', 'namespace'],
];

for (const [group, kind, path, type] of cases) {
  test(`${kind} ${path} is ${type}`, () => {
    const steps = path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));
    assert.equal(typeAt(group, kind, ...steps), type);
  });
}

test('a workload of the settings has its pod template where the settings say', () => {
  const field = fieldAt('example.com', 'Worker', ['spec', 'pod', 'metadata', 'labels'], ['spec', 'pod']);
  assert.equal(field?.type, 'labels');
  assert.equal(fieldAt('example.com', 'Worker', ['spec', 'pod', 'metadata', 'labels']), undefined);
});
