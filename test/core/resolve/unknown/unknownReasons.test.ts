import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse, emptyAnalysis } from '../../../../server/src/core/analysis.ts';
import { problemsOf, unknownOf } from '../../../../server/src/core/problems.ts';
import { analysisOf, check, parseFixture, sourceFileOf } from '../../fixture.ts';
import { service, workload } from '../manifests.ts';
import { silent, told } from '../outcomes.ts';

/** A typing error with one candidate: a warning, even if something else may define the pods. */
const broken = service({ selector: 'app: web-frontent' });
const beside = workload({ name: 'web-frontend', labels: 'app: web-frontend' });
const both = `=== service.yaml\n${broken}=== deployment.yaml\n${beside}`;
/** The same Service with an unlikely candidate of another name and port. */
const ledger = workload({ name: 'ledger', labels: 'app: ledger', port: '9000' });
const unlike = `=== service.yaml\n${broken}=== deployment.yaml\n${ledger}`;

test('a typing error without a reason is reported', () => {
  assert.throws(() => check(both), /warning service-selects-nothing: .*no pod template has app=web-frontent/);
});

const custom = (kind: string, name: string, rest = '') =>
  `=== custom.yaml\napiVersion: ${kind}\nmetadata:\n  name: ${name}\nspec:\n  replicas: 1\n${rest}`;

test('a patch whose file does not exist explains a far value, but no typing error', () => {
  const refused =
    '=== kustomization.yaml\nresources: [service.yaml, deployment.yaml]\npatches: [{path: limits.yaml}]\n';
  assert.throws(() => check(refused + both), /warning service-selects-nothing: .*no pod template has app=web-frontent/);
  const [unknown] = unknownOf(analysisOf(refused + unlike), 'service.yaml');
  assert.match(unknown!.because, /failed to get the patch file from path\(limits\.yaml\)/);
});

test('a custom resource with its name in the selector', () => {
  silent(
    unlike + custom('example.com/v1\nkind: Cache', 'web-frontent'),
    /the operator of Cache "web-frontent" may create its pods/,
  );
});

test('labels that a custom resource states for its pods', () => {
  const labels = '  podMetadata:\n    labels:\n      app: web-frontent\n';
  silent(unlike + custom('example.com/v1\nkind: Cache', 'other', labels), /the operator of Cache "other"/);
  const elsewhere = custom('example.com/v1\nkind: Cache', 'other', labels).replace('=== custom', '=== far/away/custom');
  told(unlike + elsewhere, 'service.yaml', 'outside its scope');
});

test('a custom resource of a group below k8s.io, which is not always the API server', () => {
  const labels = '  driver:\n    labels:\n      app: web-frontent\n';
  silent(
    unlike + custom('sparkoperator.k8s.io/v1beta2\nkind: SparkApplication', 'other', labels),
    /the operator of SparkApplication "other"/,
  );
});

test('a custom resource that only configures something is no reason', () => {
  for (const kind of [
    'autoscaling.k8s.io/v1\nkind: VerticalPodAutoscaler',
    'gateway.networking.k8s.io/v1\nkind: HTTPRoute',
    'appmesh.k8s.aws/v1beta2\nkind: VirtualNode',
    'consul.hashicorp.com/v1alpha1\nkind: ServiceDefaults',
    'monitoring.coreos.com/v1\nkind: ServiceMonitor',
    'networking.istio.io/v1\nkind: VirtualService',
  ]) {
    told(unlike + custom(kind, 'web-frontent'), 'service.yaml', kind);
  }
});

test('pods that a custom resource is known to create are compared like other pods', () => {
  const rollout = workload({
    kind: 'argoproj.io/v1alpha1\nkind: Rollout',
    name: 'web-frontent',
    labels: 'app: web-frontend',
  });
  assert.throws(
    () => check(`=== service.yaml\n${broken}=== rollout.yaml\n${rollout}`),
    /Closest match: Rollout "web-frontent"/,
  );
});

test('a custom resource is no reason if the Service has the name of a workload in scope', () => {
  const adapter = `=== service.yaml\n${service({ name: 'cache-adapter', selector: 'app: cache' })}=== deployment.yaml\n${workload({ name: 'cache-adapter', labels: 'app: cache-adapter' })}`;
  assert.throws(
    () => check(adapter + custom('example.com/v1\nkind: Redis', 'cache')),
    /Closest match: Deployment "cache-adap/,
  );
  silent(
    `=== service.yaml\n${service({ selector: 'app: cache' })}=== deployment.yaml\n${ledger}${custom('example.com/v1\nkind: Redis', 'cache')}`,
    /Redis "cache"/,
  );
});

