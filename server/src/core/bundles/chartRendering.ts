import { type ChartPlaces, dependencyLookup } from '../chart/dependencyLookup.ts';
import { type ChartFile, type ChartFiles, isPartOfChart } from '../chart/files.ts';
import { type Chart, type ChartProblem, isProblem, loadChart, readValues } from '../chart/load.ts';
import { type Manifest, manifestsOf, type UnreadableManifest } from '../chart/manifests.ts';
import type { Dependency } from '../chart/metadata.ts';
import { placedTree } from '../chart/placedTree.ts';
import { type ChartRender, type RenderError, renderChart } from '../chart/renderChart.ts';
import { containsPlaceholder } from '../kinds/written.ts';
import type { DocumentFacts } from '../model/document.ts';
import { type Origin, originOf, writtenText } from '../model/origin.ts';
import type { ChartError } from '../model/resource.ts';
import type { RenderedObject, UnreadInput } from '../render/bundle.ts';
import { placeOfRange } from '../template/places.ts';
import { type GoMap, map } from '../template/value.ts';
import { none } from '../text/emptyList.ts';
import { optional } from '../text/optional.ts';
import { baseName, pathIn } from '../text/path.ts';
import { ChartDocuments } from './chartDocuments.ts';
import { type FlagPath, flagsOf, valuesWithFlag } from './chartFlags.ts';
import { isOfRelease, kindsIn, namesOf, switchedOffIn } from './chartParts.ts';
import { type ChartVariant, releaseOf, symbolicRelease } from './chartRoots.ts';
import { forgetMany, type KeptCharts } from './keptCharts.ts';
import { type ReleaseValues, valuesOfRelease } from './releaseValues.ts';
import { type EditedChart, earlierRender, editedChart, type Reuse, reused } from './renderBase.ts';
import { isDependencyOf, mayBeDefined, placeOfStop } from './renderErrors.ts';
import type { ChartInput, RenderedChart } from './renderedChart.ts';

/**
 * Renders a variant of a chart. Never throws.
 *
 * @param reuse what is taken from a render with the chart's own values, and what is kept of this one
 */
export function renderChartVariant(
  variant: ChartVariant,
  input: ChartInput,
  kept: KeptCharts,
  reuse: Reuse = {},
): RenderedChart {
  // The first index renders all charts in one event.
  forgetMany(kept);
  return new ChartRenderer(variant, input, kept, reuse).render();
}

class ChartRenderer {
  readonly #directory: string;
  readonly #variant: ChartVariant;
  readonly #input: ChartInput;
  readonly #kept: KeptCharts;
  readonly #documents: ChartDocuments;
  readonly #reads = new Set<string>();
  readonly #errors: ChartError[] = [];
  readonly #unread: UnreadInput[] = [];
  readonly #reuse: Reuse;
  #isFilledIn = false;

  constructor(variant: ChartVariant, input: ChartInput, kept: KeptCharts, reuse: Reuse) {
    this.#reuse = reuse;
    this.#directory = variant.chart;
    this.#variant = variant;
    this.#input = input;
    this.#kept = kept;
    this.#documents = new ChartDocuments(variant.chart, input, kept);
  }

