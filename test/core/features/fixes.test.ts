import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixesFor } from '../../../server/src/core/features/fixes.ts';
import { analysisOf } from '../fixture.ts';
import { service, serviceWithSpec as spec, workload } from '../resolve/manifests.ts';
import { checkFix, problemsIn, titlesFor } from './checkFix.ts';

const deployment = `=== deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: family-assistant-backend
  namespace: homelab
spec:
  selector:
    matchLabels:
      app: family-assistant-backend
      component: familyai-v3
  template:
    metadata:
      labels:
        app: family-assistant-backend
        component: familyai-v3
        version: v2.0.0
    spec:
      containers:
        - name: backend
          image: example
          ports:
            - name: http
              containerPort: 8001
`;

const serviceWith = (selector: string) => `=== service.yaml
# Reached from outside the cluster: http://NODE:30801
apiVersion: v1
kind: Service
metadata:
  name: family-assistant-nodeport
  namespace: homelab
spec:
  type: NodePort
${selector}
  ports:
    - name: http
      port: 8001
      targetPort: 8001
      nodePort: 30801
`;

const code = 'service-selects-nothing';

test('the founding case: the selector becomes the stable labels, everything around it stays', () => {
  const before = serviceWith('  selector:\n    app: family-assistant # which pods answer') + deployment;
  checkFix(
    code,
    before,
    serviceWith('  selector:\n    app: family-assistant-backend # which pods answer\n    component: familyai-v3'),
  );
  assert.deepEqual(titlesFor(code, before), [
    'Copy pod labels from Deployment "family-assistant-backend" *',
    'Change app to "family-assistant-backend"',
  ]);
});

test('labels are copied in the style of what is there', () => {
  for (const [before, after] of [
    ['  selector: {app: family-assistant}', '  selector: {app: family-assistant-backend, component: familyai-v3}'],
    [
      '  selector: { app: "family-assistant" }',
      '  selector: { app: "family-assistant-backend", component: familyai-v3 }',
    ],
    [
      "  selector:\n      'app': 'family-assistant'",
      "  selector:\n      'app': 'family-assistant-backend'\n      component: familyai-v3",
    ],
    [
      '  selector:\n    # the app\n    app:   family-assistant\n\n    # nothing else',
      '  selector:\n    # the app\n    app:   family-assistant-backend\n    component: familyai-v3\n\n    # nothing else',
    ],
    [
      '  selector:\t# tab\n    app:\tfamily-assistant\t# tab',
      '  selector:\t# tab\n    app:\tfamily-assistant-backend\t# tab\n    component: familyai-v3',
    ],
    [
      '  selector:\n    version: v2.0.0\n    app: family-assistant',
      '  selector:\n    app: family-assistant-backend\n    component: familyai-v3',
    ],
  ] as const) {
    checkFix(code, serviceWith(before) + deployment, serviceWith(after));
    checkFix(code, serviceWith(before) + deployment, serviceWith(after), undefined, { lineEnd: '\r\n' });
  }
});

test('labels are copied in JSON', () => {
  const json = (selector: string) => `=== service.json
{
  "apiVersion": "v1",
  "kind": "Service",
  "metadata": { "name": "family-assistant-nodeport", "namespace": "homelab" },
  "spec": {
    "selector": {
${selector}
    },
    "ports": [{ "port": 8001 }]
  }
}
`;
  checkFix(
    code,
    json('      "app": "family-assistant"') + deployment,
    json('      "app": "family-assistant-backend",\n      "component": "familyai-v3"'),
  );
});

test('a selector behind an alias becomes one of its own, so that others keep what the anchor holds', () => {
  const before = serviceWith('  selector: *labels').replace(
    '  namespace: homelab\n',
    '  namespace: homelab\n  labels: &labels\n    app: family-assistant\n',
  );
  const after = before.replace(
    '  selector: *labels',
    '  selector:\n    app: family-assistant-backend\n    component: familyai-v3',
  );
  checkFix(code, before + deployment, after);
});

test('a change of what an alias names says so and is never the preferred one', () => {
  const shared = `=== service.yaml
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Service
    metadata:
      name: family-assistant-nodeport
      namespace: homelab
    spec:
      selector: &labels
        app: family-assistant
      ports:
        - port: 8001
  - apiVersion: v1
    kind: ConfigMap
    metadata:
      name: other
      labels: *labels
`;
  assert.deepEqual(titlesFor(code, shared + deployment), [
    'Copy pod labels from Deployment "family-assistant-backend" (wherever the anchor is used)',
    'Change app to "family-assistant-backend" (wherever the anchor is used)',
  ]);
});

