import type { SourceFile } from '../model/document.ts';
import type { KustomizationFile } from '../model/kustomization.ts';
import type { CustomWorkload, Resource } from '../model/resource.ts';
import type { Work } from '../model/workBudget.ts';
import { none } from '../text/emptyList.ts';
import { getOrInsertComputed } from '../text/maps.ts';
import { directoryOf, isBelow } from '../text/path.ts';
import { emptyMap, lookUp, type VersionedMap, withChanges } from '../text/versionedMap.ts';
import { type BundleFacts, pathOfFileKey } from './bundleFacts.ts';
import { begin, emptyKept, end, type Kept, type RenderingInput, render, renderChartBundle } from './bundleRendering.ts';
import { type RootsInput, rootsOf } from './bundleRoots.ts';
import type { Charts, ChartVariant } from './chartRoots.ts';
import { isSameVariant } from './releaseVariants.ts';
import { type VariantsInput, variantsOf, withReleasing } from './releasing.ts';

/** Every kustomization that is built, and every chart. Immutable, like the index to which it belongs. */
export interface Bundles {
  readonly byDirectory: VersionedMap<string, BundleFacts>;
  /** What is rendered: kustomizations and charts. */
  readonly roots: ReadonlySet<string>;
  readonly kustomizations: ReadonlySet<string>;
  /** The charts, by the names of their bundles. */
  readonly variants: ReadonlyMap<string, ChartVariant>;
  /** What kustomizations render that decides about releases, by the directory of the kustomization. */
  readonly releasing: ReadonlyMap<string, readonly Resource[]>;
  readonly charts: Charts;
  /**
   * The roots that a change has reached and that are not rendered again yet. Their facts are those from before
   * the change.
   */
  readonly due: ReadonlySet<string>;
  /** The directories of the bundles that looked up a path, in order, by the key of the look-up. */
  readonly readers: VersionedMap<string, readonly string[]>;
  readonly workloads: readonly CustomWorkload[];
  readonly kubeVersion?: string | undefined;
  readonly kept: Kept;
}

export const noBundles: Bundles = {
  byDirectory: emptyMap(),
  roots: new Set(),
  kustomizations: new Set(),
  variants: new Map(),
  releasing: new Map(),
  charts: new Map(),
  due: new Set(),
  readers: emptyMap(),
  workloads: [],
  kept: emptyKept(),
};

/** The current state of the workspace, as far as bundles depend on it. */
export interface BundleInput extends RootsInput, RenderingInput, VariantsInput {
  /** The changed files, each before and after the change. */
  readonly changes: ReadonlyMap<string, { readonly before?: SourceFile; readonly after?: SourceFile }>;
  /** The directories of the charts whose files came or went. */
  readonly changedCharts: Iterable<string>;
  /** Whether a manifest that decides about releases came, changed or went. */
  readonly releasesMayDiffer: boolean;
  /** Whether the change may affect which kustomizations are built. */
  readonly rootsMayDiffer: boolean;
  /** False while files are missing: no bundle is built from an incomplete workspace. */
  readonly read: boolean;
  /** How much to render now. */
  readonly work: Work;
  /** The files that are open in the editor: the bundles that read them are rendered first. */
  readonly open: Iterable<string>;
  /** The kustomizations that include a file, directly or through other kustomizations. */
  takersOf(file: string): readonly KustomizationFile[];
}

export interface BundlesUpdate {
  readonly bundles: Bundles;
  readonly changed: readonly BundleChange[];
}

export interface BundleChange {
  readonly directory: string;
  readonly before: BundleFacts | undefined;
  readonly after: BundleFacts | undefined;
}

