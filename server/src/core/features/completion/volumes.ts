import { none } from '../../text/emptyList.ts';
import type { Completion } from './completion.ts';
import { type Context, valueItem } from './context.ts';

/** The volumes of the pod, those first that no container mounts yet. */
export function volumeItems(context: Context): readonly Completion[] {
  return context.variants.flatMap(({ podTemplate }) => {
    const mounted = new Set(
      (podTemplate?.containers ?? none).flatMap(({ mounts }) => mounts.map(({ name }) => name.value)),
    );
    return [...(podTemplate?.volumes ?? none)]
      .sort((a, b) => Number(mounted.has(a.name.value)) - Number(mounted.has(b.name.value)))
      .map(({ name }) => valueItem(name.value, context, { kind: 'name', detail: 'volume' }));
  });
}
