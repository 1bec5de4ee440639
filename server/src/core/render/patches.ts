import type { DocumentFacts } from '../model/document.ts';
import type { Mapping, Node } from '../yaml/node.ts';
import type { KnownOfUnread } from './bundle.ts';
import { apiVersionOf, identityOf, inWords, isSame, isSelected } from './identity.ts';
import { applyJsonPatch, isOperations } from './jsonPatch.ts';
import { isBrokenJson, knownInline, type PatchInput, patchFile } from './patchSource.ts';
import { allIdentities, type Entry, withPrevious, withRoot } from './renderedObject.ts';
import { objectSelector, selectEntries } from './selector.ts';
import { asShared, withoutSharing } from './sharedValues.ts';
import type { RenderDocument } from './source.ts';
import { mergePatch } from './strategicMerge.ts';
import { entryById } from './transformers.ts';
import { at, isNull, mappingAt, plainAt, scalarTextAt, withoutKey, withValue } from './tree.ts';

/**
 * Applies an item of `patches` or `patchesJson6902`.
 * @param only set if the item has to be a list with at least one operation.
 */
export function applyPatch(
  entries: readonly Entry[],
  item: Node,
  input: PatchInput,
  only?: 'operations',
): readonly Entry[] {
  const { fail } = input;
  const patch = at(item, 'patch');
  const path = at(item, 'path');
  const target = at(item, 'target');
  const inline = patch?.type === 'scalar' && patch.text.trim() !== '' ? patch : undefined;
  const file = path?.type === 'scalar' && path.text !== '' ? path : undefined;
  if (inline === undefined && file === undefined) {
    fail(item, 'must specify one of patch and path');
    return entries;
  }
  if (inline !== undefined && file !== undefined) {
    fail(item, "patch and path can't be set at the same time");
    return entries;
  }
  const documents =
    inline === undefined
      ? patchFile(file!, input, only !== 'operations', () => kindsOfTarget(target, entries))
      : isBrokenJson(inline.text)
        ? undefined
        : knownInline(inline, input);
  const place = inline ?? file!;
  if (documents === undefined) {
    if (inline !== undefined) {
      fail(place, 'unable to parse SM or JSON patch');
      return entries;
    }
    return patchedUnread(entries, target);
  }
  const [first] = documents;
  if (
    only === 'operations' &&
    (inline !== undefined ? first === undefined || isEmptyList(first.root) : isEmptyList(first?.root))
  ) {
    fail(place, 'patch appears to be empty');
    return entries;
  }
  if (only === 'operations' && first?.root?.type === 'mapping') {
    fail(place, 'json: cannot unmarshal object into Go value of type jsonpatch.Patch');
    return entries;
  }
  if (first !== undefined && isOperations(first.root)) {
    return applyOperations(entries, first, target, place, input);
  }
  const nameChange = scalarTextAt(item, 'options', 'allowNameChange') === 'true';
  const kindChange = scalarTextAt(item, 'options', 'allowKindChange') === 'true';
  if (target === undefined) {
    return mergeAll(entries, documents, place, input, { nameChange, kindChange });
  }
  const selector = objectSelector(target);
  if ('failure' in selector) {
    fail(target, `unable to find patch target in \`resources\`: ${selector.failure}`);
    return entries;
  }
  if (documents.length > 1) {
    fail(place, 'Multiple Strategic-Merge Patches in one `patches` entry is not allowed to set `patches.target` field');
    return entries;
  }
  const root = first?.root;
  if (root?.type !== 'mapping') {
    return entries;
  }
  if (!isNamed(root)) {
    fail(place, 'unable to parse SM or JSON patch: missing metadata.name in object');
  }
  const selected = new Set(selectEntries(entries, selector));
  return entries.flatMap((entry) => {
    if (!selected.has(entry)) {
      return [entry];
    }
    const { group, version, kind } = entry.identity;
    const apiVersion = plainAt(apiVersionOf({ group, version, kind }), at(root, 'apiVersion') ?? root);
    const fitted = withValue(root, 'apiVersion', apiVersion);
    return merged(entry, fitted, first!.facts, place, input, { nameChange, kindChange });
  });
}