test('a pair that a merge key brings is overridden, not changed where it stands', () => {
  const before = `=== service.yaml
apiVersion: v1
kind: Service
metadata:
  name: family-assistant-nodeport
  namespace: homelab
  labels: &labels
    app: family-assistant
spec:
  selector:
    <<: *labels
    component: familyai-v3
  ports:
    - port: 8001
`;
  checkFix(
    code,
    before + deployment,
    before.replace(
      '    <<: *labels\n    component: familyai-v3',
      '    component: familyai-v3\n    app: family-assistant-backend',
    ),
  );
});

test('the one pair that nothing carries can be removed', () => {
  const before = serviceWith('  selector:\n    app: family-assistant-backend\n    tier: front # why?') + deployment;
  checkFix(code, before, serviceWith('  selector:\n    app: family-assistant-backend'), 'Remove tier=front');
  checkFix(
    code,
    before,
    deployment.replace('        version: v2.0.0', '        version: v2.0.0\n        tier: front'),
    'Add tier=front to the pod template of Deployment "family-assistant-backend"',
  );
});

test('a label that the workload selects by is not changed in its template', () => {
  const titles = titlesFor(code, serviceWith('  selector: {app: family-assistant}') + deployment);
  assert.ok(!titles.some((title) => title.includes('pod template')), titles.join());
});

test('a label that the workload itself asks for goes back to its pods', () => {
  const lost = deployment.replace('        app: family-assistant-backend\n', '');
  const before = serviceWith('  selector:\n    app: family-assistant-backend') + lost;
  assert.deepEqual(titlesFor(code, before), [
    'Add app=family-assistant-backend to the pod template of Deployment "family-assistant-backend" *',
    'Copy pod labels from Deployment "family-assistant-backend"',
  ]);
});

test('pods get a label unasked only where no other Service beside asks for it', () => {
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {version: web}}\n';
  const asking = (name: string, port: number) =>
    `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {selector: {component: web}, ports: [{port: ${port}}]}\n---\n`;
  const title = 'Add component=web to the labels of Pod "web"';
  assert.deepEqual(titlesFor(code, `=== all.yaml\n${asking('web', 80)}${pod}`)[0], `${title} *`);
  const withAnother = titlesFor(code, `=== all.yaml\n${asking('web', 80)}${asking('web-nodeport', 80)}${pod}`);
  assert.ok(withAnother.includes(title), withAnother.join());
});

test('the name of one pod is fixed, and the Service goes on to select that one', () => {
  const set = workload({ kind: 'apps/v1\nkind: StatefulSet', name: 'broker', labels: 'app: kafka' });
  const mine = (pod: string) =>
    service({ name: 'third', selector: `app: kafka, statefulset.kubernetes.io/pod-name: ${pod}` });
  checkFix('service-selects-nothing', `${mine('brocker-2')}---\n${set}`, `${mine('broker-2')}---\n${set}`);
  const titles = titlesFor('service-selects-nothing', `${mine('brocker-2')}---\n${set}`);
  assert.ok(!titles.some((title) => /^(?:Copy|Add)/.test(title)), titles.join());
});

test('the namespace is changed where the labels are right', () => {
  const before = serviceWith('  selector:\n    app: family-assistant-backend').replace('homelab', 'home-lab');
  const after = before.replace('home-lab', 'homelab');
  checkFix(code, before + deployment, after);
});

test('labels go to a bare pod that has none', () => {
  const pod = (metadata: string) => `=== pod.yaml
apiVersion: v1
kind: Pod
metadata:
  name: web
${metadata}spec:
  containers:
    - name: web
      image: example
      ports:
        - containerPort: 80
`;
  const service = `=== service.yaml
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
`;
  const add = 'Add app=web to the labels of Pod "web"';
  checkFix(code, service + pod(''), pod('  labels:\n    app: web\n'), add);
  assert.deepEqual(titlesFor(code, service + pod('')), [`${add} *`]);
  checkFix(
    code,
    service + pod('  labels: {}\n'),
    pod('  labels: { app: web }\n').replace('{ ', '{').replace(' }', '}'),
    add,
  );
});

