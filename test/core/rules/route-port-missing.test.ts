import { test } from 'node:test';
import { checkFix } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

const route = (port: string) => `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: shop
spec:
  rules:
    - backendRefs:
        - name: web${port}
`;

const service = (port: string) => `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - ${port}
`;

/** The routes of other controllers, with a port. */
const istio = (port: string) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: a}
spec:
  http:
    - route:
        - destination:
            host: web
            port:
              number: ${port}
---
`;
const traefik = (port: string) => `apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: {name: a}
spec:
  routes:
    - services:
        - name: web
          port: ${port}
---
`;
const contour = (port: string) =>
  traefik(port).replace('traefik.io/v1alpha1', 'projectcontour.io/v1').replace('IngressRoute', 'HTTPProxy');

testRule('route-port-missing', {
  reports: {
    'a port of a VirtualService': `${istio(
      '8080\n#                     ^^^^ warning route-port-missing: VirtualService "a" refers to port 8080 of Service "web", which has 80 ("http")',
    )}${service('{name: http, port: 80, targetPort: 8080}')}`,
    'the name of a port of an IngressRoute': `${traefik('htp\n#               ^^^ warning route-port-missing')}${service('{name: http, port: 80}')}`,
    'a number of an IngressRoute': `${traefik('8080\n#               ^^^^ warning route-port-missing')}${service('{name: http, port: 80}')}`,
    'a port of an HTTPProxy': `${contour('8080\n#               ^^^^ warning route-port-missing')}${service('{name: http, port: 80}')}`,
    'the port of a policy by its name': `apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: {name: web}
spec:
  targetRefs: [{group: "", kind: Service, name: payments, sectionName: htps}]
#                                                                      ^^^^ warning route-port-missing: refers to port "htps" of Service "payments", which has 443 ("https").
---
apiVersion: v1
kind: Service
metadata: {name: payments}
spec: {selector: {app: payments}, ports: [{name: https, port: 443}]}
---
apiVersion: v1
kind: Pod
metadata: {name: payments, labels: {app: payments}}
spec: {containers: [{name: payments, image: payments}]}
`,
    'another number': `${route('\n          port: 8080\n#               ^^^^ warning route-port-missing: refers to port 8080 of Service "web", which has 80.')}---
${service('{port: 80, targetPort: 8080}')}`,
    'no port': `${route('\n#               ^^^ error route-port-missing: the API server rejects it')}---\n${service('port: 80')}`,
  },
  silent: {
    'the port of a VirtualService': istio('80') + service('{name: http, port: 80}'),
    'the name and the number of a port for Traefik': `${traefik('http')}${traefik('80').replace('name: a', 'name: b')}${service('{name: http, port: 80}')}`,
    'a port that Contour finds': contour('80') + service('{name: http, port: 80}'),
    'a VirtualService that names no port':
      istio('').replace('port:\n              number: ', '') + service('{name: http, port: 80}'),
    'a port that is there': `${route('\n          port: 80')}---\n${service('port: 80')}`,
    'a backend of another kind': route('\n          kind: InferencePool'),
    'a backend of another group': route('\n          group: example.com'),
    'a Service that is not there': route('\n          port: 80'),
    'what a template fills in': `${route('\n          port: ${PORT}')}---\n${service('port: 80')}`,
  },
});

test('the port becomes the one that leads where the wrong one says', () => {
  checkFix(
    'route-port-missing',
    `${route('\n          port: 8080')}---\n${service('{port: 80, targetPort: 8080}')}`,
    `${route('\n          port: 80')}---\n${service('{port: 80, targetPort: 8080}')}`,
  );
});
