import { Execution } from '../template/execute.ts';
import type { Budget, ExecutionError } from '../template/frame.ts';
import { isCompatibleRange } from '../template/library/semver.ts';
import type { ParsedTemplate } from '../template/nodes.ts';
import type { Origin } from '../template/origin.ts';
import { isEmpty, parseTemplate } from '../template/parser.ts';
import { ReadRecord } from '../template/readRecord.ts';
import { addTemplate, type Templates } from '../template/templates.ts';
import { Text } from '../template/text.ts';
import { type Entry, type GoMap, map } from '../template/value.ts';
import { compareCodePoints } from '../text/compare.ts';
import { getOrInsertComputed } from '../text/maps.ts';
import { baseName } from '../text/path.ts';
import { capabilities, defaultKubeVersion } from './capabilities.ts';
import { coalesceValues, tableAt } from './coalesce.ts';
import { processDependencies } from './dependencies.ts';
import type { ChartFile } from './files.ts';
import { chartFunctions } from './functions.ts';
import { type ChartInstance, fullPath, instanceOf } from './instance.ts';
import { type Chart, sourceOf } from './load.ts';
import type { Dependency } from './metadata.ts';
import { chartObject, filesObject, type Release, releaseObject } from './objects.ts';
import { schemaError } from './schema.ts';
import { valuesObject } from './valuesMethods.ts';

export interface RenderOptions {
  /** The values of the user, over those of the chart. */
  readonly values: GoMap;
  readonly release: Release;
  /** E.g. `v1.37.0`. */
  readonly kubeVersion?: string;
  /** Parsed templates by their text. The render adds those that it reads. */
  readonly parsed: Map<string, ParsedTemplate>;
  /** Receives what each template makes and reads. */
  readonly recording?: Recording;
  /**
   * An earlier render of the same chart, from which the results of templates are taken that a difference does not
   * concern: a flag that is on now, or edited templates, by their paths with their earlier texts.
   */
  readonly earlier?: { readonly recording: Recording } & (
    | { readonly changed: readonly Origin[] }
    | { readonly edited: ReadonlyMap<string, string> }
  );
}

/** What the templates of a chart make and read. */
export interface Recording {
  readonly templates: Map<string, TemplateRecord>;
  /** The keys of values that are `false` and that disable a dependency. */
  readonly disabling: Set<Origin>;
  /** Whether a template changes maps that others read. */
  changesShared: boolean;
}

export interface TemplateRecord {
  readonly result: RenderedFile | RenderError;
  /** The keys of values that are `false` and that it has read. */
  readonly reads: ReadonlySet<Origin>;
  /** Those that a condition has read. */
  readonly decidedBy: ReadonlySet<Origin>;
  /** The paths of the files of which it has executed a part. */
  readonly sources: ReadonlySet<string>;
}

/** The texts that a chart's templates make. */
export interface ChartRender {
  /** In the order in which Helm renders them. Partials and templates with an error are not in it. */
  readonly files: readonly RenderedFile[];
  /** Why Helm refuses to render the chart. */
  readonly errors: readonly RenderError[];
  /** Dependencies that these values enable and that are not here. They have their alias as name. */
  readonly missing: readonly Dependency[];
  /** The keys of values that are `false` and that a condition of a template or of a dependency has read. */
  readonly decidedBy: ReadonlySet<Origin>;
  /** The names of the templates that `define` and `block` define. */
  readonly defined: readonly string[];
}

export interface RenderedFile {
  /** The name of the template, e.g. `web/charts/redis/templates/service.yaml`. */
  readonly name: string;
  readonly file: ChartFile;
  readonly text: Text;
}

export interface RenderError {
  /** The reason, without a full stop. */
  readonly message: string;
  /** Absent if the error is one of the chart as a whole. */
  readonly file?: ChartFile;
  /** UTF-16 offsets in the file, for an error of syntax. */
  readonly start?: number;
  readonly end?: number;
  /** Set if the last good text of the file is rendered in its place. */
  readonly isReplaced?: true;
  /** The value that a schema refuses. */
  readonly origin?: Origin;
  /** The chart refuses these values or this cluster, and not every one. */
  readonly ofValues?: true;
  /** Where a template stopped. */
  readonly stopped?: ExecutionError;
}

/** Bounds of one render. The largest real chart that was tried takes a fifth of them. */
const mostSteps = 3_000_000;
const mostText = 40_000_000;

