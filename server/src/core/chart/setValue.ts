import type { Origin } from '../template/origin.ts';
import { bool, type GoMap, int, list, map, nil, string, type Value } from '../template/value.ts';

/**
 * Sets a value under a path as `helm --set` does, e.g. `ports[0].name`. A dot after a backslash is a part of its key.
 * What is under the path and no map or list is replaced. Source: helm pkg/strvals parser.go.
 *
 * @returns a map with the value, which shares the other values; undefined if the path is none
 */
export function withValueAt(values: GoMap, path: string, value: Value): GoMap | undefined {
  const steps = stepsOf(path);
  return steps === undefined ? undefined : (withValue(values, steps, value) as GoMap);
}

type Step = string | number;

function stepsOf(path: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  // A key, and indices after it.
  for (const [, key = '', indices = ''] of path.matchAll(/((?:\\.|[^.\\[])*)((?:\[\d+\])*)(?:\.|$)/g)) {
    if (key !== '') {
      steps.push(key.replace(/\\(.)/g, '$1'));
    }
    for (const [, index] of indices.matchAll(/\[(\d+)\]/g)) {
      steps.push(Number(index));
    }
  }
  const isUsual =
    typeof steps[0] === 'string' && steps.every((step) => typeof step === 'string' || step <= largestIndex);
  return isUsual ? steps : undefined;
}

/** Source: helm pkg/strvals MaxIndex. */
const largestIndex = 65536;

function withValue(around: Value | undefined, [step, ...rest]: readonly Step[], value: Value): Value {
  if (step === undefined) {
    return value;
  }
  if (typeof step === 'number') {
    const items = around?.kind === 'list' ? [...around.items] : [];
    while (items.length < step) {
      items.push(nil);
    }
    items[step] = withValue(items[step], rest, value);
    return list(items, '[]interface {}', around?.origin);
  }
  const before = around?.kind === 'map' ? around : map();
  const entries = new Map(before.entries);
  entries.set(step, { value: withValue(entries.get(step)?.value, rest, value) });
  return { ...before, entries };
}

/** The value that `--set` reads. Source: helm pkg/strvals typedVal. */
export function typedValue(text: string, origin: Origin): Value {
  switch (text.toLowerCase()) {
    case 'true':
      return bool(true, origin);
    case 'false':
      return bool(false, origin);
    case 'null':
      return { ...nil, origin };
    default:
      return /^(?:0|-?[1-9]\d{0,17})$/.test(text) ? int(BigInt(text), 'int64', origin) : string(text, origin);
  }
}