test('a custom resource with the name of a label that all pods in scope share is no reason', () => {
  const selector = 'app: web-frontent, part-of: shop';
  const text = `=== service.yaml\n${service({ selector })}=== deployment.yaml\n${ledger.replaceAll('app: ledger', 'app: ledger, part-of: shop')}`;
  told(text + custom('example.com/v1\nkind: Cache', 'shop'));
  silent(text + custom('example.com/v1\nkind: Cache', 'web-frontent'), /Cache/);
});

test('a Rollout that uses the pod template of a Deployment creates no pods that its own selector selects', () => {
  const reference = '  workloadRef: {apiVersion: apps/v1, kind: Deployment, name: ledger}\n';
  const rollout = (labels: string) =>
    custom(
      'argoproj.io/v1alpha1\nkind: Rollout',
      'web-frontent',
      `${reference}  selector:\n    matchLabels: {${labels}}\n`,
    );
  told(unlike + rollout('app: web-frontent'));
});

test('static pods and add-ons of kube-system', () => {
  for (const label of ['component: kube-scheduler', 'k8s-app: kube-scheduler', 'tier: control-plane']) {
    const [key] = label.split(':');
    const text = (namespace: string, selector = label) =>
      `=== service.yaml\n${service({ namespace, selector })}=== d.yaml\n${workload({ name: 'ledger', namespace, labels: `${key}: ledger`, port: '9000' })}`;
    silent(text('kube-system'), /in kube-system selects what the cluster itself runs/);
    told(text('monitoring'));
    told(text('kube-system', `${key}: reports`));
  }
});

test('a workload in scope does not explain a selector of pods that every cluster runs, however similar it is', () => {
  const text = (namespace: string) =>
    `=== dns.yaml\n${service({ name: 'kube-dns-upstream', namespace, selector: 'k8s-app: kube-dns', port: '53' })}---\n${workload({ kind: 'apps/v1\nkind: DaemonSet', name: 'node-local-dns', namespace, labels: 'k8s-app: node-local-dns', port: '53' })}`;
  const path = 'dns.yaml';
  const severities = (namespace: string) =>
    problemsOf(analysisOf(text(namespace)), path).map(({ severity }) => severity);
  assert.deepEqual(severities('kube-system'), []);
  assert.deepEqual(severities('monitoring'), ['warning']);
});

test('a file in scope that does not parse and contains the value', () => {
  silent(
    `${unlike}=== broken.yaml\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web-frontent\n  x: [\n`,
    /broken\.yaml does not parse/,
  );
  told(`${unlike}=== broken.yaml\nkind: Deployment\nmetadata:\n  name: other\n\tx: [\n`);
  told(`${unlike}=== broken.yaml\napiVersion: v1\nkind: ConfigMap\ndata:\n  name: web-frontent\n  x: [\n`);
});

test('a file with unknown content and the values of a chart are no reason', () => {
  const files = new Map(parseFixture(unlike).map((file) => [file.path, sourceFileOf(file)]));
  for (const path of ['things.yaml', 'values.yaml']) {
    files.set(path, { path, documents: [], unread: { because: `${path} is ignored by git` } });
  }
  const { analysis } = analyse(emptyAnalysis, { files, complete: true });
  assert.deepEqual(
    problemsOf(analysis, 'service.yaml').map(({ code }) => code),
    ['service-selects-nothing'],
  );
  assert.deepEqual(unknownOf(analysis, 'service.yaml'), []);
});

test('a template in scope that contains the value', () => {
  const template = '=== deployment.yaml.tmpl | unread: deployment.yaml.tmpl is a template\napp: web-frontent\n';
  silent(unlike + template, /deployment\.yaml\.tmpl is a template/);
  told(unlike + template.replace('frontent', 'backend'));
  told(unlike + template.replace('frontent', 'frontents'), 'service.yaml', 'only as a word');
});

test('a file that may define the pods is no reason if there is a likely candidate', () => {
  for (const rest of [
    '=== deployment.yaml.tmpl | unread: deployment.yaml.tmpl is a template\nname: web-frontent\n',
    '=== broken.yaml\nkind: Deployment\nmetadata:\n  name: web-frontent\n  x: [\n',
    custom('example.com/v1\nkind: Cache', 'web-frontent'),
    custom('helm.toolkit.fluxcd.io/v2\nkind: HelmRelease', 'web-frontent'),
  ]) {
    silent(unlike + rest, /./);
    assert.throws(
      () => check(both + rest),
      /warning service-selects-nothing: .*Closest match: Deployment "web-frontend"/,
      rest,
    );
  }
});

test('a Helm release that contains the value', () => {
  silent(
    unlike + custom('helm.toolkit.fluxcd.io/v2\nkind: HelmRelease', 'web-frontent'),
    /a Helm release creates objects that are not read/,
  );
  silent(unlike + custom('helm.cattle.io/v1\nkind: HelmChart', 'web-frontent'), /a Helm chart creates objects/);
});

