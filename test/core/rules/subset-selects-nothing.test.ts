import { test } from 'node:test';
import { checkFix } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

const code = 'subset-selects-nothing';

const rule = (...versions: readonly string[]) => `---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: reviews}
spec:
  host: reviews
  subsets:
${versions.map((version) => `    - name: s${version.replace(/[^a-z0-9].*/su, '')}\n      labels:\n        version: ${version}\n`).join('')}`;

const service = `---
apiVersion: v1
kind: Service
metadata: {name: reviews}
spec: {selector: {app: reviews}, ports: [{port: 80}]}
`;

const pod = (version: string, app = 'reviews') => `---
apiVersion: v1
kind: Pod
metadata: {name: ${app}-${version}, labels: {app: ${app}, version: ${version}}}
spec: {containers: [{name: web, image: nginx}]}
`;

const route = `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews}
spec: {http: [{route: [{destination: {host: reviews, subset: sv2}}]}]}
`;

testRule('subset-selects-nothing', {
  reports: {
    'a value with a typing error': `${rule(
      `canray\n#                ^^^^^^ warning ${code}: A subset of DestinationRule "reviews" selects no pods: none of Service "reviews" has version=canray. Its requests are answered with 503. Closest match: Pod "reviews-canary"`,
    )}${service}${pod('canary')}${pod('stable')}`,
    'a version of another Service': `${rule('v1', `v2\n#                ^^ information ${code}: The Service selects: Pod "reviews-v1"`)}${service}${pod('v1')}${pod('v2', 'ratings')}${route}`,
  },
  silent: {
    'a version that nothing uses yet': `${rule('v1', 'v2')}${service}${pod('v1')}`,
    'labels that pods have': `${rule('v1', 'v2')}${service}${pod('v1')}${pod('v2')}`,
    'a Service without pods': `${rule('v1')}${service}`,
    'a host that is nowhere': `${rule('v1')}${pod('v2')}`,
    'pods in another directory': `=== a/all.yaml\n${rule('v3')}${service}${pod('v1')}\n=== b/later/v3.yaml\n${pod('v3')}`,
    'labels that Argo Rollouts writes': `${rule('v1').replace('version: v1', 'rollouts-pod-template-hash: abc')}${service}---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: reviews}
spec:
  template:
    metadata: {labels: {app: reviews}}
    spec: {containers: [{name: web, image: nginx}]}
`,
  },
});

test('the value becomes that of the only pods that no other subset selects', () => {
  const rest = service + pod('v1') + pod('v3');
  checkFix(code, rule('v1', 'v2') + rest, rule('v1', 'v2').replace('version: v2', 'version: v3') + rest);
});
