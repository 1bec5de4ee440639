const web = `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
`;

const app = (text: string, others = '') => `
=== app/kustomization.yaml
resources: [web.yaml]
${text}
${others}=== app/web.yaml
${web}`;

/** A field that does not exist, or that has another type, at any place. */
const fields: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'patches: [{target: {kind: Service, names: web}, patch: "[]"}]',
    'configMapGenerator: [{name: a, literal: [a=b]}]',
    'images: [{name: a, tag: b}]',
    'images: [{name: a, newTag: 1.0}]',
    'labels: [{pairs: {a: b}, includeSelector: true}]',
    'labels: [{pairs: {a: b}, includeSelectors: "true"}]',
    'replicas: [{name: web, count: "2"}]',
    'generatorOptions: {disableNameSuffixHash: "true"}',
    'sortOptions: {order: random}',
    'sortOptions: {order: fifo, legacySortOptions: {orderFirst: [Service], orderLast: []}}',
  ].map((text) => [`a field that is wrong: ${text}`, app(text)]),
);

/** What kustomize refuses, apart from the cases in `cases`. */
export const refusedCases: Readonly<Record<string, string>> = {
  ...fields,
  'only an empty namespace': '\n=== app/kustomization.yaml\nnamespace: ""\n',
  'a component among the resources, which does something': app(
    '',
    `=== component/kustomization.yaml
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
namePrefix: a-
`,
  ).replace('[web.yaml]', '[web.yaml, ../component]'),
  'a file among the components': app('components: [web.yaml]'),
  'a kustomization in which nothing stands': app('', '=== empty/kustomization.yaml\n# later\n').replace(
    '[web.yaml]',
    '[web.yaml, ../empty]',
  ),
  'a component that is missing': app('components: [../gone]'),
  'the same file twice': app('').replace('[web.yaml]', '[web.yaml, web.yaml]'),
  'the same base twice': app(
    '',
    `=== a/kustomization.yaml
resources: [../base]
=== b/kustomization.yaml
resources: [../base]
=== base/kustomization.yaml
resources: [base.yaml]
=== base/base.yaml
apiVersion: v1
kind: Service
metadata: {name: base}
`,
  ).replace('[web.yaml]', '[web.yaml, ../a, ../b]'),
  'its own file among the resources': app('').replace('[web.yaml]', '[web.yaml, kustomization.yaml]'),
  'text among the resources': app('', '=== app/text.txt\nhello world\n').replace('[web.yaml]', '[web.yaml, text.txt]'),
  'an empty path': app('').replace('[web.yaml]', '[web.yaml, ""]'),
  'a patch file that is missing': app('patches: [{path: gone.txt}]'),
  'a merge patch that is missing': app('patchesStrategicMerge: [gone.yaml]'),
  'a merge patch with nothing in it': app('patchesStrategicMerge: [empty.yaml]', '=== app/empty.yaml\n# nothing\n'),
  'operations with nothing in them': app(
    'patchesJson6902: [{path: empty.yaml, target: {version: v1, kind: Service, name: web}}]',
    '=== app/empty.yaml\n# nothing\n',
  ),
  'operations that are none': app(`patchesJson6902:
  - target: {version: v1, kind: Service, name: web}
    patch: |
      kind: Service
      metadata: {name: web}`),
  'operations without a target': app(`patchesJson6902:
  - patch: |
      - {op: remove, path: /spec}`),
  'a patch outside the directory': app(
    'patches: [{path: ../patch.yaml}]',
    '=== patch.yaml\napiVersion: v1\nkind: Service\nmetadata: {name: web}\n',
  ),
  'a patch that is none': app('patches: [{target: {kind: Service}}]'),
  'a patch for an object without a name': app(`patches:
  - patch: |
      kind: Service
      spec: {type: NodePort}`),
  'a target that is no expression': app(`patches:
  - target: {kind: Service, name: "we(b"}
    patch: |
      - {op: replace, path: /spec/type, value: NodePort}`),
  'an operation that is none': app(`patches:
  - target: {kind: Service}
    patch: |
      - {op: put, path: /spec/type, value: NodePort}`),
  'an item that is not there': app(`patches:
  - target: {kind: Service}
    patch: |
      - {op: replace, path: /spec/ports/4/port, value: 1}`),
  'a file of replacements that is missing': app('replacements: [{path: gone.yaml}]'),
  'a replacement without targets': app('replacements: [{source: {kind: Service, name: web}}]'),
  'a replacement of which nobody says from what': app(
    'replacements: [{targets: [{select: {kind: Service}, fieldPaths: [spec.selector.app]}]}]',
  ),
  'a replacement from a field that is missing': app(`replacements:
  - source: {kind: Service, name: web, fieldPath: spec.none}
    targets: [{select: {kind: Service}, fieldPaths: [spec.selector.app]}]`),
  'a replacement into a field that is missing': app(`replacements:
  - source: {kind: Service, name: web}
    targets: [{select: {kind: Service}, fieldPaths: [spec.none.app]}]`),
  'a configuration that is missing': app('configurations: [gone.yaml]'),
  'a schema that is missing': app('openapi: {path: gone.json}'),
  'definitions that are missing': app('crds: [gone.json]'),
  'definitions that are custom resource definitions': app(
    'crds: [crd.yaml]',
    '=== app/crd.yaml\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a}\n',
  ),
  'a transformer that is missing': app('transformers: [gone.yaml]'),
  'a generator that is missing': app('generators: [gone.yaml]'),
  'a validator that is missing': app('validators: [gone.yaml]'),
  'an environment that is missing': app('configMapGenerator: [{name: a, envs: [gone.env]}]'),
  'a directory for a generator': app('configMapGenerator: [{name: a, files: [sub]}]', '=== app/sub/x.txt\nx\n'),
  'a file outside the directory for a generator': app(
    'configMapGenerator: [{name: a, files: [../x.txt]}]',
    '=== x.txt\nx\n',
  ),
  'a variable of nothing': app('vars: [{name: A, objref: {kind: Service, apiVersion: v1, name: none}}]'),
  'a variable of a field that is missing': app(
    'vars: [{name: A, objref: {kind: Service, apiVersion: v1, name: web}, fieldref: {fieldPath: spec.none}}]',
  ),
};
