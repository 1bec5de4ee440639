import path from 'node:path';
import { overlaid } from '../../server/src/core/chart/coalesce.ts';
import { isProblem, loadChart, readValues } from '../../server/src/core/chart/load.ts';
import { manifestsOf } from '../../server/src/core/chart/manifests.ts';
import { renderChart } from '../../server/src/core/chart/renderChart.ts';
import { map } from '../../server/src/core/template/value.ts';
import { readChartFiles } from '../../server/src/sources/chartFiles.ts';
import { caseKubeVersion, caseRelease, type HelmAnswer, type HelmRequest, renderAll } from '../harness/helm/program.ts';
import type { CollectedChart } from './collection.ts';
import { type Agreement, compareTexts } from './difference.ts';

/** A chart with one set of values. */
export interface Compared {
  /** The directory, and the value file if it is not the default. */
  readonly name: string;
  /** Why Helm refuses it. */
  readonly refused?: string;
  /** Why it is refused here. */
  readonly refusedHere?: string;
  /** If both render it. */
  readonly agreement?: Agreement;
  /** Processor time of reading the chart and of rendering it, in microseconds. */
  readonly theirMicroseconds: number;
  readonly ourMicroseconds: number;
}

/** Renders charts with the real Helm, twice, and with ours, and compares. Each with its defaults and its variants. */
export function* compareAll(program: string, charts: readonly CollectedChart[]): Generator<Compared> {
  for (let from = 0; from < charts.length; from += 20) {
    const cases = charts
      .slice(from, from + 20)
      .flatMap((chart) => [
        { chart, name: chart.directory, values: [] as string[] },
        ...[...chart.variants].map(([file, text]) => ({ chart, name: `${chart.directory} ${file}`, values: [text] })),
      ]);
    const requests = cases.map(({ chart, values }): HelmRequest => ({ chart: chart.complete, values }));
    const first = renderAll(program, requests);
    // A chart that prints the time in seconds differs only if the second render is in another second.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
    const second = renderAll(program, requests);
    for (const [index, { chart, name, values }] of cases.entries()) {
      // A part of the chart is on the network, so that nobody knows here what Helm would render.
      if (first[index]!.error?.includes('proxyconnect') === true) {
        continue;
      }
      const begun = process.cpuUsage();
      const ours = renderHere(chart, values);
      const { user, system } = process.cpuUsage(begun);
      const theirs = first[index]!;
      yield {
        name,
        ...compared(theirs, second[index]!, ours),
        theirMicroseconds: theirs.loadMicroseconds + theirs.renderMicroseconds,
        ourMicroseconds: user + system,
      };
    }
  }
}

function compared(
  theirs: HelmAnswer,
  again: HelmAnswer,
  ours: RenderedHere,
): Pick<Compared, 'refused' | 'refusedHere' | 'agreement'> {
  const refused = theirs.error ?? theirs.unreadable;
  if (refused !== undefined || ours.error !== undefined) {
    return {
      ...(refused === undefined ? {} : { refused }),
      ...(ours.error === undefined ? {} : { refusedHere: ours.error }),
    };
  }
  const [first, second] = [theirs.templates ?? {}, again.templates ?? {}];
  let [bytes, yaml, wiring, random] = [true, true, true, false];
  let detail: string | undefined;
  for (const name of new Set([...Object.keys(first), ...Object.keys(ours.texts)])) {
    const each = compareTexts(first[name] ?? '', second[name] ?? '', ours.texts[name] ?? '');
    random ||= each.random;
    bytes &&= each.bytes || each.random;
    yaml &&= each.yaml;
    wiring &&= each.wiring;
    if (!each.bytes && !(each.random && each.yaml)) {
      detail ??= `${name} ${each.detail}`;
    }
  }
  return { agreement: { bytes, yaml, wiring, random, ...(detail === undefined ? {} : { detail }) } };
}

interface RenderedHere {
  readonly texts: Readonly<Record<string, string>>;
  readonly error?: string;
}

