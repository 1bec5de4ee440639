import { testRule } from '../fixture.ts';

testRule('service-selects-nothing', {
  reports: {
    'a value that is not quite that of the workload beside it': `
=== deployment.yaml
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
    spec:
      containers:
        - name: web
          image: nginx
=== service.yaml
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: wbe
#        ^^^ warning service-selects-nothing: Service "web" selects no pods: no pod template has app=wbe.
  ports:
    - port: 80
`,
  },
  silent: {
    'a Service that selects a workload in the same file': `
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
---
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
    spec:
      containers:
        - name: web
          image: nginx
`,
  },
});
