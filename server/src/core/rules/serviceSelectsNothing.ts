import { describeLabels, describePods, describeWritten } from '../index/describe.ts';
import { labelUnder, templatesMatching } from '../index/match.ts';
import { threshold } from '../index/nearness.ts';
import { comparePairs, type PairFinding } from '../index/pairs.ts';
import type { IndexReader } from '../index/reader.ts';
import { resolveServiceSelector } from '../index/selectorResolution.ts';
import { originOf } from '../model/origin.ts';
import type { Severity } from '../model/problem.ts';
import type { Candidate, LostEdge, Missing } from '../model/resolution.ts';
import type { Resource } from '../model/resource.ts';
import type { LabelPair, Labels, Written } from '../model/written.ts';
import { serviceSelectsNothingFixes } from './fixes/serviceSelectsNothing.ts';
import { describeLoss, offendingPair, relatedToLabels, whySelectorLost } from './lostWords.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';

type Reported = Extract<Finding, { severity: Severity }>;

export const serviceSelectsNothing: Rule = {
  code: 'service-selects-nothing',
  severity: 'error',
  of: ['service'],
  documentation: {
    title: 'A Service selects no pods.',
    what: 'The selector of a Service matches the labels of no pod template that it could mean, and a workload is near that it probably means. Where there is a baseline, a selector that selected pods in it and selects none now is a *warning* whatever its value is, with what was selected and what has changed. Nothing is said where something that could hold the pods has not been read.',
    why: 'A Service whose selector matches no pod has no endpoints: its cluster address and every node port refuse each connection, although the pods are healthy.',
    mend: "Copy the pod template's own labels into the selector, or give the pod template the labels that the selector asks for.",
    example: {
      bad: `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web-server
spec:
  selector:
    matchLabels:
      app: web-server
  template:
    metadata:
      labels:
        app: web-server
    spec:
      containers:
        - name: web
          image: nginx
          ports:
            - containerPort: 80
`,
      good: `spec:
  selector:
    app: web-server
`,
    },
  },
  *check(resource, context) {
    const selector = resource.service?.selector;
    if (!selector || resource.service?.type?.value === 'ExternalName') {
      return;
    }
    const resolution = resolveServiceSelector(resource, context.index, context.settings);
    switch (resolution.type) {
      case 'found':
        return;
      case 'unknown':
        yield { at: originOf(resource, selector.keyRange), because: resolution.because };
        return;
      case 'missing':
        yield report(resource, selector, resolution, context);
    }
  },
  fixes: serviceSelectsNothingFixes,
};

/** What the rule's fixes start from. */
export interface SelectsNothingData {
  readonly candidates: readonly Candidate[];
  readonly lost?: LostEdge;
}

function reportLost(
  service: Resource,
  selector: Labels,
  lost: LostEdge,
  { candidates, listed }: Missing,
  { settings }: RuleContext,
): Finding {
  const pair = offendingPair(selector, lost);
  return {
    severity: listed || settings.closedWorld ? 'error' : 'warning',
    message: `${describeWritten(service)} ${describeLoss('selects', lost, whySelectorLost(selector, lost))}`,
    at: originOf(service, pair?.value ?? selector.keyRange),
    related: relatedToLabels(lost),
    data: { candidates, lost } satisfies SelectsNothingData,
    lost: lost.lost,
  };
}

function report(service: Resource, selector: Labels, missing: Missing, context: RuleContext): Finding {
  const { candidates, listed, lost } = missing;
  if (lost) {
    return reportLost(service, selector, lost, missing, context);
  }
  const [nearest] = candidates;
  const template = nearest?.resource.podTemplate;
  const wrong = template
    ? comparePairs(selector, template).filter(({ relation }) => relation !== 'equal')
    : unheldPairs(selector, context.index).map((pair): PairFinding => ({ pair, relation: 'other value' }));
  const severity = listed ? 'error' : severityOf(nearest, context);
  const data = { candidates } satisfies SelectsNothingData;
  if (nearest && wrong.length === 0) {
    return { ...otherNamespace(service, selector, nearest.resource), severity, data };
  }
  const offending = wrong.find(isValueWrong) ?? wrong[0];
  const range = offending
    ? isValueWrong(offending)
      ? offending.pair.value
      : offending.pair.key
    : (selector.pairs[0]?.value ?? selector.keyRange);
  const labels = template?.labels;
  const sentences = [
    `${describeWritten(service)} selects no pods: ${describeLack(selector, wrong, context.index)}.`,
    nearest && `Nearest: ${describeWritten(nearest.resource)} (${describePods(nearest.resource, selector.pairs)}).`,
    listed && `Nothing that runs in namespace "${listed.namespace}" of ${listed.context} has them either.`,
    nearest && causeIn(nearest.resource, wrong),
    refusedValue(wrong),
  ];
  return {
    severity,
    message: sentences.filter((each) => each !== undefined).join(' '),
    at: originOf(service, range),
    related: nearest
      ? [
          {
            message: `Labels of ${describeWritten(nearest.resource)}`,
            at: originOf(nearest.resource, labels ?? nearest.resource.nameRange),
          },
        ]
      : [],
    data,
  };
}

