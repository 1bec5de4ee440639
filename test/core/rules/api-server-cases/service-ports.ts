import type { CaseInWords } from './in-words.ts';
import { type Cases, casesOf, service, servicePortsOf } from './manifests.ts';

const rejected = 'service-rejected';
const outOfRange = 'node-port-out-of-range';
const conflict = 'node-port-conflict';

/** Items of the ports of a Service of type ClusterIP. */
const clusterIp: Cases = {
  'one port without a name': ['- port: 80'],
  'two ports without names': ['- port: 80\n- port: 81', rejected],
  'two ports, the second without a name': ['- port: 80\n  name: http\n- port: 81', rejected],
  'two ports, the first without a name': ['- port: 80\n- port: 81\n  name: admin', rejected],
  'two ports whose names are empty': ['- port: 80\n  name: ""\n- port: 81\n  name: ""', rejected],
  'two ports whose names are null': ['- port: 80\n  name:\n- port: 81\n  name: ~', rejected],
  'two ports with names': ['- port: 80\n  name: http\n- port: 81\n  name: admin'],
  'two ports with the same name': ['- port: 80\n  name: http\n- port: 81\n  name: http', rejected],
  'the same port twice under two names': ['- port: 80\n  name: a\n- port: 80\n  name: b', rejected],
  'the same port in two protocols': ['- port: 53\n  name: a\n- port: 53\n  name: b\n  protocol: UDP'],

  'a port name in upper case': ['- port: 80\n  name: HTTP', rejected],
  'a port name with an underscore': ['- port: 80\n  name: http_alt', rejected],
  'a port name with a dot': ['- port: 80\n  name: http.alt', rejected],
  'a port name that ends in a hyphen': ['- port: 80\n  name: http-', rejected],
  'a port name of 63 characters': [`- port: 80\n  name: ${'a'.repeat(63)}`],
  'a port name of 64 characters': [`- port: 80\n  name: ${'a'.repeat(64)}`, rejected],
  'a port name of digits in quotes': ['- port: 80\n  name: "80"'],
  'a port name of digits without quotes': ['- port: 80\n  name: 80', rejected],
  'a port name that is read as a boolean': ['- port: 80\n  name: on', rejected],

  'an item without port': ['- targetPort: 8080', rejected],
  'port 0': ['- port: 0', rejected],
  'port 65535': ['- port: 65535'],
  'port 65536': ['- port: 65536', rejected],
  'a negative port': ['- port: -80', rejected],
  'a port with a fraction': ['- port: 80.5', rejected],
  'a port written as a float without a fraction': ['- port: 80.0'],
  'a port written with an exponent': ['- port: 8e1'],
  'a port in quotes': ['- port: "80"', rejected],
  'a port in single quotes': ["- port: '80'", rejected],
  'a port in hexadecimal': ['- port: 0x50'],
  'a port in octal': ['- port: 0120'],
  'a port in binary': ['- port: 0b1010000'],
  'a port that is null': ['- port:', rejected],
  'a port that is a boolean': ['- port: true', rejected],
  'a port that is a name': ['- port: http', rejected],
  'a port that is a list': ['- port: [80]', rejected],
  'a port beyond 32 bits': ['- port: 4294967376', rejected],

  'a targetPort number': ['- port: 80\n  targetPort: 8080'],
  'a targetPort number in quotes': ['- port: 80\n  targetPort: "8080"', rejected],
  'a targetPort name': ['- port: 80\n  targetPort: http'],
  'a targetPort name in quotes': ['- port: 80\n  targetPort: "http"'],
  'a targetPort name that begins with a digit': ['- port: 80\n  targetPort: 8080-tcp'],
  'a targetPort name with a capital': ['- port: 80\n  targetPort: Http', rejected],
  'a targetPort name in capitals': ['- port: 80\n  targetPort: HTTP', rejected],
  'a targetPort name with an underscore': ['- port: 80\n  targetPort: http_alt', rejected],
  'a targetPort name with two hyphens in a row': ['- port: 80\n  targetPort: http--alt', rejected],
  'a targetPort name that begins with a hyphen': ['- port: 80\n  targetPort: -http', rejected],
  'a targetPort name that ends in a hyphen': ['- port: 80\n  targetPort: http-', rejected],
  'a targetPort name of 15 characters': ['- port: 80\n  targetPort: abcdefghijklmno'],
  'a targetPort name of 16 characters': ['- port: 80\n  targetPort: abcdefghijklmnop', rejected],
  'a targetPort name with a dot': ['- port: 80\n  targetPort: http.alt', rejected],
  'a targetPort that is the empty string': ['- port: 80\n  targetPort: ""'],
  'a targetPort that is null': ['- port: 80\n  targetPort:'],
  'targetPort 0': ['- port: 80\n  targetPort: 0'],
  'targetPort 65536': ['- port: 80\n  targetPort: 65536', rejected],
  'a negative targetPort': ['- port: 80\n  targetPort: -1', rejected],
  'a targetPort with a fraction': ['- port: 80\n  targetPort: 80.5', rejected],
  'a targetPort that is a boolean': ['- port: 80\n  targetPort: yes', rejected],
  'a targetPort that is a list': ['- port: 80\n  targetPort: [8080]', rejected],

  'protocol UDP': ['- port: 53\n  protocol: UDP'],
  'protocol SCTP': ['- port: 80\n  protocol: SCTP'],
  'a protocol in lower case': ['- port: 80\n  protocol: tcp', rejected],
  'a protocol that is no transport': ['- port: 80\n  protocol: HTTP', rejected],
  'a protocol that is the empty string': ['- port: 80\n  protocol: ""'],
  'a protocol that is null': ['- port: 80\n  protocol:'],
  'a protocol that is a number': ['- port: 80\n  protocol: 6', rejected],
  'an appProtocol': ['- port: 80\n  appProtocol: kubernetes.io/h2c'],

  'a node port with type ClusterIP': ['- port: 80\n  nodePort: 30801', rejected],
  'node port 0 with type ClusterIP': ['- port: 80\n  nodePort: 0'],
  'a node port that is null with type ClusterIP': ['- port: 80\n  nodePort:'],

  'targetport instead of targetPort': ['- port: 80\n  targetport: 8080', rejected],
  'target_port instead of targetPort': ['- port: 80\n  target_port: 8080', rejected],
  'containerPort in a Service': ['- port: 80\n  containerPort: 8080', rejected],
  'Port instead of port': ['- Port: 80', rejected],
  'portName instead of name': ['- port: 80\n  portName: http', rejected],
  'a field of a port that is like no other': ['- port: 80\n  color: blue'],
  'port written twice in one item': ['- port: 80\n  port: 81', 'duplicate-key'],
  'an item that is a number': ['- 80', rejected],
  'an item that is null': ['-', rejected],
};

