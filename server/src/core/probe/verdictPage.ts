import { type VerdictCode, verdictCodes } from './verdictCodes.ts';

/** The documentation of the verdicts, as Markdown. */
export function verdictPage(): string {
  return `# Verdicts of a probe

\`podwire probe\` ends with one of these. The codes are stable: scripts may read them from \`--format json\`. A verdict claims no
more than what was seen, and what was not seen is part of its evidence. The report says the same with the names, numbers and
addresses of the case; the status is 0 where an address answered healthily, whatever the others did.

| code | means | do |
| --- | --- | --- |
${Object.entries(verdictCodes)
  .map(([code, means]) => `| \`${code}\` | ${means} | ${remedies[code as VerdictCode]} |\n`)
  .join('')}`;
}

const remedies: Readonly<Record<VerdictCode, string>> = {
  reachable: 'Nothing.',
  'reachable-slowly': 'Use a faster address, or look at the path to the slow one: the app is quick.',
  'reachable-filtered':
    'Use an address that answers; open the node port in the firewall of the node if the other network needs it.',
  'reachable-in-part': 'Use an address that answers; the evidence says why each of the others does not.',
  'redirects-to-https': 'Ask the address that the redirect names, or the TLS port of the Service.',
  'no-endpoints-selector':
    'Make the selector that of the pods (the report offers the fix), and apply it; or start the pods.',
  'no-endpoints-not-ready': 'Mend what keeps the pods from being ready: `kubectl describe pod` says it.',
  'no-endpoints-port-name': 'Make targetPort a name that the containers have, or a number.',
  'no-endpoints-no-selector': 'Give the Service a selector, or make EndpointSlices for it.',
  'no-endpoints':
    'Look which pods the selector matches and whether they are ready: `kubectl get endpointslices,pods`; where they are, look at kube-controller-manager.',
  'probably-no-endpoints': 'Make the selector that of the pods, and apply it; let the cluster be asked to be sure.',
  'target-port-wrong': 'Make targetPort a port that the pod declares.',
  'app-not-listening': 'Have the app listen on all addresses (0.0.0.0), at that port.',
  'local-traffic-only': 'Ask a node that has a ready pod, or set `externalTrafficPolicy: Cluster`.',
  filtered: 'Open the node port in the firewall of the nodes, or of the provider, for the network you ask from.',
  'firewall-rejects': 'Open the node port in that firewall if it is wanted.',
  'node-down': 'Mend the node, or ask an address that a node states.',
  'node-port-differs': 'Apply the file, or use the node port that is applied.',
  'not-applied': 'Apply the file, or choose another context.',
  'in-another-namespace': 'Name that namespace, or apply the file in the one that is meant.',
  'network-policy': 'If the network enforces the policy, admit the nodes and the network you ask from in it.',
  'app-error': 'Look into the logs of the app: the way to it works.',
  'path-not-found': 'Ask for a path that exists, or mend the path of the probe of the container.',
  'app-denies': 'Nothing about the way; ask the app in the manner that it wants.',
  'speaks-tls': 'Use https://, and `scheme: HTTPS` in the probe of the container.',
  'speaks-http2': 'State a gRPC or tcpSocket probe so that it is asked in that way; the way works.',
  'speaks-another-protocol': 'Ask it with a client of its own protocol; the way works.',
  'tls-failed': 'Look at the TLS settings of the app, or probe without https.',
  'node-port-not-served': 'Look whether kube-proxy runs on that node, and at its --nodeport-addresses.',
  'address-not-served':
    'Ask an address that is served, or start kube-proxy with a wider --nodeport-addresses; for another family `ipFamilyPolicy: PreferDualStack`.',
  'pod-unreachable': 'Look at the pod network and at the pod, before any firewall of the nodes.',
  'app-resets': 'Look into the logs of the app; it may speak another protocol.',
  'answer-too-slow': 'Look why the app is slow, or give it longer with --timeout.',
  unreachable: 'Look whether this machine is in that network, and whether the node is up.',
  refused: 'Let the cluster be asked, or look at the endpoints of the Service yourself.',
  'no-answer': 'Try an address of another network, and look at the firewall of the node.',
  'name-does-not-resolve': 'Give the address of a node instead of its name.',
  undecided: 'See the addresses one by one; each says what it did.',
  'protocol-not-probed': 'Ask with a client of that protocol.',
  'no-node-port':
    'Give the Service the type NodePort, or reach it by its load balancer, by an Ingress or from inside the cluster.',
  'external-name': 'Ask the host that it names, or the name of the Service from a pod.',
  'nothing-to-try': 'Name addresses with --address, or in the setting `probe.addresses`.',
  cancelled: 'Probe again.',
};
