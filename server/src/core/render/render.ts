import type { KustomizationProblem } from '../model/kustomization.ts';
import type { Mapping, Node } from '../yaml/node.ts';
import type { Bundle } from './bundle.ts';
import { fieldSpec } from './fieldSpec.ts';
import { nameHash } from './hash.ts';
import { layerOf } from './layer.ts';
import type { Layers } from './layerParts.ts';
import { updateNameReferences } from './nameReferences.ts';
import type { RenderCache } from './renderCache.ts';
import { type Entry, withPrevious, withRoot } from './renderedObject.ts';
import type { RenderSource } from './source.ts';
import { addPairs } from './transformers.ts';
import { at, type MadePlace, pairOf, scalarTextAt, stringAt, withValue } from './tree.ts';
import { resolveVariables } from './variables.ts';

/**
 * A bundle with the lookups that it depends on. The owner renders it again when the result of one of them
 * changes.
 */
export interface Render {
  readonly bundle: Bundle;
  /**
   * `file a/b.yaml`, `directory a`, `text a/b.env`: the lookups in the source, including the ones without a
   * result.
   */
  readonly reads: ReadonlySet<string>;
}

/**
 * What the kustomization of a directory deploys, as kustomize would emit it. The renderer runs and fetches
 * nothing. It does not stop at errors: an error of kustomize is a problem of the bundle, and the rest is
 * rendered.
 * @param layers kustomizations that were read earlier and are still valid. The ones read now are added.
 * @returns undefined if the directory has no kustomization file.
 */
export function renderKustomization(source: RenderSource, directory: string, layers: Layers): Render | undefined {
  const layer = layerOf(source, directory, layers);
  if (layer === undefined) {
    return undefined;
  }
  const { document, unread, reads } = layer;
  const problems: KustomizationProblem[] = [...layer.problems];
  let { entries } = layer;
  entries = entries.some((entry) => entry.generated?.needsHash)
    ? entries.map((entry) => withHash(entry, layers.cache))
    : entries;
  entries = updateNameReferences(entries, layer.configuration, layers.cache, document);
  entries = resolveVariables(entries, layer.variables, layer.configuration, ({ node, document }, reason) => {
    if (layer.unread.length === 0) {
      // The documents of a render are the documents of its source.
      const known = document as KustomizationProblem['at']['document'];
      problems.push({ at: { document: known, range: { start: node.start, end: node.end } }, reason });
    }
  });
  entries = layer.managedBy === undefined ? entries : withManagedBy(entries, layer.managedBy, layer.document);
  const objects = entries.filter((entry) => !isLocal(entry));
  return { bundle: { directory, document, objects, problems, unread }, reads };
}

/** The version of kustomize is unknown, so the value is a placeholder. */
function withManagedBy(entries: readonly Entry[], { start, end }: Node, document: object): readonly Entry[] {
  const place: MadePlace = { start, end, document };
  const value = { ...stringAt(managedByValue, place), shared: {} };
  const pair = pairOf('app.kubernetes.io/managed-by', value, place);
  return addPairs(entries, [pair], [fieldSpec('metadata/labels', true)], place, () => {});
}

export const managedByValue = 'kustomize-${version}';

/** The name gets no hash if some of the data is unknown, because the hash would be wrong. */
function withHash(entry: Entry, cache: RenderCache): Entry {
  const metadata = at(entry.root, 'metadata');
  const name = at(metadata, 'name');
  if (
    entry.generated?.needsHash !== true ||
    !entry.generated.complete ||
    metadata?.type !== 'mapping' ||
    name?.type !== 'scalar'
  ) {
    return entry;
  }
  const hashed = withValue(metadata, 'name', { ...name, text: `${name.text}-${hashOf(entry.root, cache)}` });
  return withRoot(withPrevious(entry), withValue(entry.root, 'metadata', hashed));
}

function hashOf(root: Mapping, cache: RenderCache): string {
  const data = at(root, 'data');
  const isPlain = data !== undefined && at(root, 'binaryData') === undefined && at(root, 'stringData') === undefined;
  if (!isPlain) {
    return nameHash(root);
  }
  const of = `${scalarTextAt(root, 'kind')} ${scalarTextAt(root, 'type')}`;
  const known = cache.hashes.get(data);
  if (known?.of === of) {
    return known.hash;
  }
  const hash = nameHash(root);
  cache.hashes.set(data, { of, hash });
  return hash;
}

/** Source: KustTarget.IgnoreLocal. */
function isLocal({ root }: Entry): boolean {
  const annotations = at(root, 'metadata', 'annotations');
  const value = annotations && at(annotations, 'config.kubernetes.io/local-config');
  return value !== undefined && scalarTextAt(annotations, 'config.kubernetes.io/local-config') !== 'false';
}
