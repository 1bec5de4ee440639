import fc from 'fast-check';

/** The actions of a person in a workspace, as a model: files on disk, and texts in editors over them. */
export type Step =
  | { readonly do: 'write'; readonly path: string; readonly text: string }
  /** Changes one value of a file: the one with this number, if there are as many. */
  | { readonly do: 'change'; readonly path: string; readonly at: number; readonly to: string }
  | { readonly do: 'delete'; readonly path: string }
  | { readonly do: 'rename'; readonly path: string; readonly to: string }
  | { readonly do: 'open'; readonly path: string }
  | { readonly do: 'type'; readonly path: string; readonly text: string }
  | { readonly do: 'break'; readonly path: string; readonly at: number; readonly what: string }
  | { readonly do: 'fix'; readonly path: string }
  | { readonly do: 'save'; readonly path: string }
  | { readonly do: 'close'; readonly path: string }
  | { readonly do: 'settings'; readonly closedWorld: boolean }
  | { readonly do: 'index'; readonly complete: boolean }
  /** Compares with the disk except for one file, with the disk and the editors, or with nothing. */
  | { readonly do: 'compare'; readonly path: string; readonly text: string | undefined }
  | { readonly do: 'accept' }
  | { readonly do: 'forget' };

/** Few names on purpose: the engine is about matches, near matches and collisions. */
const directories = ['', 'a', 'a/b', 'c', 'base', 'overlays/dev'];
const words = ['web', 'web-server', 'api', 'api-backend', 'db', '1.10', '"web"', 'on', '${APP}'];
const keys = ['app', 'tier', 'app.kubernetes.io/name', 'k8s-app', 'statefulset.kubernetes.io/pod-name'];
const namespaces = [undefined, undefined, 'shop', 'kube-system', 'default'];

const word = fc.constantFrom(...words);
const labels = fc.dictionary(fc.constantFrom(...keys), word, { minKeys: 0, maxKeys: 3 });
const name = fc.constantFrom('web', 'web-svc', 'web-server', 'api', 'api-backend', 'db');
const port = fc.constantFrom('80', '8080', 'http', '"8080"', '30801');

interface Referring {
  readonly target: string;
  readonly port: string;
  readonly kind: string;
  readonly selector: Readonly<Record<string, string>>;
}

const referrers: Readonly<Record<string, { readonly header: string; body(it: Referring): string }>> = {
  ingress: {
    header: 'apiVersion: networking.k8s.io/v1\nkind: Ingress',
    body: ({ target, port }) =>
      `spec:\n  defaultBackend:\n    service:\n      name: ${target}\n      port:\n        number: ${port}\n`,
  },
  route: {
    header: 'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute',
    body: ({ target, port }) =>
      `spec:\n  rules:\n    - backendRefs:\n        - name: ${target}\n          port: ${port}\n`,
  },
  autoscaler: {
    header: 'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler',
    body: ({ target, kind }) =>
      `spec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: ${kind}\n    name: ${target}\n`,
  },
  budget: {
    header: 'apiVersion: policy/v1\nkind: PodDisruptionBudget',
    body: ({ selector }) => `spec:\n  selector:\n    matchLabels:\n${mapping(selector, '      ')}`,
  },
  policy: {
    header: 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy',
    body: ({ selector }) =>
      `spec:\n  podSelector: {}\n  ingress:\n    - from:\n        - podSelector:\n            matchLabels:\n${mapping(selector, '              ')}`,
  },
  monitor: {
    header: 'apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor',
    body: ({ selector }) =>
      `spec:\n  selector:\n    matchLabels:\n${mapping(selector, '      ')}  endpoints:\n    - port: http\n`,
  },
  pod: {
    header: 'apiVersion: v1\nkind: Pod',
    body: ({ target }) =>
      `spec:\n  serviceAccountName: ${target}\n  containers:\n    - name: main\n      envFrom:\n        - configMapRef: {name: ${target}}\n`,
  },
  settings: { header: 'apiVersion: v1\nkind: ConfigMap', body: () => 'data: {a: b}\n' },
};

