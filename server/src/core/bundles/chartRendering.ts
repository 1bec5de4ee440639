import { type ChartPlaces, dependencyLookup } from '../chart/dependencyLookup.ts';
import { type ChartFile, type ChartFiles, isPartOfChart } from '../chart/files.ts';
import { type Chart, type ChartProblem, isProblem, loadChart, readValues } from '../chart/load.ts';
import { type Manifest, manifestsOf, type UnreadableManifest } from '../chart/manifests.ts';
import type { Dependency } from '../chart/metadata.ts';
import type { Release } from '../chart/objects.ts';
import { placedTree } from '../chart/placedTree.ts';
import { type ChartRender, type RenderError, renderChart } from '../chart/renderChart.ts';
import { containsPlaceholder } from '../kinds/written.ts';
import type { DocumentFacts, SourceFile } from '../model/document.ts';
import { type Origin, originOf, writtenText } from '../model/origin.ts';
import type { ChartError } from '../model/resource.ts';
import type { RenderedObject, UnreadInput } from '../render/bundle.ts';
import { placeOfRange } from '../template/places.ts';
import { type GoMap, map } from '../template/value.ts';
import { none } from '../text/emptyList.ts';
import { baseName, pathIn } from '../text/path.ts';
import { ChartDocuments } from './chartDocuments.ts';
import { isOfRelease, kindsIn, namesOf, statedKinds } from './chartParts.ts';
import type { Charts, ChartVariant } from './chartRoots.ts';
import { forgetMany, type KeptCharts } from './keptCharts.ts';
import { type ReleaseValues, valuesOfRelease } from './releaseValues.ts';
import { mayBeDefined, placeOfStop } from './renderErrors.ts';

/** What a chart deploys with the values of a variant. */
export interface RenderedChart {
  /** `Chart.yaml`, or what is in its place. */
  readonly document: DocumentFacts;
  readonly objects: readonly RenderedObject[];
  readonly errors: readonly ChartError[];
  readonly unread: readonly UnreadInput[];
  /** See `BundleFacts.reads`. */
  readonly reads: ReadonlySet<string>;
}

export interface ChartInput {
  readonly charts: Charts;
  /** E.g. `v1.37.0`. */
  readonly kubeVersion?: string | undefined;
  file(path: string): SourceFile | undefined;
}

/**
 * The release is a name that no file states, so that no text equals it by chance. Its namespace is left out of the
 * objects (`placedTree`).
 */
const symbolic: Release = { name: 'release', namespace: 'release-namespace' };

/** Renders a variant of a chart. Never throws. */
export function renderChartVariant(variant: ChartVariant, input: ChartInput, kept: KeptCharts): RenderedChart {
  // The first index renders all charts in one event.
  forgetMany(kept);
  return new ChartRenderer(variant, input, kept).render();
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
  #isFilledIn = false;

  constructor(variant: ChartVariant, input: ChartInput, kept: KeptCharts) {
    this.#directory = variant.chart;
    this.#variant = variant;
    this.#input = input;
    this.#kept = kept;
    this.#documents = new ChartDocuments(variant.chart, input, kept);
  }

  render(): RenderedChart {
    const loaded = this.#load();
    if (isProblem(loaded)) {
      return this.#unreadChart(loaded);
    }
    const { replaced, values, unread, isFilledIn, problem } = this.#values();
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
      release: this.#release,
      parsed,
      ...(kubeVersion ? { kubeVersion } : {}),
    });
    for (const each of rendered.missing) {
      this.#addMissing(each, [chart.values, values]);
    }
    for (const error of rendered.errors) {
      this.#addError(error, rendered, chart);
    }
    const { manifests, unreadable } = manifestsOf(rendered.files);
    for (const each of unreadable) {
      this.#addUnreadable(each);
    }
    if (this.#variant.release === undefined || unread.length > 0) {
      this.#addSwitchedOff(rendered, manifests);
    }
    const objects = manifests.filter(isOfRelease).flatMap((manifest) => this.#object(manifest));
    return this.#result(objects);
  }

  #result(objects: readonly RenderedObject[]): RenderedChart {
    return {
      document: this.#documents.chartFile,
      objects,
      errors: this.#errors,
      unread: this.#unread,
      reads: this.#reads,
    };
  }

  #load(): Chart | ChartProblem {
    const files = this.#filesAt(this.#directory);
    return typeof files === 'string'
      ? { message: files, path: this.#documents.chartFile.file, start: 0, end: 0 }
      : loadChart(files, this.#directory, dependencyLookup(this.#places()));
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

  /** The name and the namespace of the release, each as far as it is stated. */
  get #release(): Release {
    const { name, namespace } = this.#variant.release?.stated ?? {};
    const isKnown = namespace !== undefined && namespace.type !== 'placeholder';
    return { name: name ?? symbolic.name, namespace: isKnown ? namespace.value : symbolic.namespace };
  }

  #values(): ReleaseValues {
    const { values: path, release } = this.#variant;
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

  /** Whether another chart has this one as a dependency: its templates may call what that one defines. */
  #isPartOfOthers({ metadata: { name } }: Chart): boolean {
    this.#reads.add('charts');
    return [...this.#input.charts.keys()].some(
      (directory) =>
        directory !== this.#directory &&
        ['Chart.yaml', 'requirements.yaml'].some((file) => {
          const text = this.#textAt(pathIn(directory, file));
          return text?.includes('dependencies:') === true && text.includes(name);
        }),
    );
  }

  /** Templates state kinds that these values do not render: with others, they make what something here may need. */
  #addSwitchedOff({ files }: ChartRender, manifests: readonly Manifest[]): void {
    const made = Map.groupBy(manifests, ({ template }) => template);
    for (const { name, file } of files) {
      const kinds = new Set(made.get(name)?.map(({ kind }) => kind));
      const off = [...new Set(statedKinds(file.text))].filter((kind) => !kinds.has(kind));
      if (off.length > 0) {
        this.#unread.push({
          at: { document: this.#documents.documentAt(file.path), range: { start: 0, end: 0 } },
          because: `${file.path} makes no ${off.join(' and no ')} with these values`,
          adds: true,
          kinds: off,
          isSwitchedOff: true,
        });
      }
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
    const placed = placedTree(manifest, {
      rangeOf: this.#documents.rangeOf,
      // A kustomization takes the objects as `helm template` prints them.
      ...(this.#variant.release?.stated.tool === 'kustomize' && this.#release.namespace !== symbolic.namespace
        ? {}
        : { namespace: this.#release.namespace }),
    });
    const { root } = placed ?? {};
    return root ? [{ root, document: (root.document ?? this.#documents.chartFile) as DocumentFacts }] : none;
  }
}
