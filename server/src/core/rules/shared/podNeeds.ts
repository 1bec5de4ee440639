import { objectsIn, objectsOf } from '../../index/keys.ts';
import type { IndexReader } from '../../index/reader.ts';
import { isBuiltIn } from '../../kinds/builtIn.ts';
import { isClusterScoped } from '../../kinds/namedKinds.ts';
import type { Reference, ReferenceRole } from '../../model/reference.ts';
import type { Resource } from '../../model/resource.ts';
import { writtenName } from '../../resolve/describe.ts';
import { isSameName, likenessOf } from '../../resolve/evidence/nameSimilarity.ts';
import { askedByName } from '../../resolve/lost/asked.ts';
import { reachedBefore } from '../../resolve/lost/lostEdges.ts';
import { namespacesOf } from '../../resolve/scope/namespaces.ts';
import { directoryOf } from '../../text/path.ts';
import type { Finding, RuleContext } from '../rule.ts';
import { judgeName, type MissingWords } from './namedTarget.ts';

/**
 * An object that something needs and that does not exist. Many such objects come from elsewhere: secrets are rarely in
 * files, and roles are often in another repository. So the only problem is a name that is similar to an existing one.
 * Nothing else is reported, not even as unknown.
 */
export function* judgeNeeds(
  resource: Resource,
  role: ReferenceRole,
  words: string | Pick<MissingWords, 'verb' | 'consequence'>,
  context: RuleContext,
): Generator<Finding> {
  const { index, settings } = context;
  let seen: Set<string> | undefined;
  for (const reference of resource.references) {
    const { name, namespace, group, kind } = reference;
    const key = `${namespace?.value ?? ''}/${name.value}`;
    if (reference.role !== role || reference.optional || seen?.has(key) || isBuiltIn(group, kind, name.value)) {
      continue;
    }
    seen ??= new Set();
    seen.add(key);
    const wasReached = reachedBefore(resource, askedByName(reference), index);
    if (!settings.closedWorld && !wasReached && !isNearlyThere(resource, reference, index)) {
      continue;
    }
    const searched = namespace ? [namespace.value] : namespacesOf(resource, index, settings.closedWorld);
    if (!wasReached && !isClusterScoped(group, kind) && searched.includes('kube-system')) {
      // The cluster itself creates these objects. No manifest has them.
      continue;
    }
    for (const finding of judgeName(
      resource,
      reference,
      { ...(typeof words === 'string' ? { verb: 'needs', consequence: words } : words), least: leastForNeeds },
      context,
    )) {
      if (!('because' in finding)) {
        yield finding;
      }
    }
  }
}

/** Whether an object in the scope has a similar name, and none has the name itself. Usually there is none. */
function isNearlyThere({ bundle, document }: Resource, { kind, name }: Reference, index: IndexReader): boolean {
  const beside =
    bundle === undefined
      ? index.list(objectsIn(directoryOf(document.file), kind))
      : index.list(objectsOf(bundle, kind));
  const isNear = (each: Resource) => {
    const likeness = likenessOf(each.name, name.value);
    return (
      likeness === 'typo' ||
      likeness === 'spelling' ||
      isSameName(each.name, name.value) ||
      (bundle !== undefined && likenessOf(writtenName(each), name.value) === 'typo')
    );
  };
  return beside.length > 0 && !beside.some((each) => each.name === name.value) && beside.some(isNear);
}

// The least evidence: a typing error in one word in the same scope, or in a short word in the same directory. A
// name that is a part of another one is not enough, because many settings and secrets are named after the same
// thing.
export const leastForNeeds = 2.25;