/** Items of the ports of a Service of type NodePort. */
const nodePort: Cases = {
  'a node port with type NodePort': ['- port: 80\n  nodePort: 30801'],
  'type NodePort without a node port': ['- port: 80'],
  'node port 0 with type NodePort': ['- port: 80\n  nodePort: 0'],
  'node port 30000': ['- port: 80\n  nodePort: 30000'],
  'node port 32767': ['- port: 80\n  nodePort: 32767'],
  'node port 29999': ['- port: 80\n  nodePort: 29999', outOfRange],
  'node port 32768': ['- port: 80\n  nodePort: 32768', outOfRange],
  'node port 80': ['- port: 80\n  nodePort: 80', outOfRange],
  'node port 70000': ['- port: 80\n  nodePort: 70000', outOfRange],
  'a negative node port': ['- port: 80\n  nodePort: -1', outOfRange],
  'a node port in quotes': ['- port: 80\n  nodePort: "30801"', rejected],
  'a node port with a fraction': ['- port: 80\n  nodePort: 30801.5', rejected],
  'a node port written as a float without a fraction': ['- port: 80\n  nodePort: 30801.0'],
  'a node port with an underscore': ['- port: 80\n  nodePort: 30_801'],
  'a node port in hexadecimal': ['- port: 80\n  nodePort: 0x7851'],
  'a node port in octal': ['- port: 80\n  nodePort: 074121'],
  'a node port that is octal only in YAML 1.2': ['- port: 80\n  nodePort: 0o74121'],
  'a node port that is text': ['- port: 80\n  nodePort: web', rejected],
  'a node port that is a boolean': ['- port: 80\n  nodePort: true', rejected],
  'a node port that is null': ['- port: 80\n  nodePort: null'],
  'nodeport instead of nodePort': ['- port: 80\n  nodeport: 30801', rejected],
  'one node port for two ports': [
    '- port: 80\n  name: a\n  nodePort: 30801\n- port: 81\n  name: b\n  nodePort: 30801',
    conflict,
  ],
  'one node port for two protocols of one port': [
    '- port: 53\n  name: a\n  nodePort: 30053\n- port: 53\n  name: b\n  nodePort: 30053\n  protocol: UDP',
  ],
  'one node port for two protocols of two ports': [
    '- port: 53\n  name: a\n  nodePort: 30053\n- port: 54\n  name: b\n  nodePort: 30053\n  protocol: UDP',
    conflict,
  ],
  'one node port for three protocols of one port': [
    `- {port: 53, name: a, nodePort: 30053}
- {port: 53, name: b, nodePort: 30053, protocol: UDP}
- {port: 53, name: c, nodePort: 30053, protocol: SCTP}`,
  ],
};

