import type { Attempt } from './attempt.ts';

/** Everything that a probe saw, and what it could not see. A verdict is a function of it. */
export interface ProbeFacts {
  readonly service: { readonly namespace?: string; readonly name: string };
  readonly port: ProbedPort;
  readonly attempts: readonly Attempt[];
  /** Why there is no attempt at all: a sentence. */
  readonly nothingTried?: string;
  /** What was asked of an address, e.g. `GET /health, as the readiness probe of container backend has it`. */
  readonly asked: string;
  /** Whether the path is only a guess, because nothing states one. */
  readonly pathIsGuess: boolean;
  /** What the files say; absent where no file holds the Service. */
  readonly file?: FileFacts;
  /** What the cluster says; absent where it was not asked. */
  readonly live?: LiveFacts;
  /** Why the cluster was not asked: the end of a sentence. */
  readonly notAsked?: string;
}

export interface ProbedPort {
  readonly name?: string;
  /** Of the Service; absent where it is not known. */
  readonly port?: number;
  readonly nodePort?: number;
  /** A number or a name. */
  readonly targetPort?: string;
  readonly protocol: string;
}

/** What a Service is, as far as that decides which ways lead to it. Source: k8s.io/api core/v1 ServiceSpec. */
export interface ServiceReach {
  readonly type: string;
  /** By `clusterIP: None`. */
  readonly isHeadless?: true;
  /** By `allocateLoadBalancerNodePorts: false`: it has a node port only where one is stated. */
  readonly withoutNodePorts?: true;
  /** What a Service of type ExternalName stands for; absent where it states none. */
  readonly externalName?: string;
  /** Addresses and names at which its load balancer answers; absent where none is known. */
  readonly balancers?: readonly string[];
}

export interface FileFacts extends ServiceReach {
  readonly selects: 'found' | 'missing' | 'unknown' | 'no selector';
  /** What goes with that, a sentence or two: who is selected, what the rule says, why it is unknown. */
  readonly words: string;
  /** The title of the fix that the rule offers. */
  readonly fix?: string;
  /** `key=value, …`, in the order of the keys, as the API server has them; empty where it has none. */
  readonly selector: string;
  /** As the file states it; absent where the cluster chooses. */
  readonly nodePort?: number;
  readonly namespace?: string;
  readonly localTraffic: boolean;
}

/** A fact, or why it was not seen: the end of "was not readable: …". */
export type Seen<T> = { readonly seen: T } | { readonly unseen: string };

export interface LiveFacts {
  readonly context: string;
  readonly namespace: string;
  /** `undefined`: it is not there. */
  readonly service: Seen<LiveService | undefined>;
  /** Namespaces that have a Service of that name, where this one has none. */
  readonly elsewhere: readonly string[];
  readonly endpoints: Seen<readonly Endpoint[]>;
  /** Those that the applied selector matches, finished ones left out. */
  readonly pods: Seen<readonly Pod[]>;
  readonly nodes: Seen<readonly Node[]>;
  /** Those that select one of the pods and speak of what comes in. */
  readonly policies: Seen<readonly Policy[]>;
  readonly proxy: Seen<ProxyAnswer>;
}

export interface LiveService extends ServiceReach {
  /** `key=value, …`; empty where it has none. */
  readonly selector: string;
  readonly families: readonly ('IPv4' | 'IPv6')[];
  readonly localTraffic: boolean;
  readonly internalLocal: boolean;
  /** The port that was probed, as it is applied; absent where the applied Service lacks it. */
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
  /** The number that the Service port leads to there; absent where the pod lacks the named port. */
  readonly port?: number;
}

export interface Pod {
  readonly name: string;
  readonly node?: string;
  readonly ready: boolean;
  /** Why it is not ready, e.g. `ImagePullBackOff`, `readiness probe failed: HTTP 503`. */
  readonly because?: string;
  readonly ports: readonly { readonly name?: string; readonly number: number; readonly protocol: string }[];
  /** Whether kubelet asks the probed port itself by network before it calls the pod ready. */
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
  /** Whether it, or other policies for the same pods, admit everyone to the port, so that it cannot be in the way. */
  readonly admitsEveryone: boolean;
  /** Whom it admits to the port: the end of "it admits", e.g. `nobody`, `10.0.0.0/8 and certain pods`. */
  readonly admits: string;
  /** Whether, as it is written, it certainly admits no node to the port. */
  readonly excludesNodes: boolean;
}

/** What the service proxy of the API server answered: a way to a pod without a node port. */
export type ProxyAnswer =
  /** The application answered through it. */
  | { readonly type: 'answered'; readonly status: number }
  | { readonly type: 'no endpoints' }
  /** It could not reach the pod; `how` as of a socket. */
  | { readonly type: 'failed'; readonly how: 'refused' | 'timeout' | 'other'; readonly words: string };
