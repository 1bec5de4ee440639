/** A Service whose selector resembles the labels of a Deployment: one problem, which the preferred fix removes. */
export function service(name: string): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector:
    app: ${name}
  ports:
    - port: 80
      targetPort: 8080
`;
}

export function deployment(name: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  selector:
    matchLabels:
      app: ${name}-backend
  template:
    metadata:
      labels:
        app: ${name}-backend
    spec:
      containers:
        - name: web
          image: example/web
          ports:
            - containerPort: 8080
`;
}

/** The service as the fix leaves it. */
export function fixedService(name: string): string {
  return service(name).replace(`app: ${name}`, `app: ${name}-backend`);
}

/** A folder of a fixture whose Service selects nothing. */
export function brokenFolder(name: string): string {
  return `=== ${name}/service.yaml\n${service('web')}=== ${name}/deployment.yaml\n${deployment('web')}`;
}

/** A Service for `app: web`, and a Deployment `web` whose pods have the label `app` with this value. */
export function web(app: string, image = 'example/web'): string {
  return `apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  selector: { app: web }
  ports: [{ port: 80 }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: ${app} } }
  template:
    metadata: { labels: { app: ${app} } }
    spec: { containers: [{ name: web, image: '${image}' }] }
`;
}
