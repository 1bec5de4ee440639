import type { GoMap } from '../template/value.ts';
import type { Chart } from './load.ts';
import type { Dependency } from './metadata.ts';

/**
 * A chart in one render. Dependencies are renamed, disabled and removed in it, and values are imported into it, as Helm
 * does with the charts that it has loaded.
 */
export interface ChartInstance {
  readonly chart: Chart;
  /** The alias, if the parent gives one. */
  readonly name: string;
  values: GoMap;
  /** With the alias as name. */
  requirements: readonly Dependency[];
  dependencies: readonly ChartInstance[];
  parent: ChartInstance | undefined;
}

export function instanceOf(chart: Chart): ChartInstance {
  const instance: ChartInstance = {
    chart,
    name: chart.metadata.name,
    values: chart.values,
    requirements: chart.metadata.dependencies,
    dependencies: [],
    parent: undefined,
  };
  setDependencies(instance, chart.dependencies.map(instanceOf));
  return instance;
}

export function setDependencies(chart: ChartInstance, dependencies: readonly ChartInstance[]): void {
  for (const each of dependencies) {
    each.parent = chart;
  }
  chart.dependencies = dependencies;
}

/** E.g. `web/charts/redis`. Source: Chart.ChartFullPath. */
export function fullPath({ parent, name }: ChartInstance): string {
  return parent === undefined ? name : `${fullPath(parent)}/charts/${name}`;
}