test('values are quoted, in the style of their place', () => {
  const config = (labels: string) => `apiVersion: v1
kind: ConfigMap
metadata:
  name: web
  labels: ${labels}
`;
  for (const [before, after] of [
    ['\n    a: 1.10 # a version', '\n    a: "1.10" # a version'],
    ['{a: yes, b: c}', '{a: "yes", b: c}'],
    ['\n    a: !!int web', '\n    a: web'],
    ['\n    null: web', '\n    "null": web'],
  ] as const) {
    checkFix('label-not-a-string', config(before), config(after));
  }
  checkFix(
    'label-not-a-string',
    '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","labels":{"a":1}}}',
    '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","labels":{"a":"1"}}}',
  );
});

test('of a key that stands twice one is kept', () => {
  const config = (labels: string) => `apiVersion: v1
kind: ConfigMap
metadata:
  name: web
  labels:${labels}
`;
  const before = config('\n    app: a # one\n    # two\n    app: b\n    c: d');
  checkFix('duplicate-key', before, config('\n    # two\n    app: b\n    c: d'));
  checkFix('duplicate-key', before, config('\n    app: a # one\n    # two\n    c: d'), 'Keep the first value');
  checkFix('duplicate-key', config(' {app: a, app: a}'), config(' {app: a}'));
  assert.deepEqual(titlesFor('duplicate-key', before), ['Keep app: b *', 'Keep the first value']);
});

const nodePorts = (first: string, second: string) => `=== service.yaml
apiVersion: v1
kind: Service
metadata:
  name: a
spec:
  type: NodePort
  ports:
    - port: 80
${first}---
apiVersion: v1
kind: Service
metadata:
  name: b
spec:
  type: NodePort
  ports:
    - port: 80
${second}`;

test('a node port that nobody takes', () => {
  const before = nodePorts('      nodePort: 30000\n', '      nodePort: 30000 # here\n');
  checkFix('node-port-conflict', before, nodePorts('      nodePort: 30001\n', '      nodePort: 30000 # here\n'));
  checkFix('node-port-conflict', before, nodePorts('', '      nodePort: 30000 # here\n'), 'Remove nodePort');
  const range = { settings: { nodePortRange: { from: 31000, to: 31000 } } };
  const outside = nodePorts('      nodePort: 31001\n', '');
  checkFix('node-port-out-of-range', outside, nodePorts('      nodePort: 31000\n', ''), 'Pick a free', range);
  const taken = nodePorts('      nodePort: 31001\n', '      nodePort: 31000\n');
  assert.deepEqual(titlesFor('node-port-out-of-range', taken, range), ['Remove nodePort, so that the cluster chooses']);
});

test('what the API server rejects is written as it takes it', () => {
  for (const [before, after] of [
    ['  ports:\n    - port: "80"', '  ports:\n    - port: 80'],
    [
      "  ports:\n    - port: 80\n      targetPort: '8080' # web",
      '  ports:\n    - port: 80\n      targetPort: 8080 # web',
    ],
    ['  ports:\n    - port: 80\n      protocol: tcp', '  ports:\n    - port: 80\n      protocol: TCP'],
    ['  ports:\n    - port: 80\n      name: 80', '  ports:\n    - port: 80\n      name: "80"'],
    ['  ports:\n    - port: 80\n      name: HTTP_Main', '  ports:\n    - port: 80\n      name: http-main'],
    ['  ports:\n    - port: 80\n      targetport: 80', '  ports:\n    - port: 80\n      targetPort: 80'],
    ['  selectors: {app: web}\n  ports: [{port: 80}]', '  selector: {app: web}\n  ports: [{port: 80}]'],
    ['  type: nodeport\n  ports: [{port: 80}]', '  type: NodePort\n  ports: [{port: 80}]'],
    ['  type: NodePort\n  clusterIP: None # no\n  ports: [{port: 80}]', '  type: NodePort\n  ports: [{port: 80}]'],
    [
      '  # ports\n  ports:\n    - port: 80\n      nodePort: 30080',
      '  # ports\n  type: NodePort\n  ports:\n    - port: 80\n      nodePort: 30080',
    ],
    [
      '  type: ClusterIP # for now\n  ports:\n    - port: 80\n      nodePort: 30080',
      '  type: NodePort # for now\n  ports:\n    - port: 80\n      nodePort: 30080',
    ],
    [
      '  ports:\n    - port: 80\n    - name: b\n      port: 81',
      '  ports:\n    - name: http\n      port: 80\n    - name: b\n      port: 81',
    ],
    [
      '  ports:\n    - {port: 80, protocol: UDP}\n    - {name: http, port: 81}',
      '  ports:\n    - {name: http-udp, port: 80, protocol: UDP}\n    - {name: http, port: 81}',
    ],
    [
      '  selector:\n    # which\n    matchLabels: # all of\n      # one\n      app: "web" # two\n\n      tier: front\n  ports: [{port: 80}]',
      '  selector:\n    # which\n    # all of\n    # one\n    app: "web" # two\n\n    tier: front\n  ports: [{port: 80}]',
    ],
    [
      '  selector:\n    matchLabels:\n      version: 1.10\n  ports: [{port: 80}]',
      '  selector:\n    version: "1.10"\n  ports: [{port: 80}]',
    ],
    [
      '  selector:\n    a: b\n    matchLabels:\n      app: web\n  ports: [{port: 80}]',
      '  selector:\n    a: b\n    app: web\n  ports: [{port: 80}]',
    ],
    ['  selector: {matchLabels: {app: web}}\n  ports: [{port: 80}]', '  selector: {app: web}\n  ports: [{port: 80}]'],
    [
      '  selector:\n    matchLabels: {app: web, b: c}\n  ports: [{port: 80}]',
      '  selector:\n    app: web\n    b: c\n  ports: [{port: 80}]',
    ],
  ] as const) {
    for (const lineEnd of ['\n', '\r\n'] as const) {
      checkFix('service-rejected', spec(before), spec(after), undefined, { lineEnd });
    }
  }
});