/** In a closed world the user's own statement decides; else it is a guess, and the nearer the better. */
function severityOf(nearest: Candidate | undefined, { settings }: RuleContext): Severity {
  return settings.closedWorld ? 'error' : (nearest?.score ?? 0) >= threshold ? 'warning' : 'information';
}

function otherNamespace(service: Resource, selector: Labels, workload: Resource): Omit<Reported, 'severity'> {
  const [mine, theirs] = [service.namespace, workload.namespace];
  const where = (written: Written | undefined) => (written ? `namespace "${written.value}"` : 'another namespace');
  return {
    message:
      `${describeWritten(service)} selects no pods: ${describeWritten(workload)} has ${describeLabels(selector.pairs)}, ` +
      `but in ${where(theirs)}, and the Service is in ${where(mine)}; a Service selects pods of its own namespace only.`,
    at: originOf(service, mine ?? selector.pairs[0]?.value ?? selector.keyRange),
    related: [
      {
        message: `Namespace of ${describeWritten(workload)}`,
        at: originOf(workload, theirs ?? workload.nameRange),
      },
    ],
  };
}

/** Whether the label is there with another value; else it is the key that nothing is known of. */
function isValueWrong({ relation }: PairFinding): boolean {
  return relation !== 'absent' && relation !== 'other key' && relation !== 'mistyped key';
}

/** What is lacking: the wrong pairs, where no template has them; else all pairs, which none has that is near. */
function describeLack(selector: Labels, wrong: readonly PairFinding[], index: IndexReader): string {
  const pairs = wrong.map(({ pair }) => pair);
  return pairs.length === 0 || templatesMatching({ ...selector, pairs }, index).length > 0
    ? `no pod template near it has ${describeLabels(selector.pairs)}`
    : `no pod template has ${describeLabels(pairs)}`;
}

/** Pairs that no template of the workspace has. */
function unheldPairs(selector: Labels, index: IndexReader): readonly LabelPair[] {
  return selector.pairs.filter((pair) => index.templatesWith(pair.key.value, pair.value.value).length === 0);
}

/** What the author may have misunderstood. */
function causeIn(workload: Resource, wrong: readonly PairFinding[]): string | undefined {
  const pairs = wrong.map(({ pair }) => pair);
  const hasAll = (labels: Labels | undefined) =>
    pairs.length > 0 && pairs.every((pair) => labelUnder(labels, pair.key.value)?.value.value === pair.value.value);
  const path = workload.podTemplate?.path ?? '';
  if (hasAll(workload.workloadSelector?.matchLabels)) {
    return `It asks for ${describeLabels(pairs)} in its own selector, but its pods do not get it from ${path}.metadata.labels.`;
  }
  return path !== '' && hasAll(workload.labels)
    ? `It has ${describeLabels(pairs)} itself, but Services select by the labels of pods, in ${path}.metadata.labels.`
    : undefined;
}

/** A value that kubectl reads as something else than text. */
function refusedValue(wrong: readonly PairFinding[]): string | undefined {
  const odd = wrong.find(({ pair }) => ['integer', 'float', 'boolean'].includes(pair.value.type))?.pair;
  return odd
    ? `kubectl reads ${odd.value.value} as a ${odd.value.type === 'boolean' ? 'boolean' : 'number'}, which the API server rejects: quote it.`
    : undefined;
}