const service = fc
  .record({
    name,
    namespace: fc.constantFrom(...namespaces),
    selector: labels,
    targetPort: port,
    nodePort: fc.constantFrom(undefined, '30801', '30802', '99'),
    type: fc.constantFrom(undefined, 'NodePort', 'ClusterIP', 'ExternalName'),
    comment: fc.constantFrom('', '', '', ' # podwire-ignore: service-selects-nothing'),
  })
  .map(
    (it) =>
      `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${it.name}\n${namespaceLine(it.namespace)}spec:\n` +
      `${it.type ? `  type: ${it.type}\n` : ''}  selector:${it.comment}\n${mapping(it.selector, '    ')}` +
      `  ports:\n    - port: 80\n      targetPort: ${it.targetPort}\n${it.nodePort ? `      nodePort: ${it.nodePort}\n` : ''}`,
  );

const workload = fc
  .record({
    kind: fc.constantFrom(
      ['apps/v1', 'Deployment'],
      ['apps/v1', 'StatefulSet'],
      ['batch/v1', 'Job'],
      ['example.com/v1', 'Widget'],
    ),
    name,
    namespace: fc.constantFrom(...namespaces),
    selector: labels,
    template: labels,
    containerPort: fc.constantFrom('80', '8080'),
  })
  .map(
    (it) =>
      `apiVersion: ${it.kind[0]}\nkind: ${it.kind[1]}\nmetadata:\n  name: ${it.name}\n${namespaceLine(it.namespace)}spec:\n` +
      `  selector:\n    matchLabels:\n${mapping(it.selector, '      ')}` +
      `  template:\n    metadata:\n      labels:\n${mapping(it.template, '        ')}` +
      `    spec:\n      containers:\n        - name: main\n          ports:\n            - name: http\n              containerPort: ${it.containerPort}\n`,
  );

const operated = fc
  .record({ name, labels })
  .map(
    (it) =>
      `apiVersion: example.com/v1\nkind: Database\nmetadata:\n  name: ${it.name}\nspec:\n  podMetadata:\n    labels:\n${mapping(it.labels, '      ')}`,
  );

/** What names or selects others. */
const referring = fc
  .record({
    name,
    namespace: fc.constantFrom(...namespaces),
    target: fc.oneof(name, fc.constantFrom('wbe', 'api-svc', '${APP}')),
    port: fc.constantFrom('80', '81', '8080'),
    selector: labels,
    kind: fc.constantFrom('Deployment', 'StatefulSet'),
    of: fc.constantFrom(...Object.keys(referrers)),
  })
  .map(
    (it) =>
      `${referrers[it.of]!.header}\nmetadata:\n  name: ${it.name}\n${namespaceLine(it.namespace)}${referrers[it.of]!.body(it)}`,
  );

const broken = fc.constantFrom(
  'apiVersion: v1\nkind: Service\nmetadata:\n  name: "web\n',
  'a: [b\n',
  'kind: Service\n\tspec: x\n',
);

const text = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: service },
      { weight: 5, arbitrary: workload },
      { weight: 3, arbitrary: referring },
      { weight: 1, arbitrary: operated },
      { weight: 1, arbitrary: broken },
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((documents) => documents.join('---\n'));

/** A Service with its selected pods, and an Ingress that names it. */
const wired = fc
  .record({ name, other: name, app: fc.constantFrom('web', 'api', 'db'), tier: fc.constantFrom('', 'tier: front') })
  .map(({ name, other, app, tier }) => {
    const indented = (indent: string) =>
      [`app: ${app}`, tier].filter((each) => each !== '').map((each) => `${indent}${each}\n`);
    return [
      `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  selector:\n${indented('    ').join('')}  ports:\n    - port: 80\n      targetPort: http\n`,
      `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${other}\nspec:\n  selector:\n    matchLabels:\n${indented('      ').join('')}  template:\n    metadata:\n      labels:\n${indented('        ').join('')}    spec:\n      containers:\n        - name: main\n          ports:\n            - name: http\n              containerPort: 8080\n`,
      `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: ${name}\nspec:\n  defaultBackend:\n    service:\n      name: ${name}\n      port:\n        number: 80\n`,
    ].join('---\n');
  });

