/** A file of a chart. */
export interface ChartFile {
  /** Its path in the chart, e.g. `templates/service.yaml`. */
  readonly name: string;
  /** Its path relative to the workspace folder. Of a packed chart it leads through the archive: `charts/a.tgz/a/…`. */
  readonly path: string;
  /** Without a byte order mark. Bytes that are not UTF-8 are lone surrogates (`template/bytes.ts`). */
  readonly text: string;
  /** A template that is rendered in place of the text if that does not parse. */
  readonly lastGood?: string | undefined;
}

/** The files of a chart folder, or of a packed chart. Files that `.helmignore` excludes are not in it. */
export interface ChartFiles {
  readonly files: readonly ChartFile[];
  /**
   * Packed charts by their paths in the chart, e.g. `charts/redis-1.0.0.tgz`: their files, or why they cannot be read.
   */
  readonly packed: ReadonlyMap<string, ChartFiles | string>;
}

/** A chart of the workspace. */
export interface ChartContent extends ChartFiles {
  /**
   * Files of values for this chart beside its `values.yaml`: `values-*.yaml`, `values.*.yaml` and `*-values.yaml` in
   * its folder, and `*.yaml` in its `ci/`, whether `.helmignore` excludes them or not.
   */
  readonly valuesFiles: readonly ChartFile[];
}

/** Helm refuses a chart with a larger file. In bytes. Source: loader MaxDecompressedFileSize. */
export const largestChartFile = 5 * 1024 * 1024;

/**
 * The files of a chart that are no templates and that Helm reads by itself. Source: helm pkg/chart/loader LoadFiles.
 */
export const readByHelm: ReadonlySet<string> = new Set([
  ...['Chart.yaml', 'Chart.lock', 'values.yaml', 'values.schema.json', 'requirements.yaml', 'requirements.lock'],
]);

/**
 * Whether a file decides what a chart is, by its path in the chart. All others are only for `.Files`, and may be
 * manifests that have nothing to do with the chart: the folder of a chart may be a whole repository.
 */
export function isPartOfChart(name: string): boolean {
  const inSubchart = name.replace(/^(?:charts\/[^/]+\/)+/, '');
  return (
    inSubchart.startsWith('templates/') ||
    readByHelm.has(inSubchart) ||
    inSubchart === '.helmignore' ||
    isValuesFile(name)
  );
}

/** Whether a file has values for the chart beside its `values.yaml`, by its path in the chart; see `ChartContent`. */
export function isValuesFile(name: string): boolean {
  return /^(?:values[-.][^/]*|[^/]*-values|ci\/[^/]+)\.ya?ml$/.test(name);
}
