import { objectsNamed, referrersTo } from '../index/keys.ts';
import { originOf } from '../model/origin.ts';
import type { SelectorReference } from '../model/reference.ts';
import type { Candidate } from '../model/resolution.ts';
import type { Resource } from '../model/resource.ts';
import type { Labels } from '../model/written.ts';
import { describeLabels, describePods, describeResource } from '../resolve/describe.ts';
import { warnFrom } from '../resolve/evidence/likelihood/levels.ts';
import { labelUnder, selectorMayMatch, templatesMatching } from '../resolve/evidence/match.ts';
import { likenessOf } from '../resolve/evidence/nameSimilarity.ts';
import { resolveName } from '../resolve/objectName.ts';
import { workloadsOfService } from '../resolve/serviceSelector.ts';
import { patchedBy } from '../resolve/unknown/unrenderedChanges.ts';
import { none } from '../text/emptyList.ts';
import { selectorFixes } from './fixes/selector.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';
import { exampleDeployment, exampleService } from './shared/exampleManifests.ts';
import type { SelectsNothingData } from './shared/selectsNothing.ts';

export const subsetSelectsNothing: Rule = {
  code: 'subset-selects-nothing',
  severity: 'error',
  of: ['selectors'],
  documentation: {
    title: 'A subset of a DestinationRule selects no pods of its Service.',
    what: 'The `labels` of a subset select among the pods of the Service that the host names. The Service selects pods, and none of them has these labels. It is a *warning* if pods have a similar value for the label that is wrong, with `closedWorld` an *error*, else an *information* if a VirtualService sends traffic to the subset.',
    why: 'The proxies have no endpoint for the subset and answer its requests with 503.',
    fix: 'Write the labels that the pod template has, or give the pod template the label.',
    silent:
      'Nothing is reported of a subset that nothing uses, unless pods have a similar value. Nothing is reported either if any pod template of the workspace has the labels of the subset and of the Service, and if something may change the labels on their way to the cluster. Labels that a controller adds, such as those of Argo Rollouts, are known.',
    example: {
      bad: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: web
spec:
  host: web
  subsets:
    - name: all
      labels:
        app: webb
---
${exampleService('web', 'web', { port: 80 })}---
${exampleDeployment('web')}`,
      good: `  subsets:
    - name: all
      labels:
        app: web
`,
    },
  },
  *check(resource, context) {
    for (const reference of resource.selectors) {
      if (reference.role === 'subset pods') {
        yield* judgeSubset(resource, reference, context);
      }
    }
  },
  fixes: selectorFixes,
};

function* judgeSubset(resource: Resource, reference: SelectorReference, context: RuleContext): Generator<Finding> {
  const { index, settings } = context;
  const labels = reference.selector.matchLabels;
  const host = resource.references.find(({ role }) => role === 'mesh host');
  if (!labels || !host || labels.pairs.length === 0 || labels.pairs.some(({ value }) => value.type !== 'string')) {
    return;
  }
  const resolution = resolveName({ referrer: resource, reference: host }, index, settings);
  const services = resolution.type === 'found' ? resolution.targets : none;
  const workloads = services.flatMap((each) => workloadsOfService(each, index, settings));
  const selects = (workload: Resource) =>
    workload.podTemplate !== undefined && selectorMayMatch(labels, workload.podTemplate);
  if (workloads.length === 0 || workloads.some(selects) || isSelectedElsewhere(labels, services, index)) {
    return;
  }
  const candidates = candidatesFor(labels, workloads, resource);
  const [nearest] = candidates;
  const wrong = labels.pairs.find(
    ({ key, value }) => labelUnder(nearest?.resource.podTemplate?.labels, key.value)?.value.value !== value.value,
  );
  const offending = wrong ?? labels.pairs[0]!;
  const at = originOf(resource, offending.value);
  const because =
    patchedBy(resource, [resource.kind, 'subsets'], index) ??
    workloads.map((each) => patchedBy(each, ['labels'], index)).find((each) => each !== undefined);
  if (because !== undefined) {
    yield { at, because };
    return;
  }
  const isClear = (nearest?.likelihood ?? 0) >= warnFrom;
  if (!isClear && !settings.closedWorld && !isUsed(resource, reference, host.name.value, index)) {
    return;
  }
  const [workload] = workloads;
  const sentences = [
    `A subset of ${describeResource(resource)} selects no pods: none of Service "${host.name.value}" has ${describeLabels(labels.pairs)}.`,
    'Its requests are answered with 503.',
    `${nearest && isClear ? 'Closest match' : 'The Service selects'}: ${describeResource(nearest?.resource ?? workload!)} (${describePods(nearest?.resource ?? workload!, labels.pairs)}).`,
  ];
  yield {
    ...(settings.closedWorld
      ? { severity: 'error' as const }
      : isClear
        ? { severity: 'warning' as const }
        : { severity: 'information' as const, weak: true as const }),
    message: sentences.join(' '),
    at,
    related: workloads.slice(0, mostRelated).map((each) => ({
      message: `Labels of ${describeResource(each)}`,
      at: originOf(each, each.podTemplate?.labels ?? each.nameRange),
    })),
    data: { reference, candidates } satisfies SelectsNothingData,
  };
}

const mostRelated = 3;

/**
 * Whether a VirtualService sends traffic to the subset. People also define subsets for versions that are not deployed
 * yet.
 */
function isUsed(rule: Resource, { path }: SelectorReference, host: string, index: RuleContext['index']): boolean {
  const position = Number(/\[(\d+)\]/.exec(path)?.[1]);
  const own = index
    .list(objectsNamed('', 'Subset', host))
    .find(
      ({ document, start, bundle }) => document === rule.document && start === rule.start && bundle === rule.bundle,
    );
  const name = own?.data?.keys[position]?.value;
  return index
    .list(referrersTo('', 'Subset', host))
    .some(({ references }) =>
      references.some(
        ({ role, name: named, keys }) =>
          role === 'subset' && named.value === host && keys?.some(({ written }) => written.value === name),
      ),
    );
}

/** Whether a template in any place has the labels of the subset and those that the Service asks for. */
function isSelectedElsewhere(labels: Labels, services: readonly Resource[], index: RuleContext['index']): boolean {
  return templatesMatching(labels, index).some((each) =>
    services.some(
      ({ service }) =>
        service?.selector && each.podTemplate !== undefined && selectorMayMatch(service.selector, each.podTemplate),
    ),
  );
}

/**
 * The workloads of the Service with another value for the one label that is wrong: first those whose value is spelt
 * almost like it, then those that no other subset selects.
 */
function candidatesFor(
  { pairs }: Labels,
  workloads: readonly Resource[],
  { selectors }: Resource,
): readonly Candidate[] {
  const others = selectors.flatMap(({ role, selector }) =>
    role === 'subset pods' && selector.matchLabels ? selector.matchLabels : none,
  );
  const found = workloads.flatMap((resource) => {
    const differing = pairs.filter(
      ({ key, value }) => labelUnder(resource.podTemplate?.labels, key.value)?.value.value !== value.value,
    );
    const [wrong] = differing;
    const label = wrong && labelUnder(resource.podTemplate?.labels, wrong.key.value);
    if (differing.length !== 1 || !label) {
      return [];
    }
    const likeness = likenessOf(label.value.value, wrong.value.value);
    const isFree = !others.some((each) => resource.podTemplate && selectorMayMatch(each, resource.podTemplate));
    return [{ resource, isAlike: likeness === 'typo' || likeness === 'spelling', isFree }];
  });
  const free = found.filter(({ isFree }) => isFree);
  return found
    .map(({ resource, isAlike, isFree }): Candidate => {
      const isMeant = isFree && (isAlike || free.length === 1);
      return {
        resource,
        likelihood: isMeant ? warnFrom : 0,
        evidence: [
          {
            points: isMeant ? 1 : 0,
            reason: () => (isAlike ? 'its label is spelt almost like it' : 'no other subset selects it'),
          },
        ],
      };
    })
    .sort((a, b) => b.likelihood - a.likelihood);
}
