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

testRule('route-port-missing', {
  reports: {
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
