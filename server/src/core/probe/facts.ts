import type { Attempt } from './attempt.ts';

/** Everything that a probe saw, and what it could not see. A verdict is a function of these facts. */
export interface ProbeFacts {
  readonly service: { readonly namespace?: string; readonly name: string };
  readonly port: ProbedPort;
  readonly attempts: readonly Attempt[];
  /** Why nothing was tried: a sentence. */
  readonly nothingTried?: string;
  /** The request to each address, e.g. `GET /health, as the readiness probe of container backend has it`. */
  readonly asked: string;
  /** Whether the path is only a guess, because no file states one. */
  readonly pathIsGuess: boolean;
  /** The facts in the files; absent if no file holds the Service. */
  readonly file?: FileFacts;
  /** The facts from the cluster; absent if it was not asked. */
  readonly live?: LiveFacts;
  /** Why the cluster was not asked: the end of a sentence. */
  readonly notAsked?: string;
}

export interface ProbedPort {
  readonly name?: string;
  /** The Service port; absent if it is not known. */
  readonly port?: number;
  readonly nodePort?: number;
  /** A number or a name. */
  readonly targetPort?: string;
  readonly protocol: string;
}

/** The properties of a Service that decide which routes lead to it. Source: k8s.io/api core/v1 ServiceSpec. */
export interface ServiceReach {
  readonly type: string;
  /** Set by `clusterIP: None`. */
  readonly isHeadless?: true;
  /** Set by `allocateLoadBalancerNodePorts: false`: the Service has only node ports that are stated. */
  readonly withoutNodePorts?: true;
  /** The name to which a Service of type ExternalName refers; absent if it states none. */
  readonly externalName?: string;
  /** Addresses and names of its load balancer; absent if none is known. */
  readonly balancers?: readonly string[];
}

export interface FileFacts extends ServiceReach {
  readonly selects: 'found' | 'missing' | 'unknown' | 'no selector';
  /**
   * One or two sentences about the judgement: the selected workloads, the message of the rule, or why it is
   * unknown.
   */
  readonly words: string;
  /** The title of the fix that the rule offers. */
  readonly fix?: string;
  /** `key=value, …`, in the order of the keys, like the API server; empty if it has none. */
  readonly selector: string;
  /** As the file states it; absent if the cluster chooses it. */
  readonly nodePort?: number;
  readonly namespace?: string;
  readonly localTraffic: boolean;
}

/** A fact, or why it was not seen: the end of "was not readable: …". */
export type Seen<T> = { readonly seen: T } | { readonly unseen: string };

export interface LiveFacts {
  readonly context: string;
  readonly namespace: string;
  /** `undefined`: it does not exist. */
  readonly service: Seen<LiveService | undefined>;
  /** Other namespaces that have a Service with that name, if this one has none. */
  readonly elsewhere: readonly string[];
  readonly endpoints: Seen<readonly Endpoint[]>;
  /** The pods that the applied selector matches, without finished ones. */
  readonly pods: Seen<readonly Pod[]>;
  readonly nodes: Seen<readonly Node[]>;
  /** The policies that select one of the pods and restrict incoming traffic. */
  readonly policies: Seen<readonly Policy[]>;
  readonly proxy: Seen<ProxyAnswer>;
}

export interface LiveService extends ServiceReach {
  /** `key=value, …`; empty if it has none. */
  readonly selector: string;
  readonly families: readonly ('IPv4' | 'IPv6')[];
  readonly localTraffic: boolean;
  readonly internalLocal: boolean;
  /** The probed port as it is applied; absent if the applied Service does not have it. */
  readonly port?: ProbedPort;
}

/** A pod behind the Service. Source: k8s.io/api discovery/v1 Endpoint. */
export interface Endpoint {
  readonly address: string;
  readonly node?: string;
  readonly pod?: string;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  /** The number to which the Service port leads in this pod; absent if the pod does not have the named port. */
  readonly port?: number;
}

export interface Pod {
  readonly name: string;
  readonly node?: string;
  readonly ready: boolean;
  /** Why it is not ready, e.g. `ImagePullBackOff`, `readiness probe failed: HTTP 503`. */
  readonly because?: string;
  readonly ports: readonly { readonly name?: string; readonly number: number; readonly protocol: string }[];
  /** Whether the kubelet probes this port by network before the pod is ready. */
  readonly portIsWatched: boolean;
}

export interface Node {
  readonly name: string;
  readonly ready: boolean;
  /** Why it is not ready, e.g. `Kubelet stopped posting node status.` */
  readonly because?: string;
  readonly addresses: readonly NodeAddress[];
}

export interface NodeAddress {
  readonly type: string;
  readonly address: string;
}

export interface Policy {
  readonly name: string;
  /**
   * Whether this policy, or other policies for the same pods, admit everyone to the port, so that it cannot
   * block the traffic.
   */
  readonly admitsEveryone: boolean;
  /** Who is admitted to the port: the end of "it admits", e.g. `nobody`, `10.0.0.0/8 and certain pods`. */
  readonly admits: string;
  /** Whether, as written, it certainly admits no node to the port. */
  readonly excludesNodes: boolean;
}

/** The answer of the API server's service proxy: a route to a pod without a node port. */
export type ProxyAnswer =
  /** The application answered through the proxy. */
  | { readonly type: 'answered'; readonly status: number }
  | { readonly type: 'no endpoints' }
  /** The proxy could not reach the pod; `how` has the words of a socket. */
  | { readonly type: 'failed'; readonly how: 'refused' | 'timeout' | 'other'; readonly words: string };
