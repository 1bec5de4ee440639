import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wiringDiff } from '../../../server/src/core/features/wiringDiff.ts';
import type { TargetIdentity } from '../../../server/src/core/model/wiring.ts';
import type { ChangedSide } from '../../../server/src/core/model/wiringDiff.ts';
import { all, analysisIn, compared, filesIn, pair, type Texts } from '../resolve/lost/baseline.ts';

/** Each change as one line, with the line of its text in the file. */
function changes(before: Texts, now: Texts, renamed?: ReadonlyMap<string, string>): readonly string[] {
  const diff = wiringDiff(analysisIn(compared(before, now, renamed ? { renamed } : {})));
  assert.equal(diff?.base, 'HEAD 4ef8179');
  return diff.changes.map(({ type, role, before: was, after: is, paths, ports, because, bundles, at }) => {
    const line = at ? `:${at.document.text.slice(0, at.range.start).split('\n').length}` : '';
    const details = [
      ...(paths.length > 1 ? [`${paths.length} fields`] : []),
      ...(ports.length > 0 ? [`ports ${ports.map((port) => `${port.before ?? '-'}>${port.after ?? '-'}`)}`] : []),
      ...(bundles.length > 0 ? [`in ${bundles}`] : []),
      ...(because === undefined ? [] : [`because ${because}`]),
    ];
    const place = `${at?.document.file ?? (is ?? was)?.resource.file}${line}`;
    return [`${place} ${type} ${role}: ${side(was)} => ${side(is)}`, ...details].join('; ');
  });
}

function side(state: ChangedSide | undefined): string {
  const name = ({ kind, namespace, name }: TargetIdentity) =>
    `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
  return state ? `${name(state.resource)} > ${state.targets.map(name).join(' + ') || 'nothing'}` : '-';
}

function replaced(texts: Texts, path: string, from: string, to: string): Map<string, string> {
  const text = texts.get(path) ?? '';
  assert.ok(text.includes(from), `${path} has no ${from}`);
  return new Map([...texts, [path, text.replaceAll(from, to)]]);
}

function without(texts: Texts, ...paths: readonly string[]): Map<string, string> {
  return new Map([...texts].filter(([path]) => !paths.includes(path)));
}

const web = pair('', 'web');

test('what did not change is not listed, and neither is an equal wiring with other labels', () => {
  assert.deepEqual(changes(web, web), []);
  const relabelled = replaced(
    replaced(web, 'web-service.yaml', 'app: web', 'app: shop'),
    'web-deployment.yaml',
    'app: web',
    'app: shop',
  );
  assert.deepEqual(changes(web, relabelled), []);
  assert.equal(wiringDiff(analysisIn(compared(web, web)))?.changes.length, 0);
});

test('a selector that reaches nothing any more is lost, and found again it is gained', () => {
  const broken = replaced(web, 'web-service.yaml', 'app: web', 'app: wbe');
  assert.deepEqual(changes(web, broken), [
    'web-service.yaml:6 lost selector: Service web > Deployment web => Service web > nothing',
  ]);
  assert.deepEqual(changes(broken, web), [
    'web-service.yaml:6 gained selector: Service web > nothing => Service web > Deployment web',
  ]);
});

test('one name in the place of another is a move, and so is another name of the object itself', () => {
  const both = all(web, pair('', 'api'));
  assert.deepEqual(changes(both, replaced(both, 'web-service.yaml', 'app: web', 'app: api')), [
    'web-service.yaml:6 moved selector: Service web > Deployment web => Service web > Deployment api',
  ]);
  assert.deepEqual(changes(web, replaced(web, 'web-deployment.yaml', '  name: web\n', '  name: web-v2\n')), [
    'web-service.yaml:6 moved selector: Service web > Deployment web => Service web > Deployment web-v2',
  ]);
  assert.deepEqual(changes(web, replaced(web, 'web-service.yaml', 'name: web', 'name: front')), [
    'web-service.yaml:6 moved selector: Service web > Deployment web => Service front > Deployment web',
  ]);
});

test('an object with another name and other targets is another object; one that is renamed with its target is not', () => {
  const renamed = new Map([...web].map(([path, text]) => [path, text.replaceAll('name: web', 'name: front')]));
  assert.deepEqual(changes(web, renamed), [
    'web-service.yaml:6 moved selector: Service web > Deployment web => Service front > Deployment front',
  ]);
  const both = all(web, pair('', 'api'));
  const other = replaced(
    replaced(both, 'web-service.yaml', 'name: web', 'name: x'),
    'web-service.yaml',
    ': web',
    ': api',
  );
  assert.deepEqual(changes(both, other), [
    'web-service.yaml:6 gained selector: - => Service x > Deployment api',
    'web-service.yaml removed selector: Service web > Deployment web => -',
  ]);
});

test('one of two targets more or less is a move', () => {
  const two = all(web, pair('', 'api', { app: 'web' }));
  const one = without(two, 'api-deployment.yaml');
  assert.deepEqual(
    changes(two, one).filter((each) => each.startsWith('web-')),
    [
      'web-service.yaml:6 moved selector: Service web > Deployment api + Deployment web => Service web > Deployment web',
    ],
  );
});

test('an object that goes takes its references with it: they are removed, and those to it are lost', () => {
  assert.deepEqual(changes(web, without(web, 'web-service.yaml')), [
    'web-service.yaml removed selector: Service web > Deployment web => -',
  ]);
  assert.deepEqual(changes(web, without(web, 'web-deployment.yaml')), [
    'web-service.yaml:6 lost selector: Service web > Deployment web => Service web > nothing',
  ]);
  assert.deepEqual(changes(web, new Map()), ['web-service.yaml removed selector: Service web > Deployment web => -']);
  assert.deepEqual(changes(new Map(), web), ['web-service.yaml:6 gained selector: - => Service web > Deployment web']);
});

test('moved files change nothing, with a known rename or without', () => {
  const moved = new Map([...web].map(([path, text]) => [`apps/${path}`, text]));
  const renamed = new Map([...web.keys()].map((path) => [`apps/${path}`, path]));
  assert.deepEqual(changes(web, moved, renamed), []);
  assert.deepEqual(changes(web, moved), []);
  const joined = new Map([['all.yaml', [...web.values()].join('---\n')]]);
  assert.deepEqual(changes(web, joined), []);
  assert.deepEqual(changes(joined, web), []);
});

const shop = filesIn(`=== service.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports:
    - {name: http, port: 80, targetPort: http}
    - {name: metrics, port: 90, targetPort: metrics}
=== deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: web
          env:
            - {name: A, valueFrom: {configMapKeyRef: {name: settings, key: a}}}
            - {name: B, valueFrom: {configMapKeyRef: {name: settings, key: b}}}
          ports: [{name: http, containerPort: 8080}, {name: metrics, containerPort: 9090}]
=== settings.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
=== ingress.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  rules:
    - http:
        paths:
          - {path: /, pathType: Prefix, backend: {service: {name: web, port: {name: http}}}}
=== policy.yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web}
spec:
  podSelector: {matchLabels: {app: web}}
