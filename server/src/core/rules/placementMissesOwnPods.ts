import { originOf } from '../model/origin.ts';
import type { SelectorReference } from '../model/reference.ts';
import type { Resource } from '../model/resource.ts';
import type { LabelPair } from '../model/written.ts';
import { describeLabels, describeResource } from '../resolve/describe.ts';
import { certainLabels, openRequirements } from '../resolve/evidence/expressions.ts';
import { labelUnder, selectorMayMatch } from '../resolve/evidence/match.ts';
import { isSameName, likenessOf } from '../resolve/evidence/nameSimilarity.ts';
import { deployabilityOf } from '../resolve/scope/deployability.ts';
import { selectedInScope } from '../resolve/selectedInScope.ts';
import { patchedBy } from '../resolve/unknown/unrenderedChanges.ts';
import { placementFixes } from './fixes/placement.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';

export const placementMissesOwnPods: Rule = {
  code: 'placement-misses-own-pods',
  severity: 'information',
  of: ['selectors'],
  documentation: {
    title: 'Pods are spread or kept apart by labels that they do not have.',
    what: 'The `labelSelector` of a topology spread constraint does not match the labels of its own pod template. Or that of an anti-affinity selects no pods here and differs from the labels of its own pod template by a similar value. This is an *information*, because the API server and the scheduler accept it.',
    why: 'The scheduler counts the pods that the selector matches. If these are not the pods of the workload, they are not spread: all of them may run on one node or in one zone.',
    fix: 'Write the labels of the pod template in the selector.',
    silent:
      'An anti-affinity towards other pods is intended, so it is reported only for similar values. Selectors with expressions or for other namespaces, and values that a template fills in, are not judged.',
    example: {
      bad: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              app: wbe
      containers:
        - name: web
          image: nginx
`,
      good: `          labelSelector:
            matchLabels:
              app: web
`,
    },
  },
  *check(resource, context) {
    const told = new Set<string>();
    for (const reference of resource.selectors) {
      const wrong = wrongPair(resource, reference, context);
      const cause = wrong && describeLabels([wrong]);
      if (wrong && cause !== undefined && !told.has(cause)) {
        told.add(cause);
        yield report(resource, reference, wrong, context);
      }
    }
  },
  fixes: placementFixes,
};

/** The input of the fixes. */
export interface PlacementData {
  /** The pairs with the same key and value in all selectors of the pod template that miss its pods. */
  readonly pairs: readonly LabelPair[];
  /** The value that the pods have; absent if they do not have the label. */
  readonly own?: string;
}

/** The pair by which a selector misses the own pods although it is meant for them; undefined if it is right or unclear. */
function wrongPair(
  resource: Resource,
  reference: SelectorReference,
  { index, settings }: RuleContext,
): LabelPair | undefined {
  const { role, selector, elsewhere, path } = reference;
  const asked = certainLabels(selector);
  const template = resource.podTemplate;
  const isSpread = path.includes('topologySpreadConstraints');
  if (
    role !== 'pod placement' ||
    elsewhere ||
    !template?.labels ||
    asked.pairs.length === 0 ||
    openRequirements(selector).length > 0 ||
    !(isSpread || path.includes('podAntiAffinity')) ||
    deployabilityOf(resource, index).type === 'part' ||
    [...asked.pairs, ...template.labels.pairs].some(({ value }) => value.type === 'placeholder') ||
    selectorMayMatch(asked, template)
  ) {
    return undefined;
  }
  const wrong = asked.pairs.filter(
    ({ key, value }) => labelUnder(template.labels, key.value)?.value.value !== value.value,
  );
  const isNear = ({ key, value }: LabelPair) => {
    const own = labelUnder(template.labels, key.value)?.value.value;
    return own !== undefined && (nearLikenesses.has(likenessOf(own, value.value)) || isSameName(own, value.value));
  };
  if (!isSpread && (!wrong.every(isNear) || selectedInScope(resource, reference, index, settings).length > 0)) {
    return undefined;
  }
  return wrong[0];
}

const nearLikenesses: ReadonlySet<string> = new Set(['typo', 'spelling']);

function report(
  resource: Resource,
  { path, role, selector }: SelectorReference,
  wrong: LabelPair,
  { index, settings }: RuleContext,
): Finding {
  const labels = resource.podTemplate?.labels;
  const own = labelUnder(labels, wrong.key.value);
  const at = originOf(resource, own ? wrong.value : wrong.key);
  const because = patchedBy(resource, ['labels', 'affinity', 'topologySpreadConstraints'], index);
  if (because !== undefined) {
    return { at, because };
  }
  const what = path.includes('topologySpreadConstraints') ? 'A topology spread constraint' : 'The anti-affinity';
  const pairs = resource.selectors
    .filter((each) => each.role === role && wrongPair(resource, each, { index, settings }) !== undefined)
    .flatMap((each) => certainLabels(each.selector).pairs)
    .filter(({ key, value }) => key.value === wrong.key.value && value.value === wrong.value.value);
  return {
    severity: 'information',
    weak: true,
    message: `${what} of ${describeResource(resource)} selects ${describeLabels(certainLabels(selector).pairs)}, and its own pods have ${own ? describeLabels([own]) : `no label ${wrong.key.value}`}: they are not spread.`,
    at,
    related: labels ? [{ message: `Pod labels of ${describeResource(resource)}`, at: originOf(resource, labels) }] : [],
    data: { pairs, ...(own ? { own: own.value.value } : {}) } satisfies PlacementData,
  };
}
