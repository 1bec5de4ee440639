import { originOf, type Stated } from '../model/origin.ts';
import type { Reference } from '../model/reference.ts';
import type { Resource } from '../model/resource.ts';
import type { Written } from '../model/written.ts';
import { describeResource } from '../resolve/describe.ts';
import { patchedBy } from '../resolve/unknown/unrenderedChanges.ts';
import { ingressRejectedFixes } from './fixes/ingressRejected.ts';
import type { Finding, Rule } from './rule.ts';
import { appliedAs } from './shared/appliedAs.ts';
import { exampleService } from './shared/exampleManifests.ts';

export const ingressRejected: Rule = {
  code: 'ingress-rejected',
  severity: 'error',
  of: ['ingress'],
  documentation: {
    title: 'The API server rejects an Ingress.',
    what: `The API server certainly rejects an Ingress of \`networking.k8s.io/v1\` with one of these, which older versions had:

- \`serviceName\` and \`servicePort\` in a backend;
- \`spec.backend\`, which is called \`spec.defaultBackend\` now;
- a path without \`pathType\`.

Each is reported once for an object, with its other places beside it. A \`namespace\` in a backend is an *information*: there is no such field, kubectl rejects it, and other clients drop it, so the Ingress uses the Service of its own namespace.`,
    why: 'kubectl prints an error and does not apply the object, so no request reaches the Service. The versions `extensions/v1beta1` and `networking.k8s.io/v1beta1` are no longer served since Kubernetes 1.22, and the new version has other fields.',
    fix: 'Write `service.name` and `service.port.number` (or `service.port.name`) in each backend, and a `pathType` in each path.',
    silent: 'Nothing is reported if a kustomization or a tool may change the Ingress before it is applied.',
    example: {
      bad: `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
spec:
  rules:
    - http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              serviceName: web
              servicePort: 80
---
${exampleService('web', 'web', { port: 80 })}`,
      good: `            backend:
              service:
                name: web
                port:
                  number: 80
`,
    },
  },
  *check(resource, { index }) {
    const applied = appliedAs(resource, index);
    if (!resource.ingress || applied === 'part' || applied === 'changed' || patchedBy(resource, ['backend'], index)) {
      return;
    }
    const { untypedPaths, backend } = resource.ingress;
    const old = resource.references.filter(isOldBackend);
    if (old[0]) {
      const fields = old[0].port ? 'serviceName and servicePort are' : 'serviceName is';
      yield report(
        resource,
        old.map(({ name }) => name),
        `${fields} of an older version of Ingress${countOf(old, 'backend')}`,
        'A backend of networking.k8s.io/v1 has service.name and service.port.',
        { type: 'backends' },
      );
    }
    if (backend) {
      yield report(
        resource,
        [backend],
        'spec.backend is of an older version of Ingress',
        'It is called spec.defaultBackend now.',
        { type: 'rename', key: 'defaultBackend' },
      );
    }
    if (untypedPaths[0]) {
      yield report(
        resource,
        untypedPaths,
        `A path has no pathType${countOf(untypedPaths, 'path')}`,
        'Write Prefix, Exact or ImplementationSpecific.',
        { type: 'path types' },
      );
    }
    const strays = resource.references.flatMap(({ strayNamespace }) => strayNamespace ?? []);
    if (strays[0]) {
      yield reportNamespace(resource, strays);
    }
  },
  fixes: ingressRejectedFixes,
};

/** The input of a fix. */
export type IngressRejectionData =
  | { readonly type: 'backends' | 'path types' | 'namespaces' }
  /** Replaces the key at the problem's place. */
  | { readonly type: 'rename'; readonly key: string };

/** Whether a backend has the fields of an older version. */
export function isOldBackend({ role, path }: Reference): boolean {
  return role === 'ingress backend' && path.endsWith('.serviceName');
}

/** Source: k8s.io/kubernetes/pkg/apis/networking/validation validateIngressBackend, validateHTTPIngressPath. */
function report(
  resource: Resource,
  places: readonly Stated[],
  what: string,
  advice: string,
  data: IngressRejectionData,
): Finding {
  return {
    severity: 'error',
    message: `${what}: the API server rejects ${describeResource(resource)}. ${advice}`,
    ...placesOf(resource, places),
    data,
  };
}

/**
 * Source: kubernetes.io, Server Side Field Validation: kubectl asks for strict validation, other clients are warned.
 */
function reportNamespace(resource: Resource, places: readonly Written[]): Finding {
  return {
    severity: 'information',
    weak: true,
    message: `A backend of an Ingress has no field namespace: kubectl rejects ${describeResource(resource)}, and other clients drop the field. An Ingress reaches only Services of its own namespace.`,
    ...placesOf(resource, places),
    data: { type: 'namespaces' } satisfies IngressRejectionData,
  };
}

/** The first place, and the others as related ones. */
function placesOf(resource: Resource, [first, ...others]: readonly Stated[]) {
  return {
    at: originOf(resource, first!),
    related: others.map((each) => ({ message: 'The same here', at: originOf(resource, each) })),
  };
}

/** E.g. ` (and 2 more backends)`. */
function countOf(all: readonly unknown[], thing: string): string {
  return all.length > 1 ? ` (and ${all.length - 1} more ${thing}${all.length > 2 ? 's' : ''})` : '';
}
