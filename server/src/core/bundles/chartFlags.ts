import type { Chart } from '../chart/load.ts';
import type { Origin } from '../template/origin.ts';
import { bool, type GoMap, map } from '../template/value.ts';
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
      } else if (value.kind === 'bool' && !value.value && value.origin?.source?.path === file) {
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

/** The values of a user who turns on a flag. What it decides leads to its key. */
export function valuesWithFlag(values: GoMap, path: FlagPath): GoMap {
  const [key, ...below] = path;
  const entry = values.entries.get(key!);
  if (entry === undefined) {
    return map();
  }
  const { value } = entry;
  return value.kind === 'map'
    ? map([[key!, { ...entry, value: valuesWithFlag(value, below) }]])
    : map([[key!, { ...entry, value: bool(true, value.origin) }]]);
}
