import { deepCopy } from '../template/functions/inspect.ts';
import { type GoMap, map, nil, type Value } from '../template/value.ts';
import type { ChartInstance } from './instance.ts';

/**
 * The values of a chart and its subcharts, under those of the user. Every entry keeps its place. Source: helm
 * pkg/chartutil coalesce.go. Helm warns where a map and a scalar meet; the first one in the order of precedence wins.
 *
 * @param merges whether null stays (MergeValues), or removes the key (CoalesceValues)
 * @returns the text of Helm's error if a chart's values are no map
 */
export function coalesceValues(chart: ChartInstance, values: GoMap, merges: boolean): GoMap | string {
  const copy = deepCopy(values);
  const problem = coalesce(chart, copy, merges);
  return problem ?? copy;
}

function coalesce(chart: ChartInstance, target: GoMap, merges: boolean): string | undefined {
  addChartValues(chart, target, merges);
  for (const subchart of chart.dependencies) {
    const { name } = subchart;
    const found = target.entries.get(name);
    if (found === undefined) {
      target.entries.set(name, { value: map() });
    } else if (found.value.kind !== 'map') {
      return `type mismatch on ${name}`;
    }
    const inner = target.entries.get(name)!.value as GoMap;
    addGlobals(inner, target);
    const problem = coalesce(subchart, inner, merges);
    if (problem !== undefined) {
      return problem;
    }
  }
  return undefined;
}

function addGlobals(target: GoMap, source: GoMap): void {
  const own = target.entries.get('global')?.value ?? map();
  const given = source.entries.get('global')?.value ?? map();
  if (own.kind !== 'map' || given.kind !== 'map') {
    return;
  }
  for (const [key, entry] of given.entries) {
    const before = own.entries.get(key)?.value;
    if (entry.value.kind === 'map') {
      const copy: GoMap = { ...entry.value, entries: new Map(entry.value.entries) };
      if (before === undefined) {
        own.entries.set(key, { ...entry, value: copy });
      } else if (before.kind === 'map') {
        mergeTables(copy, before, true);
        own.entries.set(key, { ...entry, value: copy });
      }
    } else if (before?.kind !== 'map') {
      own.entries.set(key, entry);
    }
  }
  const kept = target.entries.get('global');
  target.entries.set('global', { ...kept, value: own });
}

function addChartValues(chart: ChartInstance, target: GoMap, merges: boolean): void {
  for (const [key, entry] of deepCopy(chart.values).entries) {
    const found = target.entries.get(key);
    if (found === undefined) {
      target.entries.set(key, entry);
    } else if (found.value.kind === 'nil') {
      if (!merges) {
        target.entries.delete(key);
      }
    } else if (found.value.kind === 'map' && entry.value.kind === 'map') {
      const isSubchart = chart.dependencies.some(({ name }) => name === key);
      mergeTables(found.value, entry.value, merges || isSubchart);
    }
  }
}

/** Adds what the first map lacks from the second one. Source: coalesceTablesFullKey. */
export function mergeTables(target: GoMap, source: GoMap, merges: boolean): void {
  const stated = new Set<string>();
  for (const [key, { value }] of source.entries) {
    if (value.kind !== 'nil') {
      stated.add(key);
    }
  }
  for (const [key, entry] of target.entries) {
    if (entry.value.kind === 'nil') {
      source.entries.set(key, { ...entry, value: nil });
    }
  }
  for (const [key, entry] of source.entries) {
    const found = target.entries.get(key);
    if (found === undefined) {
      target.entries.set(key, entry);
    } else if (!merges && found.value.kind === 'nil' && stated.has(key)) {
      target.entries.delete(key);
    } else if (entry.value.kind === 'map' && found.value.kind === 'map') {
      mergeTables(found.value, entry.value, merges);
    }
  }
}

/** Lays the values of a later file over those of an earlier one. Source: helm pkg/cli/values mergeMaps. */
export function overlaid(base: GoMap, over: GoMap): GoMap {
  const entries = new Map(base.entries);
  for (const [key, entry] of over.entries) {
    const before = entries.get(key)?.value;
    entries.set(
      key,
      entry.value.kind === 'map' && before?.kind === 'map' ? { ...entry, value: overlaid(before, entry.value) } : entry,
    );
  }
  return { ...base, entries };
}

/** The map under a path with dots, or undefined if there is none. Source: Values.Table. */
export function tableAt(values: GoMap, path: string): GoMap | undefined {
  let current: GoMap = values;
  for (const key of path.split('.')) {
    const found = current.entries.get(key)?.value;
    if (found?.kind !== 'map') {
      return undefined;
    }
    current = found;
  }
  return current;
}

/** The value under a path with dots, if it is no map. Source: Values.PathValue. */
export function scalarAt(values: GoMap, path: string): Value | undefined {
  const dot = path.lastIndexOf('.');
  const table = dot < 0 ? values : tableAt(values, path.slice(0, dot));
  const value = table?.entries.get(path.slice(dot + 1))?.value;
  return value?.kind === 'map' ? undefined : value;
}
