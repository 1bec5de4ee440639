import { test } from 'node:test';
import { checkFix } from '../features/mended.ts';
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
spec:
  selector:
    matchLabels: {app: shop, tier: ${name}}
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

/** Two Services, the first of which selects tier=api and the other tier=web, and workloads of these names. */
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

testRule('service-selects-strangers', {
  reports: {
    'a workload with other ports': `${drawn('warning', 'serve its ports, and those of Deployment "worker" too')}---
${web}---
${workload('worker', '{containerPort: 9000}')}`,
    'the workload of another Service, by their names': exchanged('warning', '8080', '8080'),
    'the workload of another Service, by their ports': exchanged('warning', '8080', '9000', ['one', 'two']),
    'the same beside a remote base, which changes none of them': `=== kustomization.yaml
resources: [services.yaml, workloads.yaml, 'https://example.com/more.yaml']
${exchanged('warning', '8080', '8080')}`,
    'the pods of a Job': `${drawn('information', 'those of Job "migrate" too')}---
${web}---
${workload('migrate', '', 'Job', 'batch/v1')}`,
    'the pods of a Job, where clients get them from the DNS': `${drawn('information', 'those of Job "migrate" too').replace('targetPort: 8080', 'targetPort: http').replace('spec:', 'spec:\n  clusterIP: None')}---
${web}---
${workload('migrate', '', 'Job', 'batch/v1')}`,
    'two that one kustomization takes in': `
=== kustomization.yaml
resources: [service.yaml, web.yaml, worker.yaml]
=== service.yaml
${drawn('warning', 'Deployment "worker" too')}
=== web.yaml
${web}
=== worker.yaml
${workload('worker', '{containerPort: 9000}')}`,
  },
  silent: {
    'two Services whose names fit, whatever the labels': exchanged('', '8080', '8080', ['api', 'web']),
    'a Service called as the workload of another, that is not called as its own': exchanged('', '8080', '8080', [
      'web',
      'other',
    ]),
    'names that fit crosswise where the ports do not': exchanged('', '9000', '8080'),
    'a canary': `${service()}---\n${web}---\n${workload('web-canary', '{containerPort: 8080}')}`,
    'a canary whose port has no name': `${service(`{port: 80, targetPort: http}
#                            ^^^^ information service-port-missing: though other pods that it selects have`)}---
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
