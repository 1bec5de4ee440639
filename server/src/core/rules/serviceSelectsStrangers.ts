import type { IndexReader } from '../index/reader.ts';
import { kindOf } from '../kinds/list.ts';
import { originOf } from '../model/origin.ts';
import type { Related } from '../model/problem.ts';
import type { ContainerPort, Resource } from '../model/resource.ts';
import type { Labels } from '../model/written.ts';
import { type Copied, copiedSelector, type SwappedSelectors, swappedWith } from '../resolve/copiedSelectors.ts';
import { describeResource } from '../resolve/describe.ts';
import { labelUnder, servicesMatching } from '../resolve/evidence/match.ts';
import { isHeadless, portsOfService, reachablePorts, type TargetPort, targetsOf } from '../resolve/evidence/ports.ts';
import { askedBySelector } from '../resolve/lost/asked.ts';
import { type MovedEdge, movedEdge } from '../resolve/lost/lostEdges.ts';
import { areDeployedTogether } from '../resolve/scope/scope.ts';
import { workloadsOfService } from '../resolve/serviceSelector.ts';
import { patchedBy } from '../resolve/unknown/unrenderedChanges.ts';
import { none } from '../text/emptyList.ts';
import { serviceSelectsStrangersFixes } from './fixes/serviceSelectsStrangers.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';
import { exampleService } from './shared/exampleManifests.ts';

export const serviceSelectsStrangers: Rule = {
  code: 'service-selects-strangers',
  severity: 'warning',
  of: ['service'],
  documentation: {
    title: 'A Service selects pods that do not serve it.',
    what: `One of these cases:

- **Swapped selectors.** Two Services in one place each select the workload of the other: with the selectors exchanged, their names or their ports would fit.
- **Copied selector.** A Service has the same selector as another Service in the same place, and its own workload has no Service. It is a *warning* if the selected pods declare ports and none of them is a port of the Service, while its own workload declares them all, or if the two Services have the names of the two workloads. It is an *information* if the names match only in part.
- **Changed targets.** A Service selects other workloads than in the baseline, although those still exist. It is a *warning* if no Service selects them any more, else an *information*.
- **Mixed pods.** Of the workloads that a Service selects and that are deployed together, some declare a port of the Service and others do not. It is a *warning* if the others declare other ports, and an *information* if they are pods that run to their end, such as those of a Job.`,
    why: 'Clients of a Service that selects the pods of another reach the wrong program, or nothing that listens. All selected pods that are ready become endpoints, and each gets its share of the connections. Pods that do not listen on the port refuse theirs: some of the requests fail, although every pod looks healthy. A pod without a port of the name that the Service uses gets nothing from it, unless the Service is headless.',
    fix: 'Exchange the two selectors, give a copied Service the labels of its own workload, or add a label to the selector that only the serving pods have.',
    silent:
      'Nothing is reported for workloads that declare no ports, for pairs of workloads that both serve the ports, such as canaries or blue and green deployments, and for several Services of one workload if there is no other workload that one of them could mean.',
    example: {
      bad: `${exampleService('shop', 'shop', { port: 8080 })}---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: shop, tier: web}
  template:
    metadata:
      labels: {app: shop, tier: web}
    spec:
      containers:
        - name: web
          image: nginx
          ports:
            - containerPort: 8080
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: worker
spec:
  selector:
    matchLabels: {app: shop, tier: worker}
  template:
    metadata:
      labels: {app: shop, tier: worker}
    spec:
      containers:
        - name: worker
          image: nginx
          ports:
            - containerPort: 9000
`,
      good: `spec:
  selector:
    app: shop
    tier: web
`,
    },
  },
  *check(resource, { index, settings }) {
    const selector = resource.service?.selector;
    const ports = portsOfService(resource);
    const selected = selector && ports.length > 0 ? workloadsOfService(resource, index, settings) : none;
    if (!selector || selected.length === 0) {
      return;
    }
    const moved = movedEdge(resource, askedBySelector(selector), selected, index);
    if (moved) {
      yield reportMoved(resource, selector, selected, moved, index);
      return;
    }
    if (selected.length === 1) {
      const finding =
        judgeExchange(resource, selector, { index, settings }) ?? judgeCopy(resource, selector, { index, settings });
      yield* finding ? [finding] : none;
      return;
    }
    const targets = selected.filter((each) => areDeployedTogether(resource, each, index) && isPlain(each));
    const servedBy = ({ podTemplate }: Resource): readonly ContainerPort[] =>
      podTemplate ? ports.flatMap((port) => targetsOf(port, podTemplate)) : none;
    const serving = targets.filter((each) => servedBy(each).length > 0);
    // A canary whose port has another name, or none, is not a stranger. Another rule reports the missing name.
    const numbers = new Set(serving.flatMap(servedBy).map(({ containerPort }) => containerPort?.value));
    const strangers = targets.filter((each) => {
      if (!isSentTraffic(resource, ports, each)) {
        return false;
      }
      const declared = each.podTemplate ? reachablePorts(each.podTemplate) : none;
      return declared.length > 0
        ? !declared.some(({ containerPort }) => numbers.has(containerPort?.value))
        : endsAtOnce(each);
    });
    if (serving.length === 0 || strangers.length === 0) {
      return;
    }
    const at = originOf(resource, selector.keyRange);
    const because = [...strangers, resource]
      .map((each) => patchedBy(each, ['ports', 'labels', 'containers'], index))
      .find((each) => each !== undefined);
    if (because !== undefined) {
      yield { at, because };
      return;
    }
    yield {
      severity: strangers.some((each) => !endsAtOnce(each)) ? 'warning' : 'information',
      message: `Service "${resource.name}" selects the pods of ${enumerate(serving)}, which serve its ports, and also those of ${enumerate(strangers)}, which do not: they get some of its connections and refuse them.`,
      at,
      related: strangers.slice(0, mostShown).map((each) => ({
        message: `Labels of ${describeResource(each)}`,
        at: originOf(each, each.podTemplate?.labels ?? each.nameRange),
      })),
      data: { serving, strangers } satisfies StrangersData,
    };
  },
  fixes: serviceSelectsStrangersFixes,
};

