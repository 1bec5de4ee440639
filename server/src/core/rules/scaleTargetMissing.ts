import { kindOf } from '../kinds/list.ts';
import { originOf } from '../model/origin.ts';
import type { Reference } from '../model/reference.ts';
import type { Resource } from '../model/resource.ts';
import { describeResource } from '../resolve/describe.ts';
import { resolveName } from '../resolve/objectName.ts';
import { nameFixes } from './fixes/name.ts';
import { groupFixes } from './fixes/scaleTarget.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';
import { exampleDeployment } from './shared/exampleManifests.ts';
import { judgeNames } from './shared/namedTarget.ts';

export const scaleTargetMissing: Rule = {
  code: 'scale-target-missing',
  severity: 'error',
  of: ['references'],
  documentation: {
    title: 'An autoscaler refers to a workload that does not exist.',
    what: 'The `scaleTargetRef` of a HorizontalPodAutoscaler or of a KEDA ScaledObject, or the `targetRef` of a VerticalPodAutoscaler, names a workload that does not exist within reach, while one with a similar name does, or one with this name and another kind. Or the workload exists, but the `scaleTargetRef` of a HorizontalPodAutoscaler states no API group in `apiVersion`. A ScaledObject without a kind means a Deployment.',
    why: 'The API server accepts it all the same. The autoscaler scales nothing: the number of pods stays the same under any load.',
    fix: 'Write the apiVersion and the kind of the workload, and its name as in its `metadata.name`.',
    silent:
      'Nothing is reported if the workload may come from something that is not read, or if its name changes on its way to the cluster.',
    example: {
      bad: `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: carts
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: cart
  maxReplicas: 10
---
${exampleDeployment('carts')}`,
      good: `spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: carts
`,
    },
  },
  *check(resource, context) {
    yield* judgeNames(resource, 'scale target', words, context);
    for (const reference of resource.references) {
      if (reference.role === 'scale target' && resource.kind === 'HorizontalPodAutoscaler') {
        yield* judgeGroup(resource, reference, context);
      }
    }
  },
  fixes: (problem) => ('target' in (problem.data as object) ? groupFixes(problem) : nameFixes(problem)),
};

/** The input of the fixes if the workload exists. */
export interface ScaleTargetData {
  readonly reference: Reference;
  readonly target: Resource;
}

const words = { verb: 'scales', consequence: 'It scales nothing.', exclusive: true };

/**
 * Without a group the controller searches the core group only, and reports: no matches for kind "Deployment" in
 * group "". Source: k8s.io/kubernetes/pkg/controller/podautoscaler/horizontal.go reconcileAutoscaler.
 */
function* judgeGroup(resource: Resource, reference: Reference, { index, settings }: RuleContext): Generator<Finding> {
  const { group, kind, name, statedKind } = reference;
  if (group !== '' || kindOf('', kind)) {
    return;
  }
  const resolution = resolveName({ referrer: resource, reference }, index, settings);
  const [target] = resolution.type === 'found' ? resolution.targets : [];
  if (target) {
    yield {
      severity: settings.closedWorld ? 'error' : 'warning',
      message: `${describeResource(resource)} states no API group for ${kind} "${name.value}", so the autoscaler looks in the core group, which has no such kind. ${words.consequence} Write apiVersion: ${target.apiVersion}.`,
      at: originOf(resource, statedKind ?? name),
      related: [{ message: describeResource(target), at: originOf(target, target.nameRange) }],
      data: { reference, target } satisfies ScaleTargetData,
    };
  }
}
