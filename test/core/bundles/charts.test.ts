import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultSettings, type Settings } from '../../../server/src/core/settings.ts';
import { edit, findingsOf, lensesOf, setCharts, worldOf } from './judgedChart.ts';

const deployment = `=== templates/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-web
  namespace: {{ .Release.Namespace }}
spec:
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          ports:
            - name: http
              containerPort: 8080
`;

const service = (selector: string, port = 'http') => `=== templates/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}-web
spec:
  selector:
    ${selector}
  ports:
    - port: 80
      targetPort: ${port}
`;

test('a chart that is right has a lens and no finding', () => {
  const world = worldOf({ web: deployment + service('app: web') });
  assert.deepEqual(findingsOf(world), []);
  assert.deepEqual(lensesOf(world, 'web/templates/service.yaml'), ['1 ok selects Deployment release-web']);
  assert.deepEqual(lensesOf(world, 'web/templates/deployment.yaml'), ['1 ok selected by Service release-web']);
});

test('a problem is at the literal of a template', () => {
  assert.deepEqual(findingsOf(worldOf({ web: deployment + service('app: webb') })), [
    'web/templates/service.yaml:7 "webb" service-selects-nothing: Service "release-web" selects no pods: no pod template has app=webb. Closest match: Deployment "release-web" (app=web).',
  ]);
});

test('a number in quotes is reported where the quotes are, not at the number', () => {
  const found = (port: string) =>
    findingsOf(worldOf({ web: `${deployment + service('app: web', port)}=== values.yaml\nport: 8080\n` })).join();
  for (const port of ["'{{ .Values.port }}'", '"{{ .Values.port }}"', '{{ .Values.port | quote }}']) {
    const at = `web/templates/service.yaml:10 "${port}" service-rejected: targetPort: "8080" is a port name`;
    assert.ok(found(port).startsWith(at), found(port));
  }
  assert.equal(found('{{ .Values.port }}'), '');
});

test('a problem is at the key of the values that decides it', () => {
  const values = '=== values.yaml\nservice:\n  app: webb\n  port: htpp\n';
  const world = worldOf({ web: deployment + service('app: {{ .Values.service.app }}') + values });
  assert.match(findingsOf(world)[0]!, /^web\/values\.yaml:2 "webb" service-selects-nothing: /);
  const ofPort = worldOf({ web: deployment + service('app: web', '{{ .Values.service.port }}') + values });
  assert.match(findingsOf(ofPort)[0]!, /^web\/values\.yaml:3 "htpp" service-port-missing: /);
});

test('a problem is in the define that states the text', () => {
  const helpers = '=== templates/_helpers.tpl\n{{- define "selector" -}}\napp: webb\n{{- end }}\n';
  const world = worldOf({ web: deployment + service('{{- include "selector" . | nindent 4 }}') + helpers });
  assert.match(findingsOf(world)[0]!, /^web\/templates\/_helpers\.tpl:2 "webb" service-selects-nothing: /);
});

test('what an action makes of several values is at the action of the template', () => {
  const values = '=== values.yaml\na: we\nb: bb\n';
  const world = worldOf({ web: deployment + service('app: {{ printf "%s%s" .Values.a .Values.b }}') + values });
  assert.match(
    findingsOf(world)[0]!,
    /^web\/templates\/service\.yaml:7 "\{\{ printf "%s%s" .Values.a .Values.b \}\}" service-selects-nothing: /,
  );
});

test('a value that nobody gave is unknown and not wrong', () => {
  for (const action of ['{{ .Values.app }}', '{{ randAlpha 5 }}']) {
    assert.deepEqual(findingsOf(worldOf({ web: deployment + service(`app: ${action}`) })), [
      `web/templates/service.yaml:6 "selector" service-selects-nothing: unknown, because app=${action} is filled in by a template`,
    ]);
  }
});

test('edits of templates, helpers and values change what is found', () => {
  const values = '=== values.yaml\napp: web\n';
  const world = worldOf({ web: deployment + service('app: {{ .Values.app }}') + values });
  assert.deepEqual(findingsOf(world), []);
  edit(world, 'web/values.yaml', 'app: wbe\n');
  assert.equal(findingsOf(world).length, 1);
  edit(
    world,
    'web/templates/deployment.yaml',
    deployment.slice(deployment.indexOf('\n') + 1).replaceAll('app: web', 'app: wbe'),
  );
  assert.deepEqual(findingsOf(world), []);
  edit(world, 'web/values.yaml', undefined);
  assert.equal(findingsOf(world).length, 1);
  edit(world, 'web/templates/deployment.yaml', undefined);
  assert.deepEqual(findingsOf(world), []);
});

