import type { ReferencedPort } from '../../model/reference.ts';
import type { Resource, ServiceFacts, ServicePort } from '../../model/resource.ts';
import { none } from '../../text/emptyList.ts';

/**
 * Whether a Service has the port, by its name or number; undefined if a template fills in either of them. A
 * port without a name cannot be meant by a name. Source: k8s.io/api networking/v1 ServiceBackendPort. An
 * ExternalName Service need not declare ports: a requested number is used as it is. Source:
 * github.com/kubernetes/ingress-nginx internal/ingress/controller, externalNamePorts.
 */
export function serviceHasPort(service: ServiceFacts, reference: ReferencedPort): boolean | undefined {
  const { written } = reference;
  const isOutside = service.type?.value === 'ExternalName';
  if (written.type === 'placeholder' || (isOutside && service.ports.length === 0)) {
    return undefined;
  }
  let unknown = isOutside && /^[0-9]+$/.test(written.value);
  for (const each of service.ports) {
    if (isRequestedPort(each, reference)) {
      return true;
    }
    unknown ||= each.name?.type === 'placeholder' || each.port?.type === 'placeholder' || each.shape === 'other';
  }
  return unknown ? undefined : false;
}

/** Whether a reference means this port of a Service. */
export function isRequestedPort({ name, port }: ServicePort, { written, by }: ReferencedPort): boolean {
  const isNamed = by !== 'number' && name !== undefined && name.value === written.value;
  const isNumbered = by !== 'name' && port !== undefined && port.value === written.value;
  return written.type !== 'placeholder' && (isNamed || isNumbered);
}

/** The ports by which other objects name a part of the target: those of a Service, or the listeners of a Gateway. */
export function namedPortsOf({ service, listeners }: Resource): readonly ServicePort[] {
  return service?.ports ?? listeners ?? none;
}

/** As `serviceHasPort`, of a Gateway too; undefined for any other kind. */
export function targetHasPort(target: Resource, reference: ReferencedPort): boolean | undefined {
  const { service, listeners } = target;
  if (service) {
    return serviceHasPort(service, reference);
  }
  if (!listeners || reference.written.type === 'placeholder') {
    return undefined;
  }
  const isOpen = ({ name, port, shape }: ServicePort) =>
    name?.type === 'placeholder' || port?.type === 'placeholder' || shape === 'other';
  return listeners.some((each) => isRequestedPort(each, reference)) || (listeners.some(isOpen) ? undefined : false);
}
