import type { ReferencedPort } from '../../model/reference.ts';
import type { ServiceFacts } from '../../model/resource.ts';

/**
 * Whether a Service has the port, by its name or number; undefined if a template fills in either of them. A
 * port without a name cannot be meant by a name. Source: k8s.io/api networking/v1 ServiceBackendPort. An
 * ExternalName Service need not declare ports: a requested number is used as it is. Source:
 * github.com/kubernetes/ingress-nginx internal/ingress/controller, externalNamePorts.
 */
export function serviceHasPort(service: ServiceFacts, { written, by }: ReferencedPort): boolean | undefined {
  const isOutside = service.type?.value === 'ExternalName';
  if (written.type === 'placeholder' || (isOutside && service.ports.length === 0)) {
    return undefined;
  }
  let unknown = isOutside && /^[0-9]+$/.test(written.value);
  for (const { name, port, shape } of service.ports) {
    const isNamed = by !== 'number' && name !== undefined && name.value === written.value;
    const isNumbered = by !== 'name' && port !== undefined && port.value === written.value;
    if (isNamed || isNumbered) {
      return true;
    }
    unknown ||= name?.type === 'placeholder' || port?.type === 'placeholder' || shape === 'other';
  }
  return unknown ? undefined : false;
}
