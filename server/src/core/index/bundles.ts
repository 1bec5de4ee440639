import { isKustomizationFile } from '../kinds/kustomization.ts';
import { groupOf } from '../kinds/list.ts';
import { renderedResources } from '../kinds/resource.ts';
import type { SourceFile } from '../model/document.ts';
import type { KustomizationFile, KustomizationProblem } from '../model/kustomization.ts';
import type { CustomWorkload, Resource } from '../model/resource.ts';
import type { Bundle, RenderedObject, UnreadInput } from '../render/bundle.ts';
import { takes } from '../render/bundles.ts';
import { documentsOf } from '../render/documents.ts';
import type { Layer, Layers } from '../render/making.ts';
import { emptyMemory, type Memory } from '../render/memory.ts';
import { forgetLayers, renderKustomization } from '../render/render.ts';
import type { RenderFile, RenderSource } from '../render/source.ts';
import { spread } from '../render/spread.ts';
import { baseName, directoryOf } from '../text/path.ts';
import type { Mapping } from '../yaml/node.ts';
import { emptyMap, entriesOf, type LayeredMap, lookUp, withChanges } from './layeredMap.ts';
import type { Work } from './work.ts';

/** What a kustomization deploys, reduced to facts. Its trees are not kept: they take ten times the memory. */
export interface BundleFacts {
  /** Directory of the kustomization, relative to the workspace folder. */
  readonly directory: string;
  /** The kustomization itself, then what it deploys. */
  readonly resources: readonly Resource[];
  /** What it holds besides, that cannot be known. */
  readonly unread: readonly UnreadInput[];
  /** What was looked up for it, there or not: `file a/b.yaml`, `directory a`, `text a/b.env`. */
  readonly reads: ReadonlySet<string>;
}

/** Every kustomization that is built, immutable as the index that it belongs to. */
export interface Bundles {
  readonly byDirectory: LayeredMap<string, BundleFacts>;
  readonly roots: ReadonlySet<string>;
  /** Of the roots, those that a change reached and that are not rendered since: what stands for them is as it was. */
  readonly due: ReadonlySet<string>;
  /** Directories of the bundles that looked something up, in order. */
  readonly readers: LayeredMap<string, readonly string[]>;
  readonly workloads: readonly CustomWorkload[];
  readonly kept: Kept;
}

/**
 * What renders of the last edits were made of, so that the next keystroke there costs what it changes. Bounded; the rest
 * is read from the texts again when an edit reaches it.
 */
interface Kept {
  readonly layers: ReadonlyMap<string, Layer>;
  readonly files: ReadonlyMap<string, RenderFile>;
  /** Characters of the documents in `files`. */
  readonly size: number;
  /** Whether what was rendered since nothing was due is more than is kept. */
  readonly overflowed: boolean;
  readonly memory: Memory;
  /** Resources by the tree that they were made of, and their bundle. */
  readonly resources: WeakMap<Mapping, Map<string, readonly Resource[]>>;
}

const emptyKept = (): Kept => ({
  layers: new Map(),
  files: new Map(),
  size: 0,
  overflowed: false,
  memory: emptyMemory(),
  resources: new WeakMap(),
});

export const noBundles: Bundles = {
  byDirectory: emptyMap(),
  roots: new Set(),
  due: new Set(),
  readers: emptyMap(),
  workloads: [],
  kept: emptyKept(),
};

// Trees of a text take some ten times its size.
const mostKept = 1_000_000;

/** The workspace as it is now, as far as bundles depend on it. */
export interface BundleInput {
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
  readonly workloads: readonly CustomWorkload[];
  file(path: string): SourceFile | undefined;
  isDirectory(path: string): boolean;
  readonly kustomizations: readonly KustomizationFile[];
  kustomizationsIncluding(path: string): readonly KustomizationFile[];
  /** Kustomizations that take a file in, by others too. */
  takersOf(file: string): readonly KustomizationFile[];
  kustomizationsIn(directory: string): readonly KustomizationFile[];
  /** Directories that a tool deploys. */
  readonly deployed: readonly string[];
  /** Whether a kustomization file is none that someone builds as it stands. */
  isPart(file: string): boolean;
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

function pathOfFileKey(key: string): string | undefined {
  return key.startsWith('file ') ? key.slice('file '.length) : undefined;
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
      before.documents.length === after.documents.length &&
      before.documents.every((document, index) => document.facts === after.documents[index]!.facts))
  );
}

