import { test } from 'node:test';
import { checkFix } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

const pod = (use: string, ports = '[{name: http, containerPort: 8080}]') => `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: other
      image: nginx
      ports: [{name: metrics, containerPort: 9090}]
    - name: web
      image: nginx
      ports: ${ports}
${use}`;

const probe = (port: string, field = 'readinessProbe') =>
  `      ${field}:\n        httpGet:\n          port: ${port}\n`;
const drawn = (port: string, more: string) =>
  `${port}\n#               ${'^'.repeat(port.length)} warning probe-port-missing: ${more}`;

testRule('probe-port-missing', {
  reports: {
    'a typing error': pod(
      probe(
        drawn(
          'htp',
          'Pod "web" uses port "htp" in the readinessProbe of container "web", which has the port "http". Its pods never become ready. Closest match: "http".',
        ),
      ),
    ),
    'a port of another container': pod(probe(drawn('metrics', 'which has the port "http"'))),
    'a container without ports': pod(probe(drawn('http', 'which has no port with a name'), 'livenessProbe'), '[]'),
    'two probes, once': pod(
      `${probe(drawn('web', 'in the startupProbe, readinessProbe'))}${probe('web', 'startupProbe')}`,
    ).replace('in the startupProbe, readinessProbe', 'in the readinessProbe, startupProbe'),
    'a hook': pod(
      '      lifecycle:\n        preStop:\n          httpGet:\n            port: web\n#                 ^^^ warning probe-port-missing: The hook fails.\n',
    ),
    'a TCP probe': pod(
      '      livenessProbe: {tcpSocket: {port: web}}\n#                                       ^^^ warning probe-port-missing: The kubelet cannot probe it.\n',
    ),
  },
  silent: {
    'a port of the container': pod(probe('http')),
    'a number': pod(probe('9090')),
    'a number in quotes': { text: pod(probe('"9090"')), rules: [] },
    'a port that a template fills in': pod(probe('$(PORT)')),
    'a port whose name a template fills in': pod(probe('web'), '[{name: "$(PORT)", containerPort: 8080}]'),
    'a patch that no kustomization here names': pod(probe('web')).replaceAll('      image: nginx\n', ''),
    'a port that a patch adds': `
=== kustomization.yaml
resources: [web.yaml]
patches: [{path: patch.yaml}]
=== web.yaml
${pod(probe('web'))}
=== patch.yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers: [{name: web, ports: [{name: web, containerPort: 80}]}]
`,
  },
});

test('the only port of the container is the closest match, at every probe', () => {
  const text = (port: string) => pod(`${probe(port)}${probe(port, 'livenessProbe')}`);
  checkFix('probe-port-missing', text('web'), text('http'));
});
