import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prepareRename, rename } from '../../../server/src/core/features/rename.ts';
import { documentNow, problemsOf } from '../../../server/src/core/problems.ts';
import { applyEdits } from '../../../server/src/core/text/range.ts';
import { wiring } from '../../../server/src/core/wiring.ts';
import { analysisOf } from '../fixture.ts';
import { marked } from './marked.ts';
import { baseWithOverlays, type shop, shopWithCursor, withCursor } from './shop.ts';

/** The lines that a rename changes, as `file:line text`. A refusal is its reason. */
function renamed(fixture: string, newName: string): readonly string[] | string {
  const { analysis, cursors } = marked(fixture);
  const result = rename(analysis, ...cursors[0]!, newName);
  if ('because' in result) {
    return result.because;
  }
  return [...result.changes, ...result.addresses].flatMap(({ document, edits }) => {
    const before = document.text.split('\n');
    const after = applyEdits(document.text, edits).split('\n');
    const place = documentNow(analysis, document)!;
    return after.flatMap((line, at) =>
      line === before[at] ? [] : [`${document.file}:${place.line + at + 1} ${line.trim()}`],
    );
  });
}

const cases: readonly (readonly [
  file: keyof typeof shop,
  before: string,
  text: string,
  newName: string,
  expected: readonly string[],
])[] = [
  [
    'service',
    'app: ',
    'web',
    'shop',
    [
      'deployment.yaml:11 app: shop',
      'deployment.yaml:7 matchLabels: {app: shop}',
      'others.yaml:4 spec: {minAvailable: 1, selector: {matchLabels: {app: shop}}}',
      'service.yaml:8 app: shop',
    ],
  ],
  [
    'deployment',
    'labels:',
    'app',
    'example.org/app',
    [
      'deployment.yaml:11 example.org/app: web',
      'deployment.yaml:7 matchLabels: {example.org/app: web}',
      'others.yaml:4 spec: {minAvailable: 1, selector: {matchLabels: {example.org/app: web}}}',
      'service.yaml:8 example.org/app: web',
    ],
  ],
  ['service', 'metadata', 'web', 'shop', ['ingress.yaml:12 name: shop', 'service.yaml:4 name: shop']],
  ['ingress', 'backend', 'web', 'shop', ['ingress.yaml:12 name: shop', 'service.yaml:4 name: shop']],
  ['deployment', 'ports', 'serve', 'main', ['deployment.yaml:18 - name: main', 'service.yaml:12 targetPort: main']],
  [
    'service',
    'ports',
    'http',
    'main',
    [
      'ingress.yaml:13 port: {name: main}',
      'others.yaml:13 spec: {selector: {matchLabels: {monitored: "yes"}}, endpoints: [{port: main}]}',
      'service.yaml:10 - name: main',
    ],
  ],
  [
    'others',
    'ConfigMap',
    'settings',
    'more',
    ['deployment.yaml:16 envFrom: [{configMapRef: {name: more}}]', 'others.yaml:8 metadata: {name: more}'],
  ],
  [
    'others',
    'kind: Deployment',
    'web',
    'shop',
    [
      'deployment.yaml:4 name: shop',
      'others.yaml:18 spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}, maxReplicas: 3}',
    ],
  ],
  [
    'service',
    'monitored',
    '"yes"',
    'true',
    [
      'others.yaml:13 spec: {selector: {matchLabels: {monitored: "true"}}, endpoints: [{port: http}]}',
      'service.yaml:5 labels: {monitored: "true"}',
    ],
  ],
  [
    'service',
    'app: ',
    'web',
    '1234',
    [
      'deployment.yaml:11 app: "1234"',
      'deployment.yaml:7 matchLabels: {app: "1234"}',
      'others.yaml:4 spec: {minAvailable: 1, selector: {matchLabels: {app: "1234"}}}',
      'service.yaml:8 app: "1234"',
    ],
  ],
];

