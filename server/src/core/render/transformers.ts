import type { KustomizationProblem } from '../model/kustomization.ts';
import type { Mapping, Node, Pair, Scalar } from '../yaml/node.ts';
import { changeField, type FieldSpec, fieldSpec } from './fieldSpec.ts';
import { effectiveNamespace, type Identity, inWords, isClusterScoped, isSame, isSelected } from './identity.ts';
import { allIdentities, type Entry, originalIdentity, withPrevious, withRoot } from './renderedObject.ts';
import { asShared, unshared } from './sharedValues.ts';
import {
  at,
  type MadePlace,
  pairIn,
  pairOf,
  plainAt,
  scalarTextAt,
  stringAt,
  withItems,
  withPair,
  withValue,
  withValues,
} from './tree.ts';

/** Reports why a transformer cannot do its work. */
export type Fail = (at: Node, reason: string, excuse?: KustomizationProblem['excuse']) => void;

/**
 * Sets the namespace of every object that is not cluster-scoped, and of the fields that follow it. Source:
 * sigs.k8s.io/kustomize/api/filters/namespace.
 */
export function setNamespace(
  entries: readonly Entry[],
  options: {
    readonly namespace: Scalar;
    readonly place: MadePlace;
    readonly specs: readonly FieldSpec[];
    readonly unsetOnly?: boolean;
    readonly subjects?: 'defaultOnly' | 'allServiceAccounts' | 'none';
    readonly fail: Fail;
  },
): readonly Entry[] {
  const { namespace, place, specs, unsetOnly = false, subjects = 'defaultOnly', fail } = options;
  const set = (value: Node): Node =>
    value.type !== 'scalar' || (unsetOnly && value.text !== '') ? value : stringAt(namespace.text, place);
  return entries.map((before) => {
    let { root } = before;
    const { kind } = before.identity;
    if (!isClusterScoped(before.identity)) {
      root = changeField(root, before.identity, namespaceSpec, set, { type: 'scalar', place }).root;
    }
    if (kind === 'RoleBinding' || kind === 'ClusterRoleBinding') {
      root = subjects === 'none' ? root : setSubjects(root, subjects, set, place);
    }
    for (const spec of specs) {
      const isBinding = spec.kind === 'RoleBinding' || spec.kind === 'ClusterRoleBinding';
      if (
        spec.path === 'metadata/namespace' ||
        (spec.path === 'metadata/name' && scalarTextAt(root, 'apiVersion') !== 'v1') ||
        (isBinding && spec.path === 'subjects/namespace')
      ) {
        continue;
      }
      const changed = changeField(root, before.identity, spec, set, { type: 'scalar', place });
      if (changed.failure !== undefined) {
        fail(namespace, `namespace transformation failed: ${changed.failure}`);
      }
      root = changed.root;
    }
    return withRoot(withPrevious(before), root);
  });
}

const namespaceSpec = fieldSpec('metadata/namespace', true);

function setSubjects(root: Mapping, which: string, set: (value: Node) => Node, place: MadePlace): Mapping {
  const subjects = at(root, 'subjects');
  if (subjects?.type !== 'sequence') {
    return root;
  }
  const items = subjects.items.map((item) => {
    const isMeant =
      which === 'defaultOnly'
        ? scalarTextAt(item, 'name') === 'default'
        : scalarTextAt(item, 'kind') === 'ServiceAccount';
    return item.type === 'mapping' && isMeant
      ? withValue(item, 'namespace', set(plainAt('', place)), pairOf('namespace', item, place))
      : item;
  });
  return withValue(root, 'subjects', { ...subjects, items });
}

/** Entries with the same identity as an earlier entry. */
export function conflictsIn(entries: readonly Entry[]): readonly Entry[] {
  // Nearly all objects differ by name, and a name is cheaper than a composed key. So the key is built only for
  // objects with equal names.
  const firstOfName = new Map<string, Identity | 'in keys'>();
  const keys = new Set<string>();
  return entries.filter(({ identity }) => {
    const first = firstOfName.get(identity.name);
    if (first === undefined) {
      firstOfName.set(identity.name, identity);
      return false;
    }
    if (first !== 'in keys') {
      keys.add(keyOf(first));
      firstOfName.set(identity.name, 'in keys');
    }
    const key = keyOf(identity);
    const isKnown = keys.has(key);
    keys.add(key);
    return isKnown;
  });
}

function keyOf(identity: Identity): string {
  const { group, version, kind, name } = identity;
  return `${group}/${version}/${kind}/${effectiveNamespace(identity)}/${name}`;
}

/** Source: PrefixTransformer.go prefixFieldSpecsToSkip. */
const neverRenamed: readonly Partial<FieldSpec>[] = [
  { kind: 'CustomResourceDefinition' },
  { group: 'apiregistration.k8s.io', kind: 'APIService' },
  { kind: 'Namespace' },
];

export function addToNames(
  entries: readonly Entry[],
  added: Scalar,
  where: 'prefix' | 'suffix',
  specs: readonly FieldSpec[],
  place: MadePlace,
): readonly Entry[] {
  const { text } = added;
  if (text === '') {
    return entries;
  }
  const change = (value: Node): Node =>
    value.type === 'scalar'
      ? // The position of the whole name is the position of the name in the manifest.
        {
          ...value,
          ...(value.style === 'plain' ? { style: 'double' as const } : {}),
          text: where === 'prefix' ? text + value.text : value.text + text,
        }
      : value;
  return entries.map((before) => {
    const original = originalIdentity(before);
    if (neverRenamed.some((kind) => isSelected(original, kind))) {
      return before;
    }
    let entry = before;
    for (const spec of specs) {
      if (!isSelected(original, spec)) {
        continue;
      }
      if (spec.path === 'metadata/name') {
        const named = withPrevious(entry);
        entry =
          where === 'prefix'
            ? { ...named, prefixes: [...named.prefixes, text] }
            : { ...named, suffixes: [...named.suffixes, text] };
      }
      entry = withRoot(
        entry,
        changeField(entry.root, entry.identity, spec, change, spec.create ? { type: 'scalar', place } : undefined).root,
      );
    }
    return entry;
  });
}

