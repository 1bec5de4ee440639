import { test } from 'node:test';
import { checkFix } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

const statefulSet = (serviceName: string) => `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: mongo
spec:
${serviceName}  selector:
    matchLabels:
      app: mongo
  template:
    metadata:
      labels:
        app: mongo
    spec:
      containers:
        - name: mongo
          image: mongo
`;

const service = (name: string, app = 'mongo') => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  clusterIP: None
  selector:
    app: ${app}
  ports:
    - port: 27017
`;

const pod = (subdomain: string) => `apiVersion: v1
kind: Pod
metadata:
  name: mongo
  labels: {app: mongo}
spec:
  hostname: first
  subdomain: ${subdomain}
  containers: [{name: mongo, image: mongo}]
`;

const mongo =
  '  serviceName: mongo\n#              ^^^^^ information governing-service-missing: Closest match: Service';

testRule('governing-service-missing', {
  reports: {
    'a Service with an address of its own': `${statefulSet(
      '  serviceName: mongo\n#              ^^^^^ information governing-service-missing: StatefulSet "mongo" is governed by Service "mongo", which is not headless\n  replicas: 3\n',
    )}---
${service('mongo').replace('  clusterIP: None\n', '')}`,
    'a subdomain with a typing error': `${pod(
      'mongo-bd\n#            ^^^^^^^^ information governing-service-missing: Pod "mongo" has the subdomain of Service "mongo-bd", which does not exist. Its pods have no DNS names of their own. Closest match: Service "mongo-db".',
    )}---
${service('mongo-db')}`,
    'a name without the word that the Service has': `${statefulSet(`${mongo} "mongo-service".\n`)}---\n${service('mongo-service')}`,
    'a Service that selects the pods': `${statefulSet(`${mongo} "mongo-db".\n`)}---\n${service('mongo-db')}`,
    'a Service of other pods': `${statefulSet(
      '  serviceName: mongo\n#              ^^^^^ information governing-service-missing: which selects app=other and not its pods (app=mongo).\n',
    )}---
${service('mongo', 'other')}---
apiVersion: v1
kind: Pod
metadata: {name: other, labels: {app: other}}
spec: {containers: [{name: other, image: other}]}
`,
  },
  silent: {
    'a Service with an address of its own, and one replica': `${statefulSet('  serviceName: mongo\n')}---
${service('mongo').replace('  clusterIP: None\n', '')}`,
    'an address that a patch takes away': `
=== kustomization.yaml
resources: [mongo.yaml]
patches: [{path: patch.yaml}]
=== mongo.yaml
${statefulSet('  serviceName: mongo\n  replicas: 3\n')}---
${service('mongo').replace('  clusterIP: None\n', '')}
=== patch.yaml
apiVersion: v1
kind: Service
metadata: {name: mongo}
spec: {clusterIP: None}
`,
    'a subdomain without a Service like it': `${pod('mongo')}---\n${service('other', 'other')}`,
    'a subdomain that is there': `${pod('mongo')}---\n${service('mongo')}`,
    'a Service without a selector': `${statefulSet('  serviceName: mongo\n')}---
${service('mongo').replace('  selector:\n    app: mongo\n', '')}`,
    'a selector that a template fills in': `${statefulSet('  serviceName: mongo\n')}---\n${service('mongo', '${APP}')}`,
    'a Service that is there': `${statefulSet('  serviceName: mongo\n')}---\n${service('mongo')}`,
    'no serviceName': `${statefulSet('')}---\n${service('mongo-service')}`,
    'an empty one': `${statefulSet('  serviceName: ""\n')}---\n${service('mongo-service')}`,
    'a Service of something else': `${statefulSet('  serviceName: mongo\n')}---\n${service('mongo-exporter', 'exporter')}---
apiVersion: v1
kind: Pod
metadata: {name: exporter, labels: {app: exporter}}
spec: {containers: [{name: exporter, image: exporter}]}
`,
  },
});

test('the name becomes that of the Service', () => {
  checkFix(
    'governing-service-missing',
    `${statefulSet('  serviceName: mongo # of the set\n')}---\n${service('mongo-service')}`,
    `${statefulSet('  serviceName: mongo-service # of the set\n')}---\n${service('mongo-service')}`,
  );
});

test('the Service becomes headless on request', () => {
  const set = statefulSet('  serviceName: mongo\n  replicas: 3\n');
  checkFix(
    'governing-service-missing',
    `${set}---\n${service('mongo').replace('  clusterIP: None\n', '')}`,
    `${set}---\n${service('mongo')}`,
    'Make Service "mongo" headless',
  );
});