/** What `helm template` does, with our engine. */
function renderHere({ complete }: CollectedChart, values: readonly string[]): RenderedHere {
  const refused = (error: string): RenderedHere => ({ texts: {}, error });
  const files = readChartFiles(path.basename(complete), { root: path.dirname(complete) });
  if (typeof files === 'string') {
    return refused(files);
  }
  const chart = loadChart(files, path.basename(complete));
  if (isProblem(chart)) {
    return refused(chart.message);
  }
  if (!['', 'application'].includes(chart.metadata.type)) {
    return refused(`${chart.metadata.type} charts are not installable`);
  }
  let over = map();
  for (const text of values) {
    const read = readValues({ name: 'values.yaml', path: 'values.yaml', text });
    if ('message' in read) {
      return refused(read.message);
    }
    over = overlaid(over, read);
  }
  const render = renderChart(chart, {
    values: over,
    release: caseRelease,
    kubeVersion: caseKubeVersion,
    parsed: new Map(),
  });
  const [error] = render.errors;
  if (error !== undefined) {
    return refused(error.message);
  }
  const [unreadable] = manifestsOf(render.files).unreadable;
  if (unreadable !== undefined) {
    return refused(JSON.stringify(unreadable).slice(0, 300));
  }
  return { texts: Object.fromEntries(render.files.map(({ name, text }) => [name, text.text])) };
}

/** The figures of a comparison. */
export interface Figures {
  readonly rendered: number;
  readonly wiring: number;
  readonly yaml: number;
  /** Of those without a random part. */
  readonly steady: number;
  readonly bytes: number;
  readonly refused: number;
  readonly refusedHere: number;
  /** Renders here that Helm refuses, and the other way round. */
  readonly differences: readonly string[];
  readonly theirMilliseconds: number;
  readonly ourMilliseconds: number;
}

export function figuresOf(all: readonly Compared[]): Figures {
  const rendered = all.filter((each) => each.refused === undefined);
  const refused = all.filter((each) => each.refused !== undefined);
  const steady = rendered.filter((each) => each.agreement?.random !== true);
  const count = (each: readonly Compared[], holds: (one: Compared) => boolean | undefined) => each.filter(holds).length;
  const sum = (of: (one: Compared) => number) => Math.round(rendered.reduce((total, one) => total + of(one), 0) / 1000);
  return {
    rendered: rendered.length,
    wiring: count(rendered, (one) => one.agreement?.wiring),
    yaml: count(rendered, (one) => one.agreement?.yaml),
    steady: steady.length,
    bytes: count(steady, (one) => one.agreement?.bytes),
    refused: refused.length,
    refusedHere: count(refused, (one) => one.refusedHere !== undefined),
    differences: all.flatMap(({ name, refused: theirs, refusedHere, agreement }) =>
      theirs !== undefined && refusedHere === undefined
        ? [`${name}: Helm refuses: ${theirs.slice(0, 300)}`]
        : theirs === undefined && refusedHere !== undefined
          ? [`${name}: refused here: ${refusedHere.slice(0, 300)}`]
          : agreement?.detail !== undefined
            ? [`${name}: ${agreement.detail}`]
            : [],
    ),
    theirMilliseconds: sum((one) => one.theirMicroseconds),
    ourMilliseconds: sum((one) => one.ourMicroseconds),
  };
}

/** A table of figures in Markdown. */
export function tableOf(columns: Readonly<Record<string, Figures>>): string {
  const share = (part: number, whole: number) =>
    `${part} of ${whole} (${whole === 0 ? '–' : `${((100 * part) / whole).toFixed(2)} %`})`;
  const rows: readonly (readonly [string, (figures: Figures) => string])[] = [
    ['Helm renders', ({ rendered }) => String(rendered)],
    ['… wiring facts equal', ({ wiring, rendered }) => share(wiring, rendered)],
    ['… whole YAML equal, without random leaves', ({ yaml, rendered }) => share(yaml, rendered)],
    ['… bytes equal, where nothing is random', ({ bytes, steady }) => share(bytes, steady)],
    ['Helm refuses', ({ refused }) => String(refused)],
    ['… refused here', ({ refusedHere, refused }) => share(refusedHere, refused)],
    ["processor time, Helm's engine in one process", ({ theirMilliseconds }) => `${theirMilliseconds} ms`],
    ['processor time here', ({ ourMilliseconds }) => `${ourMilliseconds} ms`],
    [
      'ratio',
      ({ theirMilliseconds, ourMilliseconds }) => `${(ourMilliseconds / Math.max(theirMilliseconds, 1)).toFixed(2)}`,
    ],
  ];
  const names = Object.keys(columns);
  const lines = rows.map(([title, of]) => `| ${[title, ...names.map((name) => of(columns[name]!))].join(' | ')} |`);
  return [`| | ${names.join(' | ')} |`, `|${' --- |'.repeat(names.length + 1)}`, ...lines].join('\n');
}
