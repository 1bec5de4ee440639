import { deepCopy } from '../template/functions/inspect.ts';
import { isCompatibleRange } from '../template/library/semver.ts';
import type { Origin } from '../template/origin.ts';
import { type Entry, type GoMap, map } from '../template/value.ts';
import { coalesceValues, mergeTables, scalarAt, tableAt } from './coalesce.ts';
import { type ChartInstance, setDependencies } from './instance.ts';
import type { Dependency } from './metadata.ts';

/**
 * Removes the subcharts that conditions and tags disable, gives subcharts their aliases, and imports their values.
 * Source: helm pkg/chartutil dependencies.go ProcessDependenciesWithMerge.
 *
 * @param decidedBy receives the keys that are `false` and disable a subchart that is here
 * @returns the text of Helm's error, if it refuses
 */
export function processDependencies(chart: ChartInstance, values: GoMap, decidedBy: Set<Origin>): string | undefined {
  return enableDependencies(chart, values, '', decidedBy) ?? importValues(chart);
}

function enableDependencies(
  chart: ChartInstance,
  values: GoMap,
  path: string,
  decidedBy: Set<Origin>,
): string | undefined {
  const { requirements } = chart;
  if (requirements.length === 0) {
    return undefined;
  }
  const required: ChartInstance[] = chart.dependencies.filter(
    (each) => !requirements.some((requirement) => isNamed(each, requirement)),
  );
  for (const requirement of requirements) {
    const found = chart.dependencies.find((each) => isNamed(each, requirement));
    if (found !== undefined) {
      required.push({ ...found, name: requirement.alias || found.name });
    }
  }
  const named = requirements.map((each) => (each.alias === '' ? each : { ...each, name: each.alias }));
  setDependencies(chart, required);
  const all = coalesceValues(chart, values, false);
  if (typeof all === 'string') {
    return all;
  }
  const present = new Set(required.map(({ name }) => name));
  const disabled = new Set(
    named
      .filter((each) => !isEnabled(each, all, path, present.has(each.name) ? decidedBy : undefined))
      .map(({ name }) => name),
  );
  const enabled = required.filter(({ name }) => !disabled.has(name));
  for (const each of enabled) {
    const problem = enableDependencies(each, all, `${path}${each.name}.`, decidedBy);
    if (problem !== undefined) {
      return problem;
    }
  }
  chart.requirements = named.filter(({ name }) => !disabled.has(name));
  setDependencies(chart, enabled);
  return undefined;
}

function isNamed({ name, chart }: ChartInstance, requirement: Dependency): boolean {
  return name === requirement.name && isCompatibleRange(requirement.version, chart.metadata.version);
}

/**
 * A condition decides before tags do. The first path of it that exists counts.
 *
 * @param decidedBy receives the key that disables it
 */
function isEnabled(
  { condition, tags }: Dependency,
  values: GoMap,
  path: string,
  decidedBy: Set<Origin> | undefined,
): boolean {
  let enabled = isEnabledByTags(tags, values);
  for (const each of condition.trim().split(',')) {
    const value = each === '' ? undefined : scalarAt(values, path + each);
    if (value?.kind === 'bool') {
      enabled = value.value;
      if (!enabled && value.origin !== undefined) {
        decidedBy?.add(value.origin);
      }
      break;
    }
  }
  return enabled;
}

function isEnabledByTags(tags: readonly string[], values: GoMap): boolean {
  const table = tableAt(values, 'tags');
  const states = tags.flatMap((tag) => {
    const value = table?.entries.get(tag)?.value;
    return value?.kind === 'bool' ? [value.value] : [];
  });
  return states.length === 0 || states.includes(true);
}

function importValues(chart: ChartInstance): string | undefined {
  for (const each of chart.dependencies) {
    const problem = importValues(each);
    if (problem !== undefined) {
      return problem;
    }
  }
  if (chart.requirements.length === 0) {
    return undefined;
  }
  const all = coalesceValues(chart, map(), true);
  if (typeof all === 'string') {
    return all;
  }
  const imported = map();
  for (const { name, importValues: imports } of chart.requirements) {
    for (const each of imports) {
      const [child, parent] = typeof each === 'string' ? [`exports.${each}`, '.'] : [each.child, each.parent];
      const table = tableAt(all, `${name}.${child}`);
      if (table !== undefined) {
        mergeTables(imported, parent === '.' ? table : nested(parent, table), true);
      }
    }
  }
  const copy = deepCopy(all);
  mergeTables(copy, imported, true);
  chart.values = copy;
  return undefined;
}

/** A map with the table under a path. */
function nested(path: string, table: GoMap): GoMap {
  return path.split('.').reduceRight((inner, key) => map([[key, { value: inner } satisfies Entry]]), table);
}
