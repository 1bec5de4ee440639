import { type Analysis, fileOf, type Step } from '../analysis.ts';
import { locate } from '../cursor/locate.ts';
import { type Obstacle, type SameTexts, sameTexts } from '../cursor/sameTexts.ts';
import { isWorse, stepAfter } from '../fixVerification.ts';
import { looseResources } from '../index/index.ts';
import { renderedFrom, unreadIn } from '../index/keys.ts';
import { IndexReader } from '../index/reader.ts';
import { isMaker } from '../kinds/makers.ts';
import { hasKnownReferences } from '../kinds/references.ts';
import { statedNamespace } from '../model/namespace.ts';
import type { Origin } from '../model/origin.ts';
import type { DocumentChange } from '../model/problem.ts';
import type { Resource } from '../model/resource.ts';
import { documentNumber } from '../problems.ts';
import { describeWritten, writtenResource } from '../resolve/describe.ts';
import { configuringInScope, operatedInScope, type Scope, scopeOf } from '../resolve/scope/scope.ts';
import { searchOf } from '../resolve/search.ts';
import { containsPair, containsWord } from '../resolve/unknown/textSearch.ts';
import { usagesOf } from '../resolve/usages.ts';
import { none } from '../text/emptyList.ts';
import { getOrInsertComputed } from '../text/maps.ts';
import { directoryOf } from '../text/path.ts';
import { applyEdits, type Range, type TextEdit } from '../text/range.ts';
import { entriesOf } from '../text/versionedMap.ts';
import { scalarText } from '../yaml/write.ts';
import { isPlaceholder, nameFault } from './rename/nameFault.ts';

/** A text that can be renamed. */
export interface Renamable {
  /** In the document of the position. */
  readonly range: Range;
  readonly value: string;
}

/** The edits of a rename. */
export interface Rename {
  readonly changes: readonly DocumentChange[];
  /** Texts that look like the address of the renamed Service. No reference says that they are. */
  readonly addresses: readonly DocumentChange[];
  /** What Kubernetes refuses if the objects are applied already, as a sentence without its full stop. */
  readonly warning?: string;
}

/**
 * Whether the text at a position can be renamed together with all texts that belong to it, or why not. Source: LSP
 * 3.17, textDocument/prepareRename.
 *
 * @param document the number of the document in its file
 * @param offset in the document, in UTF-16 code units
 */
export function prepareRename(
  analysis: Analysis,
  path: string,
  document: number,
  offset: number,
): Renamable | Obstacle {
  const found = textsAt(analysis, path, document, offset);
  return 'because' in found ? found : { range: found.range, value: found.same.value };
}

/**
 * The edits that rename the text at a position, or why they would change more than the name. The edits were tried:
 * no problem is new, and every reference that reached something reaches the same. Source: LSP 3.17,
 * textDocument/rename.
 */
export function rename(
  analysis: Analysis,
  path: string,
  document: number,
  offset: number,
  newName: string,
): Rename | Obstacle {
  const found = textsAt(analysis, path, document, offset);
  if ('because' in found) {
    return found;
  }
  const { same, index } = found;
  const fault = nameFault(newName, same);
  if (fault !== undefined) {
    return { because: fault };
  }
  const changes = changesOf(same.texts, newName, same.value);
  const step = stepAfter(analysis, changes);
  if (!step) {
    return { because: 'the files would no longer be valid YAML' };
  }
  const difference = differenceAfter(analysis, step);
  if (difference !== undefined) {
    return { because: difference };
  }
  if (isWorse(analysis, step, changes)) {
    return { because: `${newName} would cause a new problem` };
  }
  const addresses = same.named === 'object' ? addressesOf(same, newName, index, analysis) : none;
  const warning = warningOf(same);
  return { changes, addresses, ...(warning === undefined ? {} : { warning }) };
}

interface Found {
  readonly range: Range;
  readonly same: SameTexts;
  readonly index: IndexReader;
}

function textsAt(analysis: Analysis, path: string, document: number, offset: number): Found | Obstacle {
  const located = locate(analysis, path, document, offset);
  if (!located) {
    return { because: 'nothing here refers to anything, or is referred to' };
  }
  if (!analysis.index.complete) {
    return { because: 'the workspace is still being indexed' };
  }
  const index = new IndexReader(analysis.index);
  const at = { document: located.document, range: located.range };
  const same = sameTexts(located.places[0], at, index, analysis);
  if ('because' in same) {
    return same;
  }
  const obstacle = obstacleTo(same, index, analysis);
  return obstacle ?? { range: located.range, same, index };
}

