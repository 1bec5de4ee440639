import type { Connection } from 'vscode-languageserver/node';
import { fileOf } from '../core/analysis.ts';
import { isProblem } from '../core/chart/load.ts';
import { type ChartRefusal, chartOutput } from '../core/chart/output.ts';
import { IndexReader } from '../core/index/reader.ts';
import { renderManifests } from '../core/render/manifests.ts';
import { nameOfBundle } from '../core/resolve/scope/overlayVariants.ts';
import type { ParsedTemplate } from '../core/template/nodes.ts';
import { map } from '../core/template/value.ts';
import { baseName, directoriesAbove, directoryOf } from '../core/text/path.ts';
import type { Range } from '../core/text/range.ts';
import { isChart } from '../sources/chartFiles.ts';
import { readChart } from '../sources/chartSource.ts';
import { below } from '../sources/fileNames.ts';
import { renderSource } from '../sources/renderSource.ts';
import type { Boundary } from './boundary.ts';
import { linesOf, rangeAt } from './positions.ts';
import {
  type BundleItem,
  type BundlesParams,
  bundlesRequest,
  type RenderedBundle,
  type RenderedOriginParams,
  type RenderParams,
  renderChangedNotification,
  renderedOriginRequest,
  renderRequest,
  type TargetLocation,
} from './protocol.ts';
import type { AnalysedFile, Workspace } from './workspace.ts';

/** Renders kustomizations and charts for a client that shows them, and tells it when one that it shows differs. */
export interface Rendering {
  /** Answers the requests of `protocol.ts`. */
  answer(boundary: Boundary): void;
  /** Something has changed: compares the shown renders with the present ones, soon. */
  check(): void;
  /** The client no longer shows the render of this kustomization or chart. */
  closed(uri: string): void;
  dispose(): void;
}

export interface RenderingOptions {
  readonly connection: Connection;
  readonly workspace: Workspace;
  send(action: () => Promise<void>): void;
  failed(what: string, error: unknown): void;
  now(): number;
}

/** Milliseconds between two renders of what is shown. A large bundle waits longer, so that typing stays fast. */
const shortestPause = 50;
const pausePerRender = 4;

export function createRendering(options: RenderingOptions): Rendering {
  const { connection, workspace, now } = options;
  /** The shown texts by the URI of the kustomization or of Chart.yaml. */
  const shown = new Map<string, string>();
  /** The templates of charts by their text, so that an edit parses only one. */
  const parsed = new Map<string, ParsedTemplate>();
  let pause = shortestPause;
  let timer: NodeJS.Timeout | undefined;

  const compare = (): void => {
    timer = undefined;
    const start = now();
    for (const [uri, text] of shown) {
      const next = rendered(uri, workspace, parsed)?.text ?? '';
      if (next !== text) {
        shown.set(uri, next);
        const params: RenderParams = { textDocument: { uri } };
        options.send(() => connection.sendNotification(renderChangedNotification, params));
      }
    }
    pause = Math.max(shortestPause, (now() - start) * pausePerRender);
  };
  return {
    answer: (boundary) => {
      boundary.answer(bundlesRequest, ({ textDocument: { uri } }: BundlesParams) => bundlesOf(uri, workspace));
      boundary.answer(renderRequest, ({ textDocument: { uri } }: RenderParams): RenderedBundle | null => {
        const found = rendered(uri, workspace, parsed);
        shown.set(uri, found?.text ?? '');
        return found ? { text: found.text } : null;
      });
      boundary.answer(
        renderedOriginRequest,
        ({ textDocument: { uri }, line }: RenderedOriginParams): TargetLocation | null =>
          rendered(uri, workspace, parsed)?.locationOf(line) ?? null,
      );
    },
    check: () => {
      if (shown.size > 0) {
        timer ??= setTimeout(() => {
          try {
            compare();
          } catch (error) {
            options.failed('Rendering', error);
          }
        }, pause);
      }
    },
    closed: (uri) => {
      shown.delete(uri);
    },
    dispose: () => clearTimeout(timer),
  };
}

/** The kustomizations and charts to choose from for a file. */
function bundlesOf(uri: string, workspace: Workspace): readonly BundleItem[] {
  const known = workspace.lookUp(uri);
  if (!known) {
    return [];
  }
  const { analysis, path, root } = known;
  const own = kustomizationOf(known);
  if (own && !own.component) {
    return [{ label: nameOfBundle(own.directory), uri }];
  }
  const index = new IndexReader(analysis.index);
  const directories = own
    ? [...analysis.index.bundles.roots].filter((each) => index.bundle(each)?.reads.has(`file ${path}`))
    : index.bundlesReading(path);
  // The variants of a chart are one chart, with the values that the person chooses.
  const chartsReading = directories.flatMap((directory) => index.bundle(directory)?.chart ?? []);
  const charts = [...new Set([...chartsAround(known), ...chartsReading])].map((directory) => ({
    label: nameOfBundle(directory),
    uri: workspace.uriOf(root, below(directory, 'Chart.yaml')),
  }));
  const kustomizations = directories.flatMap((directory) => {
    const bundle = index.bundle(directory);
    const [kustomization] = bundle?.chart === undefined ? (bundle?.resources ?? []) : [];
    return kustomization
      ? [{ label: nameOfBundle(directory), uri: workspace.uriOf(root, kustomization.document.file) }]
      : [];
  });
  return [...kustomizations, ...charts];
}