for (const [file, before, text, newName, expected] of cases) {
  test(`${text} after ${before} in ${file} becomes ${newName}, with all that belongs to it`, () => {
    const changed = renamed(shopWithCursor(file, before, text), newName);
    assert.ok(Array.isArray(changed), String(changed));
    assert.deepEqual([...changed].sort(), [...expected].sort());
  });
}

/** Deployments whose pods are placed by the labels of others, in each place that the API has for it. */
const placed = `=== placed.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: cache}
spec:
  selector: {matchLabels: {app: cache}}
  template:
    metadata: {labels: {app: cache}}
    spec:
      affinity:
        podAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - {topologyKey: host, labelSelector: {matchLabels: {app: web}}}
          preferredDuringSchedulingIgnoredDuringExecution:
            - {weight: 1, podAffinityTerm: {topologyKey: host, labelSelector: {matchLabels: {app: web}}}}
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - topologyKey: host
              labelSelector: {matchExpressions: [{key: app, operator: In, values: [web, other]}]}
          preferredDuringSchedulingIgnoredDuringExecution:
            - weight: 1
              podAffinityTerm: {topologyKey: host, namespaces: [elsewhere], labelSelector: {matchLabels: {app: web}}}
      topologySpreadConstraints:
        - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}
      containers: [{name: cache, image: cache}]
`;

test('a label is renamed where it decides the placement of pods, but not for pods of other namespaces', () => {
  const changed = renamed(shopWithCursor('service', 'app: ', 'web') + placed, 'shop');
  assert.ok(Array.isArray(changed), String(changed));
  assert.deepEqual(changed.filter((each) => each.startsWith('placed')).sort(), [
    'placed.yaml:12 - {topologyKey: host, labelSelector: {matchLabels: {app: shop}}}',
    'placed.yaml:14 - {weight: 1, podAffinityTerm: {topologyKey: host, labelSelector: {matchLabels: {app: shop}}}}',
    'placed.yaml:18 labelSelector: {matchExpressions: [{key: app, operator: In, values: [shop, other]}]}',
    'placed.yaml:23 - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, ' +
      'labelSelector: {matchLabels: {app: shop}}}',
  ]);
});

test('a name that the API server rejects is refused before anything is tried', () => {
  assert.match(String(renamed(shopWithCursor('service', 'app: ', 'web'), 'a b')), /^a label value has only letters/);
  assert.match(
    String(renamed(shopWithCursor('service', 'app: ', 'app'), 'a/b/c')),
    /^a label key has at most one "\/"/,
  );
  assert.match(
    String(renamed(shopWithCursor('service', 'metadata', 'web'), 'a.b')),
    /^the name of a Service has at most/,
  );
  assert.match(
    String(renamed(shopWithCursor('others', 'ConfigMap', 'settings'), 'Web')),
    /^a name has only lower-case/,
  );
  const longest = [63, 63, 63, 61].map((letters) => 'a'.repeat(letters)).join('.');
  assert.equal(longest.length, 253);
  assert.ok(Array.isArray(renamed(shopWithCursor('others', 'ConfigMap', 'settings'), longest)));
  assert.match(
    String(renamed(shopWithCursor('others', 'ConfigMap', 'settings'), `${longest}a`)),
    /^a name has only lower-case/,
  );
  assert.match(String(renamed(shopWithCursor('deployment', 'ports', 'serve'), '8080')), /at least one letter$/);
});

test('a rename that would make a selector select more is refused', () => {
  const other = `=== other.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: other}
spec:
  selector: {matchLabels: {app: other}}
  template:
    metadata: {labels: {app: other}}
    spec: {containers: [{name: c, image: c}]}
`;
  assert.equal(
    renamed(shopWithCursor('service', 'app: ', 'web') + other, 'other'),
    'Service "web" would no longer reach the same objects',
  );
});

