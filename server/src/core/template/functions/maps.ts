import { type Failure, type Functions, failure, type TemplateFunction } from '../function.ts';
import { type Entry, entryOf, type GoMap, list, map, nil, string, type Value } from '../value.ts';
import { fixed, mapAt, textAt, variadic } from './declare.ts';
import { deepCopy, isEmpty, itemsOf } from './inspect.ts';
import { textOfValue } from './textOfValue.ts';

function entriesOf(value: GoMap | undefined): ReadonlyMap<string, Entry> {
  return value?.entries ?? new Map();
}

const pick = variadic(['map'], 'string', (args) => {
  const entries = entriesOf(mapAt(args, 0));
  const kept = new Map<string, Entry>();
  for (let index = 1; index < args.length; index++) {
    const key = textAt(args, index).text;
    const entry = entries.get(key);
    if (entry !== undefined) {
      kept.set(key, entry);
    }
  }
  return map(kept, undefined, args[0]!.origin);
});

const omit = variadic(['map'], 'string', (args) => {
  const kept = new Map(entriesOf(mapAt(args, 0)));
  for (let index = 1; index < args.length; index++) {
    kept.delete(textAt(args, index).text);
  }
  return map(kept, undefined, args[0]!.origin);
});

function merging(overwrites: boolean): TemplateFunction {
  return variadic(['map'], 'map', (args) => {
    const target = mapAt(args, 0) ?? map();
    for (let index = 1; index < args.length; index++) {
      const source = mapAt(args, index);
      if (source !== undefined) {
        mergeInto(target, source, overwrites);
      }
    }
    return target;
  });
}

/**
 * mergo.Merge of two maps, in place. Without overwriting, a value is replaced only if it is empty. A map that replaces
 * an empty one is shared with the source afterwards.
 */
export function mergeInto(target: GoMap, source: GoMap, overwrites: boolean): void {
  for (const [key, entry] of [...source.entries]) {
    const { value } = entry;
    const present = target.entries.get(key);
    if (value.kind === 'nil') {
      if (overwrites) {
        target.entries.set(key, entry);
      }
      continue;
    }
    if (value.kind === 'map' && present?.value.kind === 'map' && present.value !== value) {
      mergeInto(present.value, value, overwrites);
    }
    const isSet = present !== undefined && !isEmpty(present.value);
    if (itemsOf(value) !== undefined) {
      if (!isSet || overwrites) {
        target.entries.set(key, entry);
      }
    } else if (!(isSet && value.kind === 'map' && present.value.kind === 'map') && (overwrites || !isSet)) {
      target.entries.set(key, entry);
    }
  }
}

const merge = merging(false);
const mergeOverwrite = merging(true);

const copy = fixed(['any'], (args) => deepCopy(args[0]!));

/** Sprig's functions on maps. Source: dict.go. */
export const mapFunctions: Functions = new Map<string, TemplateFunction>([
  [
    'dict',
    variadic([], 'any', (args) => {
      const entries = new Map<string, Entry>();
      for (let index = 0; index < args.length; index += 2) {
        const key = textOfValue(args[index]!);
        const value = args[index + 1] ?? string('');
        entries.set(key.text, entryOf(value, key.origin));
      }
      return map(entries);
    }),
  ],
  ['get', fixed(['map', 'string'], (args) => entriesOf(mapAt(args, 0)).get(textAt(args, 1).text)?.value ?? string(''))],
  [
    'set',
    fixed(['map', 'string', 'any'], (args) => {
      const target = mapAt(args, 0);
      if (target === undefined) {
        return failure('assignment to entry in nil map');
      }
      const [key, value] = [textAt(args, 1), args[2]!];
      target.entries.set(key.text, entryOf(value, key.origin));
      return target;
    }),
  ],
  [
    'unset',
    fixed(['map', 'string'], (args) => {
      mapAt(args, 0)?.entries.delete(textAt(args, 1).text);
      return args[0]!;
    }),
  ],
  [
    'hasKey',
    fixed(['map', 'string'], (args) => ({
      kind: 'bool',
      value: entriesOf(mapAt(args, 0)).has(textAt(args, 1).text),
    })),
  ],
  [
    'pluck',
    variadic(['string'], 'map', (args) => {
      const key = textAt(args, 0).text;
      const found = args.slice(1).map((_, index) => entriesOf(mapAt(args, index + 1)).get(key)?.value);
      return list(found.filter((value) => value !== undefined));
    }),
  ],
  [
    'keys',
    variadic([], 'map', (args) =>
      list(
        args.flatMap((_, index) =>
          [...entriesOf(mapAt(args, index))].map(([key, entry]) => string(key, entry.key ?? args[index]!.origin)),
        ),
        '[]string',
      ),
    ),
  ],
  ['values', fixed(['map'], (args) => list([...entriesOf(mapAt(args, 0)).values()].map(({ value }) => value)))],
  ['pick', pick],
  ['omit', omit],
  ['merge', merge],
  ['mustMerge', merge],
  ['mergeOverwrite', mergeOverwrite],
  ['mustMergeOverwrite', mergeOverwrite],
  ['deepCopy', copy],
  ['mustDeepCopy', copy],
  ['dig', variadic([], 'any', (args) => (args.length < 3 ? failure('dig needs at least three arguments') : dig(args)))],
]);

/** Source: dig in dict.go. The last argument is the map, the one before it the default. */
function dig(args: readonly Value[]): Value | Failure {
  const keys = args.slice(0, -2);
  let current: Value = args.at(-1)!;
  for (const key of keys) {
    if (current.kind !== 'map') {
      return failure(conversion(current, 'map[string]interface {}'));
    }
    if (key.kind !== 'string') {
      return failure(conversion(key, 'string'));
    }
    const entry: Entry | undefined = current.entries.get(key.text);
    if (entry === undefined) {
      return args.at(-2) ?? nil;
    }
    current = entry.value;
  }
  return current;
}

function conversion(value: Value, wanted: string): string {
  const type =
    value.kind === 'nil' ? 'nil' : value.kind === 'float' ? 'float64' : 'type' in value ? value.type : value.kind;
  return `interface conversion: interface {} is ${type}, not ${wanted}`;
}
