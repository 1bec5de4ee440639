import { testRule } from '../fixture.ts';

const service = (ports: string, type = 'NodePort') => `
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: ${type}
  ports:
${ports}
`;

testRule('node-port-out-of-range', {
  reports: {
    'a port that most clusters refuse': service(`
    - port: 80
      nodePort: 8080
#               ^^^^ warning node-port-out-of-range: Node port 8080 is not in the range 30000–32767: the API server rejects Service "web" unless`),
    'what is no port on any cluster': service(`
    - name: a
      port: 80
      nodePort: 70000
#               ^^^^^ error node-port-out-of-range: Node port 70000
    - name: b
      port: 81
      nodePort: -1
#               ^^ error node-port-out-of-range: Node port -1`),
    'a range that the user stated': {
      settings: { nodePortRange: { from: 31000, to: 31999 } },
      text: service(`
    - port: 80
      nodePort: 30080
#               ^^^^^ error node-port-out-of-range: Node port 30080 is not in the range 31000–31999: the API server rejects Service "web".`),
    },
    'a load balancer, and its health check': `
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
  healthCheckNodePort: 1024
#                      ^^^^ node-port-out-of-range: Node port 1024
  ports:
    - port: 80
      nodePort: 0x50
#               ^^^^ node-port-out-of-range: Node port 80
`,
  },
  silent: {
    'both ends of the range, and what asks for no port': service(`
    - name: a
      port: 80
      nodePort: 30000
    - name: b
      port: 81
      nodePort: 32767
    - name: c
      port: 82
      nodePort: 0
    - name: d
      port: 83
      nodePort: null
    - name: e
      port: 84
      nodePort: \${PORT}`),
    'a range that the user stated': {
      settings: { nodePortRange: { from: 80, to: 32767 } },
      text: service('    - port: 80\n      nodePort: 80'),
    },
  },
});
