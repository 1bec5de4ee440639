import type { Origin } from '../model/origin.ts';
import { originOf } from '../model/origin.ts';
import type { Resource } from '../model/resource.ts';
import type { GraphEdge, GraphMark, GraphNode, GraphProblem, GraphRole } from '../model/wiringGraph.ts';
import { leadsTraffic } from '../resolve/evidence/nameLikelihood.ts';
import { none } from '../text/emptyList.ts';
import { getOrInsertComputed } from '../text/maps.ts';
import { optional } from '../text/optional.ts';

/** A graph that is being made. */
export interface Draft {
  /** The node of an object; created at the first call. */
  nodeOf(resource: Resource): DraftNode;
  /** The node with an id; `make` supplies it at the first call. */
  nodeWith(id: string, make: () => Omit<GraphNode<Origin>, 'id' | 'details' | 'problems' | 'marks'>): DraftNode;
  /** Adds a port to the edge that has the same ends and the same state, or adds an edge. */
  connect(edge: Omit<GraphEdge<Origin>, 'ports'>, port?: string): void;
  readonly nodes: ReadonlyMap<string, DraftNode>;
  edges(): readonly GraphEdge<Origin>[];
}

export type DraftNode = Omit<GraphNode<Origin>, 'state' | 'details' | 'problems' | 'marks'> & {
  state: GraphNode<Origin>['state'];
  readonly details: string[];
  readonly problems: GraphProblem[];
  readonly marks: GraphMark<Origin>[];
};

/** @param namespaceOf the stated namespace of an object */
export function beginDraft(namespaceOf: (resource: Resource) => string | undefined): Draft {
  const nodes = new Map<string, DraftNode>();
  const ofResources = new Map<Resource, DraftNode>();
  const edges = new Map<string, { readonly edge: Omit<GraphEdge<Origin>, 'ports'>; readonly ports: Set<string> }>();
  const add = (node: Omit<GraphNode<Origin>, 'details' | 'problems' | 'marks'>): DraftNode => {
    const added: DraftNode = { ...node, details: [], problems: [], marks: [] };
    nodes.set(node.id, added);
    return added;
  };
  return {
    nodes,
    nodeOf: (resource) => {
      let node = ofResources.get(resource);
      if (!node) {
        const namespace = namespaceOf(resource);
        node = add({
          id: unusedId(idOf(resource, namespace), nodes),
          role: roleOf(resource) ?? 'other',
          kind: resource.kind,
          name: resource.name,
          ...optional('namespace', namespace),
          ...optional('bundle', resource.bundle),
          state: 'ok',
          place: originOf(resource, resource.nameRange),
        });
        ofResources.set(resource, node);
      }
      return node;
    },
    nodeWith: (id, make) => nodes.get(id) ?? add({ id, ...make() }),
    connect: (edge, port) => {
      const { from, to, state, problem, because } = edge;
      const key = JSON.stringify([from, to, state, problem?.code, problem?.message, because]);
      const known = getOrInsertComputed(edges, key, () => ({ edge, ports: new Set() }));
      if (port !== undefined) {
        known.ports.add(port);
      }
    },
    edges: () => [...edges.values()].map(({ edge, ports }) => ({ ...edge, ports: [...ports] })),
  };
}

/** Undefined for an object that is not on the path of traffic. */
export function roleOf({ service, podTemplate, references }: Resource): GraphRole | undefined {
  return service
    ? 'service'
    : podTemplate
      ? 'workload'
      : references.some(({ role }) => leadsTraffic(role))
        ? 'route'
        : undefined;
}

/** E.g. `overlays/prod: Service shop/web`; the place of an object that no bundle makes is its file. */
function idOf({ bundle, document, kind, name }: Resource, namespace: string | undefined): string {
  const place = bundle === undefined ? document.file : bundle || '.';
  return `${place}: ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

function unusedId(id: string, nodes: ReadonlyMap<string, unknown>): string {
  let unused = id;
  for (let number = 2; nodes.has(unused); number++) {
    unused = `${id} (${number})`;
  }
  return unused;
}

/** The nodes in their order: those of objects in files first, then the others as they were added. */
export function finished(nodes: Iterable<DraftNode>): readonly GraphNode<Origin>[] {
  const all = [...nodes];
  const isOfFile = ({ place }: DraftNode) => place !== undefined;
  return [...all.filter(isOfFile), ...all.filter((each) => !isOfFile(each))].map(
    (node): GraphNode<Origin> => ({
      ...node,
      state: node.problems.length > 0 ? 'broken' : node.state,
      details: node.details.length > 0 ? node.details : none,
    }),
  );
}