/**
 * Renders a chart as `helm template` does without a cluster. Never throws. It renders the other templates too if one
 * has an error. Source: helm pkg/engine Engine.Render, pkg/chartutil ToRenderValues.
 */
export function renderChart(chart: Chart, options: RenderOptions): ChartRender {
  const failed = (message: string, ofValues?: true): ChartRender => ({
    files: [],
    errors: [{ message, ...(ofValues && { ofValues }) }],
    missing: [],
    defined: [],
    decidedBy: new Set(),
  });
  const decidedBy = new Set<Origin>();
  const root = instanceOf(chart);
  const problem = processDependencies(root, options.values, decidedBy);
  for (const each of decidedBy) {
    options.recording?.disabling.add(each);
  }
  if (problem !== undefined) {
    return failed(problem);
  }
  const values = coalesceValues(root, options.values, false);
  if (typeof values === 'string') {
    return failed(values);
  }
  const refused = schemaError(root, values);
  if (refused !== undefined) {
    const { message, origin } = refused;
    return {
      files: [],
      errors: [
        {
          message: `values don't meet the specifications of the schema: ${message}`,
          ofValues: true,
          ...(origin && { origin }),
        },
      ],
      missing: [],
      defined: [],
      decidedBy,
    };
  }
  const kubeVersion = options.kubeVersion ?? defaultKubeVersion;
  const wanted = chart.metadata.kubeVersion;
  if (wanted !== '' && !isCompatibleRange(wanted, kubeVersion)) {
    return failed(`chart requires kubeVersion: ${wanted} which is incompatible with Kubernetes ${kubeVersion}`, true);
  }
  const templates = new Map<string, RenderableTemplate>();
  const top: GoMap = map([
    ['Release', { value: releaseObject(options.release) }],
    ['Capabilities', { value: capabilities(kubeVersion) }],
    ['Values', { value: { ...values, type: 'chartutil.Values' } }],
  ]);
  addTemplates(root, top, templates);
  return { ...execute(templates, options, decidedBy), missing: missingIn(root), decidedBy };
}

function missingIn({ requirements, dependencies }: ChartInstance): readonly Dependency[] {
  return [
    ...requirements.filter(({ name }) => !dependencies.some((each) => each.name === name)),
    ...dependencies.flatMap(missingIn),
  ];
}

interface RenderableTemplate {
  readonly file: ChartFile;
  readonly data: GoMap;
  readonly basePath: string;
}

/** Source: engine recAllTpls. */
function addTemplates(chart: ChartInstance, parent: GoMap, templates: Map<string, RenderableTemplate>): GoMap {
  const isRoot = chart.parent === undefined;
  const values = isRoot ? parent.entries.get('Values')!.value : tableAt(parent, `Values.${chart.name}`);
  const subcharts = map();
  const data = map([
    ['Chart', { value: chartObject(chart) }],
    ['Files', { value: filesObject(chart.chart.files) }],
    ['Release', parent.entries.get('Release')!],
    ['Capabilities', parent.entries.get('Capabilities')!],
    ['Values', { value: valuesObject(values?.kind === 'map' ? values : map()) }],
    ['Subcharts', { value: subcharts }],
  ]);
  for (const each of chart.dependencies) {
    subcharts.entries.set(each.name, { value: addTemplates(each, data, templates) });
  }
  const path = fullPath(chart);
  const isLibrary = chart.chart.metadata.type.toLowerCase() === 'library';
  for (const file of chart.chart.templates) {
    if (!isLibrary || isPartial(file.name)) {
      templates.set(`${path}/${file.name}`, { file, data, basePath: `${path}/templates` });
    }
  }
  return data;
}

function isPartial(name: string): boolean {
  return baseName(name).startsWith('_');
}

