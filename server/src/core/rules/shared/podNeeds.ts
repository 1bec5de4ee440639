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
 * What a pod needs to start and that is not there. Much of that comes from elsewhere: secrets are seldom in files. So only
 * a name that is nearly one that is there is a problem, and nothing else is even told as unknown.
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
      // What the cluster itself brings along is in no manifest.
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

/** Whether something beside the pod is called nearly so, and nothing is called so. Nearly always there is nothing. */
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

// A typing error in a word beside the object, or one in a short word and the same directory; a name that is a part of
// another is not enough, because of settings and secrets there are many that are called after one thing.
const leastForNeeds = 2.25;

/**
 * What every namespace has.
 * Source: k8s.io/kubernetes/pkg/controller/serviceaccount, pkg/controller/certificates/rootcacertpublisher.
 */
function isAlwaysThere({ role, name }: Reference): boolean {
  return (
    (role === 'service account' && name.value === 'default') ||
    (role === 'config map' && (name.value === 'kube-root-ca.crt' || name.value === 'openshift-service-ca.crt'))
  );
}
