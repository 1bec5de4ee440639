const web = `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: web}]}}
`;

const app = (text: string, others = '') => `
=== app/kustomization.yaml
${text}
${others}=== app/web.yaml
${web}`;

/** Options of a kustomization about the whole build, and the order of its parts. */
export const optionCases: Readonly<Record<string, string>> = {
  'who manages an object': app('resources: [web.yaml]\nbuildMetadata: [managedByLabel]\ncommonLabels: {of: all}'),
  'who manages an object, where selectors ask for it': app(
    'resources: [web.yaml]\nbuildMetadata: [managedByLabel]\ncommonLabels: {app.kubernetes.io/managed-by: me}',
  ),
  'who manages an object, asked for by a base alone': app(
    'resources: [web.yaml, ../base]',
    `=== base/kustomization.yaml
buildMetadata: [managedByLabel, originAnnotations]
resources: [base.yaml]
=== base/base.yaml
apiVersion: v1
kind: Service
metadata: {name: base}
`,
  ),
  'where an object is from': app(
    'resources: [web.yaml]\nbuildMetadata: [originAnnotations, transformerAnnotations, other]\nnamePrefix: a-',
  ),
  'an order of objects': app(
    'resources: [web.yaml]\nsortOptions: {order: legacy, legacySortOptions: {orderFirst: [Deployment], orderLast: [Service]}}',
  ),
  'labels into fields, templates and selectors': app(`resources: [web.yaml]
labels:
  - {pairs: {template: a}, includeTemplates: true}
  - {pairs: {selector: b}, includeSelectors: true}
  - pairs: {field: c}
    fields:
      - {path: spec/selector, kind: Service, create: true}
      - {path: spec/template/metadata/labels, group: apps, version: v1, kind: Deployment, create: true}
      - {path: spec/none, kind: Deployment}
  - {pairs: {empty: , text: ""}}`),
  'two components one after the other': app(
    'resources: [web.yaml]\ncomponents: [../first, ../second]\nnamePrefix: p-',
    `=== first/kustomization.yaml
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
nameSuffix: -first
labels: [{pairs: {by: first}, includeSelectors: true}]
=== second/kustomization.yaml
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
labels: [{pairs: {by: second, also: second}, includeTemplates: true}]
patches:
  - target: {kind: Service, name: web-first}
    patch: |
      - {op: add, path: /spec/selector/seen, value: both}
`,
  ),
  'a component in a component, and what the kustomization does after both': app(
    `resources: [web.yaml]
components: [../outer]
patches:
  - target: {kind: Deployment}
    patch: |
      - {op: replace, path: /spec/template/metadata/labels/app, value: last}`,
    `=== outer/kustomization.yaml
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
components: [../inner]
namespace: outer
=== inner/kustomization.yaml
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
namespace: inner
patches:
  - patch: |
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: last}}}
`,
  ),
  'a component that adds to what is generated': app(
    'resources: [web.yaml]\nconfigMapGenerator: [{name: settings, literals: [a=b]}]\ncomponents: [../component]',
    `=== component/kustomization.yaml
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
configMapGenerator: [{name: settings, behavior: merge, literals: [a=c, d=e]}]
`,
  ),
  'no hash for all that is generated': app(
    `resources: [web.yaml, pod.yaml]
generatorOptions: {disableNameSuffixHash: true, immutable: true, labels: {generated: "yes"}}
configMapGenerator:
  - {name: a, literals: [a=b]}
  - {name: b, literals: [a=b], options: {disableNameSuffixHash: false, immutable: false}}
secretGenerator: [{name: c, envs: [c.env]}]`,
    `=== app/c.env
=no key
key=value
=== app/pod.yaml
apiVersion: v1
kind: Pod
metadata: {name: pod}
spec:
  volumes: [{name: a, configMap: {name: a}}, {name: b, configMap: {name: b}}, {name: c, secret: {secretName: c}}]
`,
  ),
  'no hash for what is added to what has one': `
=== app/kustomization.yaml
resources: [../base]
generatorOptions: {disableNameSuffixHash: true}
configMapGenerator: [{name: settings, behavior: merge, literals: [c=d]}]
=== base/kustomization.yaml
configMapGenerator: [{name: settings, literals: [a=b]}]
`,
  'values from what is generated': app(
    `resources: [web.yaml]
configMapGenerator:
  - {name: literals, literals: [app=other, name=named]}
  - {name: environment, envs: [some.env]}
secretGenerator: [{name: secret, literals: [app=coded]}]
replacements:
  - source: {kind: ConfigMap, name: literals, fieldPath: data.app}
    targets:
      - {select: {kind: Service}, fieldPaths: [spec.selector.app]}
      - {select: {kind: Deployment}, fieldPaths: [spec.selector.matchLabels.app, spec.template.metadata.labels.app]}
  - source: {kind: ConfigMap, name: literals, fieldPath: data.name}
    targets: [{select: {kind: Service}, fieldPaths: [metadata.name]}]
  - source: {kind: ConfigMap, name: environment, fieldPath: data.TIER}
    targets: [{select: {kind: Service}, fieldPaths: [spec.selector.tier], options: {create: true}}]
  - source: {kind: Secret, name: secret, fieldPath: data.app}
    targets: [{select: {kind: Service}, fieldPaths: [metadata.labels.secret], options: {create: true}}]`,
    '=== app/some.env\nTIER=front\n',
  ),
  'values from a ConfigMap that is not deployed, and into one that is': app(
    `resources: [web.yaml, values.yaml]
replacements:
  - source: {kind: ConfigMap, name: values, fieldPath: data.app}
    targets: [{select: {kind: Service}, fieldPaths: [spec.selector.app]}]
  - source: {kind: Service, name: web}
    targets: [{select: {kind: ConfigMap, name: settings}, fieldPaths: [data.host]}]`,
    `=== app/values.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: values, annotations: {config.kubernetes.io/local-config: "true"}}
data: {app: given}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {host: x}
`,
  ),
  'variables from what is generated': `
=== app/kustomization.yaml
resources: [web.yaml]
configMapGenerator: [{name: values, envs: [values.env]}]
vars: [{name: APP, objref: {kind: ConfigMap, name: values, apiVersion: v1}, fieldref: {fieldpath: data.app}}]
configurations: [variables.yaml]
=== app/values.env
app=given
=== app/variables.yaml
varReference: [{path: spec/selector/app, kind: Service}]
=== app/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: $(APP)}}
`,
  'charts that are spoken of and not there': app('resources: [web.yaml]\nhelmGlobals: {chartHome: charts}'),
  'patches with nothing in them': app(
    `resources: [web.yaml]
patches:
  - path: empty.yaml
  - {path: empty.yaml, target: {kind: Service}}
  - {patch: "[]", target: {kind: Service}}
  - patch: |
      # nothing`,
    '=== app/empty.yaml\n# nothing\n',
  ),
  'patches for what is not there, by their targets': app(`resources: [web.yaml]
patches:
  - {target: {kind: Service, name: none}, patch: '[{"op": "remove", "path": "/spec"}]'}
  - target: {kind: Service, name: none}
    patch: |
      kind: Service
      metadata: {name: none}
      spec: {type: NodePort}
patchesJson6902:
  - target: {version: v1, kind: Service, name: none}
    patch: |
      - {op: remove, path: /spec}
replacements:
  - source: {kind: Service, name: web}
    targets: [{select: {kind: Deployment, name: none}, fieldPaths: [spec.selector.matchLabels.app]}]
images: [{name: none, newTag: "1"}]`),
  'resources with nothing in them': app(
    'resources: [web.yaml, empty.yaml, null.yaml]',
    '=== app/empty.yaml\n# nothing\n=== app/null.yaml\nnull\n',
  ),
  'patches and resources under any name': app(
    'resources: [web.yaml, more.txt]\npatches: [{path: patch}, {path: operations.json5, target: {kind: Service, name: web}}]',
    `=== app/more.txt
apiVersion: v1
kind: Service
metadata: {name: more}
=== app/patch
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: patched}}
=== app/operations.json5
[{"op": "add", "path": "/spec/selector/tier", "value": "front"}]
`,
  ),
  'transformers in the text, and in a directory': app(
    `resources: [web.yaml]
transformers:
  - ../transformers
  - |-
    apiVersion: builtin
    kind: PrefixTransformer
    metadata: {name: prefix}
    prefix: in-
    fieldSpecs: [{path: metadata/name}]`,
    `=== transformers/kustomization.yaml
resources: [labels.yaml]
=== transformers/labels.yaml
apiVersion: builtin
kind: LabelTransformer
metadata: {name: labels}
labels: {by: directory}
fieldSpecs: [{path: metadata/labels, create: true}]
`,
  ),
};
