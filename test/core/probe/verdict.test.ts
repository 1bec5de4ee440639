import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Attempt, Outcome } from '../../../server/src/core/probe/attempt.ts';
import type { LiveFacts, ProbeFacts, ProxyAnswer } from '../../../server/src/core/probe/facts.ts';
import { type Verdict, verdictOf } from '../../../server/src/core/probe/verdict.ts';
import { verdictCodes } from '../../../server/src/core/probe/verdictCodes.ts';
import {
  attempt,
  brokenFile,
  endpoint,
  factsOf,
  goodFile,
  healthyCluster,
  lan,
  liveService,
  mesh,
  node,
  pod,
  port,
} from './facts.ts';

interface Case {
  readonly what: string;
  readonly facts: ProbeFacts;
  /** `code ✓`, where an address answers healthily, or `code ✗`. */
  readonly is: string;
  readonly says: string | RegExp;
  readonly advises?: RegExp;
  readonly evidence?: RegExp;
}

const both = (outcome: Outcome | number, more: Partial<Attempt> = {}) => [
  attempt(mesh, outcome, more),
  attempt(lan, outcome, more),
];
const cluster = (more: Partial<LiveFacts>): LiveFacts => ({ ...healthyCluster, ...more });
const noneReady = { ...endpoint, ready: false, serving: false };
const refusedByPod: ProxyAnswer = {
  type: 'failed',
  how: 'refused',
  words: 'dial tcp 10.42.3.29:8001: connect: connection refused',
};
const empty = {
  endpoints: { seen: [] },
  pods: { seen: [] },
  proxy: { seen: { type: 'no endpoints' } },
} as const satisfies Partial<LiveFacts>;
const otherNode = {
  name: 'other-node',
  ready: true,
  addresses: [{ type: 'InternalIP', address: '192.168.8.30' }],
};
const inside = { name: 'http', port: 80, targetPort: '80', protocol: 'TCP' };
const balanced = { type: 'LoadBalancer', withoutNodePorts: true } as const;
const policy = { name: 'deny-all', admitsEveryone: false, admits: 'nobody', excludesNodes: true };

