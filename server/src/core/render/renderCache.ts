import { isSameList } from '../text/compare.ts';
import { none } from '../text/emptyList.ts';
import type { Node } from '../yaml/node.ts';
import type { Configuration } from './configuration.ts';
import type { FieldSpec } from './fieldSpec.ts';
import type { KustomizationTree } from './kustomizationFile.ts';
import type { Entry } from './renderedObject.ts';
import type { RenderDocument } from './source.ts';

/**
 * The results of earlier renders, so that a repeated render of a layer only computes new objects. Most
 * transformers change one object at a time. For the same object and the same kustomization the cache returns
 * the same result object, and so do all layers above.
 */
export interface RenderCache {
  /** Entries by the root of the manifest. */
  readonly entries: WeakMap<Node, Entry>;
  /** The present and previous names of an entry, as one string. */
  readonly namings: WeakMap<Entry, string>;
  /** Kustomizations by the root of their file, with the problems that were reported. */
  readonly kustomizations: WeakMap<Node, KnownKustomization>;
  /** Inline patches, by the scalar of the kustomization that holds them. */
  readonly inline: WeakMap<Node, { readonly documents: readonly RenderDocument[] | undefined }>;
  /** Patched entries, by the item that holds the patch. */
  readonly patched: WeakMap<Node, WeakMap<Entry, Entry>>;
  /**
   * Hashes of ConfigMaps and Secrets by their data, which overlays share. `of` is the kind and type that the
   * hash is for.
   */
  readonly hashes: WeakMap<Node, { readonly of: string; readonly hash: string }>;
  /** The fields that an item of `labels` changes, with the configuration that lists them. */
  readonly labelSpecs: WeakMap<Node, { readonly on: Configuration; readonly specs: readonly FieldSpec[] }>;
  /** Results of a run of transformers, by the document and the name of the run. */
  readonly runs: WeakMap<object, Map<string, Run>>;
}

interface KnownKustomization {
  readonly tree: KustomizationTree | undefined;
  readonly failures: readonly { readonly node: Node; readonly reason: string }[];
}

interface Run {
  /** The inputs of the run besides the document and the entry. */
  readonly on: Configuration;
  readonly with: readonly string[];
  readonly results: WeakMap<Entry, Entry>;
}

export function emptyRenderCache(): RenderCache {
  return {
    entries: new WeakMap(),
    namings: new WeakMap(),
    kustomizations: new WeakMap(),
    inline: new WeakMap(),
    patched: new WeakMap(),
    hashes: new WeakMap(),
    labelSpecs: new WeakMap(),
    runs: new WeakMap(),
  };
}

/**
 * Returns the entries as `change` changes them. `change` returns one entry for each one that it gets, in the
 * same order. It sets `keep` to false if it reported problems, because they have to be reported again in every
 * render.
 */
export function changeEach(
  cache: RenderCache,
  key: {
    readonly document: object;
    readonly run: string;
    readonly on: Configuration;
    readonly with?: readonly string[];
  },
  entries: readonly Entry[],
  change: (entries: readonly Entry[]) => { readonly entries: readonly Entry[]; readonly keep: boolean },
): readonly Entry[] {
  let runs = cache.runs.get(key.document);
  if (runs === undefined) {
    runs = new Map();
    cache.runs.set(key.document, runs);
  }
  const given = key.with ?? none;
  let run = runs.get(key.run);
  if (run === undefined || run.on !== key.on || !isSameList(run.with, given)) {
    run = { on: key.on, with: given, results: new WeakMap() };
    runs.set(key.run, run);
  }
  const { results } = run;
  const known = entries.map((entry) => results.get(entry));
  const fresh = entries.filter((_, position) => known[position] === undefined);
  if (fresh.length === 0) {
    return known as readonly Entry[];
  }
  const changed = change(fresh);
  let next = 0;
  return entries.map((entry, position) => {
    const before = known[position];
    if (before !== undefined) {
      return before;
    }
    const made = changed.entries[next++]!;
    if (changed.keep) {
      results.set(entry, made);
    }
    return made;
  });
}

/** Returns the patched entries. An entry that the same patch changed earlier gets the earlier result. */
export function asPatchedBefore(
  cache: RenderCache,
  item: Node,
  before: readonly Entry[],
  after: readonly Entry[],
): readonly Entry[] {
  if (after === before || after.length !== before.length) {
    // A patch that deletes objects is not cached.
    return after;
  }
  let known = cache.patched.get(item);
  if (known === undefined) {
    known = new WeakMap();
    cache.patched.set(item, known);
  }
  const results = known;
  return after.map((entry, index) => {
    const from = before[index]!;
    if (entry === from) {
      return entry;
    }
    const earlier = results.get(from);
    if (earlier === undefined) {
      results.set(from, entry);
    }
    return earlier ?? entry;
  });
}
