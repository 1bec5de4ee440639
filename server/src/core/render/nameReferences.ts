import { none } from '../text/emptyList.ts';
import type { Mapping, Node } from '../yaml/node.ts';
import type { Configuration } from './configuration.ts';
import { changeField } from './fieldSpec.ts';
import { effectiveNamespace, type GroupVersionKind, inWords, isClusterScoped, isSelected } from './identity.ts';
import { changeEach, type RenderCache } from './renderCache.ts';
import { type Entry, withRoot } from './renderedObject.ts';
import { at, pairIn, pairOf, scalarTextAt, stringAt, withItems, withValue } from './tree.ts';

/**
 * Updates the fields that name renamed objects. Source: sigs.k8s.io/kustomize/api/filters/nameref and
 * internal/accumulator/namereferencetransformer.go.
 */
export function updateNameReferences(
  entries: readonly Entry[],
  configuration: Configuration,
  cache: RenderCache,
  document: object,
): readonly Entry[] {
  // If no object was renamed, no field holds an old name.
  if (entries.every(({ previous }) => previous.length === 0)) {
    return entries;
  }
  // The result depends on the present and previous names of the other objects, and on nothing else of them.
  const key = {
    document,
    run: 'names of others',
    on: configuration,
    with: entries.map((each) => naming(each, cache)),
  };
  return changeEach(cache, key, entries, (fresh) => {
    const state: State = { borrowsPlaces: false };
    let byPreviousName: ReadonlyMap<string, readonly Entry[]> | undefined;
    const onceCalled = (name: string) => {
      byPreviousName ??= entriesByPreviousName(entries);
      return byPreviousName.get(name) ?? none;
    };
    const changed = fresh.map((entry) => withRoot(entry, updated(entry, onceCalled, configuration, state)));
    return { entries: changed, keep: !state.borrowsPlaces };
  });
}

/** The present and previous names of an entry as one string. */
function naming(entry: Entry, cache: RenderCache): string {
  const known = cache.namings.get(entry);
  if (known !== undefined) {
    return known;
  }
  const { identity, previous, prefixes, suffixes } = entry;
  const made = [identity, ...previous].map(inWords).concat(prefixes, '', suffixes).join(' ');
  cache.namings.set(entry, made);
  return made;
}

function entriesByPreviousName(entries: readonly Entry[]): ReadonlyMap<string, readonly Entry[]> {
  const byPreviousName = new Map<string, Entry[]>();
  for (const entry of entries) {
    for (const [position, { name }] of entry.previous.entries()) {
      if (entry.previous.findIndex((each) => each.name === name) < position) {
        continue;
      }
      const list = byPreviousName.get(name);
      if (list === undefined) {
        byPreviousName.set(name, [entry]);
      } else {
        list.push(entry);
      }
    }
  }
  return byPreviousName;
}

/** Returns the objects that had the name earlier. It is a function because most objects name no other object. */
type OnceCalled = (name: string) => readonly Entry[];

interface State {
  /** A namespace was copied from another object, together with its position. */
  borrowsPlaces: boolean;
}

function updated(referrer: Entry, onceCalled: OnceCalled, configuration: Configuration, state: State): Mapping {
  let { root } = referrer;
  const original = referrer.previous[0] ?? referrer.identity;
  const bindingNamespaces = serviceAccountNamespaces(referrer);
  const { referrers } = configuration;
  for (const list of [referrers.get(original.kind), referrers.get('')]) {
    for (const { target, spec } of list ?? []) {
      // The entry was selected by its original kind, and its present kind may differ.
      if (isSelected(original, spec)) {
        const search: Search = { referrer, target, onceCalled, bindingNamespaces, path: spec.path, state };
        root = changeField(root, original, spec, (value) => changedReference(value, search)).root;
      }
    }
  }
  return root;
}

interface Search {
  readonly referrer: Entry;
  readonly target: Partial<GroupVersionKind>;
  readonly onceCalled: OnceCalled;
  readonly bindingNamespaces: ReadonlySet<string>;
  readonly path: string;
  readonly state: State;
}