test('files of a Helm chart are neither judged nor targets', () => {
  const chart = `=== chart/Chart.yaml\nname: web\n=== chart/templates/service.yaml\n${broken}=== chart/templates/deployment.yaml\n${beside}`;
  silent(chart, /it is part of the Helm chart in chart/, 'chart/templates/service.yaml');
  const outside = `=== chart/Chart.yaml\nname: web\n=== chart/templates/d.yaml\n${workload({ labels: 'app: web' })}=== chart/service.yaml\n${service({ selector: 'app: web' })}`;
  told(outside, 'chart/service.yaml');
});

test('a file that a Chainsaw test compares with the cluster is neither judged nor a target', () => {
  const test = (step: string) =>
    `=== chainsaw-test.yaml\napiVersion: chainsaw.kyverno.io/v1alpha1\nkind: Test\nmetadata:\n  name: web\nspec:\n  steps:\n    - try:\n${step}`;
  const asserted = (name: string) => `        - assert:\n            timeout: 2m\n            file: ${name}\n`;
  const applied = '        - apply:\n            file: service.yaml\n';
  const because = /chainsaw-test\.yaml compares it with the state of a cluster/;
  silent(both + test(applied + asserted('./service.yaml')), because);
  silent(both + test(`        - error: { file: service.yaml }\n${applied}`), because);
  assert.throws(() => check(both + test(applied + asserted('other.yaml'))), /service-selects-nothing/);
  assert.throws(() => check(both + test(`        - assert:\n            resource: {}\n${applied}`)), /-nothing/);
});

test('a file with which the Kyverno CLI tests policies is neither judged nor a target', () => {
  const test = (fields: string, group = 'cli.kyverno.io/v1alpha1') =>
    `=== kyverno-test.yaml\napiVersion: ${group}\nkind: Test\nmetadata:\n  name: web\n${fields}`;
  const because = /kyverno-test\.yaml tests policies with it/;
  silent(both + test('policies:\n- ../policy.yaml\nresources:\n- service.yaml\n'), because);
  silent(both + test('policies: [policy.yaml]\nresources: [pods.yaml, "./service.yaml"]\n'), because);
  silent(both + test('results:\n- policy: p\n  patchedResources: service.yaml # after it\n'), because);
  assert.throws(() => check(both + test('policies:\n- service.yaml\nresources:\n- other.yaml\n')), /-nothing/);
  assert.throws(() => check(both + test('resources:\n- ../service.yaml\n')), /-nothing/);
  assert.throws(() => check(both + test('resources:\n- service.yaml\n', 'example.com/v1')), /-nothing/);
});

test('a label that is set while the pods run', () => {
  for (const pair of ['role: master', 'vault-active: "true"', 'example.com/state: leader']) {
    const text = `=== s.yaml\n${service({ selector: `app: db, ${pair}` })}=== d.yaml\n${workload({ name: 'db', labels: 'app: db, tier: back' })}`;
    silent(text, /may be added to the pods of Deployment "db" while they run/, 's.yaml');
  }
  const tier = `=== s.yaml\n${service({ selector: 'app: db, tier: back' })}=== d.yaml\n${workload({ name: 'db', labels: 'app: db' })}`;
  told(tier, 's.yaml');
  const own = workload({ name: 'db', labels: 'app: db', selector: 'app: db, role: master' });
  assert.throws(
    () => check(`=== s.yaml\n${service({ selector: 'app: db, role: master' })}=== d.yaml\n${own}`),
    /Its own selector asks for role=master/,
  );
});

test('endpoints, a traffic split and a custom resource of a like kind are no reason', () => {
  const endpoints = '=== e.yaml\napiVersion: v1\nkind: Endpoints\nmetadata:\n  name: web\nsubsets: []\n';
  const split =
    '=== e.yaml\napiVersion: split.smi-spec.io/v1alpha2\nkind: TrafficSplit\nmetadata:\n  name: web-split\nspec:\n  service: web\n';
  for (const each of [endpoints, split, custom('example.com/v1\nkind: WebFrontent', 'main')]) {
    told(unlike + each);
  }
});

test('a key of a domain that no workload in scope uses is no reason', () => {
  told(`=== s.yaml\n${service({ selector: 'gateway.example.com/name: web' })}=== d.yaml\n${ledger}`, 's.yaml');
});

