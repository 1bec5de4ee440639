import { originOf } from '../../model/origin.ts';
import type { Related, Severity } from '../../model/problem.ts';
import type { Reference, ReferencedPort } from '../../model/reference.ts';
import type { LostEdge } from '../../model/resolution.ts';
import type { Resource, ServicePort } from '../../model/resource.ts';
import { describeResource } from '../../resolve/describe.ts';
import { namedPortsOf, targetHasPort } from '../../resolve/evidence/servicePorts.ts';
import { lostPortOfNamed } from '../../resolve/lost/lostReferences.ts';
import { resolveName } from '../../resolve/objectName.ts';
import { deployabilityOf } from '../../resolve/scope/deployability.ts';
import { isInScope } from '../../resolve/scope/scope.ts';
import { patchedBy } from '../../resolve/unknown/unrenderedChanges.ts';
import type { Finding, RuleContext } from '../rule.ts';
import { describeTargets, whyPortLost } from './lostWords.ts';

/** The input of the fixes of such a rule. */
export interface PortOfServiceData {
  readonly reference: Reference;
  /** The Services with that name. None of them has the port. */
  readonly services: readonly Resource[];
  readonly lost?: LostEdge;
}

/** A reference to an existing Service that does not have the requested port. */
export function* judgePortOf(
  resource: Resource,
  reference: Reference,
  consequence: string,
  context: RuleContext,
  severityFor: (services: readonly Resource[]) => Severity = () => 'warning',
): Generator<Finding> {
  const { index, settings } = context;
  const { name, kind } = reference;
  const noun = kind === 'Gateway' ? 'listener' : 'port';
  const port = reference.port ?? defaultPortOf(reference);
  if (!port) {
    return;
  }
  const resolution = resolveName({ referrer: resource, reference }, index, settings);
  const services = resolution.type === 'found' ? resolution.targets : [];
  const [service] = services;
  if (!service || !services.every((each) => targetHasPort(each, port) === false)) {
    return;
  }
  const at = originOf(resource, port.written);
  const lost = lostPortOfNamed(resource, reference, services, context);
  if (lost && !('type' in lost)) {
    const are = `the ${kind} now has ${describePorts(service)}`;
    const what = `refers to a ${noun} that ${describeTargets(lost.lost.targets)} has`;
    yield {
      severity: settings.closedWorld ? 'error' : 'warning',
      message: `${describeResource(resource)} no longer ${what} (it did in ${lost.lost.since}): ${whyPortLost(lost, are)}. ${consequence}`,
      at,
      related: relatedToPorts(service),
      data: { reference, services, lost } satisfies PortOfServiceData,
      lost: lost.lost,
    };
    return;
  }
  const because =
    lost?.because ??
    outsideScope(resource, services, context) ??
    patchedBy(resource, [port.written.value, resource.kind], index) ??
    services
      .map((each) => patchedBy(each, [port.written.value, 'ports', 'listeners'], index))
      .find((each) => each !== undefined);
  if (because !== undefined) {
    yield { at, because };
    return;
  }
  yield {
    severity: settings.closedWorld ? 'error' : severityFor(services),
    message: `${describeResource(resource)} refers to ${noun} ${describeAsked(port)}${reference.port ? '' : ', which is the default,'} of ${kind} "${name.value}", which has ${describePorts(service)}. ${consequence}`,
    at,
    related: relatedToPorts(service),
    data: { reference, services } satisfies PortOfServiceData,
  };
}

function relatedToPorts(service: Resource): readonly Related[] {
  const at = originOf(service, service.service?.portList ?? service.listeners?.[0] ?? service.nameRange);
  return [{ message: `Ports of ${describeResource(service)}`, at }];
}

/** Elsewhere in the workspace, a Service with that name and namespace may belong to another example or cluster. */
function outsideScope(
  resource: Resource,
  services: readonly Resource[],
  { index, settings }: RuleContext,
): string | undefined {
  const deployability = deployabilityOf(resource, index);
  const isNear = (service: Resource) =>
    deployability.type === 'deployable' && isInScope(resource, deployability.membership, service, index, settings);
  const [service] = services;
  return service === undefined || services.some(isNear)
    ? undefined
    : `${describeResource(service)} is in ${service.document.file}, which is outside the scope`;
}

/** The port that is meant because the text states none. Its place is the name. */
function defaultPortOf({ name, defaultPort }: Reference): ReferencedPort | undefined {
  return defaultPort === undefined
    ? undefined
    : { written: { ...name, value: `${defaultPort}`, type: 'integer' }, by: 'number' };
}

function describeAsked({ written: { value } }: ReferencedPort): string {
  return /^[0-9]+$/.test(value) ? value : `"${value}"`;
}

function describePorts(target: Resource): string {
  const ports = namedPortsOf(target);
  const shown = ports.slice(0, mostShown).map(describePort).join(', ');
  return ports.length === 0 ? 'no ports' : ports.length > mostShown ? `${shown}, …` : shown;
}

// A tooltip shows the message, so it has to be short.
const mostShown = 5;

function describePort({ name, port }: ServicePort): string {
  return name ? `${port?.value ?? '?'} ("${name.value}")` : (port?.value ?? '?');
}
