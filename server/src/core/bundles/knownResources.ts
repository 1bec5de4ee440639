import type { Resource } from '../model/resource.ts';
import type { RenderedObject } from '../render/bundle.ts';
import type { Mapping } from '../yaml/node.ts';
import type { BundleFacts } from './bundleFacts.ts';

/** Objects in their order, and the resources to which each object was reduced. */
export interface Made {
  readonly objects: readonly RenderedObject[];
  readonly resources: readonly (readonly Resource[])[];
}

export interface KnownResources {
  /** The resources of an object that the last render had at another position. */
  of(object: RenderedObject): readonly Resource[] | undefined;
  /** The earlier resource, if it states the same facts of the same documents. */
  asBefore(resource: Resource, position: number): Resource;
}

/**
 * Nearly every object keeps its position, so other positions are searched only if nothing is found at the same
 * one.
 */
export function knownResources(
  before: BundleFacts | undefined,
  last: Made | undefined,
  objects: readonly RenderedObject[],
): KnownResources {
  let byRoot: ReadonlyMap<Mapping, number> | undefined;
  let byKey: ReadonlyMap<string, Resource> | undefined;
  return {
    of(object) {
      if (last === undefined || last.objects.length === objects.length) {
        return undefined;
      }
      byRoot ??= new Map(last.objects.map((each, position) => [each.root, position]));
      const position = byRoot.get(object.root);
      return position !== undefined && openDataOf(last.objects[position]!) === openDataOf(object)
        ? last.resources[position]
        : undefined;
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

/** Why the rendered data of an object may lack keys. */
export function openDataOf({ generated, patchedUnread }: RenderedObject): string | undefined {
  return generated?.hasAllKeys === false
    ? 'its generator reads a file that is not read here'
    : patchedUnread
      ? 'a patch that is not read may add keys'
      : undefined;
}

function isCalledAs(a: Resource, b: Resource): boolean {
  return a.name === b.name && a.kind === b.kind && a.group === b.group && a.namespace?.value === b.namespace?.value;
}

function keyOf({ kind, group, name, namespace, document, start }: Resource): string {
  return `${group}/${kind}/${namespace?.value ?? ''}/${name} ${document.file} ${start}`;
}

/** The facts of a bundle, with the parts of the earlier ones that are equal. */
export function sharedWith(before: BundleFacts | undefined, now: BundleFacts): BundleFacts {
  const [own, ...others] = now.resources;
  const first = before?.resources[0];
  const readsTheSame = before?.reads.size === now.reads.size && now.reads.isSubsetOf(before.reads);
  return {
    ...now,
    resources: [first && isSame(first, own) ? first : own!, ...others],
    unread: before !== undefined && isSame(before.unread, now.unread) ? before.unread : now.unread,
    reads: readsTheSame ? before.reads : now.reads,
  };
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
