import { describeLabels, describePods, describeResource } from '../index/describe.ts';
import { selectorMayMatch } from '../index/match.ts';
import { resolveName } from '../index/nameResolution.ts';
import { patchedBy } from '../index/patched.ts';
import { originOf } from '../model/origin.ts';
import type { Reference } from '../model/reference.ts';
import type { Resource } from '../model/resource.ts';
import { nameFixes } from './fixes/name.ts';
import { judgeNames } from './namedTarget.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';

export const governingServiceMissing: Rule = {
  code: 'governing-service-missing',
  severity: 'information',
  of: ['references'],
  documentation: {
    title: "A StatefulSet's serviceName names no Service of its pods.",
    what: 'The Service that a StatefulSet names in `serviceName` is nowhere near it, and one is that is called nearly so or selects its pods; or the Service is there and selects other pods. Kubernetes checks neither, so it is an *information*. A StatefulSet without `serviceName` is nothing to report.',
    why: 'Each pod of a StatefulSet has a DNS name, `web-0.web-headless`, only where `serviceName` is the name of a Service that selects the pods. Without it members of a cluster do not find each other by name.',
    mend: 'Write the name of the headless Service that selects the pods. `serviceName` cannot be changed once the StatefulSet is applied, so delete that first, with `--cascade=orphan` if its pods shall stay.',
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
    for (const reference of resource.references) {
      if (reference.role === 'governing service') {
        yield* judgePods(resource, reference, context);
      }
    }
  },
  fixes: nameFixes,
};

const words = {
  verb: 'is governed by',
  consequence: 'Its pods have no DNS names of their own.',
  severity: 'information',
} as const;

/** A Service of that name is there, and its selector is one of other pods. */
function* judgePods(resource: Resource, reference: Reference, { index, settings }: RuleContext): Generator<Finding> {
  const resolution = resolveName({ referrer: resource, reference }, index, settings);
  const services = resolution.type === 'found' ? resolution.targets : [];
  const [service] = services;
  const template = resource.podTemplate;
  const selectsOthers = ({ service: facts }: Resource) =>
    facts?.selector !== undefined && template !== undefined && !selectorMayMatch(facts.selector, template);
  if (!service || !services.every(selectsOthers)) {
    return;
  }
  const at = originOf(resource, reference.name);
  const because = [resource, ...services]
    .map((each) => patchedBy(each, ['labels', 'selector'], index))
    .find((each) => each !== undefined);
  const selector = service.service?.selector;
  yield because === undefined
    ? {
        severity: 'information',
        message: `${describeResource(resource)} is governed by Service "${reference.name.value}", which selects ${describeLabels(selector?.pairs ?? [])} and not its pods (${describePods(resource, selector?.pairs)}). ${words.consequence}`,
        at,
        related: [
          { message: `Selector of ${describeResource(service)}`, at: originOf(service, selector ?? service.nameRange) },
        ],
        data: { reference, candidates: [] },
      }
    : { at, because };
}
