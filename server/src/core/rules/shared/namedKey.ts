import { originOf } from '../../model/origin.ts';
import type { Reference, ReferencedKey, ReferenceRole } from '../../model/reference.ts';
import type { DataKey, Resource } from '../../model/resource.ts';
import { type MissingKey, resolveKey } from '../../resolve/dataKey.ts';
import { describeResource } from '../../resolve/describe.ts';
import { namespacesOf } from '../../resolve/scope/namespaces.ts';
import { none } from '../../text/emptyList.ts';
import type { Finding, RuleContext } from '../rule.ts';
import { describeTargets } from './lostWords.ts';

/** The input of the fixes of such a rule. */
export interface MissingKeyData extends MissingKey {
  readonly key: ReferencedKey;
}

/** Every key that a pod requires of an existing ConfigMap or Secret and that the object does not have. */
export function* judgeKeys(resource: Resource, role: ReferenceRole, context: RuleContext): Generator<Finding> {
  for (const reference of resource.references) {
    const isJudged = reference.role === role && !reference.optional;
    for (const [position, key] of (isJudged ? (reference.keys ?? none) : none).entries()) {
      const found = resolveKey(resource, reference, position, context);
      const at = originOf(resource, key.written);
      if (found?.type === 'unknown') {
        yield { at, because: found.because };
      } else if (found && !isOfCluster(resource, context)) {
        yield findingOf(resource, reference, key, found, context);
      }
    }
  }
}

/** Whether the cluster itself fills the objects of the namespace, whatever files state. */
function isOfCluster(resource: Resource, { index, settings }: RuleContext): boolean {
  return namespacesOf(resource, index, settings.closedWorld).includes('kube-system');
}

function findingOf(
  resource: Resource,
  { kind, name }: Reference,
  key: ReferencedKey,
  missing: MissingKey,
  { settings }: RuleContext,
): Finding {
  const { objects, candidates, lost } = missing;
  const [object] = objects;
  const [nearest] = candidates;
  const { value } = key.written;
  const subject = describeResource(resource);
  const has = describeKeys(object!.data?.keys ?? none);
  const what = lost
    ? `${subject} no longer finds key "${value}" in ${describeTargets(lost.lost.targets)} (it did in ${lost.lost.since}): ${whyLost(value, lost.before, has)}.`
    : `${subject} uses key "${value}" of ${kind} "${name.value}", which has ${has}.`;
  const sentences = [
    what,
    consequences[key.as],
    nearest?.isClear ? `Closest match: "${nearest.key.value}".` : undefined,
  ];
  return {
    severity: settings.closedWorld ? 'error' : 'warning',
    message: sentences.filter((each) => each !== undefined).join(' '),
    at: originOf(resource, key.written),
    related: objects.slice(0, mostRelated).map((each) => ({
      message: nearest?.isClear && each === nearest.resource ? `Key ${nearest.key.value}` : describeResource(each),
      at: originOf(each, nearest?.isClear && each === nearest.resource ? nearest.key : each.nameRange),
    })),
    data: { ...missing, key } satisfies MissingKeyData,
    ...(lost ? { lost: lost.lost } : {}),
  };
}

const mostRelated = 3;

function whyLost(now: string, before: string, has: string): string {
  return now === before ? `it now has ${has}` : `it used key "${before}"`;
}

/** Sources: k8s.io/kubernetes/pkg/kubelet makeEnvironmentVariables; pkg/volume/configmap MakePayload. */
const consequences: Readonly<Record<ReferencedKey['as'], string>> = {
  variable: 'Its pods do not start: CreateContainerConfigError.',
  item: 'Its pods do not start: FailedMount.',
  subPath: 'The container gets an empty directory in place of the file.',
};

// A tooltip shows the message, so it has to be short.
const mostShown = 5;

function describeKeys(keys: readonly DataKey[]): string {
  const names = [...new Set(keys.map(({ value }) => `"${value}"`))];
  const shown = names.slice(0, mostShown).join(', ');
  return names.length === 0
    ? 'no keys'
    : `the ${names.length === 1 ? 'key' : 'keys'} ${shown}${names.length > mostShown ? ', …' : ''}`;
}
