import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DocumentFacts } from '../../../server/src/core/model/document.ts';
import type { Bundle } from '../../../server/src/core/render/bundle.ts';
import { emptyLayers, forgetLayers } from '../../../server/src/core/render/layerParts.ts';
import { renderKustomization } from '../../../server/src/core/render/render.ts';
import { toJson } from '../../../server/src/core/render/tree.ts';
import type { Node } from '../../../server/src/core/yaml/node.ts';
import { parseFixture } from '../fixture.ts';
import { cases } from './cases.ts';
import { memorySource } from './memorySource.ts';

test('what is kept between renders changes none of them', () => {
  for (const [name, fixture] of Object.entries(cases)) {
    changeEveryFile(name, fixture);
  }
});

test('what is kept between renders changes no overlay of a base in layers', () => {
  const manifests = `
=== base/kustomization.yaml
resources: [web, settings.yaml]
=== base/web/kustomization.yaml
resources: [web.yaml, service.yaml]
=== base/web/web.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {tier: front}}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: web
          envFrom: [{configMapRef: {name: settings}}]
          ports: [{name: http, containerPort: 80}]
=== base/web/service.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}
=== base/settings.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {level: info}
`;
  const overlays = {
    'names and labels':
      'resources: [../base]\nnamespace: shop\nnamePrefix: a-\nnameSuffix: -b\nlabels: [{pairs: {team: red}, includeSelectors: true}]\ncommonAnnotations: {a: b}\n',
    'images and replicas':
      'resources: [../base]\nimages: [{name: web, newTag: "2"}]\nreplicas: [{name: web, count: 3}]\n',
    'patches of all sorts':
      'resources: [../base]\npatches:\n  - patch: |-\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata: {name: web}\n      spec: {template: {metadata: {labels: {more: than}}}}\n' +
      '  - target: {labelSelector: tier=front}\n    patch: |-\n      - {op: replace, path: /spec/replicas, value: 4}\n  - path: patch.yaml\n=== app/patch.yaml\napiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: NodePort}\n',
    'a component':
      'resources: [../base]\ncomponents: [../extra]\nnamePrefix: c-\n=== extra/kustomization.yaml\napiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nlabels: [{pairs: {extra: "yes"}, includeTemplates: true}]\nresources: [job.yaml]\n' +
      'patches:\n  - patch: |-\n      apiVersion: v1\n      kind: Service\n      metadata: {name: web}\n      spec: {type: LoadBalancer}\n=== extra/job.yaml\napiVersion: batch/v1\nkind: Job\nmetadata: {name: job}\nspec: {template: {spec: {}}}\n',
    'a generator of its own':
      'resources: [../base]\nconfigMapGenerator: [{name: own, literals: [a=b]}]\npatches:\n  - patch: |-\n      apiVersion: v1\n      kind: Service\n      metadata: {name: web}\n      spec: {externalName: own}\n',
    'a place is taken from another object':
      'resources: [../bound]\nnamePrefix: a-\n=== bound/kustomization.yaml\nresources: [robot, binding.yaml]\n=== bound/robot/kustomization.yaml\nresources: [robot.yaml]\n' +
      '=== bound/robot/robot.yaml\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: robot, namespace: shop}\n=== bound/binding.yaml\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: binding, namespace: shop}\n' +
      'roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}\nsubjects: [{kind: ServiceAccount, name: robot}]\n',
    'an object is taken out':
      'resources: [../base]\npatches:\n  - patch: |-\n      $patch: delete\n      apiVersion: v1\n      kind: Service\n      metadata: {name: web}\n',
    'a generator adds to what is below':
      'resources: [../base]\nconfigMapGenerator: [{name: settings, behavior: merge, literals: [more=values]}]\n',
    'a value is taken from another object':
      'resources: [../base]\nreplacements:\n  - source: {kind: ConfigMap, name: settings, fieldPath: data.level}\n    targets: [{select: {kind: Service}, fieldPaths: [spec.selector.app]}]\n',
    'a variable':
      'resources: [../base]\nvars: [{name: LEVEL, objref: {kind: ConfigMap, name: settings, apiVersion: v1}, fieldref: {fieldpath: data.level}}]\n',
    'something is refused': 'resources: [../base, gone.yaml]\nnamePrefix: a-\n',
    'a component brings in the base':
      'components: [../extra]\nnamePrefix: a-\n=== extra/kustomization.yaml\nkind: Component\nresources: [../base]\nnameSuffix: -z\n',
  };
  for (const [name, overlay] of Object.entries(overlays)) {
    changeEveryFile(name, `=== app/kustomization.yaml\n${overlay}${manifests}`);
  }
});