test('a number, a namespace and a place without a name cannot be renamed, and the reason is known before', () => {
  const refusal = (fixture: string) => {
    const { analysis, cursors } = marked(fixture);
    const found = prepareRename(analysis, ...cursors[0]!);
    return 'because' in found ? found.because : '';
  };
  assert.match(refusal(shopWithCursor('deployment', 'ports', '8080')), /^only labels/);
  assert.match(refusal(shopWithCursor('service', 'metadata', 'name')), /^nothing here/);
  const inNamespace = shopWithCursor('service', 'metadata', 'name').replace(
    '<|>name: web',
    'name: web\n  namespace: <|>a',
  );
  assert.match(refusal(inNamespace), /^only labels/);
});

test('a template that may use the name keeps it from being renamed', () => {
  const template = `=== chart.yaml | unread: chart.yaml is a template
{{ if .Values.web }}
app: web
{{ end }}
`;
  assert.match(
    String(renamed(shopWithCursor('service', 'app: ', 'web') + template, 'shop')),
    /^chart.yaml may use web/,
  );
  assert.ok(Array.isArray(renamed(shopWithCursor('deployment', 'ports', 'serve') + template, 'main')));
});

test('a custom resource that may name the object keeps it from being renamed', () => {
  const route = `=== route.yaml
apiVersion: networking.istio.io/v1
kind: EnvoyFilter
metadata: {name: route}
spec: {configPatches: [{match: {cluster: {service: web}}}]}
`;
  assert.match(
    String(renamed(shopWithCursor('service', 'metadata', 'web') + route, 'shop')),
    /^EnvoyFilter "route" may use web/,
  );
});

/** A base with a Deployment, and an overlay that names it in each field of a kustomization that can. */
const named = `=== base/kustomization.yaml
resources: [web.yaml]
=== base/web.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: <|>web}
spec:
  replicas: 1
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec: {containers: [{name: c, image: c}]}
=== overlay/kustomization.yaml
resources: [../base]
namePrefix: a-
replicas: [{name: web, count: 3}]
patches:
  - target: {kind: Deployment, name: web}
    patch: '[{op: add, path: /spec/paused, value: true}]'
  - path: note.yaml
    target: {group: apps, name: web}
replacements:
  - source: {kind: Deployment, name: web, fieldPath: spec.replicas}
    targets:
      - select: {kind: Deployment, name: web}
        fieldPaths: [spec.revisionHistoryLimit]
        options: {create: true}
=== overlay/note.yaml
- {op: add, path: /metadata/annotations, value: {note: x}}
`;

test('an object is renamed where kustomizations name it', () => {
  const changed = renamed(named, 'shop');
  assert.ok(Array.isArray(changed), String(changed));
  assert.deepEqual(changed.filter((each) => each.startsWith('overlay')).sort(), [
    'overlay/kustomization.yaml:10 - source: {kind: Deployment, name: shop, fieldPath: spec.replicas}',
    'overlay/kustomization.yaml:12 - select: {kind: Deployment, name: shop}',
    'overlay/kustomization.yaml:3 replicas: [{name: shop, count: 3}]',
    'overlay/kustomization.yaml:5 - target: {kind: Deployment, name: shop}',
    'overlay/kustomization.yaml:8 target: {group: apps, name: shop}',
  ]);
  const fromThere = named
    .replace('<|>', '')
    .replace('{kind: Deployment, name: web}\n    patch', '{kind: Deployment, name: <|>web}\n    patch');
  assert.deepEqual([...renamed(fromThere, 'shop')].sort(), [...changed].sort(), 'from there, too');
});

test('a kustomization that means the object by an expression keeps it from being renamed', () => {
  const expression = named.replace(
    'kind: Deployment, name: web}\n    patch',
    'kind: Deployment, name: w.*}\n    patch',
  );
  assert.equal(renamed(expression, 'shop'), 'overlay/kustomization.yaml writes it as w.*');
});

test('what refers to nothing here is not renamed, because others may refer to the same', () => {
  const elsewhere = shopWithCursor('deployment', 'configMapRef', 'settings').replace('kind: ConfigMap', 'kind: Secret');
  assert.match(String(renamed(elsewhere, 'more')), /^nothing that Podwire reads here has settings/);
  const broken = shopWithCursor('service', 'app: ', 'web').replace('<|>web', '<|>wbe');
  assert.match(String(renamed(broken, 'shop')), /^nothing that Podwire reads here has wbe/);
});

