import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileOf } from '../../../server/src/core/analysis.ts';
import { codeLenses } from '../../../server/src/core/features/codeLens.ts';
import { verifyService } from '../../../server/src/core/features/verifyService.ts';
import { problemsOf, unknownOf } from '../../../server/src/core/problems.ts';
import { analysisOf, check } from '../fixture.ts';
import { checkFix, titlesFor } from './checkFix.ts';

const service = (selector: string) => `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    ${selector}
  ports:
    - port: 8001
`;
const deployment = (labels: string) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {${labels}}
  template:
    metadata:
      labels: {${labels}}
    spec:
      containers:
        - name: web
          ports:
            - containerPort: 8001
`;
const base = (selector: string, labels = 'app: web-frontend') =>
  `=== base/kustomization.yaml\nresources: [s.yaml, d.yaml]\n=== base/s.yaml\n${service(selector)}=== base/d.yaml\n${deployment(labels)}`;
const overlay = (name: string, text = '') =>
  `=== overlays/${name}/kustomization.yaml\nresources: [../../base]\n${text}\n`;
const patch = (selector: string) =>
  `patches:\n  - path: patch.yaml\n=== overlays/prod/patch.yaml\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    ${selector}`;

const lensesOf = (text: string, path: string) => codeLenses(analysisOf(text), path).map((lens) => lens.text);
const messagesIn = (text: string, path: string) => problemsOf(analysisOf(text), path).map((each) => each.message);

test('what is wrong in a base is told once, there, with the bundles that have it', () => {
  const wrong = base('app: web-frontent\n#        ^^^^^^^^^^^^ warning service-selects-nothing: selects no pods');
  check(wrong + overlay('dev') + overlay('prod'));
  const messages = (...overlays: string[]) =>
    messagesIn(base('app: web-frontent') + overlays.map((each) => overlay(each)).join(''), 'base/s.yaml');
  assert.match(messages()[0]!, /^Service "web" selects no pods/);
  assert.match(messages('dev')[0]!, /^Service.* \(in overlays\/dev\)$/);
  assert.match(messages('dev', 'prod')[0]!, /^Service.* \(in overlays\/dev and overlays\/prod\)$/);
  assert.match(messages('a', 'b', 'c', 'd')[0]!, /^Service.* \(in all 4 bundles\)$/);
});

test('where one overlay fixes it, the problem says which one does not', () => {
  const text = base('app: web-frontent') + overlay('dev') + overlay('prod', patch('app: web-frontend'));
  assert.match(messagesIn(text, 'base/s.yaml')[0]!, / \(in overlays\/dev, not in overlays\/prod\)$/);
  assert.deepEqual(lensesOf(text, 'base/s.yaml'), [
    'overlays/dev: selects nothing here · overlays/prod: selects Deployment web',
  ]);
  assert.deepEqual(lensesOf(text, 'base/d.yaml'), [
    'overlays/dev: no Service selects this · overlays/prod: selected by Service web',
  ]);
});

test('one line where all overlays agree, whatever they call things; none above a patch', () => {
  const text =
    base('app: web-frontend') +
    overlay('dev', 'namePrefix: dev-') +
    overlay('prod', patch('app: web-frontend').replace('patches', 'nameSuffix: -v2\npatches'));
  assert.deepEqual(lensesOf(text, 'base/s.yaml'), ['selects Deployment web']);
  assert.deepEqual(lensesOf(text, 'base/d.yaml'), ['selected by Service web']);
  assert.deepEqual(lensesOf(text, 'overlays/prod/patch.yaml'), []);
});

test('a problem that an overlay makes stands in its patch, or in its kustomization', () => {
  check(
    base('app: web-frontend') +
      overlay('dev') +
      overlay('prod', `${patch('app: web-frontent')}\n#        ^^^^^^^^^^^^ warning service-selects-nothing`),
  );
  check(`${base('app: web-frontend')}=== overlays/prod/kustomization.yaml
resources: [../../base]
patches:
  - patch: |-
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec: {selector: {app: web-frontent}}
#                            ^^^^^^^^^^^^ warning service-selects-nothing
`);
  check(`${base('app: web-frontend')}=== overlays/prod/kustomization.yaml
resources: [../../base]
patches:
  - target: {kind: Service}
    path: operations.yaml
=== overlays/prod/operations.yaml
- op: replace
  path: /spec/selector/app
  value: web-frontent
#        ^^^^^^^^^^^^ warning service-selects-nothing
`);
});

