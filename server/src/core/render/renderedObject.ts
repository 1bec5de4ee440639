import type { DocumentFacts } from '../model/document.ts';
import type { Mapping } from '../yaml/node.ts';
import type { RenderedObject } from './bundle.ts';
import { type Identity, identityOf } from './identity.ts';

/**
 * An object on its way through the layers, with what kustomize remembers of it until the names that refer to it are set
 * right. Source: sigs.k8s.io/kustomize/api/resource Resource, where this is kept in annotations.
 */
export interface Entry extends RenderedObject {
  readonly identity: Identity;
  /** What it was called, the oldest first; with the namespace by which it was told apart. */
  readonly previous: readonly Identity[];
  readonly prefixes: readonly string[];
  readonly suffixes: readonly string[];
  /** Names of the variables that take their value from it. */
  readonly variables: readonly string[];
  /** Only its header was read. */
  readonly headerOnly?: boolean;
  /** A patch that is not read changes it, so that nobody knows what a later one finds there. */
  readonly patchedUnread?: true;
  /** Set for what a generator makes. */
  readonly generated?: Generated;
}

export interface Generated {
  readonly behavior: 'create' | 'merge' | 'replace';
  readonly needsHash: boolean;
  /** Whether all that the hash is made of is known. */
  readonly complete: boolean;
}

export function entryOf(root: Mapping, document: DocumentFacts, generated?: Generated): Entry {
  return {
    root,
    document,
    identity: identityOf(root),
    previous: [],
    prefixes: [],
    suffixes: [],
    variables: [],
    ...(generated === undefined ? {} : { generated }),
  };
}

export function withRoot(entry: Entry, root: Mapping): Entry {
  return root === entry.root ? entry : { ...entry, root, identity: identityOf(root) };
}

/** The entry that remembers what it is called now. */
export function withPrevious(entry: Entry): Entry {
  const { identity } = entry;
  const namespace = identity.namespace || 'default';
  const last = entry.previous.at(-1);
  // It is enough to know a name once, but the first stays the first.
  return last?.name === identity.name && last.kind === identity.kind && last.namespace === namespace
    ? entry
    : { ...entry, previous: [...entry.previous, { ...identity, namespace }] };
}

/** Whether fields may lack in the tree that are there: the body of the object or an input of its generator was not read. */
export function isPartlyKnown({ headerOnly, generated }: Entry): boolean {
  return headerOnly === true || generated?.complete === false;
}

export function originalIdentity(entry: Entry): Identity {
  return entry.previous[0] ?? entry.identity;
}

/** Everything it was and is called; the group and version are always those of now. */
export function allIdentities({ identity, previous }: Entry): readonly Identity[] {
  return previous.length === 0 ? [identity] : [...previous, identity];
}