test('the addresses of a Service are listed apart', () => {
  const client = `=== client.yaml
apiVersion: v1
kind: Pod
metadata: {name: client}
spec:
  containers:
    - name: c
      image: c
      env:
        - {name: A, value: "http://web:80/x"}
        - {name: B, value: http://web.shop.svc.cluster.local}
        - {name: C, value: http://web-two/}
        - {name: D, value: web}
`;
  const { analysis, cursors } = marked(shopWithCursor('service', 'metadata', 'web') + client);
  const result = rename(analysis, ...cursors[0]!, 'shop');
  assert.ok('changes' in result);
  assert.deepEqual(
    result.addresses.map(({ document, edits }) => [document.file, edits.length]),
    [['client.yaml', 2]],
  );
});

const base = baseWithOverlays(`patches:
  - target: {kind: Service}
    patch: |-
      - op: replace
        path: /spec/selector/app
        value: web
`);

test('a label that a kustomization adds is renamed there, and a patch follows its target', () => {
  assert.deepEqual(renamed(withCursor(base, 'base/kust', 'pairs', 'team'), 'crew'), [
    'base/kustomization.yaml:3 - pairs: {crew: shop}',
  ]);
  assert.deepEqual([...renamed(withCursor(base, 'base/deployment', 'metadata', 'web'), 'site')].sort(), [
    'base/deployment.yaml:3 metadata: {name: site}',
    'overlays/prod/replicas.yaml:3 metadata: {name: site}',
  ]);
});

test('a value in a JSON patch is renamed with the labels that it selects', () => {
  assert.deepEqual([...renamed(withCursor(base, 'base/service', 'selector', 'web'), 'site')].sort(), [
    'base/deployment.yaml:5 selector: {matchLabels: {app: site}}',
    'base/deployment.yaml:7 metadata: {labels: {app: site}}',
    'base/service.yaml:4 spec: {selector: {app: site}, ports: [{port: 80}]}',
    'overlays/test/kustomization.yaml:7 value: site',
  ]);
});

test('a port that only Services name may have a longer name than one of a container or of an Ingress', () => {
  const ports = `=== service.yaml
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {ports: [{name: <|>replication-traffic, port: 4567}, {name: mysql, port: 3306}]}
`;
  assert.deepEqual(renamed(ports, 'incremental-state-transfer'), [
    'service.yaml:4 spec: {ports: [{name: incremental-state-transfer, port: 4567}, {name: mysql, port: 3306}]}',
  ]);
  assert.match(String(renamed(ports, 'a.b')), /^the name of a port of a Service has at most 63/);
  for (const [file, before, text] of [
    ['service', 'ports', 'http'],
    ['ingress', 'port', 'http'],
    ['service', 'targetPort', 'serve'],
  ] as const) {
    assert.match(
      String(renamed(shopWithCursor(file, before, text), 'incremental-state-transfer')),
      /^the name of a port has at most 15/,
    );
  }
});

test('roles and their bindings have names with colons', () => {
  const role = `=== role.yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: <|>system:reader}
`;
  assert.deepEqual(renamed(role, 'system:Writer'), ['role.yaml:3 metadata: {name: system:Writer}']);
  assert.match(String(renamed(role, 'a/b')), /^the name of a role or of its binding/);
});

test('a name that a template fills in cannot be renamed', () => {
  const service = `=== service.yaml
apiVersion: v1
kind: Service
metadata: {name: "<|>\${NAME:-web}"}
spec: {ports: [{port: 80}]}
`;
  assert.equal(renamed(service, 'shop'), 'a template fills in ${NAME:-web}');
  const volume = `=== volume.yaml
apiVersion: v1
kind: PersistentVolume
metadata: {name: <|>PV_NAME}
`;
  assert.equal(renamed(volume, 'shop'), 'a person or a script fills in PV_NAME');
});

