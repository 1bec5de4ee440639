import assert from 'node:assert/strict';
import { test } from 'node:test';
import { definitions, type Verb } from '../../../server/src/core/features/definition.ts';
import { references } from '../../../server/src/core/features/references.ts';
import { IndexReader } from '../../../server/src/core/index/reader.ts';
import { marked } from './marked.ts';
import { baseWithOverlays, type shop, shopWithCursor, withCursor } from './shop.ts';

function goTo(verb: Verb, fixture: string): readonly string[] {
  const { analysis, cursors, shown } = marked(fixture);
  return shown(definitions(analysis, verb, ...cursors[0]!)?.destinations ?? []);
}

const cases: readonly (readonly [
  file: keyof typeof shop,
  before: string,
  text: string,
  expected: readonly string[],
])[] = [
  ['ingress', 'backend', 'web', ['service.yaml:4 web']],
  ['ingress', 'backend', 'http}', ['service.yaml:11 80']],
  ['service', 'selector', 'selector', ['deployment.yaml:11 app: web']],
  ['service', 'selector', 'app', ['deployment.yaml:11 app: web']],
  ['service', 'app', 'web', ['deployment.yaml:11 app: web']],
  ['service', 'targetPort', 'serve', ['deployment.yaml:19 8080']],
  ['deployment', 'matchLabels', 'app', ['deployment.yaml:11 app: web']],
  ['deployment', 'configMapRef', 'settings', ['others.yaml:8 settings']],
  ['others', 'matchLabels', 'app', ['deployment.yaml:11 app: web']],
  ['others', 'monitored', 'monitored', ['service.yaml:5 monitored: "yes"']],
  ['others', 'endpoints', 'http', ['service.yaml:11 80']],
  ['others', 'kind: Deployment', 'web', ['deployment.yaml:4 web']],
  // A definition leads to the texts that refer to it.
  ['deployment', 'labels:', 'app', ['service.yaml:8 app: web', 'deployment.yaml:7 app: web', 'others.yaml:4 app: web']],
  ['deployment', 'metadata', 'web', ['others.yaml:18 web', 'service.yaml:7 selector', 'others.yaml:4 selector']],
  ['service', 'metadata', 'web', ['ingress.yaml:12 web', 'others.yaml:13 selector']],
  ['deployment', 'ports', 'serve', ['service.yaml:12 serve']],
];

for (const [file, before, text, expected] of cases) {
  test(`the definition of ${text} after ${before} in ${file}`, () => {
    assert.deepEqual([...goTo('definition', shopWithCursor(file, before, text))].sort(), [...expected].sort());
  });
}

test('nothing is at a position that refers to nothing', () => {
  for (const text of ['apiVersion', 'kind', 'pathType', 'rules']) {
    assert.deepEqual(goTo('definition', shopWithCursor('ingress', '', text)), [], text);
  }
});

test('a type definition is the object around the target', () => {
  assert.deepEqual(goTo('typeDefinition', shopWithCursor('service', 'selector', 'app')), ['deployment.yaml:4 web']);
  assert.deepEqual(goTo('typeDefinition', shopWithCursor('ingress', 'port', 'http')), ['service.yaml:4 web']);
});

test('an implementation is the end of the route', () => {
  assert.deepEqual(goTo('implementation', shopWithCursor('ingress', 'backend', 'web')), [
    'deployment.yaml:11 app: web',
  ]);
  assert.deepEqual(goTo('implementation', shopWithCursor('ingress', 'port', 'http')), ['deployment.yaml:19 8080']);
  assert.deepEqual(goTo('implementation', shopWithCursor('others', 'kind: Deployment', 'web')), [
    'deployment.yaml:4 web',
  ]);
});