function isEmptyList(root: Node | undefined): boolean {
  return root?.type === 'sequence' && root.items.length === 0;
}

/** Applies an item of `patchesStrategicMerge`: the text of patches, or a path to them. */
export function applyStrategicMerge(entries: readonly Entry[], item: Node, input: PatchInput): readonly Entry[] {
  if (item.type !== 'scalar') {
    return entries;
  }
  // For legacy reasons kustomize reads the item as an inline patch first, and as a path only if that fails.
  const inline = knownInline(item, input)?.filter((each) => each.root?.type === 'mapping');
  const documents = inline === undefined || inline.length === 0 ? patchFile(item, input, true) : inline;
  return documents === undefined
    ? patchedUnread(entries)
    : mergeAll(entries, documents, item, input, { nameChange: false, kindChange: false });
}

interface Allowed {
  readonly nameChange: boolean;
  readonly kindChange: boolean;
}

/** Marks the objects that an unread patch may change. Without a target the patch may change any object. */
function patchedUnread(entries: readonly Entry[], target?: Node): readonly Entry[] {
  const selector = target && objectSelector(target);
  const selected = selector && !('failure' in selector) ? new Set(selectEntries(entries, selector)) : undefined;
  return entries.map((entry) => (selected?.has(entry) === false ? entry : { ...entry, patchedUnread: true }));
}

/**
 * The kinds of the objects that a target selects, and the kind that it names. Some of the selected objects may
 * be in an unread part.
 */
function kindsOfTarget(target: Node | undefined, entries: readonly Entry[]): KnownOfUnread {
  const selector = target && objectSelector(target);
  if (target === undefined || selector === undefined || 'failure' in selector) {
    return {};
  }
  const kind = scalarTextAt(target, 'kind');
  const named = /^[A-Za-z]+$/.test(kind) ? [kind] : [];
  return { kinds: [...new Set([...named, ...selectEntries(entries, selector).map(({ identity }) => identity.kind)])] };
}

function applyOperations(
  entries: readonly Entry[],
  document: RenderDocument,
  target: Node | undefined,
  place: Node,
  input: PatchInput,
): readonly Entry[] {
  const { fail } = input;
  const operations = document.root?.type === 'sequence' ? document.root.items : [];
  if (target === undefined) {
    fail(place, 'must specify a target for JSON patch');
    return entries;
  }
  const selector = objectSelector(target);
  if ('failure' in selector) {
    fail(target, selector.failure);
    return entries;
  }
  const selected = new Set(selectEntries(entries, selector));
  return entries.map((entry) => {
    if (!selected.has(entry)) {
      return entry;
    }
    // Kustomize keeps build data in annotations, so that a patch always finds the field. An empty field is
    // removed afterwards.
    const patched = applyJsonPatch(withAnnotations(entry.root), operations, document.facts);
    if (patched.failure !== undefined) {
      if (entry.headerOnly !== true && entry.patchedUnread !== true) {
        fail(place, patched.failure);
      }
      return withPrevious(entry);
    }
    return withRoot(withPrevious(entry), withoutSharing(withoutEmptyAnnotations(patched.root)));
  });
}

function withAnnotations(root: Mapping): Mapping {
  const metadata = at(root, 'metadata');
  return metadata?.type === 'mapping' && isNull(at(metadata, 'annotations'))
    ? withValue(root, 'metadata', withValue(metadata, 'annotations', mappingAt(metadata)))
    : root;
}

function withoutEmptyAnnotations(root: Mapping): Mapping {
  const metadata = at(root, 'metadata');
  const annotations = at(metadata, 'annotations');
  return metadata?.type === 'mapping' && annotations?.type === 'mapping' && annotations.pairs.length === 0
    ? withValue(root, 'metadata', withoutKey(metadata, 'annotations'))
    : root;
}

