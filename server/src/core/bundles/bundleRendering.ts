import { groupOf } from '../kinds/list.ts';
import { renderedResources } from '../kinds/resource.ts';
import type { SourceFile } from '../model/document.ts';
import type { CustomWorkload, Resource } from '../model/resource.ts';
import { annotateOrigins } from '../render/annotateOrigins.ts';
import type { Bundle, RenderedObject } from '../render/bundle.ts';
import { documentsOf } from '../render/documents.ts';
import { emptyLayers, type Layers } from '../render/layerParts.ts';
import { forgetLayers, renderKustomization } from '../render/render.ts';
import type { RenderFile, RenderSource } from '../render/source.ts';
import { directoryOf } from '../text/path.ts';
import type { Mapping } from '../yaml/node.ts';
import { type BundleFacts, pathOfFileKey } from './bundleFacts.ts';

/**
 * The intermediate results of the last renders, so that the next edit of the same files costs only what it
 * changes. The size is bounded; anything else is read from the texts again when an edit reaches it.
 */
export interface Kept {
  readonly layers: Layers;
  readonly files: ReadonlyMap<string, RenderFile>;
  /** The number of characters of the documents in `files`. */
  readonly size: number;
  /** Whether the renders since the last time no bundle was due exceeded the bound. */
  readonly overflowed: boolean;
  /** The rendered objects of each bundle, by the bundle's directory. */
  readonly made: ReadonlyMap<string, Made>;
}

/** Objects in their order, and the resources to which each object was reduced. */
interface Made {
  readonly objects: readonly RenderedObject[];
  readonly resources: readonly (readonly Resource[])[];
}

export const emptyKept = (): Kept => ({
  layers: emptyLayers(),
  files: new Map(),
  size: 0,
  overflowed: false,
  made: new Map(),
});

// The syntax trees of a text take about ten times its size.
const mostKept = 1_000_000;

/** The workspace as a renderer sees it. */
export interface RenderingInput {
  readonly workloads: readonly CustomWorkload[];
  file(path: string): SourceFile | undefined;
  isDirectory(path: string): boolean;
}

/** The contents of `Kept`, while a render changes them. */
export interface Rendering {
  layers: Layers;
  files: Map<string, RenderFile>;
  size: number;
  /** Whether the bound was exceeded. The files kept last are then hardly useful, and they take memory. */
  overflowed: boolean;
  made: Map<string, Made>;
}

export function begin(kept: Kept, touched: ReadonlySet<string>): Rendering {
  const layers: Layers = {
    byDirectory: new Map(kept.layers.byDirectory),
    cache: kept.layers.cache,
  };
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
  return { layers, files, size, overflowed: kept.overflowed, made: new Map(kept.made) };
}

export function end({ layers, files, size, overflowed, made }: Rendering, isAll: boolean): Kept {
  const isMuch = overflowed || size > mostKept;
  return isMuch && isAll ? emptyKept() : { layers, files, size, overflowed: isMuch, made };
}

function sizeOf({ documents }: RenderFile): number {
  return documents.reduce((sum, { facts }) => sum + facts.text.length, 0);
}

export function render(
  directory: string,
  before: BundleFacts | undefined,
  input: RenderingInput,
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
  const last = rendering.made.get(directory);
  const { objects } = bundle;
  const known = knownResources(before, last, objects);
  const ofObjects = objects.map((object, position) =>
    last?.objects[position] === object
      ? last.resources[position]!
      : (known.of(object) ??
        resourcesOfObject(object, directory, input.workloads, rendering).map((each) => known.asBefore(each, position))),
  );
  rendering.made.set(directory, { objects, resources: ofObjects });
  const kustomization = kustomizationResource(bundle);
  const first = before?.resources[0];
  const resources = [first && isSame(first, kustomization) ? first : kustomization, ...ofObjects.flat()];
  const unread = before !== undefined && isSame(before.unread, bundle.unread) ? before.unread : bundle.unread;
  const readsTheSame = before?.reads.size === reads.size && reads.isSubsetOf(before.reads);
  return { directory, resources, unread, reads: readsTheSame ? before.reads : reads };
}

