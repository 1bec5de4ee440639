import type { GraphEdge, GraphMark, GraphNode, GraphState, TargetLocation } from '../../../server/src/lsp/protocol.ts';
import type { PageGraph } from '../../src/wiringMessages.ts';

/** One line of the tree. */
export interface TreeItem {
  /** The same after an edit that does not touch the objects on the way to this item. */
  readonly key: string;
  readonly state: GraphState;
  /** How the parent leads here: ports, or the purpose of a mark. May be empty. */
  readonly lead: string;
  /** E.g. `Service web`. */
  readonly text: string;
  /** E.g. `shop · NodePort 30801`. May be empty. */
  readonly rest: string;
  /** Why it is broken or unknown. May be empty. */
  readonly reason: string;
  /** Whether it is beside the path of traffic: a policy, a budget, an autoscaler or a monitor. */
  readonly isMark: boolean;
  /** The line that a click opens. */
  readonly place?: TargetLocation;
  readonly children: readonly TreeItem[];
}

type Node = GraphNode<TargetLocation>;
type Edge = GraphEdge<TargetLocation>;

/**
 * The graph as a tree: what no edge leads to is at the top, below its bundle if there are bundles. An object to which
 * several edges lead occurs below each of them.
 */
export function treeOf(graph: PageGraph): readonly TreeItem[] {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const leaving = Map.groupBy(graph.edges, ({ from }) => from);
  const reached = new Set(graph.edges.map(({ to }) => to));
  const shown = new Set<string>();
  const itemOf = (node: Node, edge: Edge | undefined, path: readonly string[]): TreeItem => {
    shown.add(node.id);
    const inner = [...path, node.id];
    const below = (leaving.get(node.id) ?? []).flatMap((each) => {
      const target = nodes.get(each.to);
      return target && !inner.includes(each.to) ? [itemOf(target, each, inner)] : [];
    });
    const key = [...inner, edge ? `${edge.state} ${edge.ports.join()}` : ''].join('\n');
    return asItem(node, edge, key, [...marksOf(node, key), ...below]);
  };
  const tops = graph.nodes
    .filter(({ id }) => !reached.has(id))
    .map((node) => [node, itemOf(node, undefined, [])] as const);
  // Only a circle has no top.
  const others = graph.nodes.flatMap((node) =>
    shown.has(node.id) ? [] : [[node, itemOf(node, undefined, [])] as const],
  );
  const all = [...tops, ...others];
  if (graph.bundles.length === 0) {
    return all.map(([, item]) => item);
  }
  return [...Map.groupBy(all, ([node]) => node.bundle)].flatMap(([bundle, group]) => {
    const children = group.map(([, item]) => item);
    return bundle === undefined ? children : [bundleItem(bundle, children)];
  });
}

function bundleItem(bundle: string, children: readonly TreeItem[]): TreeItem {
  const broken = children.reduce((sum, child) => sum + countBroken(child), 0);
  const rest = broken > 0 ? `${broken} broken` : '';
  return {
    key: `bundle ${bundle}`,
    state: 'ok',
    lead: '',
    text: nameOfBundle(bundle),
    rest,
    reason: '',
    isMark: false,
    children,
  };
}

/** How many lines of the tree are broken, at an item and below it. */
export function countBroken({ state, children }: TreeItem): number {
  return children.reduce((sum, child) => sum + countBroken(child), Number(state === 'broken'));
}

/** The name of a bundle in words. The root of the workspace has an empty directory. */
export function nameOfBundle(bundle: string): string {
  return bundle || 'the folder itself';
}

function asItem(node: Node, edge: Edge | undefined, key: string, children: readonly TreeItem[]): TreeItem {
  const reasons = [edge?.problem?.message ?? edge?.because ?? '', ...node.problems.map(({ message }) => message)];
  // The line of a broken reference is where a person fixes it.
  const place = edge && edge.state !== 'ok' ? (edge.place ?? node.place) : (node.place ?? edge?.place);
  return {
    key,
    state: edge && edge.state !== 'ok' ? edge.state : node.state,
    lead: edge?.ports.join(', ') ?? '',
    text: textOf(node),
    rest: [...(node.kind !== '' && node.namespace !== undefined ? [node.namespace] : []), ...node.details].join(' · '),
    reason: reasons.filter((each) => each !== '').join(' '),
    isMark: false,
    ...(place ? { place } : {}),
    children,
  };
}

export function textOf({ kind, name }: { readonly kind: string; readonly name: string }): string {
  return kind === '' ? name : `${kind} ${name}`;
}

function marksOf({ marks }: Node, key: string): readonly TreeItem[] {
  return marks.map((mark, at) => ({
    key: `${key}\nmark ${at} ${mark.kind} ${mark.name}`,
    state: mark.state,
    lead: words[mark.role],
    text: textOf(mark),
    rest: '',
    reason: mark.problem?.message ?? '',
    isMark: true,
    ...(mark.place ? { place: mark.place } : {}),
    children: [],
  }));
}

const words: Readonly<Record<GraphMark<unknown>['role'], string>> = {
  policy: 'restricted by',
  peer: 'allowed by',
  budget: 'protected by',
  autoscaler: 'scaled by',
  monitor: 'scraped by',
};

/** What a screen reader says of a line: the state first, because it is what a person looks for. */
export function spokenOf({ state, lead, text, rest, reason }: TreeItem): string {
  const parts = [state === 'ok' ? '' : state, [lead, text].filter((each) => each !== '').join(' '), rest, reason];
  return parts.filter((each) => each !== '').join(', ');
}

/** What a person reads first: how many objects there are, and how many are broken. */
export function summaryOf({ nodes, edges, complete }: PageGraph): string {
  if (nodes.length === 0) {
    return complete ? 'There is nothing to show here.' : 'Podwire is still reading the workspace.';
  }
  const objects = nodes.filter(({ role }) => role !== 'absent').length;
  const broken = edges.filter(({ state }) => state === 'broken').length + nodes.filter(isBrokenItself).length;
  const unknown = edges.filter(({ state }) => state === 'unknown').length;
  return [
    `${objects} ${objects === 1 ? 'object' : 'objects'}`,
    broken === 0 ? 'nothing is broken' : `${broken} broken`,
    ...(unknown === 0 ? [] : [`${unknown} unknown`]),
    ...(complete ? [] : ['Podwire is still reading the workspace']),
  ].join(' · ');
}

/** An absent target is broken too, but the edge to it counts already. */
function isBrokenItself({ problems }: Node): boolean {
  return problems.length > 0;
}
