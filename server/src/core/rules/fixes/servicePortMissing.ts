import { integerOf } from '../../kinds/written.ts';
import type { Fix, Problem } from '../../model/problem.ts';
import type { LostEdge } from '../../model/resolution.ts';
import type { ContainerPort, Resource, ServicePort } from '../../model/resource.ts';
import { describeResource } from '../../resolve/describe.ts';
import { likenessOf } from '../../resolve/evidence/nameSimilarity.ts';
import { reachablePorts } from '../../resolve/evidence/ports.ts';
import { insertPair, setScalar } from '../../yaml/edit.ts';
import { lostValueFixes } from './lostEdge.ts';
import { fixOf, mappingAt, openOrigin, scalarAt } from './tree.ts';

/**
 * *Change targetPort to* a port that the containers declare, and *Name the container port*; the likeliest
 * first.
 */
export function* servicePortMissingFixes(problem: Problem): Generator<Fix | undefined> {
  const { port, targets, lost } = problem.data as {
    readonly port: ServicePort;
    readonly targets: readonly Resource[];
    readonly lost?: LostEdge;
  };
  if (lost && port.targetPort) {
    // If pods have several ports, it is not known which one to follow. They are proposed below.
    yield* lostValueFixes(problem.resource, port.targetPort, lost, () => undefined);
  }
  const isForAuthor = lost !== undefined && lost.changed !== 'target';
  const ports = targets.flatMap(({ podTemplate }) => (podTemplate ? reachablePorts(podTemplate) : []));
  const choices = ports
    .filter(({ protocol }) => protocol === port.protocol)
    .map((declared) => ({ value: writtenFor(declared), rank: rankOf(declared, port) }))
    .filter(({ value }) => value !== undefined)
    .sort((a, b) => b.rank - a.rank);
  const values = [...new Set(choices.map(({ value }) => value as string | number))];
  for (const [index, value] of values.slice(0, mostChoices).entries()) {
    const isLikely = !isForAuthor && index === 0 && (values.length === 1 || (choices[0]?.rank ?? 0) > 0);
    yield changeTargetPort(problem.resource, port, value, isLikely);
  }
  const [target, ...others] = targets;
  if (target && others.length === 0 && integerOf(port.targetPort) === undefined) {
    yield nameContainerPort(target, port);
  }
}

// A person chooses from a menu, and a longer menu is hard to read.
const mostChoices = 4;

/**
 * The name, because it survives a change of the number. A name with a placeholder of a template does not count
 * as one.
 */
function writtenFor({ name, containerPort }: ContainerPort): string | number | undefined {
  return name?.type === 'string' && name.value !== '' ? name.value : integerOf(containerPort);
}

/** A port ranks higher if its name is similar to the target port, or if it has the number of the Service port. */
function rankOf({ name, containerPort }: ContainerPort, { targetPort, port }: ServicePort): number {
  const likeness = name && targetPort ? likenessOf(name.value, targetPort.value) : 'none';
  const isNear = likeness === 'typo' || likeness === 'spelling';
  const isSameNumber = containerPort !== undefined && containerPort.value === port?.value;
  return (isNear ? 4 : likeness === 'extended' ? 2 : 0) + (isSameNumber ? 1 : 0);
}

function changeTargetPort(
  service: Resource,
  servicePort: ServicePort,
  value: string | number,
  preferred: boolean,
): Fix | undefined {
  const { targetPort, port, start, end } = servicePort;
  const opened = openOrigin(service, targetPort ?? servicePort);
  if (!opened) {
    return undefined;
  }
  const { document, text } = opened;
  const words = { title: `Change targetPort to ${typeof value === 'number' ? value : `"${value}"`}`, preferred };
  if (targetPort) {
    const scalar = scalarAt(text, targetPort);
    return scalar && fixOf(words, document, setScalar(text, scalar, value));
  }
  const mapping = mappingAt(text, { start, end });
  const after = mapping?.pairs.find((pair) => pair.value.start === port?.start);
  return mapping && fixOf(words, document, insertPair(text, mapping, 'targetPort', value, after));
}

/** If the pods declare exactly one port, and it has no name. */
function nameContainerPort(workload: Resource, { targetPort, protocol }: ServicePort): Fix | undefined {
  const ports = workload.podTemplate ? reachablePorts(workload.podTemplate) : [];
  const [port] = ports;
  const opened = port && openOrigin(workload, port);
  const mapping = opened && mappingAt(opened.text, port);
  if (!mapping || !targetPort || ports.length !== 1 || port.name || port.protocol !== protocol) {
    return undefined;
  }
  const title = `Name port ${port.containerPort?.value} of ${describeResource(workload)} "${targetPort.value}"`;
  return fixOf(
    { title },
    opened.document,
    insertPair(opened.text, mapping, 'name', targetPort.value, mapping.pairs.at(-1)),
  );
}