/** The whole spec. */
const specs: Cases = {
  'a node port without a type': ['selector: {app: web}\nports:\n  - port: 80\n    nodePort: 30801', rejected],
  'a node port with an empty type': ['type: ""\nselector: {app: web}\nports: [{port: 80, nodePort: 30801}]', rejected],
  'a node port with a type that is null': [
    'type:\nselector: {app: web}\nports: [{port: 80, nodePort: 30801}]',
    rejected,
  ],
  'a node port with type LoadBalancer': [
    'type: LoadBalancer\nselector: {app: web}\nports: [{port: 80, nodePort: 30801}]',
  ],
  'a node port with type LoadBalancer that allocates none': [
    'type: LoadBalancer\nallocateLoadBalancerNodePorts: false\nselector: {app: web}\nports: [{port: 80, nodePort: 30801}]',
  ],
  'a node port with type ExternalName': [
    'type: ExternalName\nexternalName: example.com\nports: [{port: 80, nodePort: 30801}]',
  ],
  'a node port with clusterIP None': [
    'clusterIP: None\nselector: {app: web}\nports: [{port: 80, nodePort: 30801}]',
    rejected,
  ],
  'NodePort with clusterIP None': [
    'type: NodePort\nclusterIP: None\nselector: {app: web}\nports: [{port: 80}]',
    rejected,
  ],
  'NodePort with clusterIP None and a node port': [
    'type: NodePort\nclusterIP: None\nselector: {app: web}\nports: [{port: 80, nodePort: 30801}]',
    rejected,
  ],
  'LoadBalancer with clusterIP None': [
    'type: LoadBalancer\nclusterIP: None\nselector: {app: web}\nports: [{port: 80}]',
    rejected,
  ],
  'ClusterIP with clusterIP None': ['type: ClusterIP\nclusterIP: None\nselector: {app: web}\nports: [{port: 80}]'],
  'NodePort with an empty clusterIP': ['type: NodePort\nclusterIP: ""\nselector: {app: web}\nports: [{port: 80}]'],

  'no ports': ['selector: {app: web}', rejected],
  'no ports, and clusterIP None': ['clusterIP: None\nselector: {app: web}'],
  'no ports, and type NodePort': ['type: NodePort\nselector: {app: web}', rejected],
  'an empty list of ports': ['selector: {app: web}\nports: []', rejected],
  'ports that are null': ['selector: {app: web}\nports:', rejected],
  'ports that are an object': ['selector: {app: web}\nports: {port: 80}', rejected],
  'ports that are a number': ['selector: {app: web}\nports: 80', rejected],
  'ports written twice': ['selector: {app: web}\nports: [{port: 80}]\nports: [{port: 81}]', 'duplicate-key'],

  'healthCheckNodePort with type NodePort': [
    'type: NodePort\nhealthCheckNodePort: 30900\nselector: {app: web}\nports: [{port: 80}]',
    rejected,
  ],
  'healthCheckNodePort with type LoadBalancer and policy Cluster': [
    'type: LoadBalancer\nhealthCheckNodePort: 30900\nselector: {app: web}\nports: [{port: 80}]',
    rejected,
  ],
  'healthCheckNodePort with type LoadBalancer and policy Local': [
    'type: LoadBalancer\nexternalTrafficPolicy: Local\nhealthCheckNodePort: 30900\nselector: {app: web}\nports: [{port: 80}]',
  ],
  'externalTrafficPolicy Local with type NodePort': [
    'type: NodePort\nexternalTrafficPolicy: Local\nselector: {app: web}\nports: [{port: 80}]',
  ],
  'externalTrafficPolicy Local with type ClusterIP': [
    'externalTrafficPolicy: Local\nselector: {app: web}\nports: [{port: 80}]',
    rejected,
  ],
  'externalTrafficPolicy in lower case': [
    'type: NodePort\nexternalTrafficPolicy: local\nselector: {app: web}\nports: [{port: 80}]',
    rejected,
  ],
};

const twoServices: CaseInWords[] = [
  {
    name: 'one node port for two Services',
    manifest: `${named('one', 'TCP')}---\n${named('two', 'TCP')}`,
    reports: [conflict],
  },
  {
    name: 'one node port for two Services in two protocols',
    manifest: `${named('one', 'TCP')}---\n${named('two', 'UDP')}`,
    reports: [conflict],
  },
];

function named(name: string, protocol: string): string {
  return servicePortsOf('NodePort', `- port: 53\n  nodePort: 30053\n  protocol: ${protocol}`).replace(
    'name: web',
    `name: ${name}`,
  );
}

export const servicePorts: readonly CaseInWords[] = [
  ...casesOf((text) => servicePortsOf('ClusterIP', text), clusterIp),
  ...casesOf((text) => servicePortsOf('NodePort', text), nodePort),
  ...casesOf(service, specs),
  ...twoServices,
];
