import { test } from 'node:test';
import { checkFix } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

const deployment = (spec: string, name = 'web', kind = 'Deployment') => `apiVersion: apps/v1
kind: ${kind}
metadata:
  name: ${name}
spec:
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
${spec}      containers: [{name: ${name}, image: nginx}]
`;

const spread = (labels: string, key = 'zone') => `        - maxSkew: 1
          topologyKey: ${key}
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              ${labels}
`;

const constraints = (...all: readonly string[]) => `      topologySpreadConstraints:\n${all.join('')}`;

const apart = (labels: string, more = '') => `      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - topologyKey: kubernetes.io/hostname${more}
              labelSelector:
                matchLabels:
                  ${labels}
`;

const code = 'placement-misses-own-pods';

testRule('placement-misses-own-pods', {
  reports: {
    'a constraint with a typing error': deployment(
      constraints(
        spread(
          `app: wbe\n#                  ^^^ information ${code}: A topology spread constraint of Deployment "web" selects app=wbe, and its own pods have app=web: they are not spread.`,
        ),
      ),
    ),
    'two constraints with the same error, once': deployment(
      constraints(spread(`app: wbe\n#                  ^^^ information ${code}`), spread('app: wbe', 'host')),
    ),
    'a constraint with a label that the pods do not have': deployment(
      constraints(spread(`name: web\n#             ^^^^ information ${code}: its own pods have no label name`)),
    ),
    'a constraint that was copied from another workload': `${deployment(
      constraints(spread(`app: api\n#                  ^^^ information ${code}`)),
    )}---
${deployment('', 'api')}`,
    'an anti-affinity with a typing error': deployment(
      apart(
        `app: backnd\n#                      ^^^^^^ information ${code}: The anti-affinity of Deployment "backend"`,
      ),
      'backend',
    ),
  },
  silent: {
    'a constraint for the own pods': deployment(constraints(spread('app: web'))),
    'an anti-affinity towards other pods': `${deployment(apart('app: api'))}---\n${deployment('', 'api')}`,
    'an anti-affinity towards pods that are not here': deployment(apart('app: database')),
    'an anti-affinity in other namespaces': deployment(
      apart('app: backnd', '\n              namespaces: [other]'),
      'backend',
    ),
    'what a template fills in': deployment(constraints(spread('app: ${APP}'))),
    'a label that a controller adds': deployment(
      constraints(spread('statefulset.kubernetes.io/pod-name: web-0')),
      'web',
      'StatefulSet',
    ),
    'labels that a kustomization adds': `
=== kustomization.yaml
resources: [web.yaml]
commonLabels: {tier: front}
=== web.yaml
${deployment(constraints(spread('tier: front')))}`,
  },
});

test('every constraint gets the label of the pods', () => {
  checkFix(
    code,
    deployment(constraints(spread('app: wbe # here'), spread('app: wbe', 'host'))),
    deployment(constraints(spread('app: web # here'), spread('app: web', 'host'))),
  );
});
