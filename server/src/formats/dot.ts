import type { GraphNode, GraphState, WiringGraph } from '../core/model/wiringGraph.ts';
import { linesOfEdge, linesOfNode, type NumberedNode, nodesByBundle, numberedEdges } from './graphText.ts';
import { printable } from './terminal.ts';

/** A graph in the language of Graphviz. Source: graphviz.org, DOT Language. */
export function graphAsDot(graph: WiringGraph<unknown>): string {
  const lines = [
    'digraph podwire {',
    '  rankdir=LR;',
    '  node [shape=box, fontname="sans-serif"];',
    '  edge [fontname="sans-serif"];',
  ];
  for (const [number, { title, nodes }] of nodesByBundle(graph).entries()) {
    if (title === undefined) {
      lines.push(...nodes.map((each) => `  ${declared(each)}`));
    } else {
      const label = quoted([title]);
      lines.push(
        `  subgraph cluster_${number} {`,
        `    label=${label};`,
        ...nodes.map((each) => `    ${declared(each)}`),
        '  }',
      );
    }
  }
  for (const { edge, from, to } of numberedEdges(graph)) {
    const tooltip = edge.problem?.message ?? edge.because;
    const attributes = [
      ...(linesOfEdge(edge).length > 0 ? [`label=${quoted(linesOfEdge(edge))}`] : []),
      ...(tooltip === undefined ? [] : [`tooltip=${quoted([printable(tooltip.toWellFormed())])}`]),
      ...styles[edge.state],
    ];
    lines.push(`  ${from} -> ${to}${attributes.length > 0 ? ` [${attributes.join(', ')}]` : ''};`);
  }
  return [...lines, '}'].map((line) => `${line}\n`).join('');
}

const styles: Readonly<Record<GraphState, readonly string[]>> = {
  ok: [],
  broken: ['color="#d32f2f"', 'penwidth=2'],
  unknown: ['color="#888888"', 'style=dashed'],
};

const shapes: Readonly<Partial<Record<GraphNode<unknown>['role'], string>>> = {
  route: 'cds',
  workload: 'box3d',
  pod: 'ellipse',
  absent: 'hexagon',
};

function declared({ node, name }: NumberedNode): string {
  const shape = shapes[node.role];
  const attributes = [
    `label=${quoted(linesOfNode(node))}`,
    ...(shape === undefined ? [] : [`shape=${shape}`]),
    ...styles[node.state],
  ];
  return `${name} [${attributes.join(', ')}];`;
}

/** Graphviz decodes HTML entities, and escapes such as `\N` for the name of the node. */
function quoted(lines: readonly string[]): string {
  const escaped = lines.map((line) => line.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('&', '&amp;'));
  return `"${escaped.join('\\n')}"`;
}
