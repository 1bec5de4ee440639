import { testRule } from '../fixture.ts';
import { clusterWith } from '../live/cluster.ts';

const service = (name: string, nodePort: string, more = '') => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  type: NodePort
  selector:
    app: ${name}
  ports:
    - port: 80${more}
      nodePort: ${nodePort}
`;

const reported = (other: string, severity = 'error') =>
  `30080\n#               ^^^^^ ${severity} node-port-conflict: Node port 30080 is also used by Service "${other}"`;

const taken = (name: string, state: 'current' | 'stale' = 'current') =>
  clusterWith({
    state,
    services: {
      [name]: { spec: { type: 'NodePort', selector: { app: name }, ports: [{ port: 80, nodePort: 30080 }] } },
    },
    deployments: { [name]: { app: name } },
  });

const pod = (name: string) => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  labels:
    app: ${name}
spec:
  containers:
    - name: ${name}
      image: nginx
`;

testRule('node-port-conflict', {
  reports: {
    'a Service that has it in the cluster': {
      text: service(
        'a',
        '30080\n#               ^^^^^ error node-port-conflict: Node port 30080 is taken by Service "other" in namespace "shop" of homelab',
      ),
      cluster: taken('other'),
    },
    'two Services of one file, whatever their protocols': `
${service('a', reported('b'))}---
${service('b', reported('a'), '\n      protocol: UDP')}`,
    'two Services that one kustomization takes in': `
=== kustomization.yaml
resources: [one, two/b.yaml]
=== one/kustomization.yaml
resources: [a.yaml]
=== one/a.yaml
${service('a', reported('b'))}
=== two/b.yaml
${service('b', reported('a'))}`,
    'two Services of a directory whose manifests need each other': `
=== a-service.yaml
${service('a', reported('b', 'warning'))}
=== a.yaml
${pod('a')}
=== b-service.yaml
${service('b', reported('a', 'warning'))}
=== b.yaml
${pod('b')}`,
    'one Service, twice': `
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: NodePort
  ports:
    - {name: a, port: 80, nodePort: 30080}
    - {name: b, port: 81, nodePort: 30080}
#                                   ^^^^^ error node-port-conflict: Node port 30080 appears twice in Service "web"
    - {name: c, port: 82, nodePort: 30080, protocol: UDP}
#                                   ^^^^^ error node-port-conflict: Node port 30080 appears twice
`,
    'the port of a health check': `
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
  healthCheckNodePort: 30080
  ports:
    - {port: 80, nodePort: 30080}
#                          ^^^^^ error node-port-conflict: Node port 30080 appears twice
`,
  },
  silent: {
    'what has it in the cluster itself': { text: service('a', '30080'), cluster: taken('a') },
    'a Service of the cluster that a file moves to another port': {
      text: `${service('a', '30080')}---\n${service('b', '30081')}`,
      cluster: taken('b'),
    },
    'what had it when the cluster was known last': { text: service('a', '30080'), cluster: taken('other', 'stale') },
    'different protocols on the same port of one Service': `
apiVersion: v1
kind: Service
metadata:
  name: dns
spec:
  type: NodePort
  ports:
    - {name: udp, port: 53, protocol: UDP, nodePort: 30053}
    - {name: tcp, port: 53, protocol: TCP, nodePort: 30053}
`,
    'two overlays, two directories, two files that stand by themselves': `
=== overlays/a/kustomization.yaml
resources: [a.yaml]
=== overlays/a/a.yaml
${service('a', '30080')}
=== overlays/b/kustomization.yaml
resources: [b.yaml]
=== overlays/b/b.yaml
${service('b', '30080')}
=== c/c.yaml
${service('c', '30080')}
=== c/d.yaml
${service('d', '30080')}`,
    'a port that a patch may move': `
=== kustomization.yaml
resources: [a.yaml, b.yaml]
patches: [{path: patch.yaml}]
=== a.yaml
${service('a', '30080')}
=== b.yaml
${service('b', '30080')}
=== patch.yaml
${service('b', '30081')}`,
    'two texts of one Service': `
=== a.yaml
${service('a', '30080')}
=== b.yaml
${service('a', '30080')}`,
    'files with a Service and its pods each': `
=== a.yaml
${service('a', '30080')}---
${pod('a')}
=== b.yaml
${service('b', '30080')}---
${pod('b')}`,
    'two Services for the same pods in a directory': `
=== a.yaml
${service('a', '30080')}
=== a-other.yaml
${service('b', '30080').replace('app: b', 'app: a')}
=== pod.yaml
${pod('a')}`,
    'a type without node ports, no number, zero': `
${service('a', '30080')}---
${service('b', '0')}---
${service('c', '$' + '{PORT}')}`,
  },
});
