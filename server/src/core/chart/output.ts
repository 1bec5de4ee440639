import type { ParsedTemplate } from '../template/nodes.ts';
import { placeOf } from '../template/places.ts';
import type { Text } from '../template/text.ts';
import type { GoMap } from '../template/value.ts';
import type { Chart } from './load.ts';
import { type ManifestLine, manifestLines, manifestsOf } from './manifests.ts';
import type { Release } from './objects.ts';
import { type RenderError, renderChart } from './renderChart.ts';

/** What a chart deploys, as text. */
export interface ChartOutput {
  /** The text as `helm template` prints it, by lines. */
  readonly lines: readonly ManifestLine[];
  readonly manifests: number;
  /** Why Helm would refuse the chart. The lines then lack the templates that are named. */
  readonly refusals: readonly ChartRefusal[];
  /** Parts that are not in the lines, each continuing "not rendered: …". */
  readonly unread: readonly string[];
  /** Dependencies that are rendered although Helm does not find them, each a sentence without full stop. */
  readonly notes: readonly string[];
}

export interface ChartRefusal {
  /** Without a full stop. */
  readonly message: string;
  /** Absent if it concerns the chart as a whole. UTF-16 offsets. */
  readonly place?: { readonly path: string; readonly text: string; readonly start: number; readonly end: number };
}

export interface OutputOptions {
  readonly values: GoMap;
  readonly release: Release;
  /** Parsed templates by their text; see `renderChart`. */
  readonly parsed: Map<string, ParsedTemplate>;
}

/** Renders a chart as text. Never throws. */
export function chartOutput(chart: Chart, options: OutputOptions): ChartOutput {
  const { files, errors } = renderChart(chart, options);
  const { manifests, unreadable } = manifestsOf(files);
  const refusals = [
    ...errors.map(refusalOf),
    ...unreadable.map(({ message, text }): ChartRefusal => ({ message, ...placed(text) })),
  ];
  const missing = missingOf(chart);
  return {
    lines: manifestLines(manifests),
    manifests: manifests.length,
    refusals,
    unread: missing.map(({ chart: name, dependency }) => `${name} needs ${dependency}, which is not here`),
    notes: linkedOf(chart).map(
      ({ dependency, directory }) => `${dependency} is read from ${directory}, because it is not in charts/`,
    ),
  };
}

function refusalOf({ message, file, start = 0, end = 0, stopped, origin }: RenderError): ChartRefusal {
  const from = stopped?.at ?? origin;
  const place = from && placeOf({ text: '', origin: from, offset: 0 });
  if (place !== undefined) {
    const { source } = place;
    return { message, place: { path: source.path, text: source.text, start: place.start, end: place.end } };
  }
  return file === undefined ? { message } : { message, place: { path: file.path, text: file.text, start, end } };
}

function placed(text: Text): { readonly place?: NonNullable<ChartRefusal['place']> } {
  for (const piece of text.pieces) {
    const place = placeOf(piece);
    const source = place?.printed?.source ?? (place?.sort === 'literal' ? place.source : undefined);
    if (place !== undefined && source !== undefined) {
      const { start, end } = place.printed ?? place;
      return { place: { path: source.path, text: source.text, start, end } };
    }
  }
  return {};
}

function missingOf(chart: Chart): readonly { readonly chart: string; readonly dependency: string }[] {
  const { name } = chart.metadata;
  return [
    ...chart.missing.map(({ name: dependency }) => ({ chart: name, dependency })),
    ...chart.dependencies.flatMap(missingOf),
  ];
}

function linkedOf(chart: Chart): readonly { readonly dependency: string; readonly directory: string }[] {
  return [
    ...[...chart.linked].map(([dependency, directory]) => ({ dependency, directory })),
    ...chart.dependencies.flatMap(linkedOf),
  ];
}