test('a new name may make another candidate the closest match of what selects nothing anyway', () => {
  const deployment = (name: string, container: string) => `---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  selector: {matchLabels: {app: redis}}
  template:
    metadata: {labels: {app: redis}}
    spec: {containers: [{name: ${container}, image: redis, ports: [{containerPort: 6379}]}]}
`;
  const service = (name: string, role: string) => `---
apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec:
  ports: [{port: 6379}]
  selector: {app: redis, tier: backend, role: ${role}}
`;
  const all = (name: string) =>
    `=== all.yaml\n${service(`<|>${name}`, 'master')}${deployment('redis-master', 'master')}${service('redis-slave', 'slave')}${deployment('redis-slave', 'slave')}`;
  const underlined = (name: string) =>
    problemsOf(analysisOf(all(name).replace('<|>', '')), 'all.yaml').map(({ at }) =>
      at.document.text.slice(at.range.start, at.range.end),
    );
  assert.notDeepEqual(underlined('redis-master'), underlined('other'), 'the names decide what is underlined');
  assert.ok(Array.isArray(renamed(all('redis-master'), 'other')));
  assert.ok(Array.isArray(renamed(all('other'), 'redis-master')));
});

/** Objects that nothing selects and that carry no traffic, with everything that names them. */
const namedByOthers: readonly (readonly [object: string, naming: string, line: string])[] = [
  [
    'kind: ServiceAccount\napiVersion: v1',
    'kind: RoleBinding\napiVersion: rbac.authorization.k8s.io/v1\nsubjects: [{kind: ServiceAccount, name: web}]',
    'subjects: [{kind: ServiceAccount, name: shop}]',
  ],
  [
    'kind: ClusterRole\napiVersion: rbac.authorization.k8s.io/v1',
    'kind: ClusterRoleBinding\napiVersion: rbac.authorization.k8s.io/v1\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: web}',
    'roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: shop}',
  ],
  [
    'kind: Secret\napiVersion: v1',
    'kind: Ingress\napiVersion: networking.k8s.io/v1\nspec: {tls: [{secretName: web}]}',
    'spec: {tls: [{secretName: shop}]}',
  ],
  [
    'kind: Secret\napiVersion: v1',
    'kind: Pod\napiVersion: v1\nspec: {imagePullSecrets: [{name: web}], containers: [{name: c, image: c}]}',
    'spec: {imagePullSecrets: [{name: shop}], containers: [{name: c, image: c}]}',
  ],
  [
    'kind: Secret\napiVersion: v1',
    'kind: ServiceMonitor\napiVersion: monitoring.coreos.com/v1\nspec: {endpoints: [{basicAuth: {username: {name: web, key: user}}}]}',
    'spec: {endpoints: [{basicAuth: {username: {name: shop, key: user}}}]}',
  ],
  [
    'kind: Service\napiVersion: v1\nspec: {ports: [{port: 443}]}',
    'kind: ValidatingWebhookConfiguration\napiVersion: admissionregistration.k8s.io/v1\nwebhooks: [{name: a.b.c, clientConfig: {service: {name: web, namespace: a}}}]',
    'webhooks: [{name: a.b.c, clientConfig: {service: {name: shop, namespace: a}}}]',
  ],
  [
    'kind: PersistentVolumeClaim\napiVersion: v1',
    'kind: PersistentVolume\napiVersion: v1\nspec: {claimRef: {name: web, namespace: a}}',
    'spec: {claimRef: {name: shop, namespace: a}}',
  ],
  [
    'kind: StorageClass\napiVersion: storage.k8s.io/v1',
    'kind: PersistentVolumeClaim\napiVersion: v1\nspec: {storageClassName: web}',
    'spec: {storageClassName: shop}',
  ],
  [
    'kind: Gateway\napiVersion: gateway.networking.k8s.io/v1',
    'kind: HTTPRoute\napiVersion: gateway.networking.k8s.io/v1\nspec: {parentRefs: [{name: web}]}',
    'spec: {parentRefs: [{name: shop}]}',
  ],
  [
    'kind: Service\napiVersion: v1\nspec: {ports: [{port: 443}]}',
    'kind: EndpointSlice\napiVersion: discovery.k8s.io/v1\nmetadata: {name: slice, labels: {kubernetes.io/service-name: web}}',
    'metadata: {name: slice, labels: {kubernetes.io/service-name: shop}}',
  ],
];