const cases: readonly Case[] = [
  {
    what: 'the incident before: the selector matches nothing',
    facts: factsOf([attempt(mesh, 'refused'), attempt(lan, 'timeout')], { file: brokenFile, live: cluster(empty) }),
    is: 'no-endpoints-selector ✗',
    says: 'no endpoints: the selector matches no pod',
    advises: /^Copy pod labels from Deployment "family-assistant-backend"\.$/,
    evidence: /selects no pods/,
  },
  {
    what: 'the incident after',
    facts: factsOf([attempt(mesh, 200), attempt(lan, 'timeout')]),
    is: 'reachable-filtered ✓',
    says: 'reachable by mesh; LAN is filtered',
    advises: /Use 100\.81\.76\.55, or open TCP 30801/,
  },
  {
    what: 'the incident before, without a cluster to ask',
    facts: without(factsOf([attempt(mesh, 'refused'), attempt(lan, 'timeout')], { file: brokenFile }), 'no kubeconfig'),
    is: 'probably-no-endpoints ✗',
    says: /most likely because there are no endpoints: in the files the selector matches no pod/,
    evidence: /No cluster was asked: no kubeconfig/,
  },
  {
    what: '1 the selector matches nothing, though in the files it does',
    facts: factsOf(both('refused'), { live: cluster(empty) }),
    is: 'no-endpoints-selector ✗',
    says: 'no endpoints: the selector matches no pod',
    evidence: /The files differ/,
  },
  {
    what: '1 the same, and something else answers on the port',
    facts: factsOf([attempt(mesh, 200), attempt(lan, 'refused')], { live: cluster(empty), file: brokenFile }),
    is: 'no-endpoints-selector ✗',
    says: 'no endpoints: the selector matches no pod; something else answers on 30801',
    advises: /^Copy pod labels from Deployment "family-assistant-backend"\.$/,
    evidence: /What answers by mesh is not this Service/,
  },
  {
    what: '1 the same, and what answers is no app of HTTP',
    facts: factsOf(both('tls'), { live: cluster({ ...empty, pods: { unseen: '403' } }), file: brokenFile }),
    is: 'no-endpoints ✗',
    says: 'no endpoints; something else answers on 30801',
  },
  {
    what: '1 an endpoint came while the probe ran',
    facts: factsOf(both(200), { live: cluster({ ...empty, proxy: { seen: { type: 'answered', status: 200 } } }) }),
    is: 'reachable ✓',
    says: /^reachable by /,
  },
  {
    what: '2 none ready',
    facts: factsOf(both('refused'), {
      live: cluster({
        endpoints: { seen: [noneReady] },
        pods: { seen: [{ ...pod, ready: false, because: 'readiness probe failed: HTTP 503' }] },
        proxy: { seen: { type: 'no endpoints' } },
      }),
    }),
    is: 'no-endpoints-not-ready ✗',
    says: 'no ready endpoint: the pod that matches is not ready (readiness probe failed: HTTP 503)',
    advises: /kubectl describe pod backend-1 -n homelab/,
  },
  {
    what: '3 targetPort wrong',
    facts: factsOf(both('refused'), {
      port: { ...port, targetPort: '9999' },
      live: cluster({
        service: { seen: { ...liveService, port: { ...port, targetPort: '9999' } } },
        endpoints: { seen: [{ ...endpoint, port: 9999 }] },
        proxy: { seen: refusedByPod },
      }),
    }),
    is: 'target-port-wrong ✗',
    says: 'the pod refuses port 9999: targetPort is 9999, the pod declares 8001',
    advises: /Change targetPort to 8001/,
  },
  {
    what: '4 the named port is on no pod',
    facts: factsOf(both('refused'), {
      port: { ...port, targetPort: 'web' },
      live: cluster({
        endpoints: { seen: [{ ...endpoint, port: undefined! }] },
        proxy: { seen: { type: 'no endpoints' } },
      }),
    }),
    is: 'no-endpoints-port-name ✗',
    says: 'no endpoints: no pod has a TCP container port named web',
    advises: /Change targetPort to one of http/,
  },
  {
    what: '5 the app listens on 127.0.0.1 only',
    facts: factsOf(both('refused'), { live: cluster({ proxy: { seen: refusedByPod } }) }),
    is: 'app-not-listening ✗',
    says: 'the pod refuses port 8001: the app does not listen there, or on 127.0.0.1 only',
    advises: /listen on 0\.0\.0\.0:8001/,
  },
  {
    what: '5 the same, where the service proxy was not to be asked',
    facts: factsOf(both('refused'), { live: cluster({ proxy: { unseen: '403' } }) }),
    is: 'app-not-listening ✗',
    says: /or on 127\.0\.0\.1 only, or kube-proxy does not serve the address/,
    evidence: /Not seen: the service proxy \(403\)/,
  },
  {
    what: '6 local traffic, and no pod on that node',
    facts: factsOf(both('timeout', { node: 'service-node' }), {
      live: cluster({
        service: { seen: { ...liveService, localTraffic: true } },
        endpoints: { seen: [{ ...endpoint, node: 'other-node' }] },
        nodes: { seen: [node, otherNode] },
      }),
    }),
    is: 'local-traffic-only ✗',
    says: 'externalTrafficPolicy is Local and no ready pod runs on service-node',
    advises: /Use other-node, which has one/,
  },
  {
    what: '6 the same, where the other node answers',
    facts: factsOf([attempt(lan, 'timeout'), attempt('192.168.8.30', 200, { node: 'other-node' })], {
      live: cluster({
        service: { seen: { ...liveService, localTraffic: true } },
        endpoints: { seen: [{ ...endpoint, node: 'other-node' }] },
        nodes: { seen: [node, otherNode] },
      }),
    }),
    is: 'local-traffic-only ✓',
    says: 'reachable by 192.168.8.30; externalTrafficPolicy is Local and no ready pod runs on service-node',
  },
  {
    what: '8 filtered on all',
    facts: factsOf(both('timeout')),
    is: 'filtered ✗',
    says: 'filtered: nothing comes back by mesh and LAN, although the app answers through the API server',
    advises: /Open TCP 30801/,
  },
  {
    what: '9 a firewall rejects on the primary address',
    facts: factsOf([attempt(mesh, 200), attempt(lan, 'refused')]),
    is: 'firewall-rejects ✓',
    says: 'reachable by mesh; LAN is rejected by a firewall',
  },
  {
    what: '9 a firewall prohibits at once',
    facts: factsOf(both('unreachable', { isProhibited: true })),
    is: 'firewall-rejects ✗',
    says: 'mesh and LAN are rejected by a firewall',
  },
  {
    what: '9 nobody prohibits what this machine has no way to',
    facts: factsOf(both('unreachable')),
    is: 'unreachable ✗',
    says: 'no route from this machine to mesh and LAN',
  },
  {
    what: '10 the node is down',
    facts: factsOf(both('timeout'), {
      live: cluster({ nodes: { seen: [{ ...node, ready: false, because: 'Kubelet stopped posting node status.' }] } }),
    }),
    is: 'node-down ✗',
    says: 'node service-node is not ready (Kubelet stopped posting node status.)',
  },
  {
    what: '10 the address is no node’s',
    facts: factsOf([attempt('192.168.8.99', 'unreachable', { milliseconds: { total: 3000 } })]),
    is: 'node-down ✗',
    says: '192.168.8.99 is not reached, and no node of homelab has that address',
    advises: /^Use an address of a node\. If this address does belong to a node, or leads to one/,
  },
  {
    what: '11 another node port is applied',
    facts: factsOf(both('refused'), {
      live: cluster({ service: { seen: { ...liveService, port: { ...port, nodePort: 31234 } } } }),
    }),
    is: 'node-port-differs ✗',
    says: 'the cluster serves node port 31234, but the file states 30801',
    advises: /Apply the file, or use 31234/,
  },
  {
    what: '11 it is applied without a node port',
    facts: factsOf(both('refused'), { live: cluster({ service: { seen: { ...liveService, type: 'ClusterIP' } } }) }),
    is: 'node-port-differs ✗',
    says: /has type ClusterIP and no node port/,
  },
  {
    what: '11 it is applied as a LoadBalancer that has no node port',
    facts: factsOf(both('refused'), {
      live: cluster({ service: { seen: { ...liveService, ...balanced, port: inside } } }),
    }),
    is: 'node-port-differs ✗',
    says: 'the applied Service has type LoadBalancer and no node port, but the file states 30801',
  },
  {
    what: '12 not applied',
    facts: factsOf(both('refused'), { live: cluster({ service: { seen: undefined } }) }),
    is: 'not-applied ✗',
    says: 'Service family-assistant-nodeport is not applied in namespace homelab of homelab',
  },
  {
    what: '12 not applied, and something else answers',
    facts: factsOf(both(200), { live: cluster({ service: { seen: undefined } }) }),
    is: 'not-applied ✓',
    says: /is not applied/,
    advises: /What answers at node port 30801 is something else/,
  },
  {
    what: '12 in another namespace',
    facts: factsOf(both('refused'), { live: cluster({ service: { seen: undefined }, elsewhere: ['default'] }) }),
    is: 'in-another-namespace ✗',
    says: 'Service family-assistant-nodeport is applied in namespace default, not in homelab',
  },
  {
    what: '13 a NetworkPolicy, and nothing gets through',
    facts: factsOf(both('timeout'), {
      live: cluster({
        policies: { seen: [policy] },
        proxy: { seen: { type: 'failed', how: 'timeout', words: 'i/o timeout' } },
      }),
    }),
    is: 'network-policy ✗',
    says: 'nothing gets through; NetworkPolicy deny-all may be the cause: it admits nobody to the port',
  },
  {
    what: '13 a NetworkPolicy that nothing enforces is a fact, and no cause',
    facts: factsOf(both(200), { live: cluster({ policies: { seen: [policy] } }) }),
    is: 'reachable ✓',
    says: 'reachable by mesh and LAN',
    evidence:
      /NetworkPolicy deny-all selects the pods and admits nobody to the port, so no node; a probe cannot see whether .*/,
  },
  {
    what: '14 the app answers 503',
    facts: factsOf(both(503, { excerpt: 'database is down' })),
    is: 'app-error ✗',
    says: 'traffic arrives by mesh and LAN; the app itself answers 503',
    evidence: /It says: database is down/,
  },
  {
    what: '14 404 on the path',
    facts: factsOf(both(404), { pathIsGuess: true }),
    is: 'path-not-found ✗',
    says: /\(404\)$/,
    advises: /so \/ was requested/,
  },
  {
    what: '14 redirects to https',
    facts: factsOf(both(301, { redirect: { to: 'https://x.example/', followed: false, because: 'it leads away' } })),
    is: 'redirects-to-https ✓',
    says: 'reachable; the app redirects to https://x.example/, which was not followed',
  },
  {
    what: '14 speaks TLS',
    facts: factsOf(both('answered', { spoke: 'tls' })),
    is: 'speaks-tls ✗',
    says: /the port speaks TLS, but the request was in plain text/,
    advises: /https:\/\//,
  },
  {
    what: '14 speaks TLS and says so in plain text',
    facts: factsOf(both(400, { excerpt: 'Client sent an HTTP request to an HTTPS server.' })),
    is: 'speaks-tls ✗',
    says: /the port speaks TLS/,
  },
  {
    what: '14 speaks another protocol',
    facts: factsOf(both('answered', { spoke: 'other' })),
    is: 'speaks-another-protocol ✗',
    says: /port 30801 speaks something that is not HTTP$/,
  },
  {
    what: '14 speaks HTTP/2 only',
    facts: factsOf(both('answered', { spoke: 'http/2' })),
    is: 'speaks-http2 ✗',
    says: /the port speaks HTTP\/2 only/,
  },
  {
    what: 'a gRPC server, asked as such',
    facts: factsOf(both('answered', { spoke: 'http/2', asked: 'grpc' })),
    is: 'reachable ✓',
    says: 'reachable by mesh and LAN',
  },
  {
    what: 'a connection is enough',
    facts: factsOf(both('answered', { spoke: 'silence', asked: 'tcp' })),
    is: 'reachable ✓',
    says: 'reachable by mesh and LAN',
  },
  {
    what: '14 wants a password',
    facts: factsOf(both(401)),
    is: 'app-denies ✗',
    says: /the app answers 401/,
  },
  {
    what: '15 kube-proxy does not run on the node',
    facts: factsOf(both('refused')),
    is: 'node-port-not-served ✗',
    says: 'service-node refuses at every address, although endpoints are ready: kube-proxy does not serve the port there',
  },
  {
    what: '15 the same, while another node answers',
    facts: factsOf([...both('refused'), attempt('192.168.8.30', 200, { node: 'other-node' })], {
      live: cluster({ nodes: { seen: [node, otherNode] } }),
    }),
    is: 'node-port-not-served ✓',
    says: /reachable by 192\.168\.8\.30; service-node refuses at every address/,
  },
  {
    what: '16 only the primary address is served',
    facts: factsOf([attempt(mesh, 'refused'), attempt(lan, 200)]),
    is: 'address-not-served ✓',
    says: 'reachable by LAN; kube-proxy does not serve mesh, only the primary address 192.168.8.20 of service-node',
    advises: /--nodeport-addresses 0\.0\.0\.0\/0/,
  },
  {
    what: '16 only the primary address is served, and that one is filtered',
    facts: factsOf([attempt(mesh, 'refused'), attempt(lan, 'timeout')]),
    is: 'address-not-served ✗',
    says: /mesh refuses although the app works: kube-proxy may serve only 192\.168\.8\.20/,
  },
  {
    what: '16 an IPv6 address of a Service with one family',
    facts: factsOf([attempt('fd7a:115c:a1e0::1', 'refused'), attempt(lan, 200)]),
    is: 'address-not-served ✓',
    says: 'reachable by LAN; fd7a:115c:a1e0::1 is an address of IPv6, for which the Service has no cluster IP',
  },
  {
    what: '16 the same, and no other address',
    facts: factsOf([attempt('fd7a:115c:a1e0::1', 'refused')]),
    is: 'address-not-served ✗',
    says: /of IPv6, for which the Service has no cluster IP/,
  },
  { what: 'healthy everywhere', facts: factsOf(both(200)), is: 'reachable ✓', says: 'reachable by mesh and LAN' },
  {
    what: 'healthy, slow by one address',
    facts: factsOf([
      attempt(mesh, 200, { milliseconds: { connect: 300, firstByte: 620, total: 630 } }),
      attempt(lan, 200),
    ]),
    is: 'reachable-slowly ✓',
    says: 'reachable; slow by mesh (620 ms, the fastest address takes 2 ms)',
  },
  {
    what: 'different reasons beside an answer',
    facts: factsOf([attempt(mesh, 200), attempt(lan, 'timeout'), attempt('10.0.0.7', 'reset', { because: 'closed' })], {
      live: cluster({
        nodes: { seen: [{ ...node, addresses: [...node.addresses, { type: 'InternalIP', address: '10.0.0.7' }] }] },
      }),
    }),
    is: 'reachable-in-part ✓',
    says: 'reachable by mesh; not at other addresses, for different reasons',
    evidence: /^10\.0\.0\.7: closed/m,
  },
  {
    what: 'one of two stated addresses answers, and whose they are is not known',
    facts: without(factsOf([attempt(mesh, 200), attempt(lan, 'refused')].map(({ node: _, ...each }) => each))),
    is: 'reachable-in-part ✓',
    says: 'reachable by mesh; LAN refuses, although another address answers',
  },
  {
    what: 'accepted and closed',
    facts: factsOf(both('reset', { milliseconds: { connect: 1, total: 2 }, because: 'closed before the first byte' })),
    is: 'app-resets ✗',
    says: /ended without an answer \(closed before the first byte\)/,
  },
  {
    what: 'accepted and silent',
    facts: factsOf(both('timeout', { milliseconds: { connect: 1, total: 5000 }, because: 'nothing came in time' })),
    is: 'answer-too-slow ✗',
    says: /no complete answer came in time/,
  },
  {
    what: 'a handshake that fails',
    facts: factsOf(both('tls', { because: 'it answers in plain text' })),
    is: 'tls-failed ✗',
    says: /the TLS handshake fails: it answers in plain text/,
  },
  {
    what: 'a name that leads nowhere',
    facts: factsOf([attempt(mesh, 'dns', { because: 'the name resolves to nothing' })]),
    is: 'name-does-not-resolve ✗',
    says: /resolves to nothing/,
  },
  {
    what: 'nothing answers, and the pods neither',
    facts: factsOf(both('timeout'), {
      live: cluster({ proxy: { seen: { type: 'failed', how: 'timeout', words: 'i/o timeout' } } }),
    }),
    is: 'pod-unreachable ✗',
    says: /not even the API server reaches the pod \(i\/o timeout\)/,
  },
  {
    what: 'no endpoints, and the pods were not readable',
    facts: factsOf(both('refused'), { file: brokenFile, live: cluster({ ...empty, pods: { unseen: '403' } }) }),
    is: 'no-endpoints ✗',
    says: 'no endpoints',
    evidence: /Not seen: pods \(403\)/,
  },
  {
    what: 'no selector',
    facts: factsOf(both('refused'), {
      live: cluster({ ...empty, service: { seen: { ...liveService, selector: '' } } }),
    }),
    is: 'no-endpoints-no-selector ✗',
    says: /has no selector/,
  },
  {
    what: 'terminating pods still get traffic',
    facts: factsOf(both(200), {
      live: cluster({ endpoints: { seen: [{ ...endpoint, ready: false, serving: true, terminating: true }] } }),
    }),
    is: 'reachable ✓',
    says: 'reachable by mesh and LAN',
  },
  {
    what: 'refused, without a cluster, with a selector that finds',
    facts: without(factsOf(both('refused'))),
    is: 'refused ✗',
    says: /no ready endpoint, a pod that refuses, or a port that is not served/,
  },
  {
    what: 'silent, without a cluster',
    facts: without(factsOf(both('timeout'), { file: { ...goodFile, localTraffic: true } })),
    is: 'no-answer ✗',
    says: /externalTrafficPolicy: Local/,
  },
  {
    what: 'no way, without a cluster',
    facts: without(factsOf(both('unreachable', { because: 'there is no route to that network' }))),
    is: 'unreachable ✗',
    says: 'no route from this machine to mesh and LAN',
  },
  {
    what: 'pods are ready, and the cluster has made no endpoints of them',
    facts: factsOf(both('refused'), { live: cluster({ endpoints: { seen: [] }, proxy: { unseen: '503' } }) }),
    is: 'no-endpoints ✗',
    says: 'no ready endpoint for this port, although a pod that matches is ready: the cluster has created none',
    advises: /^Probe again in a moment/,
  },
  {
    what: 'the same, where the pod has the port that is named',
    facts: factsOf(both('refused'), {
      port: { ...port, targetPort: 'http' },
      live: cluster({ endpoints: { seen: [] }, proxy: { unseen: '503' } }),
    }),
    is: 'no-endpoints ✗',
    says: /although a pod that matches is ready/,
  },
  {
    what: 'cancelled, with an address still to come that might have answered',
    facts: factsOf([attempt(mesh, 'cancelled'), attempt(lan, 'refused')]),
    is: 'cancelled ✗',
    says: 'cancelled before mesh had answered; LAN: refused',
  },
  {
    what: 'cancelled, but it is known already that nothing would have answered',
    facts: factsOf([attempt(mesh, 'cancelled'), attempt(lan, 'refused')], { live: cluster(empty) }),
    is: 'no-endpoints-selector ✗',
    says: 'no endpoints: the selector matches no pod',
  },
  { what: 'cancelled', facts: factsOf(both('cancelled')), is: 'cancelled ✗', says: /cancelled/ },
  {
    what: 'no address',
    facts: factsOf([], { nothingTried: 'No node has an address.' }),
    is: 'nothing-to-try ✗',
    says: 'nothing was tried: no node has an address',
  },
  {
    what: 'UDP',
    facts: factsOf([], { port: { ...port, protocol: 'UDP' } }),
    is: 'protocol-not-probed ✗',
    says: /UDP cannot be probed/,
  },
  {
    what: 'no node port, with the answer of the service proxy',
    facts: factsOf([], { port: inside }),
    is: 'no-node-port ✗',
    says: 'the Service has no node port; through the API server it answers 200',
    advises: /give it the type NodePort/,
  },
  {
    what: 'a LoadBalancer without node ports, which has the right type already',
    facts: factsOf([], {
      port: inside,
      live: cluster({ service: { seen: { ...liveService, ...balanced, balancers: ['10.0.0.7'], port: inside } } }),
    }),
    is: 'no-node-port ✗',
    says: 'the Service has no node port, by allocateLoadBalancerNodePorts: false; through the API server it answers 200',
    advises: /^Use its load balancer at 10\.0\.0\.7, port 80, or state a nodePort\.$/,
  },
  {
    what: 'the same in a file, whose load balancer is not known',
    facts: without(factsOf([], { port: inside, file: { ...goodFile, ...balanced } })),
    is: 'no-node-port ✗',
    says: 'the Service has no node port, by allocateLoadBalancerNodePorts: false, so no address of a node leads to it',
    advises: /^Use its load balancer, or state a nodePort\.$/,
  },
  {
    what: 'a headless Service, which cannot be of type NodePort',
    facts: without(factsOf([], { port: inside, file: { ...goodFile, type: 'ClusterIP', isHeadless: true } })),
    is: 'no-node-port ✗',
    says: 'the Service has no node port, because it is headless (clusterIP: None), so no address of a node leads to it',
    advises: /create a second Service of type NodePort for them/,
  },
  {
    what: 'ExternalName, which has no endpoints whatever its selector matches',
    facts: factsOf([], {
      port: inside,
      live: cluster({
        ...empty,
        service: { seen: { ...liveService, type: 'ExternalName', externalName: 'db.example.com', port: inside } },
      }),
    }),
    is: 'external-name ✗',
    says: 'the Service is another name for db.example.com in the DNS of the cluster: it has neither pods nor a node port',
    advises: /^Use db\.example\.com itself/,
  },
  {
    what: 'ExternalName in a file that names no host',
    facts: without(factsOf([], { port: inside, file: { ...goodFile, type: 'ExternalName' } })),
    is: 'external-name ✗',
    says: /another name for no host/,
    advises: /^Use the intended host itself/,
  },
  {
    what: 'no node port, and the selector matches no pod',
    facts: factsOf([], {
      port: inside,
      live: cluster({ ...empty, pods: { seen: [] }, proxy: { seen: { type: 'no endpoints' } } }),
    }),
    is: 'no-endpoints-selector ✗',
    says: 'no endpoints: the selector matches no pod',
    evidence: /^The Service has no node port, so no address of a node leads to it\.$/m,
  },
  {
    what: 'no node port, and its endpoints were not seen',
    facts: factsOf([], {
      port: inside,
      live: cluster({ ...empty, endpoints: { unseen: '403' }, proxy: { unseen: '403' } }),
    }),
    is: 'no-node-port ✗',
    says: /no address of a node leads to it/,
  },
  {
    what: 'UDP, and the selector matches no pod',
    facts: factsOf([], {
      port: { ...port, protocol: 'UDP' },
      live: cluster({ ...empty, pods: { seen: [] } }),
    }),
    is: 'no-endpoints-selector ✗',
    says: 'no endpoints: the selector matches no pod',
    evidence: /^UDP cannot be probed:/m,
  },
  {
    what: 'no right to list nodes, and the selector matches no pod',
    facts: factsOf([], {
      nothingTried: 'No address of a node is known (403: nodes is forbidden).',
      live: cluster({ ...empty, pods: { seen: [] }, nodes: { unseen: '403' } }),
    }),
    is: 'no-endpoints-selector ✗',
    says: 'no endpoints: the selector matches no pod',
    evidence: /^Nothing was tried: no address of a node is known/m,
  },
  {
    what: '12 not applied, and nothing to try',
    facts: factsOf([], {
      nothingTried: 'No address of a node is known.',
      live: cluster({ ...empty, service: { seen: undefined }, pods: { seen: [] } }),
    }),
    is: 'not-applied ✗',
    says: /is not applied in namespace homelab/,
    evidence: /^Nothing was tried: no address of a node is known\.$/m,
  },
];