test('references are the same from each text that refers to the same', () => {
  const all = [
    ['service', 'selector', 'app'],
    ['deployment', 'labels:', 'app'],
    ['deployment', 'matchLabels', 'app'],
    ['others', 'matchLabels', 'app'],
  ] as const;
  for (const [file, before, text] of all) {
    const { analysis, cursors, shown } = marked(shopWithCursor(file, before, text));
    const found = references(analysis, ...cursors[0]!);
    assert.deepEqual(shown(found.definitions), ['deployment.yaml:11 app: web']);
    assert.deepEqual([...shown(found.mentions)].sort(), [
      'deployment.yaml:7 app: web',
      'others.yaml:4 app: web',
      'service.yaml:8 app: web',
    ]);
  }
});

test('a text that reaches nothing is its own and only reference', () => {
  const { analysis, cursors, shown } = marked(
    shopWithCursor('ingress', 'backend', 'web').replace('  name: web\n', '  name: wbe\n'),
  );
  const found = references(analysis, ...cursors[0]!);
  assert.deepEqual([found.definitions.length, shown(found.mentions)], [0, ['ingress.yaml:12 web']]);
});

const base = baseWithOverlays('nameSuffix: -test\n');

test('overlays of one base are one place, and labels that a kustomization adds lead to it', () => {
  assert.deepEqual(goTo('definition', withCursor(base, 'base/service.yaml', 'selector', 'app')), [
    'base/deployment.yaml:7 app: web',
  ]);
  assert.deepEqual(goTo('definition', withCursor(base, 'base/deployment.yaml', 'metadata', 'web')), [
    'base/service.yaml:4 selector',
    'overlays/prod/replicas.yaml:3 web',
  ]);
});

test('a path leads to its file, a directory to its kustomization, a patch to its target', () => {
  assert.deepEqual(goTo('definition', withCursor(base, 'base/kust', 'resources', 'service')), ['base/service.yaml:1 ']);
  assert.deepEqual(goTo('definition', withCursor(base, 'overlays/prod/kust', 'resources', '../')), [
    'base/kustomization.yaml:1 ',
  ]);
  assert.deepEqual(goTo('definition', withCursor(base, 'overlays/prod/replicas', 'metadata', 'web')), [
    'base/deployment.yaml:3 web',
  ]);
});

test('the name of a target leads to the object, in every bundle of the kustomization', () => {
  const patched = `=== kustomization.yaml
resources: [all.yaml]
patches:
  - target: {kind: Service, name: <|>web}
    patch: '[{op: add, path: /metadata/annotations, value: {a: b}}]'
=== all.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: web}
---
apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: web}
`;
  assert.deepEqual(goTo('definition', patched), ['all.yaml:3 web', 'all.yaml:12 web'], 'it states no group');
  const ofKnative = patched.replace('{kind: Service,', '{group: serving.knative.dev, kind: Service,');
  assert.deepEqual(goTo('definition', ofKnative), ['all.yaml:12 web']);
  assert.deepEqual(
    goTo(
      'definition',
      patched.replace('<|>', '').replace('metadata: {name: web}\nspec', 'metadata: {name: <|>web}\nspec'),
    ),
    ['kustomization.yaml:3 web'],
  );
});

test('a text that an alias repeats leads to the others that refer to it, and not to itself', () => {
  const aliased = `=== deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector:
    matchLabels: &labels {app: <|>web}
  template:
    metadata: {labels: *labels}
    spec: {containers: [{name: web, image: web}]}
=== service.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
`;
  assert.deepEqual(goTo('definition', aliased), ['service.yaml:5 app: web']);
});

const copied = `=== kustomization.yaml
resources: [service.yaml, deployment.yaml, account.yaml]
replacements:
  - source: {kind: ServiceAccount, name: web, fieldPath: metadata.name}
    targets:
      - select: {kind: Deployment}
        fieldPaths: [spec.template.spec.serviceAccountName]
  - source: {kind: ServiceAccount, name: web, fieldPath: 'metadata.annotations.app'}
    targets:
      - select: {kind: Service}
        fieldPaths: [spec.selector.app]
=== service.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector:
    app: PLACEHOLDER
=== deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector:
    matchLabels: {app: shop}
  template:
    metadata:
      labels:
        app: shop
    spec:
      serviceAccountName: PLACEHOLDER
      containers: [{name: web, image: web}]
=== account.yaml
apiVersion: v1
kind: ServiceAccount
metadata:
  name: web
  annotations:
    app: shop
`;

