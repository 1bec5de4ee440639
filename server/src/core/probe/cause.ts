import { integerOf } from '../kinds/written.ts';
import { type Origin, originOf, type Stated } from '../model/origin.ts';
import type { Problem } from '../model/problem.ts';
import type { Resource, ServicePort } from '../model/resource.ts';
import type { ProbedPort } from './facts.ts';
import type { VerdictCode } from './verdictCodes.ts';

/** The place of a verdict's cause: in the file of the Service, or in a file that changes it. */
export interface Cause {
  readonly at: Origin;
  readonly what: 'selector' | 'targetPort' | 'nodePort';
  /** Whether this place has the problem whose fixes solve it. */
  readonly isFixable: boolean;
}

/** @param problem the problem of the Service whose fix is offered */
export function causeOf(
  code: VerdictCode,
  resource: Resource,
  probed: ProbedPort,
  problem: Problem | undefined,
): Cause | undefined {
  const what = causes[code];
  if (what === undefined) {
    return undefined;
  }
  const isFixable = problem?.code === (what === 'selector' ? 'service-selects-nothing' : 'service-port-missing');
  if (problem && isFixable) {
    return { at: problem.at, what, isFixable };
  }
  const stated = statedAt(what, resource, probed);
  return stated && { at: originOf(resource, stated), what, isFixable: false };
}

const causes: Readonly<Partial<Record<VerdictCode, Cause['what']>>> = {
  'no-endpoints-selector': 'selector',
  'no-endpoints-no-selector': 'selector',
  'no-endpoints': 'selector',
  'probably-no-endpoints': 'selector',
  'no-endpoints-port-name': 'targetPort',
  'target-port-wrong': 'targetPort',
  'node-port-differs': 'nodePort',
};

function statedAt(what: Cause['what'], { service, nameRange }: Resource, probed: ProbedPort): Stated | undefined {
  if (what === 'selector') {
    return service?.selector ?? nameRange;
  }
  const port = service?.ports.find((each) => isSame(each, probed)) ?? service?.ports[0];
  return (what === 'targetPort' ? (port?.targetPort ?? port?.port) : port?.nodePort) ?? port;
}

function isSame({ name, port }: ServicePort, probed: ProbedPort): boolean {
  return probed.name === undefined ? integerOf(port) === probed.port : name?.value === probed.name;
}
