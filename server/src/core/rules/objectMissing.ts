import { isNamedKind } from '../kinds/namedKinds.ts';
import type { Reference } from '../model/reference.ts';
import type { Resource } from '../model/resource.ts';
import { nameFixes } from './fixes/name.ts';
import type { Rule } from './rule.ts';
import { exampleService } from './shared/exampleManifests.ts';
import type { MissingWords } from './shared/namedTarget.ts';
import { judgeNeeds } from './shared/podNeeds.ts';

export const objectMissing: Rule = {
  code: 'object-missing',
  severity: 'error',
  of: ['references'],
  documentation: {
    title: 'An object of a controller refers to an object that does not exist.',
    what: `An object names another one that does not exist within reach, while one with a similar name does, or while one with this name is in another namespace:

- **Istio**: the hosts of a VirtualService or DestinationRule that are Services, the \`gateways\` and the \`delegate\` of a VirtualService, and the \`targetRefs\` of policies.
- **Linkerd**: the Server of a ServerAuthorization, the target and the authentications of an AuthorizationPolicy, and the Service of a ServiceProfile.
- **Traefik**: middlewares, TraefikServices, TLS options and stores, and servers transports.
- **Contour**: the proxies that an HTTPProxy includes, and its ExtensionService.
- **cert-manager**: the Issuer or ClusterIssuer of a Certificate, an Ingress or a Gateway.
- **KEDA**: the TriggerAuthentication of a ScaledObject or a ScaledJob.
- **Flux**: \`sourceRef\`, \`chartRef\`, \`dependsOn\`, and the ConfigMaps and Secrets with values.
- **Argo CD**: the project of an Application.
- **HorizontalPodAutoscaler**: the object whose metric it reads.`,
    why: 'The API server accepts the object. Its controller ignores it, or waits for the missing object, and says so only in its status or its log.',
    fix: 'Write the name of the object as in its `metadata.name`, and its namespace if the object is not in the namespace of what names it.',
    silent:
      'Such objects are often in another repository or made by a chart, so nothing is reported without a similar name. Names of other providers of Traefik (`auth@file`), the gateway `mesh` and the project `default` are not judged, and neither are hosts outside the cluster.',
    example: {
      bad: `apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata:
  name: shop
spec:
  routes:
    - match: Host(\`shop.example.com\`)
      kind: Rule
      middlewares:
        - name: strip-prefx
      services:
        - name: web
          port: 80
---
apiVersion: traefik.io/v1alpha1
kind: Middleware
metadata:
  name: strip-prefix
spec:
  stripPrefix:
    prefixes: [/shop]
---
${exampleService('web', 'web', { port: 80 })}`,
      good: `      middlewares:
        - name: strip-prefix
`,
    },
  },
  *check(resource, context) {
    yield* judgeNeeds(resource, 'controller object', (reference) => wordsFor(resource, reference), context);
    yield* judgeNeeds(resource, 'mesh host', wordsForHosts, context);
    yield* judgeNeeds(resource, 'policy target', wordsForPolicy, context);
  },
  fixes: nameFixes,
};

const wordsForHosts = { verb: 'applies to', consequence: 'It applies to no requests.' };

/** The Services to which a policy applies are like backends, which another rule judges. */
function wordsForPolicy({ group, kind }: Reference): Words | undefined {
  return isNamedKind(group, kind) ? { verb: 'applies to', consequence: 'It applies to nothing.' } : undefined;
}

type Words = Pick<MissingWords, 'verb' | 'consequence'>;

/** What a person sees at run time, by the group of the object. Sources: the documentation of each controller. */
function wordsFor({ group, kind }: Resource, { group: ofTarget, kind: kindOfTarget }: Reference): Words | undefined {
  const isService = ofTarget === '' && kindOfTarget === 'Service';
  const consequence = consequences[group] ?? consequences[`${group}/${kind}`] ?? consequences[ofTarget];
  return isService || isNamedKind(ofTarget, kindOfTarget)
    ? { verb: 'needs', consequence: consequence ?? 'Its controller does without it.' }
    : undefined;
}

const flux = 'Flux does not reconcile it.';

const consequences: Readonly<Record<string, string>> = {
  'networking.istio.io': 'Its routes are not used there.',
  'policy.linkerd.io': 'It allows nothing.',
  'traefik.io': 'Traefik leaves the route out.',
  'traefik.containo.us': 'Traefik leaves the route out.',
  'projectcontour.io': 'Contour marks it as invalid.',
  'cert-manager.io': 'No certificate is issued.',
  'keda.sh': 'KEDA does not scale by it.',
  'kustomize.toolkit.fluxcd.io': flux,
  'helm.toolkit.fluxcd.io': flux,
  'source.toolkit.fluxcd.io': flux,
  'notification.toolkit.fluxcd.io': 'Nobody is notified.',
  'image.toolkit.fluxcd.io': flux,
  'argoproj.io': 'Argo CD does not deploy it.',
  'autoscaling/HorizontalPodAutoscaler': 'It cannot read the metric.',
};
