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

testRule('service-selects-strangers', {
  reports: {
    'a workload with other ports': `${drawn('warning', 'serve its ports, and those of Deployment "worker" too')}---
${web}---
${workload('worker', '{containerPort: 9000}')}`,
    'the pods of a Job': `${drawn('information', 'those of Job "migrate" too')}---
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
    'a canary': `${service()}---\n${web}---\n${workload('web-canary', '{containerPort: 8080}')}`,
    'a canary whose port has no name': `${service(`{port: 80, targetPort: http}
#                            ^^^^ information service-port-missing: though other pods that it selects have`)}---
${web}---
${workload('web-canary', '{containerPort: 8080}')}`,
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
