import type { GraphFilter, GraphNode, WiringGraph } from '../model/wiringGraph.ts';

/** The part of a graph that a filter leaves. Every edge has both its ends. */
export function filteredGraph<Place>(graph: WiringGraph<Place>, filter: GraphFilter): WiringGraph<Place> {
  const { namespace, bundle, onlyBroken } = filter;
  const chosen =
    namespace === undefined && bundle === undefined
      ? graph
      : neighbourhoodOf(
          graph,
          (node) =>
            (namespace === undefined || node.namespace === namespace) &&
            (bundle === undefined || node.bundle === bundle),
        );
  return onlyBroken ? brokenPartOf(chosen) : chosen;
}

/** The nodes for which a condition holds, and what their edges lead to and come from. */
export function neighbourhoodOf<Place>(
  graph: WiringGraph<Place>,
  isIn: (node: GraphNode<Place>) => boolean,
): WiringGraph<Place> {
  const inside = new Set(graph.nodes.filter(isIn).map(({ id }) => id));
  const edges = graph.edges.filter(({ from, to }) => inside.has(from) || inside.has(to));
  const kept = new Set([...inside, ...edges.flatMap(({ from, to }) => [from, to])]);
  return { ...graph, nodes: graph.nodes.filter(({ id }) => kept.has(id)), edges };
}

/** What is broken, and every path of traffic that leads there. */
function brokenPartOf<Place>(graph: WiringGraph<Place>): WiringGraph<Place> {
  const incoming = Map.groupBy(graph.edges, ({ to }) => to);
  const kept = new Set<string>();
  const keepWithOrigins = (id: string): void => {
    const pending = [id];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (!kept.has(next)) {
        kept.add(next);
        pending.push(...(incoming.get(next) ?? []).filter(({ state }) => state !== 'unknown').map(({ from }) => from));
      }
    }
  };
  for (const { id, state, marks } of graph.nodes) {
    if (state === 'broken' || marks.some((mark) => mark.state === 'broken')) {
      keepWithOrigins(id);
    }
  }
  for (const { from, to, state } of graph.edges) {
    if (state === 'broken') {
      keepWithOrigins(from);
      kept.add(to);
    }
  }
  return {
    ...graph,
    nodes: graph.nodes.filter(({ id }) => kept.has(id)),
    edges: graph.edges.filter(({ from, to, state }) => state !== 'unknown' && kept.has(from) && kept.has(to)),
  };
}
