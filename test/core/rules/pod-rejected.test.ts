import { test } from 'node:test';
import { checkFix } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

const deployment = (container: string, more = '') => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: nginx
${container}${more}`;

const line = (text: string, at: string, more: string) =>
  `${text}\n#${' '.repeat(text.indexOf(at) - 1)}${'^'.repeat(at.length)} error pod-rejected: ${more}\n`;

const patched = (name: string) => `
=== kustomization.yaml
resources: [web.yaml]
patches: [{path: patch.yaml}]
=== web.yaml
${deployment('')}
=== patch.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
${name}          env: [{name: A, value: b}]
`;

testRule('pod-rejected', {
  reports: {
    'a port name twice': deployment(
      `          ports:\n            - {name: http, containerPort: 80}\n${line('            - {name: http, containerPort: 81}', 'http', 'Two ports of container "web" are called "http": the API server rejects Deployment "web".')}`,
    ),
    'a port of the node twice': deployment(
      `          ports:\n            - {name: a, containerPort: 80, hostPort: 80}\n${line('            - {name: b, containerPort: 81, hostPort: 80}', '80}', 'Two ports of the pod use port 80/TCP of the node').replace('^^^', '^^')}`,
    ),
    'a container name twice': deployment(
      `${line('        - name: web', 'web', 'Two containers are called "web"')}          image: nginx\n`,
    ),
    'a volume twice': deployment(
      '',
      `      volumes:\n        - {name: a, emptyDir: {}}\n${line('        - {name: a, emptyDir: {}}', 'a,', 'Two volumes').replace('^^', '^')}`,
    ),
    'a path twice': deployment(
      `          volumeMounts:\n            - {name: a, mountPath: /a}\n${line('            - {name: b, mountPath: /a}', '/a', 'Container "web" mounts two volumes at /a')}`,
      '      volumes: [{name: a, emptyDir: {}}, {name: b, emptyDir: {}}]\n',
    ),
    'a number in quotes': deployment(
      line(
        '          readinessProbe: {httpGet: {port: "8080"}}',
        '"8080"',
        '"8080" is a string, and so the name of a port, which needs a letter',
      ),
    ),
    'a name of a variable': deployment(
      line('          env: [{name: "A=B", value: c}]', '"A=B"', 'is no name of an environment variable'),
    ),
    'a prefix': deployment(line('          envFrom: [{prefix: "A=", configMapRef: {name: a}}]', '"A="', 'is no name')),
    'a patch for no container': patched(
      line(
        '        - name: wbe',
        'wbe',
        'The patch adds container "wbe", which has no image, and the closest match is "web"',
      ),
    ),
  },
  silent: {
    'the same port name in two containers': deployment(
      '          ports: [{name: http, containerPort: 80}]\n        - name: other\n          image: nginx\n          ports: [{name: http, containerPort: 81}]\n',
    ),
    'the same port of the node in two protocols': deployment(
      '          ports: [{name: a, containerPort: 53, hostPort: 53}, {name: b, containerPort: 53, hostPort: 53, protocol: UDP}]\n',
    ),
    'the same port of the node on two addresses': deployment(
      '          ports: [{name: a, containerPort: 53, hostPort: 53, hostIP: 10.0.0.1}, {name: b, containerPort: 54, hostPort: 53, hostIP: 10.0.0.2}]\n',
    ),
    'a patch of a container': patched('        - name: web\n'),
    'a patch that adds a container': patched('        - name: other\n          image: nginx\n'),
    'a patch that no kustomization here names': deployment('').replace('          image: nginx\n', ''),
    'a port that a template fills in': deployment('          readinessProbe: {httpGet: {port: "$(PORT)"}}\n'),
    'a patch of an object that is a part itself': patched('        - name: web\n').replace(
      '          image: nginx\n',
      '',
    ),
    'an older version': patched('        - name: wbe\n').replaceAll('apps/v1', 'apps/v1beta2'),
    'a custom resource': deployment(
      '          ports: [{name: a, containerPort: 1}, {name: a, containerPort: 2}]\n',
    ).replace('apps/v1', 'example.com/v1'),
  },
});

test('the quotes of a number are removed, and a patch gets the name of the container', () => {
  const probe = (port: string) => deployment(`          readinessProbe: {httpGet: {port: ${port}}}\n`);
  checkFix('pod-rejected', probe('"8080"'), probe('8080'));
  checkFix('pod-rejected', patched('        - name: wbe\n'), patched('        - name: web\n'));
});

test('the second of two equal port names gets a free one', () => {
  const ports = (second: string) =>
    deployment(`          ports: [{name: http, containerPort: 80}, {name: ${second}, containerPort: 81}]\n`);
  checkFix('pod-rejected', ports('http'), ports('http-2'), 'Change the name');
});