for (const each of cases) {
  test(each.what, () => {
    const verdict = verdictOf(each.facts);
    assert.equal(`${verdict.code} ${verdict.healthy ? '✓' : '✗'}`, each.is, verdict.message);
    if (typeof each.says === 'string') assert.equal(verdict.message, each.says);
    else assert.match(verdict.message, each.says);
    if (each.advises) assert.match(verdict.advice ?? '', each.advises);
    if (each.evidence) assert.match(verdict.evidence.join('\n'), each.evidence);
    assertSentences(verdict);
  });
}

test('a verdict never claims what was not seen, whatever is not', () => {
  const parts = ['service', 'endpoints', 'pods', 'nodes', 'policies', 'proxy'] as const;
  for (const each of cases) {
    if (!each.facts.live) continue;
    for (const part of parts) {
      const live = { ...each.facts.live, [part]: { unseen: '403' } };
      const verdict = verdictOf({ ...each.facts, live });
      assertSentences(verdict);
      assert.ok(
        verdict.evidence.some((line) => line.startsWith('Not seen:') && line.includes('403')),
        `${each.what} without ${part}`,
      );
      // The endpoints, and the proxy, say whether it is the Service that answers.
      if (part !== 'endpoints' && part !== 'proxy') {
        assert.equal(verdict.healthy, verdictOf(each.facts).healthy, `${each.what} without ${part}`);
      }
    }
    const blind = Object.fromEntries(parts.map((part) => [part, { unseen: 'no right' }])) as unknown as LiveFacts;
    const verdict = verdictOf({ ...each.facts, live: { ...each.facts.live, ...blind } });
    assert.ok(
      !/^no endpoints|although endpoints are ready|only the primary|kube-proxy does not serve mesh/.test(
        verdict.message,
      ),
      verdict.message,
    );
  }
});

