import { testRule } from '../fixture.ts';
import { clusterWith } from '../live/cluster.ts';

const web = { app: 'web' };
const service = (squiggle = '', namespace = '\n  namespace: shop') => `apiVersion: v1
kind: Service
metadata:
  name: web${namespace}
spec:
  selector:
${squiggle}    app: web
  ports:
    - port: 80
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web${namespace}
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers: [{name: web, image: nginx}]
`;
const reported = (message: string) => service(`# ^^^^^^^^ warning endpoints-not-ready: ${message}\n`);

testRule('endpoints-not-ready', {
  reports: {
    'pods of which none is ready': {
      text: reported('Service "web" has no ready endpoint in homelab: none of 2 pods is ready.'),
      cluster: clusterWith({ services: { web }, endpoints: { web: [false, false] }, pods: { 'web-1': web } }),
    },
    'pods that match and are no endpoints': {
      text: reported('1 pod matches the selector app=web, but none is an endpoint.'),
      cluster: clusterWith({ services: { web }, pods: { 'web-1': web } }),
    },
    'a port that no pod has': {
      text: reported(
        'Service "web" has ports without a ready endpoint in homelab: port admin: no pod has a TCP port named "admin".',
      ),
      cluster: clusterWith({
        services: {
          web: { spec: { selector: web, ports: [{ port: 80 }, { name: 'admin', port: 81, targetPort: 'admin' }] } },
        },
        endpoints: { web: [true] },
        pods: { 'web-1': web },
      }),
    },
  },
  silent: {
    'pods of which one is ready': {
      text: service(),
      cluster: clusterWith({ services: { web }, endpoints: { web: [true, false] }, pods: { 'web-1': web } }),
    },
    'what is not connected': service(),
    'what is not applied': { text: service(), cluster: clusterWith({ pods: { 'web-1': web } }) },
    'what is out of date': {
      text: service(),
      cluster: clusterWith({ services: { web }, endpoints: { web: [false] }, state: 'stale' }),
    },
    'what may not be read': {
      text: service(),
      cluster: clusterWith({ services: { web }, endpoints: { web: [false] }, forbidden: ['slices'] }),
    },
    'a Service whose namespace is a guess': {
      text: service('', ''),
      cluster: clusterWith({ services: { web }, endpoints: { web: [false] } }),
    },
    'a Service that nobody has scaled up': {
      text: service(),
      cluster: clusterWith({ services: { web }, deployments: { web } }),
    },
    'a Service without a selector': {
      text: service('# ^^^^^^^^ information differs-from-cluster: with no selector\n'),
      cluster: clusterWith({ services: { web: { spec: { ports: [{ port: 80 }] } } } }),
    },
  },
});
