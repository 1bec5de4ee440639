import { type VerdictCode, verdictCodes } from '../server/src/core/probe/verdictCodes.ts';

/** The documentation of the verdicts, as Markdown. */
export function verdictPage(): string {
  return `# Verdicts of a probe

\`podwire probe\` ends with one of these verdicts. The codes are stable: scripts may read them from \`--format json\`. A verdict claims only
what was seen, and its evidence says what was not seen. The report gives the same message with the names, numbers and
addresses of the case. The exit status is 0 if an address gave a healthy answer, whatever the others did,
unless the Service has no endpoints: then something else answers.

| code | meaning | what to do |
| --- | --- | --- |
${Object.entries(verdictCodes)
  .map(([code, means]) => `| \`${code}\` | ${means} | ${remedies[code as VerdictCode]} |\n`)
  .join('')}`;
}

const remedies: Readonly<Record<VerdictCode, string>> = {
  reachable: 'Nothing.',
  'reachable-slowly': 'Use a faster address, or check the route to the slow one: the app itself is fast.',
  'reachable-filtered':
    'Use an address that answers; open the node port in the firewall of the node if the other network needs it.',
  'reachable-in-part': 'Use an address that answers; the evidence says why each of the others does not.',
  'redirects-to-https': 'Use the address that the redirect names, or the TLS port of the Service.',
  'no-endpoints-selector':
    'Change the selector to the labels of the pods (the report offers the fix) and apply it, or start the pods.',
  'no-endpoints-not-ready': 'Fix what keeps the pods from being ready: `kubectl describe pod` shows it.',
  'no-endpoints-port-name': 'Change targetPort to a name that the containers have, or to a number.',
  'no-endpoints-no-selector': 'Give the Service a selector, or create EndpointSlices for it.',
  'no-endpoints':
    'Check which pods the selector matches and whether they are ready: `kubectl get endpointslices,pods`. If they are ready, check kube-controller-manager.',
  'probably-no-endpoints':
    'Change the selector to the labels of the pods and apply it. Probe with the cluster to be sure.',
  'target-port-wrong': 'Change targetPort to a port that the pod declares.',
  'app-not-listening': 'Make the app listen on all addresses (0.0.0.0) at that port.',
  'local-traffic-only': 'Use a node that has a ready pod, or set `externalTrafficPolicy: Cluster`.',
  filtered: 'Open the node port in the firewall of the nodes, or of the provider, for the network of this machine.',
  'firewall-rejects': 'Open the node port in that firewall if it should be reachable.',
  'node-down': 'Repair the node, or use an address that a node has.',
  'node-port-differs': 'Apply the file, or use the node port of the cluster.',
  'not-applied': 'Apply the file, or choose another context.',
  'in-another-namespace': 'Probe in that namespace, or apply the file in the intended one.',
  'network-policy': 'If the network enforces the policy, admit the nodes and the network of this machine in it.',
  'app-error': 'Check the logs of the app: the route to it works.',
  'path-not-found': 'Request a path that exists, or correct the path of the probe of the container.',
  'app-denies': 'The route works. Send the app the request that it expects.',
  'speaks-tls': 'Use https://, and `scheme: HTTPS` in the probe of the container.',
  'speaks-http2':
    'The route works. Give the container a gRPC or tcpSocket probe, so that Podwire probes it in that way.',
  'speaks-another-protocol': 'The route works. Use a client of its own protocol.',
  'tls-failed': 'Check the TLS settings of the app, or probe without https.',
  'node-port-not-served': 'Check whether kube-proxy runs on that node, and its --nodeport-addresses.',
  'address-not-served':
    'Use an address that is served, or start kube-proxy with a wider --nodeport-addresses. For another IP family, set `ipFamilyPolicy: PreferDualStack`.',
  'pod-unreachable': 'Check the pod network and the pod before any firewall of the nodes.',
  'app-resets': 'Check the logs of the app; it may speak another protocol.',
  'answer-too-slow': 'Find out why the app is slow, or give it more time with --timeout.',
  unreachable: 'Check whether this machine is in that network, and whether the node is up.',
  refused: 'Probe with the cluster, or check the endpoints of the Service yourself.',
  'no-answer': 'Try an address of another network, and check the firewall of the node.',
  'name-does-not-resolve': 'Give the address of a node instead of its name.',
  undecided: 'Look at each address in the report.',
  'protocol-not-probed': 'Use a client of that protocol.',
  'no-node-port':
    'Give the Service the type NodePort, or reach it through its load balancer, through an Ingress or from inside the cluster.',
  'external-name': 'Use the host that it names, or the name of the Service from inside a pod.',
  'nothing-to-try': 'Name addresses with --address, or in the setting `probe.addresses`.',
  cancelled: 'Probe again.',
};