test('a chart may come, change its files and go', () => {
  const world = worldOf({});
  setCharts(world, { web: service('app: web') });
  assert.deepEqual(lensesOf(world, 'web/templates/service.yaml'), ['1 failed selects nothing here']);
  setCharts(world, { web: deployment + service('app: web') });
  assert.deepEqual(lensesOf(world, 'web/templates/service.yaml'), ['1 ok selects Deployment release-web']);
  setCharts(world, { web: undefined });
  assert.deepEqual(lensesOf(world, 'web/templates/service.yaml'), []);
  assert.deepEqual(findingsOf(world), []);
});

test('files of values are variants, and a message names them where the chart itself is right', () => {
  const values = '=== values.yaml\napp: web\n=== values-prod.yaml\napp: webb\n=== ci/test.yaml\napp: wweb\n';
  const world = worldOf({ web: deployment + service('app: {{ .Values.app }}') + values });
  assert.deepEqual(
    findingsOf(world).map((each) => each.replace(/:.*selects no pods/, ' …')),
    [
      'web/values-prod.yaml … no pod template has app=webb. Closest match: Deployment "release-web" (app=web). (with values-prod.yaml)',
      'web/ci/test.yaml … no pod template has app=wweb. Closest match: Deployment "release-web" (app=web). (with ci/test.yaml)',
    ].map((each) => each.replace(' … ', ' …: ')),
  );
  edit(world, 'web/values.yaml', 'app: nothing-like-it\n');
  assert.equal(findingsOf(world).length, 3);
});

test('a template that cannot be rendered makes unknown what it could hold, and nothing else', () => {
  const broken = deployment.replace('app: web\n    spec', 'app: {{ required "say it" .Values.app }}\n    spec');
  const world = worldOf({ web: broken + service('app: web') });
  const [finding] = findingsOf(world).filter((each) => each.includes('service-selects-nothing'));
  assert.match(finding ?? '', /unknown, because web\/templates\/deployment\.yaml does not render: .*say it/);
});

test('a subchart that is not here holds back only what it could hold', () => {
  const chart =
    '=== Chart.yaml\napiVersion: v2\nname: web\nversion: 0.1.0\ndependencies:\n  - { name: redis, version: 1.x.x, repository: "https://example.com" }\n';
  assert.match(
    findingsOf(worldOf({ web: chart + deployment + service('app: redis') }))[0] ?? '',
    /unknown, because the chart redis is not here/,
  );
  assert.match(
    findingsOf(worldOf({ web: chart + deployment + service('app: webb') }))[0] ?? '',
    /"webb" service-selects-nothing/,
  );
});

test('a dependency elsewhere in the workspace is a part of the chart', () => {
  const parent =
    '=== Chart.yaml\napiVersion: v2\nname: all\nversion: 0.1.0\ndependencies:\n  - { name: web, version: 0.1.0, repository: "file://../web" }\n=== values.yaml\nweb:\n  app: webb\n';
  const web = `${deployment}${service('app: {{ .Values.app }}')}=== values.yaml\napp: web\n`;
  const world = worldOf({ all: parent, web });
  assert.match(findingsOf(world)[0] ?? '', /^all\/values\.yaml:2 "webb" service-selects-nothing: /);
  assert.equal(findingsOf(world).length, 1);
});

test('a name that a script fills in later is no wrong name', () => {
  const values = '=== values.yaml\nname: web-${environment}\n';
  const named = service('app: web').replace('{{ .Release.Name }}-web', '{{ .Values.name }}-metrics');
  assert.deepEqual(findingsOf(worldOf({ web: deployment + named + values })), []);
});

