import { originOf } from '../../model/origin.ts';
import type { Severity } from '../../model/problem.ts';
import type { SelectorReference, SelectorRole } from '../../model/reference.ts';
import type { Candidate, LostEdge } from '../../model/resolution.ts';
import type { Resource } from '../../model/resource.ts';
import type { LabelPair, Labels } from '../../model/written.ts';
import { copiedLabels } from '../../resolve/copiedLabels.ts';
import { describeLabels, describePods, describeResource } from '../../resolve/describe.ts';
import { certainLabels, isEmptySelector, labelsToCompare } from '../../resolve/evidence/expressions.ts';
import { warnFrom } from '../../resolve/evidence/likelihood/levels.ts';
import { labelUnder } from '../../resolve/evidence/match.ts';
import { resolveSelector } from '../../resolve/labelSelector.ts';
import { askedByLabels, describeSelector, expressionsIn } from '../../resolve/lost/asked.ts';
import { movedEdge } from '../../resolve/lost/lostEdges.ts';
import { namespacesOf, relationOf } from '../../resolve/scope/namespaces.ts';
import { patchedBy } from '../../resolve/unknown/unrenderedChanges.ts';
import { optional } from '../../text/optional.ts';
import type { Finding, RuleContext } from '../rule.ts';
import { describeLoss, labelsOf, offendingPair, relatedToLabels, wasSelector, whySelectorLost } from './lostWords.ts';
import { judgeStrayFields } from './strayFields.ts';

/** How a rule words a selector that selects nothing. */
export interface SelectsNothingWords {
  /** What the resource does with its targets, e.g. `protects`. */
  readonly verb: string;
  /** E.g. `protects no pods`. */
  readonly fails: string;
  /** What a person sees at run time, as a whole sentence. */
  readonly consequence: string;
}

/** The input of the fixes of such a rule. */
export interface SelectsNothingData {
  readonly reference: SelectorReference;
  readonly candidates: readonly Candidate[];
  readonly lost?: LostEdge;
  /** Set if the candidate has the labels, but in another namespace. */
  readonly astray?: true;
}

/** The input of the fixes of a copied selector. */
export interface CopiedLabelsData {
  readonly reference: SelectorReference;
  /** The resource that should be selected. */
  readonly own: Resource;
}

/**
 * Every selector of the role that selects nothing, that was copied from a neighbour, or about which nothing can
 * be known.
 */
export function* judgeSelectors(
  resource: Resource,
  role: SelectorRole,
  words: SelectsNothingWords,
  context: RuleContext,
): Generator<Finding> {
  const { index, settings } = context;
  for (const reference of resource.selectors) {
    if (reference.role !== role || (yield* judgeStrayFields(resource, reference.selector, context))) {
      continue;
    }
    const { selector } = reference;
    if (isEmptySelector(selector)) {
      continue;
    }
    const resolution = resolveSelector(resource, reference, index, settings);
    if (resolution.type === 'unknown') {
      yield {
        at: originOf(resource, selector.matchLabels?.keyRange ?? selector.keyRange),
        because: resolution.because,
      };
    } else if (resolution.type === 'missing') {
      yield report(
        resource,
        {
          reference,
          candidates: resolution.candidates,
          ...optional('lost', resolution.lost),
          ...(isAstray(resource, reference, resolution.candidates, context) ? { astray: true } : {}),
        },
        words,
        settings.closedWorld,
      );
    } else if (role !== 'network peer') {
      yield* judgeCopy(resource, reference, resolution.targets, words, context);
    }
  }
}

/**
 * The selector of another resource of the kind, while no resource of the kind selects the one with this
 * resource's name.
 */
function* judgeCopy(
  resource: Resource,
  reference: SelectorReference,
  targets: readonly Resource[],
  { verb }: SelectsNothingWords,
  { index, settings }: RuleContext,
): Generator<Finding> {
  const { matchLabels, keyRange } = reference.selector;
  const copied = copiedLabels(resource, reference, targets, index, settings);
  if (!copied) {
    return;
  }
  const { target, other, own, by } = copied;
  const wrong = matchLabels?.pairs.find(
    ({ key, value }) => labelUnder(labelsOf(own), key.value)?.value.value !== value.value,
  );
  const at = originOf(resource, wrong?.value ?? keyRange);
  const because = [resource, other, target, own]
    .map((each) => patchedBy(each, ['labels', 'matchLabels'], index))
    .find((each) => each !== undefined);
  if (because !== undefined) {
    yield { at, because };
    return;
  }
  const moved = movedEdge(resource, askedByLabels(reference), targets, index);
  const hasMoved = moved?.present.includes(own) === true;
  const isClear = hasMoved || by === 'ports';
  const why = hasMoved ? `, which was selected in ${moved.since}` : by === 'ports' ? ', which has its ports' : '';
  yield {
    severity: isClear ? 'warning' : 'information',
    message: `${describeResource(resource)} ${verb} ${describeResource(target)}, as ${describeResource(other)} does with the same selector, and no ${resource.kind} here ${verb} ${describeResource(own)}${why}: the selector seems to be copied.`,
    at,
    related: [{ message: `Labels of ${describeResource(own)}`, at: originOf(own, labelsOf(own) ?? own.nameRange) }],
    data: { reference, own } satisfies CopiedLabelsData,
    ...(isClear ? {} : { weak: true }),
  };
}

