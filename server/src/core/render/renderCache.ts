import { none } from '../text/emptyList.ts';
import type { Node } from '../yaml/node.ts';
import type { Configuration } from './configuration.ts';
import type { FieldSpec } from './fieldSpec.ts';
import type { KustomizationTree } from './kustomizationFile.ts';
import type { Entry } from './renderedObject.ts';
import type { RenderDocument } from './source.ts';

/**
 * What was made of objects before, so that a layer that is made again changes only those that are new. Most transformers look
 * at one object at a time: the same object and the same kustomization give the same result, which is then the same object
 * again, all the way up.
 */
export interface Memory {
  /** Entries by the tree of the manifest. */
  readonly entries: WeakMap<Node, Entry>;
  /** How an entry is and was called, in one string. */
  readonly namings: WeakMap<Entry, string>;
  /** Kustomizations by the root of their file's tree, with what was said of them. */
  readonly kustomizations: WeakMap<Node, KnownKustomization>;
  /** Patches that stand as text in a scalar of a kustomization. */
  readonly inline: WeakMap<Node, { readonly documents: readonly RenderDocument[] | undefined }>;
  /** What a patch made of an entry, by the item that states it. */
  readonly patched: WeakMap<Node, WeakMap<Entry, Entry>>;
  /** Hashes of ConfigMaps and Secrets by their data, which overlays share; with the kind and type that they were made for. */
  readonly hashes: WeakMap<Node, { readonly of: string; readonly hash: string }>;
  /** Where the labels of an item of `labels` are written, with the configuration that says so. */
  readonly labelSpecs: WeakMap<Node, { readonly on: Configuration; readonly specs: readonly FieldSpec[] }>;
  /** Results of a run of transformers by the document and the name of the run. */
  readonly runs: WeakMap<object, Map<string, Run>>;
}

interface KnownKustomization {
  readonly tree: KustomizationTree | undefined;
  readonly failures: readonly { readonly node: Node; readonly reason: string }[];
}

interface Run {
  /** What it depended on besides the document and the entry. */
  readonly on: Configuration;
  readonly with: readonly string[];
  readonly results: WeakMap<Entry, Entry>;
}

export function emptyMemory(): Memory {
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
 * The entries changed by `change`, which gives one for each it is given, in order, or says that its results are not to be
 * kept: it told problems, which have to be told again.
 */
export function changeEach(
  memory: Memory,
  key: {
    readonly document: object;
    readonly run: string;
    readonly on: Configuration;
    readonly with?: readonly string[];
  },
  entries: readonly Entry[],
  change: (entries: readonly Entry[]) => { readonly entries: readonly Entry[]; readonly keep: boolean },
): readonly Entry[] {
  let runs = memory.runs.get(key.document);
  if (runs === undefined) {
    runs = new Map();
    memory.runs.set(key.document, runs);
  }
  const given = key.with ?? none;
  let run = runs.get(key.run);
  if (run === undefined || run.on !== key.on || !areSame(run.with, given)) {
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

function areSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, position) => each === b[position]);
}

/** What a patch made of the entries, those that it changed before given back as they were made then. */
export function asPatchedBefore(
  memory: Memory,
  item: Node,
  before: readonly Entry[],
  after: readonly Entry[],
): readonly Entry[] {
  if (after === before || after.length !== before.length) {
    // What is taken out is nothing to remember.
    return after;
  }
  let known = memory.patched.get(item);
  if (known === undefined) {
    known = new WeakMap();
    memory.patched.set(item, known);
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
