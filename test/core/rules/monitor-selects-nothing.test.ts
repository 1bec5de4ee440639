import { test } from 'node:test';
import { checkFix } from '../features/mended.ts';
import { testRule } from '../fixture.ts';

const monitor = (selector: string, port = 'metrics', more = '') => `apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: web
spec:${more}
  selector:
    matchLabels:
      ${selector}
  endpoints:
    - port: ${port}
`;

const podMonitor = (selector: string, port = 'metrics') => `apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata:
  name: web
spec:
  selector:
    matchLabels:
      ${selector}
  podMetricsEndpoints:
    - port: ${port}
`;

const service = (labels: string, port = 'metrics') => `apiVersion: v1
kind: Service
metadata:
  name: web${labels && `\n  labels:\n    ${labels}`}
spec:
  selector:
    app: web
  ports:
    - name: ${port}
      port: 9090
`;

const pods = (more = '') => `apiVersion: apps/v1
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
          ports:
            - name: metrics
              containerPort: 9090
${more}`;

const code = 'monitor-selects-nothing';

const ofShop = '\n  namespaceSelector: {matchNames: [shop]}';

const inNamespace = (namespace: string) =>
  `${service('app: web')}---\n${pods()}`.replaceAll(/^ {2}name: web$/gm, `$&\n  namespace: ${namespace}`);

testRule('monitor-selects-nothing', {
  reports: {
    'labels that the pods have and the Service has not': `${monitor(
      `app: web\n#     ^^^ warning ${code}: It selects pods with these labels, but does not have them itself.`,
    )}---
${service('')}---
${pods()}`,
    'a value that the Service has otherwise': `${monitor(
      `app: wbe-server\n#          ^^^^^^^^^^ warning ${code}: no Service has app=wbe-server. Prometheus scrapes nothing for it. Nearest: Service "web" (app=web-server).`,
    )}---
${service('app: web-server')}---
${pods()}`,
    'a port that the Service does not have': `${monitor('app: web', `metric\n#           ^^^^^^ warning ${code}: has no port of that name`)}---
${service('app: web')}---
${pods()}`,
    'pods with other labels': `${podMonitor(`app: webb\n#          ^^^^ warning ${code}: no pod template has app=webb`)}---
${pods()}`,
    'a monitor that names no namespace, or its own': `${monitor(
      `app: web\n#     ^^^ warning ${code}: no Service has app=web.`,
      'metrics',
      '\n  namespaceSelector: {any: false, matchNames: [shop]}',
    ).replace('name: web', 'name: web\n  namespace: shop')}---
${monitor(`app: web\n#     ^^^ warning ${code}: no Service has app=web.`, 'metrics', '\n  namespaceSelector: {}')}---
${service('')}---
${pods()}`,
    'a port of a Service far away in the namespace that both state': `=== monitors/all/web.yaml
${monitor('app: web', `metric\n#           ^^^^^^ warning ${code}: There is "metrics".`).replace('name: web', 'name: web\n  namespace: shop')}
=== services/all/web.yaml
${service('app: web').replace('name: web', 'name: web\n  namespace: shop')}---
${pods()}`,
    'a port that the pods do not have': `${podMonitor('app: web', `metric\n#           ^^^^^^ warning ${code}: There is "metrics".`)}---
${pods()}`,
    'a port of Services that are said to be in a namespace that it looks in': `=== monitors/web.yaml
${monitor('app: web', `metric\n#           ^^^^^^ warning ${code}: has no port of that name`, ofShop)}=== shop/web.yaml
${inNamespace('shop')}`,
  },
  silent: {
    'a port of Services of another example': `=== monitors/web.yaml
${monitor('app: web', 'metric', ofShop)}=== example/web.yaml
${service('app: web')}---
${pods()}`,
    'a port of Services beside it that are said to be in another namespace': `${monitor('app: web', 'metric', ofShop)}---
${inNamespace('office')}`,
    'a port of pods that stand elsewhere': `=== m/m.yaml\n${podMonitor('app: web', 'other')}=== p.yaml\n${pods()}`,
    'labels and a port that are there': `${monitor('app: web')}---\n${service('app: web')}---\n${pods()}`,
    'pods and a port that are there': `${podMonitor('app: web')}---\n${pods()}`,
    'a monitor of other namespaces': `${monitor('app: wbe', 'metrics', '\n  namespaceSelector: {any: true}')}---
${service('app: web')}---
${pods()}`,
    'a monitor of another namespace too': `${monitor(
      'app: wbe',
      'metrics',
      '\n  namespaceSelector: {matchNames: [shop, web]}',
    ).replace('name: web', 'name: web\n  namespace: shop')}---
${service('app: web')}---
${pods()}`,
    'a regular expression': `${monitor('app: web', 'metric.')}---\n${service('app: web')}---\n${pods()}`,
    'a kustomization that adds labels': `
=== kustomization.yaml
resources: [web.yaml]
labels: [{pairs: {app: web}}]
=== web.yaml
${monitor('app: web')}---
${service('')}---
${pods()}`,
    'a Service whose pods come from elsewhere': `${monitor('app: web', 'metric')}---\n${service('app: web')}`,
    'a port that a controller may add': `${podMonitor('app: web', 'metric')}---
${pods().replace('apps/v1', 'example.com/v1').replace('Deployment', 'Worker')}`,
    'no selector': `
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: web}
spec: {selector: {}, endpoints: [{port: metrics}]}
---
${service('')}`,
  },
});

test('the labels of the Service are copied', () => {
  checkFix(
    code,
    `${monitor('app: wbe-server # one')}---\n${service('app: web-server')}---\n${pods()}`,
    `${monitor('app: web-server # one')}---\n${service('app: web-server')}---\n${pods()}`,
  );
});

test('the port becomes one that there is', () => {
  checkFix(
    code,
    `${monitor('app: web', 'metric')}---\n${service('app: web')}---\n${pods()}`,
    `${monitor('app: web', 'metrics')}---\n${service('app: web')}---\n${pods()}`,
  );
});
