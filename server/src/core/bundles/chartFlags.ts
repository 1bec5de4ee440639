import type { Chart } from '../chart/load.ts';
import type { Origin } from '../template/origin.ts';
import { bool, type GoMap, map, type Value } from '../template/value.ts';
import { none } from '../text/emptyList.ts';
import { pathIn } from '../text/path.ts';

/** The keys of the chart's values that lead to a flag, e.g. `ingress`, `enabled`. */
export type FlagPath = readonly string[];

/** A chart with more flags than that has renders for the first ones. */
const mostFlags = 40;

/**
 * The flags of a chart: the keys of its `values.yaml` that are `false` and that decided a condition, in the order of
 * the file.
 *
 * @param directory the directory of the chart
 */
export function flagsOf({ values }: Chart, directory: string, decidedBy: ReadonlySet<Origin>): readonly FlagPath[] {
  const file = pathIn(directory, 'values.yaml');
  const own = [...decidedBy].filter(({ source }) => source?.path === file);
  if (own.length === 0) {
    return [];
  }
  const found: { readonly path: FlagPath; readonly start: number }[] = [];
  const starts = new Set(own.map(({ start }) => start));
  const collect = ({ entries }: GoMap, above: FlagPath): void => {
    for (const [key, { value }] of entries) {
      if (value.kind === 'map') {
        collect(value, [...above, key]);
      } else if (isFalse(value) && value.origin?.source?.path === file) {
        const { start } = value.origin;
        if (starts.has(start)) {
          found.push({ path: [...above, key], start });
        }
      }
    }
  };
  collect(values, []);
  return found
    .sort((a, b) => a.start - b.start)
    .slice(0, mostFlags)
    .map(({ path }) => path);
}

export interface ValuesWithFlag {
  readonly values: GoMap;
  /** The keys that were `false`. */
  readonly turnedOn: readonly Origin[];
}

/**
 * The values of a user who turns on a flag, and with it what it is a part of: with `metrics.serviceMonitor.enabled`
 * also `metrics.enabled`. What they decide leads to their keys.
 */
export function valuesWithFlag(values: GoMap, path: FlagPath): ValuesWithFlag {
  const turnedOn: Origin[] = [];
  const turnOn = (value: Value): Value => {
    turnedOn.push(...(value.origin ? [value.origin] : none));
    return bool(true, value.origin);
  };
  const within = ({ entries }: GoMap, [key = '', ...below]: FlagPath): GoMap => {
    const changed = map();
    const enclosing = entries.get('enabled');
    if (enclosing && isFalse(enclosing.value)) {
      changed.entries.set('enabled', { ...enclosing, value: turnOn(enclosing.value) });
    }
    const entry = entries.get(key);
    if (entry && !changed.entries.has(key)) {
      changed.entries.set(key, {
        ...entry,
        value: entry.value.kind === 'map' ? within(entry.value, below) : turnOn(entry.value),
      });
    }
    return changed;
  };
  return { values: within(values, path), turnedOn };
}

function isFalse(value: Value): boolean {
  return value.kind === 'bool' && !value.value;
}
