import { templateListsWith } from '../index/keys.ts';
import type { IndexReader } from '../index/reader.ts';
import { originOf } from '../model/origin.ts';
import type { Related, Severity } from '../model/problem.ts';
import type { Candidate, LostEdge, Missing } from '../model/resolution.ts';
import type { Resource } from '../model/resource.ts';
import type { LabelPair, Labels, Written } from '../model/written.ts';
import { describeLabels, describePods, describeWritten } from '../resolve/describe.ts';
import { comparePairs, type PairFinding } from '../resolve/evidence/labelComparison.ts';
import { informFrom, warnFrom } from '../resolve/evidence/likelihood/levels.ts';
import { labelUnder, templatesMatching } from '../resolve/evidence/match.ts';
import { isWithoutTarget, resolveServiceSelector } from '../resolve/serviceSelector.ts';
import { serviceSelectsNothingFixes } from './fixes/serviceSelectsNothing.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';
import { exampleService } from './shared/exampleManifests.ts';
import { describeLoss, offendingPair, relatedToLabels, whySelectorLost } from './shared/lostWords.ts';

type Reported = Extract<Finding, { severity: Severity }>;
type Graded = Pick<Reported, 'severity' | 'weak'>;

export const serviceSelectsNothing: Rule = {
  code: 'service-selects-nothing',
  severity: 'error',
  of: ['service'],
  documentation: {
    title: 'A Service selects no pods.',
    what: `The selector of a Service does not match the labels of any pod template that the Service can reach. The severity depends on what Podwire knows:

- *error*: the setting \`closedWorld\` says that everything is in the workspace, or the connected cluster runs no matching pod either.
- *warning*: the selector selected pods in the baseline (by default the last commit), whatever its value is now. The message names what it selected and what has changed. Or one workload is at least 90 % likely to be the one that was meant.
- *information*: a workload is at least 50 % likely to be the one that was meant.
- *hint*: no workload is that likely. The pods may be defined elsewhere.

The likelihood of a workload follows from a few features, such as similar labels, the same port, and whether it is the only workload here that no Service selects.`,
    why: 'A Service whose selector matches no pod has no endpoints. Its cluster IP and all its node ports refuse every connection, although the pods are healthy. The API server accepts the Service, because pods may be created at any time.',
    fix: 'Copy the labels of the pod template into the selector, or add the labels of the selector to the pod template.',
    silent:
      'The pods are *unknown*, and nothing is reported, when something that Podwire cannot read may define them: a remote chart, a remote base, an operator, or a text that is not a manifest and contains the value. A workload that is at least 90 % likely is reported all the same. The pods are always unknown when a patch, a deployment tool or a command may change the labels or the selector on their way to the cluster. A Service without a selector and a Service of type ExternalName are not judged.',
    example: {
      bad: `${exampleService('web', 'web', { port: 80 })}---
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
  persists: (resource, { index, settings }) => isWithoutTarget(resource, index, settings),
  fixes: serviceSelectsNothingFixes,
};

/** The input of the rule's fixes. */
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
  const graded: Graded = listed ? { severity: 'error' } : severityOf(candidates[0], context);
  // A hint does not name its candidates.
  const nearest = graded.severity === 'hint' ? undefined : candidates[0];
  const template = nearest?.resource.podTemplate;
  const wrong = template
    ? comparePairs(selector, template).filter(({ relation }) => relation !== 'equal')
    : unheldPairs(selector, context.index).map((pair): PairFinding => ({ pair, relation: 'other value' }));
  const data = { candidates } satisfies SelectsNothingData;
  if (nearest && wrong.length === 0) {
    return { ...otherNamespace(service, selector, nearest.resource), ...graded, data };
  }
  const offending = wrong.find(isValueWrong) ?? wrong[0];
  const range = offending
    ? isValueWrong(offending)
      ? offending.pair.value
      : offending.pair.key
    : (selector.pairs[0]?.value ?? selector.keyRange);
  const sentences = [
    `${describeWritten(service)} selects no pods: ${describeLack(selector, wrong, context.index)}.`,
    nearest &&
      `Closest match: ${describeWritten(nearest.resource)} (${describePods(nearest.resource, selector.pairs)}).`,
    nearest ? undefined : describeElsewhere(missing),
    listed && `No pod that runs in namespace "${listed.namespace}" of ${listed.context} has them either.`,
    nearest && causeIn(nearest.resource, wrong),
    refusedValue(wrong),
  ];
  return {
    ...graded,
    message: sentences.filter((each) => each !== undefined).join(' '),
    at: originOf(service, range),
    related: nearest ? [relatedTo(nearest)] : [],
    candidates: candidates.slice(0, mostCandidates),
    data,
  };
}

/** The candidate's labels, and the strongest evidence that it is the intended workload. */
function relatedTo({ resource, evidence }: Candidate): Related {
  const reasons = evidence.filter(({ points }) => points > 0).slice(0, mostReasons);
  const because = reasons.length > 0 ? `: ${reasons.map(({ reason }) => reason()).join('; ')}` : '';
  return {
    message: `Labels of ${describeWritten(resource)}${because}`,
    at: originOf(resource, resource.podTemplate?.labels ?? resource.nameRange),
  };
}

// More reasons add little.
const mostReasons = 3;
const mostCandidates = 3;

/** The pods that match in a scope that the Service does not select from. */
function describeElsewhere({ elsewhere }: Missing): string | undefined {
  const [outside] = elsewhere ?? [];
  return (
    outside &&
    `${describeWritten(outside)} in ${outside.document.file} has them, but is outside the scope of this Service.`
  );
}

/**
 * In a closed world the user's own statement decides. Otherwise the severity follows from the likelihood of the
 * guess.
 */
function severityOf(nearest: Candidate | undefined, { settings }: RuleContext): Graded {
  const likelihood = nearest?.likelihood ?? 0;
  if (settings.closedWorld) {
    return { severity: 'error' };
  }
  return likelihood >= warnFrom
    ? { severity: 'warning' }
    : { severity: likelihood >= informFrom ? 'information' : 'hint', weak: true };
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

/** Whether the label exists with another value. If not, the key is unknown. */
function isValueWrong({ relation }: PairFinding): boolean {
  return relation !== 'absent' && relation !== 'other key' && relation !== 'mistyped key';
}

/**
 * What is missing: the wrong pairs, if no template has them; else all pairs together, because no template in
 * scope has them all.
 */
function describeLack(selector: Labels, wrong: readonly PairFinding[], index: IndexReader): string {
  const pairs = wrong.map(({ pair }) => pair);
  return pairs.length === 0 || templatesMatching({ ...selector, pairs }, index).length > 0
    ? `no pod template in scope has ${describeLabels(selector.pairs)}`
    : `no pod template has ${describeLabels(pairs)}`;
}

/** Pairs that no template of the workspace has. */
function unheldPairs(selector: Labels, index: IndexReader): readonly LabelPair[] {
  return selector.pairs.filter((pair) => index.lists(templateListsWith(pair.key.value, pair.value.value)).length === 0);
}

/** A likely misunderstanding of the author. */
function causeIn(workload: Resource, wrong: readonly PairFinding[]): string | undefined {
  const pairs = wrong.map(({ pair }) => pair);
  const hasAll = (labels: Labels | undefined) =>
    pairs.length > 0 && pairs.every((pair) => labelUnder(labels, pair.key.value)?.value.value === pair.value.value);
  const path = workload.podTemplate?.path ?? '';
  if (hasAll(workload.workloadSelector?.matchLabels)) {
    return `Its own selector asks for ${describeLabels(pairs)}, but its pod labels (${path}.metadata.labels) do not have it.`;
  }
  return path !== '' && hasAll(workload.labels)
    ? `Its own metadata.labels have ${describeLabels(pairs)}, but a Service selects by the labels of pods (${path}.metadata.labels).`
    : undefined;
}

/** A value that kubectl does not read as a string. */
function refusedValue(wrong: readonly PairFinding[]): string | undefined {
  const odd = wrong.find(({ pair }) => ['integer', 'float', 'boolean'].includes(pair.value.type))?.pair;
  return odd
    ? `kubectl reads ${odd.value.value} as a ${odd.value.type === 'boolean' ? 'boolean' : 'number'}, which the API server rejects: quote it.`
    : undefined;
}