test('an object is the same one as before where neither it nor its kustomizations changed', () => {
  const fixture = (image: string) => `
=== app/kustomization.yaml
resources: [../base]
namePrefix: a-
labels: [{pairs: {team: red}, includeSelectors: true}]
images: [{name: web, newTag: "2"}]
patches:
  - patch: |-
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec: {type: NodePort}
=== base/kustomization.yaml
resources: [web.yaml, service.yaml]
=== base/web.yaml
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: web, image: ${image}}]}
=== base/service.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
`;
  const source = memorySource(fixture('web'));
  const changed = memorySource(fixture('web:1'));
  const mixed = { ...source, file: (path: string) => (path === 'base/web.yaml' ? changed : source).file(path) };
  const layers = emptyLayers();
  const [pod, service] = renderKustomization(source, 'app', layers)!.bundle.objects;
  forgetLayers(layers, new Set(['file base/web.yaml']));
  const [podNow, serviceNow] = renderKustomization(mixed, 'app', layers)!.bundle.objects;
  assert.notEqual(podNow, pod);
  assert.equal(serviceNow, service);
});

/**
 * Changes every file in turn (adds a comment at the start, changes one word, undoes both), and compares the render with
 * the cache to the render without it.
 */
function changeEveryFile(name: string, fixture: string): void {
  const files = parseFixture(fixture);
  const layers = emptyLayers();
  const source = memorySource(fixture);
  renderKustomization(source, 'app', layers);
  for (const { path, text: whole } of files) {
    for (const text of [`# changed\n${whole}`, ...withAWordChanged(whole)]) {
      const changed = memorySource(
        files.map((file) => `=== ${file.path}\n${file.path === path ? text : file.text}\n`).join(''),
      );
      const mixed = { ...changed, file: (asked: string) => (asked === path ? changed : source).file(asked) };
      forgetLayers(layers, new Set([`file ${path}`, `text ${path}`]));
      const kept = renderKustomization(mixed, 'app', layers)?.bundle;
      const anew = renderKustomization(mixed, 'app', emptyLayers())?.bundle;
      assert.deepEqual(withPlaces(kept), withPlaces(anew), `${name}: ${path}\n${text}`);
      forgetLayers(layers, new Set([`file ${path}`, `text ${path}`]));
      renderKustomization(source, 'app', layers);
    }
  }
}

/** The text with one word changed in turn, a dozen times at most, spread over it. */
function withAWordChanged(text: string): readonly string[] {
  const words = [...text.matchAll(/[A-Za-z0-9]+/g)];
  const every = Math.ceil(words.length / 12);
  return words
    .filter((_, position) => position % every === 0)
    .map(({ 0: word, index }) => `${text.slice(0, index)}${word}x${text.slice(index + word.length)}`);
}

/** A bundle with every value and its place, in a shape that can be compared. */
function withPlaces(bundle: Bundle | undefined): unknown {
  const placed = (node: Node, document: object): unknown => {
    const own = node.document ?? document;
    const at = `${(own as DocumentFacts).file} ${node.start}-${node.end}`;
    switch (node.type) {
      case 'mapping':
        return [at, node.pairs.map((pair) => [pair.key.text, pair.start, placed(pair.value, pair.document ?? own)])];
      case 'sequence':
        return [at, node.items.map((item) => placed(item, own))];
      default:
        return [at, toJson(node)];
    }
  };
  return {
    objects: bundle?.objects.map(({ root, document }) => placed(root, document)),
    problems: bundle?.problems.map((each) => [each.at.document.file, each.at.range, each.reason]),
    unread: bundle?.unread.map((each) => [each.at.document.file, each.at.range, each.because]),
  };
}
