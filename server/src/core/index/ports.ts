import type { ContainerPort, PodTemplate, Resource, ServicePort } from '../model/resource.ts';

/** Whether a port of the Service leads to one that a container of the template declares. */
export function portsReach(service: Resource, template: PodTemplate): boolean {
  return service.service?.ports.some((port) => targetsOf(port, template).length > 0) ?? false;
}

/** Whether two Services lead to the same port of a pod. */
export function sharesTargetPort(a: Resource, b: Resource, template: PodTemplate): boolean {
  const [left, right] = [a, b].map((each) => new Set(each.service?.ports.map((port) => targetNumber(port, template))));
  return [...(left ?? [])].some((port) => right?.has(port) ?? false);
}

/** The declared container ports that a Service port leads to. Source: k8s.io/endpointslice FindPort. */
export function targetsOf(port: ServicePort, template: PodTemplate): readonly ContainerPort[] {
  const target = targetText(port);
  return template.containers
    .filter((container) => !container.init || container.restartsAlways)
    .flatMap((container) => container.ports)
    .filter(
      (declared) =>
        declared.protocol === port.protocol &&
        (isNumber(target) ? declared.containerPort?.value === target : declared.name?.value === target),
    );
}

function targetNumber(port: ServicePort, template: PodTemplate): string {
  return targetsOf(port, template)[0]?.containerPort?.value ?? targetText(port);
}

/** `targetPort` unset, 0 or empty equals `port`. Source: k8s.io/kubernetes/pkg/apis/core/v1 SetDefaults_Service. */
function targetText(port: ServicePort): string {
  const target = port.targetPort?.value ?? '';
  return target === '' || target === '0' ? (port.port?.value ?? '') : target;
}

function isNumber(text: string): boolean {
  return /^[0-9]+$/.test(text);
}
