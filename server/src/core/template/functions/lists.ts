import { compareCodePoints } from '../../text/compare.ts';
import { type Failure, type Functions, failure, type TemplateFunction } from '../function.ts';
import { bool, list, nil, type Value } from '../value.ts';
import { fixed, variadic } from './declare.ts';
import { deepEqual, isEmpty, itemsOf, kindOf } from './inspect.ts';
import { toInt64 } from './numbers.ts';
import { stringsOf } from './strings.ts';
import { textOfValue } from './textOfValue.ts';

type OfItems = (items: readonly Value[], args: readonly Value[]) => Value | Failure;

/** What calling Kind of the type of nil panics with. */
export const nilDereference = failure('runtime error: invalid memory address or nil pointer dereference');

/** Applies a function to the items of a slice. `verb` is that of the error text for any other value. */
function ofSlice(value: Value, verb: string, run: (items: readonly Value[]) => Value | Failure): Value | Failure {
  const items = itemsOf(value);
  return items !== undefined
    ? run(items)
    : value.kind === 'nil'
      ? nilDereference
      : failure(`Cannot ${verb} type ${kindOf(value)}`);
}

/** A function of one slice. */
function slice(verb: string, run: OfItems): TemplateFunction {
  return fixed(['any'], (args) => ofSlice(args[0]!, verb, (items) => run(items, args)));
}

/** A function of a slice and one more value, in the order of Go. */
function sliceAnd(verb: string, run: OfItems): TemplateFunction {
  return fixed(['any', 'any'], (args) => ofSlice(args[0]!, verb, (items) => run(items, args)));
}

const push = sliceAnd('push on', (items, args) => list([...items, args[1]!]));
const prepend = sliceAnd('prepend on', (items, args) => list([args[1]!, ...items]));
const first = slice('find first on', (items) => items[0] ?? nil);
const last = slice('find last on', (items) => items.at(-1) ?? nil);
const rest = slice('find rest on', (items) => list(items.slice(1)));
const initial = slice('find initial on', (items) => list(items.slice(0, -1)));
const reverse = slice('find reverse on', (items) => list(items.toReversed()));
const compact = slice('compact on', (items) => list(items.filter((item) => !isEmpty(item))));

const uniq = slice('find uniq on', (items) => {
  const kept: Value[] = [];
  for (const item of items) {
    if (!kept.some((each) => deepEqual(item, each))) {
      kept.push(item);
    }
  }
  return list(kept);
});

const without = variadic(['any'], 'any', (args) =>
  ofSlice(args[0]!, 'find without on', (items) =>
    list(items.filter((item) => !args.slice(1).some((omitted) => deepEqual(item, omitted)))),
  ),
);

const has = fixed(['any', 'any'], (args) =>
  args[1]!.kind === 'nil'
    ? bool(false)
    : ofSlice(args[1]!, 'find has on', (items) => bool(items.some((item) => deepEqual(args[0]!, item)))),
);

const cut = variadic(['any'], 'any', (args) => {
  const value = args[0]!;
  const items = itemsOf(value);
  if (items === undefined) {
    return value.kind === 'nil'
      ? nilDereference
      : failure(`list should be type of slice or array but ${kindOf(value)}`);
  }
  if (items.length === 0) {
    return nil;
  }
  const start = args[1] === undefined ? 0 : Number(toInt64(args[1]));
  const end = args[2] === undefined ? items.length : Number(toInt64(args[2]));
  if (start < 0 || end > items.length || start > end) {
    return failure('reflect.Value.Slice: slice index out of bounds');
  }
  return list(items.slice(start, end), value.kind === 'list' ? value.type : '[]uint8', value.origin);
});

const chunk = fixed(['int', 'any'], (args) =>
  ofSlice(args[1]!, 'chunk', (items) => {
    const size = Number(toInt64(args[0]!));
    if (size <= 0) {
      return items.length === 0 ? list([], '[][]interface {}') : failure('runtime error: makeslice: len out of range');
    }
    const count = Math.floor((items.length - 1) / size) + 1;
    return list(
      Array.from({ length: count }, (_, index) => list(items.slice(index * size, (index + 1) * size))),
      '[][]interface {}',
    );
  }),
);

/** Sprig's functions on lists. Source: list.go. */
export const listFunctions: Functions = new Map<string, TemplateFunction>([
  ['list', variadic([], 'any', (args) => list(args))],
  ['tuple', variadic([], 'any', (args) => list(args))],
  ['append', push],
  ['push', push],
  ['mustAppend', push],
  ['mustPush', push],
  ['prepend', prepend],
  ['mustPrepend', prepend],
  ['first', first],
  ['mustFirst', first],
  ['last', last],
  ['mustLast', last],
  ['rest', rest],
  ['mustRest', rest],
  ['initial', initial],
  ['mustInitial', initial],
  ['reverse', reverse],
  ['mustReverse', reverse],
  ['compact', compact],
  ['mustCompact', compact],
  ['uniq', uniq],
  ['mustUniq', uniq],
  ['without', without],
  ['mustWithout', without],
  ['has', has],
  ['mustHas', has],
  ['slice', cut],
  ['mustSlice', cut],
  ['chunk', chunk],
  ['mustChunk', chunk],
  [
    'concat',
    variadic([], 'any', (args) => {
      const all: Value[] = [];
      for (const value of args) {
        const items = itemsOf(value);
        if (items === undefined) {
          return value.kind === 'nil' ? nilDereference : failure(`Cannot concat type ${kindOf(value)} as list`);
        }
        all.push(...items);
      }
      return list(all);
    }),
  ],
  [
    'sortAlpha',
    fixed(['any'], (args) => {
      const value = args[0]!;
      const texts = itemsOf(value) === undefined ? [textOfValue(value)] : stringsOf(value);
      return list(
        texts.toSorted((a, b) => compareCodePoints(a.text, b.text)),
        '[]string',
        value.origin,
      );
    }),
  ],
]);