/** Adds pairs to the maps that the specs name: labels, selectors, annotations. Source: filters/labels. */
export function addPairs(
  entries: readonly Entry[],
  pairs: readonly Pair[],
  specs: readonly FieldSpec[],
  place: MadePlace,
  fail: (reason: string) => void,
): readonly Entry[] {
  if (pairs.length === 0) {
    return entries;
  }
  return entries.map((entry) => {
    let { root } = entry;
    for (const spec of specs) {
      const changed = changeField(
        root,
        entry.identity,
        spec,
        (value) => (value.type === 'mapping' ? pairs.reduce(withAdded, value) : value),
        { type: 'mapping', place },
      );
      if (changed.failure !== undefined) {
        fail(changed.failure);
      }
      root = changed.root;
    }
    return withRoot(entry, asShared(entry.root, root));
  });
}

/** An existing value is overwritten, and keeps its state as shared or unshared. */
function withAdded(map: Mapping, pair: Pair): Mapping {
  const isThere = pairIn(map, pair.key.text) !== undefined;
  return withPair(map, isThere && pair.value.type === 'scalar' ? { ...pair, value: unshared(pair.value) } : pair);
}

/** Source: filters/replicacount, ReplicaCountTransformer.go. */
export function setReplicas(
  entries: readonly Entry[],
  item: Node,
  specs: readonly FieldSpec[],
  place: MadePlace,
  fail: Fail,
): readonly Entry[] {
  const name = scalarTextAt(item, 'name');
  const count = at(item, 'count');
  const meant = new Set<Entry>();
  const result = entries.map((entry) => {
    let { root } = entry;
    for (const spec of specs) {
      if (allIdentities(entry).some((each) => each.name === name && isSelected(each, spec))) {
        meant.add(entry);
        root = changeField(
          root,
          entry.identity,
          spec,
          () => plainAt(count?.type === 'scalar' ? count.text : '0', place),
          {
            type: 'scalar',
            place,
          },
        ).root;
      }
    }
    return withRoot(entry, root);
  });
  if (meant.size === 0) {
    fail(item, `resource with name ${name} does not match a config that has replicas`);
  }
  return result;
}

/** Source: filters/imagetag, and its legacy filter for containers at any depth. */
export function setImage(
  entries: readonly Entry[],
  item: Node,
  specs: readonly FieldSpec[],
  place: MadePlace,
): readonly Entry[] {
  const name = escapeExpression(scalarTextAt(item, 'name'));
  const isMeant = new RegExp(`^${name}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`);
  const change = (value: Node): Node => {
    const image = value.type === 'scalar' && isMeant.test(value.text) ? changedImage(value.text, item) : undefined;
    return image === undefined ? value : stringAt(image, place);
  };
  return entries.map((entry) => {
    if (entry.identity.kind === 'CustomResourceDefinition') {
      return entry;
    }
    let { root } = entry;
    for (const spec of specs) {
      root = changeField(root, entry.identity, spec, change).root;
    }
    return withRoot(entry, changeContainers(root, change) as Mapping);
  });
}

/** Source: filters/imagetag legacy.go: `containers` and `initContainers` at any depth. */
function changeContainers(node: Node, change: (value: Node) => Node): Node {
  if (node.type === 'sequence') {
    return withItems(node, (item) => changeContainers(item, change));
  }
  return node.type !== 'mapping'
    ? node
    : withValues(node, (value, key) =>
        (key === 'containers' || key === 'initContainers') && value.type === 'sequence'
          ? withItems(value, (item) => changeImageOf(item, change))
          : changeContainers(value, change),
      );
}

function changeImageOf(container: Node, change: (value: Node) => Node): Node {
  const pair = container.type === 'mapping' ? pairIn(container, 'image') : undefined;
  return container.type === 'mapping' && pair !== undefined
    ? withValue(container, 'image', change(pair.value))
    : container;
}

function changedImage(image: string, item: Node): string {
  const [, plain = image, tag = '', digest = ''] = /^(.*?)(:[^:/@]*)?(@.*)?$/.exec(image) ?? [];
  const newName = scalarTextAt(item, 'newName') || plain;
  const [newTag, newDigest] = [scalarTextAt(item, 'newTag'), scalarTextAt(item, 'digest')];
  const suffix = scalarTextAt(item, 'tagSuffix');
  if (newTag !== '' && newDigest !== '') {
    return `${newName}:${newTag}@${newDigest}`;
  }
  if (newTag !== '') {
    return `${newName}:${newTag}`;
  }
  if (newDigest !== '') {
    return `${newName}@${newDigest}`;
  }
  return `${newName}${tag}${suffix}${digest}`;
}

function escapeExpression(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The only entry that has or had the identity. */
export function entryById(
  entries: readonly Entry[],
  identity: Entry['identity'],
): { readonly entry: Entry } | { readonly failure: string } {
  const found = entries.filter((entry) => allIdentities(entry).some((each) => isSame(identity, each)));
  if (found.length === 1) {
    return { entry: found[0]! };
  }
  return {
    failure: `${found.length > 1 ? 'multiple' : 'no'} matches for Id ${inWords(identity)}; failed to find unique target for patch ${inWords(identity)}`,
  };
}
