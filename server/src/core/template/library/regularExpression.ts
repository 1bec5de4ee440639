import { RE2JS } from 're2js';

/** A match: the offsets of the whole and of each group, in UTF-16 code units. A group that did not take part has -1. */
export type Match = readonly (readonly [start: number, end: number])[];

/** A regular expression of Go, which takes linear time. */
export interface Expression {
  readonly compiled: RE2JS;
}

/** regexp.Compile. @returns the text of Go's error if it is no regular expression. */
export function compileExpression(pattern: string): Expression | string {
  try {
    return { compiled: RE2JS.compile(pattern) };
  } catch (error) {
    const reason = error instanceof Error && 'error' in error ? String(error.error) : 'invalid';
    const part = error instanceof Error && 'input' in error && error.input !== null ? String(error.input) : pattern;
    return `error parsing regexp: ${reason}: \`${part}\``;
  }
}

/**
 * The matches from left to right, at most `limit` if it is not negative. An empty match directly after another match
 * does not count. Source: allMatches in regexp.go.
 */
export function matchesOf({ compiled }: Expression, text: string, limit: number): Match[] {
  const found: Match[] = [];
  const matcher = compiled.matcher(text);
  let previousEnd = -1;
  for (let from = 0; from <= text.length && (limit < 0 || found.length < limit); ) {
    if (!matcher.find(from)) {
      break;
    }
    const match: [number, number][] = [];
    for (let group = 0; group <= matcher.groupCount(); group++) {
      match.push([matcher.start(group), matcher.end(group)]);
    }
    const [start, end] = match[0]!;
    if (start !== end || start !== previousEnd) {
      found.push(match);
    }
    previousEnd = end;
    from = end > start ? end : start + ((text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1);
  }
  return found;
}

/** A part of a replacement: text, or the number of a group. */
export type ReplacementPart = string | number;

/** Reads a template of regexp.Expand, e.g. `${1}-$name`. A name without a group is nothing. */
export function replacementParts({ compiled }: Expression, template: string): ReplacementPart[] {
  const parts: ReplacementPart[] = [];
  const reference = /\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu;
  let from = 0;
  for (const match of template.matchAll(reference)) {
    parts.push(template.slice(from, match.index));
    from = match.index + match[0].length;
    const name = match[1] ?? match[2];
    if (name === undefined) {
      parts.push('$');
    } else if (/^[0-9]+$/.test(name)) {
      parts.push(Number(name));
    } else {
      const group = compiled.namedGroups()[name];
      if (group !== undefined) {
        parts.push(group);
      }
    }
  }
  parts.push(template.slice(from));
  return parts;
}

/** regexp.QuoteMeta. */
export function quoteExpression(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}
