import { describeResource } from '../index/describe.ts';
import { grants } from '../index/keys.ts';
import { namespacesOf } from '../index/namespaces.ts';
import { isTarget } from '../index/standing.ts';
import { namespaceIn } from '../model/namespace.ts';
import { originOf } from '../model/origin.ts';
import type { Reference } from '../model/reference.ts';
import type { Resource } from '../model/resource.ts';
import { nameFixes } from './fixes/name.ts';
import { judgeName } from './namedTarget.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';

export const routeBackendMissing: Rule = {
  code: 'route-backend-missing',
  severity: 'error',
  of: ['references'],
  documentation: {
    title: 'A route of the Gateway API sends traffic to a Service that is not there.',
    what: 'The Service that a backend of an HTTPRoute, GRPCRoute, TCPRoute, TLSRoute or UDPRoute names, or a filter that mirrors requests or has them checked, is nowhere near it, and one is that is called nearly so; or the one of that name is in another namespace, which the route does not name, beside others that it finds. Kustomize does not rewrite the names in routes when it gives Services a prefix or a suffix, so that breaks them. Backends of other kinds are not looked at. A Service of another namespace needs a ReferenceGrant there; that there is none is a problem in a closed world only, and nothing is said where the Service may come from something that is not read.',
    why: 'The route is accepted all the same, with `ResolvedRefs: False` in its status. Requests that it should send to that backend are answered with 500.',
    mend: 'Write the name of the Service, as its `metadata.name` has it in the cluster.',
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
apiVersion: v1
kind: Service
metadata:
  name: web-svc
spec:
  selector:
    app: web
  ports:
    - port: 8081
`,
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
      if (reference.role === 'route backend' && reference.kind === 'Service' && reference.group === '') {
        yield* judgeName(resource, reference, words, context);
        yield* judgeGrant(resource, reference, context);
      }
    }
  },
  fixes: nameFixes,
};

const words = { verb: 'sends traffic to', consequence: 'Its requests are answered with an error.' };

/**
 * A Service of another namespace is reached only where a ReferenceGrant of that namespace allows it. That may be in no file
 * of the workspace, so it is a problem only in a closed world. Source: sigs.k8s.io/gateway-api/apis/v1 ReferenceGrant.
 */
function* judgeGrant(resource: Resource, reference: Reference, { index, settings }: RuleContext): Generator<Finding> {
  const { namespace, name } = reference;
  const own = namespacesOf(resource, index, settings.closedWorld);
  if (!namespace || namespaceIn(namespace) === undefined || own.some((each) => !each || each === namespace.value)) {
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
        message: `${describeResource(resource)} sends traffic to Service "${name.value}" of namespace "${namespace.value}", and no ReferenceGrant there allows it: its requests are answered with an error.`,
        at,
        data: { reference, candidates: [] },
      }
    : { at, because: `no ReferenceGrant of namespace "${namespace.value}" is here that allows it` };
}
