import type { CaseInWords } from './in-words.ts';
import { type Cases, casesOf, labelledService, service } from './manifests.ts';

const rejected = 'service-rejected';

/** The whole spec but for a port. */
const specs: Cases = {
  'a selector that is an object with matchLabels': ['selector:\n  matchLabels:\n    app: web', rejected],
  'a selector that is an object with matchExpressions': [
    'selector:\n  matchExpressions:\n    - {key: app, operator: Exists}',
    rejected,
  ],
  'a selector that is a list of objects': ['selector:\n  - app: web', rejected],
  'a selector that is a list of strings': ['selector: [app=web]', rejected],
  'a selector that is a string': ['selector: app=web', rejected],
  'a selector that is a number': ['selector: 1', rejected],
  'a selector that is null': ['selector:'],
  'a selector that is empty': ['selector: {}'],
  'no selector': ['type: ClusterIP'],
  'selector written twice': ['selector:\n  app: old\nselector:\n  app: web', 'duplicate-key'],
  'a key of the selector written twice': ['selector:\n  app: old\n  app: web', 'duplicate-key'],

  'selectors instead of selector': ['selectors:\n  app: web', rejected],
  'Selector instead of selector': ['Selector:\n  app: web', rejected],
  'selctor instead of selector': ['selctor:\n  app: web', rejected],
  'podSelector instead of selector': ['podSelector:\n  app: web', rejected],
  'matchLabels instead of selector': ['matchLabels:\n  app: web', rejected],
  'selectors that are null': ['selector: {app: web}\nselectors:', rejected],
  'labels in spec': ['selector: {app: web}\nlabels: {app: web}'],
  'clusterIp instead of clusterIP': ['selector: {app: web}\nclusterIp: None', rejected],
  'sessionaffinity instead of sessionAffinity': ['selector: {app: web}\nsessionaffinity: ClientIP', rejected],
  'externaltrafficpolicy instead of externalTrafficPolicy': [
    'type: NodePort\nselector: {app: web}\nexternaltrafficpolicy: Local',
    rejected,
  ],
  'a field of spec that is like no other': ['selector: {app: web}\ncolor: blue'],
  'replicas in a Service': ['selector: {app: web}\nreplicas: 2'],

  'type Nodeport': ['type: Nodeport\nselector: {app: web}', rejected],
  'type nodePort': ['type: nodePort\nselector: {app: web}', rejected],
  'type NODEPORT': ['type: NODEPORT\nselector: {app: web}', rejected],
  'type Loadbalancer': ['type: Loadbalancer\nselector: {app: web}', rejected],
  'type Ingress': ['type: Ingress\nselector: {app: web}', rejected],
  'type with a space behind it in quotes': ['type: "NodePort "\nselector: {app: web}', rejected],
  'type that is a number': ['type: 1\nselector: {app: web}', rejected],
  'type Headless': ['type: Headless\nselector: {app: web}', rejected],

  'ExternalName with a name': ['type: ExternalName\nexternalName: example.com'],
  'ExternalName with a selector': ['type: ExternalName\nexternalName: example.com\nselector: {app: web}'],
  'ExternalName without a name': ['type: ExternalName\nselector: {app: web}', rejected],
  'ExternalName with clusterIP None': ['type: ExternalName\nexternalName: example.com\nclusterIP: None', rejected],

  'clusterIP that is an address': ['selector: {app: web}\nclusterIP: 10.43.200.7'],
  'clusterIP that is no address': ['selector: {app: web}\nclusterIP: 10.43.0.300', rejected],
  'clusterIP none in lower case': ['selector: {app: web}\nclusterIP: none', rejected],
  'clusterIP outside the range of the cluster': ['selector: {app: web}\nclusterIP: 192.0.2.1'],
  'clusterIP that is null': ['selector: {app: web}\nclusterIP:'],

  'sessionAffinity ClientIP': ['selector: {app: web}\nsessionAffinity: ClientIP'],
  'sessionAffinity None': ['selector: {app: web}\nsessionAffinity: None'],
  'sessionAffinity clientIP': ['selector: {app: web}\nsessionAffinity: clientIP', rejected],
  'sessionAffinity that is a boolean': ['selector: {app: web}\nsessionAffinity: true'],
  'publishNotReadyAddresses in quotes': ['selector: {app: web}\npublishNotReadyAddresses: "true"'],
};

const port = 'ports:\n  - port: 80';

const others: CaseInWords[] = [
  {
    name: 'port with a list instead of ports',
    manifest: service('selector: {app: web}\nport:\n  - port: 80'),
    reports: [rejected],
  },
  {
    name: 'port with a number instead of ports',
    manifest: service('selector: {app: web}\nport: 80\ntargetPort: 8080'),
    reports: [rejected],
  },
  {
    name: 'port beside ports',
    manifest: service(`selector: {app: web}\n${port}\nport: 80`),
    reports: [rejected],
  },
  { name: 'no spec', manifest: service('').replace(/spec:\n.*/s, ''), reports: [] },
  { name: 'a spec that is null', manifest: service('').replace(/spec:\n.*/s, 'spec:\n'), reports: [] },
  { name: 'a spec that is text', manifest: service('').replace(/spec:\n.*/s, 'spec: xxx\n'), reports: [rejected] },
  {
    name: 'Spec instead of spec',
    manifest: service(`selector: {app: web}\n${port}`).replace('spec:', 'Spec:'),
    reports: [rejected],
  },
  {
    name: 'label instead of labels in metadata',
    manifest: labelledService('app: web').replace('labels:', 'label:'),
    reports: [rejected],
  },
  {
    name: 'selector beside spec',
    manifest: `${service(port)}selector:\n  app: web\n`,
    reports: [rejected],
  },
  {
    name: 'labels of the selector that are not indented',
    manifest: service(`selector:\napp: web\ntier: front\n${port}`),
    reports: [rejected],
  },
  ...named('a Service name in upper case', 'Web'),
  ...named('a Service name with an underscore', 'web_front'),
  ...named('a Service name that begins with a digit', '1web', []),
  ...named('a Service name with a dot', 'web.front'),
  ...named('a Service name of 64 characters', 'a'.repeat(64)),
  {
    name: 'a tab as indentation',
    manifest: service('selector:\n\tapp: web'),
    reports: [],
  },
  {
    name: 'a Service as JSON',
    manifest:
      '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"},' +
      ' "spec": {"selector": {"app": "web"}, "ports": [{"port": 80, "nodePort": 30801}]}}\n',
    reports: [rejected],
  },
];

function named(name: string, text: string, reports: readonly string[] = [rejected]): CaseInWords[] {
  const manifest = service(`selector: {app: web}\n${port}`).replace('name: web', `name: ${text}`);
  return [{ name, manifest, reports }];
}

export const serviceFields: readonly CaseInWords[] = [
  ...casesOf((text) => service(`${text}\n${port}`), specs),
  ...others,
];
