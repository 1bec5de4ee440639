import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentLinks } from '../../../server/src/core/features/documentLinks.ts';
import { edit, findingsOf, lensesOf, setCharts, worldOf } from './judgedChart.ts';

const chart = `=== templates/all.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-web
spec:
  selector:
    matchLabels: { app: {{ .Release.Name }} }
  template:
    metadata:
      labels:
        app: {{ .Release.Name }}
    spec:
      containers:
        - name: web
          ports:
            - name: http
              containerPort: 8080
---
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}-web
spec:
  selector:
    app: {{ .Values.app | default .Release.Name }}
  ports:
    - port: 80
      targetPort: {{ .Values.port }}
=== values.yaml
port: http
`;

const helmRelease = (spec = '', name = 'shop', namespace = 'shop', path = './charts/web') =>
  `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  chart:
    spec:
      chart: ${path}
      sourceRef:
        kind: GitRepository
        name: flux-system
${spec}`;

const kustomization = (fields: string) => `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n${fields}`;

/** Finds files of values that releases name. */
const withFiles = (files: Readonly<Record<string, string>>) => ({
  namedFile: (_: string, path: string) =>
    files[path] === undefined
      ? undefined
      : { key: files[path], read: () => ({ content: { text: '' }, text: files[path]! }) },
});

const ingress = (service: string, namespace = 'shop') => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
  namespace: ${namespace}
spec:
  defaultBackend:
    service:
      name: ${service}
      port:
        number: 80
`;

test('a HelmRelease installs a chart of the workspace under its own name, and an Ingress beside it reaches the Service', () => {
  const files = { 'apps/release.yaml': helmRelease(), 'apps/ingress.yaml': ingress('shop-web') };
  const world = worldOf({ 'charts/web': chart }, files);
  assert.deepEqual(findingsOf(world), []);
  assert.deepEqual(lensesOf(world, 'apps/release.yaml'), [
    '1 ok deploys 2 objects · Service shop-web, Deployment shop-web',
  ]);
  assert.deepEqual(
    documentLinks(world.analysis('folder')!, 'apps/release.yaml').map(({ to }) => to),
    [{ file: 'charts/web/Chart.yaml' }],
  );
  edit(world, 'apps/ingress.yaml', ingress('shop-wbe'));
  assert.match(findingsOf(world).join('\n'), /^apps\/ingress\.yaml:9 "shop-wbe" ingress-backend-missing: .*shop-web/);
  edit(world, 'apps/ingress.yaml', ingress('shop-web'));
  assert.deepEqual(findingsOf(world), []);
  edit(world, 'apps/release.yaml', helmRelease('', 'store'));
  assert.equal(findingsOf(world).length, 1);
});

test('a template that the values switch off is nothing that a release fails to deploy', () => {
  const switched = chart.replace(
    '=== values.yaml',
    `=== templates/ingress.yaml
{{- if .Values.ingress }}
${ingress('shop-web')}{{- end }}
=== values.yaml`,
  );
  const world = worldOf({ 'charts/web': switched }, { 'apps/release.yaml': helmRelease() });
  assert.deepEqual(lensesOf(world, 'apps/release.yaml'), [
    '1 ok deploys 2 objects · Service shop-web, Deployment shop-web',
  ]);
});

test('a problem that a value of a HelmRelease causes is at its key there', () => {
  const world = worldOf({ 'charts/web': chart }, { 'apps/release.yaml': helmRelease('  values:\n    app: shpo\n') });
  assert.match(
    findingsOf(world).join('\n'),
    /^apps\/release\.yaml:14 "shpo" service-selects-nothing: Service "shop-web"/,
  );
  assert.equal(findingsOf(world).length, 1);
  edit(world, 'apps/release.yaml', helmRelease('  values:\n    app: shop\n'));
  assert.deepEqual(findingsOf(world), []);
});

test('a problem of one release names the release, and a problem of several releases is reported once', () => {
  const port = chart
    .replace('port: http', 'port: http\nother: htpp')
    .replace('.Values.port', '(.Values.isOther | ternary .Values.other .Values.port)');
  const files = {
    'apps/release.yaml': helmRelease('  values: { isOther: true }\n'),
    'apps/second.yaml': helmRelease('  values: { isOther: true }\n', 'second'),
  };
  const withDefault = port.replace('port: http\n', 'port: http\nisOther: false\n');
  const world = worldOf({ 'charts/web': withDefault }, files);
  assert.equal(findingsOf(world).length, 1);
  assert.match(
    findingsOf(world)[0]!,
    /"htpp" service-port-missing: .* \(with HelmRelease shop\/second and HelmRelease shop\/shop\)$/,
  );
});

test('a HelmRelease of overlays has the values of each overlay, and belongs to the objects of its own', () => {
  const patch = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: shop
  namespace: shop
spec:
  values:
    app: shpo
`;
  const world = worldOf(
    { 'charts/web': chart },
    {
      'base/release.yaml': helmRelease(),
      'base/ingress.yaml': ingress('shop-web'),
      'base/kustomization.yaml': kustomization('resources: [release.yaml, ingress.yaml]\n'),
      'overlays/dev/kustomization.yaml': kustomization('resources: [../../base]\n'),
      'overlays/prod/kustomization.yaml': kustomization('resources: [../../base]\npatches: [{ path: patch.yaml }]\n'),
      'overlays/prod/patch.yaml': patch,
    },
  );
  assert.deepEqual(findingsOf(world).length, 1);
  assert.match(
    findingsOf(world)[0]!,
    /^overlays\/prod\/patch\.yaml:8 "shpo" service-selects-nothing: .*in overlays\/prod/,
  );
  edit(world, 'base/ingress.yaml', ingress('shop-wbe'));
  assert.match(findingsOf(world)[0]!, /ingress-backend-missing/);
  edit(world, 'base/ingress.yaml', ingress('shop-web'));
  edit(world, 'overlays/prod/patch.yaml', patch.replace('shpo', 'shop'));
  assert.deepEqual(findingsOf(world), []);
});

