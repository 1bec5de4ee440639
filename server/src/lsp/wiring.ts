import type { CancellationToken } from 'vscode-languageserver/node';
import { wiringGraphInSteps } from '../core/features/wiringGraph.ts';
import { type WiringGraph, withPlaces } from '../core/model/wiringGraph.ts';
import { optional } from '../core/text/optional.ts';
import { filteredGraph, neighbourhoodOf } from '../core/wiringGraph/filter.ts';
import { graphAsMermaid } from '../formats/mermaid.ts';
import type { Boundary } from './boundary.ts';
import { placeConverter } from './cursor.ts';
import type { DocumentRoot, DocumentRoots } from './documentRoots.ts';
import {
  type TargetLocation,
  type WiringGraphParams,
  type WiringText,
  wiringGraphRequest,
  wiringTextRequest,
} from './protocol.ts';
import { timeOfSlice } from './timeSlices.ts';
import type { WiringChanges } from './wiringChanges.ts';
import type { AnalysedFile, Workspace } from './workspace.ts';

export interface WiringOptions {
  readonly workspace: Workspace;
  readonly roots: DocumentRoots;
  readonly wiringChanges: WiringChanges;
  now(): number;
}

/** Answers the requests for the wiring graph. */
export function answerWiring(boundary: Boundary, options: WiringOptions): void {
  boundary.answer(wiringGraphRequest, async (params: WiringGraphParams, token) => {
    options.wiringChanges.answered();
    return await graphFor(params, options, token);
  });
  boundary.answer(
    wiringTextRequest,
    async (params: WiringGraphParams, token): Promise<WiringText> => ({
      mermaid: graphAsMermaid(await graphFor(params, options, token)),
    }),
  );
}

/** The graphs of all roots as one. Each root is a world of its own, so no edge leads from one to another. */
async function graphFor(
  { below, ...filter }: WiringGraphParams,
  options: WiringOptions,
  token: CancellationToken,
): Promise<WiringGraph<TargetLocation>> {
  const wanted = rootsFor(below, options);
  const names = new Map<DocumentRoot, string>();
  const graphs: WiringGraph<TargetLocation>[] = [];
  for (const each of wanted) {
    const graph = await graphOf(each, options, token);
    if (graph.nodes.length > 0 || wanted.length === 1) {
      const name = wanted.length > 1 ? unusedName(each.root, names) : undefined;
      graphs.push(name === undefined ? graph : within(name, graph));
    }
  }
  const all: WiringGraph<TargetLocation> = {
    nodes: graphs.flatMap(({ nodes }) => nodes),
    edges: graphs.flatMap(({ edges }) => edges),
    namespaces: [...new Set(graphs.flatMap(({ namespaces }) => namespaces))].sort(),
    bundles: graphs.flatMap(({ bundles }) => bundles),
    complete: graphs.every(({ complete }) => complete),
  };
  return filteredGraph(all, filter);
}

type Part = Pick<AnalysedFile, 'analysis' | 'root'> & { readonly path?: string };

/** The roots to draw; for a file or a folder only its own root, with its path there. */
function rootsFor(below: string | undefined, { workspace, roots }: WiringOptions): readonly Part[] {
  const all = workspace.analyses();
  if (below === undefined) {
    return all;
  }
  const folder = roots.folderAt(below);
  const known = folder ? undefined : workspace.lookUp(below);
  return known ? [known] : all.filter(({ root }) => root === folder);
}

/** Computed in slices, between which edits and other requests have their turn. It reads the analysis of its start. */
async function graphOf(
  { analysis, root, path }: Part,
  { workspace, roots, now }: WiringOptions,
  token: CancellationToken,
): Promise<WiringGraph<TargetLocation>> {
  const making = wiringGraphInSteps(analysis, path);
  let step = making.next();
  for (let hasTime = timeOfSlice(now); !step.done; step = making.next()) {
    if (!hasTime()) {
      await new Promise(setImmediate);
      hasTime = timeOfSlice(now);
    }
    if (token.isCancellationRequested) {
      return { nodes: [], edges: [], namespaces: [], bundles: [], complete: false };
    }
  }
  const graph = step.value;
  // Nested workspace folders both hold a file. The innermost one draws it.
  const isNested = roots.all().length > 1;
  const isOwn = (file: string) => workspace.lookUp(workspace.uriOf(root, file))?.root === root;
  const own = isNested
    ? neighbourhoodOf(graph, ({ place }) => place !== undefined && isOwn(place.document.file))
    : graph;
  const { locationOf } = placeConverter({ analysis, root }, workspace);
  return withPlaces(own, locationOf);
}

/** The last part of the folder's URI, with a number if another folder has it too. */
export function unusedName(root: DocumentRoot, names: Map<DocumentRoot, string>): string {
  const last = root.uri.replace(/\/$/, '').split('/').at(-1) ?? '';
  const same = [...names.values()].filter((each) => each === last || each.startsWith(`${last} (`)).length;
  const name = same === 0 ? last : `${last} (${same + 1})`;
  names.set(root, name);
  return name;
}

/** The graph of one of several roots. Bundles and ids of different roots may be equal, so they begin with its name. */
function within(name: string, graph: WiringGraph<TargetLocation>): WiringGraph<TargetLocation> {
  const bundleIn = (bundle: string) => (bundle === '' ? name : `${name}/${bundle}`);
  return {
    ...graph,
    nodes: graph.nodes.map((node) => ({
      ...node,
      id: `${name}/${node.id}`,
      ...optional('bundle', node.bundle === undefined ? undefined : bundleIn(node.bundle)),
    })),
    edges: graph.edges.map((edge) => ({ ...edge, from: `${name}/${edge.from}`, to: `${name}/${edge.to}` })),
    bundles: graph.bundles.map(bundleIn),
  };
}
