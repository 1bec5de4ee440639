import type { Analysis } from '../analysis.ts';
import { IndexReader } from '../index/reader.ts';
import { integerOf, resolveWritten } from '../kinds/written.ts';
import type { Problem } from '../model/problem.ts';
import type { Found } from '../model/resolution.ts';
import type { Container, Resource, ServiceFacts, ServicePort } from '../model/resource.ts';
import type { Written } from '../model/written.ts';
import { problemsOfResource } from '../problems.ts';
import { describeResource } from '../resolve/describe.ts';
import { isReachable } from '../resolve/evidence/ports.ts';
import { resolveServiceSelector } from '../resolve/serviceSelector.ts';
import { compareText } from '../text/compare.ts';
import type { DeployedService } from './deployedServices.ts';
import type { FileFacts, ProbedPort, ServiceReach } from './facts.ts';
import type { AskedContainer } from './request.ts';
import { isOfNoNode, mayHaveNodePorts } from './withoutNodePort.ts';

/** The facts about a Service in the files of a workspace that a probe needs. */
export interface ServiceInFiles extends Omit<FileFacts, 'fix' | 'nodePort'> {
  readonly name: string;
  readonly ports: readonly ProbedPort[];
  /** The containers of the pods that it selects; if it selects none, of the most likely candidates. */
  readonly containers: readonly AskedContainer[];
}

/** The codes of rules whose fixes restore traffic to a Service, the first cause first. */
export const codesToFixFirst = ['service-selects-nothing', 'service-port-missing', 'service-rejected'];

/** Undefined for a resource that is not a Service. */
export function serviceInFiles(
  analysis: Analysis,
  { resource, namespace }: DeployedService,
): ServiceInFiles | undefined {
  const { service } = resource;
  if (!service) {
    return undefined;
  }
  const resolution = resolveServiceSelector(resource, new IndexReader(analysis.index), analysis.settings);
  const hasSelector = (service.selector?.pairs.length ?? 0) > 0;
  const targets =
    resolution.type === 'found'
      ? resolution.targets
      : resolution.type === 'missing'
        ? resolution.candidates.slice(0, 1).map((candidate) => candidate.resource)
        : [];
  return {
    name: resource.name,
    ...(namespace === undefined ? {} : { namespace }),
    ...reachOf(service),
    ports: portsOf(service),
    containers: targets.flatMap((target) =>
      (target.podTemplate?.containers ?? []).filter(isReachable).map(askedContainer),
    ),
    localTraffic: service.externalTrafficPolicy?.value === 'Local',
    selects: hasSelector ? resolution.type : 'no selector',
    selector: (service.selector?.pairs ?? [])
      .toSorted((a, b) => compareText(a.key.value, b.key.value))
      .map(({ key, value }) => `${key.value}=${value.value}`)
      .join(', '),
    words: hasSelector
      ? resolution.type === 'found'
        ? selectedWords(resolution)
        : resolution.type === 'missing'
          ? (problemOf(analysis, resource)?.message ?? 'In the files it selects no pod.')
          : `Which pods it selects in the files is unknown, because ${resolution.because}.`
      : 'In the files it has no selector.',
  };
}

function selectedWords({ targets, running }: Found): string {
  return running
    ? `It selects ${running.what}, which runs in ${running.context} and is in no file.`
    : `In the files it selects ${targets.map(describeResource).join(', ')}.`;
}

/** The problem of a Service that most likely blocks its traffic and may have a fix. */
export function problemOf(analysis: Analysis, resource: Resource): Problem | undefined {
  const problems = problemsOfResource(analysis, resource);
  return codesToFixFirst
    .map((code) => problems.find((each) => each.code === code))
    .find((problem) => problem !== undefined);
}

/**
 * The port to probe: the port with the requested name, number or node port, else the first TCP port with a node
 * port, else the first.
 *
 * @returns undefined if the Service does not have such a port
 */
export function choosePort(ports: readonly ProbedPort[], wanted?: string): ProbedPort | undefined {
  if (wanted !== undefined) {
    return ports.find(
      ({ name, port, nodePort }) => name === wanted || String(nodePort) === wanted || String(port) === wanted,
    );
  }
  const tcp = ports.filter(({ protocol }) => protocol === 'TCP');
  return tcp.find(({ nodePort }) => nodePort !== undefined) ?? tcp[0] ?? ports[0];
}

export function statesNodePort({ service }: Resource): boolean {
  return service !== undefined && portsOf(service).some(({ nodePort }) => nodePort !== undefined);
}

/** Whether a Service has node ports, even if its file lets the cluster choose their numbers. */
export function mayBeProbed({ service }: Resource): boolean {
  return service !== undefined && mayHaveNodePorts(reachOf(service));
}

/** The node port that a probe tries by default; undefined if the file states none, or none that can be tried. */
export function probedNodePort({ service }: Resource): number | undefined {
  const port = service && choosePort(portsOf(service));
  return port?.protocol === 'TCP' ? port.nodePort : undefined;
}

function reachOf({ type, clusterIP, externalName, allocateLoadBalancerNodePorts }: ServiceFacts): ServiceReach {
  return {
    type: type?.value || 'ClusterIP',
    ...(clusterIP?.value === 'None' ? { isHeadless: true } : {}),
    ...(isFalse(allocateLoadBalancerNodePorts) ? { withoutNodePorts: true } : {}),
    ...(externalName?.value ? { externalName: externalName.value } : {}),
  };
}

function isFalse(written: Written | undefined): boolean {
  return written?.type === 'boolean' && resolveWritten(written, 'kubectl').value === 'false';
}

/** The API server rejects a node port in a Service of another type, so nothing answers at it. */
function portsOf(service: ServiceFacts): readonly ProbedPort[] {
  const ports = service.ports.map(probedPort);
  return isOfNoNode(reachOf(service)) ? ports.map(({ nodePort: _, ...port }) => port) : ports;
}

function probedPort({ name, port, nodePort, targetPort, protocol }: ServicePort): ProbedPort {
  const number = integerOf(port);
  const node = integerOf(nodePort);
  // Unset, 0 and the empty string mean `port`. Source: pkg/apis/core/v1 SetDefaults_Service.
  const stated = targetPort?.value;
  const target = stated && stated !== '0' ? stated : number === undefined ? undefined : String(number);
  return {
    ...(name?.value ? { name: name.value } : {}),
    ...(number === undefined ? {} : { port: number }),
    ...(node === undefined || node === 0 ? {} : { nodePort: node }),
    ...(target === undefined ? {} : { targetPort: target }),
    protocol,
  };
}

function askedContainer({ name, ports, readinessProbe, livenessProbe }: Container): AskedContainer {
  return {
    name,
    ports: ports.flatMap((port) => {
      const number = integerOf(port.containerPort);
      return number === undefined
        ? []
        : [{ ...(port.name?.value ? { name: port.name.value } : {}), number, protocol: port.protocol }];
    }),
    ...(readinessProbe ? { readinessProbe } : {}),
    ...(livenessProbe ? { livenessProbe } : {}),
  };
}
