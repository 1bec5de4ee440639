import { objectsNamed, referrersTo } from '../index/keys.ts';
import { isBuiltIn, wellKnownClasses } from '../kinds/builtIn.ts';
import { originOf } from '../model/origin.ts';
import type { Reference } from '../model/reference.ts';
import type { Resource } from '../model/resource.ts';
import { describeResource } from '../resolve/describe.ts';
import { likenessOf } from '../resolve/evidence/nameSimilarity.ts';
import { deployabilityOf } from '../resolve/scope/deployability.ts';
import { classFixes } from './fixes/class.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';
import { exampleService } from './shared/exampleManifests.ts';
import { judgeNeeds } from './shared/podNeeds.ts';

export const classMissing: Rule = {
  code: 'class-missing',
  severity: 'warning',
  of: ['references'],
  documentation: {
    title: 'An IngressClass, GatewayClass, StorageClass, PriorityClass or RuntimeClass does not exist.',
    what: 'An Ingress, a Gateway, a volume claim or a pod template names a class that does not exist within reach, while one with a similar name does. Or the name is almost the name that a controller or a cloud gives to its class (`nginx`, `traefik`, `system-cluster-critical`), and nothing else uses it.',
    why: 'No controller is responsible: an Ingress or a Gateway gets no address, and a volume claim stays *Pending*. The API server rejects a pod with an unknown PriorityClass or RuntimeClass.',
    fix: 'Write the name of the class as `kubectl get ingressclass` (or gatewayclass, storageclass, priorityclass, runtimeclass) shows it.',
    silent:
      'Classes are mostly created by those who run the cluster, so nothing is reported without a similar name, also not with `closedWorld`.',
    example: {
      bad: `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
spec:
  ingressClassName: ngnix
  defaultBackend:
    service:
      name: web
      port:
        number: 80
---
${exampleService('web', 'web', { port: 80 })}`,
      good: `spec:
  ingressClassName: nginx
`,
    },
  },
  *check(resource, context) {
    const { settings } = context;
    // The cluster has classes that no file has.
    const open = settings.closedWorld ? { ...context, settings: { ...settings, closedWorld: false } } : context;
    let isReported = false;
    for (const finding of judgeNeeds(resource, 'class', wordsFor(resource), open)) {
      isReported = true;
      yield finding;
    }
    for (const reference of isReported ? [] : resource.references) {
      if (reference.role === 'class') {
        yield* judgeWellKnown(resource, reference, open);
      }
    }
  },
  fixes: classFixes,
};

/** The input of the fix for a name that is almost the one of a well-known class. */
export interface WellKnownClassData {
  readonly reference: Reference;
  readonly wellKnown: string;
}

function* judgeWellKnown(resource: Resource, reference: Reference, { index }: RuleContext): Generator<Finding> {
  const { group, kind, name } = reference;
  const known = wellKnownClasses[kind] ?? [];
  const { value } = name;
  if (known.includes(value) || isBuiltIn(group, kind, value) || name.type !== 'string') {
    return;
  }
  const wellKnown = known.find((each) => each.length >= shortestTelling && likenessOf(each, value) === 'typo');
  if (
    wellKnown === undefined ||
    index.list(objectsNamed(group, kind, value)).length > 0 ||
    isUsedElsewhere(resource, index.list(referrersTo(group, kind, value))) ||
    deployabilityOf(resource, index).type === 'part'
  ) {
    return;
  }
  yield {
    severity: 'warning',
    message: `${describeResource(resource)} ${wordsFor(resource).verb} ${kind} "${value}", which no manifest here defines. Did you mean the well-known "${wellKnown}"? ${wordsFor(resource).consequence}`,
    at: originOf(resource, name),
    data: { reference, wellKnown } satisfies WellKnownClassData,
  };
}

/** Whether another object names the class too. A class that several objects name is no typing error. */
function isUsedElsewhere({ name, kind }: Resource, referrers: readonly Resource[]): boolean {
  return referrers.some((each) => each.name !== name || each.kind !== kind);
}

// In a shorter name one letter is too much of it.
const shortestTelling = 5;

function wordsFor({ kind }: Resource): { readonly verb: string; readonly consequence: string } {
  switch (kind) {
    case 'Ingress':
      return { verb: 'asks for', consequence: 'No controller serves it.' };
    case 'Gateway':
      return { verb: 'asks for', consequence: 'No controller serves it.' };
    case 'PersistentVolumeClaim':
      return { verb: 'asks for', consequence: 'It stays pending.' };
    default:
      return { verb: 'asks for', consequence: 'Its pods do not start.' };
  }
}
