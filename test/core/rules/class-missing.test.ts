import { test } from 'node:test';
import { checkFix } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

const ingress = (name: string) => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
spec:
  ingressClassName: ${name}
`;

const pod = (field: string) => `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  ${field}
  containers: [{name: web, image: nginx}]
`;

const classOf = (group: string, kind: string, name: string) => `---
apiVersion: ${group}/v1
kind: ${kind}
metadata:
  name: ${name}
`;

const code = 'class-missing';

testRule('class-missing', {
  reports: {
    'almost a class of the workspace': `${ingress(`intrenal\n#                   ^^^^^^^^ warning ${code}: Ingress "shop" asks for IngressClass "intrenal", which does not exist. No controller serves it. Closest match: IngressClass "internal".`)}${classOf('networking.k8s.io', 'IngressClass', 'internal')}`,
    'almost a well-known class': ingress(
      `ngnix\n#                   ^^^^^ warning ${code}: which no manifest here defines. Did you mean the well-known "nginx"?`,
    ),
    'almost a well-known class, in the annotation': `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    kubernetes.io/ingress.class: traefk
#                                ^^^^^^ warning ${code}: Did you mean the well-known "traefik"?
`,
    'a priority of the system': pod(
      `priorityClassName: system-cluster-critcal\n#                    ^^^^^^^^^^^^^^^^^^^^^^ warning ${code}: "system-cluster-critical"? Its pods do not start.`,
    ),
    'a priority of the workspace': `${pod(`priorityClassName: importnat\n#                    ^^^^^^^^^ warning ${code}`)}${classOf('scheduling.k8s.io', 'PriorityClass', 'important')}`,
    'a runtime': `${pod(`runtimeClassName: sandbx\n#                   ^^^^^^ warning ${code}`)}${classOf('node.k8s.io', 'RuntimeClass', 'sandbox')}`,
    'the storage of a claim': `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec:
  storageClassName: fast-sdd
#                   ^^^^^^^^ warning ${code}: It stays pending.
${classOf('storage.k8s.io', 'StorageClass', 'fast-ssd')}`,
    'the storage of a StatefulSet': `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: postgres}]}
  volumeClaimTemplates:
    - metadata: {name: data}
      spec: {storageClassName: fast-sdd}
#                              ^^^^^^^^ warning ${code}
${classOf('storage.k8s.io', 'StorageClass', 'fast-ssd')}`,
    'a Gateway': `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: shop}
spec: {gatewayClassName: isto, listeners: []}
#                        ^^^^ warning ${code}: Did you mean the well-known "istio"?
`,
  },
  silent: {
    'a class of the workspace': `${ingress('intrenal')}${classOf('networking.k8s.io', 'IngressClass', 'intrenal')}${classOf('networking.k8s.io', 'IngressClass', 'internal')}`,
    'a well-known class': ingress('nginx'),
    'a class that nothing resembles': ingress('shop'),
    'a class that several objects name': `${ingress('ngnix')}---\n${ingress('ngnix').replace('shop', 'admin')}`,
    'a class with a number': ingress('nginx2'),
    'a class that is nowhere, in a closed world': { text: ingress('shop'), settings: { closedWorld: true } },
    'a priority of the system, as it is': pod('priorityClassName: system-node-critical'),
    'a template': ingress('${CLASS}'),
    'a class whose folder has another namespace': `
=== ingress.yaml
${ingress('internal').replace('name: shop', 'name: shop\n  namespace: shop')}
=== classes.yaml
${classOf('networking.k8s.io', 'IngressClass', 'internal')}  namespace: other
${classOf('networking.k8s.io', 'IngressClass', 'internals')}`,
  },
});

test('the name becomes that of the well-known class', () => {
  checkFix(code, ingress('ngnix # here'), ingress('nginx # here'));
});

test('the name becomes that of the class here', () => {
  const rest = classOf('networking.k8s.io', 'IngressClass', 'internal');
  checkFix(code, ingress('intrenal') + rest, ingress('internal') + rest);
});
