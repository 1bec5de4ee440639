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

/**
 * Stands for a character that a template or a generator fills in. No manifest contains it, and YAML allows it in a
 * plain scalar.
 */
export const filler = '\ue000';

/**
 * The template as YAML of the same length, so that its layout can be read and a place in it is one in the template. An
 * action in a line of its own is a comment, and so is one that prints lines below a key (`labels: {{ … | nindent 4
 * }}`); any other action is a part of a scalar. Separators of documents are comments too.
 *
 * @param part only this part is read, if the rest is no YAML. Everything else is comments then.
 */
export function layoutOf(text: string, part?: Range): string {
  const parts: string[] = [];
  let from = 0;
  for (const action of actionsOf(text)) {
    const { start, end } = action;
    parts.push(text.slice(from, start));
    const masked = text.slice(start, end).replace(/[^\r\n]/g, filler);
    const isComment = isAlone(text, action) || masked.includes('\n') || /\bnindent\b/.test(text.slice(start, end));
    parts.push(isComment ? masked.replace(/(^|\n)\ue000/g, '$1#') : masked);
    from = end;
  }
  parts.push(text.slice(from));
  const layout = parts.join('').replace(/^---/gm, '#--');
  return part === undefined
    ? layout
    : commented(layout.slice(0, part.start)) + layout.slice(part.start, part.end) + commented(layout.slice(part.end));
}

function commented(text: string): string {
  return text.replace(/^[^\r\n]/gm, '#');
}

/** Whether nothing else is in the lines of an action. */
function isAlone(text: string, { start, end }: Range): boolean {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  return text.slice(lineStart, start).trim() === '' && text.slice(end, endOfLine(text, end)).trim() === '';
}

/** Whether the next line that is not blank is an action that prints something. */
export function isBeforePrinting(text: string, offset: number): boolean {
  const after = /^[ \t]*(?:\r?\n[ \t]*)+(?=\{\{)/.exec(text.slice(offset));
  const [action] = after ? actionsOf(text.slice(offset + after[0].length, offset + after[0].length + mostRead)) : [];
  return action !== undefined && !action.isControl;
}

// An action that is longer is one all the same.
const mostRead = 1000;

/**
 * The part of a template around a place: from the last line in the first column that only controls or separates, to the
 * next one. It is a document, a branch or a define.
 */
export function partAround(text: string, place: number): Range {
  const isBoundary = /^(?:---|\{\{-?\s*(?:if|else|end|range|with|define|block)\b)/;
  let start = 0;
  let at = 0;
  for (const line of text.split(/(?<=\n)/)) {
    const end = at + line.length;
    if (isBoundary.test(line)) {
      if (at > place) {
        return { start, end: at };
      }
      start = end;
    }
    at = end;
  }
  return { start, end: text.length };
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
