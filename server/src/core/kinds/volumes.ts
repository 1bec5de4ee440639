import type { Volume, VolumeMount } from '../model/resource.ts';
import type { Written } from '../model/written.ts';
import { none, orNone } from '../text/emptyList.ts';
import { optional } from '../text/optional.ts';
import { deref, get } from '../yaml/access.ts';
import type { Node } from '../yaml/node.ts';
import { textAt } from './written.ts';

/** The lists of containers of a pod. Source: k8s.io/api core/v1 PodSpec. */
export const containerLists = ['containers', 'initContainers'] as const;

/** The fields of a container that name volumes. */
export const mountFields: readonly string[] = ['volumeMounts', 'volumeDevices'];

/** The volumes of a pod, and those that a StatefulSet makes for each of its pods. */
export function volumesOf(spec: Node | undefined, root: Node, isStatefulSet: boolean): readonly Volume[] {
  const claims = isStatefulSet ? itemsAt(get(root, 'spec', 'volumeClaimTemplates')) : none;
  return orNone([
    ...itemsAt(spec && get(spec, 'volumes')).flatMap((item) => volumeOf(item, textAt(item, 'name'))),
    ...claims.flatMap((item) =>
      volumeOf(item, textAt(item, 'metadata', 'name')).map((volume) => ({ ...volume, isClaim: true as const })),
    ),
  ]);
}

function volumeOf(item: Node, name: Written | undefined): readonly Volume[] {
  if (!name || name.value === '') {
    return none;
  }
  const files = ['configMap', 'secret'].map((source) => get(item, source)).find((each) => each !== undefined);
  const paths = itemsAt(files && get(files, 'items')).flatMap((each) => textAt(each, 'path') ?? none);
  return [{ name, ...optional('files', paths.length > 0 ? paths : undefined) }];
}

/** The mounts of a container, in the order of the text. */
export function mountsOf(container: Node): readonly VolumeMount[] {
  return orNone(
    mountFields.flatMap((list) =>
      itemsAt(get(container, list)).flatMap((item): readonly VolumeMount[] => {
        const name = textAt(item, 'name');
        const subPath = textAt(item, 'subPath');
        const isStated = subPath !== undefined && subPath.value !== '';
        return name && name.value !== ''
          ? [
              {
                name,
                ...optional('subPath', isStated ? subPath : undefined),
                ...optional('at', textAt(item, 'mountPath')),
              },
            ]
          : none;
      }),
    ),
  );
}

/** The `subPath` of every mount of a volume of a pod, if it names a file at the root of the volume. */
export function subPathsOf(spec: Node, volume: string): readonly Written[] {
  return containerLists.flatMap((list) =>
    itemsAt(get(spec, list)).flatMap((container) =>
      itemsAt(get(container, 'volumeMounts')).flatMap((item) => {
        const subPath = textAt(item, 'subPath');
        const isFile = subPath !== undefined && /^[^/]+$/.test(subPath.value);
        return isFile && textAt(item, 'name')?.value === volume ? subPath : none;
      }),
    ),
  );
}

function itemsAt(list: Node | undefined): readonly Node[] {
  const node = deref(list);
  return node?.type === 'sequence' ? node.items : none;
}
