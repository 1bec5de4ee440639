import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathsOf } from '../../../server/src/core/index/deployedPaths.ts';
import { problemsOf, unknownOf } from '../../../server/src/core/problems.ts';
import { analysisOf } from '../fixture.ts';
import { service, workload } from '../resolve/manifests.ts';
import { quiet, told } from '../resolve/outcomes.ts';

const apart = (directory: string) =>
  `=== ${directory}/service.yaml\n${service({ selector: 'app: web, tier: front' })}=== ${directory}/deployment.yaml\n${workload({ labels: 'app: web' })}`;
const taken = (directory: string) =>
  `=== ${directory}/kustomization.yaml\nresources: [service.yaml, deployment.yaml]\n`;

const patches = `patches:
    - target: {kind: Deployment}
      patch: "[{op: add, path: /spec/template/metadata/labels/tier, value: front}]"`;
const flux = (file: string, path: string, rest = patches) =>
  `=== ${file}\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: web\nspec:\n  path: ${path}\n  ${rest}\n`;
const argo = (spec: string, kind = 'Application') =>
  `=== argocd/web.yaml\napiVersion: argoproj.io/v1alpha1\nkind: ${kind}\nmetadata:\n  name: web\nspec:\n${spec}`;

/** The same Service with a workload that it hardly means. */
const unlike = (directory: string) =>
  `=== ${directory}/service.yaml\n${service({ selector: 'app: web, tier: front' })}=== ${directory}/deployment.yaml\n${workload({ name: 'ledger', labels: 'app: ledger', port: '9000' })}`;

/** `told` if the Service is reported, or else why its pods are unknown. */
function saidOf(text: string, file: string, within = ''): string {
  const analysis = analysisOf(text, { settings: { within } });
  const unknown = unknownOf(analysis, file).map(({ because }) => because);
  const problems = problemsOf(analysis, file).map(({ code }) => code);
  return problems.includes('service-selects-nothing') ? ['told', ...unknown].join('\n') : unknown.join('\n');
}

for (const [bundle, made] of [
  ['', apart('apps/web')],
  [' of a kustomization', apart('apps/web') + taken('apps/web')],
]) {
  const file = 'apps/web/service.yaml';

  test(`what a tool changes is not known, from the root of the repository on${bundle}`, () => {
    assert.equal(saidOf(made!, file), 'told');
    assert.match(
      saidOf(made + flux('clusters/prod/web.yaml', './apps/web'), file),
      /spec.patches of Kustomization "web"/,
    );
    assert.equal(saidOf(made + flux('clusters/prod/web.yaml', './apps/api'), file), 'told');
  });

  test(`a workspace that is a directory of its repository${bundle}`, () => {
    const text = made + flux('clusters/prod/web.yaml', './deploy/prod/apps/web');
    assert.match(saidOf(text, file, 'deploy/prod'), /spec.patches/);
    assert.equal(saidOf(text, file), 'told');
    assert.equal(saidOf(text, file, 'deploy/test'), 'told');
  });

  test(`a workspace that holds several repositories${bundle}`, () => {
    const one = (repository: string) => made!.replaceAll('=== apps', `=== ${repository}/apps`);
    const text = one('shop') + one('bank') + flux('shop/clusters/prod/web.yaml', './apps/web');
    assert.match(
      saidOf(one('shop') + flux('shop/clusters/web.yaml', 'apps/web'), 'shop/apps/web/service.yaml'),
      /spec.patches/,
    );
    assert.equal(saidOf(text, 'bank/apps/web/service.yaml'), 'told');
  });
}

test('Flux deploys the files of subdirectories; Argo CD does so only with directory.recurse', () => {
  for (const made of [apart('apps/web'), apart('apps/web') + taken('apps/web')]) {
    const said = (deployer: string) => saidOf(made + deployer, 'apps/web/service.yaml');
    const application = (directory: string) =>
      argo(`  source:\n    path: apps\n    plugin: {}\n${directory}  destination: {namespace: web}\n`);
    assert.match(said(flux('clusters/web.yaml', './apps')), /spec.patches/);
    assert.equal(said(application('')), 'told');
    assert.equal(said(application('    directory: {recurse: false}\n')), 'told');
    assert.match(said(application('    directory: {recurse: true}\n')), /spec.source.plugin/);
  }
});

