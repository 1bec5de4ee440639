import { objectsNamed, referrersIn, referrersOf } from '../index/keys.ts';
import type { IndexReader } from '../index/reader.ts';
import type { SelectorReference, SelectorRole } from '../model/reference.ts';
import type { Resource } from '../model/resource.ts';
import type { Settings } from '../settings.ts';
import { none } from '../text/emptyList.ts';
import { directoryOf } from '../text/path.ts';
import type { Copied } from './copiedSelectors.ts';
import { labelSelectorMatches } from './evidence/match.ts';
import { isSameName, tellingParts } from './evidence/nameSimilarity.ts';
import { reachablePorts } from './evidence/ports.ts';
import { askedByLabels, isSameValue } from './lost/asked.ts';
import { isTarget } from './scope/deployability.ts';
import { areStatedSame, namespacesOf, relationOf } from './scope/namespaces.ts';
import { membershipOfResource, scopeOf, selectableInScope } from './scope/scope.ts';
import { relationToListed } from './scope/selectedNamespaces.ts';

/**
 * As `copiedSelector`, for every other kind of selector. The own target is the one that has the resource's name
 * and that no selector of the role selects. Two policies may select one workload for good reasons, so a copy is
 * reported only if the names of both resources point to different targets. The ports of a monitor may confirm
 * it.
 *
 * @param targets the resources that the reference selects.
 */
export function copiedLabels(
  referrer: Resource,
  reference: SelectorReference,
  targets: readonly Resource[],
  index: IndexReader,
  settings: Settings,
): Copied | undefined {
  const { role, selector, elsewhere, namespaces, ports } = reference;
  const [target] = targets;
  const isKnown = selector.matchExpressions.length === 0 && (!elsewhere || namespaces.length > 0) && index.complete;
  if (!target || !isKnown || targets.some(({ name }) => name !== target.name)) {
    return undefined;
  }
  const asked = askedByLabels(reference).value;
  const { bundle, document } = referrer;
  const beside =
    bundle === undefined
      ? index.list(referrersIn(directoryOf(document.file), role))
      : index.list(referrersOf(bundle, role));
  const selectors = beside.flatMap((each) =>
    each.selectors.filter((other) => other.role === role).map((other) => ({ referrer: each, reference: other })),
  );
  const isNamesake = (a: Resource, b: Resource) => isSameName(nameWithoutRole(a, role), b.name);
  const other = selectors.find(
    (each) =>
      each.referrer !== referrer &&
      each.referrer.name !== referrer.name &&
      isSameValue(askedByLabels(each.reference).value, asked) &&
      isNamesake(each.referrer, target),
  )?.referrer;
  if (!other || isNamesake(referrer, target)) {
    return undefined;
  }
  const namesakes = selectableBy(referrer, reference, index, settings).filter((each) => isNamesake(referrer, each));
  const declaresPorts = (each: Resource) =>
    ports.length > 0 && ports.every(({ value }) => namesOfPorts(each).includes(value));
  const own = namesakes.find(declaresPorts) ?? namesakes[0];
  const labels = own && (role === 'service monitor' ? own.labels : own.podTemplate?.labels);
  if (
    !own ||
    namesakes.some(({ name }) => name !== own.name) ||
    selectors.some((each) => labelSelectorMatches(each.reference.selector, labels))
  ) {
    return undefined;
  }
  const isForeign = targets.every((each) => !ports.some(({ value }) => namesOfPorts(each).includes(value)));
  return { target, other, own, by: isForeign && declaresPorts(own) ? 'ports' : 'weak names' };
}

function namesOfPorts({ service, podTemplate }: Resource): readonly string[] {
  const ports = service?.ports ?? (podTemplate ? reachablePorts(podTemplate) : none);
  return ports.flatMap(({ name }) => name?.value ?? none);
}

/**
 * The resources that the reference may select in its scope, and Services of the same name that state a
 * namespace in which it selects.
 */
function selectableBy(
  referrer: Resource,
  reference: SelectorReference,
  index: IndexReader,
  settings: Settings,
): readonly Resource[] {
  const { role, elsewhere } = reference;
  const namespaces = namespacesOf(referrer, index, settings.closedWorld);
  const ofEach = (each: Resource) => namespacesOf(each, index, settings.closedWorld);
  const stated =
    role === 'service monitor' ? index.list(objectsNamed('', 'Service', nameWithoutRole(referrer, role))) : none;
  const apart = stated.filter((each) =>
    elsewhere ? relationToListed(each, reference, index, settings) === 'same' : areStatedSame(namespaces, ofEach(each)),
  );
  if (elsewhere) {
    return apart.filter((each) => isTarget(each, index));
  }
  const scope = scopeOf(referrer, membershipOfResource(referrer, index), index);
  const compatible = selectableInScope(scope, role, index).filter(
    (each) => relationOf(namespaces, ofEach(each)) !== 'different',
  );
  return [...compatible, ...apart].filter((each) => isTarget(each, index));
}

/** E.g. `web` for a NetworkPolicy `web-netpol`; empty if the name consists of such words only. */
export function nameWithoutRole({ name }: Resource, role: SelectorRole): string {
  const words = wordsOfRole[role] ?? none;
  return tellingParts(name)
    .filter((each) => !words.includes(each))
    .join('-');
}

const monitorWords = ['service', 'pod', 'monitor', 'servicemonitor', 'podmonitor', 'sm', 'metrics'];

const wordsOfRole: Partial<Record<SelectorRole, readonly string[]>> = {
  'disruption budget': ['pod', 'disruption', 'budget', 'poddisruptionbudget', 'pdb'],
  'network policy': ['network', 'policy', 'networkpolicy', 'netpol', 'np'],
  'service monitor': monitorWords,
  'pod monitor': monitorWords,
};
