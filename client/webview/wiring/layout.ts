import { Graph, layout } from '@dagrejs/dagre';
import type { GraphEdge, GraphNode, TargetLocation } from '../../../server/src/lsp/protocol.ts';
import type { PageGraph } from '../../src/wiringMessages.ts';
import { type Arrow, type Box, type Drawing, lineHeight, padding } from './drawing.ts';
import { nameOfBundle, textOf } from './tree.ts';

type Node = GraphNode<TargetLocation>;
type Edge = GraphEdge<TargetLocation>;

/** The width of a text in pixels. */
export type Measure = (text: string) => number;

/**
 * Gives each node and each edge its place, from left to right in the direction of traffic. What no edge connects is laid
 * out separately: the time grows faster than the number of connected nodes.
 */
export function layOut(graph: PageGraph, measure: Measure): Drawing {
  return packed(connectedParts(graph).map((part) => laidOutPart(part, measure)));
}

interface Part {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
}

/** The parts of a graph between which there is no edge, in the order of their first nodes. */
export function connectedParts({ nodes, edges }: Part): readonly Part[] {
  const parents = new Map(nodes.map(({ id }) => [id, id]));
  const rootOf = (id: string): string => {
    let root = id;
    for (let parent = parents.get(root)!; parent !== root; parent = parents.get(root)!) {
      // Every second node is moved up, so that chains stay short.
      parents.set(root, parents.get(parent)!);
      root = parent;
    }
    return root;
  };
  for (const { from, to } of edges) {
    parents.set(rootOf(to), rootOf(from));
  }
  const edgesByRoot = Map.groupBy(edges, ({ from }) => rootOf(from));
  return [...Map.groupBy(nodes, ({ id }) => rootOf(id))].map(([root, own]) => ({
    nodes: own,
    edges: edgesByRoot.get(root) ?? [],
  }));
}

function laidOutPart({ nodes, edges }: Part, measure: Measure): Drawing {
  const graph = new Graph({ directed: true, multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 14, edgesep: 10, ranksep: 28 });
  const widthOf = (lines: readonly string[]) => Math.max(0, ...lines.map(measure));
  const boxes = new Map(nodes.map((node) => [node.id, { node, lines: linesOfNode(node) }]));
  for (const [id, { lines }] of boxes) {
    graph.setNode(id, { width: widthOf(lines) + 2 * padding + 8, height: lines.length * lineHeight + 2 * padding });
  }
  const arrows = edges.map((edge, at) => ({ edge, name: String(at), lines: linesOfEdge(edge) }));
  for (const { edge, name, lines } of arrows) {
    const size = { width: widthOf(lines) + 16, height: Math.max(lines.length, 1) * lineHeight };
    graph.setEdge(edge.from, edge.to, { ...size, labelpos: 'c' }, name);
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { readonly width?: number; readonly height?: number };
  return {
    width,
    height,
    boxes: [...boxes].map(([id, { node, lines }]): Box => {
      const at = graph.node(id) as {
        readonly x: number;
        readonly y: number;
        readonly width: number;
        readonly height: number;
      };
      return {
        x: at.x - at.width / 2,
        y: at.y - at.height / 2,
        width: at.width,
        height: at.height,
        lines,
        role: node.role,
        state: node.state,
        title: titleOfNode(node),
        ...(node.place ? { place: node.place } : {}),
      };
    }),
    arrows: arrows.map(({ edge, name, lines }): Arrow => {
      const at = graph.edge(edge.from, edge.to, name) as {
        readonly points: Arrow['points'];
        readonly x: number;
        readonly y: number;
      };
      return {
        points: at.points,
        lines,
        at: { x: at.x, y: at.y },
        state: edge.state,
        title: [edge.ports.join(', '), edge.problem?.message ?? edge.because ?? '']
          .filter((each) => each !== '')
          .join('\n'),
        ...(edge.place ? { place: edge.place } : {}),
      };
    }),
  };
}

/** Puts drawings side by side in rows, so that the whole is about as wide as a screen is. */
function packed(parts: readonly Drawing[]): Drawing {
  const area = parts.reduce((sum, { width, height }) => sum + (width + gap) * (height + gap), 0);
  const widest = Math.max(0, ...parts.map(({ width }) => width));
  const limit = Math.max(widest, Math.sqrt(area) * 1.3);
  const boxes: Box[] = [];
  const arrows: Arrow[] = [];
  let [x, y, rowHeight, width] = [gap, gap, 0, 0];
  for (const part of parts) {
    if (x > gap && x + part.width > limit + gap) {
      y += rowHeight + gap;
      [x, rowHeight] = [gap, 0];
    }
    const [dx, dy] = [x, y];
    boxes.push(...part.boxes.map((box) => ({ ...box, x: box.x + dx, y: box.y + dy })));
    arrows.push(
      ...part.arrows.map((arrow) => ({
        ...arrow,
        points: arrow.points.map((point) => ({ x: point.x + dx, y: point.y + dy })),
        at: { x: arrow.at.x + dx, y: arrow.at.y + dy },
      })),
    );
    x += part.width + gap;
    width = Math.max(width, x);
    rowHeight = Math.max(rowHeight, part.height);
  }
  return { width, height: y + rowHeight + gap, boxes, arrows };
}

/** Pixels between parts. */
const gap = 24;

function linesOfNode({ kind, name, namespace, bundle, details, problems, marks }: Node): readonly string[] {
  const where = [namespace, bundle === undefined ? undefined : nameOfBundle(bundle)].filter(
    (each) => each !== undefined,
  );
  const marked = [...new Set(marks.map(textOf))];
  const more = marked.length - mostMarks;
  return [
    textOf({ kind, name }),
    // What a selector misses has no place.
    ...(kind === '' || where.length === 0 ? [] : [where.join(' · ')]),
    ...details,
    ...marked.slice(0, mostMarks).map((each) => `◆ ${each}`),
    ...(more > 0 ? [`◆ ${more} more`] : []),
    ...new Set(problems.map(({ code }) => code)),
  ].map(shortened);
}

const mostMarks = 4;

function linesOfEdge({ ports, problem, because }: Edge): readonly string[] {
  const reason = problem?.code ?? because;
  return [...(ports.length > 0 ? [ports.join(', ')] : []), ...(reason === undefined ? [] : [reason])].map(shortened);
}

function titleOfNode({ kind, name, namespace, bundle, details, problems, marks }: Node): string {
  return [
    textOf({ kind, name }),
    ...(namespace === undefined ? [] : [`namespace ${namespace}`]),
    ...(bundle === undefined ? [] : [nameOfBundle(bundle)]),
    ...details,
    ...marks.map((mark) => [textOf(mark), mark.problem?.message ?? ''].filter((each) => each !== '').join(': ')),
    ...problems.map(({ message }) => message),
  ].join('\n');
}

/** A longer text would make all boxes of a column wide. The title has the whole text. */
function shortened(text: string): string {
  const characters = [...text];
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : text;
}

const longest = 44;
