import { test } from 'node:test';
import { checkFix } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

const service = (port = '{port: 80, targetPort: 8080}', selector = 'app: shop') => `apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  selector:
    ${selector}
  ports:
    - ${port}
`;

const workload = (name: string, port: string, kind = 'Deployment', apiVersion = 'apps/v1') => `apiVersion: ${apiVersion}
kind: ${kind}
metadata:
  name: ${name}
spec:${kind === 'Job' ? '' : `\n  selector:\n    matchLabels: {app: shop, tier: ${name}}`}
  template:
    metadata:
      labels: {app: shop, tier: ${name}}
    spec:
      containers:
        - name: ${name}
          image: nginx
          ports: [${port}]
`;

const web = workload('web', '{name: http, containerPort: 8080}');
const drawn = (severity: string, part: string) =>
  service().replace('  selector:\n', `  selector:\n# ^^^^^^^^ ${severity} service-selects-strangers: ${part}\n`);

const named = (name: string, port: string, selector: string) => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector:
    tier: ${selector}
  ports:
    - port: ${port}
`;

/** Two Services with workloads of their names; the first one selects tier=api, and the other one tier=web. */
function exchanged(severity: string, first: string, second: string, [a, b] = ['web', 'api']): string {
  const drawing = (part: string) => `#         ^^^ ${severity} service-selects-strangers: ${part}\n`;
  const draw = (text: string, part: string) =>
    severity === '' ? text : text.replace(/( {4}tier: .*\n)/, `$1${drawing(part)}`);
  return `=== services.yaml
${draw(named(a!, first, 'api'), `selects the pods of Deployment "api", and Service "${b}" those of Deployment "web"`)}---
${draw(named(b!, second, 'web'), `selects the pods of Deployment "web", and Service "${a}" those of Deployment "api"`)}=== workloads.yaml
${workload('web', `{containerPort: 8080}`)}---
${workload('api', `{containerPort: ${second === '9000' || first === '9000' ? '9000' : '8080'}}`)}`;
}

interface Written {
  readonly name: string;
  /** The value of its label `app`, or of that which it selects; its name where absent. */
  readonly app?: string;
  readonly port?: number | string;
  /** Instead of Deployment, or more of a Service's spec. */
  readonly kind?: string;
  readonly spec?: string;
}

/** A Service, and the problem at the value that it selects. */
const selecting = ({ name, app = name, port = 8080, spec = '' }: Written, said = '') => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector:
    app: ${app}
${said && `#        ${'^'.repeat(app.length)} ${said}\n`}  ports:
    - port: 80
      targetPort: ${port}
${spec && `  ${spec}\n`}`;

const running = ({ name, app = name, port = 8080, kind = 'Deployment' }: Written) => `apiVersion: apps/v1
kind: ${kind}
metadata:
  name: ${name}
spec:
  selector:
    matchLabels: {app: ${app}}
  template:
    metadata:
      labels: {app: ${app}}
    spec:
      containers:
        - name: main
          image: nginx
          ports: [${port === '' ? '' : `{name: ${port === 9090 ? 'metrics' : 'http'}, containerPort: ${port}}`}]
`;

/** Services `carts` and `orders` with workloads of these names; the second one selects what the first selects. */
const copied = (said: string, orders: Partial<Written> = {}, workload: Partial<Written> = {}) =>
  [
    selecting({ name: 'carts' }),
    selecting({ name: 'orders', app: 'carts', ...orders }, said),
    running({ name: 'carts' }),
    running({ name: 'orders', ...workload }),
  ].join('---\n');

const isCopied = (severity: string, part = 'the selector seems to be copied') =>
  `${severity} service-selects-strangers: ${part}`;

testRule('service-selects-strangers', {
  reports: {
    'the selector of another Service, by the names': copied(
      isCopied(
        'warning',
        'Service "orders" has the selector of Service "carts" and selects the pods of Deployment "carts", while Deployment "orders", whose name matches, has no Service of its own: the selector seems to be copied.',
      ),
    ),
    'the selector of another Service, by the ports': copied(
      isCopied('warning', 'while Deployment "store", which declares its ports, has no Service of its own'),
      { port: 9000 },
      { name: 'store', port: 9000 },
    ),
    'the selector of another Service, by a label of its own workload': copied(
      isCopied('warning', 'while Deployment "backend", whose name matches'),
      {},
      { name: 'backend', app: 'orders' },
    ),
    'a name that extends that of its own workload': copied(isCopied('information'), { name: 'orders-public' }),
    'a name that says it on one side alone': copied(isCopied('information')).replace('name: carts', 'name: entry'),
    'a workload that declares no ports': copied(isCopied('warning'), {}, { port: '' }),
    'a workload of a Service that selects all of them': `${copied(isCopied('warning'))
      .replace('labels: {app: carts}', 'labels: {app: carts, part: shop}')
      .replace('labels: {app: orders}', 'labels: {app: orders, part: shop}')}---