function changedReference(value: Node, search: Search): Node {
  switch (value.type) {
    case 'scalar': {
      const found = value.text === '' ? undefined : referral(value.text, search, undefined);
      const name = found?.identity.name;
      return name === undefined || name === value.text ? value : { ...value, text: name, style: 'double' };
    }
    case 'sequence':
      return withItems(value, (item) => changedReference(item, search));
    case 'mapping': {
      const name = pairIn(value, 'name')?.value;
      if (name?.type !== 'scalar') {
        return value;
      }
      const namespace = pairIn(value, 'namespace')?.value;
      const found = referral(name.text, search, namespace?.type === 'scalar' ? namespace.text : undefined);
      if (found === undefined || (found.identity.name === name.text && found.identity.namespace === '')) {
        return value;
      }
      const named =
        found.identity.name === name.text
          ? value
          : withValue(value, 'name', { ...name, text: found.identity.name, style: 'double' });
      if (found.identity.namespace === '' || scalarTextAt(named, 'namespace') === found.identity.namespace) {
        return named;
      }
      search.state.borrowsPlaces = true;
      const place = at(found.root, 'metadata', 'namespace') ?? name;
      const origin = place.document === undefined ? { ...place, document: found.document } : place;
      return withValue(
        named,
        'namespace',
        stringAt(found.identity.namespace, origin),
        pairOf('namespace', name, origin),
      );
    }
    default:
      return value;
  }
}

/** The object that a name refers to, if there is exactly one. Source: selectReferral. */
function referral(name: string, search: Search, namespace: string | undefined): Entry | undefined {
  const { referrer, onceCalled, bindingNamespaces } = search;
  const { identity } = referrer;
  const isClusterWide = isClusterScoped(identity);
  let candidates = onceCalled(name).filter(
    (each) =>
      isClusterWide ||
      isClusterScoped(each.identity) ||
      effectiveNamespace(each.identity) === effectiveNamespace(identity) ||
      bindingNamespaces.has(each.identity.namespace),
  );
  if (namespace !== undefined) {
    const original = candidates.filter((each) => effectiveNamespace(each.previous[0] ?? each.identity) === namespace);
    candidates =
      original.length > 0 ? original : candidates.filter((each) => effectiveNamespace(each.identity) === namespace);
  }
  candidates = candidates.filter((each) => previouslySelected(each, search.target));
  const roleKind = search.path.endsWith('roleRef/name') ? roleReference(referrer) : undefined;
  if (roleKind !== undefined) {
    candidates = candidates.filter((each) => previouslySelected(each, roleKind));
  }
  if (!isClusterWide) {
    candidates = candidates.filter(
      (each) =>
        isClusterScoped(each.identity) ||
        each.identity.kind === 'ServiceAccount' ||
        effectiveNamespace(each.identity) === effectiveNamespace(identity),
    );
  }
  if (candidates.length > 1) {
    candidates = candidates.filter((each) => sameAffixes(each, referrer, true));
  }
  if (candidates.length > 1) {
    candidates = candidates.filter((each) => sameAffixes(each, referrer, false));
  }
  const [first] = candidates;
  const isOne = candidates.every(
    (each) =>
      each.identity.name === first?.identity.name &&
      (namespace === undefined || each.identity.namespace === first.identity.namespace),
  );
  return isOne ? first : undefined;
}

function previouslySelected(entry: Entry, kind: Partial<GroupVersionKind>): boolean {
  return entry.previous.some((each) => isSelected(each, kind));
}

function roleReference(referrer: Entry): Partial<GroupVersionKind> | undefined {
  const role = at(referrer.root, 'roleRef');
  const [group, kind] = [scalarTextAt(role, 'apiGroup'), scalarTextAt(role, 'kind')];
  return group === '' || kind === '' ? undefined : { group, kind };
}

function sameAffixes(a: Entry, b: Entry, allowEmpty: boolean): boolean {
  const same = (left: readonly string[], right: readonly string[]) =>
    (allowEmpty && (left.length === 0 || right.length === 0)) || sameEnd(left, right);
  return same(a.prefixes, b.prefixes) && same(a.suffixes, b.suffixes);
}

/** Source: internal/utils SameEndingSubSlice. */
function sameEnd(left: readonly string[], right: readonly string[]): boolean {
  const length = Math.min(left.length, right.length);
  for (let back = 1; back <= length; back++) {
    if (left.at(-back) !== right.at(-back)) {
      return false;
    }
  }
  return length > 0 || left.length === right.length;
}

/** Source: resWrangler getNamespacesForRoleBinding. */
function serviceAccountNamespaces({ root, identity }: Entry): ReadonlySet<string> {
  const subjects = identity.kind === 'RoleBinding' ? at(root, 'subjects') : undefined;
  return new Set(
    (subjects?.type === 'sequence' ? subjects.items : [])
      .filter((item) => scalarTextAt(item, 'kind') === 'ServiceAccount')
      .map((item) => scalarTextAt(item, 'namespace'))
      .filter((namespace) => namespace !== ''),
  );
}
