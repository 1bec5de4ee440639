import type { CaseInWords } from './in-words.ts';
import { indented, workload } from './manifests.ts';

const mismatch = 'selector-template-mismatch';
const selector = 'selector-rejected';
const unlike = 'selector:\n  matchLabels:\n    app: wbe';

export const workloads: readonly CaseInWords[] = [
  { name: 'a Deployment', manifest: workload({}), reports: [] },
  {
    name: 'a Deployment whose selector has another value',
    manifest: workload({ selector: unlike }),
    reports: [mismatch],
  },
  {
    name: 'a Deployment whose selector has another key',
    manifest: workload({ selector: 'selector:\n  matchLabels:\n    name: web' }),
    reports: [mismatch],
  },
  {
    name: 'a Deployment whose selector has one pair more than the template',
    manifest: workload({ selector: 'selector:\n  matchLabels:\n    app: web\n    tier: front' }),
    reports: [mismatch],
  },
  {
    name: 'a Deployment whose template has one pair more than the selector',
    manifest: workload({ template: podTemplate('app: web\ntier: front') }),
    reports: [],
  },
  {
    name: 'a ReplicaSet whose selector has another value',
    manifest: workload({ kind: 'ReplicaSet', selector: unlike }),
    reports: [mismatch],
  },
  {
    name: 'a StatefulSet whose selector has another value',
    manifest: workload({ kind: 'StatefulSet', selector: `serviceName: web\n${unlike}` }),
    reports: [mismatch],
  },
  {
    name: 'a StatefulSet without serviceName',
    manifest: workload({ kind: 'StatefulSet' }),
    reports: [],
  },
  {
    name: 'a DaemonSet whose selector has another value',
    manifest: workload({ kind: 'DaemonSet', selector: unlike }),
    reports: [mismatch],
  },
  {
    name: 'a ReplicationController whose selector has another value',
    manifest: workload({ kind: 'ReplicationController', apiVersion: 'v1', selector: 'selector:\n  app: wbe' }),
    reports: [mismatch],
  },
  {
    name: 'a ReplicationController without a selector',
    manifest: workload({ kind: 'ReplicationController', apiVersion: 'v1', selector: 'replicas: 1' }),
    reports: [],
  },
  {
    name: 'a ReplicationController with matchLabels',
    manifest: workload({ kind: 'ReplicationController', apiVersion: 'v1' }),
    reports: ['label-not-a-string'],
  },
  {
    name: 'a Job without a selector',
    manifest: job('template:\n  spec:\n    restartPolicy: Never\n    containers: [{name: web, image: nginx}]'),
    reports: [],
  },
  {
    name: 'a Job with a selector that it did not make',
    manifest: job(
      'selector: {matchLabels: {app: web}}\ntemplate:\n  metadata: {labels: {app: web}}\n  spec:\n    restartPolicy: Never\n    containers: [{name: web, image: nginx}]',
    ),
    reports: [mismatch],
  },

  {
    name: 'a Job with a selector of its own, which it says',
    manifest: job(`manualSelector: true\n${jobSelecting('matchLabels: {app: web}')}`),
    reports: [],
  },
  {
    name: 'a Job with a selector of its own that has another value',
    manifest: job(`manualSelector: true\n${jobSelecting('matchLabels: {app: wbe}')}`),
    reports: [mismatch],
  },
  {
    name: 'a Job as it was exported from a cluster',
    manifest: job(
      jobSelecting('matchLabels: {controller-uid: 95052288-f609-11e8-aa53-42010a80021b}').replace(
        'labels: {app: web}',
        'labels: {app: web, controller-uid: 95052288-f609-11e8-aa53-42010a80021b, job-name: fail}',
      ),
    ),
    reports: [mismatch],
  },
  {
    name: 'a Job with a requirement of its own',
    manifest: job(jobSelecting('matchExpressions: [{key: app, operator: Exists}]')),
    reports: [mismatch],
  },

  { name: 'a Deployment without a selector', manifest: workload({ selector: 'replicas: 1' }), reports: [] },
  { name: 'a Deployment with an empty selector', manifest: workload({ selector: 'selector: {}' }), reports: [] },
  { name: 'a Deployment with a selector that is null', manifest: workload({ selector: 'selector:' }), reports: [] },
  {
    name: 'a Deployment with empty matchLabels',
    manifest: workload({ selector: 'selector:\n  matchLabels: {}' }),
    reports: [],
  },
  {
    name: 'a Deployment whose selector lacks matchLabels',
    manifest: workload({ selector: 'selector:\n  app: web' }),
    reports: ['selector-template-mismatch'],
  },
  {
    name: 'a Deployment with matchlabels instead of matchLabels',
    manifest: workload({ selector: 'selector:\n  matchlabels:\n    app: web' }),
    reports: ['selector-template-mismatch'],
  },
  {
    name: 'a Deployment with matchLabels that are a list',
    manifest: workload({ selector: 'selector:\n  matchLabels:\n    - app: web' }),
    reports: ['label-not-a-string'],
  },
  {
    name: 'a Deployment whose template has no labels',
    manifest: workload({ template: 'spec:\n  containers:\n    - {name: web, image: nginx}' }),
    reports: [mismatch],
  },
  {
    name: 'a Deployment whose template has labels that are null',
    manifest: workload({ template: 'metadata:\n  labels:\nspec:\n  containers:\n    - {name: web, image: nginx}' }),
    reports: [mismatch],
  },
  {
    name: 'a Deployment whose template has its labels outside metadata',
    manifest: workload({ template: 'labels:\n  app: web\nspec:\n  containers:\n    - {name: web, image: nginx}' }),
    reports: [mismatch],
  },
  {
    name: 'a Deployment without a template',
    manifest: workload({}).replace(/ {2}template:\n.*/s, ''),
    reports: [],
  },

  ...expressions('app', 'In', '[web, api]', []),
  ...expressions('app', 'In', '[api]', [mismatch]),
  ...expressions('app', 'NotIn', '[web]', [mismatch]),
  ...expressions('tier', 'NotIn', '[front]', []),
  ...expressions('app', 'Exists', undefined, []),
  ...expressions('tier', 'Exists', undefined, [mismatch]),
  ...expressions('tier', 'DoesNotExist', undefined, []),
  ...expressions('app', 'DoesNotExist', undefined, [mismatch]),
  ...expressions('app', 'Exists', '[web]', [selector]),
  ...expressions('app', 'In', undefined, [selector]),
  ...expressions('app', 'In', '[]', [selector]),
  ...expressions('app', 'In', 'web', [selector]),
  ...expressions('app', 'in', '[web]', [selector]),
  ...expressions('app', 'Equals', '[web]', [selector]),

  { name: 'a container without a name', manifest: pod('- image: nginx'), reports: [] },
  { name: 'a container with a name in upper case', manifest: pod('- {name: Web, image: nginx}'), reports: [] },
  { name: 'no containers', manifest: pod('[]'), reports: [] },
  { name: 'a container without an image', manifest: pod('- name: web'), reports: [] },
  {
    name: 'a containerPort in quotes',
    manifest: pod('- name: web\n  image: nginx\n  ports:\n    - containerPort: "80"'),
    reports: [],
  },
  {
    name: 'containerPort 0',
    manifest: pod('- name: web\n  image: nginx\n  ports:\n    - containerPort: 0'),
    reports: [],
  },
  {
    name: 'containerPort 65536',
    manifest: pod('- name: web\n  image: nginx\n  ports:\n    - containerPort: 65536'),
    reports: [],
  },
  {
    name: 'a container port name of 15 characters',
    manifest: pod('- name: web\n  image: nginx\n  ports:\n    - {containerPort: 80, name: abcdefghijklmno}'),
    reports: [],
  },
  {
    name: 'a container port name of 16 characters',
    manifest: pod('- name: web\n  image: nginx\n  ports:\n    - {containerPort: 80, name: abcdefghijklmnop}'),
    reports: [],
  },
  {
    name: 'a container port name of digits',
    manifest: pod('- name: web\n  image: nginx\n  ports:\n    - {containerPort: 80, name: "80"}'),
    reports: [],
  },
  {
    name: 'one container port name twice in a container',
    manifest: pod(
      '- name: web\n  image: nginx\n  ports:\n    - {containerPort: 80, name: a}\n    - {containerPort: 81, name: a}',
    ),
    reports: ['pod-rejected'],
  },
  {
    name: 'one container port name in two containers',
    manifest: pod(
      '- {name: web, image: nginx, ports: [{containerPort: 80, name: a}]}\n- {name: side, image: nginx, ports: [{containerPort: 81, name: a}]}',
    ),
    reports: [],
  },
];

function podTemplate(labels: string): string {
  return `metadata:\n  labels:\n${indented(labels, 4)}\nspec:\n  containers:\n    - {name: web, image: nginx}`;
}

function expressions(
  key: string,
  operator: string,
  values: string | undefined,
  reports: readonly string[],
): CaseInWords[] {
  const selector = `selector:\n  matchExpressions:\n    - key: ${key}\n      operator: ${operator}`;
  return [
    {
      name: `a Deployment of app=web that selects ${key} ${operator} ${values ?? 'without values'}`,
      manifest: workload({ selector: values === undefined ? selector : `${selector}\n      values: ${values}` }),
      reports,
    },
  ];
}

function pod(containers: string): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: web
  labels:
    app: web
spec:
  containers:
${indented(containers, 4)}
`;
}

function jobSelecting(selector: string): string {
  return `selector: {${selector}}
template:
  metadata: {labels: {app: web}}
  spec: {restartPolicy: Never, containers: [{name: web, image: nginx}]}`;
}

function job(spec: string): string {
  return `apiVersion: batch/v1
kind: Job
metadata:
  name: web
spec:
${indented(spec, 2)}
`;
}
