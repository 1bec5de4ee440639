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

/** A base gives its objects a label that they had not, and `app` does something with it. */
const over = (text: string) => `
=== app/kustomization.yaml
resources: [../base]
${text}
=== base/kustomization.yaml
resources: [web.yaml]
commonLabels: {version: one}
=== base/web.yaml
${web}`;

/** What kustomize added as one value it changes as one value. */
export const sharedLabelCases: Readonly<Record<string, string>> = {
  'a label of metadata that a base gave to selectors too': over('labels: [{pairs: {version: two}}]'),
  'a label of templates that a base gave to selectors too': over(
    'labels: [{pairs: {version: two}, includeTemplates: true}]',
  ),
  'a label that two items give': `
=== app/kustomization.yaml
resources: [web.yaml]
labels:
  - {pairs: {version: one}, includeSelectors: true}
  - {pairs: {version: two}, includeTemplates: true}
=== app/web.yaml
${web}`,
  'a patch of one of the places of a label that a base gave': over(`patches:
  - patch: |
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec: {template: {metadata: {labels: {version: three}}}}
  - patch: |
      apiVersion: v1
      kind: Service
      metadata: {name: web, labels: {version: three}}`),
  'operations on one object that a base gave a label, and a label for all': over(`labels: [{pairs: {version: two}}]
patchesJson6902:
  - target: {version: v1, kind: Service, name: web}
    patch: |
      - {op: replace, path: /metadata/labels/version, value: three}
patches:
  - target: {kind: Deployment}
    patch: |
      - {op: add, path: /spec/replicas, value: 2}`),
  'a replacement into one of the places of a label that a base gave': over(`replacements:
  - source: {kind: Service, name: web}
    targets: [{select: {kind: Deployment}, fieldPaths: [spec.template.metadata.labels.version]}]`),
  'a label from one of the places of another that a base gave': over(`replacements:
  - source: {kind: Deployment, name: web, fieldPath: metadata.labels.version}
    targets: [{select: {kind: Service}, fieldPaths: [spec.selector.app]}]
labels: [{pairs: {version: two}}]`),
  'a label that a manifest states in one of the places where a base gives it': over(
    'labels: [{pairs: {version: two}}]',
  ).replace('metadata: {name: web}', 'metadata: {name: web, labels: {version: own}}'),
  'a label of two bases': over('labels: [{pairs: {version: two}}]')
    .replace('[../base]', '[../middle]')
    .concat(`
=== middle/kustomization.yaml
resources: [../base]
nameSuffix: -middle
images: [{name: web, newTag: "2"}]
`),
};
