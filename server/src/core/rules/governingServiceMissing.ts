import { originOf } from '../model/origin.ts';
import type { Resource } from '../model/resource.ts';
import { describeResource } from '../resolve/describe.ts';
import { resolveName } from '../resolve/objectName.ts';
import { patchedBy } from '../resolve/unknown/unrenderedChanges.ts';
import { headlessFixes } from './fixes/headless.ts';
import { nameFixes } from './fixes/name.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';
import { judgePodsOfNamed } from './shared/namedService.ts';
import { judgeNames } from './shared/namedTarget.ts';

export const governingServiceMissing: Rule = {
  code: 'governing-service-missing',
  severity: 'information',
  of: ['references'],
  documentation: {
    title: "A StatefulSet's serviceName, or a pod's subdomain, names no headless Service that selects its pods.",
    what: 'The `serviceName` of a StatefulSet names a Service that does not exist within reach, while another one has a similar name or selects the pods. Or the Service exists and selects other pods, or it is not headless although the StatefulSet has several replicas. The same holds for the `subdomain` of a pod template. Kubernetes checks neither, so this is an *information*.',
    why: 'Each pod of a StatefulSet has a DNS name, such as `web-0.web-headless`, only if `serviceName` is the name of a headless Service that selects the pods. Without it, the members of a cluster do not find each other by name.',
    fix: 'Write the name of the headless Service that selects the pods. `serviceName` cannot be changed once the StatefulSet is applied: delete the StatefulSet first, with `--cascade=orphan` if its pods must keep running.',
    silent:
      'A StatefulSet without `serviceName`, and one with a single replica whose Service is not headless, is not reported. Nothing is reported if the Service may come from something that is not read.',
    example: {
      bad: `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: mongo
spec:
  serviceName: mongo
  selector:
    matchLabels:
      app: mongo
  template:
    metadata:
      labels:
        app: mongo
    spec:
      containers:
        - name: mongo
          image: mongo
---
apiVersion: v1
kind: Service
metadata:
  name: mongo-service
spec:
  clusterIP: None
  selector:
    app: mongo
  ports:
    - port: 27017
`,
      good: `spec:
  serviceName: mongo-service
`,
    },
  },
  *check(resource, context) {
    yield* judgeNames(resource, 'governing service', words, context);
    yield* judgePodsOfNamed(resource, 'governing service', words, context);
    yield* judgeNames(resource, 'subdomain', wordsOfSubdomain, context);
    yield* judgePodsOfNamed(resource, 'subdomain', wordsOfSubdomain, context);
    yield* judgeHeadless(resource, context);
  },
  fixes: (problem) => ('service' in (problem.data as object) ? headlessFixes(problem) : nameFixes(problem)),
};

const words = {
  verb: 'is governed by',
  consequence: 'Its pods have no DNS names of their own.',
  severity: 'information',
} as const;

const wordsOfSubdomain = { ...words, verb: 'has the subdomain of' };

/** The input of the fix for a Service with an address of its own. */
export interface HeadlessData {
  readonly service: Resource;
}

/**
 * Only a headless Service has the addresses of its pods in DNS. With one replica nobody asks for them. Source:
 * kubernetes.io, DNS for Services and Pods; github.com/coredns/coredns plugin/kubernetes.
 */
function* judgeHeadless(resource: Resource, { index, settings }: RuleContext): Generator<Finding> {
  for (const reference of resource.references) {
    if (reference.role !== 'governing service' || (resource.podTemplate?.replicas ?? 1) < 2) {
      continue;
    }
    const resolution = resolveName({ referrer: resource, reference }, index, settings);
    const targets = resolution.type === 'found' ? resolution.targets : [];
    const [service] = targets;
    if (!service || !targets.every(hasAddress)) {
      continue;
    }
    const at = originOf(resource, reference.name);
    const because = targets.map((each) => patchedBy(each, ['clusterIP'], index)).find((each) => each !== undefined);
    yield because === undefined
      ? {
          severity: 'information',
          weak: true,
          message: `${describeResource(resource)} is governed by ${describeResource(service)}, which is not headless: DNS has no names for the single pods. Set clusterIP: None, or name another Service that has it.`,
          at,
          related: [{ message: describeResource(service), at: originOf(service, service.nameRange) }],
          data: { service } satisfies HeadlessData,
        }
      : { at, because };
  }
}

function hasAddress({ service }: Resource): boolean {
  const { clusterIP, type, selector } = service ?? {};
  return (
    selector !== undefined &&
    clusterIP?.value !== 'None' &&
    clusterIP?.type !== 'placeholder' &&
    type?.value !== 'ExternalName'
  );
}
