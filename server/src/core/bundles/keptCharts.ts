import type { DocumentFacts } from '../model/document.ts';
import type { ParsedTemplate } from '../template/nodes.ts';

/** What renders of charts keep for the next one. */
export interface KeptCharts {
  /** Parsed templates by their text. */
  readonly parsed: Map<string, ParsedTemplate>;
  /** Facts of files that no file of the workspace stands for: those of packed charts. */
  readonly packed: Map<string, DocumentFacts>;
}

export const emptyKeptCharts = (): KeptCharts => ({ parsed: new Map(), packed: new Map() });

/** Empty if there is much in it: an edit needs the templates of one chart. */
export function boundedCharts(kept: KeptCharts): KeptCharts {
  return forgetMany(kept) ? emptyKeptCharts() : kept;
}

/** Empties the parsed templates in their place if there are many, because earlier states share them. */
export function forgetMany({ parsed }: KeptCharts): boolean {
  let size = 0;
  for (const text of parsed.keys()) {
    size += text.length;
  }
  const areMany = size > mostKept;
  if (areMany) {
    parsed.clear();
  }
  return areMany;
}

// In UTF-16 code units. The trees take about ten times the size of the texts.
const mostKept = 1_000_000;