test('a label that a command in the file sets', () => {
  const text = `=== s.yaml\n${service({ selector: 'app: web, slot: live' })}=== d.yaml\n${workload({ labels: 'app: web' })}`;
  const commented = (line: string) => text.replace('=== d.yaml\n', `=== d.yaml\n# ${line}\n`);
  assert.throws(() => check(text), /no pod template has slot=live/);
  silent(commented('kubectl label pods -l app=web slot=live'), /slot=live is set by a command in d\.yaml/, 's.yaml');
  silent(commented('oc -n shop label pod/web-0 slot=live --overwrite'), /is set by a command/, 's.yaml');
  for (const line of [
    'kubectl label nodes a slot=live',
    'kubectl label pods -l app=web slot=next',
    'label it slot=live',
  ]) {
    assert.throws(() => check(commented(line)), /no pod template has slot=live/, line);
  }
});

test('placeholders, on either side', () => {
  silent(
    `=== s.yaml\n${service({ selector: 'app: "${APP:=web}"' })}=== d.yaml\n${workload({ labels: 'app: web' })}`,
    /app=\$\{APP:=web\} is filled in by a template/,
    's.yaml',
  );
  silent(
    `=== s.yaml\n${service({ selector: 'app: web' })}=== d.yaml\n${workload({ labels: 'app: "${APP}"' })}`,
    /the labels of Deployment "web" are filled in by a template/,
    's.yaml',
  );
  check(`=== s.yaml\n${service({ selector: 'app: "${APP}"' })}=== d.yaml\n${workload({ labels: 'app: "${APP}"' })}`);
});

test('words in the place of a label, which a script replaces', () => {
  const text = (labels: string) =>
    `=== service.yaml\n${service({ selector: 'name: web' })}---\n${workload({ labels })}`;
  told(text('tier: front'));
  for (const labels of ['lkey: lvalue', 'key: value', 'labelKey: labelValue', 'key1: value1']) {
    silent(text(labels), /filled in by a template/);
  }
});

test('a template in another file is no reason if the own file has a likely candidate', () => {
  const other = `=== other.yaml\n${workload({ name: 'other', labels: 'app: "{{ app }}"' })}`;
  const own = `=== service.yaml\n${service({ selector: 'app: frontned' })}`;
  silent(own + other, /filled in by a template/);
  const workloadBeside = `---\n${workload({ name: 'frontend', labels: 'app: frontend' })}`;
  assert.throws(() => check(own + workloadBeside + other), /no pod template has app=frontned/);
});

test('an ignored file that is open is judged, but is no target', () => {
  check(`=== s.yaml | outside\n${service({ selector: 'app: web' })}=== d.yaml\n${workload({ labels: 'app: web' })}`);
  told(
    `=== s.yaml\n${service({ selector: 'app: web' })}=== d.yaml | outside\n${workload({ labels: 'app: web' })}`,
    's.yaml',
  );
});

test('a workspace that is still being read', () => {
  const text = { text: both, complete: false };
  silent(text, /the workspace is still being indexed/);
});

test('a file that kuttl compares with the cluster is not applied, and is no target', () => {
  const expected = (name: string) => both.replace('=== service', `=== ${name}`);
  silent(`${expected('02-assert')}`.replace('=== deployment', '=== 01-install'), /^$/, '02-assert.yaml');
  assert.throws(() => check(expected('02-asserts')), /service-selects-nothing/);
  silent(
    both.replace('=== deployment', '=== 00-assert').replaceAll('web-frontend', 'web-frontent'),
    /00-assert\.yaml states what a test expects, and is not applied/,
  );
});

test('a kustomization that builds the template of a chart', () => {
  const files = both.replace('=== service', '=== base/service').replace('=== deployment', '=== base/deployment');
  const bundle = (patch: string) => `${files}=== kustomization.yaml
resources: [base/service.yaml, base/deployment.yaml]
patches:
  - target: {kind: Deployment}
    patch: |-
      - {op: add, path: /spec/replicas, value: "${patch}"}
`;
  silent(
    bundle('{{ .Values.replicas }}'),
    /^kustomization\.yaml turns it into a template of a Helm chart/,
    'base/service.yaml',
  );
  assert.throws(() => check(bundle('{{ $labels.pod }}')), /service-selects-nothing/);
});

test('a role in the name of a workload is not set while its pods run', () => {
  const text = (name: string) =>
    `=== s.yaml\n${service({ name, selector: 'app: redis, role: master' })}=== d.yaml\n${workload({ name, labels: 'app: redis', port: '9000' })}`;
  silent(text('redis'), /may be added to the pods/, 's.yaml');
  told(text('redis-master'), 's.yaml');
});

test('a custom resource with only the labels that all pods in scope share creates no pods of another name', () => {
  const text = (labels: string) =>
    unlike.replace('app: web', 'part-of: shop, app: web').replaceAll('app: ledger', 'part-of: shop, app: ledger') +
    custom('example.com/v1\nkind: Cache', 'main', `  podMetadata:\n    labels: {${labels}}\n`);
  told(text('part-of: shop, app: cache'));
  silent(text('part-of: shop, app: web-frontent'), /the operator of Cache "main" may create its pods/);
});