/** A part that is not read, a custom resource or a running workload that a rename would leave behind. */
function obstacleTo(same: SameTexts, index: IndexReader, { settings }: Analysis): Obstacle | undefined {
  if (isPlaceholder(same)) {
    return { because: `a person or a script fills in ${same.value}` };
  }
  const mayUse = mentionOf(same);
  for (const scope of scopesOf(same, index, settings)) {
    for (const { file, unread } of scope.directories.flatMap((directory) => index.list(unreadIn(directory)))) {
      if (unread.text !== undefined && mayUse(unread.text)) {
        return { because: `${file} may use ${same.value}, and Podwire does not read it (${unread.because})` };
      }
    }
    // Nothing outside a pod names its volumes.
    const customs =
      same.named === 'volume' ? none : [...operatedInScope(scope, index), ...configuringInScope(scope, index)];
    for (const custom of customs) {
      if (!isUnderstood(custom) && mayUse(textWithoutOwn(custom))) {
        return { because: `${describeWritten(custom)} may use ${same.value}, in a way that Podwire does not know` };
      }
    }
  }
  return runningSelector(same, index, settings.closedWorld);
}

/**
 * Whether every name in an object is known: what it refers to, or what its controller makes. A template may use more.
 */
function isUnderstood({ group, kind, document }: Resource): boolean {
  return hasKnownReferences(group, kind) || (isMaker(group, kind) && !document.text.includes('{{'));
}

/** Whether a text that Podwire does not understand has the name, in a form that may refer to it. */
function mentionOf({ named, value, key = '' }: SameTexts): (text: string) => boolean {
  switch (named) {
    case 'label value':
      return (text) => containsPair(text, key, value);
    case 'label key': {
      // `app: web`, `"app": "web"`, `app=web`, `- key: app`
      const escaped = value.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
      const use = new RegExp(`(?<![\\w./-])${escaped}(?:["']?\\s*[:=]|["']?\\s*$)`, 'm');
      return (text) => use.test(text);
    }
    default:
      return (text) => containsWord(text, value);
  }
}

/** The text of an object without its own name and labels, which refer to nothing. */
function textWithoutOwn({ document, nameRange, labels, start, end }: Resource): string {
  const own = [nameRange, ...(labels ? [labels] : [])].filter((each) => (each.document ?? document) === document);
  return applyEdits(
    document.text.slice(0, end),
    own.map((range) => ({ range, newText: '' })),
  ).slice(start);
}

/** A workload that runs and whose selector would change. Source: k8s.io/kubernetes/pkg/apis/apps/validation. */
function runningSelector(same: SameTexts, index: IndexReader, closedWorld: boolean): Obstacle | undefined {
  const { cluster } = index;
  for (const resource of cluster && isOfLabel(same) ? same.resources : none) {
    const namespace = statedNamespace(resource, closedWorld) ?? cluster!.namespace;
    const workloads = resource.workloadSelector ? index.livePods(namespace)?.workloads : undefined;
    const isRunning =
      workloads?.state === 'current' &&
      workloads.value.some(
        (each) => each.namespace === namespace && each.kind === resource.kind && each.name === resource.name,
      );
    if (isRunning) {
      const what = describeWritten(resource);
      return { because: `${what} runs in ${cluster!.context}, and Kubernetes does not let its selector change` };
    }
  }
  return undefined;
}

function warningOf(same: SameTexts): string | undefined {
  const [first] = [...same.resources].filter(({ workloadSelector, group }) => workloadSelector && group === 'apps');
  return first && isOfLabel(same)
    ? `The selector of ${describeWritten(first)} changes. Kubernetes does not allow that: if it is applied already, it must be deleted first`
    : undefined;
}

function isOfLabel({ named }: SameTexts): boolean {
  return named === 'label key' || named === 'label value';
}

function scopesOf(same: SameTexts, index: IndexReader, settings: Analysis['settings']): readonly Scope[] {
  const scopes = new Map<string, Scope>();
  for (const resource of same.resources) {
    const key = `${resource.bundle ?? ''}\n${resource.document.file}`;
    const search = scopes.has(key) ? undefined : searchOf(resource, index, settings);
    if (search && !('because' in search)) {
      scopes.set(key, scopeOf(resource, search.membership, index));
    }
  }
  return [...scopes.values()];
}

