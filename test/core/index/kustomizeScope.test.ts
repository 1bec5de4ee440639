import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unknownOf } from '../../../server/src/core/analysis.ts';
import { analysisOf, check } from '../fixture.ts';
import { service, workload } from './manifests.ts';

const broken = `=== base/service.yaml\n${service({ selector: 'app: web-frontent' })}=== base/deployment.yaml\n${workload({ name: 'web-frontend', labels: 'app: web-frontend' })}`;
const kustomization = (text: string, directory = 'base') => `=== ${directory}/kustomization.yaml\n${text}\n`;
const plain = kustomization(
  'resources: [service.yaml, deployment.yaml]\nnamespace: shop\nimages: [{name: a, newTag: b}]',
);

function silent(text: string, because: RegExp, path = 'base/service.yaml'): void {
  check(text);
  assert.match(
    unknownOf(analysisOf(text), path)
      .map((unknown) => unknown.because)
      .join('\n'),
    because,
  );
}

test('a bundle that changes nothing that counts is judged', () => {
  assert.throws(() => check(broken + plain), /no pod template has app=web-frontent/);
  const overlay = kustomization('resources: [../base]\nreplicas: [{name: web-frontend, count: 2}]', 'overlay');
  assert.throws(() => check(broken + plain + overlay), /no pod template has app=web-frontent/);
});

test('labels that a kustomization adds count where the selector asks for their keys', () => {
  const added = (labels: string) => plain.replace('images', `commonLabels: {${labels}}\nimages`);
  silent(broken + added('app: web'), /commonLabels in base\/kustomization\.yaml may change labels/);
  assert.throws(() => check(broken + added('tier: front')), /no pod template has app=web-frontent/);
  const overlay = (labels: string) =>
    kustomization(`resources: [../base]\nlabels:\n- pairs: {${labels}}\n  includeSelectors: true`, 'overlay');
  silent(broken + plain + overlay('app: web'), /labels in overlay\/kustomization\.yaml may change labels/);
  assert.throws(() => check(broken + plain + overlay('tier: front')), /no pod template has app=web-frontent/);
});

test('a merge patch counts where it names the Service, or holds what the selector asks for', () => {
  const patched = (patch: string) =>
    `${broken}${plain}${kustomization('resources: [../base]\npatchesStrategicMerge: [patch.yaml]', 'overlay')}=== overlay/patch.yaml\n${patch}`;
  silent(patched(service({ selector: 'tier: front' })), /overlay\/patch\.yaml, used by/);
  silent(patched(workload({ name: 'other', labels: 'app: web-frontent' })), /overlay\/patch\.yaml, used by/);
  assert.throws(
    () => check(patched(workload({ name: 'other', labels: 'tier: front' }))),
    /no pod template has app=web/,
  );
});

test('a patch counts where it speaks of labels', () => {
  const patched = (patch: string) =>
    `${broken}${plain}${kustomization('resources: [../base]\npatches: [{path: patch.yaml}]', 'overlay')}=== overlay/patch.yaml\n${patch}`;
  silent(
    patched(service({ selector: 'app: web-frontend' })),
    /overlay\/patch\.yaml, used by overlay\/kustomization\.yaml, may change labels/,
  );
  const replicas = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web-frontend\nspec:\n  replicas: 3\n';
  assert.throws(() => check(patched(replicas)), /no pod template has app=web-frontent/);
});

test('a remote base is an unread part', () => {
  silent(
    broken + plain.replace('resources: [', 'resources: [https://example.com/more.yaml, '),
    /takes in https:\/\/example\.com\/more\.yaml, which is not read/,
  );
});

test('a patch is never judged', () => {
  const patch = `=== base/patch.yaml\n${service({ selector: 'app: web-frontent' })}`;
  silent(
    `${plain.replace('namespace', 'patches: [{path: patch.yaml}]\nnamespace')}${patch}=== base/deployment.yaml\n${workload({ labels: 'app: web-frontend' })}`,
    /it is a patch of base\/kustomization\.yaml/,
    'base/patch.yaml',
  );
});

test('what a common kustomization reaches is in scope', () => {
  const text = `=== a/services/s.yaml\n${service({ selector: 'app: web' })}=== b/workloads/d.yaml\n${workload({ labels: 'app: web' })}`;
  silent(text, /matched only by Deployment "web" in b\/workloads\/d\.yaml, outside its scope/, 'a/services/s.yaml');
  const root = `${kustomization('resources: [../a/services/s.yaml, ../b/workloads]', 'root')}${kustomization('resources: [d.yaml]', 'b/workloads')}`;
  assert.deepEqual(unknownOf(analysisOf(text + root), 'a/services/s.yaml'), []);
});

test('the namespace that a kustomization gives counts', () => {
  const one = (namespace: string) =>
    `=== ${namespace}/d.yaml\n${workload({ namespace: 'stated', labels: 'app: web' })}`;
  const text = `=== shop/s.yaml\n${service({ namespace: 'shop', selector: 'app: web' })}${one('shop')}`;
  assert.throws(() => check(text), /but in namespace "stated", and the Service is in namespace "shop"/);
  check(text + kustomization('resources: [s.yaml, d.yaml]\nnamespace: both', 'shop'));
});

test('kustomizations that include each other end somewhere', () => {
  const circle = `${kustomization('resources: [../b, s.yaml]', 'a')}${kustomization('resources: [../a]', 'b')}`;
  check(`${circle}=== a/s.yaml\n${service({ selector: 'app: web' })}=== a/d.yaml\n${workload({ labels: 'app: web' })}`);
});

test('a tool that deploys a directory gives its namespace, and scope', () => {
  const flux = (namespace: string) =>
    `=== flux.yaml\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: apps\nspec:\n  path: ./apps\n  targetNamespace: ${namespace}\n`;
  const text = `=== apps/a/s.yaml\n${service({ namespace: 'one', selector: 'app: web' })}=== apps/b/c/d.yaml\n${workload({ namespace: 'two', labels: 'app: web' })}`;
  assert.match(unknownOf(analysisOf(text), 'apps/a/s.yaml')[0]?.because ?? '', /nothing near it/);
  assert.deepEqual(unknownOf(analysisOf(text + flux('three')), 'apps/a/s.yaml'), []);
});
