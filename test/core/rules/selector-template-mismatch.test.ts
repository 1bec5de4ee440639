import { test } from 'node:test';
import { checkFix } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

const workload = (selector: string, labels: string, kind = 'apps/v1\nkind: Deployment') => `apiVersion: ${kind}
metadata:
  name: web
spec:
  selector:
${selector}
  template:
    metadata:
      labels:
${labels}
    spec:
      containers:
        - name: web
          image: nginx
`;

testRule('selector-template-mismatch', {
  reports: {
    'a Job with a selector': workload(
      '    matchLabels:\n      app: web',
      '        app: web',
      'batch/v1\nkind: Job',
    ).replace(
      'selector:\n',
      'selector:\n# ^^^^^^^^ error selector-template-mismatch: Job "web" states a selector, which the API server generates for a Job\n',
    ),
    'a Job whose own selector has another value': workload(
      '    matchLabels:\n      app: wbe\n#          ^^^ error selector-template-mismatch',
      '        app: web',
      'batch/v1\nkind: Job',
    ).replace('spec:\n', 'spec:\n  manualSelector: true\n'),
    'a value that the template has otherwise': workload(
      `    matchLabels:
      app: web
#          ^^^ error selector-template-mismatch: Deployment "web" does not select its own pods: its selector asks for app=web, which its pod template has app=webserver. The API server rejects it.`,
      `        app: webserver
#       ^^^^^^^^^^^^^^ related: Pod labels of Deployment "web"`,
    ),
    'a key that the template has not': workload(
      `    matchLabels:
      app: web
      tier: front
#     ^^^^ error selector-template-mismatch: asks for tier=front, which its pod template does not have (app=web).`,
      '        app: web',
    ),
    'labels that stand beside the metadata of the template': workload(
      `    matchLabels:
      app: web
#     ^^^ error selector-template-mismatch: which its pod template does not have (no labels: app=web is at spec.template.labels, one level above spec.template.metadata.labels).`,
      '        app: web',
    ).replace('    metadata:\n      labels:\n        app', '    labels:\n        app'),
    'a requirement that the template does not meet': workload(
      `    matchExpressions:
      - {key: app, operator: In, values: [a, b]}
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error selector-template-mismatch: asks for app In (a, b)`,
      '        app: web',
    ),
    'a template that is indented into the selector': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
    template:
#   ^^^^^^^^ error selector-template-mismatch: Deployment "web" has no pod template: it is nested inside its selector, one level too deep.
      metadata:
        labels:
          app: web
      spec:
        containers:
          - name: web
            image: nginx
`,
    'a label that a merge key brings, and one behind it replaces': workload(
      `    matchLabels: &labels
      app: web
#          ^^^ error selector-template-mismatch: asks for app=web, which its pod template has app=other`,
      '        <<: *labels\n        app: other',
    ),
    'labels where matchLabels belongs, and a field that is nearly it': `${workload(
      `    app: web
#   ^^^ error selector-template-mismatch: app is not a field of a label selector: the API server rejects Deployment "web". Labels belong inside matchLabels.`,
      '        app: web',
    )}---
${workload(
  `    matchLabel:
#   ^^^^^^^^^^ error selector-template-mismatch: Did you mean matchLabels?
      app: web`,
  '        app: web',
).replace('name: web', 'name: other')}`,
    'a ReplicationController, whose selector is a bare map': workload(
      `    app: web
#        ^^^ error selector-template-mismatch`,
      '        app: webserver',
      'v1\nkind: ReplicationController',
    ),
    'a Rollout whose pods are those of the Deployment that it refers to': `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
#          ^^^ error selector-template-mismatch: does not select the pods of Deployment "web-server", which it refers to: its selector asks for app=web, which its pod template has app=webserver. Its controller creates no pods from it.
  workloadRef:
    apiVersion: apps/v1
    kind: Deployment
    name: web-server
---
${workload('    matchLabels:\n      app: webserver', '        app: webserver').replace('name: web', 'name: web-server')}`,
  },
  silent: {
    'a selector that matches': workload(
      '    matchLabels:\n      app: web\n    matchExpressions:\n      - {key: tier, operator: NotIn, values: [back]}',
      '        app: web',
    ),
    'a label that a merge key behind it replaces': workload(
      '    matchLabels: &labels\n      app: web',
      '        app: other\n        <<: *labels',
    ),
    'a pair without a value, which kubectl drops': workload(
      '    matchLabels:\n      app: web\n      tier:',
      '        app: web',
    ),
    'fields of a selector that a patch brings, and one to be filled in': `=== kustomization.yaml
patches: [{path: web.yaml, target: {name: none}}]
=== web.yaml
${workload('    app: web', '        app: web')}
=== other.yaml
${workload('    ${LABELS}: web', '        app: web')}`,
    'an empty selector and none': `${workload('    {}', '        app: web')}---
${workload('    {}', '        app: web', 'v1\nkind: ReplicationController').replace('  selector:\n    {}\n', '')}`,
    'the selector of a Job, which is generated': `${workload('    {}', '        app: web', 'batch/v1\nkind: Job')}`,
    'the selector of a Job that says that it is its own': workload(
      '    matchLabels:\n      app: web',
      '        app: web',
      'batch/v1\nkind: Job',
    ).replace('spec:\n', 'spec:\n  manualSelector: true\n'),
    'what a template fills in': workload('    matchLabels:\n      app: web', '        app: ${APP}'),
    'what a kustomization may change': `=== kustomization.yaml
resources: [web.yaml]
commonLabels: {app: web}
=== web.yaml
${workload('    matchLabels:\n      app: web', '        app: other')}`,
    'a patch of a kustomization': `=== kustomization.yaml
namespace: shop
patches: [{path: web.yaml, target: {name: none}}]
=== web.yaml
${workload('    matchLabels:\n      app: web', '        tier: front')}`,
  },
});

test('labels are moved into matchLabels, and a field gets its name', () => {
  const right = workload('    matchLabels:\n      app: web\n      tier: "1"', '        app: web\n        tier: "1"');
  checkFix(
    'selector-template-mismatch',
    workload('    app: web\n    tier: "1"', '        app: web\n        tier: "1"'),
    right,
  );
  checkFix('selector-template-mismatch', right.replace('matchLabels', 'matchlabel'), right);
});

test('the selector of a Job is removed', () => {
  const job = (selector: string) => workload(selector, '        app: web', 'batch/v1\nkind: Job');
  checkFix(
    'selector-template-mismatch',
    job('    matchLabels:\n      app: web'),
    job('').replace('  selector:\n\n', ''),
  );
});