/** The input of the rule's fixes. */
export type StrangersData =
  | { readonly serving: readonly Resource[]; readonly strangers: readonly Resource[] }
  | { readonly exchanged: SwappedSelectors }
  | { readonly copied: Copied }
  | { readonly moved: MovedEdge };

/**
 * A selector that reaches other workloads than in the baseline. This is the best evidence that it was copied
 * and not adapted.
 */
function reportMoved(
  service: Resource,
  selector: Labels,
  targets: readonly Resource[],
  moved: MovedEdge,
  index: IndexReader,
): Finding {
  const left = moved.present.filter((each) => servicesMatching(each, index).length === 0);
  const rest = left.length > 0 ? `, and no Service selects the pods of ${enumerate(left)} any more` : '';
  return {
    severity: left.length > 0 ? 'warning' : 'information',
    message: `Service "${service.name}" now selects the pods of ${enumerate(targets)}; in ${moved.since} it selected those of ${enumerate(moved.present)}${rest}.`,
    at: originOf(service, selector.pairs[0]?.value ?? selector.keyRange),
    related: moved.present.slice(0, mostShown).map((each) => ({
      message: `Labels of ${describeResource(each)}`,
      at: originOf(each, each.podTemplate?.labels ?? each.nameRange),
    })),
    data: { moved } satisfies StrangersData,
  };
}

function judgeExchange(service: Resource, selector: Labels, { index, settings }: RuleContext): Finding | undefined {
  const exchanged = swappedWith(service, index, settings);
  if (!exchanged) {
    return undefined;
  }
  const { target, other, own } = exchanged;
  const at = originOf(service, selector.pairs[0]?.value ?? selector.keyRange);
  const because = patchOfOne([service, other, target, own], index);
  return because !== undefined
    ? { at, because }
    : {
        severity: 'warning',
        message: `Service "${service.name}" selects the pods of ${describeResource(target)}, and Service "${other.name}" those of ${describeResource(own)}: the two selectors seem to be exchanged.`,
        at,
        related: [selectorOf(other)],
        data: { exchanged } satisfies StrangersData,
      };
}

/** The selector of another Service, while no Service selects this Service's own workload. */
function judgeCopy(service: Resource, selector: Labels, { index, settings }: RuleContext): Finding | undefined {
  const copied = copiedSelector(service, index, settings);
  if (!copied) {
    return undefined;
  }
  const { target, other, own, by } = copied;
  const wrong = selector.pairs.find(
    ({ key, value }) => labelUnder(own.podTemplate?.labels, key.value)?.value.value !== value.value,
  );
  const at = originOf(service, wrong?.value ?? selector.keyRange);
  const because = patchOfOne([service, other, target, own], index);
  if (because !== undefined) {
    return { at, because };
  }
  const why = by === 'ports' ? 'which declares its ports' : 'whose name matches';
  return {
    severity: by === 'weak names' ? 'information' : 'warning',
    message: `Service "${service.name}" has the selector of Service "${other.name}" and selects the pods of ${describeResource(target)}, while ${describeResource(own)}, ${why}, has no Service of its own: the selector seems to be copied.`,
    at,
    related: [
      { message: `Labels of ${describeResource(own)}`, at: originOf(own, own.podTemplate?.labels ?? own.nameRange) },
      selectorOf(other),
    ],
    data: { copied } satisfies StrangersData,
    ...(by === 'weak names' ? { weak: true } : {}),
  };
}

function selectorOf(service: Resource): Related {
  return {
    message: `Selector of Service "${service.name}"`,
    at: originOf(service, service.service?.selector ?? service.nameRange),
  };
}

/** Why the facts of one of the resources are unknown. */
function patchOfOne(resources: readonly Resource[], index: IndexReader): string | undefined {
  return resources
    .map((each) => patchedBy(each, ['ports', 'labels', 'containers', 'selector'], index))
    .find((each) => each !== undefined);
}

// A person looks at one or two.
const mostShown = 3;

function enumerate(resources: readonly Resource[]): string {
  return resources.slice(0, mostShown).map(describeResource).join(', ') + (resources.length > mostShown ? ', …' : '');
}

/** Whether the file states the ports of the pods, without placeholders. */
function isPlain({ group, kind, podTemplate }: Resource): boolean {
  return (
    kindOf(group, kind) !== undefined &&
    podTemplate !== undefined &&
    podTemplate.containers.length > 0 &&
    !reachablePorts(podTemplate).some(({ name, containerPort }) =>
      [name, containerPort].some((each) => each?.type === 'placeholder'),
    )
  );
}

/**
 * Whether connections to the Service can end at a workload's pods. A pod without a port of the requested name
 * becomes an endpoint without that port, and no proxy sends traffic to it. Source: k8s.io/endpointslice
 * getEndpointPorts.
 */
function isSentTraffic(service: Resource, ports: readonly TargetPort[], { podTemplate }: Resource): boolean {
  return (
    isHeadless(service) ||
    ports.some((port) => /^[0-9]+$/.test(port.target) || (podTemplate && targetsOf(port, podTemplate).length > 0))
  );
}

function endsAtOnce({ group, podTemplate }: Resource): boolean {
  return group === 'batch' || podTemplate?.ends === true;
}
