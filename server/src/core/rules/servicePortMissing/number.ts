import { distance } from 'fastest-levenshtein';
import type { IndexReader } from '../../index/reader.ts';
import type { ContainerPort, Resource } from '../../model/resource.ts';
import { servicesMatching } from '../../resolve/evidence/match.ts';
import { likenessOf, partsOf } from '../../resolve/evidence/nameSimilarity.ts';
import { isHeadless, portsOfService, type TargetPort, targetsOf } from '../../resolve/evidence/ports.ts';
import { containsWord } from '../../resolve/unknown/textSearch.ts';
import { declaredPorts, describeAll, describePort, type Judgement } from './declared.ts';

/**
 * Judges only if a Service has one port and its pods declare one port. Otherwise a container may listen on a
 * port that it does not declare.
 */
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
 * Whether further evidence, besides the two numbers, shows that the declared port is the intended one. A
 * container need not declare the port on which it listens, and a declared port may have been copied with an
 * example: MongoDB with a declared 28017 answers on 27017. A person who wrote `targetPort: 1027` next to a
 * declared 80 knew the program.
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
    // Evidence from the numbers alone. It does not count if the program reads its port from a configuration.
    (!targets.some(isConfiguredElsewhere) &&
      (only?.targetPort?.value
        ? numbersOfExamples.has(wanted.target) || isSlipOf(wanted.target, number)
        : // A missing targetPort is easily overlooked. Clients use these ports by default, and programs rarely open them.
          wanted.target === '80' || wanted.target === '443'))
  );
}

/** Numbers that often remain from a copied example. A person looked up any other number. */
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
 * Whether one number is the other with a typing error: `8090` for `8070`, `8008` for `8080`. A different last
 * digit does not count, because programs often open the next number too, and neither does one digit more:
 * RabbitMQ has 5672, 5671 and 15672.
 */
function isSlipOf(a: string, b: string): boolean {
  const isTransposed = [...a].some((_, at) => a.slice(0, at) + a.charAt(at + 1) + a.charAt(at) + a.slice(at + 2) === b);
  return isTransposed || (a.length === b.length && a.at(-1) === b.at(-1) && distance(a, b) === 1);
}

/** Whether the pod reads a whole ConfigMap, which may state a program's port, such as nginx's `listen`. */
function isConfiguredElsewhere({ document, start, end, podTemplate }: Resource): boolean {
  const texts = [
    document.text.slice(start, end),
    ...(podTemplate?.containers ?? []).map((each) => (each.document ?? document).text.slice(each.start, each.end)),
  ];
  return texts.some((text) => /\bconfigMap(?:Ref)?["']?:/.test(text));
}

/** Whether a probe of the kubelet uses the port. */
function isAskedByProbe({ podTemplate }: Resource, { name, containerPort }: ContainerPort): boolean {
  return (podTemplate?.containers ?? []).some(({ readinessProbe, livenessProbe }) =>
    [readinessProbe, livenessProbe].some(
      (probe) => probe !== undefined && (probe.port === containerPort?.value || probe.port === name?.value),
    ),
  );
}

/** Whether the number is the `hostPort` of the port, which was confused with the container port. */
function isOfHost({ document }: Resource, port: ContainerPort, number: string): boolean {
  return containsWord((port.document ?? document).text.slice(port.start, port.end), number);
}

/**
 * Whether a container's command, arguments or environment mention the number, as `--secure-port=9002` does. The
 * container then listens on it.
 */
export function speaksOf({ podTemplate, document }: Resource, number: string): boolean {
  return (podTemplate?.containers ?? []).some((container) => {
    const { text } = container.document ?? document;
    // The declared ports are the values to compare, so they do not count as a mention.
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
 * Whether the declared port has a name for a different purpose than the Service's. A controller often declares
 * the port of its metrics or its webhook, and not its other ports.
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

/** Words in names of ports that monitoring uses and clients do not. */
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