function execute(
  templates: ReadonlyMap<string, RenderableTemplate>,
  { parsed, recording, earlier }: RenderOptions,
  decidedBy: Set<Origin>,
): Omit<ChartRender, 'missing' | 'decidedBy'> {
  const errors: RenderError[] = [];
  const files: RenderedFile[] = [];
  const known: Templates = new Map();
  const parse = (text: string): ParsedTemplate => parsedTemplate(text, parsed);
  const names = [...templates.keys()].sort(deepestFirst);
  for (const name of names) {
    const { file } = templates.get(name)!;
    const tree = parse(file.text);
    const last = tree.error && file.lastGood !== undefined ? { ...file, text: file.lastGood } : undefined;
    addTemplate(known, name, last ? parse(last.text) : tree, sourceOf(last ?? file));
    if (tree.error !== undefined) {
      const { message, start, end } = tree.error;
      errors.push({ message, file, start, end, ...(last && { isReplaced: true }) });
    }
  }
  const broken = new Set(errors.flatMap(({ file, isReplaced }) => (isReplaced ? [] : [file])));
  const budget: Budget = {
    steps: mostSteps,
    size: mostText,
    conditions: 0,
    decidedBy: new Set(),
    ...(recording && { record: new ReadRecord() }),
  };
  const reusable = errors.length === 0 && earlier ? reusableIn(earlier, templates.values(), parse) : undefined;
  const execution = new Execution({ functions: chartFunctions, budget, parse });
  for (const name of names) {
    const { file, data, basePath } = templates.get(name)!;
    const template = known.get(name);
    if (isPartial(name) || broken.has(file) || template === undefined) {
      continue;
    }
    const before = reusable?.(name);
    let result = before?.result;
    if (result === undefined) {
      data.entries.set('Template', { value: templateObject(name, basePath) });
      const made = execution.run(template, { ...data, type: 'chartutil.Values' }, known);
      result = 'message' in made ? { message: made.message, file, stopped: made } : { name, file, text: made };
    }
    for (const each of before?.decidedBy ?? budget.decidedBy) {
      decidedBy.add(each);
    }
    if (budget.record !== undefined) {
      const { reads, sources } = budget.record;
      recording?.templates.set(name, before ?? { result, reads, sources, decidedBy: budget.decidedBy });
      Object.assign(budget.record, { reads: new Set(), sources: new Set() });
    }
    budget.decidedBy = new Set();
    if ('message' in result) {
      errors.push(result);
    } else {
      files.push(result);
    }
  }
  if (recording !== undefined) {
    recording.changesShared = budget.record?.changesShared === true;
  }
  return {
    files,
    errors,
    defined: errors.length === 0 ? [] : [...known.keys()].filter((name) => !templates.has(name)),
  };
}

/** Finds the templates, by their names, whose earlier results still hold. Undefined if there are none. */
function reusableIn(
  earlier: NonNullable<RenderOptions['earlier']>,
  templates: Iterable<RenderableTemplate>,
  parse: (text: string) => ParsedTemplate,
): ((name: string) => TemplateRecord | undefined) | undefined {
  const { changesShared, disabling, templates: records } = earlier.recording;
  if (changesShared) {
    return undefined;
  }
  if ('changed' in earlier) {
    const { changed } = earlier;
    const isSame = (record: TemplateRecord | undefined) => record && !changed.some((each) => record.reads.has(each));
    return changed.some((each) => disabling.has(each))
      ? undefined
      : (name) => (isSame(records.get(name)) ? records.get(name) : undefined);
  }
  const { edited } = earlier;
  for (const { file } of templates) {
    const before = edited.get(file.path);
    if (before !== undefined && !definesAlike(parse(before), parse(file.text))) {
      return undefined;
    }
  }
  return (name) => {
    const record = records.get(name);
    // A template that is not defined may be defined now.
    const isSame =
      record && !('message' in record.result) && ![...edited.keys()].some((path) => record.sources.has(path));
    return isSame ? record : undefined;
  };
}

/** Whether the definitions of two texts have the same names, so that none hides or uncovers another one. */
function definesAlike(a: ParsedTemplate, b: ParsedTemplate): boolean {
  return (
    a.error === undefined &&
    a.definitions.length === b.definitions.length &&
    a.definitions.every(
      ({ name, root }, index) =>
        name === b.definitions[index]!.name && !isEmpty(root) && !isEmpty(b.definitions[index]!.root),
    )
  );
}

/** @param parsed what is parsed already; the tree is added to it */
export function parsedTemplate(text: string, parsed: Map<string, ParsedTemplate>): ParsedTemplate {
  return getOrInsertComputed(parsed, text, () => parseTemplate(text, isFunction));
}

export function isFunction(name: string): boolean {
  return chartFunctions.has(name) || name === 'include' || name === 'tpl';
}

function templateObject(name: string, basePath: string): GoMap {
  const given = (key: string, text: string): [string, Entry] => [key, { value: Text.given(text, `Template.${key}`) }];
  return map([given('Name', name), given('BasePath', basePath)], 'chartutil.Values');
}

/** Source: engine sortTemplates: the deepest paths first, and from z to a. */
function deepestFirst(a: string, b: string): number {
  return depthOf(b) - depthOf(a) || compareCodePoints(b, a);
}

function depthOf(path: string): number {
  return path.split('/').length;
}
