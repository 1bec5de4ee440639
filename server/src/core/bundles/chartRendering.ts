import { scalarAt } from '../chart/coalesce.ts';
import type { ChartFile, ChartFiles } from '../chart/files.ts';
import { type Chart, type ChartLookup, type ChartProblem, isProblem, loadChart, readValues } from '../chart/load.ts';
import { type Manifest, manifestsOf, type UnreadableManifest } from '../chart/manifests.ts';
import type { Dependency } from '../chart/metadata.ts';
import { placedTree } from '../chart/placedTree.ts';
import { type ChartRender, type RenderError, renderChart } from '../chart/renderChart.ts';
import { makesPods } from '../kinds/list.ts';
import type { DocumentFacts, SourceFile } from '../model/document.ts';
import type { Origin } from '../model/origin.ts';
import type { ChartError } from '../model/resource.ts';
import type { RenderedObject, UnreadInput } from '../render/bundle.ts';
import { isCompatibleRange } from '../template/library/semver.ts';
import type { ParsedTemplate } from '../template/nodes.ts';
import type { SourceText } from '../template/origin.ts';
import { placeOfRange, type TextPlace } from '../template/places.ts';
import { type GoMap, map } from '../template/value.ts';
import { none } from '../text/emptyList.ts';
import { baseName, resolvePath } from '../text/path.ts';
import type { Charts, ChartVariant } from './chartRoots.ts';

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

/** What renders of charts keep for the next one. */
export interface KeptCharts {
  /** Parsed templates by their text. */
  readonly parsed: Map<string, ParsedTemplate>;
  /** Facts of files that no file of the workspace stands for: those of packed charts. */
  readonly packed: Map<string, DocumentFacts>;
}

export const emptyKeptCharts = (): KeptCharts => ({ parsed: new Map(), packed: new Map() });

/** Empty if there is much in it: an edit needs the templates of one chart. */
export function boundedCharts(kept: KeptCharts): KeptCharts {
  let size = 0;
  for (const text of kept.parsed.keys()) {
    size += text.length;
  }
  return size > mostKept ? emptyKeptCharts() : kept;
}

// In UTF-16 code units. The trees take about ten times the size of the texts.
const mostKept = 1_000_000;

export interface ChartInput {
  readonly charts: Charts;
  /** E.g. `v1.37.0`. */
  readonly kubeVersion?: string | undefined;
  file(path: string): SourceFile | undefined;
}

/**
 * The release is a name that no file states, so that no text equals it by chance. Its namespace is left out of the objects
 * (`placedTree`).
 */
const release = { name: 'release', namespace: 'release-namespace' };

/** Renders a variant of a chart. Never throws. */
export function renderChartVariant(
  { chart, values }: ChartVariant,
  input: ChartInput,
  kept: KeptCharts,
): RenderedChart {
  return new ChartRenderer(chart, input, kept).render(values);
}

class ChartRenderer {
  readonly #directory: string;
  readonly #input: ChartInput;
  readonly #kept: KeptCharts;
  readonly #reads = new Set<string>();
  readonly #errors: ChartError[] = [];
  readonly #unread: UnreadInput[] = [];

  constructor(directory: string, input: ChartInput, kept: KeptCharts) {
    this.#directory = directory;
    this.#input = input;
    this.#kept = kept;
  }

  render(valuesFile: string | undefined): RenderedChart {
    const chart = this.#load();
    if (isProblem(chart)) {
      return this.#unreadChart(chart);
    }
    const values = this.#values(valuesFile);
    if ('message' in values) {
      return this.#unreadChart(values);
    }
    const { kubeVersion } = this.#input;
    const { parsed } = this.#kept;
    const rendered = renderChart(chart, { values, release, parsed, ...(kubeVersion ? { kubeVersion } : {}) });
    for (const each of rendered.missing) {
      this.#addMissing(each, [chart.values, values]);
    }
    for (const error of rendered.errors) {
      this.#addError(error, rendered);
    }
    const { manifests, unreadable } = manifestsOf(rendered.files);
    for (const each of unreadable) {
      this.#addUnreadable(each);
    }
    this.#addSwitchedOff(rendered, manifests);
    const objects = manifests.filter(isOfRelease).flatMap((manifest) => this.#object(manifest));
    return this.#result(objects);
  }

  #result(objects: readonly RenderedObject[]): RenderedChart {
    return {
      document: this.#documentAt(`${this.#prefix}Chart.yaml`),
      objects,
      errors: this.#errors,
      unread: this.#unread,
      reads: this.#reads,
    };
  }

