import { test } from 'node:test';
import { checkFix } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

const service = (port: string) => `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
${port}`;

const deployment = (ports: string, more = '') => `apiVersion: apps/v1
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
${more}      containers:
        - name: web
          image: nginx
${ports}`;

const named = `    - port: 80
      targetPort: http
`;
const reported = (severity = 'warning', part = '') => `    - port: 80
      targetPort: http
#                 ^^^^ ${severity} service-port-missing: ${part}
`;
const unnamed = `          ports:
            - containerPort: 8080
`;
const http = `          ports:
            - name: http
              containerPort: 8080
`;

testRule('service-port-missing', {
  reports: {
    'a name that no container port has': `${service(reported('warning', 'no container of Deployment "web" has a TCP port of that name'))}---
${deployment(unnamed)}`,
    'pods that declare nothing': `${service(reported('warning', 'nothing reaches them. It declares no ports.'))}---
${deployment('')}`,
    'a name in a headless Service, whose pods the DNS gives whatever their ports are': `${service(reported('information', 'Its DNS name still leads to the pods')).replace('spec:', 'spec:\n  clusterIP: None')}---
${deployment(unnamed)}`,
    'a name with another protocol': `${service(reported('warning', 'nothing reaches them. It has one with protocol UDP.'))}---
${deployment(`${http}              protocol: UDP\n`)}`,
    'an init container that ends': `${service(reported('warning', 'nothing reaches them. Its init container "setup" has one'))}---
${deployment(
  '',
  `      initContainers:
        - name: setup
          ports:
            - {name: http, containerPort: 80}
`,
)}`,
    'one of two workloads in one file': `${service(reported('information', 'although other pods that it selects do'))}---
${deployment(http)}---
${deployment(unnamed).replace('name: web', 'name: web-canary')}`,
    'a number that is stated beside the only one that is declared': `${service(`    - port: 80
      targetPort: 9090
#                 ^^^^ information service-port-missing
`)}---
${deployment(unnamed)}`,
    'a number beside the only one that is declared, which a probe asks': `${service(`    - port: 9090
#           ^^^^ information service-port-missing: the only port that Deployment "web" declares is "http" (8080)
`)}---
${deployment(`${http}          readinessProbe: {httpGet: {port: http}}\n`)}`,
    'a number that nobody lists, where the container speaks of the declared one': `${service(`    - port: 80
      targetPort: 9898
#                 ^^^^ information service-port-missing
`)}---
${deployment(`${unnamed}          readinessProbe: {exec: {command: [curl, "http://localhost:8080/health"]}}
`)}`,
    'a slip of the finger in a number': `${service(`    - port: 80
      targetPort: 8096
#                 ^^^^ information service-port-missing
`)}---
${deployment(unnamed.replace('8080', '8069'))}`,
    'a number beside one with another name': `${service(`    - port: 80
      targetPort: 9090
#                 ^^^^ information service-port-missing: the only port that Deployment "web" declares is "http" (8080)
`)}---
${deployment(`${http}          readinessProbe: {httpGet: {port: http}}\n`)}`,
    'a number where another Service leads to the declared one': `${service(`    - port: 9090
#           ^^^^ information service-port-missing
`)}---
${service('    - {port: 81, targetPort: 8080}\n').replace('name: web', 'name: other')}---
${deployment(unnamed)}`,
    'a number on a port of the same name': `${service(`    - name: http
      port: 9090
#           ^^^^ information service-port-missing
`)}---
${deployment(http)}`,
    'a number that the container has on its host only': `${service(`    - port: 80
#           ^^ information service-port-missing
`)}---
${deployment(`${unnamed}              hostPort: 80\n`)}`,
    'a target port that is left out': `${service(`    - port: 80
#           ^^ information service-port-missing
`)}---
${deployment(unnamed)}`,
    'a kustomization that does not touch ports': `
=== kustomization.yaml
resources: [web.yaml]
patches:
  - patch: |
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec: {replicas: 3}
=== web.yaml
${service(reported())}---
${deployment(unnamed)}`,
    'another number in a headless Service, which forwards nothing': `${service('    - port: 80\n#           ^^ information service-port-missing: is headless and states port 80 of its pods, but the only port\n').replace('spec:', 'spec:\n  clusterIP: None')}---
${deployment(http)}`,
  },
  silent: {
    'a name that is there': `${service(named)}---
${deployment(http)}`,
    'an init container that keeps running': `${service(named)}---
${deployment(
  '',
  `      initContainers:
        - name: proxy
          restartPolicy: Always
          ports:
            - {name: http, containerPort: 80}
`,
)}`,
    'a Job beside the pods that serve': `${service(named)}---
${deployment(http)}---
${deployment('').replace('apps/v1', 'batch/v1').replace('Deployment', 'Job').replace('spec:', 'spec:\n  manualSelector: true')}`,
    'numbers that are not declared': `${service('    - {name: a, port: 80}\n    - {name: b, port: 81}\n')}---
${deployment(unnamed)}`,
    'a number with more than one port beside it': `${service('    - port: 80\n')}---
${deployment(`${unnamed}            - containerPort: 9090\n`)}`,
    'a number that the container is told to listen on': `${service('    - port: 443\n      targetPort: 9002\n')}---
${deployment(`${unnamed}          args: [--listen=127.0.0.1:8080, --secure-port=9002]\n`)}`,
    'a number that nothing speaks against but the one that is declared': `${service('    - port: 27017\n')}---
${deployment(unnamed.replace('8080', '28017'))}`,
    'a number that somebody looked up, beside one that came with an example': `${service('    - port: 80\n      targetPort: 1027\n')}---
${deployment(unnamed.replace('8080', '80'))}`,
    'a number that a program opens beside the one that is declared': `${service('    - port: 80\n      targetPort: 15672\n')}---
${deployment(unnamed.replace('8080', '5672'))}---
${service('    - port: 80\n      targetPort: 9093\n').replaceAll('web', 'other')}---
${deployment(unnamed.replace('8080', '9092')).replaceAll('web', 'other')}`,
    'a number that a ConfigMap may tell the program': `${service('    - port: 80\n      targetPort: 9000\n')}---
${deployment(unnamed, '      volumes: [{name: conf, configMap: {name: nginx}}]\n')}`,
    'a port of metrics': `${service('    - port: 80\n')}---
${deployment(http.replace('http', 'metrics'))}`,
    'a declared port that another Service leads to': `${service('    - port: 80\n')}---
${service('    - {port: 443, targetPort: 8080}\n').replace('name: web', 'name: other')}---
${deployment(http.replace('http', 'hook'))}`,
    'what a template fills in': `${service(named.replace('http', '${PORT}'))}---
${deployment(unnamed)}`,
    'what the API server rejects': `${service(named.replace('http', 'PORT'))}---
${deployment(unnamed)}`,
    'ports that a template fills in': `${service(named)}---
${deployment(http.replace('http', '${NAME}'))}`,
    'pods that nothing selects': service(named),
    'a patch that adds the port': `
=== kustomization.yaml
resources: [web.yaml]
patches:
  - path: port.yaml
=== port.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {spec: {containers: [{name: proxy, image: proxy, ports: [{name: http, containerPort: 80}]}]}}}
=== web.yaml
${service(named)}---
${deployment(unnamed)}`,
    'a controller that may add ports': `${service(`${named}#                 ^^^^ unknown service-port-missing: the controller of Worker "web" may add ports\n`)}---
${deployment(unnamed).replace('apps/v1', 'example.com/v1').replace('Deployment', 'Worker')}`,
    'variants in one directory': `
=== service.yaml
${service(named)}
=== a.yaml
${deployment(http)}
=== b.yaml
${deployment(unnamed)}`,
  },
});

test('the target port becomes the only one that is declared', () => {
  checkFix(
    'service-port-missing',
    `${service('    - port: 80\n      targetPort: htpp # in\n')}---\n${deployment(http)}`,
    `${service('    - port: 80\n      targetPort: http # in\n')}---\n${deployment(http)}`,
  );
});

test('a target port that is left out is added', () => {
  checkFix(
    'service-port-missing',
    `${service('    - port: 80\n')}---\n${deployment(unnamed)}`,
    `${service('    - port: 80\n      targetPort: 8080\n')}---\n${deployment(unnamed)}`,
  );
});

test('the port that is nearly called so is preferred, and others are offered', () => {
  const ports = `${http.replace('http', 'metrics')}            - {name: http-main, containerPort: 80}\n`;
  const from = `${service('    - port: 80\n      targetPort: http-mian\n')}---\n${deployment(ports)}`;
  const to = (name: string) => `${service(`    - port: 80\n      targetPort: ${name}\n`)}---\n${deployment(ports)}`;
  checkFix('service-port-missing', from, to('http-main'));
  checkFix('service-port-missing', from, to('metrics'), 'Change targetPort to "metrics"');
});

test('the container port may get the name', () => {
  checkFix(
    'service-port-missing',
    `${service(named)}---\n${deployment(unnamed)}`,
    `${service(named)}---\n${deployment(`${unnamed}              name: http\n`)}`,
    'Name port 8080',
  );
});
