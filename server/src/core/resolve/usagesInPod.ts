import type { ContainerPort, Resource } from '../model/resource.ts';
import type { Written } from '../model/written.ts';
import { none } from '../text/emptyList.ts';
import type { NeedsUsages, Usage } from './usages.ts';

/** How the containers of a pod refer to its volumes, and their probes to their own ports. */
export function* usagesInPod(resource: Resource, needs: NeedsUsages): Generator<Usage> {
  const { podTemplate } = resource;
  for (const { mounts, requested, ports } of podTemplate?.containers ?? none) {
    for (const { name } of mounts) {
      if (!needs('part', name.value)) {
        continue;
      }
      const partsOf = (target: Resource) =>
        target === resource
          ? podTemplate!.volumes.flatMap((each) => (each.name.value === name.value ? each.name : none))
          : none;
      yield {
        resource,
        written: { type: 'part', part: 'volume', name, partsOf },
        targets: () => (partsOf(resource).length > 0 ? [resource] : none),
      };
    }
    for (const { port } of needs('port') ? requested : none) {
      const portsOf = (target: Resource) =>
        target === resource ? ports.filter((each) => isOwnPort(each, port)) : none;
      yield {
        resource,
        written: { type: 'port', port, portsOf },
        targets: () => (portsOf(resource).length > 0 ? [resource] : none),
      };
    }
  }
}

/** Whether a container port is the one that a probe or a hook of its container names or states by its number. */
function isOwnPort({ name, containerPort }: ContainerPort, { value }: Written): boolean {
  return (/^[0-9]+$/.test(value) ? containerPort : name)?.value === value;
}
