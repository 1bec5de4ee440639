import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemsOf, unknownOf } from '../../../../server/src/core/problems.ts';
import { analysisOf, check } from '../../fixture.ts';
import { service, workload } from '../manifests.ts';
import { quiet, silent, told } from '../outcomes.ts';

const broken = `=== base/service.yaml\n${service({ selector: 'app: web-frontent' })}=== base/deployment.yaml\n${workload({ name: 'web-frontend', labels: 'app: web-frontend' })}`;
const kustomization = (text: string, directory = 'base') => `=== ${directory}/kustomization.yaml\n${text}\n`;
const plain = kustomization(
  'resources: [service.yaml, deployment.yaml]\nnamespace: shop\nimages: [{name: a, newTag: b}]',
);

/** A Service with an unlikely candidate of another name and port. */
const unlike = `=== base/service.yaml\n${service({ selector: 'app: web' })}=== base/deployment.yaml\n${workload({ name: 'ledger', labels: 'app: ledger', port: '9000' })}`;
const file = 'base/service.yaml';

test('a bundle without relevant changes is judged', () => {
  assert.throws(() => check(broken + plain), /no pod template has app=web-frontent/);
  const overlay = kustomization('resources: [../base]\nreplicas: [{name: web-frontend, count: 2}]', 'overlay');
  assert.throws(() => check(broken + plain + overlay), /no pod template has app=web-frontent/);
});

test('a component is not judged by itself, and its pods are targets', () => {
  const component = kustomization('kind: Component\nresources: [service.yaml, deployment.yaml]');
  assert.throws(() => check(broken), /no pod template has app=web-frontent/);
  check(broken + component);
  const because = unknownOf(analysisOf(broken + component), file)[0]?.because;
  assert.equal(because, 'base/kustomization.yaml is a component that no kustomization here includes');
  const included = kustomization('components: [../base]', 'overlay');
  assert.throws(() => check(broken + component + included), /no pod template has app=web-frontent/);
  const other = `=== base/other.yaml\n${service({ name: 'other', selector: 'app: web-frontend' })}`;
  assert.deepEqual(problemsOf(analysisOf(broken + component + other), 'base/other.yaml'), []);
});

test('labels that a kustomization adds to selectors and templates alike are judged after the change', () => {
  const added = (labels: string) => plain.replace('images', `commonLabels: {${labels}}\nimages`);
  check(broken + added('app: web'));
  assert.throws(() => check(broken + added('tier: front')), /no pod template has app=web-frontent/);
  const overlay = (labels: string) =>
    kustomization(`resources: [../base]\nlabels:\n- pairs: {${labels}}\n  includeSelectors: true`, 'overlay');
  check(broken + plain + overlay('app: web'));
  assert.throws(
    () => check(broken + plain + overlay('tier: front')),
    /no pod template has app=web-fro.* \(in overlay\)/,
  );
});

test('labels that a kustomization adds to workloads but not to the selector are no reason', () => {
  const text = `=== base/service.yaml\n${service({ selector: 'app: shop' })}=== base/deployment.yaml\n${workload({ labels: 'app: web' })}`;
  const bundle = kustomization('resources: [service.yaml, deployment.yaml]\ncommonLabels: {part-of: shop}');
  assert.throws(() => check(text + bundle), /no pod template has app=shop/);
});