  render(): RenderedChart {
    const { from, into } = this.#reuse;
    const { loaded, edited } = this.#loadedOrKnown();
    if (isProblem(loaded)) {
      return this.#unreadChart(loaded);
    }
    if (into !== undefined) {
      into.chart = loaded;
    }
    const { replaced, values, unread, isFilledIn, problem } = this.#values(loaded);
    this.#isFilledIn = isFilledIn;
    if (problem !== undefined) {
      return this.#unreadChart(problem);
    }
    const chart = replaced === undefined ? loaded : { ...loaded, values: replaced };
    this.#addUnreadOfRelease(unread, chart);
    const { kubeVersion } = this.#input;
    const { parsed } = this.#kept;
    const rendered = renderChart(chart, {
      values,
      release: releaseOf(this.#variant),
      parsed,
      ...(kubeVersion ? { kubeVersion } : {}),
      ...(from && earlierRender(from, this.#variant.flag, edited)),
      ...optional('recording', into?.recording),
    });
    for (const each of rendered.missing) {
      this.#addMissing(each, [chart.values, values]);
    }
    for (const error of rendered.errors) {
      this.#addError(error, rendered, chart);
    }
    const { manifests, unreadable } = manifestsOf(rendered.files, from?.manifests, into?.manifests);
    for (const each of unreadable) {
      this.#addUnreadable(each);
    }
    if (this.#variant.release === undefined || unread.length > 0) {
      this.#addSwitchedOff(rendered, manifests);
    }
    const objects = manifests
      .filter(isOfRelease)
      .flatMap((each) => reused(from?.objects, into?.objects, each, () => this.#object(each)));
    return this.#result(objects, flagsOf(chart, this.#directory, rendered.decidedBy));
  }

  #result(objects: readonly RenderedObject[], flags: readonly FlagPath[] = none): RenderedChart {
    return {
      document: this.#documents.chartFile,
      objects,
      errors: this.#errors,
      unread: this.#unread,
      reads: this.#reads,
      flags,
    };
  }

  /** The chart, or the one of an earlier render with the edited templates. */
  #loadedOrKnown(): { readonly loaded: Chart | ChartProblem; readonly edited?: EditedChart['edited'] } {
    const { from, into } = this.#reuse;
    if (from?.chart !== undefined && this.#variant.flag !== undefined) {
      return { loaded: from.chart };
    }
    const files = this.#filesAt(this.#directory);
    if (typeof files === 'string') {
      return { loaded: { message: files, path: this.#documents.chartFile.file, start: 0, end: 0 } };
    }
    const documents = files.files.map(({ path }) => this.#input.file(path)?.documents[0]?.facts);
    if (into !== undefined) {
      Object.assign(into, { files, documents });
    }
    const known = from && editedChart(from, files, documents);
    return known === undefined
      ? { loaded: loadChart(files, this.#directory, dependencyLookup(this.#places())) }
      : { loaded: known.chart, edited: known.edited };
  }

  /** The files of a chart with the texts that they have now. */
  #filesAt(directory: string): ChartFiles | string {
    const content = this.#input.charts.get(directory);
    this.#reads.add(`chart ${directory}`);
    if (content === undefined || typeof content === 'string') {
      return content ?? 'Chart.yaml file is missing';
    }
    const files = content.files.flatMap((file): ChartFile[] => {
      if (!isPartOfChart(file.name)) {
        // Templates read it through .Files, as it is on disk.
        return [file];
      }
      const text = this.#textAt(file.path);
      const lastGood = this.#input.file(file.path)?.lastGood;
      return text === undefined
        ? []
        : [text === file.text && lastGood === undefined ? file : { ...file, text, lastGood }];
    });
    return { files, packed: content.packed };
  }

  #textAt(path: string): string | undefined {
    this.#reads.add(`file ${path}`);
    return this.#input.file(path)?.documents[0]?.facts.text;
  }

  /** The charts of the workspace, of which each look-up is a dependency of the render. */
  #places(): ChartPlaces {
    const { charts } = this.#input;
    return {
      isChart: (directory) => charts.has(directory),
      named: (name) => {
        this.#reads.add('charts');
        return [...charts.keys()].filter((directory) => baseName(directory) === name);
      },
      chartFile: (directory) => this.#textAt(pathIn(directory, 'Chart.yaml')),
      files: (directory) => {
        const files = this.#filesAt(directory);
        return typeof files === 'string' ? undefined : files;
      },
    };
  }

  #values(chart: Chart): ReleaseValues {
    const { values: path, release, flag } = this.#variant;
    if (flag !== undefined) {
      return { values: valuesWithFlag(chart.values, flag).values, unread: none, isFilledIn: false };
    }
    if (release !== undefined) {
      return valuesOfRelease(release, {
        file: (file) => this.#valuesAt(file),
        text: (file) => this.#textOfRelease(file),
        sourceOf: this.#documents.sourceOf,
      });
    }
    const found = path === undefined ? undefined : this.#valuesAt(path);
    return found !== undefined && 'message' in found
      ? { values: map(), unread: none, isFilledIn: false, problem: found }
      : { values: found ?? map(), unread: none, isFilledIn: false };
  }

  #valuesAt(path: string): GoMap | ChartProblem | undefined {
    const text = this.#textOfRelease(path);
    return text === undefined ? undefined : readValues({ name: baseName(path), path, text });
  }

  /** The text of a file that a release names. It may be outside of the chart, so that it has to be looked for. */
  #textOfRelease(path: string): string | undefined {
    this.#reads.add(`file ${path}`).add(`values ${path}`);
    const file = this.#input.file(path);
    return file?.inChart ? file.documents[0]?.facts.text : undefined;
  }

  /** What a release does not let anybody know. It concerns what has the name of the release or of the chart. */
  #addUnreadOfRelease(unread: ReleaseValues['unread'], chart: Chart): void {
    const { release } = this.#variant;
    if (release === undefined) {
      return;
    }
    const { by, words, stated } = release;
    const chartNames = [...new Set([stated.name, by.name, chart.metadata.name])];
    for (const { at, because } of unread) {
      this.#unread.push({ at, because, chartNames, adds: true });
    }
    for (const { at, field, kind } of stated.unread) {
      this.#unread.push({
        at: originOf(by, at),
        because: `${field} of ${words} may change labels`,
        text: writtenText(by, at),
        ...(kind === undefined ? {} : { kinds: [kind] }),
      });
    }
  }

  #unreadChart({ message, path, start, end }: ChartProblem): RenderedChart {
    const document = this.#documents.documentAt(path);
    const at = { document, range: { start, end } };
    // A script fills in the version of many charts before they are packed.
    if (!containsPlaceholder(document.text)) {
      this.#errors.push({ at, reason: message, sort: 'chart' });
    }
    this.#unread.push({ at, because: `Helm refuses the chart: ${message}` });
    return this.#result(none);
  }

  #addMissing(dependency: Dependency, values: readonly GoMap[]): void {
    const { name, origin } = dependency;
    this.#unread.push({
      at: this.#documents.originOf(origin),
      because: `the chart ${name} is not here (helm dependency update)`,
      chartNames: namesOf(dependency, values),
      adds: true,
    });
  }

  #addError(
    { message, file, start, end, origin, stopped, isReplaced, ofValues }: RenderError,
    { missing, errors, defined }: ChartRender,
    chart: Chart,
  ): void {
    const place = stopped === undefined ? origin : placeOfStop(stopped);
    const at: Origin =
      file === undefined || place?.source !== undefined
        ? this.#documents.originOf(place)
        : { document: this.#documents.documentAt(file.path), range: { start: start ?? 0, end: end ?? 0 } };
    const lacking = stopped?.undefinedTemplate;
    const lacksDefine = lacking !== undefined;
    const needsLibrary = missing.length > 0 && lacksDefine;
    // The template that does not parse is reported, and with it what it defines.
    const follows = lacksDefine && errors.some((each) => each.file !== undefined && each.stopped === undefined);
    const reason = needsLibrary
      ? `${file?.path} needs a chart that is not here: ${missing.map(({ name }) => name).join(', ')} (helm dependency update)`
      : `${file === undefined ? 'the chart' : file.path} does not render: ${message}`;
    // A bound of this render is nothing that a person has to change, and a chart that is not here may give the values.
    const isRefusal = stopped?.refusal === true || ofValues === true;
    const isUndefined = lacking && !mayBeDefined(lacking.name, chart) && !this.#isPartOfOthers(chart);
    const sort = isUndefined
      ? 'undefined'
      : isRefusal
        ? 'refusal'
        : stopped
          ? 'execution'
          : file
            ? 'template'
            : 'chart';
    const isCertain = sort === 'template' || sort === 'chart' || (missing.length === 0 && !this.#isFilledIn);
    if (isCertain && !needsLibrary && !follows && stopped?.bound !== true) {
      const { name, at: literal } = lacking ?? { name: '' };
      this.#errors.push({
        at,
        reason: message.replace(/^error calling (?:required|fail|include): /, ''),
        sort,
        ...(isUndefined && { undefinedTemplate: { name, defined, isLiteral: literal !== undefined } }),
      });
    }
    if (!isReplaced) {
      const kinds = file && kindsIn(file.text);
      this.#unread.push({ at, because: reason, adds: true, ...(kinds && { kinds }) });
    }
  }

  #isPartOfOthers({ metadata: { name } }: Chart): boolean {
    this.#reads.add('charts');
    const others = [...this.#input.charts.keys()].filter((directory) => directory !== this.#directory);
    return others.some((directory) => isDependencyOf(directory, name, (path) => this.#textAt(path)));
  }

  #addSwitchedOff({ files }: ChartRender, manifests: readonly Manifest[]): void {
    for (const { path, kinds } of switchedOffIn(files, manifests)) {
      this.#unread.push({
        at: { document: this.#documents.documentAt(path), range: { start: 0, end: 0 } },
        because: `${path} makes no ${kinds.join(' and no ')} with these values`,
        adds: true,
        kinds,
        isSwitchedOff: true,
      });
    }
  }

  #addUnreadable({ template, message, text }: UnreadableManifest): void {
    const at = this.#documents.originOf(placeOfRange(text, 0, text.text.length));
    if (!this.#isFilledIn) {
      this.#errors.push({ at, reason: message, sort: 'output' });
    }
    this.#unread.push({ at, because: `what ${template} renders is not YAML`, adds: true });
  }

  #object(manifest: Manifest): readonly RenderedObject[] {
    const { namespace } = releaseOf(this.#variant);
    const placed = placedTree(manifest, {
      rangeOf: this.#documents.rangeOf,
      // A kustomization takes the objects as `helm template` prints them.
      ...(this.#variant.release?.stated.tool === 'kustomize' && namespace !== symbolicRelease.namespace
        ? {}
        : { namespace }),
    });
    const { root } = placed ?? {};
    return root ? [{ root, document: (root.document ?? this.#documents.chartFile) as DocumentFacts }] : none;
  }
}
