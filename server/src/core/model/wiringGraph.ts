/**
 * The paths of traffic in a workspace, as plain data that a page or a file can show: routes, Services, workloads and
 * the pods that run. A place is an `Origin` in the core; `withPlaces` gives it the form that another room needs.
 */
export interface WiringGraph<Place> {
  /** Those that files state come first, by bundle, namespace, role and name. */
  readonly nodes: readonly GraphNode<Place>[];
  /** In the order of the nodes that they leave. */
  readonly edges: readonly GraphEdge<Place>[];
  /** The stated namespaces and the bundles of all nodes before a filter was applied, in order. */
  readonly namespaces: readonly string[];
  readonly bundles: readonly string[];
  /** False while files are read or judged, so that parts of the graph may be missing or unknown. */
  readonly complete: boolean;
}

export type GraphState = 'ok' | 'broken' | 'unknown';

export interface GraphNode<Place> {
  /**
   * Unique in the graph, and the same after edits that do not touch the object, e.g. `overlays/prod: Service shop/web`.
   */
  readonly id: string;
  readonly role: GraphRole;
  /** E.g. `Service`. Empty for a target of which only the absence is known. */
  readonly kind: string;
  /** The name of the object; for a selector that selects nothing, `nothing`. */
  readonly name: string;
  /** Absent if nothing states one. */
  readonly namespace?: string;
  /** The directory of the kustomization that makes the object, relative to the workspace folder. */
  readonly bundle?: string;
  /** Broken if the object has problems of its own, or if it does not exist. */
  readonly state: GraphState;
  /** Short facts, e.g. `NodePort 30801`, `2 of 2 endpoints ready · homelab`. */
  readonly details: readonly string[];
  /** Errors and warnings about the object that are not about an edge or a mark. */
  readonly problems: readonly GraphProblem[];
  readonly marks: readonly GraphMark<Place>[];
  /** Where its name is written. Absent if no file states the object. */
  readonly place?: Place;
}

export type GraphRole =
  /** An Ingress, or a route of the Gateway API. */
  | 'route'
  | 'service'
  | 'workload'
  /** A pod that runs in the connected cluster. */
  | 'pod'
  /** An object of another sort that a reference reaches or that itself reaches nothing. */
  | 'other'
  /** A target that does not exist, or that nobody knows. */
  | 'absent';

/** An object that is not a part of the path of traffic and that selects or names a node. */
export interface GraphMark<Place> {
  readonly role: GraphMarkRole;
  readonly kind: string;
  readonly name: string;
  readonly state: 'ok' | 'broken';
  /** Set if the mark is broken, e.g. because a monitor asks for a port that does not exist. */
  readonly problem?: GraphProblem;
  readonly place?: Place;
}

/** A peer is a pod with which a policy allows traffic. */
export type GraphMarkRole = 'policy' | 'peer' | 'budget' | 'autoscaler' | 'monitor';

export interface GraphEdge<Place> {
  /** Ids of nodes. */
  readonly from: string;
  readonly to: string;
  /** The ports on the way, e.g. `80 → http (8080)`. Empty if none is stated. */
  readonly ports: readonly string[];
  readonly state: GraphState;
  /** What the analysis reports about a broken edge. */
  readonly problem?: GraphProblem;
  /** Why an edge is unknown, or broken without a problem in a file. Continues the sentence "unknown, because …". */
  readonly because?: string;
  /** The text that makes the reference. Absent if no file states it. */
  readonly place?: Place;
}

export interface GraphProblem {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly message: string;
}

/** Which part of a graph is wanted. Each condition that is set has to hold. */
export interface GraphFilter {
  /** The stated namespace of a node. */
  readonly namespace?: string;
  /** The bundle of a node, as the graph names it. */
  readonly bundle?: string;
  /** Only what is broken, and the paths that lead there. */
  readonly onlyBroken?: boolean;
}

/** The same graph with its places in another form. */
export function withPlaces<From, To>(
  graph: WiringGraph<From>,
  convert: (place: From) => To | undefined,
): WiringGraph<To> {
  const placed = <T extends { readonly place?: From }>({ place, ...rest }: T) => {
    const converted = place === undefined ? undefined : convert(place);
    return converted === undefined ? rest : { ...rest, place: converted };
  };
  return {
    ...graph,
    nodes: graph.nodes.map((node) => ({ ...placed(node), marks: node.marks.map(placed) })) as GraphNode<To>[],
    edges: graph.edges.map(placed) as GraphEdge<To>[],
  };
}