test('a merge patch that fixes the selector, or the labels, leaves nothing to report', () => {
  const patched = (patch: string) =>
    `${broken}${plain}${kustomization('resources: [../base]\npatchesStrategicMerge: [patch.yaml]', 'overlay')}=== overlay/patch.yaml\n${patch}`;
  const patch = (labels: string) =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web-frontend\nspec:\n  selector:\n    matchLabels: {${labels}}\n  template:\n    metadata:\n      labels: {${labels}}\n`;
  check(patched('apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector: {app: web-frontend}\n'));
  check(patched(patch('app: web-frontent')));
  assert.throws(() => check(patched(patch('tier: front'))), /no pod template has app=web/);
});

test('the problem of a patch is reported in the patch', () => {
  const good = broken.replace('web-frontent', 'web-frontend');
  check(`${good}${plain}${kustomization('resources: [../base]\npatches: [{path: patch.yaml}]', 'overlay')}=== overlay/patch.yaml
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web-frontent
#        ^^^^^^^^^^^^ warning service-selects-nothing: Service "web" selects no pods: no pod template has app=web-frontent
`);
});

test('a remote base is an unread part', () => {
  const remote = plain.replace('resources: [', 'resources: [https://example.com/more.yaml, ');
  silent(unlike + remote, /https:\/\/example\.com\/more\.yaml is not fetched/, file);
  // It is not assumed that the pods in the remote base have the same typing error.
  assert.throws(() => check(broken + remote), /no pod template has app=web-frontent/);
});

test('a remote base of CustomResourceDefinitions defines no pods', () => {
  const withBase = (path: string) => unlike + plain.replace('resources: [', `resources: ['${path}', `);
  for (const path of [
    'github.com/a/b/config/crd?ref=v1',
    'https://example.com/v1/crds.yaml',
    'github.com/a/shop-crds',
  ]) {
    told(withBase(path), file, path);
  }
  for (const path of ['github.com/a/crd-operator/default?ref=crds', 'https://example.com/v1/install.yaml']) {
    silent(withBase(path), /is not fetched/, file);
  }
});

test('an unread patch may change objects of the kind that it patches', () => {
  const text = broken.replace('web-frontent', 'web-frontend-v2');
  const patched = (kind: string) =>
    text +
    plain.replace(
      'namespace',
      `patches: [{path: 'https://example.com/patch.yaml', target: {kind: ${kind}, name: web}}]\nnamespace`,
    );
  assert.throws(() => check(patched('Ingress')), /no pod template has app=web-frontend-v2/);
  silent(patched('Service'), /patch\.yaml is not fetched/, file);
  silent(patched('Deployment'), /patch\.yaml is not fetched/, file);
  silent(patched('.*'), /patch\.yaml is not fetched/, file);
});

test('an unread patch may change the objects that its target selects', () => {
  const config = '=== base/config.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n';
  const patched = (target: string) =>
    `${broken.replace('web-frontent', 'web-frontend-v2')}${plain
      .replace('resources: [', 'resources: [config.yaml, ')
      .replace(
        'namespace',
        `patches: [{path: 'https://example.com/patch.yaml', target: {${target}}}]\nnamespace`,
      )}${config}`;
  assert.throws(() => check(patched('name: settings')), /no pod template has app=web-frontend-v2/);
  silent(patched('name: web.*'), /patch\.yaml is not fetched/, file);
  silent(patched('name: "*"'), /patch\.yaml is not fetched|cannot build/, file);
});

test('a file that is named after the secrets in it defines no pods', () => {
  const named = (name: string) => `${unlike}${plain.replace('resources: [', `resources: [${name}, `)}`;
  const unread = (name: string) => `${named(name)}=== base/${name} | unread: ${name} is ignored\n`;
  for (const name of ['secret.yaml', 'db-secrets.enc.yaml', 'web.secret.yml']) {
    told(unread(name), file, name);
  }
  for (const name of ['all.yaml', 'secret-manager.yaml', 'external-secrets.yaml']) {
    silent(unread(name), /is ignored/, file);
  }
});

test('the target of a JSON patch is unknown after an unread patch', () => {
  const later = (target: string) =>
    `${broken}${plain.replace(
      'namespace',
      `patches:\n- {path: 'https://example.com/patch.yaml', target: {${target}}}\n- target: {kind: Deployment}\n  patch: '[{"op": "remove", "path": "/spec/template/metadata/labels/added"}]'\nnamespace`,
    )}`;
  silent(later('kind: Deployment').replace('app: web-frontent', 'added: front'), /patch\.yaml is not fetched/, file);
  assert.throws(() => check(later('kind: Ingress')), /error kustomization-broken/, 'of something else');
});

test('an unread configuration only affects fields that the kustomization states', () => {
  const text = broken.replace('web-frontent', 'web-frontend-v2');
  const configured = plain.replace('namespace', 'configurations: [https://example.com/rollouts.yaml]\nnamespace');
  assert.throws(() => check(text + configured), /no pod template has app=web-frontend-v2/);
  const labelled = (app: string, directory?: string) =>
    kustomization(
      `resources: [${directory ? '../base' : 'service.yaml, deployment.yaml'}]
configurations: [${directory ? '' : 'https://example.com/rollouts.yaml'}]
labels: [{pairs: {app: ${app}}, fields: [{path: spec/other, create: true}]}]`,
      directory,
    );
  silent(text + labelled('web-frontend-v2'), /rollouts\.yaml is not fetched/, file);
  silent(text + configured + labelled('web-frontend-v2', 'overlay'), /rollouts\.yaml is not fetched/, file);
  assert.throws(() => check(text + labelled('other')), /no pod template has app=web-frontend-v2/);
});

test('a bundle with a duplicate object leaves objects of its kind unknown', () => {
  const route = (path: string) =>
    `=== ${path}\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: web}\nspec: {}\n`;
  const text = broken.replace('web-frontent', 'web-frontend-v2');
  const twice = plain.replace('resources: [', 'resources: [a.yaml, b.yaml, ');
  const ingresses = route('base/a.yaml') + route('base/b.yaml');
  const other = (path: string) => `=== ${path}\n${workload({ name: 'other', labels: 'app: other' })}`;
  const said = (rest: string) => unknownOf(analysisOf(text + twice + rest), 'base/service.yaml');
  assert.deepEqual(said(ingresses), []);
  assert.match(
    said(other('base/a.yaml') + other('base/b.yaml'))[0]?.because ?? '',
    /already registered id: Deployment/,
  );
});

test('a patch of an object of a remote base changes nothing here', () => {
  const overlay = kustomization("resources: ['https://example.com/more.yaml']\npatches: [{path: patch.yaml}]", 'other');
  const patch = `=== other/patch.yaml\n${workload({ name: 'more', labels: 'app: more' })}`;
  const both = kustomization('resources: [../base, ../other]', 'overlay');
  assert.throws(() => check(broken + plain + overlay + patch + both), /no pod template has app=web-frontent/);
});

test('a bundle without pods is compared with the pods of bundles in scope', () => {
  const pods = `=== app/deployment.yaml\n${workload({ labels: 'app: web' })}${kustomization('resources: [deployment.yaml]', 'app')}`;
  const balancer = (rest = '') =>
    `=== app/lb/service.yaml\n${service({ selector: 'app: web-api' })}${rest}${kustomization('resources: [service.yaml]', 'app/lb')}`;
  assert.throws(() => check(pods + balancer()), /Closest match: Deployment "web"/);
  const own = ['other', 'worker'].map((name) => `---\n${workload({ name, labels: `app: ${name}`, port: '9' })}`);
  const [problem] = problemsOf(analysisOf(pods + balancer(own.join(''))), 'app/lb/service.yaml');
  assert.equal(problem?.severity, 'hint', 'a bundle that has pods of its own');
});

test('a patch of a CustomResourceDefinition is read as far as it matters', () => {
  const patch = `=== base/crd.yaml
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: things.example.com
`;
  const patched = plain.replace('images:', 'patches: [{path: crd.yaml}]\nimages:');
  assert.throws(() => check(broken + patched + patch), /no pod template has app=web-frontent/);
});

test('a kustomization that only patches CustomResourceDefinitions leaves nothing unknown', () => {
  const text = `=== crd/kustomization.yaml\npatches: [{path: crd.yaml}]\n=== crd/crd.yaml
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: things.example.com
`;
  const overlay = kustomization('resources: [../crd, ../base]', 'overlay');
  assert.throws(() => check(broken + plain + text + overlay), /no pod template has app=web-frontent/);
});

test('a file above the kustomization is judged as if kustomize may read it', () => {
  const above = kustomization('resources: [../base/service.yaml, ../base/deployment.yaml]', 'overlay');
  assert.throws(() => check(broken + above), /no pod template has app=web-frontent/);
});

test('a patch is never judged', () => {
  const patch = `=== base/patch.yaml\n${service({ selector: 'app: web-frontent' })}`;
  const base = `=== base/service.yaml\n${service({ selector: 'app: web-frontend' })}`;
  check(
    `${plain.replace('namespace', 'patches: [{path: patch.yaml, target: {kind: Service, name: none}}]\nnamespace')}${patch}${base}=== base/deployment.yaml\n${workload({ labels: 'app: web-frontend' })}`,
  );
});

test('every file that a common kustomization includes is in scope', () => {
  const text = `=== a/services/s.yaml\n${service({ selector: 'app: web' })}=== b/workloads/d.yaml\n${workload({ labels: 'app: web' })}`;
  told(text, 'a/services/s.yaml');
  const root = `${kustomization('resources: [../a/services/s.yaml, ../b/workloads]', 'root')}${kustomization('resources: [d.yaml]', 'b/workloads')}`;
  quiet(text + root, 'a/services/s.yaml');
});

test('the namespace that a kustomization gives counts', () => {
  const one = (namespace: string) =>
    `=== ${namespace}/d.yaml\n${workload({ namespace: 'stated', labels: 'app: web' })}`;
  const text = `=== shop/s.yaml\n${service({ namespace: 'shop', selector: 'app: web' })}${one('shop')}`;
  assert.throws(() => check(text), /but in namespace "stated", and the Service is in namespace "shop"/);
  check(text + kustomization('resources: [s.yaml, d.yaml]\nnamespace: both', 'shop'));
});

test('kustomizations that include each other do not recurse without end, and one of them is reported', () => {
  check(`=== a/kustomization.yaml
resources: [../b, s.yaml]
=== b/kustomization.yaml
resources: [../a]
#           ^^^^ error kustomization-broken: cycle detected: candidate root 'a' contains visited root 'a'
=== a/s.yaml
${service({ selector: 'app: web' })}
=== a/d.yaml
${workload({ labels: 'app: web' })}`);
});

test('a deployer of a directory sets its namespace and its scope', () => {
  const flux = (namespace: string) =>
    `=== flux.yaml\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: apps\nspec:\n  path: ./apps\n  targetNamespace: ${namespace}\n`;
  const text = `=== apps/a/s.yaml\n${service({ namespace: 'one', selector: 'app: web' })}=== apps/b/c/d.yaml\n${workload({ namespace: 'two', labels: 'app: web' })}`;
  told(text, 'apps/a/s.yaml');
  quiet(text + flux('three'), 'apps/a/s.yaml');
});

test('a kustomization that does not include the Service does not affect it', () => {
  const patch =
    'patches:\n- target: {kind: Job}\n  patch: "[{op: add, path: /metadata/labels/for, value: web-frontent}]"';
  const job = workload({ kind: 'batch/v1\nkind: Job', name: 'once', labels: 'job: once' });
  const beside = `${kustomization(`resources: [job.yaml]\nlabels: [{pairs: {for: all}}]\n${patch}`, 'base/jobs')}=== base/jobs/job.yaml\n${job}`;
  assert.throws(() => check(broken + beside), /no pod template has app=web-frontent/);
});

test('a kustomization that is not built as written leaves its files unknown', () => {
  const wrong = (field: string) => kustomization(`${field}: [service.yaml, deployment.yaml]\nnamespace: {{ .name }}`);
  silent(
    broken.replace('app: web-frontent', 'role: entry') + wrong('resources'),
    /base\/kustomization.yaml is not read|cannot build/,
    file,
  );
});
