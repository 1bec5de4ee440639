import { objectsIn, objectsOf, servicesIn, servicesOf } from '../../index/keys.ts';
import type { IndexReader } from '../../index/reader.ts';
import { isBuiltIn } from '../../kinds/builtIn.ts';
import { isClusterScoped } from '../../kinds/namedKinds.ts';
import type { Reference, ReferenceRole } from '../../model/reference.ts';
import type { Resource } from '../../model/resource.ts';
import type { Written } from '../../model/written.ts';
import { writtenName } from '../../resolve/describe.ts';
import { isSameName, likenessOf } from '../../resolve/evidence/nameSimilarity.ts';
import { askedByName } from '../../resolve/lost/asked.ts';
import { reachedBefore } from '../../resolve/lost/lostEdges.ts';
import { mayBeMisplaced } from '../../resolve/namesakeAstray.ts';
import { namespacesOf } from '../../resolve/scope/namespaces.ts';
import { directoryOf } from '../../text/path.ts';
import type { Finding, RuleContext } from '../rule.ts';
import { judgeName, type MissingNameData, type MissingWords } from './namedTarget.ts';

/**
 * An object that something needs and that does not exist. Many such objects come from elsewhere: secrets are rarely in
 * files, and roles are often in another repository. So the only problem is a name that is similar to an existing one.
 * Nothing else is reported, not even as unknown.
 *
 * @param words undefined for a reference that is not judged.
 */
export function* judgeNeeds(
  resource: Resource,
  role: ReferenceRole,
  words: string | NeedWords | ((reference: Reference) => NeedWords | undefined),
  context: RuleContext,
): Generator<Finding> {
  const { index, settings } = context;
  let seen: Set<string> | undefined;
  for (const reference of resource.references) {
    const { path, name, namespace, group, kind } = reference;
    // A pod may name one ConfigMap fifty times. Each route of a controller is a place of its own.
    const place = role === 'controller object' ? path : '';
    const key = `${kind} ${namespace?.value ?? ''}/${name.value} ${place}`;
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
    const worded = wordsFor(words, reference);
    if (!worded) {
      continue;
    }
    if (!wasReached && !isClusterScoped(group, kind) && searched.includes('kube-system')) {
      // The cluster itself creates these objects. No manifest has them.
      continue;
    }
    for (const finding of judgeName(resource, reference, { ...worded, least: leastForNeeds }, context)) {
      if (!('because' in finding)) {
        const data = finding.data as MissingNameData;
        yield { ...finding, data: { ...data, sameNames: sameNames(resource, reference) } satisfies MissingNameData };
      }
    }
  }
}

type NeedWords = Pick<MissingWords, 'verb' | 'consequence'>;

function wordsFor(
  words: string | NeedWords | ((reference: Reference) => NeedWords | undefined),
  reference: Reference,
): NeedWords | undefined {
  switch (typeof words) {
    case 'string':
      return { verb: 'needs', consequence: words };
    case 'function':
      return words(reference);
    default:
      return words;
  }
}

/** The name in the other references to the same object, all of which the first one stands for. */
function sameNames({ references }: Resource, { role, name, namespace, group, kind }: Reference): readonly Written[] {
  return references
    .filter(
      (each) =>
        each.name !== name &&
        each.role === role &&
        each.group === group &&
        each.kind === kind &&
        each.name.value === name.value &&
        each.namespace?.value === namespace?.value,
    )
    .map((each) => each.name);
}

/**
 * Whether an object in the scope has a similar name, and none has the name itself, or only one in a namespace that is
 * not searched. Usually there is none.
 */
function isNearlyThere(
  { bundle, document }: Resource,
  { role, group, kind, name }: Reference,
  index: IndexReader,
): boolean {
  const isService = group === '' && kind === 'Service';
  const directory = directoryOf(document.file);
  const beside =
    bundle === undefined
      ? index.list(isService ? servicesIn(directory) : objectsIn(directory, kind))
      : index.list(isService ? servicesOf(bundle) : objectsOf(bundle, kind));
  if (mayBeMisplaced(role) && beside.some((each) => each.name === name.value)) {
    return true;
  }
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