/** The charts that have the file, the innermost first. */
function chartsAround({ path, root: { diskPath } }: AnalysedFile): readonly string[] {
  return diskPath === undefined ? [] : directoriesAbove(path).filter((each) => isChart(below(diskPath, each)));
}

function kustomizationOf({ analysis, path }: AnalysedFile) {
  return fileOf(analysis, path)?.documents.find(({ facts }) => facts.kustomization)?.facts.kustomization;
}

interface RenderedText extends RenderedBundle {
  locationOf(line: number): TargetLocation | undefined;
}

/** Undefined if there is neither a kustomization nor a chart at the URI. */
function rendered(uri: string, workspace: Workspace, parsed: Map<string, ParsedTemplate>): RenderedText | undefined {
  const known = workspace.lookUp(uri);
  if (!known) {
    return undefined;
  }
  const kustomization = kustomizationOf(known);
  if (kustomization) {
    return renderedKustomization(known, kustomization.directory, workspace);
  }
  return baseName(known.path) === 'Chart.yaml' ? renderedChart(known, workspace, parsed) : undefined;
}

function renderedKustomization(
  { root }: AnalysedFile,
  directory: string,
  workspace: Workspace,
): RenderedText | undefined {
  const source = renderSource(root.diskPath, openTexts(root, workspace));
  const manifests = renderManifests(source, directory);
  if (!manifests) {
    return undefined;
  }
  const { lines, refusals, unread } = manifests;
  const notes = [
    ...refusals.map((reason) => `kustomize refuses to build this: ${reason}`),
    ...unread.map((because) => `Not rendered: ${because}`),
  ];
  const placed = lines.map(({ text, origin }) => ({ text, place: origin && source.placeOf(origin) }));
  return renderedText(notes, placed, root, workspace);
}

function renderedChart(
  { root, path }: AnalysedFile,
  workspace: Workspace,
  parsed: Map<string, ParsedTemplate>,
): RenderedText | undefined {
  const { diskPath } = root;
  if (diskPath === undefined) {
    return undefined;
  }
  const chart = readChart(directoryOf(path), { root: diskPath, openText: openTexts(root, workspace) });
  if (isProblem(chart)) {
    return renderedText([`Helm refuses this: ${chart.path}: ${chart.message}`], [], root, workspace);
  }
  if (parsed.size > mostParsed) {
    parsed.clear();
  }
  const release = { name: 'release-name', namespace: 'default' };
  const { lines, refusals, unread, notes } = chartOutput(chart, { values: map(), release, parsed });
  const said = [
    ...refusals.map((refusal) => `Helm refuses this: ${refusalText(refusal)}`),
    ...unread.map((because) => `Not rendered: ${because} (helm dependency update)`),
    ...notes,
  ];
  const placed = lines.map(({ text, place }) => {
    const range = place && { start: place.start, end: place.end };
    return { text, place: place && { file: place.source.path, text: place.source.text, range: range! } };
  });
  return renderedText(said, placed, root, workspace);
}

/** Parsed templates are forgotten all at once, when there are more than this. */
const mostParsed = 5000;

function refusalText({ message, place }: ChartRefusal): string {
  return place === undefined
    ? message
    : `${place.path}:${place.text.slice(0, place.start).split('\n').length}: ${message}`;
}

function openTexts(root: AnalysedFile['root'], workspace: Workspace): (file: string) => string | undefined {
  return (file) => workspace.documentAt(workspace.uriOf(root, file))?.lines.text;
}

interface PlacedLine {
  readonly text: string;
  readonly place?: { readonly file: string; readonly text: string; readonly range: Range } | undefined;
}

/** @param notes what a person has to know of the lines, as sentences */
function renderedText(
  notes: readonly string[],
  lines: readonly PlacedLine[],
  root: AnalysedFile['root'],
  workspace: Workspace,
): RenderedText {
  const said = notes.length + lines.length === 0 ? ['This deploys nothing.'] : notes;
  const comments = said.map((note) => `# ${oneLine(note)}`);
  return {
    text: [...comments, ...lines.map(({ text }) => text)].map((text) => `${text}\n`).join(''),
    locationOf: (line) => {
      const place = lines[line - comments.length]?.place;
      if (!place) {
        return undefined;
      }
      const range = rangeAt(linesOf(place.text), place.range, workspace.editor.positionEncoding);
      return { uri: workspace.uriOf(root, place.file), range };
    },
  };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
