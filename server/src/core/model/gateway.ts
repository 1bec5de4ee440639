import type { Stated } from './origin.ts';
import type { ServicePort } from './resource.ts';
import type { LabelSelector, Written } from './written.ts';

/**
 * A port of a Gateway, to which routes attach by its name or number. It has no `targetPort`. `protocol` is empty if the
 * text states none. Source: sigs.k8s.io/gateway-api/apis/v1 Listener.
 */
export interface Listener extends ServicePort {
  /** Absent or empty: all hostnames. */
  readonly hostname?: Written;
  readonly allowed: AllowedRoutes;
}

/** Source: sigs.k8s.io/gateway-api/apis/v1 AllowedRoutes. */
export interface AllowedRoutes {
  /** `Same`, `All`, `Selector` or `None`. `Same` if absent. */
  readonly from?: Written;
  /** Of the labels of Namespaces, if `from` is `Selector`. */
  readonly selector?: LabelSelector;
  /** Empty: those that belong to the protocol. */
  readonly kinds: readonly { readonly group: string; readonly kind: string }[];
}

/** What older versions of an Ingress had, and version v1 has not. */
export interface IngressFacts {
  /** The keys of the backends of paths that have no `pathType`. */
  readonly untypedPaths: readonly Stated[];
  /** The key of `spec.backend`, which is called `spec.defaultBackend` now. */
  readonly backend?: Stated;
}