function changesOf(texts: readonly Origin[], newName: string, oldName: string): readonly DocumentChange[] {
  const changes = new Map<Origin['document'], TextEdit[]>();
  for (const { document, range } of texts) {
    const written = document.text.slice(range.start, range.end);
    const style = written === oldName ? 'plain' : written.startsWith('"') ? 'double' : 'single';
    // In a flow collection fewer strings can be plain, and outside one they can be quoted too.
    const place = { flow: true, json: false, minified: false, lineEnd: '\n' } as const;
    const edits = changes.get(document) ?? [];
    changes.set(document, edits);
    edits.push({ range, newText: scalarText(newName, place, style) });
  }
  return [...changes].map(([document, edits]) => ({
    document,
    edits: edits.sort((a, b) => a.range.start - b.range.start),
  }));
}

/** The addresses of a Service in the documents of its scope, such as `http://web:8080` and `db@web.shop.svc`. */
function addressesOf(
  same: SameTexts,
  newName: string,
  index: IndexReader,
  analysis: Analysis,
): readonly DocumentChange[] {
  if (![...same.resources].some(({ service }) => service)) {
    return none;
  }
  const scopes = scopesOf(same, index, analysis.settings);
  const directories = new Set(scopes.flatMap((scope) => scope.directories));
  const reached = new Set(scopes.flatMap(({ reach }) => [...reach.files]));
  const address = new RegExp(`(?<=://|@)${same.value.replaceAll('.', '\\.')}(?=[:/.?#"'\\s]|$)`, 'g');
  return [...entriesOf(analysis.index.files)].flatMap(([file, { documents }]) =>
    (directories.has(directoryOf(file)) || reached.has(file) ? documents : none).flatMap(
      ({ facts }): readonly DocumentChange[] => {
        const edits = [...facts.text.matchAll(address)].map(({ 0: text, index: start }) => ({
          range: { start, end: start + text.length },
          newText: newName,
        }));
        return edits.length > 0 ? [{ document: facts, edits }] : none;
      },
    ),
  );
}

/** The first reference that reaches something else after the edits, in words; undefined if there is none. */
function differenceAfter(before: Analysis, { analysis: after, concerned }: Step): string | undefined {
  const [reader, readerAfter] = [new IndexReader(before.index), new IndexReader(after.index)];
  const [placeOf, placeOfAfter] = [placesIn(before), placesIn(after)];
  for (const file of concerned) {
    const resources = resourcesFrom(file, reader, before);
    const resourcesAfter = resourcesFrom(file, readerAfter, after);
    if (resources.length !== resourcesAfter.length) {
      return `${file} would hold other objects`;
    }
    for (const [position, resource] of resources.entries()) {
      const targets = targetsOf(resource, reader, before, placeOf);
      const targetsAfter = targetsOf(resourcesAfter[position]!, readerAfter, after, placeOfAfter);
      if (targets.length !== targetsAfter.length || targets.some((each, at) => each !== targetsAfter[at])) {
        return `${describeWritten(resource)} would no longer reach the same objects`;
      }
    }
  }
  return undefined;
}

/** The resources of a file as they are judged: by themselves, or as the bundles make them. */
function resourcesFrom(file: string, index: IndexReader, analysis: Analysis): readonly Resource[] {
  return [...looseResources(analysis.index, fileOf(analysis, file)), ...index.list(renderedFrom(file))];
}

/** The targets of each reference of a resource, each as its place, which a new name does not change. */
function targetsOf(
  resource: Resource,
  index: IndexReader,
  { settings }: Analysis,
  placeOf: (target: Resource) => string,
): readonly string[] {
  return [...usagesOf(resource, index, settings)].map((usage) => usage.targets().map(placeOf).sort().join());
}

/** A function that returns the place of a resource. Hundreds of references may reach one resource. */
function placesIn(analysis: Analysis): (target: Resource) => string {
  const places = new Map<Resource, string>();
  return (target) =>
    getOrInsertComputed(places, target, () => {
      const { document, bundle } = target;
      const item = document.resources.indexOf(writtenResource(target));
      return `${document.file} ${documentNumber(analysis, document)} ${item} ${bundle ?? ''}`;
    });
}
