import type { Functions, TemplateFunction } from '../function.ts';
import { bool, nil, string, typeName, type Value } from '../value.ts';
import { fixed, textAt, variadic } from './declare.ts';
import { deepEqual, isEmpty, kindOf } from './inspect.ts';

function typed(name: (value: Value) => string): TemplateFunction {
  return fixed(['any'], (args) => string(name(args[0]!)));
}

/** Sprig's functions that choose and inspect values. Source: defaults.go and reflect.go. */
export const defaultFunctions: Functions = new Map<string, TemplateFunction>([
  [
    'default',
    variadic(['any'], 'any', (args) => {
      const given = args[1];
      return given === undefined || isEmpty(given) ? args[0]! : given;
    }),
  ],
  ['empty', fixed(['any'], (args) => bool(isEmpty(args[0]!)))],
  ['coalesce', variadic([], 'any', (args) => args.find((value) => !isEmpty(value)) ?? nil)],
  ['all', variadic([], 'any', (args) => bool(!args.some(isEmpty)))],
  ['any', variadic([], 'any', (args) => bool(args.some((value) => !isEmpty(value))))],
  [
    'ternary',
    fixed(['any', 'any', 'bool'], (args) => {
      const chosen = args[2]!;
      return chosen.kind === 'bool' && chosen.value ? args[0]! : args[1]!;
    }),
  ],
  ['typeOf', typed(typeName)],
  ['kindOf', typed(kindOf)],
  ['typeIs', fixed(['string', 'any'], (args) => bool(textAt(args, 0).text === typeName(args[1]!)))],
  [
    'typeIsLike',
    fixed(['string', 'any'], (args) => {
      const [wanted, type] = [textAt(args, 0).text, typeName(args[1]!)];
      return bool(wanted === type || `*${wanted}` === type);
    }),
  ],
  ['kindIs', fixed(['string', 'any'], (args) => bool(textAt(args, 0).text === kindOf(args[1]!)))],
  ['deepEqual', fixed(['any', 'any'], (args) => bool(deepEqual(args[0]!, args[1]!)))],
  ['hello', fixed([], () => string('Hello!'))],
]);
