import { describeResource } from '../index/describe.ts';
import { exchangedWith } from '../index/exchanged.ts';
import { servicesMatching } from '../index/match.ts';
import { likenessOf, partsOf } from '../index/names.ts';
import { patchedBy } from '../index/patched.ts';
import { portsOfService, reachablePorts, type TargetPort, targetPortOf, targetsOf } from '../index/ports.ts';
import type { IndexReader } from '../index/reader.ts';
import { areDeployedTogether } from '../index/scope.ts';
import { resolveServiceSelector } from '../index/selectorResolution.ts';
import { holdsWord } from '../index/words.ts';
import { kindOf } from '../kinds/list.ts';
import { originOf } from '../model/origin.ts';
import type { ContainerPort, Resource, ServicePort } from '../model/resource.ts';
import { servicePortMissingFixes } from './fixes/servicePortMissing.ts';
import type { Finding, Rule } from './rule.ts';

export const servicePortMissing: Rule = {
  code: 'service-port-missing',
  severity: 'warning',
  of: ['service'],
  behind: 'service-selects-nothing',
  documentation: {
    title: 'A Service sends its traffic to a port that its pods do not have.',
    what: `The pods are selected, and a \`targetPort\` that is a name is the name of no container port of theirs, or only of one with another protocol, or only of an init container that ends. Where other pods that are selected have the port, and are deployed together with those that lack it, it is an *information*. A port without \`protocol\` is TCP on both sides.

A \`targetPort\` that is a number is never checked by Kubernetes against \`containerPort\`, which only informs. Where a Service has one port and its pods declare one port, and these are two numbers, it is an *information*. Where \`targetPort\` is left out, \`port\` may well be what the program listens on, and something else has to say that the declared one is meant: a probe that asks it, another Service that leads to it, the same name on both sides, a \`hostPort\` with the Service's number, or a \`port\` of 80 or 443, which is what clients ask for. Nothing is said where pods are not all read, or where something on the way may change the ports.`,
    why: 'A pod without the named port stays an endpoint without ports: `kubectl` shows it as ready, and no connection reaches it. On a number where nothing listens every connection is refused.',
    mend: 'Write the name or number of a port that the containers declare as `targetPort`, or give the container port the name.',
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
    const resolution = resolveServiceSelector(resource, index, settings);
    if (resolution.type !== 'found' || resolution.targets.length === 0) {
      return;
    }
    if (exchangedWith(resource, index, settings)) {
      // These are the pods of another Service, and it is told that they are.
      return;
    }
    // Pods that run to their end answer nobody; that a Service takes them in beside others is another matter.
    const serving = resolution.targets.filter(({ group, podTemplate }) => group !== 'batch' && !podTemplate?.ends);
    const targets = serving.length > 0 ? serving : resolution.targets;
    for (const port of ports) {
      yield* judgePort(resource, port, targets, index);
    }
  },
  fixes: servicePortMissingFixes,
};

/** What the rule's fixes start from. */
export interface PortMissingData {
  readonly port: ServicePort;
  /** The workloads that were looked at. */
  readonly targets: readonly Resource[];
}

function* judgePort(
  service: Resource,
  port: ServicePort,
  targets: readonly Resource[],
  index: IndexReader,
): Generator<Finding> {
  const wanted = targetPortOf(port);
  const written = port.targetPort?.value ? port.targetPort : port.port;
  if (!written || !isPlainPort(port, wanted)) {
    return;
  }
  const reported = isPortName(wanted.target)
    ? judgeName(service, wanted, targets, index)
    : judgeNumber(service, wanted, targets, index);
  if (!reported) {
    return;
  }
  const at = originOf(service, written);
  const because = reasonForSilence(service, wanted, targets, index);
  if (because !== undefined) {
    yield { at, because };
    return;
  }
  const data = { port, targets } satisfies PortMissingData;
  const related = targets.slice(0, mostRelated).map((target) => ({
    message: `Ports of ${describeResource(target)}`,
    at: originOf(target, portOrContainerOf(target) ?? target.nameRange),
  }));
  yield { ...reported, at, related, data };
}

// A person looks at one or two; a Service that selects a hundred workloads has another fault.
const mostRelated = 3;