test('a name that kustomize copies into a reference to it does not lead to itself', () => {
  const found = goTo('definition', withCursor(copied, 'account.yaml', 'metadata', 'web'));
  assert.deepEqual(
    found.map((each) => each.replace(/:.*/, '')),
    ['kustomization.yaml', 'kustomization.yaml'],
  );
});

test('a value that kustomize copies into a selector is among the references of the label', () => {
  const { analysis, cursors, shown } = marked(withCursor(copied, 'deployment.yaml', 'labels:', 'shop'));
  const { mentions } = references(analysis, ...cursors[0]!);
  assert.deepEqual([...shown(mentions)].sort(), [
    'account.yaml:6 shop',
    'deployment.yaml:6 app: shop',
    'service.yaml:6 app: PLACEHOLDER',
  ]);
});

test('the references of a label of a base are those of every overlay', () => {
  const overlay = (name: string) => `=== ${name}/kustomization.yaml
resources: [../base, service.yaml]
=== ${name}/service.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
`;
  const { analysis, cursors, shown } = marked(`=== base/kustomization.yaml
resources: [deployment.yaml]
=== base/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: <|>web}}
    spec: {containers: [{name: web, image: web}]}
${overlay('dev')}${overlay('prod')}`);
  const { mentions } = references(analysis, ...cursors[0]!);
  assert.deepEqual([...shown(mentions)].sort(), [
    'base/deployment.yaml:5 app: web',
    'dev/service.yaml:4 app: web',
    'prod/service.yaml:4 app: web',
  ]);
});

test('the members of a Namespace are asked for once, however many objects of a base state it', () => {
  const members = Array.from({ length: 40 }, (_, at) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c${at}}\n`);
  const overlays = ['a', 'b', 'c', 'd'].map((name) => `=== ${name}/kustomization.yaml\nresources: [../base]\n`);
  const { analysis, cursors, shown } = marked(`=== base/kustomization.yaml
namespace: <|>shop
resources: [namespace.yaml, all.yaml]
=== base/namespace.yaml
apiVersion: v1
kind: Namespace
metadata: {name: shop}
=== base/all.yaml
${members.join('---\n')}${overlays.join('')}`);
  const calls = { number: 0 };
  const { remember } = IndexReader.prototype;
  IndexReader.prototype.remember = function (question, of, make) {
    calls.number += Number(question === 'members of namespaces');
    return remember.call(this, question, of, make as never) as never;
  };
  try {
    const found = references(analysis, ...cursors[0]!);
    // kustomize gives the Namespace the name that the kustomization states.
    assert.deepEqual(shown(found.definitions), ['base/kustomization.yaml:1 shop']);
    assert.deepEqual(shown(found.mentions), ['base/kustomization.yaml:1 shop']);
  } finally {
    IndexReader.prototype.remember = remember;
  }
  // One Namespace in each of the four overlays, and not one for each of the 160 objects in them.
  assert.ok(calls.number <= 5, `${calls.number} times`);
});

test('a name in a patch leads to what the bundle makes of it, also if it has another name there', () => {
  const { analysis, cursors, shown } = marked(`=== kustomization.yaml
resources: [web.yaml]
patches: [{path: patch.yaml}]
configMapGenerator: [{name: settings, literals: [color=blue]}]
=== web.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: example/web}]}
=== patch.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
      - name: web
        envFrom: [{configMapRef: {name: <|>settings}}]
`);
  assert.deepEqual(shown(definitions(analysis, 'definition', ...cursors[0]!)?.destinations ?? []), [
    'kustomization.yaml:3 settings',
  ]);
});