${selecting({ name: 'shop' }).replace('app: shop', 'part: shop')}`,
    'a copy that a kustomization takes in from several directories': `
=== kustomization.yaml
resources: [carts/carts.yaml, orders/orders.yaml]
=== carts/carts.yaml
${selecting({ name: 'carts' })}---
${running({ name: 'carts' })}
=== orders/orders.yaml
${selecting({ name: 'orders', app: 'carts' }, isCopied('warning'))}---
${running({ name: 'orders' })}`,
    'a workload with other ports': `${drawn('warning', 'serve its ports, and also those of Deployment "worker"')}---
${web}---
${workload('worker', '{containerPort: 9000}')}`,
    'the workload of another Service, by their names': exchanged('warning', '8080', '8080'),
    'the workload of another Service, by their ports': exchanged('warning', '8080', '9000', ['one', 'two']),
    'the same beside a remote base, which changes none of them': `=== kustomization.yaml
resources: [services.yaml, workloads.yaml, 'https://example.com/more.yaml']
${exchanged('warning', '8080', '8080')}`,
    'the pods of a Job': `${drawn('information', 'also those of Job "migrate"')}---
${web}---
${workload('migrate', '', 'Job', 'batch/v1')}`,
    'the pods of a Job, where clients get them from the DNS': `${drawn('information', 'also those of Job "migrate"').replace('targetPort: 8080', 'targetPort: http').replace('spec:', 'spec:\n  clusterIP: None')}---
${web}---
${workload('migrate', '', 'Job', 'batch/v1')}`,
    'two that one kustomization takes in': `
=== kustomization.yaml
resources: [service.yaml, web.yaml, worker.yaml]
=== service.yaml
${drawn('warning', 'also those of Deployment "worker"')}
=== web.yaml
${web}
=== worker.yaml
${workload('worker', '{containerPort: 9000}')}`,
  },
  silent: {
    'a Service of another port of the workload': copied('', { name: 'carts-metrics', port: 8080 }, { name: 'metrics' }),
    'a Service of a port that the workload does not declare, with its name': copied(
      '',
      { name: 'carts-metrics', port: 9090 },
      { name: 'exporter', port: 9090 },
    ),
    'Services of one workload, with names that add a word': `${copied('', { name: 'carts-internal' }, { name: 'worker' })}---
${selecting({ name: 'carts-lb', app: 'carts', spec: 'type: LoadBalancer' })}---
${selecting({ name: 'carts-nodeport', app: 'carts', spec: 'type: NodePort' })}`,
    'a headless Service beside a normal one': copied(
      '',
      { name: 'carts-headless', spec: 'clusterIP: None' },
      { name: 'worker' },
    ),
    'the Service after which a StatefulSet calls its pods': copied('')
      .replaceAll('kind: Deployment', 'kind: StatefulSet')
      .replace('matchLabels: {app: carts}', '$&\n  serviceName: orders'),
    'the name of the product before the front of it': copied('', { name: 'shop' }, { name: 'shop-worker' }),
    'a name that says nothing of any workload': copied('', { name: 'entry' }),
    'stable and canary of one Rollout': `${selecting({ name: 'orders-stable', app: 'orders' })}---
${selecting({ name: 'orders-canary', app: 'orders' })}---
${running({ name: 'orders', kind: 'Rollout' }).replace('apps/v1', 'argoproj.io/v1alpha1')}---
${running({ name: 'canary-loader' })}`,
    'blue and green, both of which get the blue pods as yet': `${selecting({ name: 'orders', app: 'orders-blue' })}---
