import { objectsNamed } from '../index/keys.ts';
import type { IndexReader } from '../index/reader.ts';
import { originOf, type Stated } from '../model/origin.ts';
import type { Resource } from '../model/resource.ts';
import type { LabelPair, LabelSelector, Labels, Requirement, Written } from '../model/written.ts';
import { describeLabels, describePods, describeResource } from '../resolve/describe.ts';
import { labelSelectorMatches, labelUnder } from '../resolve/evidence/match.ts';
import { deployabilityOf } from '../resolve/scope/deployability.ts';
import { doubtOnTheWay, mayChange, patchedBy } from '../resolve/unknown/unrenderedChanges.ts';
import { selectorTemplateMismatchFixes } from './fixes/selectorTemplateMismatch.ts';
import { labelKeyFault } from './labelSyntax.ts';
import type { Finding, Rule } from './rule.ts';
import { judgeStrayFields } from './shared/strayFields.ts';

export const selectorTemplateMismatch: Rule = {
  code: 'selector-template-mismatch',
  severity: 'error',
  of: ['workloadSelector'],
  documentation: {
    title: "A workload's selector does not match its own pod template.",
    what: 'The `spec.selector` of a Deployment, StatefulSet, DaemonSet, ReplicaSet, ReplicationController, DeploymentConfig or Rollout asks for a label that its own pod template does not have. A Job that states a selector without `manualSelector: true`. Also reported: a pod template that is nested inside the selector, and labels next to `matchLabels` instead of inside, where they have no effect.',
    why: 'The API server rejects such a workload: "selector does not match template labels". A new workload does not run at all, and a running version stays unchanged. A Rollout is accepted, but its controller creates no pods.',
    fix: 'Add the labels of the selector to the pod template. The selector itself cannot be changed once the workload is applied.',
    silent: 'Nothing is reported if a template or a kustomization fills in or changes the selector or the labels.',
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
        app: webserver
    spec:
      containers:
        - name: web
          image: nginx
`,
      good: `  template:
    metadata:
      labels:
        app: web
`,
    },
  },
  *check(resource, context) {
    const { index } = context;
    const { workloadSelector: selector, podTemplate } = resource;
    if (!selector) {
      return;
    }
    if (resource.group === 'batch' && resource.manualSelector?.value !== 'true') {
      yield* ownSelector(resource, selector, index);
      return;
    }
    const template = podTemplate ? undefined : selector.strayFields.find(({ value }) => value === 'template');
    if (template) {
      yield* strayTemplate(resource, template, index);
      return;
    }
    if (yield* judgeStrayFields(resource, selector, context)) {
      return;
    }
    const owner = podTemplate ? resource : referredWorkload(resource, index);
    const labels = owner?.podTemplate?.labels;
    if (!owner?.podTemplate || !isJudgeable(selector) || labelSelectorMatches(selector, labels)) {
      return;
    }
    const because = whyMismatchIsUnknown(resource, selector, labels, index);
    if (because !== undefined) {
      yield { at: originOf(resource, selector.keyRange), because };
      return;
    }
    yield report(resource, owner, selector, labels);
  },
  fixes: selectorTemplateMismatchFixes,
};

/**
 * The API server generates the selector of a Job, and rejects any other. An empty one is filled in. Source:
 * k8s.io/kubernetes/pkg/registry/batch/job generateSelector, pkg/apis/batch/validation ValidateGeneratedSelector.
 */
function* ownSelector(
  resource: Resource,
  { keyRange, matchLabels, matchExpressions }: LabelSelector,
  index: IndexReader,
): Generator<Finding> {
  const asked = [...(matchLabels?.pairs ?? []), ...matchExpressions].map(({ key }) => key);
  const isOpen = resource.manualSelector?.type === 'placeholder' || asked.some(({ type }) => type === 'placeholder');
  const isOfJob = resource.kind === 'Job' && asked.length > 0 && !isOpen;
  if (isOfJob && deployabilityOf(resource, index).type === 'deployable' && !patchedBy(resource, ['selector'], index)) {
    yield {
      severity: 'error',
      message: `${describeResource(resource)} states a selector, which the API server generates for a Job: it rejects this one. Remove the selector.`,
      at: originOf(resource, keyRange),
      data: { ownSelector: keyRange } satisfies OwnSelectorData,
    };
  }
}

/** The input of the fix for a Job with a selector. */
export interface OwnSelectorData {
  readonly ownSelector: Stated;
}

/**
 * A template that is indented two columns too far is a part of the selector. The selector has no such field,
 * and the workload has no template.
 */
function* strayTemplate(resource: Resource, at: Stated, index: IndexReader): Generator<Finding> {
  if (deployabilityOf(resource, index).type === 'deployable') {
    yield {
      severity: 'error',
      message: `${describeResource(resource)} has no pod template: it is nested inside its selector, one level too deep. The API server rejects it.`,
      at: originOf(resource, at),
    };
  }
}

/** The workload whose pod template this resource uses. Source: argo-rollouts RolloutSpec.workloadRef. */
function referredWorkload({ workloadRef, document, bundle }: Resource, index: IndexReader): Resource | undefined {
  return (
    workloadRef &&
    index
      .list(objectsNamed(workloadRef.group, workloadRef.kind, workloadRef.name.value))
      .find((each) => each.document.file === document.file && each.bundle === bundle)
  );
}

/**
 * Whether the selector can be compared with the template. An empty selector matches everything. The API server
 * rejects labels and requirements with wrong syntax, which other checks report.
 */
function isJudgeable({ matchLabels, matchExpressions }: LabelSelector): boolean {
  const pairs = matchLabels?.pairs ?? [];
  return (
    pairs.length + matchExpressions.length > 0 &&
    pairs.every(({ key, value }) => !isNested(key) && !isNested(value)) &&
    matchExpressions.every(isWellFormed)
  );
}

/** Source: k8s.io/apimachinery/pkg/apis/meta/v1/validation ValidateLabelSelectorRequirement. */
function isWellFormed({ key, operator, values }: Requirement): boolean {
  const listsValues = operator === 'In' || operator === 'NotIn';
  const isKnown = listsValues || operator === 'Exists' || operator === 'DoesNotExist';
  return (
    isKnown && labelKeyFault(key.value) === undefined && values.length > 0 === listsValues && !values.some(isNested)
  );
}

function isNested({ type }: Written): boolean {
  return type === 'mapping' || type === 'sequence';
}

function whyMismatchIsUnknown(
  resource: Resource,
  selector: LabelSelector,
  labels: Labels | undefined,
  index: IndexReader,
): string | undefined {
  const deployability = deployabilityOf(resource, index);
  if (deployability.type === 'part') {
    return deployability.because;
  }
  const written = [...(selector.matchLabels?.pairs ?? []), ...(labels?.pairs ?? [])].flatMap((pair) => [
    pair.key,
    pair.value,
  ]);
  const expressed = selector.matchExpressions.flatMap((requirement) => [requirement.key, ...requirement.values]);
  if ([...written, ...expressed].some(({ type }) => type === 'placeholder')) {
    return 'labels are filled in by a template';
  }
  const asked = [...(selector.matchLabels?.pairs ?? []), ...selector.matchExpressions].map(({ key }) => key.value);
  return doubtOnTheWay(resource.bundle, deployability.membership, index, (doubt) => mayChange(doubt, resource, asked));
}

function report(resource: Resource, owner: Resource, selector: LabelSelector, labels: Labels | undefined): Finding {
  const pair = selector.matchLabels?.pairs.find(
    ({ key, value }) => value.type !== 'null' && labelUnder(labels, key.value)?.value.value !== value.value,
  );
  const requirement = selector.matchExpressions.find(
    (each) => !labelSelectorMatches({ ...selector, matchLabels: undefined, matchExpressions: [each] }, labels),
  );
  const subject = owner === resource ? 'its own pods' : `the pods of ${describeResource(owner)}, which it refers to`;
  const label = pair && labelUnder(labels, pair.key.value);
  const wanted = pair ? describeLabels([pair]) : requirement ? describeRequirement(requirement) : 'other labels';
  const got = label ? `has ${describeLabels([label])}` : `does not have (${describePods(owner)})`;
  // For a custom resource the API server checks only the schema. Source:
  // argo-rollouts/pkg/apis/rollouts/validation.
  const isCustom = resource.group === 'argoproj.io';
  const refusal = isCustom ? 'Its controller creates no pods from it.' : 'The API server rejects it.';
  return {
    severity: 'error',
    message: `${describeResource(resource)} does not select ${subject}: its selector asks for ${wanted}, which its pod template ${got}. ${refusal}`,
    at: originOf(resource, offendingRange(pair, label, requirement) ?? selector.keyRange),
    related: [
      {
        message: `Pod labels of ${describeResource(owner)}`,
        at: originOf(owner, labels ?? owner.nameRange),
      },
    ],
  };
}

/** The range of the value if the template has the key, else of the key. */
function offendingRange(pair: LabelPair | undefined, label: LabelPair | undefined, requirement?: Requirement) {
  return pair ? (label ? pair.value : pair.key) : requirement;
}

/** `tier In (front, back)`. */
function describeRequirement({ key, operator, values }: Requirement): string {
  const list = values.length > 0 ? ` (${values.map((each) => each.value).join(', ')})` : '';
  return `${key.value} ${operator}${list}`;
}
