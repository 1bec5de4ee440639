import type { SourceFile } from '../model/document.ts';
import type { KustomizationFile } from '../model/kustomization.ts';
import type { CustomWorkload } from '../model/resource.ts';
import type { Work } from '../model/workBudget.ts';
import { directoryOf } from '../text/path.ts';
import { emptyMap, lookUp, type VersionedMap, withChanges } from '../text/versionedMap.ts';
import { type BundleFacts, pathOfFileKey, pathOfTextKey, refusalsOf } from './bundleFacts.ts';
import { begin, emptyKept, end, type Kept, type RenderingInput, render } from './bundleRendering.ts';
import { type RootsInput, rootsOf } from './bundleRoots.ts';

/** Every kustomization that is built, immutable as the index that it belongs to. */
export interface Bundles {
  readonly byDirectory: VersionedMap<string, BundleFacts>;
  readonly roots: ReadonlySet<string>;
  /** Of the roots, those that a change reached and that are not rendered since: what stands for them is as it was. */
  readonly due: ReadonlySet<string>;
  /** Directories of the bundles that looked something up, in order. */
  readonly readers: VersionedMap<string, readonly string[]>;
  readonly workloads: readonly CustomWorkload[];
  readonly kept: Kept;
}

export const noBundles: Bundles = {
  byDirectory: emptyMap(),
  roots: new Set(),
  due: new Set(),
  readers: emptyMap(),
  workloads: [],
  kept: emptyKept(),
};

/** The workspace as it is now, as far as bundles depend on it. */
export interface BundleInput extends RootsInput, RenderingInput {
  /** Files that changed, as they were and as they are. */
  readonly changes: ReadonlyMap<string, { readonly before?: SourceFile; readonly after?: SourceFile }>;
  /** Whether which kustomizations are built may differ from before. */
  readonly rootsMayDiffer: boolean;
  /** False while files are missing: nothing is built of a part. */
  readonly read: boolean;
  /** How much is rendered. */
  readonly work: Work;
  /** Files that someone looks at: what is made of them is rendered first. */
  readonly open: Iterable<string>;
  /** Kustomizations that take a file in, by others too. */
  takersOf(file: string): readonly KustomizationFile[];
}

export interface BundlesUpdate {
  readonly bundles: Bundles;
  readonly changed: readonly BundleChange[];
}

interface BundleChange {
  readonly directory: string;
  readonly before: BundleFacts | undefined;
  readonly after: BundleFacts | undefined;
}

/** Renders what a change reaches, and what was put off before, as much as there is to be done; the rest is put off. */
export function updateBundles(previous: Bundles, input: BundleInput): BundlesUpdate {
  if (!input.read) {
    const changed = [...previous.roots].map((directory) => ({
      directory,
      before: lookUp(previous.byDirectory, directory),
      after: undefined,
    }));
    return { bundles: previous.roots.size === 0 ? previous : noBundles, changed };
  }
  const touched = touchedBy(input.changes);
  const anew = input.workloads !== previous.workloads && previous.roots.size > 0;
  const roots = input.rootsMayDiffer ? rootsOf(input) : previous.roots;
  const due = new Set<string>(anew ? roots : []);
  for (const key of touched) {
    for (const directory of lookUp(previous.readers, key) ?? []) {
      due.add(directory);
    }
  }
  const after = new Map<string, BundleFacts | undefined>();
  if (roots !== previous.roots) {
    for (const root of roots) {
      if (!lookUp(previous.byDirectory, root)) {
        due.add(root);
      }
    }
    for (const root of previous.roots) {
      if (!roots.has(root)) {
        after.set(root, undefined);
        due.delete(root);
      }
    }
  }
  if (
    due.size === 0 &&
    after.size === 0 &&
    touched.size === 0 &&
    roots === previous.roots &&
    (previous.due.size === 0 || input.work.onlyTouched)
  ) {
    return { bundles: previous, changed: [] };
  }
  const rendering = begin(anew ? emptyKept() : previous.kept, touched);
  const left = new Set([...previous.due].filter((each) => roots.has(each)));
  for (const directory of rendersOf(due, left, input)) {
    after.set(directory, render(directory, lookUp(previous.byDirectory, directory), input, rendering));
  }
  const changed = [...after].map(([directory, bundle]) => ({
    directory,
    before: lookUp(previous.byDirectory, directory),
    after: bundle,
  }));
  return {
    bundles: {
      byDirectory: withChanges(previous.byDirectory, after),
      roots,
      due: left,
      readers: withReaders(previous.readers, changed),
      workloads: input.workloads,
      kept: end(rendering, left.size === 0),
    },
    changed,
  };
}

