/** A small workspace in which everything refers to something. */
export const shop = {
  ingress: `=== ingress.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  rules:
    - http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: web
                port: {name: http}
`,
  service: `=== service.yaml
apiVersion: v1
kind: Service
metadata:
  name: web
  labels: {monitored: "yes"}
spec:
  selector:
    app: web
  ports:
    - name: http
      port: 80
      targetPort: serve
`,
  deployment: `=== deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: web
          envFrom: [{configMapRef: {name: settings}}]
          ports:
            - name: serve
              containerPort: 8080
`,
  others: `=== others.yaml
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: web}
spec: {selector: {matchLabels: {monitored: "yes"}}, endpoints: [{port: http}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas: 3}
`,
};

export const wholeShop = Object.values(shop).join('');

/** The workspace with a cursor before the first occurrence of a text after another text. */
export function shopWithCursor(file: keyof typeof shop, before: string, text: string): string {
  return withCursor(wholeShop, `${file}.yaml`, before, text);
}

/** A fixture with a cursor before the first occurrence of a text after another text of a file. */
export function withCursor(fixture: string, file: string, before: string, text: string): string {
  const at = fixture.indexOf(text, fixture.indexOf(before, fixture.indexOf(`=== ${file}`)));
  return `${fixture.slice(0, at)}<|>${fixture.slice(at)}`;
}

/** A base with a label that its kustomization adds, and two overlays. The lines end the kustomization of the second. */
export function baseWithOverlays(linesOfTest: string): string {
  return `=== base/kustomization.yaml
resources: [deployment.yaml, service.yaml]
labels:
  - pairs: {team: shop}
    includeSelectors: true
=== base/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web}]}
=== base/service.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
=== overlays/prod/kustomization.yaml
resources: [../../base]
namePrefix: prod-
patches: [{path: replicas.yaml}]
=== overlays/prod/replicas.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {replicas: 3}
=== overlays/test/kustomization.yaml
resources: [../../base]
${linesOfTest}`;
}

/**
 * One file with a Service and its Deployment, and two overlays of it. The lines end the kustomization of the second.
 */
export function fileWithOverlays(linesOfB: string): string {
  return `=== base/kustomization.yaml
resources: [all.yaml]
=== base/all.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: c}]}}
=== a/kustomization.yaml
resources: [../base]
=== b/kustomization.yaml
resources: [../base]
${linesOfB}`;
}
