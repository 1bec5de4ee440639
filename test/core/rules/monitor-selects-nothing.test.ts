import { test } from 'node:test';
import { checkFix } from '../features/checkFix.ts';
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

/** Monitors `web` and `api` with Services and pods of these names; the second one selects what the first selects. */
function copied(drawing: string, kind: 'service' | 'pod', port = 'metrics', selector = 'app: web'): string {
  const api = (text: string) => text.replaceAll('web', 'api');
  const monitorOf = kind === 'service' ? monitor : podMonitor;
  return [
    monitorOf('app: web'),
    monitorOf(drawing === '' ? selector : `${selector}\n#          ^^^ ${drawing}`, port).replace(
      'name: web',
      'name: api',
    ),
    service('app: web'),
    api(service('app: web', port)),
    pods(),
    api(pods()).replace('name: metrics', `name: ${port}`),
  ].join('---\n');
}

testRule('monitor-selects-nothing', {
  reports: {
    'the selector of another monitor': copied(
      `information ${code}: ServiceMonitor "api" selects Service "web", as ServiceMonitor "web" does with the same selector, and no ServiceMonitor here selects Service "api": the selector seems to be copied.`,
      'service',
    ),
    'the selector of another monitor of pods': copied(
      `information ${code}: no PodMonitor here selects Deployment "api"`,
      'pod',
    ),
    'the selector of another monitor, where only what has its name has its ports': copied(
      `warning ${code}: no ServiceMonitor here selects Service "api", which has its ports: the selector`,
      'service',
      'other',
    ),
    'the selector of another monitor, where Services stand far away in the namespace that all state': copied(
      `information ${code}: no ServiceMonitor here selects Service "api": the selector`,
      'service',
    )
      .replaceAll(/^ {2}name: (?:web|api)$/gm, '$&\n  namespace: shop')
      .replace('---\napiVersion: v1', '=== services/all/web.yaml\napiVersion: v1')
      .replace(/^/, '=== monitors/all/web.yaml\n'),
    'labels that the pods have and the Service has not': `${monitor(
      `app: web\n#     ^^^ warning ${code}: It selects pods with these labels, but does not have them itself.`,
    )}---
${service('')}---
${pods()}`,
    'a value that the Service has otherwise': `${monitor(
      `app: wbe-server\n#          ^^^^^^^^^^ warning ${code}: no Service has app=wbe-server. Prometheus scrapes nothing for it. Closest match: Service "web" (app=web-server).`,
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
${monitor('app: web', `metric\n#           ^^^^^^ warning ${code}: Its ports are named "metrics".`).replace('name: web', 'name: web\n  namespace: shop')}
=== services/all/web.yaml
${service('app: web').replace('name: web', 'name: web\n  namespace: shop')}---
${pods()}`,
    'a port that the pods do not have': `${podMonitor('app: web', `metric\n#           ^^^^^^ warning ${code}: Its ports are named "metrics".`)}---
${pods()}`,
    'labels that no Service of the namespace that it names has': `${monitor(`app: wbe\n#          ^^^ warning ${code}: no Service has app=wbe`, 'metrics', ofShop)}---
${inNamespace('shop')}`,
    'a port of Services that are said to be in a namespace that it looks in': `=== monitors/web.yaml
${monitor('app: web', `metric\n#           ^^^^^^ warning ${code}: has no port of that name`, ofShop)}=== shop/web.yaml
${inNamespace('shop')}`,
  },
  silent: {
    'a monitor whose own Service another one selects': `${copied('', 'service')}---
${monitor('app: api').replace('name: web', 'name: other')}`,
    'a monitor with a name of its own': copied('', 'service').replace('name: api', 'name: slow'),
    'a selector that no other monitor has': copied('', 'service').replace(/^.*?---\n/s, ''),
    'two monitors of one Service, neither with its name': copied('', 'service').replace('name: web', 'name: fast'),
    'a port of Services of another example': `=== monitors/web.yaml
${monitor('app: web', 'metric', ofShop)}=== example/web.yaml
${service('app: web')}---
${pods()}`,
    'a port of Services beside it that are said to be in another namespace': `${monitor('app: web', 'metric', ofShop)}---
${inNamespace('office')}`,
    'a port of pods that stand elsewhere': `=== m/m.yaml\n${podMonitor('app: web', 'other')}=== p.yaml\n${pods()}`,
    'labels and a port that are there': `${monitor('app: web')}---\n${service('app: web')}---\n${pods()}`,
    'pods and a port that are there': `${podMonitor('app: web')}---\n${pods()}`,
    'labels of a Service in another namespace than the one that it names': `${monitor('app: wbe', 'metrics', ofShop)}---
${inNamespace('office')}`,
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

test('a copied selector becomes the label of the Service with the name', () => {
  checkFix(code, copied('', 'service', 'other'), copied('', 'service', 'other', 'app: api'));
});