test('charts are rendered for the version of Kubernetes that the settings state', () => {
  const selector = '{{ ternary "app: web" "app: webb" (semverCompare ">=1.25-0" .Capabilities.KubeVersion.Version) }}';
  const world = worldOf({ web: deployment + service(selector) });
  const renderFor = (helm: Settings['helm']) =>
    world.apply({ type: 'SettingsChanged', folder: 'folder', settings: { ...defaultSettings, helm } });
  assert.deepEqual(findingsOf(world), []);
  renderFor({ kubeVersion: 'v1.20.0' });
  assert.equal(findingsOf(world).length, 1);
  renderFor({});
  assert.deepEqual(findingsOf(world), []);
});

test('a baseline is rendered for the same version of Kubernetes', () => {
  const selector =
    '{{ ternary "app: web" "app: nothing" (semverCompare "<1.25-0" .Capabilities.KubeVersion.Version) }}';
  const text = deployment.slice(deployment.indexOf('\n') + 1);
  const world = worldOf({ web: deployment.replaceAll('app: web', 'app: other') + service(selector) });
  const settings = { ...defaultSettings, helm: { kubeVersion: 'v1.20.0' } };
  world.apply({ type: 'SettingsChanged', folder: 'folder', settings });
  const texts = new Map([['web/templates/deployment.yaml', text]]);
  world.apply({ type: 'BaselineChanged', folder: 'folder', baseline: { name: 'before', texts } });
  assert.match(findingsOf(world)[0] ?? '', /it did in before/);
});

test('what Helm runs as a test is no pod of the release', () => {
  const pod = `=== templates/tests/connection.yaml
apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}-test
  labels: { app: web }
  annotations: { helm.sh/hook: test }
`;
  const lens = (files: string) => lensesOf(worldOf({ web: files + service('app: web') }), 'web/templates/service.yaml');
  assert.deepEqual(lens(pod), ['1 failed selects nothing here']);
  assert.deepEqual(lens(pod.replace('hook: test', 'hook: post-install')), ['1 ok selects Pod release-test']);
  assert.deepEqual(lens(deployment + pod), ['1 ok selects Deployment release-web']);
});

test('what a chart makes with other values is unknown, unless something resembles it', () => {
  const isOn = (files: string) => `${files.replace(/^(=== .*\n)/, '$1{{- if .Values.on }}\n')}{{- end }}\n`;
  assert.deepEqual(findingsOf(worldOf({ web: isOn(deployment) + service('app: web') })), [
    'web/templates/service.yaml:6 "selector" service-selects-nothing: unknown, because web/templates/deployment.yaml makes no Deployment with these values',
  ]);
  const other = deployment.replaceAll('app: web', 'app: wbe').replace('deployment.yaml', 'other.yaml');
  const found = findingsOf(worldOf({ web: isOn(deployment) + other + service('app: web') }));
  assert.match(found[0] ?? '', /service-selects-nothing: Service "release-web" selects no pods/);
  const ingress = `=== templates/ingress.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
spec:
  defaultBackend: { service: { name: api, port: { number: 80 } } }
`;
  assert.deepEqual(findingsOf(worldOf({ web: ingress + isOn(service('app: web')) })), [
    'web/templates/ingress.yaml:6 "api" ingress-backend-missing: unknown, because web/templates/service.yaml makes no Service with these values',
  ]);
});

test('a label that two includes print with one value is no problem, and with two values Helm keeps the last', () => {
  const twice = (value: string) =>
    deployment.replace('        app: web\n', `        app: ${value}\n        app: web\n`);
  assert.deepEqual(findingsOf(worldOf({ web: twice('web') + service('app: web') })), []);
  assert.match(
    findingsOf(worldOf({ web: twice('api') + service('app: web') }))[0] ?? '',
    /duplicate-key: app appears twice in spec\.template\.metadata\.labels: Helm keeps the last value/,
  );
});

test('a Chart.yaml of another tool makes no chart', () => {
  const chart = '=== Chart.yaml\nkind: Chart\nname: web\nversion: 0.1.0\n';
  assert.deepEqual(findingsOf(worldOf({ web: chart + service('app: {{ fail "no" }}') })), []);
});

test('a problem that a chart has with its own values names no file of values', () => {
  const values = '=== values-prod.yaml\nreplicas: 2\n';
  const world = worldOf({ 'charts/web': deployment + service('app: webb') + values });
  assert.deepEqual(findingsOf(world), [
    'charts/web/templates/service.yaml:7 "webb" service-selects-nothing: Service "release-web" selects no pods: no pod template has app=webb. Closest match: Deployment "release-web" (app=web).',
  ]);
});