/** Variants of one workload are called alike. */
function describeAll(resources: readonly Resource[]): string {
  return [...new Set(resources.map(describeResource))].slice(0, mostRelated).join(', ');
}

/** Whether what is asked for is what the API server will get: neither to be filled in nor something that it rejects. */
function isPlainPort({ targetPort, protocolField }: ServicePort, { target }: TargetPort): boolean {
  const type = targetPort?.type ?? 'integer';
  return protocolField?.type !== 'placeholder' && (isPortName(target) ? type === 'string' : type === 'integer');
}

/** Source: k8s.io/apimachinery/pkg/util/validation IsValidPortName. */
function isPortName(text: string): boolean {
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) && /[a-z]/.test(text) && text.length <= 15;
}

type Judgement = { readonly severity: 'warning' | 'information'; readonly message: string };

function judgeName(
  service: Resource,
  wanted: TargetPort,
  targets: readonly Resource[],
  index: IndexReader,
): Judgement | undefined {
  const lacks = (each: Resource) => each.podTemplate && targetsOf(wanted, each.podTemplate).length === 0;
  const areAll = targets.every(lacks);
  // Manifests of a directory may be variants of one thing; what is deployed together is not.
  const lacking = targets.filter((each) => lacks(each) && (areAll || areDeployedTogether(service, each, index)));
  const [first] = lacking;
  if (!first) {
    return undefined;
  }
  const names = describeAll(lacking);
  const asked = `Service "${service.name}" sends traffic to the port "${wanted.target}", and no container of ${names} has a ${wanted.protocol} port of that name`;
  const there = whatIsThere(wanted, first);
  return areAll
    ? {
        severity: 'warning',
        message: `${asked}: its pods become endpoints without that port, and nothing reaches them. ${there}`,
      }
    : { severity: 'information', message: `${asked}, though other pods that it selects have. ${there}` };
}

function whatIsThere({ target, protocol }: TargetPort, workload: Resource): string {
  const named = workload.podTemplate?.containers.flatMap((container) =>
    container.ports.filter((each) => each.name?.value === target).map((port) => ({ container, port })),
  );
  const [same] = named ?? [];
  if (same?.container.init && !same.container.restartsAlways) {
    return `Its init container "${same.container.name}" has one, but it has ended when the pod serves.`;
  }
  if (same && same.port.protocol !== protocol) {
    return `It has one with protocol ${same.port.protocol}.`;
  }
  const ports = declaredPorts(workload);
  return ports.length > 0
    ? `It declares ${ports.slice(0, mostShown).map(describePort).join(', ')}${ports.length > mostShown ? ', …' : ''}.`
    : 'It declares no ports.';
}

// A message is read in a tooltip.
const mostShown = 5;

/** One port of a Service against one port of its pods; anything else may listen without saying so. */
function judgeNumber(
  service: Resource,
  wanted: TargetPort,
  targets: readonly Resource[],
  index: IndexReader,
): Judgement | undefined {
  const declared = targets.map(declaredPorts);
  const [port] = declared[0] ?? [];
  const number = port?.containerPort?.value;
  if (
    service.service?.ports.length !== 1 ||
    !number ||
    port.containerPort?.type !== 'integer' ||
    number === wanted.target ||
    port.protocol !== wanted.protocol ||
    !declared.every((ports) => ports.length === 1 && ports[0]?.containerPort?.value === number) ||
    targets.some((each) => speaksOf(each, wanted.target)) ||
    isForSomethingElse(service, port, targets, index) ||
    !isMeant(service, port, wanted, targets, index)
  ) {
    return undefined;
  }
  const declares = `the only port that ${describeAll(targets)} declares is ${describePort(port)}`;
  // Clients ask the DNS for the pods then, and perhaps for the port. Source: kubernetes.io, DNS for Services and Pods, SRV records.
  const isHeadless = service.service.clusterIP?.value === 'None';
  return {
    severity: 'information',
    message: isHeadless
      ? `Service "${service.name}" is headless and gives port ${wanted.target} of its pods, and ${declares}. Kubernetes forwards nothing there, but who takes the port from the Service is refused where nothing listens on it.`
      : `Service "${service.name}" sends traffic to port ${wanted.target}, and ${declares}. Kubernetes does not compare them, but where nothing listens on ${wanted.target} every connection is refused.`,
  };
}