  get #prefix(): string {
    return this.#directory === '' ? '' : `${this.#directory}/`;
  }

  #load(): Chart | ChartProblem {
    const files = this.#filesAt(this.#directory);
    return typeof files === 'string'
      ? { message: files, path: `${this.#prefix}Chart.yaml`, start: 0, end: 0 }
      : loadChart(files, this.#directory, this.#find);
  }

  /** The files of a chart with the texts that they have now. */
  #filesAt(directory: string): ChartFiles | string {
    const content = this.#input.charts.get(directory);
    this.#reads.add(`chart ${directory}`);
    if (content === undefined || typeof content === 'string') {
      return content ?? 'Chart.yaml file is missing';
    }
    const files = content.files.flatMap((file): ChartFile[] => {
      const text = this.#textAt(file.path);
      return text === undefined ? [] : [text === file.text ? file : { ...file, text }];
    });
    return { files, packed: content.packed };
  }

  #textAt(path: string): string | undefined {
    this.#reads.add(`file ${path}`);
    return this.#input.file(path)?.documents[0]?.facts.text;
  }

  /** Finds dependencies as `sources/chartSource.ts` does: by `file://`, else by name and version. */
  readonly #find: ChartLookup = ({ name, version, repository }, around) => {
    const { charts } = this.#input;
    if (repository.startsWith('file://')) {
      const directory = resolvePath(around, repository.slice('file://'.length));
      return directory !== undefined && charts.has(directory) ? this.#found(directory) : undefined;
    }
    this.#reads.add('charts');
    for (const directory of charts.keys()) {
      if (baseName(directory) === name && directory !== around) {
        const chartFile = this.#textAt(`${directory}/Chart.yaml`);
        const file = { name: 'Chart.yaml', path: `${directory}/Chart.yaml`, text: chartFile ?? '' };
        const stated = loadChart({ files: [file], packed: new Map() }, directory);
        if (!isProblem(stated) && isCompatibleRange(version, stated.metadata.version)) {
          return this.#found(directory);
        }
      }
    }
    return undefined;
  };

  #found(directory: string): ReturnType<ChartLookup> {
    const files = this.#filesAt(directory);
    return typeof files === 'string' ? undefined : { files, directory };
  }

  #values(path: string | undefined): GoMap | ChartProblem {
    const text = path === undefined ? undefined : this.#textAt(path);
    return path === undefined || text === undefined ? map() : readValues({ name: baseName(path), path, text });
  }

  #unreadChart({ message, path, start, end }: ChartProblem): RenderedChart {
    const at = { document: this.#documentAt(path), range: { start, end } };
    this.#errors.push({ at, reason: message, sort: 'chart' });
    this.#unread.push({ at, because: `Helm refuses the chart: ${message}` });
    return this.#result(none);
  }

  #addMissing(dependency: Dependency, values: readonly GoMap[]): void {
    const { name, origin } = dependency;
    this.#unread.push({
      at: this.#originOf(origin),
      because: `the chart ${name} is not here (helm dependency update)`,
      chartNames: namesOf(dependency, values),
      adds: true,
    });
  }

  #addError({ message, file, start, end, origin, stopped }: RenderError, { missing }: ChartRender): void {
    const place = stopped?.at ?? origin;
    const at: Origin =
      place?.source !== undefined
        ? this.#originOf(place)
        : {
            document: this.#documentAt(file?.path ?? `${this.#prefix}Chart.yaml`),
            range: { start: start ?? 0, end: end ?? 0 },
          };
    const needsLibrary = missing.length > 0 && /no template .* associated with|template .* not defined/.test(message);
    const reason = needsLibrary
      ? `${file?.path} needs a chart that is not here: ${missing.map(({ name }) => name).join(', ')} (helm dependency update)`
      : `${file === undefined ? 'the chart' : file.path} does not render: ${message}`;
    // A bound of this render is nothing that a person has to change.
    if (!needsLibrary && stopped?.bound !== true) {
      const isRefusal = stopped?.refusal === true || origin !== undefined;
      const sort = isRefusal ? 'refusal' : stopped ? 'execution' : file ? 'template' : 'chart';
      this.#errors.push({ at, reason: message.replace(/^error calling (?:required|fail): /, ''), sort });
    }
    const kinds = file && kindsIn(file.text);
    this.#unread.push({ at, because: reason, adds: true, ...(kinds && { kinds }) });
  }

  /** Templates state kinds that these values do not render: with others, they make what something here may need. */
  #addSwitchedOff({ files }: ChartRender, manifests: readonly Manifest[]): void {
    const made = Map.groupBy(manifests, ({ template }) => template);
    for (const { name, file } of files) {
      const kinds = new Set(made.get(name)?.map(({ kind }) => kind));
      const off = [...new Set(statedKinds(file.text))].filter((kind) => !kinds.has(kind));
      if (off.length > 0) {
        this.#unread.push({
          at: { document: this.#documentAt(file.path), range: { start: 0, end: 0 } },
          because: `${file.path} makes no ${off.join(' and no ')} with these values`,
          adds: true,
          kinds: off,
          isSwitchedOff: true,
        });
      }
    }
  }

  #addUnreadable({ template, message, text }: UnreadableManifest): void {
    const place = placeOfRange(text, 0, text.text.length);
    const at = place
      ? this.#originOf(place)
      : { document: this.#documentAt(`${this.#prefix}Chart.yaml`), range: { start: 0, end: 0 } };
    this.#errors.push({ at, reason: message, sort: 'output' });
    this.#unread.push({ at, because: `what ${template} renders is not YAML`, adds: true });
  }

  #object(manifest: Manifest): readonly RenderedObject[] {
    const placed = placedTree(manifest, { documentOf: this.#documentOf, namespace: release.namespace });
    return placed === undefined
      ? none
      : [
          {
            root: placed.root,
            document: (placed.root.document ?? this.#documentAt(`${this.#prefix}Chart.yaml`)) as DocumentFacts,
          },
        ];
  }

  #originOf({
    source,
    start,
    end,
  }: TextPlace | { source?: SourceText | undefined; start: number; end: number }): Origin {
    return source === undefined
      ? { document: this.#documentAt(`${this.#prefix}Chart.yaml`), range: { start: 0, end: 0 } }
      : { document: this.#documentOf(source), range: { start, end } };
  }

  readonly #documentOf = ({ path, text }: SourceText): DocumentFacts => {
    const file = this.#input.file(path)?.documents[0]?.facts;
    return file?.text === text ? file : this.#packedDocument(path, text);
  };

  #documentAt(path: string): DocumentFacts {
    return this.#input.file(path)?.documents[0]?.facts ?? this.#packedDocument(path, '');
  }

  #packedDocument(path: string, text: string): DocumentFacts {
    const known = this.#kept.packed.get(path);
    if (known?.text === text) {
      return known;
    }
    const facts: DocumentFacts = {
      file: path,
      text,
      depth: 'body',
      errors: none,
      resources: none,
      ofChart: 'other',
      ignored: none,
    };
    this.#kept.packed.set(path, facts);
    return facts;
  }
}

