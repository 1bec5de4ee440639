import { Composer, type CST, Lexer, Parser } from 'yaml';
import type { YamlError } from './node.ts';

/** The result of the package `yaml` for a document. */
export interface Parsed {
  /** The root node of the library. Undefined if there is none because of errors, and null for an empty document. */
  readonly contents: unknown;
  readonly errors: readonly YamlError[];
}

/**
 * Parses one document with the package `yaml`. Every scalar stays a string. With `libyaml`, it also accepts
 * syntax that libyaml, and so kubectl, accepts and YAML 1.2 forbids.
 */
export function parse(text: string, libyaml: boolean): Parsed {
  const errors: YamlError[] = [];
  const addError: AddError = (start, end, message) => {
    if (errors.length === maxErrors) {
      throw new TooManyErrors();
    }
    errors.push({ start: Math.min(start, text.length), end: Math.max(0, Math.min(end, text.length)), message });
  };
  try {
    return { contents: compose(text, libyaml, addError), errors };
  } catch (error) {
    if (!(error instanceof TooManyErrors)) {
      const message = error instanceof Error ? error.message : String(error);
      errors.push({ start: 0, end: text.length, message: `This document cannot be read: ${message}` });
    }
    return { contents: undefined, errors };
  }
}

function compose(text: string, libyaml: boolean, addError: AddError): unknown {
  const tokens = tokensOf(text, libyaml ? libyamlLexer() : new Lexer(), addError);
  if (tokens === undefined) {
    return undefined;
  }
  const composer = new Composer({
    // Every scalar stays a string, and `scalar.ts` resolves it.
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
    merge: false,
  });
  // The library creates an Error with its stack for each problem, which takes minutes for a text with a million
  // of them.
  (composer as unknown as { onError: OnError }).onError = (place, code, message, warning) => {
    if (warning !== true && !isTakenByLibyaml(code, message)) {
      const [start, end] = rangeOfError(place);
      addError(start, end, plainWords(code, message));
    }
  };
  const [document, second] = composer.compose(tokens, true, text.length);
  if (second !== undefined) {
    const start = second.range?.[0] ?? text.length;
    addError(start, start, 'A second document begins here.');
  }
  return document?.contents ?? null;
}

/**
 * Collections with deeper nesting are an error. The readers and all functions that visit a tree are recursive,
 * and a stack holds some thousands of calls. Real manifests have fewer than forty levels.
 */
const maxDepth = 500;

/**
 * Errors beyond this number say nothing new: a person fixes the first one first. Reading ends at this number of
 * errors.
 */
export const maxErrors = 20;

/** Thrown through the library, which has no other way to stop. */
class TooManyErrors extends Error {}

type AddError = (start: number, end: number, message: string) => void;

type OnError = (place: ErrorPlace, code: string, message: string, warning?: boolean) => void;

type ErrorPlace = number | readonly [number, number] | { readonly offset: number; readonly source?: unknown };

/** The concrete syntax. Reading ends with an error at once if the nesting is too deep. */
function tokensOf(text: string, lexer: Lexer, addError: AddError): CST.Token[] | undefined {
  const parser = new Parser();
  // One entry for each open collection. The library does not export this stack.
  const { stack } = parser as unknown as { readonly stack: readonly unknown[] };
  const tokens: CST.Token[] = [];
  const add = (token: CST.Token) => {
    if (token.type === 'error') {
      addError(token.offset, token.offset + token.source.length, plainWords('UNEXPECTED_TOKEN', token.message));
    } else {
      tokens.push(token);
    }
  };
  let offset = 0;
  for (const lexeme of lexer.lex(text)) {
    for (const token of parser.next(lexeme)) {
      add(token);
    }
    offset += isControlLexeme(lexeme) ? 0 : lexeme.length;
    if (stack.length > maxDepth) {
      addError(offset - 1, offset, `Collections are nested more than ${maxDepth} levels deep here.`);
      return undefined;
    }
  }
  for (const token of parser.end()) {
    add(token);
  }
  return tokens;
}

/**
 * Whether the lexeme is one of the lexer's marks for the start of a document, the end of a flow collection
 * after an error, and a scalar.
 */