/** What is rendered now of what a change has made due; `left` is what was put off before, and after it what is put off. */
function* rendersOf(due: ReadonlySet<string>, left: Set<string>, input: BundleInput): Generator<string> {
  const { goesOn = () => true, onlyTouched } = input.work;
  const now = new Set(onlyTouched ? [...due].filter((each) => !left.has(each)) : [...due, ...left]);
  for (const each of now) {
    left.add(each);
  }
  const first = input.work.goesOn && now.size > 1 ? [...rootsOver(input, now)] : [];
  for (const directory of new Set([...first, ...[...now].sort()])) {
    if (!goesOn()) {
      return;
    }
    left.delete(directory);
    yield directory;
  }
}

/** Of the roots those that take in what someone looks at. */
function* rootsOver({ open, takersOf }: BundleInput, roots: ReadonlySet<string>): Generator<string> {
  for (const file of open) {
    for (const { kustomization } of takersOf(file)) {
      if (roots.has(kustomization.directory)) {
        yield kustomization.directory;
      }
    }
  }
}

/** The directories of the bundles that read the file, in order. */
export function bundlesReading(bundles: Bundles, file: string): readonly string[] {
  return lookUp(bundles.readers, `file ${file}`) ?? [];
}

/** What a bundle is made of, and what was looked for in vain. */
export function filesReadBy({ byDirectory }: Bundles, directory: string): readonly string[] {
  return [...(lookUp(byDirectory, directory)?.reads ?? [])].flatMap((key) => pathOfFileKey(key) ?? []);
}

/** Keys under which a render looked up what has changed. */
function touchedBy(changes: BundleInput['changes']): ReadonlySet<string> {
  const touched = new Set<string>();
  for (const [path, { before, after }] of changes) {
    if (isSameText(before, after)) {
      continue;
    }
    touched.add(`file ${path}`).add(`text ${path}`);
    if (!before !== !after) {
      for (let directory = directoryOf(path); ; directory = directoryOf(directory)) {
        touched.add(`directory ${directory}`);
        if (directory === '') {
          break;
        }
      }
    }
  }
  return touched;
}

function isSameText(before: SourceFile | undefined, after: SourceFile | undefined): boolean {
  return (
    before === after ||
    (before !== undefined &&
      after !== undefined &&
      before.unread === after.unread &&
      before.text === after.text &&
      before.documents.length === after.documents.length &&
      before.documents.every((document, index) => document.facts === after.documents[index]!.facts))
  );
}

/**
 * What some kustomizations name and nobody has read: files of generators, patches that are no manifests by their names, and
 * where kustomize would stop, whatever was looked for.
 */
export function lookedForInVain(
  bundles: Bundles,
  directories: Iterable<string>,
  isRead: (path: string, as: 'file' | 'text') => boolean,
): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const directory of directories) {
    const bundle = lookUp(bundles.byDirectory, directory);
    const isRefused = bundle !== undefined && refusalsOf(bundle).length > 0;
    for (const key of bundle?.reads ?? []) {
      const path = pathOfTextKey(key) ?? (isRefused ? pathOfFileKey(key) : undefined);
      if (path !== undefined && !isRead(path, bundle!.reads.has(`file ${path}`) ? 'file' : 'text')) {
        paths.add(path);
      }
    }
  }
  return paths;
}

/** How a file is looked for: as what may hold objects or changes of objects, or only for its text. */
export function wantedAs({ readers }: Bundles, path: string): 'file' | 'text' | undefined {
  return lookUp(readers, `file ${path}`) ? 'file' : lookUp(readers, `text ${path}`) ? 'text' : undefined;
}

/** Who looks up what, with the bundles that came and went. */
function withReaders(readers: Bundles['readers'], changed: BundlesUpdate['changed']): Bundles['readers'] {
  const sets = new Map<string, Set<string>>();
  const of = (key: string) => {
    let set = sets.get(key);
    if (set === undefined) {
      set = new Set(lookUp(readers, key));
      sets.set(key, set);
    }
    return set;
  };
  for (const { before, after } of changed) {
    if (before?.reads !== after?.reads) {
      for (const key of before?.reads ?? []) {
        of(key).delete(before!.directory);
      }
      for (const key of after?.reads ?? []) {
        of(key).add(after!.directory);
      }
    }
  }
  return withChanges(
    readers,
    new Map([...sets].map(([key, set]) => [key, set.size === 0 ? undefined : [...set].sort()])),
  );
}