/** The names that what a subchart makes has: those of the chart, or those that the values give it. */
function namesOf({ name, alias }: Dependency, values: readonly GoMap[]): readonly string[] {
  const given = values.flatMap((each) =>
    ['nameOverride', 'fullnameOverride'].flatMap((key) => {
      const value = scalarAt(each, `${alias || name}.${key}`);
      return value?.kind === 'string' ? [value.text] : [];
    }),
  );
  return [name, alias, ...given].filter((each) => each !== '');
}

/** Whether an installed release has the object. What Helm runs as a test, or when it removes a release, is gone. */
function isOfRelease({ root, hook }: Manifest): boolean {
  const events = hook?.split(',').map((event) => event.trim().toLowerCase()) ?? none;
  return (
    root !== undefined && (events.length === 0 || events.some((event) => /^(pre|post)-(install|upgrade)$/.test(event)))
  );
}

/**
 * The kinds of the objects in a template that could not be rendered. Undefined if it may make others, or pods, which a
 * selector selects whatever makes them.
 */
function kindsIn(text: string): readonly string[] | undefined {
  const kinds = statedKinds(text);
  const mayMakeOthers = /^\{\{-?\s*(?:include|template|tpl|toYaml)\b/m.test(text);
  return kinds.length === 0 || mayMakeOthers || kinds.some((kind) => !/^[A-Za-z]+$/.test(kind) || makesPods(kind))
    ? undefined
    : kinds;
}

/** The kinds that a template states at the beginning of a line. A kind that an action makes keeps its braces. */
function statedKinds(text: string): readonly string[] {
  return [...text.matchAll(/^kind:[ \t]*(.*?)[ \t]*\r?$/gm)].map((match) => match[1]!.replace(/^["']|["']$/g, ''));
}
