import { testRule } from '../fixture.ts';

testRule('duplicate-key', {
  reports: {
    'a label that stands twice in a selector': `
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
#   ^^^^^^^^ related: app stands here too
    app: backend
#   ^^^ warning duplicate-key: app stands twice in spec.selector: kubectl takes the last and drops what stands before
  ports:
    - port: 80
`,
    'a selector, a list of ports and a field of a port': `
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
  selector:
# ^^^^^^^^ warning duplicate-key: selector stands twice in spec
    app: other
  ports:
# ^^^^^ warning duplicate-key: ports stands twice in spec
    - port: 80
      targetPort: 80
      targetPort: 8080
#     ^^^^^^^^^^ warning duplicate-key: targetPort stands twice in spec.ports[0]
`,
    'labels of a workload, of its template and of its selector, and container ports': `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app: a
  labels:
# ^^^^^^ warning duplicate-key: labels stands twice in metadata
    app: b
spec:
  selector:
    matchLabels:
      app: a
      app: web
#     ^^^ warning duplicate-key: app stands twice in spec.selector.matchLabels
  template:
    metadata:
      labels:
        app: a
        "app": b
        app: web
#       ^^^ warning duplicate-key: app stands 3 times in spec.template.metadata.labels
    spec:
      containers:
        - name: web
          image: nginx
          ports:
            - containerPort: 80
              containerPort: 8080
#             ^^^^^^^^^^^^^ warning duplicate-key: containerPort stands twice in spec.template.spec.containers[0].ports[0]
`,
    'selectors of policies, budgets and monitors, and what stands beside them': `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
spec:
  podSelector:
    matchLabels:
      app: a
      app: web
#     ^^^ warning duplicate-key: app stands twice in spec.podSelector.matchLabels
  ingress:
    - from:
        - podSelector: {}
          podSelector: {matchLabels: {app: web}}
#         ^^^^^^^^^^^ warning duplicate-key: podSelector stands twice in spec.ingress[0].from[0]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: a}
    matchLabels: {app: web}
#   ^^^^^^^^^^^ warning duplicate-key: matchLabels stands twice in spec.selector
`,
    'an information where both say the same': `
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
  labels:
    app: web
    app:  web
#   ^^^ information duplicate-key: all say the same
`,
    'an error where kustomize takes the file': `
=== kustomization.yaml
resources: [web.yaml]
=== web.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
  labels:
    app: web
    app: web
#   ^^^ error duplicate-key: kustomize refuses the file
`,
  },
  silent: {
    'a key beside a merge key that brings it too, and equal keys in different maps': `
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
  labels: &labels
    app: web
---
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: ConfigMap
    metadata:
      name: a
      labels: &labels
        app: web
  - apiVersion: v1
    kind: ConfigMap
    metadata:
      name: b
      labels:
        <<: *labels
        app: other
`,
    'keys elsewhere': `
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
data:
  a: b
  a: c
`,
  },
});