const kustomization = fc
  .subarray(['x.yaml', 'y.yaml', '../a', 'b', 'patch.yaml'], { minLength: 1 })
  .chain((resources) =>
    fc
      .constantFrom('', 'namespace: shop\n', 'commonLabels:\n  app: web\n', 'patches:\n  - path: y.yaml\n')
      .map((rest) => `resources:\n${resources.map((each) => `  - ${each}\n`).join('')}${rest}`),
  );

/** The changes that an overlay, a base or a component makes; kustomize may refuse each. */
const changes = fc
  .subarray([
    'namespace: shop\n',
    'namePrefix: my-\n',
    'nameSuffix: -v2\n',
    'commonLabels:\n  tier: web\n',
    'labels:\n  - pairs: {app: api}\n    includeSelectors: true\n',
    'labels:\n  - pairs: {app: web-server}\n    includeTemplates: true\n',
    'patches:\n  - path: patch.yaml\n',
    'patches:\n  - target: {kind: Service}\n    patch: |-\n      - op: replace\n        path: /spec/selector\n        value: {app: web-servr}\n',
    'patches:\n  - patch: |-\n      apiVersion: v1\n      kind: Service\n      metadata: {name: web}\n      spec: {selector: {app: db, tier: null}}\n',
    'patches:\n  - path: operations.yaml\n    target: {kind: Deployment}\n',
    'components:\n  - ../../component\n',
    'components:\n  - ../component\n',
    'configMapGenerator:\n  - name: web\n    literals: [a=b]\n',
    'replacements:\n  - source: {kind: Service, name: web, fieldPath: spec.selector.app}\n    targets:\n      - select: {kind: Deployment}\n        fieldPaths: [spec.template.metadata.labels.app]\n',
    'wrong: true\n',
  ])
  .map((parts) => parts.slice(0, 3).join(''));

const patch = fc
  .record({ name, selector: labels, template: labels, of: fc.constantFrom('Service', 'Deployment') })
  .map((it) =>
    it.of === 'Service'
      ? `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${it.name}\nspec:\n  selector:\n${mapping(it.selector, '    ')}`
      : `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${it.name}\nspec:\n  template:\n    metadata:\n      labels:\n${mapping(it.template, '        ')}`,
  );

/** A base with two overlays and a component: a change of one is visible in the others. */
const kustomized = fc.oneof(
  { weight: 2, arbitrary: changes.map((it) => ['base/kustomization.yaml', `resources: [x.yaml, y.yaml]\n${it}`]) },
  { weight: 3, arbitrary: changes.map((it) => ['overlays/dev/kustomization.yaml', `resources: [../../base]\n${it}`]) },
  {
    weight: 3,
    arbitrary: changes.map((it) => ['overlays/prod/kustomization.yaml', `resources: [../../base, x.yaml]\n${it}`]),
  },
  { weight: 1, arbitrary: changes.map((it) => ['component/kustomization.yaml', `kind: Component\n${it}`]) },
  { weight: 2, arbitrary: text.map((it) => ['base/x.yaml', it]) },
  { weight: 2, arbitrary: text.map((it) => ['base/y.yaml', it]) },
  { weight: 1, arbitrary: text.map((it) => ['overlays/prod/x.yaml', it]) },
  { weight: 1, arbitrary: patch.map((it) => ['overlays/dev/patch.yaml', it]) },
  { weight: 1, arbitrary: patch.map((it) => ['component/patch.yaml', it]) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('app: api', 'tier: web')
      .map((it) => [
        'overlays/dev/operations.yaml',
        `- op: add\n  path: /spec/template/metadata/labels\n  value: {${it}}\n`,
      ]),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('base', './overlays/dev', 'overlays')
      .map((it) => [
        'flux.yaml',
        `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: apps\nspec:\n  path: ${it}\n  targetNamespace: default\n`,
      ]),
  },
);

const writeKustomized = kustomized.map(([path, content]) => ({
  do: 'write' as const,
  path: path ?? '',
  text: content ?? '',
}));

/** Of files that kustomizations are made of. */
const kustomizedPath = fc.constantFrom(
  'base/kustomization.yaml',
  'overlays/dev/kustomization.yaml',
  'overlays/prod/kustomization.yaml',
  'component/kustomization.yaml',
  'base/x.yaml',
  'base/y.yaml',
  'overlays/dev/patch.yaml',
);