function mergeAll(
  entries: readonly Entry[],
  documents: readonly RenderDocument[],
  place: Node,
  input: PatchInput,
  allowed: Allowed,
): readonly Entry[] {
  let result = entries;
  for (const { root, facts } of documents) {
    if (root?.type !== 'mapping') {
      continue;
    }
    for (const patch of objectsOf(root)) {
      if (!isNamed(patch)) {
        input.fail(place, 'missing metadata.name in object');
        continue;
      }
      const identity = identityOf(patch);
      const found = entryById(result, identity);
      if ('failure' in found) {
        if (!input.mayLack(identity.kind)) {
          failWithoutTarget(result, { patch, facts, place, reason: found.failure }, input);
        } else if (entries.length === 0 && identity.kind !== 'CustomResourceDefinition') {
          // The patch is for an object that is deployed elsewhere, so it does not change the objects here. A
          // CustomResourceDefinition has no wiring and is rendered only on demand, so a missing one is no
          // problem.
          input.unread(place, `${inWords(identity)} is patched and not taken in`, { adds: true });
        }
        continue;
      }
      const { entry } = found;
      result = result.toSpliced(result.indexOf(entry), 1, ...merged(entry, patch, facts, place, input, allowed));
    }
  }
  return result;
}

/** Reports at the name in the patch that its target does not exist, or at the inclusion that it exists twice. */
function failWithoutTarget(
  entries: readonly Entry[],
  patched: { readonly patch: Mapping; readonly facts: DocumentFacts; readonly place: Node; readonly reason: string },
  { document, fail, addProblem }: PatchInput,
): void {
  const { patch, facts, place, reason } = patched;
  const identity = identityOf(patch);
  const name = at(patch, 'metadata', 'name');
  if (name === undefined || entries.some((entry) => allIdentities(entry).some((each) => isSame(identity, each)))) {
    fail(place, reason);
    return;
  }
  const { group, version, kind } = identity;
  const sameKind = entries.filter((entry) => isSelected(entry.identity, { group, version, kind }));
  addProblem({
    at: { document: facts, range: { start: name.start, end: name.end } },
    reason,
    missingTarget: {
      kind,
      name: identity.name,
      includedAt: { document, range: { start: place.start, end: place.end } },
      names: [...new Set(sameKind.flatMap((entry) => allIdentities(entry).map((each) => each.name)))],
    },
  });
}

/** The object itself, or the items of a List. Source: resource.Factory inlineAnyEmbeddedLists. */
export function objectsOf(root: Mapping): readonly Mapping[] {
  const items = scalarTextAt(root, 'kind').endsWith('List') ? at(root, 'items') : undefined;
  return items?.type === 'sequence'
    ? items.items.flatMap((item) => (item.type === 'mapping' ? objectsOf(item) : []))
    : [root];
}

function isNamed(root: Mapping): boolean {
  return scalarTextAt(root, 'metadata', 'name') !== '' && scalarTextAt(root, 'kind') !== '';
}

/** The patch cannot change name, namespace and kind. Source: Resource.ApplySmPatch. */
function merged(
  before: Entry,
  patch: Mapping,
  document: DocumentFacts,
  place: Node,
  input: PatchInput,
  allowed: Allowed,
): readonly Entry[] {
  const entry = allowed.nameChange || allowed.kindChange ? withPrevious(before) : before;
  const result = mergePatch(entry.root, patch, document);
  if (result.failure !== undefined) {
    input.fail(place, result.failure);
    return [entry];
  }
  if (result.root === undefined) {
    return [];
  }
  let { root } = result;
  root = allowed.kindChange ? root : keep(root, entry.root, 'kind');
  const metadata = at(root, 'metadata');
  const old = at(entry.root, 'metadata');
  if (metadata?.type === 'mapping' && old?.type === 'mapping') {
    const named = allowed.nameChange ? metadata : keep(metadata, old, 'name');
    root = withValue(root, 'metadata', keep(named, old, 'namespace'));
  }
  return [withRoot(entry, asShared(entry.root, root))];
}

function keep(mapping: Mapping, before: Mapping, key: string): Mapping {
  const pair = before.pairs.findLast((each) => each.key.text === key);
  if (pair === undefined) {
    return withoutKey(mapping, key);
  }
  const found = mapping.pairs.findLastIndex((each) => each.key.text === key);
  return mapping.pairs[found] === pair
    ? mapping
    : { ...mapping, pairs: found < 0 ? [...mapping.pairs, pair] : mapping.pairs.with(found, pair) };
}
