import type { ContainerProbe, RequestedPort } from '../model/resource.ts';
import { orNone } from '../text/emptyList.ts';
import { deref, get } from '../yaml/access.ts';
import type { Node } from '../yaml/node.ts';
import { textAt } from './written.ts';

/**
 * The fields of a container with a probe, and the fields of a probe with a network request. Source: k8s.io/api
 * core/v1 Container, ProbeHandler.
 */
export const containerProbes: { readonly fields: readonly string[]; readonly handlers: readonly string[] } = {
  fields: ['readinessProbe', 'livenessProbe', 'startupProbe'],
  handlers: ['httpGet', 'tcpSocket', 'grpc'],
};

/** The fields of a container, or of its lifecycle, that let the kubelet send requests. */
const requesting: readonly (readonly [by: RequestedPort['by'], path: readonly string[]])[] = [
  ['readinessProbe', ['readinessProbe']],
  ['livenessProbe', ['livenessProbe']],
  ['startupProbe', ['startupProbe']],
  ['postStart', ['lifecycle', 'postStart']],
  ['preStop', ['lifecycle', 'preStop']],
];

/** The ports to which the kubelet sends requests, in the order of the table. */
export function requestedPortsOf(container: Node): readonly RequestedPort[] {
  return orNone(
    requesting.flatMap(([by, path]) =>
      containerProbes.handlers.flatMap((handler) => {
        const port = textAt(container, ...path, handler, 'port');
        return port && port.value !== '' ? { by, port } : [];
      }),
    ),
  );
}

/** The network request of a container's probe; undefined if the probe sends none, or if it is unknown. */
export function containerProbeOf(node: Node | undefined): ContainerProbe | undefined {
  for (const type of ['httpGet', 'tcpSocket', 'grpc'] as const) {
    const handler = node && deref(get(node, type));
    if (handler?.type === 'mapping') {
      return probeOf(type, handler);
    }
  }
  return undefined;
}

/** The probe as an optional property, absent if there is no such probe. */
export function optionalProbe<K extends string>(
  key: K,
  probe: ContainerProbe | undefined,
): { [key in K]?: ContainerProbe } {
  return probe ? ({ [key]: probe } as { [key in K]: ContainerProbe }) : {};
}

function probeOf(type: ContainerProbe['type'], handler: Node): ContainerProbe | undefined {
  const [port, path, scheme] = ['port', 'path', 'scheme'].map((key) => textAt(handler, key));
  if ([port, path, scheme].some((written) => written?.type === 'placeholder') || !port?.value) {
    return undefined;
  }
  const headers = headersOf(get(handler, 'httpHeaders'));
  return {
    type,
    port: port.value,
    ...(path?.value ? { path: path.value } : {}),
    ...(scheme?.value ? { scheme: scheme.value } : {}),
    ...(headers.length > 0 ? { headers } : {}),
  };
}

/** Source: k8s.io/api core/v1 HTTPHeader. */
function headersOf(list: Node | undefined): { name: string; value: string }[] {
  const node = deref(list);
  return node?.type !== 'sequence'
    ? []
    : node.items.flatMap((item) => {
        const [name, value] = [textAt(item, 'name'), textAt(item, 'value')];
        return name && value && value.type !== 'placeholder' ? [{ name: name.value, value: value.value }] : [];
      });
}