function report(
  resource: Resource,
  data: SelectsNothingData,
  words: SelectsNothingWords,
  closedWorld: boolean,
): Finding {
  if (data.lost) {
    return reportLost(resource, { ...data, lost: data.lost }, words, closedWorld);
  }
  const [nearest] = data.candidates;
  if (nearest && data.astray) {
    return reportAstray(resource, nearest.resource, data, words, closedWorld);
  }
  const target = nearest?.resource;
  const labels = target && labelsOf(target);
  const asked = data.reference.selector;
  const selector = labelsToCompare(asked, labels) ?? certainLabels(asked);
  const wrong = selector.pairs.filter((pair) => labelUnder(labels, pair.key.value)?.value.value !== pair.value.value);
  const offending = wrong[0] ?? selector.pairs[0];
  const isOfValue = offending && (!target || labelUnder(labels, offending.key.value));
  const range = !offending ? asked.keyRange : isOfValue ? offending.value : offending.key;
  const thing = data.reference.role === 'service monitor' ? 'Service' : 'pod template';
  const sentences = [
    `${describeResource(resource)} ${words.fails}: no ${thing} has ${describeSelector(asked)}.`,
    words.consequence,
    target && `Closest match: ${describeResource(target)} (${describeTarget(target, selector)}).`,
    target && confusion(target, selector),
  ];
  return {
    ...severityOf(nearest, closedWorld),
    message: sentences.filter((each) => each !== undefined).join(' '),
    at: originOf(resource, range),
    related: target
      ? [{ message: `Labels of ${describeResource(target)}`, at: originOf(target, labels ?? target.nameRange) }]
      : [],
    data,
  };
}

function isAstray(
  resource: Resource,
  { elsewhere }: SelectorReference,
  [nearest]: readonly Candidate[],
  { index, settings }: RuleContext,
): boolean {
  const of = (each: Resource) => namespacesOf(each, index, settings.closedWorld);
  return !elsewhere && nearest !== undefined && relationOf(of(resource), of(nearest.resource)) === 'different';
}

function reportAstray(
  resource: Resource,
  target: Resource,
  data: SelectsNothingData,
  { fails, consequence }: SelectsNothingWords,
  closedWorld: boolean,
): Finding {
  const where = ({ namespace }: Resource) => (namespace ? `namespace "${namespace.value}"` : 'another namespace');
  const selector = data.reference.selector;
  return {
    ...severityOf(data.candidates[0], closedWorld),
    message: `${describeResource(resource)} ${fails}: ${describeResource(target)} has ${describeSelector(selector)}, but in ${where(target)}, and it selects only in its own, ${where(resource)}. ${consequence}`,
    at: originOf(resource, resource.namespace ?? selector.keyRange),
    related: [
      {
        message: `Namespace of ${describeResource(target)}`,
        at: originOf(target, target.namespace ?? target.nameRange),
      },
    ],
    data,
  };
}

type Graded = Pick<Extract<Finding, { severity: Severity }>, 'severity' | 'weak'>;

/** In a closed world the user's own statement decides. Otherwise the likelihood does. */
function severityOf(nearest: Candidate | undefined, closedWorld: boolean): Graded {
  if (closedWorld) {
    return { severity: 'error' };
  }
  return (nearest?.likelihood ?? 0) >= warnFrom ? { severity: 'warning' } : { severity: 'information', weak: true };
}

function reportLost(
  resource: Resource,
  data: SelectsNothingData & { readonly lost: LostEdge },
  { verb, consequence }: SelectsNothingWords,
  closedWorld: boolean,
): Finding {
  const { lost, reference } = data;
  const { matchLabels, matchExpressions, keyRange } = reference.selector;
  const pairs = matchExpressions.length === 0 ? matchLabels : undefined;
  const pair = pairs ? offendingPair(pairs, lost) : changedExpression(reference, lost);
  const because = pairs ? whySelectorLost(pairs, lost) : wasSelector(lost.before);
  return {
    severity: closedWorld ? 'error' : 'warning',
    message: `${describeResource(resource)} ${describeLoss(verb, lost, because)} ${consequence}`,
    at: originOf(resource, pair?.value ?? keyRange),
    related: relatedToLabels(lost),
    data,
    lost: lost.lost,
  };
}

/** The first pair of a selector with expressions whose value the former selector did not have. */
function changedExpression({ selector }: SelectorReference, { before }: LostEdge): LabelPair | undefined {
  const former = expressionsIn(before);
  const pairs = [
    ...(selector.matchLabels?.pairs ?? []),
    ...selector.matchExpressions.flatMap((each) => each.values.map((value) => ({ ...each, value }))),
  ];
  return pairs.find(
    ({ key, value }) => !former.some((each) => each.key === key.value && each.values.includes(value.value)),
  );
}

function describeTarget(target: Resource, selector: Labels): string {
  return target.service
    ? describeLabels(target.labels?.pairs ?? []) || 'no labels'
    : describePods(target, selector.pairs);
}

/** A monitor selects by the labels of the Service itself. */
function confusion({ service, labels }: Resource, { pairs }: Labels): string | undefined {
  const has = (own: Labels | undefined, pair: LabelPair) =>
    labelUnder(own, pair.key.value)?.value.value === pair.value.value;
  return service && pairs.every((pair) => has(service.selector, pair) || has(labels, pair))
    ? 'It selects pods with these labels, but does not have them itself.'
    : undefined;
}
