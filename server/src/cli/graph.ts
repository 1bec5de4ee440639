import path from 'node:path';
import { wiringGraph } from '../core/features/wiringGraph.ts';
import type { Origin } from '../core/model/origin.ts';
import { type WiringGraph, withPlaces } from '../core/model/wiringGraph.ts';
import { documentsNow } from '../core/problems.ts';
import { optional } from '../core/text/optional.ts';
import { filteredGraph } from '../core/wiringGraph/filter.ts';
import { graphAsDot } from '../formats/dot.ts';
import { graphAsJson } from '../formats/graphJson.ts';
import { graphAsMermaid } from '../formats/mermaid.ts';
import { rangeInFile } from '../formats/positions.ts';
import type { ReportedPlace } from '../formats/report.ts';
import { printable } from '../formats/terminal.ts';
import { slashes } from '../sources/fileNames.ts';
import { type Io, UsageError } from './io.ts';
import { readWorkspace, type Workspace } from './workspace.ts';

export interface GraphOptions {
  readonly format: 'mermaid' | 'dot' | 'json';
  readonly namespace?: string;
  /** The directory of a kustomization, relative to the current folder. */
  readonly bundle?: string;
  readonly onlyBroken?: boolean;
}

/** `podwire graph`; resolves to the exit status. */
export async function graph(paths: readonly string[], options: GraphOptions, io: Io): Promise<number> {
  const workspace = await readWorkspace(paths, { closedWorld: false }, io);
  for (const { file, message } of [...workspace.errors, ...workspace.unusable.values()]) {
    await io.complain(`podwire: ${printable(file)}: ${message}`);
  }
  const whole = wiringGraph(workspace.analysis());
  const { namespace, bundle, onlyBroken } = options;
  const directory = bundle === undefined ? undefined : bundleAt(bundle, whole, workspace, io);
  const part = filteredGraph(whole, {
    ...optional('namespace', namespace),
    ...optional('bundle', directory),
    ...optional('onlyBroken', onlyBroken),
  });
  if (part.nodes.length === 0) {
    await io.complain(whole.nodes.length === 0 ? nothingHere : nothingLeft);
  }
  await io.print(written(shown(part, workspace), options));
  return workspace.refused ? 2 : 0;
}

const nothingHere = 'podwire: nothing to draw: no Service, route or workload was read.';
const nothingLeft = 'podwire: nothing to draw: the options leave no Service, route or workload.';

/** A misspelt directory would give an empty graph, which looks like a graph in which all is well. */
function bundleAt(
  given: string,
  { bundles }: WiringGraph<Origin>,
  { targets: { root, shown } }: Workspace,
  { cwd }: Io,
): string {
  const directory = slashes(path.relative(root, path.resolve(cwd, given)));
  if (!bundles.includes(directory)) {
    const known = bundles.length > 0 ? `the kustomizations are ${bundles.map(shown).join(', ')}` : 'there is none';
    throw new UsageError(`--bundle: no kustomization that was built is in ${given}: ${known}.`);
  }
  return directory;
}

/** With files and bundles as a person knows them: relative to the current folder. */
function shown(graph: WiringGraph<Origin>, workspace: Workspace): WiringGraph<ReportedPlace> {
  const { targets } = workspace;
  const placeIn = documentsNow(workspace.analysis());
  const placed = withPlaces(graph, ({ document, range }): ReportedPlace | undefined => {
    const place = placeIn(document);
    return place && { file: targets.shown(document.file), range: rangeInFile(place, range) };
  });
  return {
    ...placed,
    nodes: placed.nodes.map((node) => ({
      ...node,
      ...optional('bundle', node.bundle === undefined ? undefined : targets.shown(node.bundle)),
    })),
  };
}

function written(graph: WiringGraph<ReportedPlace>, { format }: GraphOptions): string {
  switch (format) {
    case 'json':
      return graphAsJson(graph);
    case 'dot':
      return graphAsDot(graph);
    case 'mermaid':
      return graphAsMermaid(graph);
  }
}