test('a fix in a base says which overlays it changes, and is right in all of them', () => {
  const text = base('app: web-frontent') + overlay('dev') + overlay('prod');
  const title = 'Copy pod labels from Deployment "web" (changes overlays/dev and overlays/prod) *';
  assert.equal(titlesFor('service-selects-nothing', text)[0], title);
  checkFix('service-selects-nothing', text, base('app: web-frontend'));
  // Prod gives its pods the label that the base selects, so a fix for dev in the base breaks prod.
  const labels =
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {metadata: {labels: {app: web-frontent}}}}';
  const apart = `${base('app: web-frontent')}${overlay('dev')}${overlay('prod', 'patches: [{path: patch.yaml}]')}=== overlays/prod/patch.yaml\n${labels}`;
  const found = titlesFor('service-selects-nothing', apart);
  assert.ok(!found.some((each) => each.startsWith('Copy') || each.startsWith('Change')), found.join());
});

test('where a base is right in one overlay, the others get a patch', () => {
  const labels =
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {metadata: {labels: {app: web-frontent}}}}';
  const prod = `${overlay('prod', 'patches: [{path: patch.yaml}]')}=== overlays/prod/patch.yaml\n${labels}`;
  const added = (indent: string) =>
    `- patch: |-
    apiVersion: v1
    kind: Service
    metadata:
      name: web
    spec:
      selector:
        app: web-frontend`.replaceAll(/^/gm, indent);
  const text = `${base('app: web-frontent')}${overlay('dev', 'namePrefix: dev-')}${prod}`;
  assert.deepEqual(titlesFor('service-selects-nothing', text).slice(0, 1), ['Patch the selector in overlays/dev *']);
  checkFix('service-selects-nothing', text, overlay('dev', `namePrefix: dev-\npatches:\n${added('  ')}`));
  // One more patch of a list that is there, and one in each of two overlays.
  const others =
    'patches:\n- target: {kind: Deployment}\n  patch: |\n    - {op: add, path: /metadata/labels, value: {a: b}}\n';
  const two = `${base('app: web-frontent')}${overlay('dev', others)}${overlay('test')}${prod}`;
  checkFix(
    'service-selects-nothing',
    two,
    overlay('dev', `${others}${added('')}`) + overlay('test', `patches:\n${added('  ')}`).replace('\n\n', '\n'),
    'Patch the selector in the overlays that need it (changes overlays/dev and overlays/test)',
  );
  // If all overlays are wrong, the fix changes the base.
  const same = titlesFor('service-selects-nothing', base('app: web-frontent') + overlay('dev') + overlay('test'));
  assert.ok(!same.some((each) => each.startsWith('Patch')), same.join());
});

test('labels that a kustomization puts on pods and selectors are not copied', () => {
  const text = base('app: web-frontent') + overlay('prod', 'commonLabels: {env: prod}');
  checkFix('service-selects-nothing', text, base('app: web-frontend'));
});

test('a selector keeps something of its own, beside what a kustomization puts on all', () => {
  const text = base('app: web-frontent') + overlay('prod', 'namePrefix: p-\ncommonLabels: {env: prod}');
  const titles = titlesFor('service-selects-nothing', text);
  assert.ok(!titles.some((each) => each.startsWith('Remove')), titles.join());
  assert.match(
    messagesIn(text, 'base/s.yaml')[0]!,
    /^Service "web" .* Closest match: Deployment "web".* \(in overlays\/prod\)$/,
  );
});

test('a merge patch is fixed in its own way: null takes away what the base has', () => {
  const wrong = base('app: web-frontend\n    tier: front') + overlay('prod', patch('app: web-frontent'));
  checkFix(
    'service-selects-nothing',
    wrong,
    base('app: web-frontend\n    tier: front') + overlay('prod', patch('app: web-frontend\n    tier: null')),
  );
  const typo = base('app: web-frontend') + overlay('prod', patch('app: web-frontent'));
  checkFix('service-selects-nothing', typo, base('app: web-frontend') + overlay('prod', patch('app: web-frontend')));
});

test('a patch inside a kustomization is fixed there', () => {
  const text = (value: string) => `${base('app: web-frontend')}=== overlays/prod/kustomization.yaml
resources: [../../base]
patches:
  - patch: |-
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec: {selector: {app: ${value}}}
`;
  checkFix('service-selects-nothing', text('web-frontent'), text('web-frontend'), 'Change app to');
});

