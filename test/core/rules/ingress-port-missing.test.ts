import { test } from 'node:test';
import { checkFix } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

const ingress = (port: string) => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
spec:
  defaultBackend:
    service:
      name: web
      port:
        ${port}
`;

const old = (port: string) => `apiVersion: networking.k8s.io/v1beta1
kind: Ingress
metadata:
  name: shop
spec:
  rules:
    - http:
        paths:
          - backend:
              serviceName: web
              servicePort: ${port}
`;

const service = (ports: string, more = '') => `apiVersion: v1
kind: Service
metadata:
  name: web
spec:${more}
  ports:
    - ${ports}
`;

testRule('ingress-port-missing', {
  reports: {
    'another number': `${ingress('number: 8000\n#               ^^^^ warning ingress-port-missing: refers to port 8000 of Service "web", which has 80.')}---
${service('{port: 80, targetPort: 8080}')}`,
    'where the port leads': `${ingress('number: 8080\n#               ^^^^ information ingress-port-missing: which has 80.')}---
${service('{port: 80, targetPort: 8080}')}`,
    'another name': `${ingress('name: http\n#             ^^^^ warning ingress-port-missing: refers to port "http" of Service "web", which has 80 ("web").')}---
${service('{port: 80, name: web}')}`,
    'a name of a port without one': `${ingress('name: http\n#             ^^^^ warning ingress-port-missing')}---
${service('port: 80')}`,
    'the old shape, with a number': `${old('81\n#                          ^^ warning ingress-port-missing')}---\n${service('port: 80')}`,
    'the old shape, with a name': `${old('http\n#                          ^^^^ warning ingress-port-missing')}---\n${service('port: 80')}`,
    'a name that an ExternalName Service has not': `${ingress('name: http\n#             ^^^^ warning ingress-port-missing')}---
${service('port: 80', '\n  type: ExternalName\n  externalName: example.com')}`,
    'a port one level too high': `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
spec:
  defaultBackend:
    service:
      name: web
    port:
#   ^^^^ error ingress-port-missing: The port is next to \`service\`
      number: 80
`,
    'no port at all': `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
spec:
  defaultBackend:
    service:
      name: web
#           ^^^ error ingress-port-missing: the API server rejects it
`,
  },
  silent: {
    'another number than those of an ExternalName Service': `${ingress('number: 81')}---
${service('port: 80', '\n  type: ExternalName\n  externalName: example.com')}`,
    'a Service of another example': `=== a/b/i.yaml
${ingress('number: 81').replace('name: shop', 'name: shop\n  namespace: shop')}=== c/d/s.yaml
${service('port: 80').replace('name: web', 'name: web\n  namespace: shop')}`,
    'a Service that stands for a name outside, and has no ports': `${ingress('number: 81')}---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: ExternalName
  externalName: web.example.com
`,
    'a number that is there': `${ingress('number: 80')}---\n${service('port: 80')}`,
    'a name that is there': `${ingress('name: http')}---\n${service('{port: 80, name: http}')}`,
    'the old shape': `${old('http')}---\n${service('{port: 80, name: http}')}---\n${old('80')}`,
    'the old shape without a port': old('').replace('servicePort:', ''),
    'an action of the AWS load balancer': `${ingress('name: use-annotation')}---\n${service('port: 80')}`,
    'a Service that is not there': ingress('number: 80'),
    'what a template fills in': `${ingress('number: ${PORT}')}---\n${service('port: 80')}`,
    'a port of the Service that a template fills in': `${ingress('number: 81')}---\n${service('port: ${PORT}')}`,
    'a variant of the Service that has the port': `${ingress('number: 81')}---\n${service('port: 80')}---\n${service('port: 81')}`,
    'a patch that adds the port': `
=== kustomization.yaml
resources: [web.yaml]
patches: [{path: ports.yaml}]
=== ports.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 81, name: more}]}
=== web.yaml
${ingress('number: 81')}---
${service('{port: 80, name: http}')}`,
    'a file of a chart': `
=== Chart.yaml
name: web
=== templates/web.yaml
${ingress('number: 81')}---
${service('port: 80')}`,
  },
});

test('the port becomes the one that leads where the wrong one says', () => {
  const ports = '{port: 81, name: admin}\n    - {port: 80, name: http, targetPort: 8080}';
  checkFix(
    'ingress-port-missing',
    `${ingress('number: 8080 # in')}---\n${service(ports)}`,
    `${ingress('number: 80 # in')}---\n${service(ports)}`,
  );
});

test('a name becomes a number where the port has none', () => {
  checkFix(
    'ingress-port-missing',
    `${ingress('name: http')}---\n${service('port: 80')}`,
    `${ingress('number: 80')}---\n${service('port: 80')}`,
  );
});

test('a name stays a name', () => {
  const at = service('{port: 80, name: http}');
  checkFix('ingress-port-missing', `${ingress('name: htpp')}---\n${at}`, `${ingress('name: http')}---\n${at}`);
  checkFix('ingress-port-missing', `${old('htpp')}---\n${at}`, `${old('http')}---\n${at}`);
});

test('a port that stands one level too high is moved', () => {
  const before = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
spec:
  defaultBackend:
    service:
      name: web
    port:
      number: 80
---
${service('port: 80')}`;
  checkFix('ingress-port-missing', before, `${ingress('number: 80')}---\n${service('port: 80')}`);
});
