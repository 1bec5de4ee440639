import { kindOf } from '../kinds/list.ts';
import { originOf } from '../model/origin.ts';
import type { SelectorReference } from '../model/reference.ts';
import type { Resource } from '../model/resource.ts';
import type { Written } from '../model/written.ts';
import { copiedLabels } from '../resolve/copiedLabels.ts';
import { describeResource } from '../resolve/describe.ts';
import { reachablePorts } from '../resolve/evidence/ports.ts';
import { resolveSelector } from '../resolve/labelSelector.ts';
import { isMonitor } from '../resolve/lost/asked.ts';
import { lostMonitoredPort } from '../resolve/lost/lostReferences.ts';
import { isInScope, membershipOfResource } from '../resolve/scope/scope.ts';
import { relationToListed } from '../resolve/scope/selectedNamespaces.ts';
import { resolveServiceSelector } from '../resolve/serviceSelector.ts';
import { patchedBy } from '../resolve/unknown/unrenderedChanges.ts';
import { directoryOf } from '../text/path.ts';
import { monitorFixes } from './fixes/monitor.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';
import { describeTargets, whyPortLost } from './shared/lostWords.ts';
import type { MonitoredPortData } from './shared/monitoredPort.ts';
import { judgeSelectors } from './shared/selectsNothing.ts';

export const monitorSelectsNothing: Rule = {
  code: 'monitor-selects-nothing',
  severity: 'error',
  of: ['selectors'],
  documentation: {
    title: 'A ServiceMonitor or PodMonitor selects nothing to scrape.',
    what: `A ServiceMonitor selects Services by the labels of the Services themselves (\`metadata.labels\`), not by the labels of their pods. A PodMonitor selects pods. Reported are:

- **Labels that nothing has**, while something has similar ones, or a Service has exactly these in its selector.
- **A port that no target has.** A ServiceMonitor asks for the name of a Service port, a PodMonitor for the name of a container port.
- **Labels next to \`matchLabels\`** instead of inside, as an *error*.
- **A copied selector**: a monitor with the same selector as another monitor in the same place, which has the name of what both select, while something with the name of this monitor has no monitor. It is a *warning* if only that has the ports that the monitor asks for, or if the monitor selected it in the baseline; else an *information*.`,
    why: 'Prometheus is configured without the target, and no error says so: graphs stay empty, and alerts that use them never fire.',
    fix: 'Give the Service the labels, or select labels that it has. Ask for the port by the name that it has.',
    silent:
      'Nothing is reported for monitors that look in all namespaces, for names of namespaces (`matchNames`) of which nothing with similar labels is here, if something that could be selected is not read, and if a kustomization adds labels.',
    example: {
      bad: `apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
  endpoints:
    - port: metrics
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - name: metrics
      port: 9090
`,
      good: `kind: Service
metadata:
  name: web
  labels:
    app: web
`,
    },
  },
  *check(resource, context) {
    for (const role of ['service monitor', 'pod monitor'] as const) {
      yield* judgeSelectors(resource, role, words, context);
    }
    for (const reference of resource.selectors) {
      if (isMonitor(reference.role) && reference.ports.length > 0) {
        yield* judgePorts(resource, reference, context);
      }
    }
  },
  fixes: monitorFixes,
};

const words = { verb: 'selects', fails: 'selects nothing', consequence: 'Prometheus scrapes nothing for it.' };

