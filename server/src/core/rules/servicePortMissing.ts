import type { IndexReader } from '../index/reader.ts';
import { kindOf } from '../kinds/list.ts';
import { originOf } from '../model/origin.ts';
import type { Related, Severity } from '../model/problem.ts';
import type { LostEdge } from '../model/resolution.ts';
import type { Resource, ServicePort } from '../model/resource.ts';
import { copiedSelector, swappedWith } from '../resolve/copiedSelectors.ts';
import { describeResource } from '../resolve/describe.ts';
import { isHeadless, type TargetPort, targetPortOf, targetsOf } from '../resolve/evidence/ports.ts';
import { lostTargetPort } from '../resolve/lost/lostReferences.ts';
import { areDeployedTogether } from '../resolve/scope/scope.ts';
import { workloadsOfService } from '../resolve/serviceSelector.ts';
import { patchedBy } from '../resolve/unknown/unrenderedChanges.ts';
import { servicePortMissingFixes } from './fixes/servicePortMissing.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';
import {
  declaredPorts,
  describeAll,
  describePort,
  type Judgement,
  mostRelated,
} from './servicePortMissing/declared.ts';
import { judgeNumber, speaksOf } from './servicePortMissing/number.ts';
import { describePort as describePortValue, whyPortLost } from './shared/lostWords.ts';

export const servicePortMissing: Rule = {
  code: 'service-port-missing',
  severity: 'warning',
  of: ['service'],
  behind: ['service-selects-nothing', 'service-selects-strangers'],
  documentation: {
    title: 'A Service sends traffic to a port that its pods do not have.',
    what: `A \`targetPort\` that is a **name** must be the name of a container port of the selected pods, with the same protocol. A port without \`protocol\` uses TCP on both sides. It is a *warning* if no container has such a port, or only an init container that ends before the pod serves. It is an *information* if other selected pods that are deployed together have the port, and if the Service is headless: its DNS name leads to the pods whatever their ports are.

A \`targetPort\` that is a **number** is never compared by Kubernetes with \`containerPort\`, which is only documentation. It is reported as an *information* only if the Service has one port, its pods declare one other port, and something says that the declared port is meant:

- a probe uses it, or its number is in a command, an argument or a variable of the container;
- another Service sends traffic to it;
- both sides use the same port name, or a \`hostPort\` has the number of the Service;
- or the number of the Service is one that examples use (80, 8080, 3000 …) or a typing error away from the declared one. If \`targetPort\` is left out, this counts only for a \`port\` of 80 or 443, and never if a ConfigMap may set another port.

A port, by name or by number, that the pods declared in the baseline and do not declare now is a *warning*.`,
    why: 'A pod without the named port becomes an endpoint without ports: `kubectl` shows it as ready, but no connection reaches it. With a number on which nothing listens, every connection is refused.',
    fix: 'Set `targetPort` to the name or number of a port that the containers declare, or give the container port the name.',
    silent:
      'Nothing is reported when not all selected pods are known, or when a patch, a controller or a template may change the ports.',
    example: {
      bad: `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
      targetPort: http
---
apiVersion: v1
kind: Pod
metadata:
  name: web
  labels:
    app: web
spec:
  containers:
    - name: web
      image: nginx
      ports:
        - containerPort: 8080
`,
      good: `spec:
  containers:
    - name: web
      image: nginx
      ports:
        - name: http
          containerPort: 8080
`,
    },
  },
  *check(resource, { index, settings }) {
    const ports = resource.service?.ports ?? [];
    if (!resource.service?.selector || ports.length === 0) {
      return;
    }
    const selected = workloadsOfService(resource, index, settings);
    if (selected.length === 0) {
      return;
    }
    // These may be the pods of another Service, which another rule reports. That is known only after all files
    // are read.
    if (!index.complete || (swappedWith(resource, index, settings) ?? copiedSelector(resource, index, settings))) {
      return;
    }
    // Pods of a Job do not serve requests. Whether a Service selects them by mistake is a different question.
    const serving = selected.filter(({ group, podTemplate }) => group !== 'batch' && !podTemplate?.ends);
    const targets = serving.length > 0 ? serving : selected;
    for (const port of ports) {
      yield* judgePort(resource, port, targets, { index, settings });
    }
  },
  fixes: servicePortMissingFixes,
};

/** The input of the rule's fixes. */
export interface PortMissingData {
  readonly port: ServicePort;
  /** The workloads that were checked. */
  readonly targets: readonly Resource[];
  readonly lost?: LostEdge;
}

function* judgePort(
  service: Resource,
  port: ServicePort,
  targets: readonly Resource[],
  { index, settings }: RuleContext,
): Generator<Finding> {
  const wanted = targetPortOf(port);
  const written = port.targetPort?.value ? port.targetPort : port.port;
  if (!written || !isPlainPort(port, wanted)) {
    return;
  }
  const lost = judgeLost(service, port, targets, { index, settings });
  if (lost) {
    yield { ...lost, at: originOf(service, written) };
    return;
  }
  const reported = isPortName(wanted.target)
    ? judgeName(service, wanted, targets, index)
    : judgeNumber(service, wanted, targets, index);
  if (!reported) {
    return;
  }
  const at = originOf(service, written);
  const because = whyPortIsUnknown(service, wanted, targets, index);
  if (because !== undefined) {
    yield { at, because };
    return;
  }
  const data = { port, targets } satisfies PortMissingData;
  yield { ...reported, at, related: relatedToPorts(targets), data };
}

