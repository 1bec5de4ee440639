import type { Range } from '../text/range.ts';

/** An action of a template: `{{ … }}` with its delimiters. */
export interface TemplateAction extends Range {
  /** Whether it prints nothing by itself: `if`, `end`, an assignment, a comment. */
  readonly isControl: boolean;
}

/** The actions of a template, in the order of the text. One that is not closed ends with the text. */
export function actionsOf(text: string): readonly TemplateAction[] {
  const actions: TemplateAction[] = [];
  for (let start = text.indexOf('{{'); start >= 0; ) {
    const comment = /^\{\{-?\s*\/\*/.exec(text.slice(start, start + mostBeforeComment));
    const end = comment ? endOfComment(text, start) : endOfAction(text, start + 2);
    actions.push({ start, end, isControl: comment !== null || isControl(text.slice(start + 2, end)) });
    start = text.indexOf('{{', end);
  }
  return actions;
}

// `{{- /*`, with some space.
const mostBeforeComment = 16;

function endOfComment(text: string, start: number): number {
  const end = text.indexOf('*/', start);
  const closed = end < 0 ? -1 : text.indexOf('}}', end);
  return closed < 0 ? text.length : closed + 2;
}

/** Strings and runes may contain the closing delimiter. */
function endOfAction(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const character = text[at]!;
    if (character === '}' && text[at + 1] === '}') {
      return at + 2;
    }
    if (character === '"' || character === "'" || character === '`') {
      for (at++; at < text.length && text[at] !== character; at++) {
        if (text[at] === '\\' && character !== '`') {
          at++;
        }
      }
    }
  }
  return text.length;
}

function isControl(inside: string): boolean {
  return /^-?\s*(?:(?:if|else|end|range|with|define|block|break|continue)\b|\$\w*\s*(?:,\s*\$\w+\s*)?:?=)/.test(inside);
}

/** Stands for a character of an action. No manifest contains it, and YAML allows it in a plain scalar. */
export const filler = '\ue000';

/**
 * The template as YAML of the same length, so that its layout can be read and a place in it is one in the template. A line
 * of control actions is a comment, a printing action in a line of its own is a key, and any other action is a part of a
 * scalar. Separators of documents are comments too.
 */
export function layoutOf(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end, isControl: control } of actionsOf(text)) {
    parts.push(text.slice(from, start));
    const lineStart = text.lastIndexOf('\n', start - 1) + 1;
    const lineEnd = endOfLine(text, end);
    const isAlone = text.slice(lineStart, start).trim() === '' && text.slice(end, lineEnd).trim() === '';
    const masked = text.slice(start, end).replace(/[^\r\n]/g, filler);
    const isOneLine = !masked.includes('\n');
    parts.push(
      isAlone && !control && isOneLine
        ? `${masked.slice(0, -1)}:`
        : isAlone || !isOneLine
          ? masked.replace(/(^|\n)\ue000/g, '$1#')
          : masked,
    );
    from = end;
  }
  parts.push(text.slice(from));
  return parts.join('').replace(/^---/gm, '#--');
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
