import type { GraphNode, WiringGraph } from '../core/model/wiringGraph.ts';
import { linesOfEdge, linesOfNode, type NumberedNode, nodesByBundle, numberedEdges } from './graphText.ts';

/** A graph as a flowchart of Mermaid, which Markdown on GitHub and GitLab draws. Source: mermaid.js.org, Flowcharts. */
export function graphAsMermaid(graph: WiringGraph<unknown>): string {
  const lines = ['flowchart LR'];
  const byState = { broken: new Set<string>(), unknown: new Set<string>() };
  for (const [number, { title, nodes }] of nodesByBundle(graph).entries()) {
    if (title === undefined) {
      lines.push(...nodes.map((each) => `  ${declared(each)}`));
    } else {
      lines.push(`  subgraph b${number}[${quoted([title])}]`, ...nodes.map((each) => `    ${declared(each)}`), '  end');
    }
    for (const { node, name } of nodes) {
      if (node.state !== 'ok') {
        byState[node.state].add(name);
      }
    }
  }
  const links = { broken: [] as number[], unknown: [] as number[] };
  for (const [at, { edge, from, to }] of numberedEdges(graph).entries()) {
    const texts = linesOfEdge(edge);
    const arrow = edge.state === 'unknown' ? '-.->' : edge.state === 'broken' ? '--x' : '-->';
    lines.push(`  ${from} ${arrow}${texts.length > 0 ? `|${quoted(texts)}|` : ''} ${to}`);
    if (edge.state !== 'ok') {
      links[edge.state].push(at);
    }
  }
  for (const state of ['broken', 'unknown'] as const) {
    if (byState[state].size > 0) {
      lines.push(`  classDef ${state} ${styles[state]}`, `  class ${[...byState[state]].join(',')} ${state}`);
    }
    if (links[state].length > 0) {
      lines.push(`  linkStyle ${links[state].join(',')} ${styles[state]}`);
    }
  }
  return lines.map((line) => `${line}\n`).join('');
}

// Both colours are readable on a white and on a black page.
const styles = {
  broken: 'stroke:#d32f2f,stroke-width:2px',
  unknown: 'stroke:#888,stroke-dasharray:4 3',
};

const shapes: Readonly<Record<GraphNode<unknown>['role'], readonly [open: string, close: string]>> = {
  route: ['([', '])'],
  service: ['[', ']'],
  workload: ['[[', ']]'],
  pod: ['(', ')'],
  other: ['[', ']'],
  absent: ['{{', '}}'],
};

function declared({ node, name }: NumberedNode): string {
  const [open, close] = shapes[node.role];
  return `${name}${open}${quoted(linesOfNode(node))}${close}`;
}

function quoted(lines: readonly string[]): string {
  return `"${lines.map(escaped).join('<br/>')}"`;
}

/**
 * A text that Mermaid shows as it is. In a quoted text, quotes, HTML, Markdown, directives (`%%{`) and entity codes
 * have a meaning. Source: mermaid.js.org, Flowcharts, Entity codes to escape characters.
 */
function escaped(text: string): string {
  return text.replace(/[^\p{L}\p{N} .,:/()\u2192\u00b7\u2026=-]/gu, (character) => `#${character.codePointAt(0)};`);
}
