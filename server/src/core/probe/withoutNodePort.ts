import type { ProbedPort, ServiceReach } from './facts.ts';
import { enumerate } from './networkWords.ts';
import type { Finding } from './verdictCodes.ts';

/**
 * Whether the API server allocates node ports for a Service, or may have done so. Source:
 * pkg/registry/core/service/storage initNodePorts.
 */
export function mayHaveNodePorts({ type, withoutNodePorts, isHeadless }: ServiceReach): boolean {
  return !isHeadless && (type === 'NodePort' || (type === 'LoadBalancer' && !withoutNodePorts));
}

/** Whether the API server rejects a node port of the Service. Source: pkg/apis/core/validation validateService. */
export function isOfNoNode({ type }: ServiceReach): boolean {
  return type === 'ClusterIP' || type === 'ExternalName';
}

/**
 * Whether the Service is only a name in the DNS of the cluster: its selector is ignored, and it has no
 * endpoints.
 */
export function isName({ type }: ServiceReach): boolean {
  return type === 'ExternalName';
}

/**
 * Says that no address of a node leads to a Service, why, and which routes lead to it.
 *
 * @param status the application's answer through the service proxy of the API server
 */
export function withoutNodePort(reach: ServiceReach, port: ProbedPort, status: number | undefined): Finding {
  if (isName(reach)) {
    const { externalName = 'no host' } = reach;
    return {
      code: 'external-name',
      message: `the Service is another name for ${externalName} in the DNS of the cluster: it has neither pods nor a node port`,
      advice: `Use ${reach.externalName ?? 'the intended host'} itself, or the name of the Service from inside a pod.`,
    };
  }
  const { message, advice } = lackOf(reach, port);
  return {
    code: 'no-node-port',
    message:
      status === undefined
        ? `${message}, so no address of a node leads to it`
        : `${message}; through the API server it answers ${status}`,
    advice,
  };
}

function lackOf(reach: ServiceReach, { port }: ProbedPort): { readonly message: string; readonly advice: string } {
  const { type, isHeadless, withoutNodePorts, balancers } = reach;
  if (type === 'LoadBalancer') {
    const at = balancers ? ` at ${enumerate(balancers)}${port === undefined ? '' : `, port ${port}`}` : '';
    return {
      message: `the Service has no node port${withoutNodePorts ? ', by allocateLoadBalancerNodePorts: false' : ''}`,
      advice: `Use its load balancer${at}, or state a nodePort.`,
    };
  }
  if (isHeadless) {
    return {
      message: 'the Service has no node port, because it is headless (clusterIP: None)',
      advice: 'Use its pods from inside the cluster, or create a second Service of type NodePort for them.',
    };
  }
  return {
    message: 'the Service has no node port',
    advice: 'To reach it from outside the cluster, give it the type NodePort, or use an Ingress or a port-forward.',
  };
}