test('labels that are not indented go below their selector, with their comments', () => {
  checkFix(
    'service-rejected',
    spec('  selector: # of the pods\n  app: web # all of them\n  tier: front\n  ports: [{port: 80}]'),
    spec('  selector: # of the pods\n    app: web # all of them\n    tier: front\n  ports: [{port: 80}]'),
    'Indent the labels of the selector',
  );
});

test('a fix that would make another problem is not offered', () => {
  // If the template gets the label that Service "web" selects, Service "api" loses it.
  const before = `=== services.yaml
${spec('  selector: {app: web}\n  ports: [{port: 80}]')}---
${spec('  selector: {app: web-api}\n  ports: [{port: 80}]').replace('name: web', 'name: api')}=== pod.yaml
apiVersion: v1
kind: Pod
metadata:
  name: web
  labels:
    app: web-api
spec:
  containers:
    - name: web
      image: example
      ports:
        - containerPort: 80
`;
  const titles = titlesFor(code, before);
  assert.ok(titles.includes('Copy pod labels from Pod "web" *'), titles.join());
  assert.ok(!titles.some((title) => title.startsWith('Add app=web')), titles.join());
});

test('of two Services that mean one workload each can be fixed', () => {
  const service = (name: string) =>
    `${spec('  selector: {app: family-assistant}\n  ports: [{port: 8001}]').replace('name: web', `name: ${name}\n  namespace: homelab`)}`;
  const before = `=== services.yaml\n${service('family-assistant-nodeport')}---\n${service('family-assistant-lan')}${deployment}`;
  const analysis = analysisOf(before);
  const problems = problemsIn(before, analysis);
  assert.equal(problems.length, 2);
  for (const problem of problems) {
    assert.ok(fixesFor(analysis, problem).some((fix) => fix.preferred));
  }
});

test('of two problems in one place the one that has a fix gets it', () => {
  const before = spec('  ports:\n    - {name: a, port: 80}\n    - {name: B, port: 81}\n    - {name: B, port: 82}');
  const analysis = analysisOf(before);
  const found = problemsIn(before, analysis).map((each) => [
    each.message.split(':')[0],
    ...fixesFor(analysis, each).map((fix) => fix.title),
  ]);
  assert.deepEqual(found.toSorted(), [
    [
      '"B" is not a valid name of a port, which has at most 63 lower-case letters, digits and "-" (and 1 more)',
      'Change to b',
    ],
    ['Two ports have the name "B"'],
  ]);
});