test('a chart is not deployed by what deploys a directory above it', () => {
  const chart = `=== apps/web/Chart.yaml
apiVersion: v2
name: web
version: 1.0.0
=== apps/web/templates/service.yaml
${service({ namespace: 'shop', selector: 'app: web', port: '80' })}=== apps/web/templates/deployment.yaml
${workload({ namespace: 'shop', labels: 'app: web' })}=== apps/web/templates/route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec: {rules: [{backendRefs: [{name: web, port: 80}]}]}
`;
  const found = (deployer: string) =>
    problemsOf(analysisOf(chart + deployer), 'apps/web/templates/route.yaml').map(({ code }) => code);
  const above = '  source: {path: apps, directory: {recurse: true}}\n  destination: {namespace: argocd}\n';
  assert.deepEqual(found(argo(above)), []);
});

test('of two directories that a path may mean the outer one is meant', () => {
  const text = `${apart('clusters/prod/apps')}${flux('clusters/prod/web.yaml', './apps')}`;
  assert.match(saidOf(text, 'clusters/prod/apps/service.yaml'), /spec.patches/);
  assert.equal(
    saidOf(
      `${text}=== apps/other.yaml\n${workload({ name: 'api', labels: 'app: api' })}`,
      'clusters/prod/apps/service.yaml',
    ),
    'told',
  );
});

test('the root of a packed source is not the root of the workspace', () => {
  const said = (kind: string, path: string) =>
    saidOf(
      apart('apps') + flux('flux.yaml', path, `sourceRef: {kind: ${kind}, name: flux-manifests}\n  ${patches}`),
      'apps/service.yaml',
    );
  assert.match(said('GitRepository', './'), /spec.patches/);
  assert.match(said('OCIRepository', './apps'), /spec.patches/, 'a repository may be packed as a whole');
  for (const kind of ['OCIRepository', 'Bucket']) {
    assert.equal(said(kind, './'), 'told', kind);
  }
});

test('a patch of what selects nothing and is not selected changes nothing that counts', () => {
  const patch = (target: string) =>
    `patches:\n    - target: {${target}}\n      patch: "[{path: /spec/selector/tier}, front]"`;
  const said = (target: string) =>
    saidOf(apart('apps') + flux('web.yaml', './apps', patch(target)), 'apps/service.yaml');
  for (const target of ['group: helm.toolkit.fluxcd.io, kind: HelmRelease', 'kind: StatefulSet']) {
    assert.equal(said(target), 'told', target);
  }
  for (const target of ['kind: Service', 'kind: Deployment', 'kind: "Helm.*"', 'labelSelector: a=b']) {
    assert.match(said(target), /spec.patches/, target);
  }
});

test('a patch of a tool counts for what its text says', () => {
  const said = (rest: string) => saidOf(apart('apps') + flux('web.yaml', './apps', rest), 'apps/service.yaml');
  const patch = (text: string, target = 'kind: Deployment') =>
    `patches:\n    - target: {${target}}\n      patch: |\n${text.replace(/^/gm, '        ')}`;
  assert.equal(said(patch('- op: add\n  path: /spec/replicas\n  value: 3')), 'told');
  assert.equal(said(patch('- op: add\n  path: /spec/template/metadata/labels/tier\n  value: back')), 'told');
  assert.match(said(patch('- op: add\n  path: /spec/template/metadata/labels/tier\n  value: front')), /spec.patches/);
  assert.match(said(patch('- op: remove\n  path: /spec/selector/tier', 'kind: Service')), /spec.patches/);
  assert.equal(said(patch('- op: add\n  path: /spec/type\n  value: NodePort', 'kind: Service')), 'told');
  assert.match(said(patch('- op: add\n  path: /spec/template\n  value: ${template}')), /spec.patches/, 'filled in');
  const merge = (kind: string) =>
    `patches:\n    - patch: |\n        kind: ${kind}\n        metadata: {name: web}\n        spec: {template: {metadata: {labels: {tier: front}}}}`;
  assert.match(said(merge('Deployment')), /spec.patches/);
  assert.equal(said(merge('ConfigMap')), 'told', 'the kind that a merge patch names');
  assert.match(said('components: [../all]'), /spec.components/, 'nobody reads a component');
  const old = (kind: string) => `patchesStrategicMerge:\n    - {kind: ${kind}, spec: {selector: {tier: null}}}`;
  assert.match(said(old('Service')), /spec.patchesStrategicMerge/);
  assert.equal(said(old('Ingress')), 'told');
});

