import { optionCases } from './optionCases.ts';
import { refusedCases } from './refusedCases.ts';
import { sharedLabelCases } from './sharedLabelCases.ts';

/**
 * Small kustomizations, one for each feature and each refusal of kustomize. `answers.json` has the output of the real
 * kustomize for the folder `app`, written by `test/harness/kustomize/answers.ts`.
 */
export const cases: Readonly<Record<string, string>> = {
  ...optionCases,
  ...sharedLabelCases,
  'a base and an overlay': `
=== app/kustomization.yaml
resources: [../base]
namespace: shop
namePrefix: dev-
nameSuffix: -v2
=== base/kustomization.yml
resources:
  - web.yaml
  - more
=== base/more/Kustomization
kind: Kustomization
apiVersion: kustomize.config.k8s.io/v1beta1
bases:
  - ../../other
=== other/kustomization.yaml
resources: [namespace.yaml, roles.yaml]
=== other/namespace.yaml
apiVersion: v1
kind: Namespace
metadata: {name: old}
=== other/roles.yaml
apiVersion: v1
kind: ServiceAccount
metadata: {name: robot}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: reader}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: reading}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
subjects:
  - {kind: ServiceAccount, name: robot}
  - {kind: ServiceAccount, name: default}
  - {kind: ServiceAccount, name: robot, namespace: elsewhere}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: binding, namespace: x}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: nowhere}
subjects: [{kind: User, name: default}]
=== base/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web, namespace: stated}
spec:
  serviceName: web
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      serviceAccountName: robot
      containers: [{name: web, image: web}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  defaultBackend: {service: {name: web, port: {number: 80}}}
  rules:
    - http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec: {rules: [{backendRefs: [{name: web, port: 80}]}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: StatefulSet, name: web}}
`,
  'labels of all sorts': `
=== app/kustomization.yaml
resources: [all.yaml]
commonLabels: {common: "yes", version: "1.10"}
labels:
  - pairs: {plain: a}
  - pairs: {template: b}
    includeTemplates: true
  - pairs: {selector: c}
    includeSelectors: true
  - pairs: {field: d}
    fields:
      - {path: spec/template/metadata/labels, kind: Rollout, create: true}
      - {path: spec/jobTemplate/spec/template/metadata/labels, kind: CronJob, create: true}
commonAnnotations: {note: x}
=== app/all.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: external}
spec: {type: ExternalName, externalName: example.com}
---
apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: serverless}
spec: {template: {spec: {containers: [{image: x}]}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector:
  template:
    metadata:
    spec:
      containers: [{name: web}]
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - labelSelector: {matchLabels: {app: web}}
              topologyKey: zone
            - topologyKey: host
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  selector: {matchLabels: {app: db}}
  template: {metadata: {labels: {app: db}}, spec: {containers: []}}
  volumeClaimTemplates: [{metadata: {name: data}}]
---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: []}}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec: {jobTemplate: {spec: {template: {spec: {containers: []}}}}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: once}
spec: {template: {spec: {containers: []}}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {selector: {matchLabels: {app: web}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress: [{from: [{podSelector: {matchLabels: {app: x}}}, {namespaceSelector: {}}]}]
---
apiVersion: v1
kind: ReplicationController
metadata: {name: old}
spec: {template: {metadata: {labels: {app: old}}}}
---
apiVersion: extensions/v1beta1
kind: Deployment
metadata: {name: older}
spec: {template: {metadata: {labels: {app: older}}}}
`,
  'strategic merge patches': `
=== app/kustomization.yaml
resources: [web.yaml, custom.yaml]
patchesStrategicMerge:
  - ports.yaml
  - |-
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec:
      selector: {app: null, tier: front}
      ports:
        - port: 80
          targetPort: http
        - port: 443
          name: https
patches:
  - path: delete.yaml
  - path: replace.yaml
  - patch: |
      apiVersion: example.com/v1
      kind: Custom
      metadata: {name: custom}
      spec: {items: [{name: c}], map: {b: 3}}
  - patch: |
      apiVersion: whatever/v1
      kind: Anything
      metadata: {name: ignored, labels: {patched: "true"}}
    target: {kind: Deploy.*, name: "web|api"}
  - patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: api}
      spec: {template: {spec: {containers: [{name: new, image: first}], volumes: null}}}
=== app/ports.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: null
  template:
    metadata: {labels: {tier: front}}
    spec:
      containers:
        - name: side
          $patch: delete
        - name: web
          ports:
            - containerPort: 8080
              name: http
            - containerPort: 53
              protocol: UDP
              name: dns
          env:
            - {name: B, value: patched}
            - {name: C, value: added}
          args: [one]
          volumeMounts:
            - $patch: replace
            - {mountPath: /only, name: only}
      initContainers:
        - {name: init, image: init}
=== app/delete.yaml
$patch: delete
apiVersion: v1
kind: Service
metadata: {name: gone}
=== app/replace.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: replaced, namespace: x}
spec:
  template:
    metadata:
      labels:
        $patch: replace
        only: this
    spec:
      $patch: merge
      nodeSelector: {a: b}
=== app/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web, keep: me}
  ports:
    - {port: 80, name: http, protocol: TCP}
    - {port: 90, name: other}
---
apiVersion: v1
kind: Service
metadata: {name: gone}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: side
          image: side
        - name: web
          image: web
          args: [a, b]
          ports:
            - containerPort: 8080
            - containerPort: 53
              protocol: UDP
            - containerPort: 53
              protocol: TCP
          env: [{name: A, value: a}, {name: B, value: b}]
          volumeMounts: [{mountPath: /x, name: x}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  template:
    spec: {containers: [{name: api, image: api}], volumes: [{name: x, emptyDir: {}}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: replaced, namespace: x}
spec:
  template:
    metadata: {labels: {app: a, b: c}}
    spec: {containers: [{name: a}]}
=== app/custom.yaml
apiVersion: example.com/v1
kind: Custom
metadata: {name: custom}
spec: {items: [{name: a}, {name: b}], map: {a: 1, b: 2}}
`,
  'JSON patches': `
=== app/kustomization.yaml
resources: [web.yaml]
patchesJson6902:
  - target: {version: v1, kind: Service, name: web}
    path: service.json
patches:
  - target: {kind: Deployment, labelSelector: "app in (web, api),!no"}
    patch: |-
      - op: replace
        path: /spec/template/metadata/labels/app
        value: yes
      - op: add
        path: /spec/template/metadata/labels/a~1b
        value: "1.10"
      - op: add
        path: /spec/template/spec/containers/-
        value: {name: added, ports: [{containerPort: 1}]}
      - op: add
        path: /spec/template/spec/containers/0
        value: {name: first}
      - op: remove
        path: /spec/template/spec/containers/1/image
      - op: move
        from: /spec/template/spec/containers/1/ports
        path: /spec/template/spec/containers/0/ports
      - op: copy
        from: /metadata/labels
        path: /spec/selector/matchLabels
      - op: test
        path: /spec/replicas
        value: 2
      - op: add
        path: /metadata/annotations/note
        value: x
      - op: replace
        path: /spec/template/spec/notThere
        value: made
  - target: {annotationSelector: a=b}
    path: ops.yaml
=== app/ops.yaml
- op: add
  path: /metadata/labels
  value: {by: annotation}
=== app/service.json
[{"op": "replace", "path": "/spec/selector", "value": {"app": "other"}},
 {"op": "add", "path": "/spec/ports/-", "value": {"port": 90, "name": "more"}}]
=== app/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 2
  selector: {matchLabels: {x: y}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web, ports: [{containerPort: 80}]}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: not, labels: {app: web, no: x}}
spec: {}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: annotated, annotations: {a: b}}
`,
  'anchored expressions in targets': `
=== app/kustomization.yaml
resources: [web.yaml]
patches:
  - target: {kind: Service, name: web}
    patch: '[{"op": "add", "path": "/metadata/labels", "value": {"exactly": "true"}}]'
  - target: {kind: Service, name: "(?i)WEB.*"}
    patch: |
      - {op: add, path: /metadata/annotations, value: {like: "true"}}
  - target: {kind: Service, namespace: sh.p}
    patch: |
      - {op: add, path: /metadata/annotations/in, value: shop}
  - target: {group: "", version: v1, kind: Service, name: "web-\\\\d+"}
    patch: |
      - {op: add, path: /spec, value: {type: NodePort}}
=== app/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
---
apiVersion: v1
kind: Service
metadata: {name: web-2}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
---
apiVersion: v1
kind: Service
metadata: {name: my-web}
`,
  'a component': `
=== app/kustomization.yaml
resources: [web.yaml]
components: [../component]
namePrefix: pre-
=== app/web.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {metadata: {labels: {app: web}}}}
=== component/kustomization.yaml
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
resources: [service.yaml]
configMapGenerator: [{name: settings, literals: [a=b]}]
labels: [{pairs: {from: component}, includeTemplates: true}]
patches:
  - patch: |
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec: {template: {spec: {volumes: [{name: v, configMap: {name: settings}}]}}}
=== component/service.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}}
`,
  generators: `
=== app/kustomization.yaml
resources: [../base]
configMapGenerator:
  - name: merged
    behavior: merge
    literals: [b=2, 'c="quoted"']
  - name: files
    files: [a.txt, renamed=sub/b.txt]
    envs: [some.env]
  - name: plain
    options: {disableNameSuffixHash: true, labels: {x: z}}
    namespace: own
    literals: [x=<&>ü]
secretGenerator:
  - name: secret
    type: kubernetes.io/tls
    literals: [tls.crt=a, tls.key=b, long=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]
generatorOptions:
  labels: {all: "1"}
  annotations: {note: m}
=== app/a.txt
line one
line two
=== app/sub/b.txt
b
=== app/some.env
# comment
A=1

B=two=three
C
=== base/kustomization.yaml
resources: [web.yaml]
configMapGenerator:
  - name: merged
    literals: [a=1, b=1]
=== base/web.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      volumes:
        - {name: a, configMap: {name: merged}}
        - {name: b, configMap: {name: files}}
        - {name: c, secret: {secretName: secret}}
        - {name: d, projected: {sources: [{configMap: {name: merged}}]}}
      containers:
        - name: web
          envFrom: [{configMapRef: {name: plain}}, {secretRef: {name: secret}}]
          env: [{name: A, valueFrom: {configMapKeyRef: {name: merged, key: a}}}]
`,
  'images and replicas': `
=== app/kustomization.yaml
resources: [web.yaml]
images:
  - {name: web, newName: registry/web, newTag: "2"}
  - {name: other, digest: "sha256:abc"}
  - {name: reg:5000/x, newTag: v3}
replicas: [{name: web, count: 5}]
=== app/web.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers: [{name: a, image: "web:1"}, {name: b, image: webber}, {name: c, image: "other:1@sha256:x"}]
      initContainers: [{name: d, image: "reg:5000/x:v2"}]
---
apiVersion: example.com/v1
kind: Custom
metadata: {name: web}
spec: {deep: {containers: [{image: web}], image: web}}
`,
  replacements: `
=== app/kustomization.yaml
resources: [web.yaml]
replacements:
  - source: {kind: Deployment, name: web, fieldPath: spec.template.metadata.labels.app}
    targets:
      - select: {kind: Service, name: web}
        fieldPaths: [spec.selector.app]
        options: {create: true}
      - select: {kind: Deployment}
        reject: [{name: web}]
        fieldPaths: [spec.template.metadata.labels.app, spec.selector.matchLabels.app]
  - path: replacement.yaml
  - source: {kind: Service, name: web, fieldPath: spec.ports.0.port}
    targets:
      - select: {kind: Deployment, name: web}
        fieldPaths: ["spec.template.spec.containers.[name=web].ports.0.containerPort", "spec.template.spec.containers.*.env.[name=PORT].value"]
=== app/replacement.yaml
source: {kind: Service, name: web, fieldPath: metadata.name}
targets:
  - select: {kind: Ingress}
    fieldPaths: [spec.rules.0.host]
    options: {delimiter: ".", index: 0}
=== app/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 8080}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    metadata: {labels: {app: real}}
    spec:
      containers:
        - {name: web, ports: [{containerPort: 1}], env: [{name: PORT, value: "0"}]}
        - {name: side, env: [{name: PORT, value: x}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: twin}
spec:
  selector: {matchLabels: {app: x}}
  template: {metadata: {labels: {app: x}}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec: {rules: [{host: name.example.com}]}
`,
  vars: `
=== app/kustomization.yaml
resources: [web.yaml]
namePrefix: dev-
vars:
  - name: SERVICE
    objref: {apiVersion: v1, kind: Service, name: web}
  - name: PORT
    objref: {apiVersion: v1, kind: Service, name: web}
    fieldref: {fieldpath: "spec.ports[0].port"}
=== app/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web, labels: {me: $(SERVICE)}}
spec: {selector: {app: $(SERVICE)}, ports: [{port: 80, targetPort: $(PORT)}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    metadata: {labels: {app: $(SERVICE)}}
    spec:
      containers:
        - name: web
          args: ["--host=$(SERVICE).svc", "$(UNKNOWN)", "$$(SERVICE)"]
          env: [{name: P, value: $(PORT)}]
`,
  configurations: `
=== app/kustomization.yaml
resources: [web.yaml]
configurations: [config.yaml]
namePrefix: dev-
commonLabels: {team: a}
namespace: shop
=== app/config.yaml
commonLabels:
  - {path: spec/template/metadata/labels, kind: Rollout, group: argoproj.io, create: true}
  - {path: spec/selector/matchLabels, kind: Rollout, create: true}
nameReference:
  - kind: Service
    version: v1
    fieldSpecs:
      - {path: spec/strategy/canary/stableService, kind: Rollout}
namespace:
  - {path: spec/inNamespace, kind: Rollout, create: true}
=== app/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}}
---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}}
  strategy: {canary: {stableService: web}}
`,
  'transformers in files': `
=== app/kustomization.yaml
resources: [web.yaml]
transformers: [labels.yaml, prefix.yaml, namespace.yaml, patch.yaml]
=== app/labels.yaml
apiVersion: builtin
kind: LabelTransformer
metadata: {name: labels}
labels: {by: transformer}
fieldSpecs: [{path: metadata/labels, create: true}, {path: spec/selector, kind: Service}]
=== app/prefix.yaml
apiVersion: builtin
kind: PrefixTransformer
metadata: {name: prefix}
prefix: t-
fieldSpecs: [{path: metadata/name}]
=== app/namespace.yaml
apiVersion: builtin
kind: NamespaceTransformer
metadata: {name: namespace, namespace: set}
unsetOnly: true
fieldSpecs: [{path: metadata/name, kind: Namespace, create: true}]
=== app/patch.yaml
apiVersion: builtin
kind: PatchTransformer
metadata: {name: patch}
target: {kind: Service}
patch: |-
  - {op: add, path: /metadata/labels/added, value: NodePort}
=== app/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}}
---
apiVersion: v1
kind: Service
metadata: {name: stated, namespace: stated}
`,
  'a label that is a boolean': `
=== app/kustomization.yaml
resources: [web.yaml]
labels: [{pairs: {x: y}}]
=== app/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
`,
  'ports of which one side leaves out the protocol': `
=== app/kustomization.yaml
resources: [web.yaml]
patches:
  - patch: |
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec:
        ports:
          - {port: 80, protocol: TCP, targetPort: 1}
          - {port: 90, targetPort: 2}
          - {port: 53, protocol: UDP, targetPort: 3}
          - {port: 53, $patch: delete}
=== app/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  ports:
    - {name: a, port: 80}
    - {name: b, port: 90, protocol: TCP}
    - {name: c, port: 53, protocol: UDP}
    - {name: d, port: 53, protocol: TCP}
    - {name: e, port: 1}
`,
  'operations that begin as JSON and are none': `
=== app/kustomization.yaml
resources: [web.yaml]
patches:
  - target: {kind: Service}
    patch: '[{op: add, path: /metadata/labels, value: {a: b}}]'
=== app/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
`,
  'lists, anchors and merge keys': `
=== app/kustomization.yaml
resources: [all.yaml]
commonLabels: &labels {a: b}
commonAnnotations: *labels
patches:
  - patch: |
      apiVersion: v1
      kind: List
      items:
        - apiVersion: v1
          kind: Service
          metadata: {name: one}
          spec: {type: NodePort}
        - apiVersion: v1
          kind: Service
          metadata: {name: two}
          spec: {type: NodePort}
=== app/all.yaml
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Service
    metadata: {name: one}
    spec: {selector: &selector {app: web}}
  - apiVersion: v1
    kind: Service
    metadata: {name: two}
    spec: {selector: {<<: *selector, tier: x}}
---
apiVersion: v1
kind: ServiceList
items: []
---
apiVersion: v1
kind: Service
metadata: {name: local, annotations: {config.kubernetes.io/local-config: "true"}}
`,
  'scalars in their own reader': `
=== app/kustomization.yaml
resources: [web.yaml]
labels: [{pairs: {x: z}}]
=== app/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {a: yes, b: on, c: 2020-01-01, d: "1.10", e: y}}
`,
  'the same names behind different prefixes': `
=== app/kustomization.yaml
resources: [a, b]
=== app/a/kustomization.yaml
namePrefix: a-
resources: [../../base]
=== app/b/kustomization.yaml
namePrefix: b-
nameSuffix: -z
resources: [../../base]
=== base/kustomization.yaml
resources: [web.yaml]
configMapGenerator: [{name: settings, literals: [a=b]}]
=== base/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web}
spec:
  serviceName: web
  template: {spec: {volumes: [{name: v, configMap: {name: settings}}]}}
`,
  'changes of name and kind that are allowed': `
=== app/kustomization.yaml
resources: [web.yaml]
patches:
  - target: {kind: Deployment}
    options: {allowNameChange: true, allowKindChange: true}
    patch: |
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: renamed}
  - target: {kind: Service}
    patch: |
      apiVersion: v1
      kind: Nothing
      metadata: {name: nothing, namespace: nowhere}
      spec: {type: NodePort}
=== app/web.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: here}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
`,
  'items that a patch replaces': `
=== app/kustomization.yaml
resources: [web.yaml]
patches:
  - patch: |
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        template:
          spec:
            containers:
              - $patch: replace
                name: web
                image: replaced
            $setElementOrder/containers: [{name: side}, {name: web}]
            volumes:
              - name: v
                $retainKeys: [name, configMap]
                configMap: {name: c}
=== app/web.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers: [{name: web, image: web, ports: [{containerPort: 1}]}, {name: side}]
      volumes: [{name: v, emptyDir: {}}]
`,
  'a namespace in layers': `
=== app/kustomization.yaml
resources: [../a, ../b]
namespace: last
=== a/kustomization.yaml
namespace: first
resources: [sa.yaml]
=== a/sa.yaml
apiVersion: v1
kind: ServiceAccount
metadata: {name: robot}
=== b/kustomization.yaml
resources: [binding.yaml]
=== b/binding.yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: b}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}
subjects: [{kind: ServiceAccount, name: robot, namespace: first}]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: hook}
webhooks: [{name: a, clientConfig: {service: {name: hook, namespace: system}}}]
---
apiVersion: v1
kind: Service
metadata: {name: hook, namespace: system}
`,
  // What kustomize refuses.
  ...refusedCases,
  'a file that is missing': `
=== app/kustomization.yaml
resources: [web.yaml, gone.yaml]
=== app/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
`,
  'a directory without a kustomization': `
=== app/kustomization.yaml
resources: [web]
=== app/web/service.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
`,
  'a kustomization that includes itself': `
=== app/kustomization.yaml
resources: [.]
`,
  'a circle of kustomizations': `
=== app/kustomization.yaml
resources: [../b]
=== b/kustomization.yaml
resources: [../app]
`,
  'a base above its overlay': `
=== kustomization.yaml
resources: [web.yaml]
=== web.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
=== app/kustomization.yaml
resources: [..]
`,
  'a file outside the directory': `
=== app/kustomization.yaml
resources: [../web.yaml]
=== web.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
`,
  'a patch without its target': `
=== app/kustomization.yaml
resources: [web.yaml]
patchesStrategicMerge: [patch.yaml]
=== app/patch.yaml
apiVersion: v1
kind: Service
metadata: {name: wbe}
=== app/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
`,
  'a patch with two targets': `
=== app/kustomization.yaml
resources: [a, b]
patches: [{path: patch.yaml}]
=== app/patch.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
=== app/a/kustomization.yaml
resources: [../../base]
namePrefix: a-
=== app/b/kustomization.yaml
resources: [../../base]
namePrefix: b-
=== base/kustomization.yaml
resources: [web.yaml]
=== base/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
`,
  'a JSON patch with a wrong path': `
=== app/kustomization.yaml
resources: [web.yaml]
patches:
  - target: {kind: Service}
    patch: |-
      - {op: replace, path: /spec/selector/app/deeper, value: x}
=== app/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}}
`,
  'a JSON patch that removes what is not there': `
=== app/kustomization.yaml
resources: [web.yaml]
patches:
  - target: {kind: Service}
    patch: |-
      - {op: remove, path: /spec/nothing}
=== app/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}}
`,
  'a replacement without a source': `
=== app/kustomization.yaml
resources: [web.yaml]
replacements:
  - source: {kind: Deployment, name: none}
    targets: [{select: {kind: Service}, fieldPaths: [spec.selector.app]}]
=== app/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}}
`,
  'the same object twice': `
=== app/kustomization.yaml
resources: [web.yaml, again.yaml]
=== app/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
=== app/again.yaml
apiVersion: v1
kind: Service
metadata: {name: web, namespace: default}
`,
  'a component among the resources': `
=== app/kustomization.yaml
resources: [../component]
=== component/kustomization.yaml
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
`,
  'a kustomization among the components': `
=== app/kustomization.yaml
components: [../base]
=== base/kustomization.yaml
namePrefix: x
`,
  'an unknown field': `
=== app/kustomization.yaml
resource: [web.yaml]
=== app/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
`,
  'a label that is a number': `
=== app/kustomization.yaml
resources: [web.yaml]
commonLabels: {version: 1.0}
=== app/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
`,
  'two kustomization files': `
=== app/kustomization.yaml
resources: [web.yaml]
=== app/Kustomization
resources: [web.yaml]
=== app/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
`,
  'an apiVersion of another kind': `
=== app/kustomization.yaml
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Kustomization
namePrefix: x
`,
  'a namespace that makes two objects one': `
=== app/kustomization.yaml
resources: [web.yaml]
namespace: one
=== app/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web, namespace: a}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: b}
`,
  'an object without a name': `
=== app/kustomization.yaml
resources: [web.yaml]
=== app/web.yaml
apiVersion: v1
kind: Service
metadata: {labels: {a: b}}
`,
  'a generator without its file': `
=== app/kustomization.yaml
configMapGenerator: [{name: a, files: [gone.txt]}]
`,
  'a generator for what exists': `
=== app/kustomization.yaml
resources: [a.yaml]
configMapGenerator: [{name: a, literals: [a=b]}]
=== app/a.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: a}
`,
  'replicas of nothing': `
=== app/kustomization.yaml
resources: [web.yaml]
replicas: [{name: wbe, count: 1}]
=== app/web.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
`,
  'a namespace that is empty': `
=== app/kustomization.yaml
resources: [web.yaml]
namespace: ""
=== app/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web, namespace: own}
`,
  'a patch of another type than its field': `
=== app/kustomization.yaml
resources: [web.yaml]
patches:
  - patch: |
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec: {selector: [app]}
=== app/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}}
`,
};