test('files of values outside of the chart are read, and take the place of its own', () => {
  const files = {
    'apps/release.yaml': helmRelease('').replace(
      '      sourceRef',
      '      valuesFiles: [charts/web/values.yaml, env/prod.yaml]\n      sourceRef',
    ),
    'env/prod.yaml': 'app: shpo\n',
  };
  const world = worldOf({ 'charts/web': chart }, files, withFiles(files));
  assert.match(findingsOf(world).join('\n'), /^env\/prod\.yaml:1 "shpo" service-selects-nothing: /);
  edit(world, 'env/prod.yaml', 'app: shop\n');
  assert.deepEqual(findingsOf(world), []);
  edit(world, 'env/prod.yaml', 'port: htpp\n');
  assert.match(findingsOf(world).join('\n'), /^env\/prod\.yaml:1 "htpp" service-port-missing: /);
});

test('values of a ConfigMap are read, and what nobody can know is unknown', () => {
  const from = (kind: string) => helmRelease(`  valuesFrom:\n    - kind: ${kind}\n      name: web-values\n`);
  const configMap = (app: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web-values\n  namespace: shop\ndata:\n  values.yaml: |\n    app: ${app}\n`;
  const world = worldOf(
    { 'charts/web': chart },
    { 'apps/release.yaml': from('ConfigMap'), 'apps/values.yaml': configMap('shpo') },
  );
  assert.match(findingsOf(world).join('\n'), /^apps\/values\.yaml:8 "shpo" service-selects-nothing: /);
  edit(world, 'apps/values.yaml', configMap('shop'));
  assert.deepEqual(findingsOf(world), []);
  edit(world, 'apps/release.yaml', `${from('Secret')}  values: { app: shop-api }\n`);
  assert.match(
    findingsOf(world).join('\n'),
    /unknown, because HelmRelease shop\/shop takes values from Secret web-values/,
  );
});

const application = (helm: string, path = 'charts/web', name = 'shop') => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${name}
  namespace: argocd
spec:
  source:
    repoURL: https://example.com/repo.git
    path: ${path}
    helm:
${helm}  destination:
    namespace: shop
`;

test('an Argo CD Application installs a chart of the workspace with its values and parameters', () => {
  const files: Record<string, string> = {
    'argo/shop.yaml': application('      releaseName: shop\n      values: |\n        app: shpo\n'),
  };
  const world = worldOf({ 'charts/web': chart }, files, withFiles(files));
  assert.match(findingsOf(world).join('\n'), /^argo\/shop\.yaml:13 "shpo" service-selects-nothing: Service "shop-web"/);
  edit(world, 'argo/shop.yaml', application('      valuesObject:\n        app: shpo\n'));
  assert.match(findingsOf(world).join('\n'), /^argo\/shop\.yaml:12 "shpo" service-selects-nothing: /);
  edit(
    world,
    'argo/shop.yaml',
    application('      valuesObject:\n        app: shpo\n      parameters:\n        - { name: app, value: shop }\n'),
  );
  assert.deepEqual(findingsOf(world), []);
  edit(world, 'argo/shop.yaml', application('      parameters:\n        - { name: port, value: "8081" }\n'));
  assert.match(findingsOf(world).join('\n'), /^argo\/shop\.yaml:12 ""8081"" service-port-missing: /);
});

test('files of values of an Application are relative to its chart, and may be missing where it says so', () => {
  const files: Record<string, string> = {
    'argo/shop.yaml': application(
      '      valueFiles: [../../env/prod.yaml, none.yaml]\n      ignoreMissingValueFiles: true\n',
    ),
    'env/prod.yaml': 'app: shpo\n',
  };
  const world = worldOf({ 'charts/web': chart }, files, withFiles(files));
  assert.match(
    findingsOf(world).join('\n'),
    /^env\/prod\.yaml:1 "shpo" service-selects-nothing: .*with Application argocd\/shop/,
  );
  edit(world, 'argo/shop.yaml', application('      valueFiles: [none.yaml]\n'));
  assert.deepEqual(findingsOf(world), []);
});

test('two releases of one chart do not serve each other', () => {
  const world = worldOf(
    { 'charts/web': chart },
    {
      'apps/release.yaml': helmRelease('  values: { app: second }\n'),
      'apps/second.yaml': helmRelease('', 'second'),
    },
  );
  assert.match(findingsOf(world).join('\n'), /^apps\/release\.yaml:13 "second" service-selects-nothing: /);
});

test('a release whose chart is not here stays what it was', () => {
  const files = {
    'apps/release.yaml': helmRelease('', 'shop', 'shop', './charts/other'),
    'apps/ingress.yaml': ingress('shop-web'),
  };
  const world = worldOf({ 'charts/web': chart }, files);
  assert.match(findingsOf(world).join('\n'), /unknown, because/);
  setCharts(world, { 'charts/other': chart });
  assert.deepEqual(findingsOf(world), []);
});

test('what the generator of an ApplicationSet fills in is unknown', () => {
  const set = (values: string) => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata:
  name: shop
  namespace: argocd
spec:
  template:
    metadata: { name: shop }
    spec:
      source:
        path: charts/web
        helm:
          values: |
            port: http
            ${values}
      destination: { namespace: shop }
`;
  const world = worldOf({ 'charts/web': chart }, { 'argo/shop.yaml': set('app: {{ .app }}') });
  assert.match(
    findingsOf(world).join('\n'),
    /^charts\/web\/templates\/all\.yaml:24 .* unknown, because app=.* is filled in by a template \(with ApplicationSet/,
  );
  edit(world, 'argo/shop.yaml', set('app: {{ if'));
  assert.deepEqual(lensesOf(world, 'argo/shop.yaml').length, 1);
  edit(world, 'argo/shop.yaml', set('app: shpo'));
  assert.match(findingsOf(world).join('\n'), /^argo\/shop\.yaml:15 "shpo" service-selects-nothing: /);
});

test('a kustomization renders a chart in its charts/ as a part of itself', () => {
  const file = 'app/kustomization.yaml';
  const besides = (service: string) => ingress(service).replace('  namespace: shop\n', '');
  const charts = (rest: string, fields = 'namePrefix: my-\n') =>
    kustomization(`resources: [ingress.yaml]\n${fields}helmCharts:\n  - name: web\n    releaseName: shop\n${rest}`);
  const files: Record<string, string> = {
    [file]: charts('    valuesInline: { app: shpo }\n'),
    'app/ingress.yaml': besides('shop-web'),
    'app/prod.yaml': 'app: shpo\n',
  };
  const world = worldOf({ 'app/charts/web': chart }, files, withFiles(files));
  assert.match(
    findingsOf(world).join('\n'),
    /^app\/kustomization\.yaml:8 "shpo" service-selects-nothing: Service "my-shop-web"/,
  );
  edit(world, file, charts('    valuesFile: prod.yaml\n'));
  assert.match(findingsOf(world).join('\n'), /^app\/prod\.yaml:1 "shpo" service-selects-nothing: /);
  edit(world, file, charts(''));
  assert.deepEqual(findingsOf(world), []);
  assert.match(lensesOf(world, file)[0]!, /deploys 3 objects/);
  edit(world, 'app/ingress.yaml', besides('shop-wbe'));
  assert.match(findingsOf(world).join('\n'), /ingress-backend-missing/);
  edit(world, 'app/ingress.yaml', besides('shop-web'));
  edit(world, file, charts('', 'helmGlobals: { chartHome: ../elsewhere }\n'));
  assert.match(lensesOf(world, file)[0]!, /the Helm chart web is not in elsewhere\/web/);
  setCharts(world, { 'elsewhere/web': chart });
  assert.match(lensesOf(world, file)[0]!, /deploys 3 objects/);
  edit(world, file, charts('    repo: https://example.com/charts\n'));
  assert.match(lensesOf(world, file)[0]!, /the Helm chart web is not rendered/);
});

test('what one Application installs is not beside what another one installs, and is with what it deploys itself', () => {
  const ports = chart.replace('app: {{ .Values.app | default .Release.Name }}', 'app: {{ .Values.app }}');
  const second = application('      valuesObject:\n        app: shop\n', 'charts/web', 'second');
  const world = worldOf(
    { 'charts/web': chart, 'charts/other': ports },
    {
      'argo/shop.yaml': application('      values: ""\n'),
      'argo/second.yaml': second.replace('charts/web', 'charts/other'),
    },
  );
  assert.match(findingsOf(world).join('\n'), /argo\/second\.yaml:12 "shop" service-selects-nothing: /);
  const sources = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop, namespace: argocd }
spec:
  sources:
    - path: charts/web
    - path: manifests
  destination: { namespace: shop }
`;
  const both = worldOf(
    { 'charts/web': chart },
    { 'argo/shop.yaml': sources, 'manifests/ingress.yaml': ingress('shop-web') },
  );
  assert.deepEqual(findingsOf(both), []);
  edit(both, 'manifests/ingress.yaml', ingress('shop-wbe'));
  assert.match(findingsOf(both).join('\n'), /ingress-backend-missing: /);
});
