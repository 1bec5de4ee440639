import type { ContainerPort, Resource } from '../../model/resource.ts';
import { describeResource } from '../../resolve/describe.ts';
import { reachablePorts } from '../../resolve/evidence/ports.ts';

/** The finding about one port of a Service. */
export interface Judgement {
  readonly severity: 'warning' | 'information';
  readonly message: string;
}

// A person looks at one or two. A Service that selects a hundred workloads has a different problem.
export const mostRelated = 3;

/** Variants of one workload have the same description, which is listed once. */
export function describeAll(resources: readonly Resource[]): string {
  return [...new Set(resources.map(describeResource))].slice(0, mostRelated).join(', ');
}

export function declaredPorts(workload: Resource): readonly ContainerPort[] {
  return workload.podTemplate ? reachablePorts(workload.podTemplate) : [];
}

export function describePort({ name, containerPort, protocol }: ContainerPort): string {
  const number = containerPort?.value ?? '';
  const text = name ? `"${name.value}" (${number})` : `${number} without a name`;
  return protocol === 'TCP' ? text : `${text} ${protocol}`;
}
