import type { GraphEdge, GraphNode, WiringGraph } from '../core/model/wiringGraph.ts';
import { printable } from './terminal.ts';

/** The lines of a node in a drawing: what it is, where it is, and what marks it. */
export function linesOfNode({
  kind,
  name,
  namespace,
  details,
  problems,
  marks,
}: GraphNode<unknown>): readonly string[] {
  return [
    [kind, name].filter((each) => each !== '').join(' '),
    // The node `nothing` follows the object whose selector selects nothing. That object shows the namespace.
    ...(namespace === undefined || kind === '' ? [] : [`namespace ${namespace}`]),
    ...details,
    ...new Set(marks.map((mark) => [mark.kind, mark.name, ...(mark.problem ? [mark.problem.code] : [])].join(' '))),
    ...new Set(problems.map(({ code }) => code)),
  ].map(shortened);
}

/** The lines beside an edge: its ports, and why it is broken or unknown. */
export function linesOfEdge({ ports, problem, because }: GraphEdge<unknown>): readonly string[] {
  const reason = problem?.code ?? because;
  return [...(ports.length > 0 ? [ports.join(', ')] : []), ...(reason === undefined ? [] : [reason])].map(shortened);
}

/** The nodes by their bundle. The first group has no title and may be empty: its nodes belong to no bundle. */
export function nodesByBundle({ nodes }: WiringGraph<unknown>): readonly NodesOfBundle[] {
  const groups = new Map<string | undefined, NumberedNode[]>([[undefined, []]]);
  for (const [at, node] of nodes.entries()) {
    const group = groups.get(node.bundle) ?? [];
    groups.set(node.bundle, group);
    group.push({ node, name: nameOf(at) });
  }
  return [...groups].map(([bundle, group]) => ({
    title: bundle === undefined ? undefined : shortened(bundle || '.'),
    nodes: group,
  }));
}

export interface NodesOfBundle {
  readonly title: string | undefined;
  readonly nodes: readonly NumberedNode[];
}

/** A node with its name in a language whose names cannot be the ids of a graph. */
export interface NumberedNode {
  readonly node: GraphNode<unknown>;
  readonly name: string;
}

/** The edges with the names of their ends. */
export function numberedEdges({ nodes, edges }: WiringGraph<unknown>): readonly {
  readonly edge: GraphEdge<unknown>;
  readonly from: string;
  readonly to: string;
}[] {
  const names = new Map(nodes.map(({ id }, at) => [id, nameOf(at)]));
  return edges.map((edge) => ({ edge, from: names.get(edge.from)!, to: names.get(edge.to)! }));
}

function nameOf(at: number): string {
  return `n${at + 1}`;
}

/** One line, without control characters. A longer text would hide the rest of a drawing. */
function shortened(text: string): string {
  const line = printable(text.toWellFormed());
  const characters = [...line];
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : line;
}

const longest = 80;
