import type { Container, ContainerPort, PodTemplate, Resource, ServicePort } from '../../model/resource.ts';
import { none } from '../../text/emptyList.ts';

/** A port of a Service, as far as it decides where traffic goes. */
export interface TargetPort {
  /**
   * Number or name. If `targetPort` is unset, 0 or empty, it equals `port`. Source: pkg/apis/core/v1
   * SetDefaults_Service.
   */
  readonly target: string;
  readonly protocol: string;
}

export function portsOfService(service: Resource): readonly TargetPort[] {
  return service.service?.ports.map(targetPortOf) ?? [];
}

/** The target of one port of a Service. */
export function targetPortOf({ port, targetPort, protocol }: ServicePort): TargetPort {
  const target = targetPort?.value ?? '';
  return { target: target === '' || target === '0' ? (port?.value ?? '') : target, protocol };
}

/** The declared container ports to which a Service port leads. Source: k8s.io/endpointslice FindPort. */
export function targetsOf(port: TargetPort, template: PodTemplate): readonly ContainerPort[] {
  return reachablePorts(template).filter(
    (declared) =>
      declared.protocol === port.protocol &&
      (isNumber(port.target) ? declared.containerPort?.value === port.target : declared.name?.value === port.target),
  );
}

/** The ports that the containers of a template declare, without init containers that end before the pod serves. */
export function reachablePorts(template: PodTemplate): readonly ContainerPort[] {
  // Called for every pair of a Service and a candidate; nearly all pods have one container.
  const [only] = template.containers;
  if (only !== undefined && template.containers.length === 1) {
    return isReachable(only) ? only.ports : none;
  }
  return template.containers.filter(isReachable).flatMap((container) => container.ports);
}

/** Whether the container runs while the pod serves. Source: k8s.io/endpointslice FindPort. */
export function isReachable({ init, restartsAlways }: Container): boolean {
  return !init || restartsAlways;
}

function isNumber(text: string): boolean {
  return /^[0-9]+$/.test(text);
}

/**
 * Whether clients look up the pods of a Service in the DNS. They get the pods' addresses whatever the ports of
 * the Service are; a slice without ports has records too. Sources: kubernetes.io, DNS for Services and Pods;
 * coredns plugin/kubernetes/object/endpoint.go.
 */
export function isHeadless({ service }: Resource): boolean {
  return service?.clusterIP?.value === 'None';
}
