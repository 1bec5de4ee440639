import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFix, problemsIn, titlesFor } from '../features/checkFix.ts';
import { analysisOf, testRule } from '../fixture.ts';

const code = 'object-missing';

/** An object as YAML that ends with a line end. `spec` and whatever follows is written in flow style. */
const object = (apiVersion: string, kind: string, name: string, rest = '', namespace = 'shop') => `---
apiVersion: ${apiVersion}
kind: ${kind}
metadata: {name: ${name}, namespace: ${namespace}}
${rest === '' ? '' : `${rest}\n`}`;

const istio = 'networking.istio.io/v1';
const traefik = 'traefik.io/v1alpha1';
const kustomizations = 'kustomize.toolkit.fluxcd.io/v1';
const sources = 'source.toolkit.fluxcd.io/v1';

const service = object('v1', 'Service', 'checkout', 'spec: {selector: {app: checkout}, ports: [{port: 80}]}');

/**
 * Each reference of a controller: what names the object, with `NAME` in place of its name, and what is named. The right
 * name is `checkout` or `checkout-next`, and a wrong one has a typing error.
 */
const references: Readonly<Record<string, readonly [referrer: string, target: string]>> = {
  'a host of a VirtualService': [object(istio, 'VirtualService', 'a', 'spec: {hosts: [NAME]}'), service],
  'the full host of a VirtualService': [
    object(istio, 'VirtualService', 'a', 'spec: {hosts: ["NAME.shop.svc.cluster.local"]}', 'other'),
    service,
  ],
  'the host of a DestinationRule': [object(istio, 'DestinationRule', 'a', 'spec: {host: NAME}'), service],
  'a gateway of a VirtualService': [
    object(istio, 'VirtualService', 'a', 'spec: {gateways: [mesh, NAME]}'),
    object(istio, 'Gateway', 'checkout'),
  ],
  'a gateway of another namespace': [
    object(istio, 'VirtualService', 'a', 'spec: {gateways: [edge/NAME]}'),
    object(istio, 'Gateway', 'checkout', '', 'edge'),
  ],
  'a gateway of a match': [
    object(istio, 'VirtualService', 'a', 'spec: {http: [{match: [{gateways: [NAME]}]}]}'),
    object(istio, 'Gateway', 'checkout'),
  ],
  'a delegate of a VirtualService': [
    object(istio, 'VirtualService', 'a', 'spec: {http: [{delegate: {name: NAME, namespace: shop}}]}', 'other'),
    object(istio, 'VirtualService', 'checkout'),
  ],
  'the target of an AuthorizationPolicy': [
    object(
      'security.istio.io/v1',
      'AuthorizationPolicy',
      'a',
      'spec: {targetRefs: [{kind: Gateway, group: gateway.networking.k8s.io, name: NAME}]}',
    ),
    object('gateway.networking.k8s.io/v1', 'Gateway', 'checkout'),
  ],
  'the Server of a ServerAuthorization': [
    object('policy.linkerd.io/v1beta1', 'ServerAuthorization', 'a', 'spec: {server: {name: NAME}}'),
    object('policy.linkerd.io/v1beta3', 'Server', 'checkout'),
  ],
  'the target of an AuthorizationPolicy of Linkerd': [
    object(
      'policy.linkerd.io/v1alpha1',
      'AuthorizationPolicy',
      'a',
      'spec: {targetRef: {group: policy.linkerd.io, kind: Server, name: NAME}}',
    ),
    object('policy.linkerd.io/v1beta3', 'Server', 'checkout'),
  ],
  'an authentication of Linkerd': [
    object(
      'policy.linkerd.io/v1alpha1',
      'AuthorizationPolicy',
      'a',
      'spec: {requiredAuthenticationRefs: [{group: policy.linkerd.io, kind: MeshTLSAuthentication, name: NAME}]}',
    ),
    object('policy.linkerd.io/v1alpha1', 'MeshTLSAuthentication', 'checkout'),
  ],
  'the Service of a ServiceProfile': [
    `---\napiVersion: linkerd.io/v1alpha2\nkind: ServiceProfile\nmetadata: {name: NAME.shop.svc.cluster.local, namespace: shop}\n`,
    service,
  ],
  'a middleware': [
    object(traefik, 'IngressRoute', 'a', 'spec: {routes: [{middlewares: [{name: NAME}]}]}'),
    object(traefik, 'Middleware', 'checkout'),
  ],
  'a middleware of the former group': [
    object('traefik.containo.us/v1alpha1', 'IngressRoute', 'a', 'spec: {routes: [{middlewares: [{name: NAME}]}]}'),
    object(traefik, 'Middleware', 'checkout'),
  ],
  'a middleware of a chain': [
    object(traefik, 'Middleware', 'a', 'spec: {chain: {middlewares: [{name: NAME}]}}'),
    object(traefik, 'Middleware', 'checkout'),
  ],
  'a middleware for TCP': [
    object(traefik, 'IngressRouteTCP', 'a', 'spec: {routes: [{middlewares: [{name: NAME}]}]}'),
    object(traefik, 'MiddlewareTCP', 'checkout'),
  ],
  'a TraefikService': [
    object(traefik, 'IngressRoute', 'a', 'spec: {routes: [{services: [{name: NAME, kind: TraefikService}]}]}'),
    object(traefik, 'TraefikService', 'checkout'),
  ],
  'the parent of an IngressRoute': [
    object(traefik, 'IngressRoute', 'a', 'spec: {parentRefs: [{name: NAME}]}'),
    object(traefik, 'IngressRoute', 'checkout'),
  ],
  'options of TLS': [
    object(traefik, 'IngressRoute', 'a', 'spec: {tls: {options: {name: NAME}}}'),
    object(traefik, 'TLSOption', 'checkout'),
  ],
  'a transport': [
    object(traefik, 'IngressRoute', 'a', 'spec: {routes: [{services: [{name: web, serversTransport: NAME}]}]}'),
    object(traefik, 'ServersTransport', 'checkout'),
  ],
  'a proxy that another includes': [
    object('projectcontour.io/v1', 'HTTPProxy', 'a', 'spec: {includes: [{name: NAME}]}'),
    object('projectcontour.io/v1', 'HTTPProxy', 'checkout'),
  ],
  'the proxy of another namespace': [
    object('projectcontour.io/v1', 'HTTPProxy', 'a', 'spec: {includes: [{name: NAME, namespace: shop}]}', 'other'),
    object('projectcontour.io/v1', 'HTTPProxy', 'checkout'),
  ],
  'the Issuer of a Certificate': [
    object('cert-manager.io/v1', 'Certificate', 'a', 'spec: {issuerRef: {name: NAME}}'),
    object('cert-manager.io/v1', 'Issuer', 'checkout'),
  ],
  'the ClusterIssuer of a Certificate': [
    object('cert-manager.io/v1', 'Certificate', 'a', 'spec: {issuerRef: {name: NAME, kind: ClusterIssuer}}'),
    `---\napiVersion: cert-manager.io/v1\nkind: ClusterIssuer\nmetadata: {name: checkout}\n`,
  ],
  'the ClusterIssuer of an Ingress': [
    `---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: a, namespace: shop, annotations: {cert-manager.io/cluster-issuer: NAME}}
`,
    `---\napiVersion: cert-manager.io/v1\nkind: ClusterIssuer\nmetadata: {name: checkout}\n`,
  ],
  'the TriggerAuthentication of a ScaledObject': [
    object('keda.sh/v1alpha1', 'ScaledObject', 'a', 'spec: {triggers: [{authenticationRef: {name: NAME}}]}'),
    object('keda.sh/v1alpha1', 'TriggerAuthentication', 'checkout'),
  ],
  'the ClusterTriggerAuthentication of a ScaledJob': [
    object(
      'keda.sh/v1alpha1',
      'ScaledJob',
      'a',
      'spec: {triggers: [{authenticationRef: {name: NAME, kind: ClusterTriggerAuthentication}}]}',
    ),
    `---\napiVersion: keda.sh/v1alpha1\nkind: ClusterTriggerAuthentication\nmetadata: {name: checkout}\n`,
  ],
  'the source of a Kustomization of Flux': [
    object(kustomizations, 'Kustomization', 'a', 'spec: {sourceRef: {kind: GitRepository, name: NAME}}'),
    object(sources, 'GitRepository', 'checkout'),
  ],
  'the source in another namespace': [
    object(
      kustomizations,
      'Kustomization',
      'a',
      'spec: {sourceRef: {kind: GitRepository, name: NAME, namespace: flux-system}}',
    ),
    object(sources, 'GitRepository', 'checkout', '', 'flux-system'),
  ],
  'what a Kustomization depends on': [
    object(kustomizations, 'Kustomization', 'a', 'spec: {dependsOn: [{name: NAME}]}'),
    object(kustomizations, 'Kustomization', 'checkout'),
  ],
  'the repository of a HelmRelease': [
    object(
      'helm.toolkit.fluxcd.io/v2',
      'HelmRelease',
      'a',
      'spec: {chart: {spec: {chart: x, sourceRef: {kind: HelmRepository, name: NAME}}}}',
    ),
    object(sources, 'HelmRepository', 'checkout'),
  ],
  'what a HelmRelease depends on': [
    object('helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'a', 'spec: {dependsOn: [{name: NAME}]}'),
    object('helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'checkout'),
  ],
  'values of a HelmRelease': [
    object('helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'a', 'spec: {valuesFrom: [{kind: ConfigMap, name: NAME}]}'),
    object('v1', 'ConfigMap', 'checkout', 'data: {values.yaml: ""}'),
  ],
  'the project of an Application': [
    object('argoproj.io/v1alpha1', 'Application', 'a', 'spec: {project: NAME}', 'argocd'),
    object('argoproj.io/v1alpha1', 'AppProject', 'checkout', '', 'argocd'),
  ],
  'the project of an ApplicationSet': [
    object('argoproj.io/v1alpha1', 'ApplicationSet', 'a', 'spec: {template: {spec: {project: NAME}}}', 'argocd'),
    object('argoproj.io/v1alpha1', 'AppProject', 'checkout', '', 'argocd'),
  ],
  'the object of a metric': [
    object(
      'autoscaling/v2',
      'HorizontalPodAutoscaler',
      'a',
      'spec: {metrics: [{type: Object, object: {describedObject: {apiVersion: networking.k8s.io/v1, kind: Ingress, name: NAME}}}]}',
    ),
    object('networking.k8s.io/v1', 'Ingress', 'checkout'),
  ],
};

for (const [what, [referrer, target]] of Object.entries(references)) {
  test(`${what} is reported with a typing error, and its fix makes it right`, () => {
    const broken = referrer.replace('NAME', 'chekout') + target;
    const problems = problemsIn(broken, analysisOf(broken)).filter((each) => each.code === code);
    assert.deepEqual(
      problems.map(({ severity, at }) => [severity, at.document.text.slice(at.range.start, at.range.end)]),
      [['warning', 'chekout']],
    );
    checkFix(code, broken, referrer.replace('NAME', 'checkout') + target);
  });
  test(`${what} is not reported if it exists, or if nothing is like it`, () => {
    for (const name of ['checkout', 'somewhere']) {
      const right = referrer.replace('NAME', name) + target;
      assert.deepEqual(
        problemsIn(right, analysisOf(right)).filter((each) => each.code === code),
        [],
      );
    }
  });
}

const route = (middleware: string) =>
  object(traefik, 'IngressRoute', 'a', `spec: {routes: [{middlewares: [{name: ${middleware}}]}]}`);

testRule('object-missing', {
  reports: {
    'a Middleware of another namespace': `${object(
      traefik,
      'IngressRoute',
      'a',
      'spec:\n  routes:\n    - middlewares:\n        - name: checkout\n#               ^^^^^^^^ warning object-missing: IngressRoute "a" needs Middleware "checkout", which does not exist in its namespace. Traefik leaves the route out. One exists in namespace "edge"',
    )}${object(traefik, 'Middleware', 'checkout', '', 'edge')}`,
    'a Middleware of two routes, at both': `${object(
      traefik,
      'IngressRoute',
      'a',
      'spec:\n  routes:\n    - middlewares:\n        - name: chekout\n#               ^^^^^^^ warning object-missing\n    - middlewares:\n        - name: chekout\n#               ^^^^^^^ warning object-missing',
    )}${object(traefik, 'Middleware', 'checkout')}`,
    'a source in the wrong namespace': `${object(
      kustomizations,
      'Kustomization',
      'a',
      'spec:\n  sourceRef:\n    kind: GitRepository\n    name: checkout\n    namespace: flux\n#              ^^^^ warning object-missing: Flux does not reconcile it.',
    )}${object(sources, 'GitRepository', 'checkout', '', 'flux-system')}`,
  },
  silent: {
    'a Middleware of another provider': `${route('chekout@file')}${object(traefik, 'Middleware', 'checkout')}`,
    'the gateway of all sidecars': `${object(istio, 'VirtualService', 'a', 'spec: {gateways: [mesh]}')}${object(istio, 'Gateway', 'mash')}`,
    'what depends on another that has its own name and a word more': object(
      'helm.toolkit.fluxcd.io/v2',
      'HelmRelease',
      'runner',
      'spec: {dependsOn: [{name: runner-controller}]}',
    ),
    'the default project': `${object('argoproj.io/v1alpha1', 'Application', 'a', 'spec: {project: default}')}${object('argoproj.io/v1alpha1', 'AppProject', 'defaults')}`,
    'a host outside the cluster': `${object(istio, 'VirtualService', 'a', 'spec: {hosts: [chekout.example.com, "*", "*.shop.svc.cluster.local"]}')}${service}`,
    'a host that a ServiceEntry adds': `${object(istio, 'VirtualService', 'a', 'spec: {hosts: [chekout.shop.svc.cluster.local]}')}${service}${object(istio, 'ServiceEntry', 'b', 'spec: {hosts: [chekout.shop.svc.cluster.local]}')}`,
    'a host of a multi-cluster Service': `${object(istio, 'VirtualService', 'a', 'spec: {hosts: [chekout.shop.svc.clusterset.local]}')}${service}`,
    'a Gateway of the Gateway API': `${object(istio, 'VirtualService', 'a', 'spec: {gateways: [chekout]}')}${object('gateway.networking.k8s.io/v1', 'Gateway', 'checkout')}`,
    'a name that a template fills in': `${route('$'.concat('{prefix}-chekout'))}${object(traefik, 'Middleware', 'checkout')}`,
    'a pod that has the name of a namespace': `${object('policy.linkerd.io/v1alpha1', 'AuthorizationPolicy', 'a', 'spec: {targetRef: {kind: Namespace, name: chekout}}')}${object('v1', 'Pod', 'chekout', 'spec: {containers: [{name: web, image: nginx}]}')}`,
  },
});

test('the full name replaces a host that is in another namespace', () => {
  const rule = (host: string) =>
    object(istio, 'VirtualService', 'a', `spec: {http: [{route: [{destination: {host: ${host}}}]}]}`);
  const rest = service.replace('shop', 'web');
  checkFix('route-backend-missing', rule('checkout') + rest, rule('checkout.web.svc.cluster.local') + rest);
});

test('a namespace becomes a part of the name of a gateway', () => {
  const rule = (gateway: string) => object(istio, 'VirtualService', 'a', `spec: {gateways: [${gateway}]}`);
  const rest = object(istio, 'Gateway', 'checkout', '', 'edge');
  checkFix(code, rule('checkout') + rest, rule('edge/checkout') + rest);
  checkFix(code, rule('egde/checkout') + rest, rule('edge/checkout') + rest);
});

test('the quotes around a host stay', () => {
  const rule = (host: string) =>
    object(istio, 'DestinationRule', 'a', `spec: {host: "${host}.shop.svc.cluster.local"}`);
  checkFix(code, rule('chekout') + service, rule('checkout') + service);
});

test('a wrong namespace is changed to that of the object', () => {
  const rule = (namespace: string) =>
    object(
      kustomizations,
      'Kustomization',
      'a',
      `spec: {sourceRef: {kind: GitRepository, name: checkout, namespace: ${namespace}}}`,
    );
  const rest = object(sources, 'GitRepository', 'checkout', '', 'flux-system');
  assert.deepEqual(titlesFor(code, rule('flux') + rest), ['Change namespace to flux-system *']);
});
