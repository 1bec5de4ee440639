import type { DocumentFacts } from '../model/document.ts';
import type { ParsedTemplate } from '../template/nodes.ts';
import type { RenderBase } from './renderBase.ts';

/** What renders of charts keep for the next one. */
export interface KeptCharts {
  /** Parsed templates by their text. */
  readonly parsed: Map<string, ParsedTemplate>;
  /** Facts of files that no file of the workspace stands for: those of packed charts. */
  readonly packed: Map<string, DocumentFacts>;
  /** The last render of a chart with its own values. */
  base?: RenderBase | undefined;
}

export const emptyKeptCharts = (): KeptCharts => ({ parsed: new Map(), packed: new Map() });

/**
 * Forgets the parsed templates if they are many, in their place, because earlier states share them: an edit needs those
 * of one chart.
 */
export function forgetMany({ parsed }: KeptCharts): void {
  let size = 0;
  for (const text of parsed.keys()) {
    size += text.length;
  }
  if (size > mostKept) {
    parsed.clear();
  }
}

// In UTF-16 code units. The trees take about ten times the size of the texts.
const mostKept = 1_000_000;