function relatedToPorts(targets: readonly Resource[]): readonly Related[] {
  return targets.slice(0, mostRelated).map((target) => ({
    message: `Ports of ${describeResource(target)}`,
    at: originOf(target, portOrContainerOf(target) ?? target.nameRange),
  }));
}

/**
 * A port that pods declared in the baseline and none declares now. If the pods declare no ports at all now, or
 * mention the number elsewhere, a number that is not declared proves nothing.
 */
function judgeLost(
  service: Resource,
  port: ServicePort,
  targets: readonly Resource[],
  context: RuleContext,
): Omit<Extract<Finding, { severity: Severity }>, 'at'> | undefined {
  const wanted = targetPortOf(port);
  const isDeclared = ({ podTemplate }: Resource) => podTemplate && targetsOf(wanted, podTemplate).length > 0;
  const isSaid = (each: Resource) =>
    !isPortName(wanted.target) && (declaredPorts(each).length === 0 || speaksOf(each, wanted.target));
  if (targets.some((each) => isDeclared(each) || isSaid(each))) {
    return undefined;
  }
  const lost = lostTargetPort(service, port, targets, context);
  const [first] = targets;
  if (!lost || 'type' in lost || !first) {
    return undefined;
  }
  const why = whyPortLost(lost, `it has no port ${describePortValue(wanted.target)} any more`);
  return {
    severity: 'warning',
    message: `Service "${service.name}" no longer sends traffic to a port that ${describeAll(targets)} declares (it did in ${lost.lost.since}): ${why}. ${whatIsThere(wanted, first)}`,
    related: relatedToPorts(targets),
    data: { port, targets, lost } satisfies PortMissingData,
    lost: lost.lost,
  };
}

/**
 * Whether the API server gets the target port as written: it contains no placeholder, and the API server does
 * not reject it.
 */
function isPlainPort({ targetPort, protocolField }: ServicePort, { target }: TargetPort): boolean {
  const type = targetPort?.type ?? 'integer';
  return protocolField?.type !== 'placeholder' && (isPortName(target) ? type === 'string' : type === 'integer');
}

/** Source: k8s.io/apimachinery/pkg/util/validation IsValidPortName. */
function isPortName(text: string): boolean {
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) && /[a-z]/.test(text) && text.length <= 15;
}

function judgeName(
  service: Resource,
  wanted: TargetPort,
  targets: readonly Resource[],
  index: IndexReader,
): Judgement | undefined {
  const lacks = (each: Resource) => each.podTemplate && targetsOf(wanted, each.podTemplate).length === 0;
  const areAll = targets.every(lacks);
  // The manifests of a directory may be variants of one workload. The workloads of one deployment are not.
  const lacking = targets.filter((each) => lacks(each) && (areAll || areDeployedTogether(service, each, index)));
  const [first] = lacking;
  if (!first) {
    return undefined;
  }
  const names = describeAll(lacking);
  const asked = `Service "${service.name}" sends traffic to the port "${wanted.target}", and no container of ${names} has a ${wanted.protocol} port of that name`;
  const there = whatIsThere(wanted, first);
  if (!areAll) {
    return { severity: 'information', message: `${asked}, although other pods that it selects do. ${there}` };
  }
  const without = `${asked}: its pods become endpoints without that port`;
  return isHeadless(service)
    ? {
        severity: 'information',
        message: `${without}. Its DNS name still leads to the pods, but clients that take the port from the Service, such as SRV records and monitors, find none. ${there}`,
      }
    : { severity: 'warning', message: `${without}, and nothing reaches them. ${there}` };
}

function whatIsThere({ target, protocol }: TargetPort, workload: Resource): string {
  const named = workload.podTemplate?.containers.flatMap((container) =>
    container.ports.filter((each) => each.name?.value === target).map((port) => ({ container, port })),
  );
  const [same] = named ?? [];
  if (same?.container.init && !same.container.restartsAlways) {
    return `Its init container "${same.container.name}" has one, but that container ends before the pod serves.`;
  }
  if (same && same.port.protocol !== protocol) {
    return `It has one with protocol ${same.port.protocol}.`;
  }
  const ports = declaredPorts(workload);
  return ports.length > 0
    ? `It declares ${ports.slice(0, mostShown).map(describePort).join(', ')}${ports.length > mostShown ? ', …' : ''}.`
    : 'It declares no ports.';
}

// A tooltip shows the message, so it has to be short.
const mostShown = 5;

/** Why the real ports may differ from the ports in the files. */
function whyPortIsUnknown(
  service: Resource,
  { target }: TargetPort,
  targets: readonly Resource[],
  index: IndexReader,
): string | undefined {
  for (const each of targets) {
    if (!kindOf(each.group, each.kind)) {
      return `the controller of ${describeResource(each)} may add ports`;
    }
    const ports = each.podTemplate?.containers.flatMap((container) => container.ports) ?? [];
    if (ports.some(({ name, containerPort }) => [name, containerPort].some((field) => field?.type === 'placeholder'))) {
      return `the ports of ${describeResource(each)} are filled in by a template`;
    }
    if (each.podTemplate?.containers.length === 0) {
      return `the containers of ${describeResource(each)} are not stated`;
    }
    const patched = patchedBy(each, [target, 'ports', 'containers'], index);
    if (patched) {
      return patched;
    }
  }
  return patchedBy(service, [target, 'targetPort', 'ports'], index);
}

function portOrContainerOf({ podTemplate }: Resource) {
  return podTemplate?.containers.flatMap((each) => each.ports)[0] ?? podTemplate?.containers[0];
}