/**
 * Kustomizations that are built: those that no other takes in, and those that a tool is told to deploy. Of kustomizations
 * that take each other in, of which none is built, one of each circle, so that somebody says so.
 */
function rootsOf(input: BundleInput): ReadonlySet<string> {
  const all = new Map<string, KustomizationFile>();
  for (const each of input.kustomizations) {
    const { directory } = each.kustomization;
    if (!input.isPart(each.file) && !all.has(directory)) {
      all.set(directory, each);
    }
  }
  const roots = new Set<string>(input.deployed.filter((directory) => all.has(directory)));
  const rest: string[] = [];
  for (const [directory, { kustomization }] of all) {
    const isTaken = input
      .kustomizationsIncluding(directory)
      .some((each) => each.kustomization.directory !== directory && takes(each.kustomization, directory));
    if (!isTaken && !kustomization.component) {
      roots.add(directory);
    } else if (isTaken) {
      rest.push(directory);
    }
  }
  const reached = new Set<string>();
  const reach = (from: string) => {
    const open = [from];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (!reached.has(next)) {
        reached.add(next);
        for (const { kustomization } of input.kustomizationsIn(next)) {
          open.push(...kustomization.includes.flatMap(({ path }) => (path !== undefined && all.has(path) ? path : [])));
        }
      }
    }
  };
  for (const root of roots) {
    reach(root);
  }
  // A component that none takes in takes in nothing either.
  for (const [directory, { kustomization }] of all) {
    if (kustomization.component && !rest.includes(directory)) {
      reach(directory);
    }
  }
  for (const directory of rest.sort()) {
    if (!reached.has(directory)) {
      roots.add(directory);
      reach(directory);
    }
  }
  return roots;
}

/** What is kept, while it is changed. */
interface Rendering {
  layers: Layers;
  files: Map<string, RenderFile>;
  size: number;
  /** Whether there was more than is kept: then what is there last is as good as nothing, and takes memory. */
  overflowed: boolean;
  resources: Kept['resources'];
}

function begin(kept: Kept, touched: ReadonlySet<string>): Rendering {
  const layers: Layers = { byDirectory: new Map(kept.layers), memory: kept.memory };
  forgetLayers(layers, touched);
  const files = new Map(kept.files);
  let { size } = kept;
  for (const key of touched) {
    const path = pathOfFileKey(key);
    const file = path === undefined ? undefined : files.get(path);
    if (path !== undefined && file !== undefined) {
      size -= sizeOf(file);
      files.delete(path);
    }
  }
  return { layers, files, size, overflowed: kept.overflowed, resources: kept.resources };
}

function end({ layers, files, size, overflowed, resources }: Rendering, isAll: boolean): Kept {
  const isMuch = overflowed || size > mostKept;
  return isMuch && isAll
    ? emptyKept()
    : { layers: layers.byDirectory, files, size, overflowed: isMuch, memory: layers.memory, resources };
}

function sizeOf({ documents }: RenderFile): number {
  return documents.reduce((sum, { facts }) => sum + facts.text.length, 0);
}

function render(
  directory: string,
  before: BundleFacts | undefined,
  input: BundleInput,
  rendering: Rendering,
): BundleFacts | undefined {
  if (rendering.size > mostKept) {
    Object.assign(rendering, begin(emptyKept(), new Set()), { overflowed: true });
  }
  const made = renderKustomization(sourceOf(input, rendering), directory, rendering.layers);
  if (made === undefined) {
    return undefined;
  }
  const { bundle, reads } = made;
  const kept = new Set(before?.resources);
  let known: ReadonlyMap<string, Resource> | undefined;
  const asBefore = (resource: Resource): Resource => {
    if (kept.has(resource)) {
      return resource;
    }
    known ??= new Map(before?.resources.map((each) => [keyOf(each), each]));
    const earlier = known.get(keyOf(resource));
    return earlier !== undefined && isSame(earlier, resource) ? earlier : resource;
  };
  const resources = [
    asBefore(kustomizationResource(bundle)),
    ...bundle.objects.flatMap((object) =>
      resourcesOfObject(object, directory, input.workloads, rendering).map((each) => asBefore(each)),
    ),
  ];
  const unread = before !== undefined && isSame(before.unread, bundle.unread) ? before.unread : bundle.unread;
  return { directory, resources, unread, reads: before && isSameSet(before.reads, reads) ? before.reads : reads };
}

