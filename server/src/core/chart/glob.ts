import { RE2JS } from 're2js';

/** A test of paths. */
export type PathTest = (path: string) => boolean;

/**
 * A pattern of `.Files.Glob`: `*` and `?` do not match `/`, `**` does, `{a,b}` are alternatives. Source:
 * github.com/gobwas/glob with the separator `/`. Helm takes a pattern that is none for `**`.
 */
export function globTest(pattern: string): PathTest {
  let depth = 0;
  let isValid = true;
  const expression = pattern.replace(
    /\*\*|\*|\?|\\([\s\S]?)|\[(!?)(?:([^\]\\])-([^\]\\])|((?:[^\]\\]|\\.)+))\]|[[\]{},]|[^*?\\[\]{},]+/gu,
    (part: string, escaped?: string, not?: string, low?: string, high?: string, characters?: string) => {
      switch (part) {
        case '**':
          return '.*';
        case '*':
          return '[^/]*';
        case '?':
          return '[^/]';
        case '{':
          depth++;
          return '(?:';
        case '}':
          depth--;
          return depth < 0 ? '\\}' : ')';
        case ',':
          return depth > 0 ? '|' : ',';
        case '[':
          isValid = false;
          return '';
        default:
      }
      if (escaped !== undefined) {
        return RE2JS.quote(escaped);
      }
      if (low !== undefined && high !== undefined) {
        return `[${not === '!' ? '^' : ''}${classCharacter(low)}-${classCharacter(high)}]`;
      }
      if (characters !== undefined) {
        const each = characters.replace(/\\(.)/g, '$1');
        return `[${not === '!' ? '^' : ''}${[...each].map(classCharacter).join('')}]`;
      }
      return RE2JS.quote(part);
    },
  );
  return (isValid && depth === 0 ? matcher(expression) : undefined) ?? (() => true);
}

/**
 * A pattern of `.helmignore`, without its `!` and its slashes at the ends. Undefined if Helm refuses it. Source: Go's
 * path/filepath Match.
 */
export function fileMatchTest(pattern: string): PathTest | undefined {
  let isValid = true;
  const expression = pattern.replace(
    /\*|\?|\\([\s\S]?)|\[(\^?)((?:\\.|[^\]\\])+)\]|\[|[^*?\\[]+/gu,
    (part: string, escaped?: string, not?: string, characters?: string) => {
      if (part === '*') {
        return '[^/]*';
      }
      if (part === '?') {
        return '[^/]';
      }
      if (escaped !== undefined) {
        isValid &&= escaped !== '';
        return RE2JS.quote(escaped);
      }
      if (characters !== undefined) {
        return `[${not ?? ''}${characters.replace(/\\(.)|([\^[])/g, (_, kept?: string, other?: string) => classCharacter(kept ?? other!))}]`;
      }
      isValid &&= part !== '[';
      return RE2JS.quote(part);
    },
  );
  return isValid ? matcher(expression) : undefined;
}

function classCharacter(character: string): string {
  return /[\w/]/.test(character) ? character : `\\x{${character.codePointAt(0)!.toString(16)}}`;
}

function matcher(expression: string): PathTest | undefined {
  try {
    const compiled = RE2JS.compile(`^(?:${expression})$`, RE2JS.DOTALL);
    return (path) => compiled.matcher(path).find();
  } catch {
    return undefined;
  }
}
