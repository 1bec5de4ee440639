import type { Stated } from './origin.ts';
import type { LabelSelector, Written } from './written.ts';

/** What a reference is for. The rule that judges it looks for this. */
export type ReferenceRole =
  /** A Service to which an Ingress sends requests. */
  | 'ingress backend'
  /** A Service to which a route of the Gateway API sends traffic. */
  | 'route backend'
  /** What a HorizontalPodAutoscaler or a KEDA ScaledObject scales. */
  | 'scale target'
  /** The Service after which a StatefulSet's pods are called. */
  | 'governing service'
  /** A Service whose traffic an Argo Rollout switches between its own pods. */
  | 'rollout service'
  /** What a pod needs to start. */
  | 'config map'
  | 'secret'
  | 'service account'
  | 'volume claim';

/** What a resource says about another one by its name. */
export interface Reference {
  readonly role: ReferenceRole;
  /** Of the field that holds the name, e.g. `spec.rules[0].http.paths[1].backend.service.name`. */
  readonly path: string;
  /** API group of the target, e.g. `apps`; the empty string is the core group. */
  readonly group: string;
  readonly kind: string;
  /** Where the text states the kind. */
  readonly statedKind?: Written;
  readonly name: Written;
  /** Absent where the target lives in the resource's own namespace. */
  readonly namespace?: Written;
  readonly port?: ReferencedPort;
  /** A port that stands beside the place where it belongs: the key. */
  readonly strayPort?: Stated;
  /** Whether Kubernetes does without the target. */
  readonly optional: boolean;
}

/** A port of the target, a Service. */
export interface ReferencedPort {
  readonly written: Written;
  /** `either` where a field takes both, as `servicePort` did. */
  readonly by: 'name' | 'number' | 'either';
}

/** What a selector that is no Service's is for. */
export type SelectorRole =
  /** Pods that a PodDisruptionBudget protects. */
  | 'disruption budget'
  /** Pods that a NetworkPolicy is about. */
  | 'network policy'
  /** Pods of the same namespace from or to which a NetworkPolicy lets traffic. */
  | 'network peer'
  /** Services that a ServiceMonitor has scraped. */
  | 'service monitor'
  /** Pods that a PodMonitor has scraped. */
  | 'pod monitor';

/** What a resource says about others by their labels. */
export interface SelectorReference {
  readonly role: SelectorRole;
  /** E.g. `spec.podSelector`. */
  readonly path: string;
  readonly selector: LabelSelector;
  /** Whether it looks in other namespaces too, or in others instead. */
  readonly elsewhere: boolean;
  /** The namespaces that it looks in, where it lists them by name. */
  readonly namespaces: readonly Written[];
  /** Ports of what it selects, by their names. */
  readonly ports: readonly Written[];
}
