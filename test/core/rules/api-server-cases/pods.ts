import type { CaseInWords } from './in-words.ts';
import { casesOf } from './manifests.ts';

const rejected = 'pod-rejected';

/**
 * @param container Lines of the container, from its first column.
 * @param more Lines of the spec of the pod, from their first column.
 */
function deployment(container: string, more = '', kind = 'Deployment'): string {
  const indented = (text: string, by: number) => text.replace(/^(?=.)/gm, ' '.repeat(by));
  return `apiVersion: apps/v1
kind: ${kind}
metadata:
  name: web
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: nginx
${indented(container, 10)}
${indented(more, 6)}
`;
}

const claims = `  volumeClaimTemplates:
    - metadata: {name: data}
      spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
`;
const volumes = 'volumes: [{name: cache, emptyDir: {}}, {name: more, emptyDir: {}}]';

export const pods: readonly CaseInWords[] = [
  ...casesOf((container) => deployment(container), {
    'a port name twice in a container': [
      'ports: [{name: http, containerPort: 80}, {name: http, containerPort: 81}]',
      rejected,
    ],
    'a container port twice under two names': ['ports: [{name: a, containerPort: 80}, {name: b, containerPort: 80}]'],
    'a host port twice': ['ports: [{containerPort: 80, hostPort: 80}, {containerPort: 81, hostPort: 80}]', rejected],
    'a host port twice in two protocols': [
      'ports: [{containerPort: 53, hostPort: 53}, {containerPort: 53, hostPort: 53, protocol: UDP}]',
    ],
    'a host port twice on two addresses': [
      'ports: [{containerPort: 80, hostPort: 80, hostIP: 10.0.0.1}, {containerPort: 81, hostPort: 80, hostIP: 10.0.0.2}]',
    ],
    'a probe with a port name that the container does not have': ['readinessProbe: {httpGet: {port: http}}'],
    'a probe with a number in quotes': ['readinessProbe: {httpGet: {port: "8080"}}', rejected],
    'a hook with a number in quotes': ['lifecycle: {preStop: {httpGet: {port: "8080"}}}', rejected],
    'a TCP probe with a number in quotes': ['livenessProbe: {tcpSocket: {port: "8080"}}', rejected],
    'a variable with an equals sign': ['env: [{name: "A=B", value: c}]', rejected],
    'a variable with a character outside ASCII': ['env: [{name: größe, value: c}]', rejected],
    'a variable with a hyphen and a dot': ['env: [{name: a-b.c, value: c}]'],
    'a variable that begins with a digit': ['env: [{name: 1a, value: c}]'],
    'a variable with a space': ['env: [{name: a b, value: c}]'],
    'a prefix with a hyphen': ['envFrom: [{prefix: a-, configMapRef: {name: a}}]'],
    'a prefix with an equals sign': ['envFrom: [{prefix: "a=", configMapRef: {name: a}}]', rejected],
    'a volume that does not exist': ['volumeMounts: [{name: cache, mountPath: /cache}]', 'volume-missing'],
    'a device that does not exist': ['volumeDevices: [{name: cache, devicePath: /dev/a}]', 'volume-missing'],
  }),
  ...casesOf((container) => deployment(container, volumes), {
    'a volume that exists': ['volumeMounts: [{name: cache, mountPath: /cache}]'],
    'a path at which two volumes are mounted': [
      'volumeMounts: [{name: cache, mountPath: /cache}, {name: more, mountPath: /cache}]',
      rejected,
    ],
    'a volume that is mounted at two paths': [
      'volumeMounts: [{name: cache, mountPath: /a}, {name: cache, mountPath: /b}]',
    ],
  }),
  ...casesOf((more) => deployment('', more), {
    'a volume name twice': ['volumes: [{name: a, emptyDir: {}}, {name: a, emptyDir: {}}]', rejected],
    'an init container with the name of a container': ['initContainers: [{name: web, image: nginx}]', rejected],
    'an init container with the port name of a container': [
      'initContainers: [{name: first, image: nginx, ports: [{name: http, containerPort: 80}]}]',
    ],
    'an init container with the host port of another one': [
      'initContainers: [{name: a, image: nginx, ports: [{containerPort: 80, hostPort: 80}]}, {name: b, image: nginx, ports: [{containerPort: 80, hostPort: 80}]}]',
    ],
  }),
  ...casesOf((container) => deployment(container, '', 'StatefulSet'), {
    'a volume of a StatefulSet that does not exist': [
      'volumeMounts: [{name: cache, mountPath: /cache}]',
      'volume-missing',
    ],
    'a port name twice in a StatefulSet': [
      'ports: [{name: http, containerPort: 80}, {name: http, containerPort: 81}]',
      rejected,
    ],
  }),
  ...casesOf((mount) => `${deployment(mount, '', 'StatefulSet').trimEnd()}\n${claims}`, {
    'a claim of a StatefulSet': ['volumeMounts: [{name: data, mountPath: /data}]'],
    'a claim of a StatefulSet with another name': ['volumeMounts: [{name: date, mountPath: /data}]', 'volume-missing'],
  }),
];