function* judgePorts(resource: Resource, reference: SelectorReference, context: RuleContext): Generator<Finding> {
  const { index, settings } = context;
  const resolution = resolveSelector(resource, reference, index, settings);
  const targets = resolution.type === 'found' ? resolution.targets : [];
  const [first] = targets;
  if (copiedLabels(resource, reference, targets, index, settings)?.by === 'ports') {
    // The monitor has the targets of another one, and that is reported already.
    return;
  }
  for (const port of reference.ports) {
    // The port is a regular expression, although few people use that. Source:
    // prometheus-operator/pkg/prometheus promcfg.go.
    if (!first || port.type !== 'string' || !/^[a-z0-9-]+$/.test(port.value)) {
      continue;
    }
    const fields = targets.flatMap(portNames);
    if (fields.some(({ type, value }) => type === 'placeholder' || value === port.value)) {
      continue;
    }
    const at = originOf(resource, port);
    const lost = lostMonitoredPort(resource, reference, port, targets, context);
    const because =
      lost === undefined || 'type' in lost
        ? (lost?.because ?? whyPortIsUnknown(resource, reference, port, targets, context))
        : undefined;
    if (because !== undefined) {
      yield { at, because };
      continue;
    }
    const names = [...new Set(fields.map(({ value }) => value))];
    const there =
      names.length > 0
        ? `Its ports are named ${names
            .slice(0, mostShown)
            .map((name) => `"${name}"`)
            .join(', ')}.`
        : 'Its ports have no names.';
    const related = [
      {
        message: `Ports of ${describeResource(first)}`,
        at: originOf(first, first.service?.portList ?? first.nameRange),
      },
    ];
    if (lost && !('type' in lost)) {
      const why = whyPortLost(lost, `it has no port "${port.value}" any more`);
      yield {
        severity: settings.closedWorld ? 'error' : 'warning',
        message: `${describeResource(resource)} no longer scrapes a port of ${describeTargets(lost.lost.targets)} (it did in ${lost.lost.since}): ${why}. ${there}`,
        at,
        related,
        data: { port, names, lost } satisfies MonitoredPortData,
        lost: lost.lost,
      };
      continue;
    }
    yield {
      severity: settings.closedWorld ? 'error' : 'warning',
      message: `${describeResource(resource)} scrapes the port "${port.value}", but ${[...new Set(targets.map(describeResource))].slice(0, mostShown).join(', ')} has no port of that name. Prometheus scrapes nothing for it. ${there}`,
      at,
      related,
      data: { port, names } satisfies MonitoredPortData,
    };
  }
}

// A tooltip shows the message, so it has to be short.
const mostShown = 5;

function portNames({ service, podTemplate }: Resource): readonly Written[] {
  const ports = service?.ports ?? (podTemplate ? reachablePorts(podTemplate) : []);
  return ports.flatMap(({ name }) => name ?? []);
}

function whyPortIsUnknown(
  resource: Resource,
  reference: SelectorReference,
  port: Written,
  targets: readonly Resource[],
  { index, settings }: RuleContext,
): string | undefined {
  // If the pods come from a source that is not read, more Services may come from there.
  const apart = targets.find(
    (each) => each.service?.selector && resolveServiceSelector(each, index, settings).type !== 'found',
  );
  if (apart) {
    return `the pods of ${describeResource(apart)} are unknown`;
  }
  // Pods of operators carry the same labels if the labels name a product and not one workload. So do Services
  // of another example, unless they state a namespace that the monitor searches.
  const isBeside = (each: Resource) =>
    (each.service !== undefined && isCertain(each)) ||
    (each.bundle !== undefined && each.bundle === resource.bundle) ||
    directoryOf(each.document.file) === directoryOf(resource.document.file);
  const isCertain = (each: Resource) =>
    !reference.elsewhere ||
    relationToListed(each, reference, index, settings) === 'same' ||
    isInScope(resource, membershipOfResource(resource, index), each, index, settings);
  if (!targets.some(isBeside)) {
    return 'what it selects is in another place, and other objects may have the labels too';
  }
  const made = targets.find((each) => !each.service && !kindOf(each.group, each.kind));
  return made
    ? `the controller of ${describeResource(made)} may add ports`
    : (patchedBy(resource, [port.value, resource.kind], index) ??
        targets.map((each) => patchedBy(each, [port.value, 'ports'], index)).find((each) => each !== undefined));
}
