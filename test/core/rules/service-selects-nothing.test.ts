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
    'a Service whose pods have labels that change with each release, which are not told': `
=== deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: family-assistant-backend
spec:
  selector:
    matchLabels:
      app: family-assistant-backend
      component: familyai-v3
  template:
    metadata:
      labels:
        app: family-assistant-backend
        component: familyai-v3
        version: v2.0.0
    spec:
      containers:
        - name: backend
          image: family-assistant
          ports:
            - containerPort: 8001
=== service.yaml
apiVersion: v1
kind: Service
metadata:
  name: family-assistant-nodeport
spec:
  selector:
    app: family-assistant
#        ^^^^^^^^^^^^^^^^ warning service-selects-nothing: Closest match: Deployment "family-assistant-backend" (app=family-assistant-backend, component=familyai-v3).
  ports:
    - port: 8001
`,
    'a Service that asks for such a label, which is told then': `
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
        version: v2
        team: shop
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
    app: web
    version: v1
#            ^^ warning service-selects-nothing: Closest match: Deployment "web" (app=web, version=v2).
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
