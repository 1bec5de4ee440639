import type { DocumentFacts } from '../model/document.ts';
import type { Mapping } from '../yaml/node.ts';
import type { RenderedObject } from './bundle.ts';
import { type Identity, identityOf } from './identity.ts';

/**
 * An object in a layer, with the build data that kustomize keeps until name references are updated. Source:
 * sigs.k8s.io/kustomize/api/resource Resource, where annotations hold this data.
 */
export interface Entry extends RenderedObject {
  readonly identity: Identity;
  /** Its previous names, the oldest first, each with the effective namespace. */
  readonly previous: readonly Identity[];
  readonly prefixes: readonly string[];
  readonly suffixes: readonly string[];
  /** Names of the variables that read their value from it. */
  readonly variables: readonly string[];
  /** Only the header was read. */
  readonly headerOnly?: boolean;
  /** An unread patch changes the object, so a later patch may find any content. */
  readonly patchedUnread?: true;
  /** Set for a generated object. */
  readonly generated?: Generated;
}

export interface Generated {
  readonly behavior: 'create' | 'merge' | 'replace';
  readonly needsHash: boolean;
  /** Whether all data of the hash is known. */
  readonly complete: boolean;
  /** Whether all keys are known. A file that is not read has its name as key, but a file of variables has several. */
  readonly hasAllKeys: boolean;
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

/** Returns the entry with its present name added to the previous ones. */
export function withPrevious(entry: Entry): Entry {
  const { identity } = entry;
  const namespace = identity.namespace || 'default';
  const last = entry.previous.at(-1);
  // A name is stored once, and the first one stays the first.
  return last?.name === identity.name && last.kind === identity.kind && last.namespace === namespace
    ? entry
    : { ...entry, previous: [...entry.previous, { ...identity, namespace }] };
}

/**
 * Whether the tree may lack fields that the object has: the body of the object or an input of its generator was
 * not read.
 */
export function isPartlyKnown({ headerOnly, generated }: Entry): boolean {
  return headerOnly === true || generated?.complete === false;
}

export function originalIdentity(entry: Entry): Identity {
  return entry.previous[0] ?? entry.identity;
}

/** All previous identities and the present one. The group and version are always the present ones. */
export function allIdentities({ identity, previous }: Entry): readonly Identity[] {
  return previous.length === 0 ? [identity] : [...previous, identity];
}
