import { type Failure, type Functions, failure, type TemplateFunction } from '../function.ts';
import {
  compileExpression,
  type Expression,
  matchesOf,
  quoteExpression,
  replacementParts,
} from '../library/regularExpression.ts';
import { Text } from '../text.ts';
import { bool, list, string, type Value } from '../value.ts';
import { fixed, intAt, textAt } from './declare.ts';

type Run = (expression: Expression, text: Text, args: readonly Value[]) => Value;

/** The two spellings of a function: the one that panics and the one that returns the error. */
function both(
  name: string,
  parameters: TemplateFunction['parameters'],
  run: Run,
): readonly (readonly [string, TemplateFunction])[] {
  const calling = (refused: (pattern: string, error: string) => Failure) =>
    fixed(parameters, (args) => {
      const pattern = textAt(args, 0).text;
      const expression = compileExpression(pattern);
      return typeof expression === 'string' ? refused(pattern, expression) : run(expression, textAt(args, 1), args);
    });
  return [
    [name, calling((pattern, error) => failure(`regexp: Compile(\`${pattern}\`): ${error}`))],
    [`must${name[0]!.toUpperCase()}${name.slice(1)}`, calling((_, error) => failure(error))],
  ];
}

function replaced(expression: Expression, text: Text, by: Text, isLiteral: boolean): Text {
  const matches = matchesOf(expression, text.text, -1);
  if (matches.length === 0) {
    return text;
  }
  const parts = isLiteral ? undefined : replacementParts(expression, by.text);
  const result: Text[] = [];
  let from = 0;
  for (const match of matches) {
    const [start, end] = match[0]!;
    result.push(text.slice(from, start));
    if (parts === undefined) {
      result.push(by);
    } else {
      for (const part of parts) {
        if (typeof part === 'string') {
          result.push(Text.of(part, by.origin));
        } else {
          const [groupStart, groupEnd] = match[part] ?? [-1, -1];
          result.push(groupStart < 0 ? Text.empty : text.slice(groupStart, groupEnd));
        }
      }
    }
    from = end;
  }
  result.push(text.slice(from));
  return Text.join(result);
}

/** Source: Split in regexp.go. */
function splitByExpression(expression: Expression, pattern: string, text: Text, limit: number): Text[] {
  if (limit === 0) {
    return [];
  }
  if (pattern !== '' && text.text === '') {
    return [text];
  }
  const parts: Text[] = [];
  let [begin, end] = [0, 0];
  for (const match of matchesOf(expression, text.text, limit)) {
    if (limit > 0 && parts.length === limit - 1) {
      break;
    }
    const [start, stop] = match[0]!;
    end = start;
    if (stop !== 0) {
      parts.push(text.slice(begin, end));
    }
    begin = stop;
  }
  if (end !== text.text.length) {
    parts.push(text.slice(begin));
  }
  return parts;
}

/** Sprig's functions on regular expressions. Source: regex.go. */
export const expressionFunctions: Functions = new Map<string, TemplateFunction>([
  [
    'regexMatch',
    fixed(['string', 'string'], (args) => {
      const expression = compileExpression(textAt(args, 0).text);
      return bool(typeof expression !== 'string' && matchesOf(expression, textAt(args, 1).text, 1).length > 0);
    }),
  ],
  [
    'mustRegexMatch',
    fixed(['string', 'string'], (args) => {
      const expression = compileExpression(textAt(args, 0).text);
      return typeof expression === 'string'
        ? failure(expression)
        : bool(matchesOf(expression, textAt(args, 1).text, 1).length > 0);
    }),
  ],
  ...both('regexFind', ['string', 'string'], (expression, text) => {
    const [match] = matchesOf(expression, text.text, 1);
    return match === undefined ? string('') : text.slice(match[0]![0], match[0]![1]);
  }),
  ...both('regexFindAll', ['string', 'string', 'int'], (expression, text, args) =>
    list(
      matchesOf(expression, text.text, intAt(args, 2)).map((match) => text.slice(match[0]![0], match[0]![1])),
      '[]string',
    ),
  ),
  ...both('regexReplaceAll', ['string', 'string', 'string'], (expression, text, args) =>
    replaced(expression, text, textAt(args, 2), false),
  ),
  ...both('regexReplaceAllLiteral', ['string', 'string', 'string'], (expression, text, args) =>
    replaced(expression, text, textAt(args, 2), true),
  ),
  ...both('regexSplit', ['string', 'string', 'int'], (expression, text, args) =>
    list(splitByExpression(expression, textAt(args, 0).text, text, intAt(args, 2)), '[]string'),
  ),
  [
    'regexQuoteMeta',
    fixed(['string'], (args) => string(quoteExpression(textAt(args, 0).text), textAt(args, 0).origin)),
  ],
]);