interface KnownResources {
  /** The resources of an object that the last render had at another position. */
  of(object: RenderedObject): readonly Resource[] | undefined;
  /** The earlier resource, if it states the same facts of the same documents. */
  asBefore(resource: Resource, position: number): Resource;
}

/**
 * Nearly every object keeps its position, so other positions are searched only if nothing is found at the same
 * one.
 */
function knownResources(
  before: BundleFacts | undefined,
  last: Made | undefined,
  objects: readonly RenderedObject[],
): KnownResources {
  let byRoot: ReadonlyMap<Mapping, readonly Resource[]> | undefined;
  let byKey: ReadonlyMap<string, Resource> | undefined;
  return {
    of({ root }) {
      if (last === undefined || last.objects.length === objects.length) {
        return undefined;
      }
      byRoot ??= new Map(last.objects.map((each, position) => [each.root, last.resources[position]!]));
      return byRoot.get(root);
    },
    asBefore(resource, position) {
      const [there, ...others] = last?.resources[position] ?? [];
      let earlier = there && others.length === 0 && isCalledAs(there, resource) ? there : undefined;
      if (earlier === undefined) {
        byKey ??= new Map(before?.resources.map((each) => [keyOf(each), each]));
        earlier = byKey.get(keyOf(resource));
      }
      return earlier !== undefined && isSame(earlier, resource) ? earlier : resource;
    },
  };
}

function isCalledAs(a: Resource, b: Resource): boolean {
  return a.name === b.name && a.kind === b.kind && a.group === b.group && a.namespace?.value === b.namespace?.value;
}

function keyOf({ kind, group, name, namespace, document, start }: Resource): string {
  return `${group}/${kind}/${namespace?.value ?? ''}/${name} ${document.file} ${start}`;
}

function resourcesOfObject(
  object: RenderedObject,
  bundle: string,
  workloads: readonly CustomWorkload[],
  { files }: Rendering,
): readonly Resource[] {
  const { root, document } = object;
  return isAsWritten(object, files)
    ? document.resources.map((each) => ({ ...each, bundle }))
    : renderedResources(annotateOrigins(root, document), document, bundle, workloads);
}

/** Whether an object is its whole document and is unchanged: its facts are then those of the document's resource. */
function isAsWritten({ root, document }: RenderedObject, files: Rendering['files']): boolean {
  const { resources } = document;
  return (
    resources.length === 1 &&
    resources[0]!.start === root.start &&
    resources[0]!.end === root.end &&
    files.get(document.file)?.documents.some((each) => each.facts === document && each.root === root) === true
  );
}

/** The kustomization as a resource that rules can judge. */
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

function sourceOf(input: RenderingInput, rendering: Rendering): RenderSource {
  return {
    file(path) {
      const known = rendering.files.get(path);
      const source = known ? undefined : input.file(path);
      if (!source || source.named === 'text') {
        return known;
      }
      const documents = source.unread ? [] : documentsOf(source);
      const file: RenderFile = { path, documents, ...(source.unread ? { unread: source.unread.because } : {}) };
      rendering.files.set(path, file);
      rendering.size += sizeOf(file);
      return file;
    },
    isDirectory: (path) => input.isDirectory(path),
    text(path) {
      const file = input.file(path);
      return file?.text !== undefined ? { text: file.text } : file || isBehindLink(path, input) ? 'unknown' : 'missing';
    },
  };
}

/** Whether a directory above the path is a symbolic link, which Podwire does not follow. */
function isBehindLink(path: string, input: RenderingInput): boolean {
  for (let directory = directoryOf(path); directory !== ''; directory = directoryOf(directory)) {
    if (input.file(directory)) {
      return true;
    }
  }
  return false;
}

/** Whether two values state the same facts of the same documents. */
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