test('other overlays are no scope: what one of them has is not found in another', () => {
  const labels = (name: string, value: string) =>
    `${overlay(name, 'patches: [{path: patch.yaml}]')}=== overlays/${name}/patch.yaml\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {selector: {matchLabels: {app: ${value}}}, template: {metadata: {labels: {app: ${value}}}}}\n`;
  const text = base('app: web-frontent') + labels('dev', 'web-frontent') + labels('prod', 'web-frontend');
  assert.match(messagesIn(text, 'base/s.yaml')[0]!, / \(in overlays\/prod, not in overlays\/dev\)$/);
});

test('a component is a part of what takes it in', () => {
  const text = `${base('app: web-frontent')}=== component/kustomization.yaml
kind: Component
patches:
  - path: patch.yaml
=== component/patch.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web-frontend}}
${overlay('prod', 'components: [../../component]')}`;
  check(text);
  assert.deepEqual(lensesOf(text, 'base/s.yaml'), ['selects Deployment web']);
});

test('the namespace that Flux or Argo CD gives a bundle counts', () => {
  const flux = (namespace: string) => `=== flux.yaml
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: web}
spec: {path: ./overlays/prod, targetNamespace: ${namespace}}
`;
  const apart = base('app: web-frontend')
    .replace('  name: web\nspec:\n  selector:\n    app', '  name: web\n  namespace: one\nspec:\n  selector:\n    app')
    .replace(
      '  name: web\nspec:\n  selector:\n    matchLabels',
      '  name: web\n  namespace: two\nspec:\n  selector:\n    matchLabels',
    );
  assert.match(messagesIn(apart + overlay('prod'), 'base/s.yaml')[0]!, /in namespace "two"/);
  check(apart + overlay('prod') + flux('three'));
});

test('what is filled in by Flux is not known', () => {
  const text = base(`app: $\{APP}`) + overlay('prod');
  check(text);
  assert.match(unknownOf(analysisOf(text), 'base/s.yaml')[0]!.because, /filled in by a template \(in overlays\/prod\)/);
});

test('a file beside a kustomization that does not take it in is judged by itself, with what the bundle has in scope', () => {
  const text = `=== kustomization.yaml\nresources: [d.yaml]\n=== d.yaml\n${deployment('app: web')}=== s.yaml\n${service('app: web')}`;
  assert.deepEqual(lensesOf(text, 's.yaml'), ['selects Deployment web']);
  assert.deepEqual(lensesOf(text, 'd.yaml'), ['selected by Service web']);
});

test('a Service is verified in each bundle that deploys it', () => {
  const rowsOf = (text: string) => {
    const analysis = analysisOf(text);
    const service = fileOf(analysis, 'base/s.yaml')!.documents[0]!.facts.resources[0]!;
    return verifyService(analysis, service)!.rows.map(({ mark, text: row }) => `${mark}: ${row}`);
  };
  const wrong = base('app: web-frontent');
  assert.deepEqual(rowsOf(wrong + overlay('dev') + overlay('prod', patch('app: web-frontend'))), [
    'failed: In overlays/dev: Service "web"',
    'ok: In overlays/prod: Service "web"',
  ]);
  assert.match(rowsOf(base('app: web-frontend') + overlay('dev'))[0]!, /^ok: Selects Deployment "web"$/);
});

test('five hundred overlays of one base are one problem, and one line', () => {
  const overlays = Array.from({ length: 500 }, (_, number) => overlay(`c${number}`)).join('');
  const analysis = analysisOf(base('app: web-frontent') + overlays);
  const [problem, ...others] = problemsOf(analysis, 'base/s.yaml');
  assert.match(problem?.message ?? '', /^Service "web" selects no pods.* \(in all 500 bundles\)$/);
  assert.deepEqual(others, []);
  const lenses = codeLenses(analysis, 'base/s.yaml');
  assert.deepEqual(
    lenses.map((lens) => lens.text),
    ['selects nothing here'],
  );
});

test('three hundred kustomizations, each in the next, end somewhere', () => {
  const chain = Array.from({ length: 300 }, (_, i) => `=== k${i}/kustomization.yaml\nresources: [../k${i + 1}]\n`).join(
    '',
  );
  const text = `${chain}=== k300/kustomization.yaml\nresources: [s.yaml]\n=== k300/s.yaml\n${service('app: web')}`;
  assert.match(analysisOf(text).index.bundles.roots.size.toString(), /^1$/);
  check(text);
});
