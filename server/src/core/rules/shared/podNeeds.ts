import { objectsIn, objectsOf } from '../../index/keys.ts';
import type { IndexReader } from '../../index/reader.ts';
import type { Reference, ReferenceRole } from '../../model/reference.ts';
import type { Resource } from '../../model/resource.ts';
import { isSameName, likenessOf } from '../../resolve/evidence/nameSimilarity.ts';
import { askedByName } from '../../resolve/lost/asked.ts';
import { reachedBefore } from '../../resolve/lost/lostEdges.ts';
import { namespacesOf } from '../../resolve/scope/namespaces.ts';
import { directoryOf } from '../../text/path.ts';
import type { Finding, RuleContext } from '../rule.ts';
import { judgeName } from './namedTarget.ts';

/**
 * An object that a pod needs to start and that does not exist. Many such objects come from elsewhere: secrets
 * are rarely in files. So the only problem is a name that is similar to an existing one. Nothing else is
 * reported, not even as unknown.
 */
export function* judgeNeeds(
  resource: Resource,
  role: ReferenceRole,
  consequence: string,
  context: RuleContext,
): Generator<Finding> {
  const { index, settings } = context;
  let seen: Set<string> | undefined;
  for (const reference of resource.references) {
    const { name } = reference;
    if (reference.role !== role || reference.optional || seen?.has(name.value) || isAlwaysThere(reference)) {
      continue;
    }
    seen ??= new Set();
    seen.add(name.value);
    if (
      !settings.closedWorld &&
      !isNearlyThere(resource, reference, index) &&
      !reachedBefore(resource, askedByName(reference), index)
    ) {
      continue;
    }
    if (namespacesOf(resource, index, settings.closedWorld).includes('kube-system')) {
      // The cluster itself creates these objects. No manifest has them.
      return;
    }
    for (const finding of judgeName(
      resource,
      reference,
      { verb: 'needs', consequence, least: leastForNeeds },
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
  return (
    beside.length > 0 &&
    !beside.some((each) => each.name === name.value) &&
    beside.some((each) => {
      const likeness = likenessOf(each.name, name.value);
      return likeness === 'typo' || likeness === 'spelling' || isSameName(each.name, name.value);
    })
  );
}

// The least evidence: a typing error in one word in the same scope, or in a short word in the same directory. A
// name that is a part of another one is not enough, because many settings and secrets are named after the same
// thing.
const leastForNeeds = 2.25;

/**
 * Objects that exist in every namespace. Source: k8s.io/kubernetes/pkg/controller/serviceaccount,
 * pkg/controller/certificates/rootcacertpublisher.
 */
function isAlwaysThere({ role, name }: Reference): boolean {
  return (
    (role === 'service account' && name.value === 'default') ||
    (role === 'config map' && (name.value === 'kube-root-ca.crt' || name.value === 'openshift-service-ca.crt'))
  );
}
