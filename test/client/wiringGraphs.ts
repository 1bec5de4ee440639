import type { PageGraph } from '../../client/src/wiringMessages.ts';
import type { GraphEdge, GraphNode, TargetLocation } from '../../server/src/lsp/protocol.ts';

/** A place by its line, in a file that does not exist. */
export const at = (line: number): TargetLocation => ({
  uri: 'file:///shop.yaml',
  range: { start: { line, character: 0 }, end: { line, character: 4 } },
});

export const problem = {
  code: 'service-selects-nothing',
  severity: 'warning',
  message: 'Service "api" selects no pods.',
} as const;

export function node(id: string, rest: Partial<GraphNode<TargetLocation>> = {}): GraphNode<TargetLocation> {
  return { id, role: 'service', kind: 'Service', name: id, state: 'ok', details: [], problems: [], marks: [], ...rest };
}

export function edge(
  from: string,
  to: string,
  rest: Partial<GraphEdge<TargetLocation>> = {},
): GraphEdge<TargetLocation> {
  return { from, to, ports: [], state: 'ok', ...rest };
}

export function graphOf(
  nodes: PageGraph['nodes'],
  edges: PageGraph['edges'] = [],
  rest: Partial<PageGraph> = {},
): PageGraph {
  return { nodes, edges, namespaces: [], bundles: [], complete: true, ...rest };
}

/** An Ingress with two Services: one that reaches pods, and one that selects nothing; and an unknown backend. */
export const shop = graphOf(
  [
    node('shop', { role: 'route', kind: 'Ingress', place: at(1) }),
    node('web', { namespace: 'a', details: ['NodePort 30801'], place: at(2) }),
    node('api', {
      place: at(3),
      problems: [{ ...problem, code: 'service-rejected', message: 'It is rejected.' }],
      state: 'broken',
    }),
    node('pods', {
      role: 'workload',
      kind: 'Deployment',
      place: at(4),
      marks: [{ role: 'budget', kind: 'PodDisruptionBudget', name: 'two', state: 'ok', place: at(5) }],
    }),
    node('web-1', { role: 'pod', kind: 'Pod' }),
    node('nothing', { role: 'absent', kind: '', state: 'broken' }),
    node('far', { role: 'absent', state: 'unknown' }),
  ],
  [
    edge('shop', 'web', { ports: ['80'], place: at(6) }),
    edge('shop', 'api', { ports: ['81'], place: at(7) }),
    edge('shop', 'far', { state: 'unknown', because: 'a base is remote', place: at(8) }),
    edge('web', 'pods', { ports: ['80 → http (8080)'], place: at(9) }),
    edge('api', 'nothing', { ports: ['81'], state: 'broken', problem, place: at(10) }),
    edge('pods', 'web-1'),
  ],
);
