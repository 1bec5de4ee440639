import { originOf } from '../../model/origin.ts';
import type { Severity } from '../../model/problem.ts';
import type { Reference, ReferencedKey, ReferenceRole } from '../../model/reference.ts';
import type { Resource } from '../../model/resource.ts';
import { type MissingKey, resolveKey } from '../../resolve/dataKey.ts';
import { describeResource } from '../../resolve/describe.ts';
import { namespacesOf } from '../../resolve/scope/namespaces.ts';
import { none } from '../../text/emptyList.ts';
import { addToList } from '../../text/maps.ts';
import type { Finding, RuleContext } from '../rule.ts';
import { describeTargets } from './lostWords.ts';

/** The input of the fixes of such a rule. */
export interface MissingKeyData extends MissingKey {
  readonly key: ReferencedKey;
  /** Whether the first candidate is the one that is meant. */
  readonly isClear: boolean;
}

/**
 * Every key that a pod requires of an existing ConfigMap or Secret and that the object does not have. If several keys of
 * one object resemble none of its keys, the object itself is another one than the author thinks: that is one finding.
 */
export function* judgeKeys(
  resource: Resource,
  role: ReferenceRole,
  context: RuleContext,
  words: KeyWords = wordsForKeys,
): Generator<Finding> {
  const strange = new Map<string, MissingReference[]>();
  for (const reference of resource.references) {
    const isJudged = reference.role === role && !reference.optional;
    for (const [position, key] of (isJudged ? (reference.keys ?? none) : none).entries()) {
      const missing = resolveKey(resource, reference, position, context);
      if (missing?.type === 'unknown') {
        yield { at: originOf(resource, key.written), because: missing.because };
      } else if (missing && !isOfCluster(resource, context)) {
        const found = { reference, key, missing };
        if (missing.lost || missing.candidates[0]?.isAlike) {
          yield findingOf(resource, [found], words, context);
        } else {
          addToList(strange, reference.name.value, found);
        }
      }
    }
  }
  for (const found of strange.values()) {
    yield findingOf(resource, found, words, context);
  }
}

/** How a rule words a part that its object does not have. */
export interface KeyWords {
  /** E.g. `uses`. */
  readonly verb: string;
  /** What the resource no longer does, e.g. `finds`. */
  readonly reaches: string;
  /** E.g. `key`. */
  readonly noun: string;
  /** What has the parts, e.g. `Secret`. */
  readonly kind?: string;
}

const wordsForKeys: KeyWords = { verb: 'uses', reaches: 'finds', noun: 'key' };

interface MissingReference {
  readonly reference: Reference;
  readonly key: ReferencedKey;
  readonly missing: MissingKey;
}

/** Whether the cluster itself fills the objects of the namespace, whatever files state. */
function isOfCluster(resource: Resource, { index, settings }: RuleContext): boolean {
  return namespacesOf(resource, index, settings.closedWorld).includes('kube-system');
}

function findingOf(
  resource: Resource,
  all: readonly MissingReference[],
  words: KeyWords,
  { settings }: RuleContext,
): Finding {
  const { reference, key, missing } = all[0]!;
  const { name } = reference;
  const { verb, reaches, noun, kind = reference.kind } = words;
  const { objects, candidates, lost } = missing;
  const [object] = objects;
  const [nearest] = candidates;
  const keys = new Set(all.map((each) => each.key.written.value));
  const isClear = nearest !== undefined && (nearest.isAlike || (nearest.isLikeliest && keys.size === 1));
  const subject = describeResource(resource);
  const has = describeKeys(object!.data?.keys.map(({ value }) => value) ?? none, noun);
  const what = lost
    ? `${subject} no longer ${reaches} ${noun} "${key.written.value}" ${words.kind ? `of ${kind} "${name.value}"` : `in ${describeTargets(lost.lost.targets)}`} (it did in ${lost.lost.since}): ${whyLost(key.written.value, lost.before, has, noun)}.`
    : `${subject} ${verb} ${describeKeys([...keys], noun).replace(/^the /, '')} of ${kind} "${name.value}", which has ${has}.`;
  const sentences = [what, consequences[key.as], isClear ? `Closest match: "${nearest.key.value}".` : undefined];
  return {
    ...severityOf(object!, key, nearest?.isAlike === true || lost !== undefined, settings.closedWorld),
    message: sentences.filter((each) => each !== undefined).join(' '),
    at: originOf(resource, key.written),
    related: objects.slice(0, mostRelated).map((each) =>
      isClear && each === nearest.resource
        ? {
            message: `${noun.replace(/^./, (first) => first.toUpperCase())} ${nearest.key.value}`,
            at: originOf(each, nearest.key),
          }
        : { message: describeResource(each), at: originOf(each, each.nameRange) },
    ),
    data: { ...missing, key, isClear } satisfies MissingKeyData,
    ...(lost ? { lost: lost.lost } : {}),
  };
}

/**
 * A Secret in a manifest is often not the one that is applied, because nobody commits real passwords. An object whose
 * keys are files is often made by `kubectl create`, from files that are no manifests.
 */
function severityOf(
  { kind, madeBy, bundle }: Resource,
  { as, written }: ReferencedKey,
  isClear: boolean,
  closedWorld: boolean,
): { readonly severity: Severity; readonly weak?: true } {
  if (closedWorld) {
    return { severity: 'error' };
  }
  const isFile = as !== 'variable' && written.value.includes('.') && bundle === undefined;
  const isCertain = isClear || madeBy !== undefined || (kind === 'ConfigMap' && !isFile);
  return isCertain ? { severity: 'warning' } : { severity: 'information', weak: true };
}

const mostRelated = 3;

function whyLost(now: string, before: string, has: string, noun: string): string {
  return now === before ? `it now has ${has}` : `it used ${noun} "${before}"`;
}

/** Sources: k8s.io/kubernetes/pkg/kubelet makeEnvironmentVariables; pkg/volume/configmap MakePayload. */
const consequences: Readonly<Record<ReferencedKey['as'], string>> = {
  variable: 'Its pods do not start: CreateContainerConfigError.',
  item: 'Its pods do not start: FailedMount.',
  subPath: 'The container gets an empty directory in place of the file.',
  // Source: istio.io, Traffic Management Problems, 503 errors after setting destination rule.
  subset: 'Its requests are answered with 503.',
};

// A tooltip shows the message, so it has to be short.
const mostShown = 5;

/** E.g. `the keys "color", "size"`. */
function describeKeys(keys: readonly string[], noun: string): string {
  const names = [...new Set(keys)].map((key) => `"${key}"`);
  const shown = names.slice(0, mostShown).join(', ');
  return names.length === 0
    ? `no ${noun}s`
    : `the ${noun}${names.length === 1 ? '' : 's'} ${shown}${names.length > mostShown ? ', …' : ''}`;
}