test('a fix of one cause changes all of its places', () => {
  const cases: readonly (readonly [before: string, after: string, title: string])[] = [
    [
      '  ports:\n    - port: "80"\n      name: a\n    - port: "81"\n      name: b\n',
      '  ports:\n    - port: 80\n      name: a\n    - port: 81\n      name: b\n',
      'Remove the quotes in 2 places',
    ],
    [
      '  ports:\n    - port: 80\n    - port: 8080\n      targetPort: http\n    - port: 443\n',
      '  ports:\n    - name: http\n      port: 80\n    - name: http-tcp\n      port: 8080\n      targetPort: http\n    - name: https\n      port: 443\n',
      'Name the ports: http, http-tcp, https',
    ],
    [
      '  ports:\n    - {name: a, port: 80, targetport: 1}\n    - {name: b, port: 81, targetport: 2}\n',
      '  ports:\n    - {name: a, port: 80, targetPort: 1}\n    - {name: b, port: 81, targetPort: 2}\n',
      'Change targetport to targetPort',
    ],
  ];
  for (const [before, after, title] of cases) {
    assert.equal(problemsIn(spec(before), analysisOf(spec(before))).length, 1);
    assert.deepEqual(titlesFor('service-rejected', spec(before)), [`${title} *`]);
    checkFix('service-rejected', spec(before), spec(after));
  }
});

test('an analysis without the rule has no fix', () => {
  const before = spec('  ports:\n    - port: "80"');
  const analysis = analysisOf(before);
  const [problem] = problemsIn(before, analysis);
  assert.deepEqual(fixesFor(analysis, problem!, []), []);
});

test('a fix behind which another problem comes in sight is preferred where nothing else can be meant', () => {
  const broken = `=== all.yaml
apiVersion: v1
kind: Service
metadata: {name: api}
spec:
  selector:
    app: apii
  ports:
    - port: 80
      targetPort: htp
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: api, image: api, ports: [{name: http, containerPort: 8080}]}]}
`;
  const fixed = broken.replace('apii', 'api');
  assert.deepEqual(titlesFor(code, broken), ['Copy pod labels from Deployment "api" *']);
  checkFix(code, broken, fixed, 'Copy pod labels from Deployment "api"');
  assert.deepEqual(titlesFor('service-port-missing', fixed)[0], 'Change targetPort to "http" *');
  // A guess is rejected: a problem with the ports may show that it is the wrong workload.
  const guess = broken.replace('metadata: {name: api}', 'metadata: {name: entry}');
  assert.deepEqual(titlesFor(code, guess), ['Copy pod labels from Deployment "api"']);
});

test('what a rule says of another object that it could not judge before is no harm of the fix', () => {
  const broken = `=== all.yaml
apiVersion: v1
kind: Service
metadata: {name: prod-store-headless}
spec:
  selector:
    app: stores
  ports: [{port: 80}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: prod-store}
spec:
  serviceName: store-headless
  selector: {matchLabels: {app: store}}
  template:
    metadata: {labels: {app: store}}
    spec: {containers: [{name: store, image: store, ports: [{containerPort: 80}]}]}
`;
  const fixed = broken.replace('app: stores', 'app: store');
  assert.deepEqual(
    problemsIn(broken, analysisOf(broken)).map((each) => each.code),
    [code],
  );
  assert.deepEqual(
    problemsIn(fixed, analysisOf(fixed)).map((each) => each.code),
    ['governing-service-missing'],
  );
  checkFix(code, broken, fixed);
});

test('the only label is put back into a pod template that a kustomization gives labels too', () => {
  const files = `=== kustomization.yaml
resources: [web.yaml]
commonLabels: {team: front}
=== web.yaml
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports: [{port: 80}]
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec: {containers: [{name: web, image: nginx, ports: [{containerPort: 80}]}]}
`;
  const broken = files.replace('      labels:\n        app: web\n', '      labels:\n');
  checkFix('selector-template-mismatch', broken, files);
  checkFix(code, broken, files);
});

test('labels above metadata move into it, because the API server rejects them where they are', () => {
  const deployment = (template: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
${template}    spec: {containers: [{name: web, image: nginx}]}
`;
  const labels = '      labels:\n        app: web\n        tier: front\n';
  const stray = '    labels:\n      app: web\n      tier: front\n';
  for (const [before, after] of [
    [stray, `    metadata:\n${labels}`],
    [`    metadata:\n      annotations: {a: b}\n${stray}`, `    metadata:\n      annotations: {a: b}\n${labels}`],
  ]) {
    checkFix('selector-template-mismatch', deployment(before!), deployment(after!));
  }
});
