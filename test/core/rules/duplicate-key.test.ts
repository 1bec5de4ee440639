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
#   ^^^^^^^^ related: app is also here
    app: backend
#   ^^^ warning duplicate-key: app appears twice in spec.selector: kubectl keeps the last value and drops the others
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
# ^^^^^^^^ warning duplicate-key: selector appears twice in spec
    app: other
  ports:
# ^^^^^ warning duplicate-key: ports appears twice in spec
    - port: 80
      targetPort: 80
      targetPort: 8080
#     ^^^^^^^^^^ warning duplicate-key: targetPort appears twice in spec.ports[0]
`,
    'labels of a workload, of its template and of its selector, and container ports': `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app: a
  labels:
# ^^^^^^ warning duplicate-key: labels appears twice in metadata
    app: b
spec:
  selector:
    matchLabels:
      app: a
      app: web
#     ^^^ warning duplicate-key: app appears twice in spec.selector.matchLabels
  template:
    metadata:
      labels:
        app: a
        "app": b
        app: web
#       ^^^ warning duplicate-key: app appears 3 times in spec.template.metadata.labels
    spec:
      containers:
        - name: web
          image: nginx
          ports:
            - containerPort: 80
              containerPort: 8080
#             ^^^^^^^^^^^^^ warning duplicate-key: containerPort appears twice in spec.template.spec.containers[0].ports[0]
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
#     ^^^ warning duplicate-key: app appears twice in spec.podSelector.matchLabels
  ingress:
    - from:
        - podSelector: {}
          podSelector: {matchLabels: {app: web}}
#         ^^^^^^^^^^^ warning duplicate-key: podSelector appears twice in spec.ingress[0].from[0]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: a}
    matchLabels: {app: web}
#   ^^^^^^^^^^^ warning duplicate-key: matchLabels appears twice in spec.selector
`,
    'an information where both say the same': `
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
  labels:
    app: web
    app:  web
#   ^^^ information duplicate-key: all values are equal
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
