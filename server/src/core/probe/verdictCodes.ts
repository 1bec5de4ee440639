/** What an explanation comes to, before the evidence that all explanations share. */
export interface Finding {
  readonly code: VerdictCode;
  readonly message: string;
  readonly advice?: string;
  readonly evidence?: readonly string[];
}

export type VerdictCode = keyof typeof verdictCodes;

/** Every verdict that a probe can come to, with what it means. The codes are stable: scripts read them. */
export const verdictCodes = {
  reachable: 'Every address answered healthily.',
  'reachable-slowly': 'Every address answered healthily, one much later than the others.',
  'reachable-filtered':
    'One network answers healthily, on another nothing comes back: a firewall or routing is between.',
  'reachable-in-part': 'Some addresses answered healthily, others did not, for different reasons.',
  'redirects-to-https': 'The application answers with a redirect to https at another place.',
  'no-endpoints-selector': 'No pod matches the applied selector.',
  'no-endpoints-not-ready': 'Pods match, and none is ready.',
  'no-endpoints-port-name': 'Pods match, and none has a container port of the name that targetPort states.',
  'no-endpoints-no-selector': 'The Service has no selector, and nobody has made endpoints for it.',
  'no-endpoints': 'There are no endpoints, and the pods could not be read, or are ready nevertheless.',
  'probably-no-endpoints': 'Refused, and in the files the selector matches no pod; the cluster was not asked.',
  'target-port-wrong': 'Pods are ready and refuse the port that targetPort names, which they do not declare.',
  'app-not-listening':
    'Pods are ready and refuse a port that they declare: nothing listens there on the address of the pod.',
  'local-traffic-only': 'externalTrafficPolicy is Local, and the nodes that were asked have no ready pod.',
  filtered: 'Endpoints are ready, and nothing comes back at any address: a firewall or routing is between.',
  'firewall-rejects': 'Endpoints are ready and the port is served, and something on the way rejects the connection.',
  'node-down': 'The node is not ready, or no node states the address.',
  'node-port-differs': 'The node port of the file is not the one that is applied.',
  'not-applied': 'The Service is not in the cluster.',
  'in-another-namespace': 'A Service of that name is in another namespace only.',
  'network-policy':
    'Nothing gets through, and a NetworkPolicy that selects the pods and does not admit everyone may be why.',
  'app-error': 'The application answers with a server error.',
  'path-not-found': 'The application answers 404 at the path.',
  'app-denies': 'The application answers that the client may not, or asks for something it was not given.',
  'speaks-tls': 'The port speaks TLS, and was asked in plain text.',
  'speaks-http2': 'The port speaks HTTP/2 only, and was asked in HTTP/1.1.',
  'speaks-another-protocol': 'The port speaks something that is not HTTP.',
  'tls-failed': 'The TLS handshake failed.',
  'node-port-not-served':
    'Endpoints are ready, and a node refuses at all of its addresses: kube-proxy does not serve there.',
  'address-not-served':
    'kube-proxy does not serve this address: another family, or not the primary address of the node.',
  'pod-unreachable': 'Endpoints are ready, and not even the API server reaches a pod.',
  'app-resets': 'The connection is accepted, and ends without an answer.',
  'answer-too-slow': 'The connection is accepted, and no whole answer came in time.',
  unreachable: 'There is no way from here to the address.',
  refused: 'Every address refused; what is behind them is not known.',
  'no-answer': 'No address answered; what is behind them is not known.',
  'name-does-not-resolve': 'The name of the node resolves to nothing that may be asked.',
  undecided: 'No address answered healthily, each for a reason of its own.',
  'protocol-not-probed': 'UDP and SCTP cannot be probed this way.',
  'no-node-port': 'The Service has no node port.',
  'external-name': 'The Service is of type ExternalName: a name for another host, with neither pods nor a node port.',
  'nothing-to-try': 'There was no address to try.',
  cancelled: 'It was cancelled before there was an outcome.',
} as const;