test('every combination of outcomes has a verdict with words', () => {
  const outcomes = [
    'answered',
    'refused',
    'timeout',
    'reset',
    'unreachable',
    'tls',
    'dns',
    'cancelled',
    200,
    404,
    503,
  ] as const;
  const seen = new Set<string>();
  for (const a of outcomes) {
    for (const b of outcomes) {
      for (const live of [healthyCluster, cluster(empty), undefined]) {
        const { live: _, ...facts } = factsOf([attempt(mesh, a), attempt(lan, b)]);
        const verdict = verdictOf({ ...facts, ...(live ? { live } : {}) });
        assertSentences(verdict);
        seen.add(verdict.code);
      }
    }
  }
  assert.ok(seen.size > 12);
});

test('every code has its cases', () => {
  const covered = new Set(cases.map(({ is }) => is.split(' ')[0]));
  const missing = Object.keys(verdictCodes).filter((code) => !covered.has(code));
  // This one is seen with the combinations.
  assert.deepEqual(missing, ['undecided']);
});

function without(facts: ProbeFacts, notAsked?: string): ProbeFacts {
  const { live: _, ...rest } = facts;
  return { ...rest, ...(notAsked ? { notAsked } : {}) };
}

function assertSentences({ message, advice, evidence }: Verdict) {
  assert.ok(
    message.length > 5 && !/undefined|\bnull\b|\[object/.test([message, advice, ...evidence].join(' ')),
    message,
  );
  assert.ok(!message.endsWith('.') || message.endsWith('status.)'), message);
  for (const line of evidence) assert.match(line, /[.!?…]$|It says: /, line);
}
