import { resolvePath } from '../text/path.ts';
import { isSameSet } from '../text/sets.ts';
import { defaultConfiguration, listAt } from './configuration.ts';
import type { Entry } from './entry.ts';
import type { KustomizationTree } from './kustomizationFile.ts';
import type { Layer, Layers, Making, Retelling, Taken } from './making.ts';
import { naming } from './memory.ts';
import { begin, readKustomization } from './reading.ts';
import type { RenderSource } from './source.ts';
import { transform } from './transform.ts';

/**
 * What a layer keeps so that it can be told anew. Where nothing was refused or left unread, what a kustomization does to an
 * object depends on that object and on how the others are called.
 */
export function retelling(making: Making, tree: KustomizationTree): { readonly retelling?: Retelling } {
  const isEachByItself =
    !making.mixes &&
    making.problems.length === 0 &&
    making.unread.length === 0 &&
    making.variables.length === 0 &&
    making.configuration === defaultConfiguration;
  return isEachByItself && making.taken.length > 0 ? { retelling: { tree, taken: making.taken } } : {};
}

/**
 * The layer of a directory made of what it was before, where only objects of the layers below have changed and all are called as
 * they were: those objects go through the kustomization, and the others are there already. Undefined where it has to be made
 * from the beginning.
 */
export function retoldLayer(
  source: RenderSource,
  directory: string,
  layers: Layers,
  layerBelow: (directory: string) => Layer | undefined,
): Layer | undefined {
  const before = layers.stale.get(directory);
  if (before?.retelling === undefined) {
    return undefined;
  }
  const { tree, taken } = before.retelling;
  const takenNow: Taken[] = [];
  const changed: { readonly at: number; readonly entry: Entry }[] = [];
  for (const each of taken) {
    const layer = layerBelow(each.directory);
    if (layer === undefined || !isOfSameShape(each.layer, layer)) {
      return undefined;
    }
    for (let position = 0; position < layer.entries.length; position++) {
      const [was, entry] = [each.layer.entries[position]!, layer.entries[position]!];
      if (entry !== was) {
        if (!isCalledAs(was, entry, layers)) {
          return undefined;
        }
        changed.push({ at: each.at + position, entry });
      }
    }
    takenNow.push({ ...each, layer });
  }
  const entriesOfChanged = changed.map(({ entry }) => entry);
  const made = putThrough(begin(source, directory, layers, [], noLayer), tree, entriesOfChanged);
  if (made === undefined) {
    return undefined;
  }
  const entries = [...before.entries];
  for (const [position, { at }] of changed.entries()) {
    if (!isCalledAs(entries[at]!, made[position]!, layers)) {
      return undefined;
    }
    entries[at] = made[position]!;
  }
  const retold = { from: before.entries, at: changed.map(({ at }) => at) };
  return { ...before, entries, retelling: { tree, taken: takenNow }, retold };
}

/** Whether a layer differs from what it was in nothing but objects. */
function isOfSameShape(before: Layer, now: Layer): boolean {
  return (
    now === before ||
    (now.entries.length === before.entries.length &&
      now.problems.length === 0 &&
      now.unread.length === 0 &&
      now.variables.length === 0 &&
      now.configuration === before.configuration &&
      now.isComponent === before.isComponent &&
      !now.cutShort &&
      isSameSet(now.reads, before.reads))
  );
}

/** An object that a generator made takes others along. */
function isCalledAs(before: Entry, now: Entry, { memory }: Layers): boolean {
  return (
    before.generated === undefined && now.generated === undefined && naming(before, memory) === naming(now, memory)
  );
}

/** What the kustomization makes of some of its objects, in their order; undefined where it says anything of one of them. */
function putThrough(making: Making, tree: KustomizationTree, entries: readonly Entry[]): readonly Entry[] | undefined {
  making.isPart = true;
  making.entries = entries;
  for (const item of listAt(tree.root, 'components')) {
    const path = item.type === 'scalar' ? resolvePath(making.directory, item.text) : undefined;
    if (path !== undefined) {
      const component = begin(making.source, path, making.layers, [], noLayer);
      const below = readKustomization(component);
      const made = below && !('broken' in below) ? putThrough(component, below, making.entries) : undefined;
      if (made === undefined) {
        return undefined;
      }
      making.entries = made;
    }
  }
  transform(making, tree);
  const isQuiet = making.failures === 0 && making.unread.length === 0 && making.problems.length === 0;
  return isQuiet && making.entries.length === entries.length ? making.entries : undefined;
}

/** Transformers that stand in directories mix objects: what has any is not told anew. */
function noLayer(): undefined {
  return undefined;
}
