/** An explanation, before the evidence that all explanations share. */
export interface Finding {
  readonly code: VerdictCode;
  readonly message: string;
  readonly advice?: string;
  readonly evidence?: readonly string[];
}

export type VerdictCode = keyof typeof verdictCodes;

/** Every verdict that a probe can have, with its meaning. The codes are stable: scripts read them. */
export const verdictCodes = {
  reachable: 'Every address gave a healthy answer.',
  'reachable-slowly': 'Every address gave a healthy answer, one of them much later than the others.',
  'reachable-filtered':
    'Addresses of one network give a healthy answer, those of another do not answer: a firewall or the routing blocks them.',
  'reachable-in-part': 'Some addresses gave a healthy answer; others did not, for different reasons.',
  'redirects-to-https': 'The application redirects to https at another address.',
  'no-endpoints-selector': 'No pod matches the applied selector.',
  'no-endpoints-not-ready': 'Pods match, but none is ready.',
  'no-endpoints-port-name': 'Pods match, but none has a container port with the name in targetPort.',
  'no-endpoints-no-selector': 'The Service has no selector, and nobody has created endpoints for it.',
  'no-endpoints': 'There are no endpoints, although pods are ready; or the pods could not be read.',
  'probably-no-endpoints':
    'The connection is refused, and in the files the selector matches no pod. No cluster was asked.',
  'target-port-wrong': 'Pods are ready, but refuse the port of targetPort, which they do not declare.',
  'app-not-listening':
    'Pods are ready, but refuse a port that they declare: nothing listens there on the address of the pod.',
  'local-traffic-only': 'externalTrafficPolicy is Local, and the nodes that were tried have no ready pod.',
  filtered: 'Endpoints are ready, but no address answers: a firewall or the routing blocks them.',
  'firewall-rejects': 'Endpoints are ready and the port is served, but something on the route rejects the connection.',
  'node-down': 'The node is not ready, or no node has the address.',
  'node-port-differs': 'The node port in the file differs from the one in the cluster.',
  'not-applied': 'The Service is not in the cluster.',
  'in-another-namespace': 'A Service of that name exists only in another namespace.',
  'network-policy':
    'No connection gets through. A NetworkPolicy that selects the pods and does not admit everyone may be the cause.',
  'app-error': 'The application answers with a server error.',
  'path-not-found': 'The application answers 404 for the path.',
  'app-denies': 'The application denies the request, or expects something that the request does not contain.',
  'speaks-tls': 'The port speaks TLS, but the request was in plain text.',
  'speaks-http2': 'The port speaks only HTTP/2, but the request was in HTTP/1.1.',
  'speaks-another-protocol': 'The port speaks something that is not HTTP.',
  'tls-failed': 'The TLS handshake failed.',
  'node-port-not-served':
    'Endpoints are ready, but a node refuses at all its addresses: kube-proxy does not serve the port there.',
  'address-not-served':
    'kube-proxy does not serve this address: it is of another IP family, or not the primary address of the node.',
  'pod-unreachable': 'Endpoints are ready, but not even the API server reaches a pod.',
  'app-resets': 'The connection is accepted, but ends without an answer.',
  'answer-too-slow': 'The connection is accepted, but no complete answer came in time.',
  unreachable: 'There is no route from this machine to the address.',
  refused: 'Every address refused. What is behind them is unknown.',
  'no-answer': 'No address answered. What is behind them is unknown.',
  'name-does-not-resolve': 'The name of the node does not resolve to an address that may be tried.',
  undecided: 'No address gave a healthy answer, for different reasons.',
  'protocol-not-probed': 'UDP and SCTP cannot be probed this way.',
  'no-node-port': 'The Service has no node port.',
  'external-name':
    'The Service has the type ExternalName: it is a name for another host and has neither pods nor a node port.',
  'nothing-to-try': 'There was no address to try.',
  cancelled: 'The probe was cancelled before there was an outcome.',
} as const;