const manifestPath = fc
  .tuple(fc.constantFrom(...directories), fc.constantFrom('x.yaml', 'y.yaml', 'z.yml'))
  .map(([directory, file]) => (directory === '' ? file : `${directory}/${file}`));

/** A file that is not a manifest but changes what manifests mean. */
const neighbour = fc
  .tuple(
    fc.constantFrom(...directories).map((directory) => (directory === '' ? '' : `${directory}/`)),
    fc.oneof(
      kustomization.map((it) => ({ file: 'kustomization.yaml', text: it })),
      fc.constant({ file: 'Chart.yaml', text: 'apiVersion: v2\nname: chart\n' }),
      fc.constant({ file: 'values.yaml', text: 'app: web\n' }),
    ),
  )
  .map(([directory, { file, text }]) => ({ do: 'write' as const, path: directory + file, text }));

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('write' as const), path: manifestPath, text }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('write' as const), path: manifestPath, text: wired }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('change' as const),
      path: fc.constantFrom('a/x.yaml', 'c/y.yaml', 'a/y.yaml', 'x.yaml', 'base/x.yaml', 'base/y.yaml'),
      at: fc.nat(12),
      to: fc.oneof(word, fc.constantFrom('other', 'http', 'shop')),
    }),
  },
  { weight: 2, arbitrary: neighbour },
  { weight: 5, arbitrary: writeKustomized },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), path: kustomizedPath }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('open' as const), path: kustomizedPath }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('break' as const),
      path: kustomizedPath,
      at: fc.nat(200),
      what: fc.constantFrom('"', ': ', '{', 'x', '\n'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fix' as const), path: kustomizedPath }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), path: manifestPath }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rename' as const), path: manifestPath, to: manifestPath }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('open' as const), path: manifestPath }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('type' as const), path: manifestPath, text }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('break' as const),
      path: manifestPath,
      at: fc.nat(400),
      what: fc.constantFrom('"', '\t', ': ', '\n---\n', '{', 'x', '\n', '# podwire-ignore\n'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('fix' as const), path: manifestPath }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('save' as const), path: manifestPath }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('close' as const), path: manifestPath }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('settings' as const), closedWorld: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('index' as const), complete: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('compare' as const),
      path: fc.oneof(manifestPath, kustomizedPath),
      text: fc.oneof(text, fc.constant(undefined)),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('accept' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('forget' as const) }) },
);

/** Two of three sequences begin with wired resources, or with a base and overlays; by chance these would be rare. */
export const steps = fc
  .tuple(
    fc.oneof(
      fc.constant([]),
      fc
        .tuple(wired, wired, fc.constantFrom('a/x.yaml', 'c/y.yaml'), fc.constantFrom('a/y.yaml', 'x.yaml'))
        .map(([x, y, first, second]): Step[] => [
          { do: 'write', path: first, text: x },
          { do: 'write', path: second, text: y },
          { do: 'accept' },
        ]),
      fc
        .tuple(fc.oneof(text, wired), text, changes, changes, changes, patch)
        .map(([x, y, base, dev, prod, patched]): Step[] => [
          { do: 'write', path: 'base/x.yaml', text: x },
          { do: 'write', path: 'base/y.yaml', text: y },
          { do: 'write', path: 'base/kustomization.yaml', text: `resources: [x.yaml, y.yaml]\n${base}` },
          { do: 'write', path: 'overlays/dev/patch.yaml', text: patched },
          { do: 'write', path: 'overlays/dev/kustomization.yaml', text: `resources: [../../base]\n${dev}` },
          { do: 'write', path: 'overlays/prod/kustomization.yaml', text: `resources: [../../base]\n${prod}` },
          { do: 'accept' },
        ]),
    ),
    fc.array(step, { minLength: 1, maxLength: 20, size: 'max' }),
  )
  .map(([first, rest]) => [...first, ...rest]);

function namespaceLine(namespace: string | undefined): string {
  return namespace === undefined ? '' : `  namespace: ${namespace}\n`;
}

function mapping(pairs: Record<string, string>, indent: string): string {
  return Object.entries(pairs)
    .map(([key, value]) => `${indent}${key}: ${value}\n`)
    .join('');
}