function keyOf({ kind, group, name, namespace, document, start }: Resource): string {
  return `${group}/${kind}/${namespace?.value ?? ''}/${name} ${document.file} ${start}`;
}

function resourcesOfObject(
  object: RenderedObject,
  bundle: string,
  workloads: readonly CustomWorkload[],
  { resources, files }: Rendering,
): readonly Resource[] {
  const { root, document } = object;
  let made = resources.get(root);
  if (made === undefined) {
    made = new Map();
    resources.set(root, made);
  }
  let known = made.get(bundle);
  if (known === undefined) {
    known = isAsWritten(object, files)
      ? document.resources.map((each) => ({ ...each, bundle }))
      : renderedResources(spread(root, document), document, bundle, workloads);
    made.set(bundle, known);
  }
  return known;
}

/** Whether an object is all of its document and nothing has changed it: then it says what the document's resource says. */
function isAsWritten({ root, document }: RenderedObject, files: Rendering['files']): boolean {
  const { resources } = document;
  return (
    resources.length === 1 &&
    resources[0]!.start === root.start &&
    resources[0]!.end === root.end &&
    files.get(document.file)?.documents.some((each) => each.facts === document && each.root === root) === true
  );
}

/** The kustomization as something that can be judged. */
function kustomizationResource({ directory, document, problems }: Bundle): Resource {
  const apiVersion = 'kustomize.config.k8s.io/v1beta1';
  return {
    document,
    bundle: directory,
    start: 0,
    end: document.text.length,
    apiVersion,
    group: groupOf(apiVersion),
    kind: 'Kustomization',
    name: directory === '' ? '.' : directory,
    nameRange: { start: 0, end: 0 },
    silenced: [],
    labelMaps: [],
    requirements: [],
    duplicateKeys: [],
    references: [],
    selectors: [],
    refusals: problems,
  };
}

/** Why a bundle is not built: what is rendered of it all the same is then a guess. */
export function refusalsOf(bundle: BundleFacts): readonly KustomizationProblem[] {
  return bundle.resources[0]?.refusals?.filter((each) => !each.excuse) ?? [];
}

/**
 * What kustomizations name and nobody has read, where kustomize would stop: a file that is left out by ignore rules may be
 * there all the same.
 */
export function lookedForInVain(bundles: Bundles, isRead: (path: string) => boolean): readonly string[] {
  const paths = new Set<string>();
  for (const [, bundle] of entriesOf(bundles.byDirectory)) {
    for (const key of refusalsOf(bundle).length > 0 ? bundle.reads : []) {
      const path = pathOfFileKey(key);
      if (path !== undefined && !isRead(path)) {
        paths.add(path);
      }
    }
  }
  return [...paths];
}

function sourceOf(input: BundleInput, rendering: Rendering): RenderSource {
  return {
    file(path) {
      const known = rendering.files.get(path);
      const source = known ? undefined : input.file(path);
      if (!source) {
        return known;
      }
      const documents = source.unread ? [] : documentsOf(source);
      const file: RenderFile = { path, documents, ...(source.unread ? { unread: source.unread.because } : {}) };
      rendering.files.set(path, file);
      rendering.size += sizeOf(file);
      return file;
    },
    isDirectory: (path) => input.isDirectory(path),
    text: (path) => (isLookedAt(path, input) ? 'missing' : 'unknown'),
  };
}

/** Whether a file of that name would be known if it were there; what is in files that are known is not kept as it is. */
function isLookedAt(path: string, input: BundleInput): boolean {
  const name = baseName(path);
  if (input.file(path) || !(/\.(?:ya?ml|json)$/.test(name) || !name.includes('.') || isKustomizationFile(path))) {
    return false;
  }
  for (let directory = directoryOf(path); directory !== ''; directory = directoryOf(directory)) {
    // A link that is not followed.
    if (input.file(directory)) {
      return false;
    }
  }
  return true;
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

function isSameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((each) => b.has(each));
}

/** Whether two facts say the same of the same documents. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) {
    return true;
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return false;
  }
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((each, index) => isSame(each, b[index]));
  }
  const [left, right] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>];
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => (key === 'document' ? left[key] === right[key] : isSame(left[key], right[key])))
  );
}
