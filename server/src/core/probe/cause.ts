import { integerOf } from '../kinds/written.ts';
import type { Problem } from '../model/problem.ts';
import type { Resource, ServicePort } from '../model/resource.ts';
import type { Range } from '../text/range.ts';
import type { ProbedPort } from './facts.ts';
import type { VerdictCode } from './verdictCodes.ts';

/** Where in the document of the Service the cause of a verdict stands. */
export interface Cause {
  readonly range: Range;
  readonly what: 'selector' | 'targetPort' | 'nodePort';
  /** Whether the problem whose fixes mend it is the one that stands there. */
  readonly isFixable: boolean;
}

/** @param problem the problem of the Service whose fix is on offer */
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
  const isFixable =
    problem?.at.document === resource.document &&
    problem.code === (what === 'selector' ? 'service-selects-nothing' : 'service-port-missing');
  const range = isFixable ? problem.at.range : rangeOf(what, resource, probed);
  return range && { range, what, isFixable };
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

function rangeOf(what: Cause['what'], { service, nameRange }: Resource, probed: ProbedPort): Range | undefined {
  if (what === 'selector') {
    return service?.selector ?? nameRange;
  }
  const port = service?.ports.find((each) => isSame(each, probed)) ?? service?.ports[0];
  return (what === 'targetPort' ? (port?.targetPort ?? port?.port) : port?.nodePort) ?? port;
}

function isSame({ name, port }: ServicePort, probed: ProbedPort): boolean {
  return probed.name === undefined ? integerOf(port) === probed.port : name?.value === probed.name;
}