`);

test('ports, routes and policies alike; a port that goes with its selector is a part of that change', () => {
  assert.deepEqual(changes(shop, replaced(shop, 'deployment.yaml', 'name: metrics', 'name: stats')), [
    'service.yaml:8 lost target port: Service web > Deployment web => Service web > nothing',
  ]);
  assert.deepEqual(changes(shop, replaced(shop, 'service.yaml', 'name: http, port', 'name: web, port')), [
    'ingress.yaml:8 lost ingress backend port: Ingress web > Service web => Ingress web > nothing',
    'service.yaml:7 moved target port: Service web > Deployment web => Service web > Deployment web',
  ]);
  assert.deepEqual(changes(shop, replaced(shop, 'deployment.yaml', '{app: web}', '{app: api}')), [
    'policy.yaml:5 lost network policy: NetworkPolicy web > Deployment web => NetworkPolicy web > nothing',
    'service.yaml:5 lost selector: Service web > Deployment web => Service web > nothing; ports http>http,metrics>metrics',
  ]);
  assert.deepEqual(changes(shop, without(shop, 'service.yaml')), [
    'ingress.yaml:8 lost ingress backend: Ingress web > Service web => Ingress web > nothing; ports http>http',
    'service.yaml removed selector: Service web > Deployment web => -; ports http>-,metrics>-',
  ]);
});

test('a port of a Service that no longer exists is removed, although the pods are still reached', () => {
  const fewer = replaced(shop, 'service.yaml', '\n    - {name: metrics, port: 90, targetPort: metrics}', '');
  assert.deepEqual(changes(shop, fewer), ['service.yaml removed target port: Service web > Deployment web => -']);
  assert.deepEqual(changes(fewer, shop), ['service.yaml:8 gained target port: - => Service web > Deployment web']);
});

test('a port of a Service with another name or number is a move, and one more with the same target is gained', () => {
  const renumbered = replaced(shop, 'service.yaml', '{name: metrics, port: 90,', '{name: stats, port: 90,');
  assert.deepEqual(changes(shop, renumbered), [
    'service.yaml:8 moved target port: Service web > Deployment web => Service web > Deployment web',
  ]);
  const more = replaced(
    shop,
    'service.yaml',
    '    - {name: metrics,',
    '    - {name: more, port: 91, targetPort: metrics}\n    - {name: metrics,',
  );
  assert.deepEqual(changes(shop, more), ['service.yaml:8 gained target port: - => Service web > Deployment web']);
});

test('one reference in several fields is one change, and one field less is none', () => {
  assert.deepEqual(changes(shop, without(shop, 'settings.yaml')), [
    'deployment.yaml:13 lost config map: Deployment web > ConfigMap settings => Deployment web > nothing; 2 fields',
  ]);
  const line = '            - {name: B, valueFrom: {configMapKeyRef: {name: settings, key: b}}}\n';
  const fewer = replaced(shop, 'deployment.yaml', line, '');
  assert.deepEqual(changes(shop, fewer), []);
  assert.deepEqual(changes(fewer, shop), []);
});

test('a file that does not parse hides its objects: what they had is unknown, not lost', () => {
  const broken = replaced(shop, 'deployment.yaml', 'kind: Deployment', 'kind: [Deployment');
  const told = changes(shop, broken);
  assert.ok(told.length > 0);
  for (const each of told) {
    assert.match(each, / unknown .*because (deployment\.yaml does not parse|.*)$/);
  }
  assert.match(told.join('\n'), /Service web > Deployment web => Service web > nothing;.*because/);
  assert.match(told.join('\n'), /Deployment web > ConfigMap settings => -;.*because deployment\.yaml does not parse/);
});

test('a template that fills a value in makes the reference unknown', () => {
  const filled = replaced(web, 'web-service.yaml', 'app: web', 'app: "${APP}"');
  assert.match(changes(web, filled).join('\n'), /^web-service\.yaml:6 unknown selector: .*because .*\$\{APP\}/);
});

const overlays = filesIn(`=== base/kustomization.yaml
resources: [service.yaml, deployment.yaml]
=== base/service.yaml
${web.get('web-service.yaml')}=== base/deployment.yaml
${web.get('web-deployment.yaml')}=== overlays/dev/kustomization.yaml
resources: [../../base]
namespace: dev
namePrefix: dev-
=== overlays/prod/kustomization.yaml
resources: [../../base]
namespace: prod
`);

test('a change in a base is listed once, with the overlays that show it', () => {
  const broken = replaced(overlays, 'base/service.yaml', 'app: web', 'app: wbe');
  assert.deepEqual(changes(overlays, broken), [
    'base/service.yaml:6 lost selector: Service web > Deployment web => Service web > nothing; in overlays/dev,overlays/prod',
  ]);
  const patched = new Map([
    ...overlays,
    [
      'overlays/prod/kustomization.yaml',
      `${overlays.get('overlays/prod/kustomization.yaml')}patches:\n  - target: {kind: Service}\n    patch: |-\n      - {op: replace, path: /spec/selector/app, value: wbe}\n`,
    ],
  ]);
  const [only, ...others] = changes(overlays, patched);
  assert.deepEqual(others, []);
  assert.match(
    only ?? '',
    / lost selector: Service prod\/web > Deployment prod\/web => Service prod\/web > nothing; in overlays\/prod$/,
  );
});

test('a base that gets its first overlay has the same wiring, and a new overlay beside others has its own', () => {
  const only = new Map([...overlays].filter(([path]) => path.startsWith('base/')));
  const overlaid = new Map([...only, ['overlays/any/kustomization.yaml', 'resources: [../../base]\n']]);
  assert.deepEqual(changes(only, overlaid), []);
  assert.deepEqual(changes(overlaid, only), []);
  const fewer = without(overlays, 'overlays/prod/kustomization.yaml');
  assert.deepEqual(changes(fewer, overlays), [
    'base/service.yaml:6 gained selector: - => Service prod/web > Deployment prod/web; in overlays/prod',
  ]);
});

test('a base that gets its first overlay and another number of a port has another port', () => {
  const only = new Map([...overlays].filter(([path]) => path.startsWith('base/')));
  const ported = replaced(
    only,
    'base/deployment.yaml',
    'image: nginx',
    'image: nginx\n          ports: [{containerPort: 80}]',
  );
  const overlaid = new Map([
    ...replaced(ported, 'base/service.yaml', '- port: 80', '- {port: 81, targetPort: 80}'),
    ['overlays/any/kustomization.yaml', 'resources: [../../base]\n'],
  ]);
  assert.deepEqual(changes(ported, overlaid), [
    'base/service.yaml:9 gained target port: - => Service web > Deployment web; in overlays/any',
    'base/service.yaml removed target port: Service web > Deployment web => -; in base',
  ]);
});

test('a kustomization that no longer lists a file does not deploy it, and the file by itself is another object', () => {
  const fewer = replaced(overlays, 'base/kustomization.yaml', 'service.yaml, deployment.yaml', 'service.yaml');
  assert.deepEqual(changes(overlays, fewer), [
    'base/service.yaml:6 moved selector: Service web > Deployment web => Service web > Deployment web; in overlays/dev,overlays/prod',
  ]);
});

test('without a baseline there is nothing to compare with', () => {
  const world = compared(web, web);
  world.apply({ type: 'BaselineChanged', folder: 'folder', baseline: undefined });
  assert.equal(wiringDiff(analysisIn(world)), undefined);
});
