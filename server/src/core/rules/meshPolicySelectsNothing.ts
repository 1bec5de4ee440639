import { originOf } from '../model/origin.ts';
import type { SelectorReference } from '../model/reference.ts';
import type { Resource } from '../model/resource.ts';
import { describeResource } from '../resolve/describe.ts';
import { reachablePorts } from '../resolve/evidence/ports.ts';
import { resolveSelector } from '../resolve/labelSelector.ts';
import { patchedBy } from '../resolve/unknown/unrenderedChanges.ts';
import { none } from '../text/emptyList.ts';
import { monitorFixes } from './fixes/monitor.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';
import { exampleDeployment } from './shared/exampleManifests.ts';
import type { MonitoredPortData } from './shared/monitoredPort.ts';
import { judgeSelectors } from './shared/selectsNothing.ts';

export const meshPolicySelectsNothing: Rule = {
  code: 'mesh-policy-selects-nothing',
  severity: 'error',
  of: ['selectors'],
  documentation: {
    title: 'A policy of a mesh selects no pods.',
    what: 'No pod template within reach has the labels that an AuthorizationPolicy, PeerAuthentication, RequestAuthentication, Telemetry, WasmPlugin, Sidecar, EnvoyFilter or ServiceEntry of Istio, or a Server of Linkerd, selects, while a workload has similar ones. Labels next to `matchLabels` instead of inside are an *error*. The named port of a Server that no selected pod declares is a *warning*.',
    why: 'A policy that selects no pods applies to none. Of an AuthorizationPolicy that means that the pods stay open, or that a rule that should allow a request is missing.',
    fix: 'Select labels of the pod template, and not those of the Deployment or the Service.',
    silent:
      'A policy in the namespace `istio-system` selects in all namespaces, and is not judged. Nothing is reported if pods may come from something that is not read. The pods of a Gateway are mostly installed from elsewhere, so its selector is not judged.',
    example: {
      bad: `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: webb-frontend
---
${exampleDeployment('web-frontend')}`,
      good: `spec:
  selector:
    matchLabels:
      app: web-frontend
`,
    },
  },
  *check(resource, context) {
    yield* judgeSelectors(resource, 'mesh policy', words, context);
    for (const reference of resource.selectors) {
      if (reference.role === 'mesh policy') {
        yield* judgePorts(resource, reference, context);
      }
    }
  },
  fixes: monitorFixes,
};

const words = { verb: 'applies to', fails: 'selects no pods', consequence: 'It applies to nothing.' };

/** Of the container that Linkerd adds to pods. Source: linkerd/linkerd2 charts/partials/templates/_proxy.tpl. */
const injectedPorts: readonly string[] = ['linkerd-proxy', 'linkerd-admin'];

/** The port of a Server of Linkerd is that of a container. Source: linkerd.io, Authorization Policy, Server. */
function* judgePorts(
  resource: Resource,
  reference: SelectorReference,
  { index, settings }: RuleContext,
): Generator<Finding> {
  const resolution = reference.ports.length > 0 ? resolveSelector(resource, reference, index, settings) : undefined;
  const targets = resolution?.type === 'found' ? resolution.targets : none;
  const fields = targets.flatMap(({ podTemplate }) =>
    (podTemplate ? reachablePorts(podTemplate) : none).flatMap(({ name }) => (name ? [name] : [])),
  );
  for (const port of targets.length > 0 ? reference.ports : none) {
    if (
      port.type !== 'string' ||
      injectedPorts.includes(port.value) ||
      fields.some(({ type, value }) => type === 'placeholder' || value === port.value)
    ) {
      continue;
    }
    const at = originOf(resource, port);
    const because = [resource, ...targets]
      .map((each) => patchedBy(each, [port.value, 'ports'], index))
      .find((each) => each !== undefined);
    const names = [...new Set(fields.map(({ value }) => value))];
    const shown = names.map((name) => `"${name}"`).join(', ');
    yield because === undefined
      ? {
          severity: settings.closedWorld ? 'error' : 'warning',
          message: `${describeResource(resource)} applies to the port "${port.value}", but ${describeResource(targets[0]!)} has ${names.length > 0 ? `only ${shown}` : 'no port with a name'}. ${words.consequence}`,
          at,
          data: { port, names } satisfies MonitoredPortData,
        }
      : { at, because };
  }
}
