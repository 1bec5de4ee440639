import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFix, problemsIn } from '../features/checkFix.ts';
import { analysisOf, testRule } from '../fixture.ts';

const code = 'mesh-policy-selects-nothing';

const pod = `---
apiVersion: v1
kind: Pod
metadata: {name: checkout, namespace: shop, labels: {app: checkout}}
spec: {containers: [{name: web, image: nginx, ports: [{name: http, containerPort: 80}]}]}
`;

const policy = (apiVersion: string, kind: string, spec: string, namespace = 'shop') =>
  `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a, namespace: ${namespace}}\nspec: ${spec}\n`;

const policies: readonly (readonly [apiVersion: string, kind: string, spec: string])[] = [
  ['security.istio.io/v1', 'AuthorizationPolicy', '{selector: {matchLabels: {app: VALUE}}}'],
  ['security.istio.io/v1', 'PeerAuthentication', '{selector: {matchLabels: {app: VALUE}}}'],
  ['security.istio.io/v1', 'RequestAuthentication', '{selector: {matchLabels: {app: VALUE}}}'],
  ['telemetry.istio.io/v1', 'Telemetry', '{selector: {matchLabels: {app: VALUE}}}'],
  ['extensions.istio.io/v1alpha1', 'WasmPlugin', '{selector: {matchLabels: {app: VALUE}}}'],
  ['networking.istio.io/v1', 'DestinationRule', '{workloadSelector: {matchLabels: {app: VALUE}}}'],
  ['networking.istio.io/v1', 'Sidecar', '{workloadSelector: {labels: {app: VALUE}}}'],
  ['networking.istio.io/v1', 'ServiceEntry', '{workloadSelector: {labels: {app: VALUE}}}'],
  ['networking.istio.io/v1alpha3', 'EnvoyFilter', '{workloadSelector: {labels: {app: VALUE}}}'],
  ['policy.linkerd.io/v1beta3', 'Server', '{port: http, podSelector: {matchLabels: {app: VALUE}}}'],
];

for (const [apiVersion, kind, spec] of policies) {
  test(`a ${kind} with a typing error is reported, and its fix makes it right`, () => {
    const broken = policy(apiVersion, kind, spec.replace('VALUE', 'chekout')) + pod;
    const problems = problemsIn(broken, analysisOf(broken)).filter((each) => each.code === code);
    assert.deepEqual(
      problems.map(({ severity, at }) => [severity, at.document.text.slice(at.range.start, at.range.end)]),
      [['warning', 'chekout']],
    );
    checkFix(code, broken, policy(apiVersion, kind, spec.replace('VALUE', 'checkout')) + pod);
  });
  test(`a ${kind} that selects pods is not reported`, () => {
    const right = policy(apiVersion, kind, spec.replace('VALUE', 'checkout')) + pod;
    assert.deepEqual(problemsIn(right, analysisOf(right)), []);
  });
}

const server = (port: string) =>
  `${policy('policy.linkerd.io/v1beta3', 'Server', `\n  podSelector: {matchLabels: {app: checkout}}\n  port: ${port}`)}${pod}`;

testRule('mesh-policy-selects-nothing', {
  reports: {
    'a port that no container has': server(
      `htp\n#       ^^^ warning ${code}: Server "a" applies to the port "htp", but Pod "checkout" has only "http". It applies to nothing.`,
    ),
    'labels beside matchLabels': `${policy(
      'security.istio.io/v1',
      'AuthorizationPolicy',
      `\n  selector:\n    app: checkout\n#   ^^^ error ${code}: app is not a field of a label selector`,
    )}${pod}`,
  },
  silent: {
    'a port by its number': server('8080'),
    'a port of the container that Linkerd adds': server('linkerd-admin'),
    'a policy of all namespaces': `${policy('security.istio.io/v1', 'AuthorizationPolicy', '{selector: {matchLabels: {app: chekout}}}', 'istio-system')}${pod}`,
    'the pods of a gateway': `${policy('networking.istio.io/v1', 'Gateway', '{selector: {app: chekout}}')}${pod}`,
    'all pods of the namespace': `${policy('security.istio.io/v1', 'PeerAuthentication', '{mtls: {mode: STRICT}}')}${pod}`,
  },
});

test('the name of the port is changed', () => {
  checkFix(code, server('htp'), server('http'));
});