${selecting({ name: 'orders-preview', app: 'orders-blue' })}---
${running({ name: 'orders-blue' })}---
${running({ name: 'orders-green' })}`,
    'a part of a workload, without labels, to be applied as a patch': copied('', {}).replace(
      / {2}selector:\n {4}matchLabels: \{app: orders\}\n {2}template:\n {4}metadata:\n {6}labels: \{app: orders\}\n/,
      '  template:\n',
    ),
    'a workload that has a Service': `${copied('')}---\n${selecting({ name: 'other', app: 'orders' })}`,
    'a workload that lacks the ports, where what is selected has them': copied('', {}, { port: 9090 }),
    'the workload of a Service that has another selector': copied('')
      .replace('name: carts\nspec:\n  selector:\n    app: carts', 'name: carts\nspec:\n  selector:\n    part: carts')
      .replace('labels: {app: carts}', 'labels: {app: carts, part: carts}'),
    'one Service in two variants': `${copied('').replace('name: carts', 'name: orders')}`,
    'copies of an example in other directories': `
=== one/carts.yaml
${selecting({ name: 'carts' })}---
${running({ name: 'carts' })}
=== two/orders.yaml
${selecting({ name: 'orders', app: 'carts' })}---
${running({ name: 'carts' })}
=== three/orders.yaml
${running({ name: 'orders' })}`,
    'a workload of another namespace': [
      selecting({ name: 'carts' }),
      selecting({ name: 'orders', app: 'carts' }),
      running({ name: 'carts' }),
    ]
      .map((each) => each.replace('metadata:', 'metadata:\n  namespace: shop'))
      .concat(running({ name: 'orders' }).replace('metadata:', 'metadata:\n  namespace: office'))
      .join('---\n'),
    'two Services that both may mean the workload by its port': `${copied(
      '',
      { name: 'one', port: 9000 },
      { name: 'store', port: 9000 },
    )}---
${selecting({ name: 'two', app: 'carts', port: 9000 })}`,
    'a workspace that is still being read': { text: copied(''), complete: false },
    'two Services whose names fit, whatever the labels': exchanged('', '8080', '8080', ['api', 'web']),
    'a Service called as the workload of another, that is not called as its own': exchanged('', '8080', '8080', [
      'web',
      'other',
    ]),
    'names that fit crosswise where the ports do not': exchanged('', '9000', '8080'),
    'a canary': `${service()}---\n${web}---\n${workload('web-canary', '{containerPort: 8080}')}`,
    'a canary whose port has no name': `${service(`{port: 80, targetPort: http}
#                            ^^^^ information service-port-missing: although other pods that it selects do`)}---
${web}---
${workload('web-canary', '{containerPort: 8080}')}`,
    'pods without the port that is asked for by its name: no proxy sends anything there': `${service('{port: 80, targetPort: http}')}---
${web}---
${workload('migrate', '', 'Job', 'batch/v1')}`,
    'a workload that declares no ports': `${service()}---\n${web}---\n${workload('worker', '')}`,
    'a port that none declares': `${service('port: 81')}---\n${web}---\n${workload('worker', '{containerPort: 9000}')}`,
    'variants in one directory': `
=== service.yaml
${service()}
=== web.yaml
${web}
=== worker.yaml
${workload('worker', '{containerPort: 9000}')}`,
    'a controller that may add ports': `${service()}---\n${web}---
${workload('worker', '{containerPort: 9000}', 'Worker', 'example.com/v1')}`,
    'ports that a template fills in': `${service()}---\n${web}---\n${workload('worker', "{containerPort: '${PORT}'}")}`,
  },
});

test('a label that only the pods have that serve is added', () => {
  const rest = `---\n${web}---\n${workload('worker', '{containerPort: 9000}')}`;
  checkFix('service-selects-strangers', service() + rest, service(undefined, 'app: shop\n    tier: web') + rest);
});

test('the selectors of two Services are exchanged back, with one fix', () => {
  const workloads = `---\n${workload('web', '{containerPort: 8080}')}---\n${workload('api', '{containerPort: 9000}')}`;
  const services = (web: string, api: string) => `${named('web', '8080', web)}---\n${named('api', '9000', api)}`;
  checkFix('service-selects-strangers', services('api', 'web') + workloads, services('web', 'api') + workloads);
});

test('a Service with a copied selector gets the labels of its own workload', () => {
  checkFix('service-selects-strangers', copied('', { port: 8080 }), copied('', { app: 'orders' }));
});

test('it gets them too where its own workload lacks one of its ports, which comes in sight then', () => {
  const withExporter = (text: string) =>
    text.replace(
      /(name: orders\nspec:\n[\s\S]*?) {4}- port: 80\n/,
      '$1    - {name: exporter, port: 81, targetPort: exporter}\n    - name: http\n      port: 80\n',
    );
  checkFix('service-selects-strangers', withExporter(copied('')), withExporter(copied('', { app: 'orders' })));
});
