import { test } from 'node:test';
import { checkFix } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

const budget = (expressions: string, apiVersion = 'policy/v1') => `apiVersion: ${apiVersion}
kind: PodDisruptionBudget
metadata:
  name: web
spec:
  selector:
    matchExpressions:
${expressions}`;

const code = 'selector-rejected';

testRule('selector-rejected', {
  reports: {
    'an operator in lower case': budget(`      - {key: app, operator: in, values: [web]}
#                            ^^ error ${code}: There is no operator "in": the API server rejects PodDisruptionBudget "web". Write In.`),
    'an operator that is a word of another language': budget(`      - {key: app, operator: Equals, values: [web]}
#                            ^^^^^^ error ${code}: Write In.`),
    'no operator': budget(`      - key: app
#            ^^^ error ${code}: spec.selector.matchExpressions[0] has no operator
        values: [web]`),
    'no values': budget(`      - key: app
        operator: In
#                 ^^ error ${code}: In needs values, and spec.selector.matchExpressions[0] has none: the API server rejects PodDisruptionBudget "web". Without values, Exists`),
    'an empty list': budget(`      - {key: app, operator: NotIn, values: []}
#                            ^^^^^ error ${code}: NotIn needs values`),
    'values of an operator that has none': budget(`      - {key: app, operator: Exists, values: [web]}
#                                    ^^^^^^ error ${code}: Exists cannot have values: the API server rejects PodDisruptionBudget "web". Remove them, or write In.`),
    'values that are no list': budget(`      - {key: app, operator: In, values: web}
#                                        ^^^ error ${code}: values of spec.selector.matchExpressions[0] is not a list`),
    'one cause at two places': budget(`      - {key: app, operator: in, values: [web]}
#                            ^^ error ${code}: There is no operator "in" (and 1 more)
      - {key: tier, operator: in, values: [web]}
#                             ^^ related: There is no operator "in"`),
    'a number of nodes': `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  affinity:
    nodeAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        nodeSelectorTerms:
          - matchExpressions:
              - {key: cpus, operator: Gt, values: [many]}
#                                         ^^^^^^ error ${code}: Gt needs one whole number as its value
  containers: [{name: web, image: nginx}]
`,
  },
  silent: {
    'each operator as it is used': budget(`      - {key: app, operator: In, values: [web]}
      - {key: app, operator: NotIn, values: [api]}
      - {key: app, operator: Exists}
      - {key: old, operator: DoesNotExist, values: []}`),
    'a placeholder': budget('      - {key: app, operator: "${OPERATOR}", values: [web]}'),
    'a custom resource': `apiVersion: example.com/v1
kind: Selector
metadata: {name: web}
spec: {selector: {matchExpressions: [{key: app, operator: Like, values: [web]}]}}
`,
    'a greater number of nodes': `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: cpus, operator: Gt, values: ["4"]}]}]}}}
  containers: [{name: web, image: nginx}]
`,
  },
});

test('the operator that is meant is written at all places', () => {
  const lines = (operator: string) =>
    budget(
      `      - {key: app, operator: ${operator}, values: [web]}\n      - {key: tier, operator: ${operator}, values: [web]}\n`,
    );
  checkFix(code, lines('in'), lines('In'));
  checkFix(code, lines('Exists'), lines('In'));
  checkFix(code, lines('equals'), lines('In'));
});

test('a value becomes a list', () => {
  const line = (values: string) => budget(`      - {key: app, operator: In, values: ${values}}\n`);
  checkFix(code, line('web'), line('[web]'));
});