/**
 * Whether something beside the two numbers says that the declared port is the one to reach. A container need not declare what it
 * listens on: MongoDB with a declared 28017 answers on 27017. Who wrote a `targetPort` compared it with something.
 */
function isMeant(
  service: Resource,
  port: ContainerPort,
  wanted: TargetPort,
  targets: readonly Resource[],
  index: IndexReader,
): boolean {
  const [only] = service.service?.ports ?? [];
  return (
    Boolean(only?.targetPort?.value) ||
    (port.name !== undefined && only?.name?.value === port.name.value) ||
    // What is left out is easily overlooked, and these are what clients ask for, not what a program opens on its own.
    wanted.target === '80' ||
    wanted.target === '443' ||
    targets.some(
      (target) =>
        isAskedByProbe(target, port) ||
        isOfHost(target, port, wanted.target) ||
        isServedByAnother(service, port, target, index),
    )
  );
}

/** Whether kubelet asks the port whether the container is well. */
function isAskedByProbe({ podTemplate }: Resource, { name, containerPort }: ContainerPort): boolean {
  return (podTemplate?.containers ?? []).some(({ readinessProbe, livenessProbe }) =>
    [readinessProbe, livenessProbe].some(
      (probe) => probe !== undefined && (probe.port === containerPort?.value || probe.port === name?.value),
    ),
  );
}

/** Whether the number is what the port has on its node, in `hostPort`: the one was taken for the other. */
function isOfHost({ document }: Resource, port: ContainerPort, number: string): boolean {
  return holdsWord((port.document ?? document).text.slice(port.start, port.end), number);
}

/** Whether a container's command, arguments or environment speak of the number, as `--secure-port=9002` does: then it listens there. */
function speaksOf({ podTemplate, document }: Resource, number: string): boolean {
  return (podTemplate?.containers ?? []).some((container) => {
    const { text } = container.document ?? document;
    // What is said of ports is what is compared.
    let [said, at] = ['', container.start];
    for (const port of container.ports) {
      if (port.document === container.document) {
        said += text.slice(at, port.start);
        at = port.end;
      }
    }
    return holdsWord(said + text.slice(at, container.end), number);
  });
}

/**
 * Whether the declared port has a name that tells of another use than the Service's: a controller declares the port of its
 * metrics, or the one of its webhook, and not always the others.
 */
function isForSomethingElse(
  service: Resource,
  port: ContainerPort,
  targets: readonly Resource[],
  index: IndexReader,
): boolean {
  if (!port.name) {
    return false;
  }
  const name = service.service?.ports[0]?.name?.value;
  const isNamedAlike = likenessOf(name ?? service.name, port.name.value) !== 'none';
  return (
    !isNamedAlike &&
    (name !== undefined ||
      partsOf(port.name.value).some((part) => watchingWords.has(part)) ||
      targets.some((each) => isServedByAnother(service, port, each, index)))
  );
}

/** Words in names of ports that something watches and no client uses. */
const watchingWords: ReadonlySet<string> = new Set([
  ...['metrics', 'metric', 'prometheus', 'prom', 'monitoring', 'health', 'healthz', 'liveness', 'probe', 'probes'],
  ...['admin', 'debug', 'pprof', 'profiling', 'status'],
]);

function isServedByAnother(service: Resource, port: ContainerPort, target: Resource, index: IndexReader): boolean {
  const template = target.podTemplate;
  return (
    template !== undefined &&
    servicesMatching(target, index).some(
      (other) =>
        other.name !== service.name && portsOfService(other).some((each) => targetsOf(each, template).includes(port)),
    )
  );
}

/** Why the ports may be others than the texts say. */
function reasonForSilence(
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

function declaredPorts(workload: Resource): readonly ContainerPort[] {
  return workload.podTemplate ? reachablePorts(workload.podTemplate) : [];
}

function describePort({ name, containerPort, protocol }: ContainerPort): string {
  const number = containerPort?.value ?? '';
  const text = name ? `"${name.value}" (${number})` : `${number} without a name`;
  return protocol === 'TCP' ? text : `${text} ${protocol}`;
}

function portOrContainerOf({ podTemplate }: Resource) {
  return podTemplate?.containers.flatMap((each) => each.ports)[0] ?? podTemplate?.containers[0];
}
