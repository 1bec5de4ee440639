import { Graph, layout } from '@dagrejs/dagre';
import type { GraphEdge, GraphNode, TargetLocation } from '../../../server/src/lsp/protocol.ts';
import type { PageGraph } from '../../src/wiringMessages.ts';
import { type Arrow, type Box, type Drawing, lineHeight, type Point, padding } from './drawing.ts';
import { nameOfBundle, textOf } from './tree.ts';

type Node = GraphNode<TargetLocation>;
type Edge = GraphEdge<TargetLocation>;

/** The width of a text in pixels. */
export type Measure = (text: string) => number;

/**
 * Gives each node and each edge its place, from left to right in the direction of traffic. What no edge connects is
 * laid out separately: the time grows faster than the number of connected nodes.
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

function laidOutPart(part: Part, measure: Measure): Drawing {
  const widthOf = (lines: readonly string[]) => Math.max(0, ...lines.map(measure));
  const boxes = part.nodes.map((node): Sized<Node> => {
    const lines = linesOfNode(node);
    const [width, height] = [widthOf(lines) + 2 * padding + 8, lines.length * lineHeight + 2 * padding];
    return { of: node, lines, width, height };
  });
  const arrows = part.edges.map((edge): Sized<Edge> => {
    const lines = linesOfEdge(edge);
    return { of: edge, lines, width: widthOf(lines) + 16, height: Math.max(lines.length, 1) * lineHeight };
  });
  return asChain(boxes, arrows) ?? asLayers(boxes, arrows);
}

interface Sized<T> {
  readonly of: T;
  readonly lines: readonly string[];
  readonly width: number;
  readonly height: number;
}

/** Pixels between an arrow's label and the boxes beside it. */
const ranksep = 14;

/**
 * Nodes in one row, if each has at most one edge before and one after it. Most parts are such a row, and the library
 * takes a hundred times as long for it. Undefined for any other part.
 */
function asChain(boxes: readonly Sized<Node>[], arrows: readonly Sized<Edge>[]): Drawing | undefined {
  const leaving = new Map(arrows.map((arrow) => [arrow.of.from, arrow]));
  const reached = new Set(arrows.map(({ of }) => of.to));
  const [first, ...others] = boxes.filter(({ of }) => !reached.has(of.id));
  const isChain = leaving.size === arrows.length && reached.size === arrows.length && others.length === 0;
  if (!first || !isChain) {
    return undefined;
  }
  const byId = new Map(boxes.map((box) => [box.of.id, box]));
  const height = Math.max(...boxes.map((box) => box.height), ...arrows.map((arrow) => arrow.height));
  const middle = height / 2;
  const placedBoxes: Box[] = [];
  const placedArrows: Arrow[] = [];
  let x = 0;
  for (let box: Sized<Node> | undefined = first; box; ) {
    placedBoxes.push(asBox(box, x + box.width / 2, middle));
    x += box.width;
    const arrow = leaving.get(box.of.id);
    box = arrow && byId.get(arrow.of.to);
    if (arrow) {
      const end = x + arrow.width + 2 * ranksep;
      const points = [
        { x, y: middle },
        { x: end, y: middle },
      ];
      placedArrows.push(asArrow(arrow, points, { x: (x + end) / 2, y: middle }));
      x = end;
    }
  }
  return { width: x, height, boxes: placedBoxes, arrows: placedArrows };
}

function asLayers(boxes: readonly Sized<Node>[], arrows: readonly Sized<Edge>[]): Drawing {
  const graph = new Graph({ directed: true, multigraph: true });
  const isLarge = boxes.length > mostInOrder;
  graph.setGraph({
    rankdir: 'LR',
    nodesep: 14,
    edgesep: 10,
    ranksep: 2 * ranksep,
    ranker: isLarge ? 'longest-path' : 'tight-tree',
  });
  for (const { of, width, height } of boxes) {
    graph.setNode(of.id, { width, height });
  }
  for (const [at, { of, width, height }] of arrows.entries()) {
    graph.setEdge(of.from, of.to, { width, height, labelpos: 'c' }, String(at));
  }
  // A tree has no crossings in the order in which it is visited, which is the order without a search.
  const isTree = arrows.length === boxes.length - 1;
  layout(graph, { disableOptimalOrderHeuristic: isLarge || isTree });
  const { width = 0, height = 0 } = graph.graph() as { readonly width?: number; readonly height?: number };
  return {
    width,
    height,
    boxes: boxes.map((box): Box => {
      const { x, y } = graph.node(box.of.id) as Point;
      return asBox(box, x, y);
    }),
    arrows: arrows.map((arrow, at): Arrow => {
      const edge = graph.edge(arrow.of.from, arrow.of.to, String(at));
      const { points, x, y } = edge as Point & { readonly points: readonly Point[] };
      return asArrow(arrow, points, { x, y });
    }),
  };
}

/**
 * The fewest crossings are searched for up to this many connected nodes. For more it takes seconds, and nobody follows
 * that many lines.
 */
const mostInOrder = 60;

function asBox({ of: node, lines, width, height }: Sized<Node>, x: number, y: number): Box {
  return {
    x: x - width / 2,
    y: y - height / 2,
    width,
    height,
    lines,
    role: node.role,
    state: node.state,
    title: titleOfNode(node),
    ...(node.place ? { place: node.place } : {}),
  };
}

function asArrow({ of: edge, lines }: Sized<Edge>, points: readonly Point[], at: Point): Arrow {
  const reason = edge.problem?.message ?? edge.because ?? '';
  return {
    points,
    lines,
    at,
    state: edge.state,
    title: [edge.ports.join(', '), reason].filter((each) => each !== '').join('\n'),
    ...(edge.place ? { place: edge.place } : {}),
  };
}

/** Puts drawings side by side in rows, so that the whole is about as wide as a screen is. */
function packed(parts: readonly Drawing[]): Drawing {
  const area = parts.reduce((sum, { width, height }) => sum + (width + gap) * (height + gap), 0);
  const widest = Math.max(0, ...parts.map(({ width }) => width));
  const limit = Math.max(widest, Math.sqrt(area) * 1.3);
  const boxes: Box[] = [];
  const arrows: Arrow[] = [];
  let [x, y, rowHeight, width] = [gap, gap, 0, gap];
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