/** Renders the bundles that a change reaches or that are still due, as far as `work` allows. The rest stays due. */
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
  for (const directory of input.changedCharts) {
    touched.add(`chart ${directory}`).add('charts');
  }
  const isOtherwise = input.workloads !== previous.workloads || input.kubeVersion !== previous.kubeVersion;
  const mustRenderAll = isOtherwise && previous.roots.size > 0;
  const reached = new Set<string>(mustRenderAll ? previous.roots : []);
  for (const key of touched) {
    for (const directory of lookUp(previous.readers, key) ?? []) {
      reached.add(directory);
    }
  }
  const rendering = begin(mustRenderAll ? emptyKept() : previous.kept, touched);
  const after = new Map<string, BundleFacts | undefined>();
  const left = new Set(previous.due);
  const renderDue = (
    all: { has(name: string): boolean },
    due: Iterable<string>,
    variants: Bundles['variants'] = noBundles.variants,
  ) => {
    const within = (names: Iterable<string>) => new Set([...names].filter((each) => all.has(each)));
    for (const directory of rendersOf(within(due), within(previous.due), left, input, variants)) {
      const before = lookUp(previous.byDirectory, directory);
      const variant = variants.get(directory);
      after.set(
        directory,
        variant
          ? renderChartBundle(directory, variant, before, input, rendering)
          : render(directory, before, input, rendering),
      );
    }
  };
  const kustomizations = input.rootsMayDiffer ? rootsOf(input) : previous.kustomizations;
  const isNew = (root: string) => !lookUp(previous.byDirectory, root) || previous.variants.has(root);
  renderDue(kustomizations, [...reached, ...(input.rootsMayDiffer ? [...kustomizations].filter(isNew) : none)]);
  const ofKustomizations = changesOf(after, previous);
  const releasing = withReleasing(previous.releasing, ofKustomizations, kustomizations);
  // What installs charts may itself be rendered by a kustomization.
  const mayDiffer =
    input.rootsMayDiffer ||
    input.releasesMayDiffer ||
    input.charts !== previous.charts ||
    releasing !== previous.releasing ||
    (ofKustomizations.some((each) => each.before?.reads !== each.after?.reads) && input.installers().length > 0);
  const readers = mayDiffer ? withReaders(previous.readers, ofKustomizations) : previous.readers;
  const variants = mayDiffer
    ? variantsOf(input, { kustomizations, releasing, readersOf: (file) => lookUp(readers, `file ${file}`) })
    : previous.variants;
  const isOther = ([name, variant]: readonly [string, ChartVariant]) => {
    const before = previous.variants.get(name);
    return before === undefined || !isSameVariant(before, variant);
  };
  const others = mayDiffer ? [...variants].filter(isOther).map(([name]) => name) : none;
  renderDue(variants, [...reached, ...others], variants);
  const roots = mayDiffer ? new Set([...kustomizations, ...variants.keys()]) : previous.roots;
  for (const root of mayDiffer ? previous.roots : none) {
    if (!roots.has(root)) {
      after.set(root, undefined);
      left.delete(root);
    }
  }
  if (after.size === 0 && touched.size === 0 && !mayDiffer && left.size === previous.due.size) {
    return { bundles: previous, changed: [] };
  }
  const changed = changesOf(after, previous);
  return {
    bundles: {
      byDirectory: withChanges(previous.byDirectory, after),
      roots,
      kustomizations,
      variants,
      releasing,
      charts: input.charts,
      due: left,
      readers: withReaders(previous.readers, changed),
      workloads: input.workloads,
      kubeVersion: input.kubeVersion,
      kept: end(rendering, left.size === 0),
    },
    changed,
  };
}

function changesOf(after: ReadonlyMap<string, BundleFacts | undefined>, { byDirectory }: Bundles): BundleChange[] {
  return [...after].map(([directory, bundle]) => ({
    directory,
    before: lookUp(byDirectory, directory),
    after: bundle,
  }));
}

/** The bundles to render now, of those that are due and that were due before. `left` holds all that remain due. */
function* rendersOf(
  due: ReadonlySet<string>,
  former: ReadonlySet<string>,
  left: Set<string>,
  input: BundleInput,
  variants: Bundles['variants'],
): Generator<string> {
  const { goesOn = () => true, onlyTouched } = input.work;
  const now = new Set(onlyTouched ? [...due].filter((each) => !former.has(each)) : [...due, ...former]);
  for (const each of now) {
    left.add(each);
  }
  const first =
    input.work.goesOn && now.size > 1 ? [...rootsOver(input, now, variants)].filter((each) => now.has(each)) : [];
  for (const directory of new Set([...first, ...[...now].sort()])) {
    if (!goesOn()) {
      return;
    }
    left.delete(directory);
    yield directory;
  }
}

/** The roots that include an open file. */
function* rootsOver(
  { open, takersOf }: BundleInput,
  roots: ReadonlySet<string>,
  variants: Bundles['variants'],
): Generator<string> {
  for (const file of open) {
    for (const [name, { chart, release }] of variants) {
      if (isBelow(chart, file) || release?.by.document.file === file) {
        yield name;
      }
    }
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

/** The files that a bundle looked up, whether they exist or not. */
export function filesReadBy({ byDirectory }: Bundles, directory: string): readonly string[] {
  return [...(lookUp(byDirectory, directory)?.reads ?? [])].flatMap((key) => pathOfFileKey(key) ?? []);
}

/** The keys under which a render looked up something that has changed. */
function touchedBy(changes: BundleInput['changes']): Set<string> {
  const touched = new Set<string>();
  for (const [path, { before, after }] of changes) {
    if (isSameText(before, after)) {
      continue;
    }
    touched.add(`file ${path}`).add(`text ${path}`).add(`values ${path}`);
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

/** The readers of each key after some bundles came, changed or went. */
function withReaders(readers: Bundles['readers'], changed: BundlesUpdate['changed']): Bundles['readers'] {
  const sets = new Map<string, Set<string>>();
  const of = (key: string) => getOrInsertComputed(sets, key, () => new Set(lookUp(readers, key)));
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