for (const [object, naming, line] of namedByOthers) {
  test(`a rename changes what names it: ${line}`, () => {
    const metadata = naming.includes('metadata') ? '' : '\nmetadata: {name: other}';
    const changed = renamed(
      `=== object.yaml\n${object}\nmetadata: {name: <|>web}\n=== naming.yaml\n${naming}${metadata}\n`,
      'shop',
    );
    assert.ok(Array.isArray(changed), String(changed));
    assert.deepEqual(changed.map((each) => each.replace(/:\d+/, '')).sort(), [
      `naming.yaml ${line}`,
      'object.yaml metadata: {name: shop}',
    ]);
  });
}

test('names without traffic are no part of the wiring, and nothing is reported about them', () => {
  const analysis = analysisOf(`=== volume.yaml
apiVersion: v1
kind: PersistentVolume
metadata: {name: web}
spec: {storageClassName: absent, claimRef: {name: absent}}
=== account.yaml
apiVersion: v1
kind: ServiceAccount
metadata: {name: web}
secrets: [{name: absent}]
`);
  assert.deepEqual([...problemsOf(analysis, 'volume.yaml'), ...problemsOf(analysis, 'account.yaml')], []);
  assert.deepEqual(
    wiring(analysis).resources.flatMap(({ edges }) => edges),
    [],
  );
});

test('the name of a port is renamed in probes and in the rules of network policies', () => {
  const changed = renamed(
    `=== pods.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: web
          ports: [{name: <|>serve, containerPort: 8080}]
          startupProbe: {tcpSocket: {port: serve}}
=== policies.yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: to-web}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
    - ports: [{port: 8080}, {port: serve}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: from-others}
spec:
  podSelector: {}
  egress:
    - to: [{podSelector: {matchLabels: {app: web}}}]
      ports: [{port: serve}]
    - to: [{podSelector: {matchLabels: {app: other}}}]
      ports: [{port: serve}]
`,
    'main',
  );
  assert.deepEqual(changed, [
    'pods.yaml:12 ports: [{name: main, containerPort: 8080}]',
    'pods.yaml:13 startupProbe: {tcpSocket: {port: main}}',
    'policies.yaml:7 - ports: [{port: 8080}, {port: main}]',
    'policies.yaml:16 ports: [{port: main}]',
  ]);
});

test('a label that a JSON patch sets is renamed from the patch, in a file and in the kustomization', () => {
  const patch = (value: string) => `- op: replace
  path: /spec/template/metadata/labels/app
  value: ${value}
- op: replace
  path: /spec/selector/matchLabels/app
  value: app-shop
`;
  const objects = `=== all.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, image: c}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: app-shop}, ports: [{port: 80}]}
`;
  const kustomization = `=== kustomization.yaml
resources: [all.yaml]
patches:
  - target: {kind: Deployment}
`;
  const inline = `${kustomization}    patch: |-\n${patch('<|>app-shop').replaceAll(/^/gm, '      ').trimEnd()}\n${objects}`;
  const inFile = `${kustomization}    path: patch.yaml\n=== patch.yaml\n${patch('<|>app-shop')}${objects}`;
  const service = 'all.yaml:13 spec: {selector: {app: new}, ports: [{port: 80}]}';
  assert.deepEqual(renamed(inline, 'new'), [
    'kustomization.yaml:7 value: new',
    'kustomization.yaml:10 value: new',
    service,
  ]);
  assert.deepEqual(renamed(inFile, 'new'), ['patch.yaml:3 value: new', 'patch.yaml:6 value: new', service]);
});
