import type { Listener } from '../model/gateway.ts';
import { originOf } from '../model/origin.ts';
import type { Related } from '../model/problem.ts';
import type { Reference } from '../model/reference.ts';
import type { Resource } from '../model/resource.ts';
import { type Refusal, refusalOf } from '../resolve/attachment.ts';
import { describeResource } from '../resolve/describe.ts';
import { resolveName } from '../resolve/objectName.ts';
import { namespacesOf } from '../resolve/scope/namespaces.ts';
import { patchedBy } from '../resolve/unknown/unrenderedChanges.ts';
import { routeNotAttachedFixes } from './fixes/routeNotAttached.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';
import { exampleService } from './shared/exampleManifests.ts';
import { judgePortOf } from './shared/namedPort.ts';

export const routeNotAttached: Rule = {
  code: 'route-not-attached',
  severity: 'error',
  of: ['references'],
  documentation: {
    title: 'A Gateway does not accept a route that names it.',
    what: `The Gateway that a route names exists, but none of its listeners accepts the route:

- no listener has the name (\`sectionName\`) or the port that the route asks for;
- the listeners allow only routes of other kinds, by \`allowedRoutes.kinds\` or by their protocol;
- the listeners allow only routes of other namespaces. Without \`allowedRoutes.namespaces\` they allow those of the Gateway's own namespace. A selector of namespaces whose labels are in a file is an *information*, because other tools may set labels too;
- no hostname of the route has a name in common with the hostname of a listener. \`*.example.com\` stands for every name below it, but not for \`example.com\`.`,
    why: 'The API server accepts the route. Its status says `Accepted: False` with the reason `NotAllowedByListeners`, `NoMatchingListenerHostname` or `NoMatchingParent`, and the Gateway answers its requests with 404.',
    fix: 'Name an existing listener, allow the routes in the Gateway, or write a hostname that the listener has.',
    silent:
      'Nothing is reported if the Gateway is unknown, if something may change its listeners on their way to the cluster, or if a namespace is not stated.',
    example: {
      bad: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: shop
spec:
  parentRefs:
    - name: external
      sectionName: htps
  rules:
    - backendRefs:
        - name: web
          port: 80
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: external
spec:
  gatewayClassName: istio
  listeners:
    - name: https
      port: 443
      protocol: HTTPS
---
${exampleService('web', 'web', { port: 80 })}`,
      good: `spec:
  parentRefs:
    - name: external
      sectionName: https
`,
    },
  },
  *check(resource, context) {
    for (const reference of resource.references) {
      if (reference.role === 'route parent' && reference.kind === 'Gateway') {
        yield* judgePortOf(resource, reference, consequence, context);
        yield* judgeAttachment(resource, reference, context);
      }
    }
  },
  fixes: routeNotAttachedFixes,
};

const consequence = 'The Gateway does not accept it.';

/** The input of the fixes for a route that the listeners refuse. */
export interface NotAttachedData {
  readonly refusal: Refusal;
  readonly gateway: Resource;
}

function* judgeAttachment(resource: Resource, reference: Reference, context: RuleContext): Generator<Finding> {
  const { index, settings } = context;
  const resolution = resolveName({ referrer: resource, reference }, index, settings);
  const gateways = resolution.type === 'found' ? resolution.targets : [];
  const refusals = gateways.map((gateway) => ({ gateway, refusal: refusalOf(resource, reference, gateway, context) }));
  const [first] = refusals;
  if (!first?.refusal || refusals.some(({ refusal }) => !refusal)) {
    return;
  }
  const { refusal, gateway } = first;
  const place = refusal.type === 'hostname' ? (resource.hostnames?.[0] ?? reference.name) : reference.name;
  const at = originOf(resource, place);
  const because =
    gateways
      .map((each) => patchedBy(each, ['listeners', 'allowedRoutes', 'hostname'], index))
      .find((each) => each !== undefined) ?? patchedBy(resource, ['hostnames', 'parentRefs'], index);
  if (because !== undefined) {
    yield { at, because };
    return;
  }
  const isGuess = refusal.type === 'labels' || refusal.type === 'several';
  yield {
    ...(settings.closedWorld
      ? { severity: 'error' as const }
      : isGuess
        ? { severity: 'information' as const, weak: true as const }
        : { severity: 'warning' as const }),
    message: `${describeResource(resource)} attaches to ${describeResource(gateway)}, but ${whyNot(refusal, resource, gateway, context)}. ${consequence}`,
    at,
    related: relatedTo(refusal, gateway),
    data: { refusal, gateway } satisfies NotAttachedData,
  };
}

function whyNot(
  { type, listeners }: Refusal,
  resource: Resource,
  gateway: Resource,
  { index, settings }: RuleContext,
): string {
  const [first] = listeners;
  const which = listeners.length === 1 ? `its listener ${nameOf(first!)}` : 'each of its listeners';
  const namespaceOf = (each: Resource) => namespacesOf(each, index, settings.closedWorld)[0];
  switch (type) {
    case 'kind':
      return `${which} allows no ${resource.kind}${first!.allowed.kinds.length > 0 ? '' : ` (its protocol is ${first!.protocol})`}`;
    case 'namespace':
      return (first!.allowed.from?.value ?? 'Same') === 'Same'
        ? `${which} allows only routes of the namespace "${namespaceOf(gateway)}", and the route is in "${namespaceOf(resource)}"`
        : `${which} allows no routes of the namespace "${namespaceOf(resource)}"`;
    case 'labels':
      return `${which} allows only namespaces with other labels than "${namespaceOf(resource)}" has here`;
    case 'hostname':
      return `no hostname of the route matches that of ${which} (${hostnamesOf(listeners)})`;
    case 'several':
      return `none of its listeners allows its kind, its namespace and its hostnames`;
  }
}

function nameOf({ name, port }: Listener): string {
  return name ? `"${name.value}"` : (port?.value ?? '');
}

function hostnamesOf(listeners: readonly Listener[]): string {
  const names = [...new Set(listeners.flatMap(({ hostname }) => hostname?.value ?? []))];
  return names.slice(0, mostShown).join(', ') + (names.length > mostShown ? ', …' : '');
}

// A tooltip shows the message, so it has to be short.
const mostShown = 3;

function relatedTo({ listeners }: Refusal, gateway: Resource): readonly Related[] {
  return listeners.slice(0, mostShown).map((listener) => ({
    message: `Listener ${nameOf(listener)} of ${describeResource(gateway)}`,
    at: originOf(gateway, listener.name ?? listener),
  }));
}
