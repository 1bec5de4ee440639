import { chartOf } from '../../index/charts.ts';
import { allKustomizations, filesBelow } from '../../index/keys.ts';
import type { IndexReader } from '../../index/reader.ts';
import { isKustomizationFile, pathFields } from '../../kinds/kustomization.ts';
import type { SourceFile } from '../../model/document.ts';
import type { Inclusion } from '../../model/kustomization.ts';
import { settingsFileName } from '../../settingsFile.ts';
import { none } from '../../text/emptyList.ts';
import { baseName, directoryOf, isBelow } from '../../text/path.ts';
import { forEachEntry } from '../../text/versionedMap.ts';
import type { Completion } from './completion.ts';
import { type Context, mayBecome, valueItem } from './context.ts';
import { namespaceItems } from './namespaces.ts';

/** The items in a kustomization file: paths that it does not include yet, and namespaces. */
export function kustomizationItems(context: Context): readonly Completion[] {
  const { path, part } = context.typing;
  const [first, index, under, ...rest] = path;
  if (first === 'namespace' && path.length === 1 && part === 'value') {
    return namespaceItems(context);
  }
  const field = pathFields.find((each) => each.field === first);
  const isPath = field && typeof index === 'number' && under === field.under && rest.length === 0 && part !== 'key';
  return isPath ? pathItems(field.role, context) : none;
}

function pathItems(role: Inclusion['role'], context: Context): readonly Completion[] {
  const { path, index } = context;
  const directory = directoryOf(path);
  const own = index.kustomizationsIn(directory).find(({ file }) => file === path)?.kustomization;
  const included = new Set(own?.includes.map((each) => each.path));
  const found = [...foldersFor(role, directory, index), ...filesFor(role, directory, context)];
  return found
    .filter(({ target }) => !included.has(target))
    .map((each) => ({ ...each, written: relativePath(directory, each.target) }))
    .filter(({ written }) => mayBecome(written, context.typing))
    .map((each) => ({ ...each, steps: stepsIn(each.written) }))
    .sort((a, b) => a.steps - b.steps || (a.written < b.written ? -1 : 1))
    .slice(0, mostPaths)
    .map(({ written, kind, detail }) => valueItem(written, context, { kind, detail: detail() }));
}

/** More than an editor is sent, so that the list is known to be cut. */
const mostPaths = 500;

interface Target {
  readonly target: string;
  readonly kind: 'file' | 'folder';
  /** A function, because most of them are never shown. */
  detail(): string;
}

/** The directories of other kustomizations, or for components those of components. */
function foldersFor(role: Inclusion['role'], directory: string, index: IndexReader): readonly Target[] {
  if (role !== 'resource' && role !== 'component') {
    return none;
  }
  const above = new Set(index.kustomizationsIncluding(directory).map(({ kustomization }) => kustomization.directory));
  return index
    .list(allKustomizations)
    .map(({ kustomization }) => kustomization)
    .filter(({ component, directory: place }) => {
      const isCircle = above.has(place) || isBelow(place, directory);
      return component === (role === 'component') && !isCircle;
    })
    .map(({ component, directory: target }) => ({
      target,
      kind: 'folder',
      detail: () => (component ? 'component' : 'kustomization'),
    }));
}

/** The files that a kustomization may name: kustomize refuses those outside its directory (`--load-restrictor`). */
function filesFor(role: Inclusion['role'], directory: string, { index, analysis }: Context): readonly Target[] {
  const found: Target[] = [];
  const note = (source: SourceFile | undefined) => {
    if (source && isFileFor(role, source) && chartOf(source.path, index) === undefined) {
      found.push({ target: source.path, kind: 'file', detail: () => objectsIn(source) });
    }
  };
  if (directory === '') {
    // No list holds the files of the workspace folder itself.
    forEachEntry(analysis.index.files, (source) => {
      if (found.length < mostPaths) {
        note(source);
      }
    });
    return found;
  }
  const beside = index.list(filesBelow(directoryOf(directory))).filter(({ file }) => directoryOf(file) === directory);
  for (const { file } of beside) {
    note(index.fileAt(file));
  }
  const directories = [directory];
  for (let at = 0; at < directories.length && found.length < mostPaths; at++) {
    for (const { file } of index.list(filesBelow(directories[at]!))) {
      note(index.fileAt(file));
    }
    directories.push(...index.directoriesIn(directories[at]!));
  }
  return found;
}

function isFileFor(role: Inclusion['role'], { path, documents, outside, named }: SourceFile): boolean {
  if (
    outside ||
    named === 'text' ||
    isKustomizationFile(path) ||
    baseName(path) === settingsFileName ||
    !/\.(?:ya?ml|json)$/.test(path)
  ) {
    return false;
  }
  const hasObjects = documents.some(({ facts }) => facts.resources.length > 0 || facts.wiresNothing === true);
  // A JSON patch is no object.
  return role === 'resource' ? hasObjects : role === 'patch' ? documents.length > 0 : role === 'configuration';
}

function objectsIn({ documents }: SourceFile): string {
  const kinds = documents.flatMap(({ facts }) =>
    facts.resources.flatMap(({ kind, name, madeBy }) => (madeBy === undefined ? `${kind} ${name}` : none)),
  );
  return kinds.length > 2 ? `${kinds[0]} and ${kinds.length - 1} more` : kinds.join(', ');
}

function relativePath(directory: string, target: string): string {
  const [from, to] = [directory === '' ? '' : `${directory}/`, `${target}/`];
  let shared = 0;
  for (let at = 0; at < from.length && from[at] === to[at]; at++) {
    shared = from[at] === '/' ? at + 1 : shared;
  }
  const up = '../'.repeat(stepsIn(from.slice(shared)));
  return `${up}${to.slice(shared)}`.slice(0, -1);
}

/** How many directories a path leads through. */
function stepsIn(path: string): number {
  let steps = 0;
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
    steps++;
  }
  return steps;
}
