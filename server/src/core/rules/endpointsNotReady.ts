import { notReadyReason } from '../live/notReadyReason.ts';
import { selects } from '../live/objects.ts';
import { originOf } from '../model/origin.ts';
import type { Resource } from '../model/resource.ts';
import { liveViewOf } from '../resolve/liveService.ts';
import { resolveServiceSelector } from '../resolve/serviceSelector.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';

export const endpointsNotReady: Rule = {
  code: 'endpoints-not-ready',
  severity: 'warning',
  of: ['service'],
  ofCluster: true,
  documentation: {
    title: 'A Service has no ready endpoint in the cluster.',
    what: 'A cluster is connected, the Service is applied there, pods match its selector, and none of them is ready for one of its ports.',
    why: 'Connections to the Service are refused although its selector is right: the pods have not started, their readiness probe fails, or they do not have the port that the Service uses.',
    fix: 'Look at why the pods are not ready (`podwire endpoints` prints the reason), or give the Service a `targetPort` that the pods have.',
    silent:
      'Nothing is reported without a connection, or after the connection broke. If the selector matches nothing, `service-selects-nothing` reports it.',
    example: {
      bad: `# 0 of 2 endpoints ready in the cluster
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
spec:
  selector:
    app: web
  ports:
    - port: 80
`,
      good: `# the Deployment: a readiness probe that its container answers
readinessProbe:
  httpGet:
    path: /health
    port: 80
`,
    },
  },
  *check(resource, context) {
    const view = resource.service && liveViewOf(resource, context.index, context.settings);
    if (view?.applied.state !== 'current' || !view.applied.value || !view.isStated) {
      return;
    }
    const { service, endpoints } = view.applied.value;
    if (service.selector === undefined || service.type === 'ExternalName') {
      return;
    }
    const listed = endpoints.ready.length + endpoints.notReady.length + endpoints.terminating.length;
    const matching = matchingPods(resource, context, view.namespace);
    // Another rule reports a selector that matches nothing. A selector whose file differs from the cluster may
    // already be fixed there.
    if (
      listed === 0 &&
      (!matching || resolveServiceSelector(resource, context.index, context.settings).type !== 'found')
    ) {
      return;
    }
    const because = notReadyReason(service, endpoints, { matching, states: [] });
    if (because !== undefined) {
      yield report(resource, `Service "${resource.name}" has no ready endpoint in ${view.context}`, because);
    }
  },
};

function report(resource: Resource, sentence: string, because: string): Finding {
  const isOfPort = because.startsWith('port ');
  const words = isOfPort ? sentence.replace('no ready endpoint', 'ports without a ready endpoint') : sentence;
  const selector = resource.service?.selector;
  const at = originOf(resource, selector?.keyRange ?? resource.nameRange);
  return { severity: 'warning', message: `${words}: ${because}.`, at };
}

function matchingPods(resource: Resource, { index }: RuleContext, namespace: string): number | undefined {
  const pods = index.livePods(namespace)?.pods;
  const live = index.liveService(namespace, resource.name)?.service;
  if (pods?.state !== 'current' || live?.state !== 'current' || !live.value) {
    return undefined;
  }
  const service = live.value;
  return pods.value.filter((pod) => selects(service, pod)).length;
}