test('each source of an Application may be a directory, and a chart among them may make the pods', () => {
  const text = unlike('apps/web');
  const said = (spec: string, kind?: string) => saidOf(text + argo(spec, kind), 'apps/web/service.yaml');
  const chart = '{repoURL: a, chart: web}';
  assert.equal(said('  sources: [{repoURL: a, path: apps/web}, {repoURL: a, ref: values}]'), 'told');
  assert.match(said(`  sources: [${chart}, {repoURL: a, path: apps/web}]`), /Application "web" also installs a chart/);
  assert.match(
    said('  sources: [{repoURL: a, path: apps/web, kustomize: {commonLabels: {tier: front}}}]'),
    /spec.sources.kustomize.commonLabels of Application "web"/,
  );
  assert.equal(said(`  sources: [${chart}, {repoURL: a, path: apps/api}]`), 'told');
  const other = argo(`  sources: [{repoURL: a, chart: redis}, {repoURL: a, path: apps/web}]`).replace(
    'name: web',
    'name: shop',
  );
  assert.equal(saidOf(text + other, 'apps/web/service.yaml'), 'told', 'nothing in it is called so');
  const left = '{repoURL: a, chart: other, path: apps/web, helm: {values: a}}';
  assert.equal(said(`  source: ${left}`), 'told', 'a chart has no path');
  const template = `  template:\n    spec:\n      sources: [${chart}, {repoURL: a, path: apps/web}]`;
  assert.match(said(template, 'ApplicationSet'), /ApplicationSet "web" also installs a chart/);
});

test('a chart that an Application installs is a part that is not read, where its text names what is looked for', () => {
  const application = (name: string) => argo(`  source: {repoURL: a, chart: ${name}}`).replace('argocd/', '');
  const text = unlike('.').replaceAll('./', '');
  assert.match(saidOf(text + application('front'), 'service.yaml'), /installs a chart, which is not read/);
  assert.equal(saidOf(text + application('other').replace('name: web', 'name: other'), 'service.yaml'), 'told');
});

test('what is set of a chart changes no directory, nor does an empty path beside it name one', () => {
  const chart = "{repoURL: a, chart: web, path: '', helm: {values: ''}}";
  const said = (source: string) => saidOf(apart('apps/api') + argo(`  source: ${source}`), 'apps/api/service.yaml');
  assert.equal(said(chart), 'told');
  assert.equal(said("{repoURL: a, path: '', helm: {values: ''}}"), 'told', 'the chart is the root of a repository');
  assert.equal(said('{repoURL: a, path: apps/api, helm: {valueFiles: [values.yaml]}}'), 'told', 'no chart is there');
});

test('the paths by which a directory may be named', () => {
  assert.deepEqual(pathsOf('a/b/c', ''), ['a/b/c', 'b/c', 'c']);
  assert.deepEqual(pathsOf('a', 'x/y'), ['a', 'x/y/a']);
  assert.deepEqual(pathsOf('', 'x/y'), ['', 'x/y', 'x']);
});

test('what a tool deploys and what nobody deploys are not one scope', () => {
  const text = `=== apps/web/service.yaml\n${service({ selector: 'app: web' })}=== apps/deployment.yaml\n${workload({ labels: 'app: web' })}`;
  const deployed = (path: string) => text + flux('clusters/web.yaml', path, 'prune: true');
  quiet(text, 'apps/web/service.yaml');
  told(deployed('./apps/web'), 'apps/web/service.yaml');
  quiet(deployed('./apps'), 'apps/web/service.yaml');
});
