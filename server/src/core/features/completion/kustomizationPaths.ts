import { chartOf } from '../../index/charts.ts';
import { isKustomizationFile, pathFields } from '../../kinds/kustomization.ts';
import type { SourceFile } from '../../model/document.ts';
import type { Inclusion } from '../../model/kustomization.ts';
import { settingsFileName } from '../../settingsFile.ts';
import { none } from '../../text/emptyList.ts';
import { baseName, directoryOf } from '../../text/path.ts';
import { entriesOf } from '../../text/versionedMap.ts';
import type { Completion } from './completion.ts';
import { type Context, valueItem } from './context.ts';
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
  const { path, analysis, index } = context;
  const directory = directoryOf(path);
  const own = index.kustomizationsIn(directory).find(({ file }) => file === path)?.kustomization;
  const included = new Set(own?.includes.map((each) => each.path));
  const above = new Set(index.kustomizationsIncluding(directory).map(({ kustomization }) => kustomization.directory));
  const found: { readonly target: string; readonly kind: 'file' | 'folder'; readonly detail: string }[] = [];
  for (const [file, source] of entriesOf(analysis.index.files)) {
    const place = directoryOf(file);
    if (isKustomizationFile(file)) {
      const isComponent = source.documents.some(({ facts }) => facts.kustomization?.component);
      const isWanted = role === 'component' ? isComponent : role === 'resource' && !isComponent;
      const isCircle = place === directory || above.has(place) || directory.startsWith(place === '' ? '' : `${place}/`);
      if (isWanted && !isCircle && !included.has(place)) {
        found.push({ target: place, kind: 'folder', detail: isComponent ? 'component' : 'kustomization' });
      }
    } else if (isFileFor(role, source) && !included.has(file) && isReachable(directory, place)) {
      found.push({ target: file, kind: 'file', detail: objectsIn(source) });
    }
  }
  return found
    .filter(({ kind, target }) => kind === 'folder' || chartOf(target, index) === undefined)
    .map((each) => ({ ...each, written: relativePath(directory, each.target) }))
    .sort((a, b) => stepsIn(a.written) - stepsIn(b.written) || (a.written < b.written ? -1 : 1))
    .map(({ written, kind, detail }) => valueItem(written, context, { kind, detail }));
}

/** Kustomize refuses files outside the directory of the kustomization. Source: kustomize, `--load-restrictor`. */
function isReachable(directory: string, place: string): boolean {
  return directory === '' || place === directory || place.startsWith(`${directory}/`);
}

function isFileFor(role: Inclusion['role'], { path, documents, outside, named }: SourceFile): boolean {
  if (outside || named === 'text' || baseName(path) === settingsFileName || !/\.(?:ya?ml|json)$/.test(path)) {
    return false;
  }
  const hasObjects = documents.some(({ facts }) => facts.resources.length > 0 || facts.wiresNothing === true);
  // A JSON patch is no object.
  return role === 'resource' ? hasObjects : role === 'patch' ? documents.length > 0 : role === 'configuration';
}

function objectsIn({ documents }: SourceFile): string {
  const kinds = documents.flatMap(({ facts }) => facts.resources.map(({ kind, name }) => `${kind} ${name}`));
  return kinds.length > 2 ? `${kinds[0]} and ${kinds.length - 1} more` : kinds.join(', ');
}

function relativePath(directory: string, target: string): string {
  const from = directory === '' ? [] : directory.split('/');
  const to = target === '' ? [] : target.split('/');
  let shared = 0;
  while (shared < from.length && shared < to.length && from[shared] === to[shared]) {
    shared++;
  }
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/');
}

function stepsIn(path: string): number {
  return path.split('/').length;
}
