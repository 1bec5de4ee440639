import { test } from 'node:test';
import { check, testRule } from '../fixture.ts';

/** A Deployment that is right, with further labels on its pod template. */
const withLabels = (labels: string) => `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
${labels}
    spec:
      containers:
        - name: web
          image: nginx
`;

const configMap = (labels: string) => `
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
  labels:
${labels}
`;

testRule('label-not-a-string', {
  reports: {
    'a number in the labels of a pod template': withLabels(`
        version: 1.10
#                ^^^^ error label-not-a-string: kubectl reads version: 1.10 in spec.template.metadata.labels as the number 1.1`),
    'numbers of every spelling and booleans': configMap(`
    a: 80
#      ^^ label-not-a-string: the number 80
    b: 012
#      ^^^ label-not-a-string: the number 10
    c: 1_000
#      ^^^^^ label-not-a-string: the number 1000
    d: 0x1F
#      ^^^^ label-not-a-string: the number 31
    e: yes
#      ^^^ label-not-a-string: the boolean true
    f: Off
#      ^^^ label-not-a-string: the boolean false
    g: 1e3
#      ^^^ label-not-a-string: the number 1000`),
    'a tag that the value does not fit': configMap(`
    a: !!int web
#            ^^^ label-not-a-string`),
    'a map and a list under labels': configMap(`
    a: {b: c}
#      ^^^^^^ label-not-a-string: a in metadata.labels is a map, not a string
    d: [e]
#      ^^^ label-not-a-string: d in metadata.labels is a list, not a string`),
    'labels that are no map': `
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
  labels: [app]
# ^^^^^^ label-not-a-string: metadata.labels is not a map of labels
`,
    'values that break the syntax': configMap(`
    a: my app
#      ^^^^^^ label-not-a-string: and no space
    b: 1:20
#      ^^^^ label-not-a-string: and no ":"
    b2: team/app
#       ^^^^^^^^ label-not-a-string: and no "/"
    c: -web
#      ^^^^ label-not-a-string: begins and ends with a letter or a digit
    d: ${'x'.repeat(64)}
#      ${'^'.repeat(64)} label-not-a-string: has at most 63 characters; this one has 64`),
    'keys that break the syntax': configMap(`
    my app: a
#   ^^^^^^ label-not-a-string: no space
    a/b/c: a
#   ^^^^^ label-not-a-string: at most one "/"
    Example.com/app: a
#   ^^^^^^^^^^^^^^^ label-not-a-string: lower case
    "": a
#   ^^ label-not-a-string: is not empty`),
    'a key that kubectl cannot take': configMap(`
    null: a
#   ^^^^ label-not-a-string: kubectl does not read the key`),
    'values of matchExpressions': `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
    matchExpressions:
      - key: tier
        operator: In
        values: [front, 1]
#                       ^ label-not-a-string: as the number 1
      - {key: my tier, operator: Exists}
#             ^^^^^^^ label-not-a-string: is not a valid label key
  template:
    metadata:
      labels:
        app: web
        tier: front
    spec:
      nodeSelector:
        gpu: true
#            ^^^^ label-not-a-string: gpu: true in spec.template.spec.nodeSelector
      containers:
        - name: web
          image: nginx
`,
    'the template and the selector of kinds of others, where these are known': `
apiVersion: keda.sh/v1alpha1
kind: ScaledJob
metadata:
  name: runner
spec:
  jobTargetRef:
    template:
      metadata:
        labels:
          version: 1
#                  ^ label-not-a-string: kubectl reads version: 1 in spec.jobTargetRef.template.metadata.labels as the number 1
      spec:
        nodeSelector:
          gpu: true
#              ^^^^ label-not-a-string: gpu: true in spec.jobTargetRef.template.spec.nodeSelector
        containers:
          - name: runner
---
apiVersion: apps.openshift.io/v1
kind: DeploymentConfig
metadata:
  name: web
spec:
  selector:
    version: 1
#            ^ label-not-a-string: kubectl reads version: 1 in spec.selector as the number 1
  template:
    metadata:
      labels:
        version: "1"
    spec:
      containers:
        - name: web
---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata:
  name: api
spec:
  selector:
    matchExpressions:
      - {key: app, operator: In, values: [2]}
#                                         ^ label-not-a-string: a value: 2 in spec.selector.matchExpressions[0]
  workloadRef: {apiVersion: apps/v1, kind: Deployment, name: api}
`,
    'an item of a List, and what an alias names, once': `
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: ConfigMap
    metadata:
      name: web
      labels: &labels
        app: 1
#            ^ label-not-a-string
  - apiVersion: v1
    kind: ConfigMap
    metadata:
      name: other
      labels: {b: 2}
#                 ^ label-not-a-string
`,
    'the selector of a Service': `
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    version: 1.0
#            ^^^ label-not-a-string: the API server rejects Service "web"
  ports:
    - port: 80
`,
    'a date, where kustomize builds': `
=== kustomization.yaml
resources: [web.yaml]
=== web.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
  labels:
    released: 2020-01-01
#             ^^^^^^^^^^ label-not-a-string: as a date and writes it as 2020-01-01T00:00:00Z
    8080: web
#   ^^^^ label-not-a-string: kustomize does not read the key
`,
    'the one that decides of a key that stands twice': configMap(`
    a: 1
    a: 2
#   ^ duplicate-key
#      ^ label-not-a-string`),
  },
  silent: {
    'names in braces, which a program fills in': withLabels(`
        backend: {self.path}
        tier: { tier }`),
    'what a tool keeps in a bucket of its own': `apiVersion: kops.k8s.io/v1alpha2
kind: InstanceGroup
metadata:
  name: nodes
  labels:
    kops.k8s.io/cluster: a-name-that-is-longer-than-the-sixty-three-characters-of-a-label-value
`,
    'what is quoted, empty or null': configMap(`
    a: "1.10"
    b: 'yes'
    c: ""
    d:
    e: null
    f: ~
    g: !!str 80`),
    'what looks like more than it is': configMap(`
    a: v1.10
    b: 1.10.0
    c: 2020-01-01
    e: ye
    f: 0800a
    g: nope
    h: ${'x'.repeat(63)}
    example.com/a-b: a_B.c-9
    12: keys_are_made_text
    true: keys_are_made_text`),
    'yes and on, where kustomize builds': `
=== kustomization.yaml
resources: [web.yaml]
=== web.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
  labels:
    a: yes
    b: on
    y: a
`,
    'values that a template language will fill in': configMap(`
    a: \${VERSION}
    b: <version>
    c: __VERSION__
    d: "{{ version }}"
    e: $(VERSION)
    f: "[version]"`),
    'a patch': `
=== kustomization.yaml
namespace: shop
patches: [{path: patch.yaml, target: {name: none}}]
=== patch.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
  labels:
    a: 1
`,
    'maps of a custom resource and of configuration that no API server sees': `
apiVersion: example.com/v1
kind: Web
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: 1
  labels:
    app: 1
---
apiVersion: skaffold/v4beta6
kind: Config
metadata:
  labels:
    app: 1
`,
    'what a kind calls labels or a node selector that has its own type for it': `
apiVersion: keda.sh/v1alpha1
kind: ScaledJob
metadata:
  name: runner
spec:
  jobTargetRef:
    template:
      metadata:
        labels:
          app: runner
      spec:
        containers:
          - name: runner
  triggers:
    - type: forgejo-runner
      metadata:
        labels: linux,amd64
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: descheduler
spec:
  values:
    nodeSelector: "!node-role.kubernetes.io/control-plane"
    pod:
      metadata:
        labels:
          weight: 1
`,
    'the first of a key that stands twice': configMap(`
    a: 1
    a: b
#   ^ duplicate-key`),
    'node affinity, whose values need not be label values': `
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  affinity:
    nodeAffinity:
      preferredDuringSchedulingIgnoredDuringExecution:
        - weight: 1
          preference:
            matchExpressions:
              - {key: a, operator: In, values: ["a b"]}
  containers:
    - name: web
      image: nginx
`,
  },
});

test('a value is reported in every line end and in JSON', () => {
  for (const lineEnd of ['\n', '\r\n'] as const) {
    check(configMap('    a: 1\n#      ^ label-not-a-string'), { lineEnd });
  }
  check(
    '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"labels": {"a": 1}}}\n#' +
      `${' '.repeat(70)}^ label-not-a-string`,
  );
});
