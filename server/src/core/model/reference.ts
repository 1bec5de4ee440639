import type { Stated } from './origin.ts';
import type { LabelSelector, Written } from './written.ts';

/** The purpose of a reference. Rules choose the references that they check by this role. */
export type ReferenceRole =
  /** A Service to which an Ingress sends requests. */
  | 'ingress backend'
  /** A Service to which a route of the Gateway API sends traffic. */
  | 'route backend'
  /** The target that a HorizontalPodAutoscaler or a KEDA ScaledObject scales. */
  | 'scale target'
  /** The Service that defines the DNS names of a StatefulSet's pods. */
  | 'governing service'
  /** A Service whose traffic an Argo Rollout switches between its own pods. */
  | 'rollout service'
  /** An object that a pod needs to start. */
  | 'config map'
  | 'secret'
  | 'service account'
  | 'volume claim'
  /** A Secret that an Ingress names: a certificate, or what an annotation of its controller asks for. */
  | 'ingress secret'
  /** The Service that gives the pods of a template their DNS names. */
  | 'subdomain'
  /** A Gateway to which a route attaches, or a Service whose requests in a mesh it routes. */
  | 'route parent'
  /** A Service to which a policy of the Gateway API applies. */
  | 'policy target'
  /** An object of the cluster that decides how something runs: an IngressClass, a StorageClass, a PriorityClass. */
  | 'class'
  /** The Role or ClusterRole that a binding grants. */
  | 'role'
  /** A ServiceAccount to which a binding grants a role. */
  | 'binding subject'
  /** A Service that the API server itself calls: a webhook, or an API that another server serves. */
  | 'webhook service'
  /** A Service, by its host name, to whose traffic a rule of a mesh applies. */
  | 'mesh host'
  /** The subsets of a host, which DestinationRules of Istio define. */
  | 'subset'
  /** Any other object that a controller needs: a Middleware, an issuer of certificates, a source of Flux. */
  | 'controller object'
  /**
   * An object that is named for another purpose, such as the claim of a volume. No rule judges it and it is no part
   * of the wiring, but a rename has to change it too.
   */
  | 'other object';

/** A reference to another object by its name. */
export interface Reference {
  readonly role: ReferenceRole;
  /** The path of the field that holds the name, e.g. `spec.rules[0].http.paths[1].backend.service.name`. */
  readonly path: string;
  /** API group of the target, e.g. `apps`. The empty string is the core group. */
  readonly group: string;
  readonly kind: string;
  /** Set if the text states the kind. */
  readonly statedKind?: Written;
  readonly name: Written;
  /** Set if the name is, or may be, a part of a text that has the namespace too. */
  readonly form?: 'host' | 'namespace/name';
  /** Absent if the target is in the namespace of the resource. */
  readonly namespace?: Written;
  readonly port?: ReferencedPort;
  /** The number of the port that is meant if the text states none, e.g. `443`. */
  readonly defaultPort?: number;
  /** The keys of the target that it names. Absent if it names none. */
  readonly keys?: readonly ReferencedKey[];
  /** The key of a port that is written at the wrong level, next to the correct place. */
  readonly strayPort?: Stated;
  /** A namespace next to the name, in a kind that has no such field. */
  readonly strayNamespace?: Written;
  /** Whether Kubernetes works without the target. */
  readonly optional: boolean;
}

/** A key of the target ConfigMap or Secret. */
export interface ReferencedKey {
  readonly written: Written;
  /**
   * `variable` of the environment, an `item` of a volume, the `subPath` of a mount, which is the name of a file, or the
   * `subset` of a host.
   */
  readonly as: 'variable' | 'item' | 'subPath' | 'subset';
  /** The name under which the pod uses the value: of the variable, or the path of the file. */
  readonly use?: string;
}

/** A port of the target Service. */
export interface ReferencedPort {
  readonly written: Written;
  /** `either` if the field accepts both, as `servicePort` did. */
  readonly by: 'name' | 'number' | 'either';
}

/** The purpose of a selector that is not the selector of a Service. */
export type SelectorRole =
  /** Pods that a PodDisruptionBudget protects. */
  | 'disruption budget'
  /** Pods to which a NetworkPolicy applies. */
  | 'network policy'
  /** Pods of the same namespace that a NetworkPolicy allows as source or destination. */
  | 'network peer'
  /** Services that a ServiceMonitor selects to scrape. */
  | 'service monitor'
  /** Pods that a PodMonitor selects to scrape. */
  | 'pod monitor'
  /** Pods to which a policy of a mesh applies. */
  | 'mesh policy'
  /** Pods of a gateway of Istio, which are often in another namespace. */
  | 'mesh gateway'
  /** Pods of a Service that belong to a subset of it. */
  | 'subset pods'
  /** Pods beside which, or apart from which, a pod is placed. It carries no traffic and is no part of the wiring. */
  | 'pod placement';

/** A reference to other objects by their labels. */
export interface SelectorReference {
  readonly role: SelectorRole;
  /** E.g. `spec.podSelector`. */
  readonly path: string;
  readonly selector: LabelSelector;
  /** Whether it selects in other namespaces, in addition to its own or instead of it. */
  readonly elsewhere: boolean;
  /** The namespaces that it selects in, if it lists them by name. */
  readonly namespaces: readonly Written[];
  /** Selects the namespaces by the labels of the Namespaces. A target has to be in one of them. */
  readonly namespaceSelector?: LabelSelector;
  /** Ports of the selected objects, by name. */
  readonly ports: readonly Written[];
}
