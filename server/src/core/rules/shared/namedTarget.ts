import { originOf } from '../../model/origin.ts';
import type { Severity } from '../../model/problem.ts';
import type { Reference, ReferenceRole } from '../../model/reference.ts';
import type { Candidate, LostEdge } from '../../model/resolution.ts';
import type { Resource } from '../../model/resource.ts';
import type { Written } from '../../model/written.ts';
import { describeResource } from '../../resolve/describe.ts';
import { informFrom, warnFrom } from '../../resolve/evidence/likelihood/levels.ts';
import type { NameSearch } from '../../resolve/objectName.ts';
import { resolveName } from '../../resolve/objectName.ts';
import { namespacesOf } from '../../resolve/scope/namespaces.ts';
import type { Finding, RuleContext } from '../rule.ts';
import { describeLoss, whyNameLost } from './lostWords.ts';

/** How a rule words a name that refers to nothing. */
export interface MissingWords {
  /** What the resource does with its target, e.g. `sends requests to`. */
  readonly verb: string;
  /** What a person sees at run time, as a whole sentence. */
  readonly consequence: string;
  /** Whether at most one resource refers to each object. */
  readonly exclusive?: boolean;
  /** The fewest points that a candidate needs, if more than usual. */
  readonly least?: number;
  /** The severity, if the missing object matters less than lost traffic. */
  readonly severity?: Severity;
}

/** The input of the fixes of such a rule. */
export interface MissingNameData {
  readonly reference: Reference;
  readonly candidates: readonly Candidate[];
  readonly lost?: LostEdge;
  /** The same name in other references of the resource, if all of them are reported once. */
  readonly sameNames?: readonly Written[];
}

/** Every reference of the role that refers to nothing, or about which nothing can be known. */
export function* judgeNames(
  resource: Resource,
  role: ReferenceRole,
  words: MissingWords,
  context: RuleContext,
): Generator<Finding> {
  for (const reference of resource.references) {
    if (reference.role === role) {
      yield* judgeName(resource, reference, words, context);
    }
  }
}

export function* judgeName(
  resource: Resource,
  reference: Reference,
  words: MissingWords,
  context: RuleContext,
): Generator<Finding> {
  const { index, settings } = context;
  const search: NameSearch = {
    referrer: resource,
    reference,
    exclusive: words.exclusive === true,
    ...(words.least === undefined ? {} : { least: words.least }),
  };
  const resolution = resolveName(search, index, settings);
  const at = originOf(resource, reference.name);
  if (resolution.type === 'unknown') {
    yield { at, because: resolution.because };
    return;
  }
  if (resolution.type === 'found') {
    return;
  }
  const { candidates, lost } = resolution;
  if (lost) {
    const subject = describeResource(resource);
    yield {
      severity: settings.closedWorld ? 'error' : 'warning',
      message: `${subject} ${describeLoss(words.verb, lost, whyNameLost(lost))} ${words.consequence}`,
      at,
      related: lost.present.map((each) => ({
        message: describeResource(each),
        at: originOf(each, each.nameRange),
      })),
      data: { reference, candidates, lost } satisfies MissingNameData,
      lost: lost.lost,
    };
    return;
  }
  const [nearest] = candidates;
  const { kind, name } = reference;
  const isNamesake = nearest?.resource.name === name.value;
  const isOtherKind = isNamesake && nearest.resource.kind !== kind;
  const isAstray = isNamesake && !isOtherKind;
  const graded = settings.closedWorld ? { severity: words.severity ?? ('error' as const) } : severityOf(nearest, words);
  const subject = `${describeResource(resource)} ${words.verb} ${kind} "${name.value}"`;
  const sentences = [
    // A hint does not state the consequence, because the object may come from elsewhere.
    ...(graded.severity === 'hint'
      ? [`${subject}, which no manifest here defines.`]
      : [`${subject}, which does not exist${isAstray ? ' in its namespace' : ''}.`, words.consequence]),
    nearest &&
      (isAstray
        ? `One exists in ${placeOfNamesake(nearest.resource, context)}, but that namespace is not searched.`
        : isOtherKind
          ? `There is a ${describeResource(nearest.resource)}.`
          : `Closest match: ${describeResource(nearest.resource)}.`),
  ];
  yield {
    ...graded,
    message: sentences.filter((each) => each !== undefined).join(' '),
    at: originOf(
      resource,
      (isOtherKind ? reference.statedKind : isAstray ? reference.namespace : undefined) ?? reference.name,
    ),
    related: nearest
      ? [{ message: describeResource(nearest.resource), at: originOf(nearest.resource, nearest.resource.nameRange) }]
      : [],
    data: { reference, candidates } satisfies MissingNameData,
  };
}

/** The severity of a finding, and whether it is a guess. */
type Graded = Pick<Extract<Finding, { severity: Severity }>, 'severity' | 'weak'>;

/** E.g. `namespace "shop"`. */
function placeOfNamesake(resource: Resource, { index, settings }: RuleContext): string {
  const [namespace] = namespacesOf(resource, index, settings.closedWorld);
  return `namespace "${namespace}"`;
}

function severityOf(nearest: Candidate | undefined, words: MissingWords): Graded {
  const likelihood = nearest?.likelihood ?? 0;
  return likelihood >= warnFrom
    ? { severity: words.severity ?? 'warning' }
    : { severity: likelihood >= informFrom ? 'information' : 'hint', weak: true };
}
