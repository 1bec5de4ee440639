import { grants } from '../index/keys.ts';
import { namespaceIn } from '../model/namespace.ts';
import { originOf } from '../model/origin.ts';
import type { Reference } from '../model/reference.ts';
import type { Resource } from '../model/resource.ts';
import { describeResource } from '../resolve/describe.ts';
import { isTarget } from '../resolve/scope/deployability.ts';
import { namespacesOf } from '../resolve/scope/namespaces.ts';
import { nameFixes } from './fixes/name.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';
import { exampleService } from './shared/exampleManifests.ts';
import { judgeName } from './shared/namedTarget.ts';

export const routeBackendMissing: Rule = {
  code: 'route-backend-missing',
  severity: 'error',
  of: ['references'],
  documentation: {
    title: 'A route refers to a Service that does not exist.',
    what: 'A backend of an HTTPRoute, GRPCRoute, TCPRoute, TLSRoute or UDPRoute, or a filter that mirrors or checks requests, names a Service that does not exist within reach, while a Service with a similar name does. Or the Service exists only in another namespace that the route does not name, while other backends of the same route resolve. The same holds for the `targetRefs` of a BackendTLSPolicy, and for the routes of other controllers: the destinations of an Istio VirtualService, the services of a Traefik IngressRoute, IngressRouteTCP, IngressRouteUDP or TraefikService, and those of a Contour HTTPProxy. A short host of a VirtualService is a Service in the namespace of the VirtualService. Kustomize does not rewrite the names in routes when it adds a prefix or a suffix to Services, so this breaks them. A Service in another namespace needs a ReferenceGrant there; a missing one is reported only with `closedWorld`.',
    why: 'The API server accepts the route, and its status says `ResolvedRefs: False`. The gateway answers requests for that backend with 500. Istio and Contour answer with 503, and Traefik leaves the route out.',
    fix: 'Write the name of the Service as its `metadata.name` is in the cluster.',
    silent:
      'Nothing is reported if the Service may come from something that is not read. Backends of other kinds are not judged, nor hosts outside the cluster and names of other providers of Traefik (`api@internal`).',
    example: {
      bad: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: shop
spec:
  rules:
    - backendRefs:
        - name: web
          port: 8081
---
${exampleService('web-svc', 'web', { port: 8081 })}`,
      good: `spec:
  rules:
    - backendRefs:
        - name: web-svc
          port: 8081
`,
    },
  },
  *check(resource, context) {
    for (const reference of resource.references) {
      if (reference.kind !== 'Service' || reference.group !== '') {
        continue;
      }
      if (reference.role === 'route backend') {
        yield* judgeName(resource, reference, words, context);
        if (resource.group === gatewayGroup) {
          yield* judgeGrant(resource, reference, context);
        }
      } else if (reference.role === 'policy target') {
        yield* judgeName(resource, reference, wordsOfPolicy, context);
      }
    }
  },
  fixes: nameFixes,
};

const gatewayGroup = 'gateway.networking.k8s.io';

const wordsOfPolicy = { verb: 'applies to', consequence: 'It applies to nothing.' };

const words = { verb: 'sends traffic to', consequence: 'Its requests are answered with an error.' };

/**
 * Whether the route concerns the requests of a mesh to that same Service, of which its consumers need no grant. Source:
 * gateway-api.sigs.k8s.io, Gateway API for Service Mesh, Consumer routes.
 */
function isParent({ references }: Resource, { name, namespace }: Reference): boolean {
  return references.some(
    (each) =>
      each.role === 'route parent' &&
      each.kind === 'Service' &&
      each.name.value === name.value &&
      each.namespace?.value === namespace?.value,
  );
}

/**
 * A Service in another namespace is reached only if a ReferenceGrant of that namespace allows it. The grant may
 * be outside the workspace, so its absence is a problem only in a closed world. Source:
 * sigs.k8s.io/gateway-api/apis/v1 ReferenceGrant.
 */
function* judgeGrant(resource: Resource, reference: Reference, { index, settings }: RuleContext): Generator<Finding> {
  const { namespace, name } = reference;
  const own = namespacesOf(resource, index, settings.closedWorld);
  if (
    !namespace ||
    namespaceIn(namespace) === undefined ||
    own.some((each) => !each || each === namespace.value) ||
    isParent(resource, reference)
  ) {
    return;
  }
  const allows = ({ grant }: Resource) =>
    grant?.from.some(
      (from) => from.group === resource.group && from.kind === resource.kind && own.includes(from.namespace),
    ) && grant.to.some((to) => to.group === '' && to.kind === 'Service' && (to.name ?? name.value) === name.value);
  const isThere = (each: Resource) => {
    const namespaces = namespacesOf(each, index, settings.closedWorld);
    return isTarget(each, index) && (namespaces.includes(namespace.value) || namespaces.includes(undefined));
  };
  if (index.list(grants).some((each) => allows(each) && isThere(each))) {
    return;
  }
  const at = originOf(resource, namespace);
  yield settings.closedWorld
    ? {
        severity: 'error',
        message: `${describeResource(resource)} sends traffic to Service "${name.value}" of namespace "${namespace.value}", but no ReferenceGrant there allows it: its requests are answered with an error.`,
        at,
        data: { reference, candidates: [] },
      }
    : { at, because: `no ReferenceGrant in namespace "${namespace.value}" of this workspace allows it` };
}
