import { testRule } from '../fixture.ts';
import { clusterWith } from '../live/cluster.ts';

const pod = `apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
  labels: {app: web}
spec:
  containers: [{name: web, image: nginx, ports: [{name: http, containerPort: 81}, {containerPort: 80}]}]
---
`;
const service = (ports: string, squiggle = '') => `${pod}apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
spec:
  type: NodePort
  selector:
${squiggle}    app: web
  ports:
${ports}`;
const port = '    - port: 80\n';
const applied = (spec: object) =>
  clusterWith({
    services: {
      web: { spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80, targetPort: 80 }], ...spec } },
    },
    endpoints: { web: [true] },
    pods: { web: { app: 'web' } },
  });
const selector = (message: string) => `# ^^^^^^^^ information differs-from-cluster: ${message}\n`;

testRule('differs-from-cluster', {
  reports: {
    'another value': {
      text: service(
        port,
        selector('Service "web" is applied in homelab with the selector app=wbe; this file states app=web.'),
      ),
      cluster: applied({ selector: { app: 'wbe' } }),
    },
    'a pair more in the cluster': {
      text: service(port, selector('with the selector app=web,tier=front; this file states app=web.')),
      cluster: applied({ selector: { app: 'web', tier: 'front' } }),
    },
    'no selector in the cluster': {
      text: service(port, selector('with no selector; this file states app=web.')),
      cluster: applied({ selector: null }),
    },
    'a port that is not there': {
      text: service(`    - port: 81
#           ^^ information differs-from-cluster: without port 81/TCP
`),
      cluster: applied({}),
    },
    'another target port': {
      text: service(`    - port: 80
#           ^^ information differs-from-cluster: with target port 80 for port 80
      targetPort: http
`),
      cluster: applied({}),
    },
    'another node port': {
      text: service(`    - port: 80
#           ^^ information differs-from-cluster: with node port 30081 for port 80
      nodePort: 30080
`),
      cluster: applied({ ports: [{ port: 80, nodePort: 30081 }] }),
    },
  },
  silent: {
    'what is applied as it stands': { text: service(`${port}      targetPort: 80\n`), cluster: applied({}) },
    'what the API server fills in': {
      text: service(port),
      cluster: applied({ ports: [{ port: 80, targetPort: 80, nodePort: 31234, protocol: 'TCP' }] }),
    },
    'what Argo Rollouts adds': {
      text: service(port),
      cluster: applied({ selector: { app: 'web', 'rollouts-pod-template-hash': 'abc' } }),
    },
    'what is not connected': service(port),
    'what is not applied': { text: service(port), cluster: clusterWith({}) },
    'a file of which a kustomization makes what is applied': {
      text: `=== kustomization.yaml
resources: [service.yaml]
labels: [{pairs: {team: a}, includeSelectors: true}]
=== service.yaml
${service(port)}`,
      cluster: applied({ selector: { app: 'web', team: 'a' } }),
    },
    'a file that a kustomization gives another name': {
      text: `=== kustomization.yaml
resources: [service.yaml]
namePrefix: a-
=== service.yaml
${service(port)}`,
      cluster: applied({ selector: { app: 'other' } }),
    },
  },
});