function isControlLexeme(lexeme: string): boolean {
  return lexeme === '\x02' || lexeme === '\x18' || lexeme === '\x1f';
}

/**
 * An alias with a colon directly after it. In YAML 1.2 (6.9.2) the colon is a part of the name, and in libyaml
 * it makes the alias a key.
 */
export const aliasBeforeColon = /\*[\w-]+:(?=\s|$)/;

/**
 * A lexer that accepts quoted scalars and flow collections with too little indentation on their further lines,
 * as libyaml and kubectl do. YAML 1.2 (7.3, 7.4) and the library reject them. The name of an alias ends at the
 * same character as in libyaml.
 */
function libyamlLexer(): Lexer {
  const lexer = new Lexer();
  // The library has no option for this. `indentNext` is the minimum indentation of a further line.
  const parts = lexer as unknown as Record<'parseQuotedScalar' | 'parseFlowCollection', LexerStep> & {
    indentNext: number;
    readonly buffer: string;
    readonly pos: number;
    pushUntil(test: (character: string) => boolean): Generator<string, number>;
  };
  const { pushUntil } = parts;
  parts.pushUntil = function* (test) {
    const { buffer, pos } = parts;
    const isAlias = buffer[pos] === '*' && aliasBeforeColon.exec(buffer.slice(pos, pos + longestAlias))?.index === 0;
    return yield* pushUntil.call(lexer, isAlias ? (character) => character === ':' : test);
  };
  for (const name of ['parseQuotedScalar', 'parseFlowCollection'] as const) {
    const step = parts[name];
    parts[name] = function* () {
      const { indentNext } = parts;
      parts.indentNext = 0;
      const next = yield* step.call(lexer);
      parts.indentNext = indentNext;
      return next;
    };
  }
  return lexer;
}

// No real anchor has a longer name.
const longestAlias = 200;

type LexerStep = () => Generator<string, unknown>;

/** Whether libyaml accepts the syntax everywhere and YAML 1.2 forbids it: `"a"# comment` and the escape `\'`. */
function isTakenByLibyaml(code: string, message: string): boolean {
  return (
    (code === 'MISSING_CHAR' && message.startsWith('Comments must be separated')) ||
    (code === 'BAD_DQ_ESCAPE' && message.endsWith("\\'"))
  );
}

function rangeOfError(place: ErrorPlace): readonly [start: number, end: number] {
  if (typeof place === 'number') {
    return [place, place + 1];
  }
  if ('offset' in place) {
    const { offset, source } = place;
    return [offset, offset + (typeof source === 'string' ? source.length : 1)];
  }
  return [place[0], place[1]];
}

/** The message of the library in words for a reader who does not know the grammar of YAML. */
function plainWords(code: string, message: string): string {
  for (const [start, words] of messages) {
    if (message.startsWith(start)) {
      return words;
    }
  }
  return code === 'TAB_AS_INDENT' ? 'A tab cannot indent YAML: use spaces.' : `${message}.`;
}

const messages: readonly (readonly [start: string, words: string])[] = [
  ['Missing closing "quote', 'This string is not closed: its " is missing.'],
  ["Missing closing 'quote", "This string is not closed: its ' is missing."],
  ['Implicit map keys need to be followed by map values', 'A colon is missing after this key.'],
  [
    'Implicit keys need to be on a single line',
    'A key must be on one line: is a colon missing here, or is the indentation wrong?',
  ],
  [
    'Nested mappings are not allowed in compact mappings',
    'A second colon in this line: quote the value if it is text.',
  ],
  [
    'All mapping items must start at the same column',
    'The indentation of this line differs from that of the keys before it.',
  ],
  [
    'All sequence items must start at the same column',
    'The indentation of this line differs from that of the items before it.',
  ],
  ['Sequence item without - indicator', 'A - is missing before this item, or its indentation is wrong.'],
  [
    'A block sequence may not be used as an implicit map key',
    'A key is missing before this list, or its indentation is wrong.',
  ],
  [
    'Block collections are not allowed within flow collections',
    'Inside { } and [ ], nested collections must be in brackets too.',
  ],
  ['Unexpected scalar at node end', 'Unexpected text after a value.'],
  ['The : indicator must be at most 1024 chars', 'A key can have at most 1024 characters.'],
];
