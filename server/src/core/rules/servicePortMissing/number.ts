import { distance } from 'fastest-levenshtein';
import type { IndexReader } from '../../index/reader.ts';
import type { ContainerPort, Resource } from '../../model/resource.ts';
import { servicesMatching } from '../../resolve/evidence/match.ts';
import { likenessOf, partsOf } from '../../resolve/evidence/nameSimilarity.ts';
import { isHeadless, portsOfService, type TargetPort, targetsOf } from '../../resolve/evidence/ports.ts';
import { containsWord } from '../../resolve/unknown/textSearch.ts';
import { declaredPorts, describeAll, describePort, type Judgement } from './declared.ts';

/** One port of a Service against one port of its pods; anything else may listen without saying so. */
export function judgeNumber(
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
  return {
    severity: 'information',
    message: isHeadless(service)
      ? `Service "${service.name}" is headless and states port ${wanted.target} of its pods, but ${declares}. Kubernetes forwards nothing for a headless Service, but clients that take the port from the Service are refused if nothing listens on it.`
      : `Service "${service.name}" sends traffic to port ${wanted.target}, but ${declares}. Kubernetes does not compare them, but if nothing listens on ${wanted.target}, every connection is refused.`,
  };
}

/**
 * Whether something beside the two numbers says that the declared port is the one to reach. A container need not declare what it
 * listens on, and what it declares may have come with the example that the text was copied from: MongoDB with a declared 28017
 * answers on 27017, and whoever wrote `targetPort: 1027` beside a declared 80 knew the program.
 */
function isMeant(
  service: Resource,
  port: ContainerPort,
  wanted: TargetPort,
  targets: readonly Resource[],
  index: IndexReader,
): boolean {
  const [only] = service.service?.ports ?? [];
  const number = port.containerPort?.value ?? '';
  return (
    (port.name !== undefined && only?.name?.value === port.name.value) ||
    targets.some(
      (target) =>
        isAskedByProbe(target, port) ||
        speaksOf(target, number) ||
        isOfHost(target, port, wanted.target) ||
        isServedByAnother(service, port, target, index),
    ) ||
    // The numbers alone. What a program reads from elsewhere may tell it another one.
    (!targets.some(isConfiguredElsewhere) &&
      (only?.targetPort?.value
        ? numbersOfExamples.has(wanted.target) || isSlipOf(wanted.target, number)
        : // What is left out is easily overlooked, and these are what clients ask for, not what a program opens on its own.
          wanted.target === '80' || wanted.target === '443'))
  );
}

/** Numbers that stay where an example had them; any other is one that somebody looked up. */
const numbersOfExamples: ReadonlySet<string> = new Set([
  '80',
  '443',
  '3000',
  '5000',
  '8000',
  '8080',
  '8081',
  '8443',
  '8888',
  '9000',
  '9090',
  '9376',
]);

/**
 * Whether one number is the other with a slip of the finger: `8090` for `8070`, `8008` for `8080`. Another last digit is the next
 * number, which programs open beside the first, and one digit more may be as well: RabbitMQ has 5672, 5671 and 15672.
 */
function isSlipOf(a: string, b: string): boolean {
  const isTransposed = [...a].some((_, at) => a.slice(0, at) + a.charAt(at + 1) + a.charAt(at) + a.slice(at + 2) === b);
  return isTransposed || (a.length === b.length && a.at(-1) === b.at(-1) && distance(a, b) === 1);
}

/** Whether the pod reads a ConfigMap as a whole, in which a program's port may be said, such as nginx's `listen`. */
function isConfiguredElsewhere({ document, start, end, podTemplate }: Resource): boolean {
  const texts = [
    document.text.slice(start, end),
    ...(podTemplate?.containers ?? []).map((each) => (each.document ?? document).text.slice(each.start, each.end)),
  ];
  return texts.some((text) => /\bconfigMap(?:Ref)?["']?:/.test(text));
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
  return containsWord((port.document ?? document).text.slice(port.start, port.end), number);
}

/** Whether a container's command, arguments or environment speak of the number, as `--secure-port=9002` does: then it listens there. */
export function speaksOf({ podTemplate, document }: Resource, number: string): boolean {
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
    return containsWord(said + text.slice(at, container.end), number);
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
