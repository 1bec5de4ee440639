import type { Analysis } from '../analysis.ts';
import { outcomeOf } from '../fixVerification.ts';
import type { Fix, Problem } from '../model/problem.ts';
import type { TextEdit } from '../text/range.ts';
import { lineEndsOf, lineStartOf } from '../yaml/layout.ts';
import type { Node } from '../yaml/node.ts';
import { read } from '../yaml/read.ts';

/**
 * Adds a comment above the problem's line that silences the rule there. If such a comment exists, the code is
 * added to it. Undefined if a comment is impossible: in JSON, inside a flow collection, or inside a scalar of
 * several lines.
 */
export function ignoreHere(analysis: Analysis, problem: Problem): Fix | undefined {
  const edit = commentAbove(problem);
  const changes = edit && [{ document: problem.at.document, edits: [edit] }];
  return changes && outcomeOf(analysis, changes, [problem])
    ? { title: `Ignore ${problem.code} here`, preferred: false, certain: false, changes }
    : undefined;
}

function commentAbove({ code, at }: Problem): TextEdit | undefined {
  const { document, range } = at;
  const { text } = document;
  const lineStart = lineStartOf(text, range.start);
  const { root } = read(text);
  if (!root || (lineStart > 0 && isInside(root, lineStart)) || (lineStart === 0 && /^\ufeff?\s*[{[]/.test(text))) {
    return undefined;
  }
  const above = lineStart > 0 ? lineStartOf(text, lineStart - 1) : 0;
  const comment = document.ignored.find(
    (each) => each.start >= above && each.end <= lineStart && each.codes.length > 0,
  );
  if (comment) {
    const end = comment.start + text.slice(comment.start, comment.end).trimEnd().length;
    return { range: { start: end, end }, newText: `, ${code}` };
  }
  const start = text[lineStart] === '\ufeff' ? lineStart + 1 : lineStart;
  const indent = /^ */.exec(text.slice(start))![0];
  return { range: { start, end: start }, newText: `${indent}# podwire-ignore: ${code}${lineEndsOf(text)}` };
}

/** Whether an offset is inside a flow collection or a scalar of several lines. */
function isInside(node: Node, offset: number): boolean {
  if (offset <= node.start || offset >= node.end) {
    return false;
  }
  switch (node.type) {
    case 'scalar':
      return true;
    case 'alias':
      return false;
    case 'sequence':
      return node.flow || node.items.some((item) => isInside(item, offset));
    case 'mapping':
      return node.flow || node.pairs.some(({ key, value }) => isInside(key, offset) || isInside(value, offset));
  }
}
