import type { Analysis } from '../../server/src/core/analysis.ts';
import { placesOf } from '../../server/src/core/cursor/places.ts';
import {
  incomingTraffic,
  outgoingTraffic,
  prepareCallHierarchy,
} from '../../server/src/core/features/callHierarchy.ts';
import { codeLenses } from '../../server/src/core/features/codeLens.ts';
import { definitions } from '../../server/src/core/features/definition.ts';
import { hover } from '../../server/src/core/features/hover.ts';
import { inlayHints } from '../../server/src/core/features/inlayHints.ts';
import { refactorings } from '../../server/src/core/features/refactorings.ts';
import { references } from '../../server/src/core/features/references.ts';
import { rename } from '../../server/src/core/features/rename.ts';
import { documentSymbols, workspaceSymbols } from '../../server/src/core/features/symbols.ts';
import { IndexReader } from '../../server/src/core/index/reader.ts';
import { documentNumber, resourcesOf } from '../../server/src/core/problems.ts';
import { createWorld, type FileContent } from '../../server/src/world.ts';
import { generateWorkspace } from './generate.ts';
import { timesOf } from './keystroke.ts';
import type { Row } from './row.ts';

/** A position in a file: its path, the number of the document, and the offset in the document. */
type Position = readonly [path: string, document: number, offset: number];

const verbs: Readonly<Record<string, (analysis: Analysis, at: Position) => unknown>> = {
  definition: (analysis, at) => definitions(analysis, 'definition', ...at),
  references: (analysis, at) => references(analysis, ...at),
  hover: (analysis, at) => hover(analysis, ...at)?.report(new Map()),
  rename: (analysis, at) => rename(analysis, ...at, 'another-name'),
  'call hierarchy': (analysis, at) =>
    prepareCallHierarchy(analysis, ...at).map(({ place }) => [
      incomingTraffic(analysis, place),
      outgoingTraffic(analysis, place),
    ]),
  'document symbols': (analysis, [path]) => documentSymbols(analysis, path),
  'workspace symbols': (analysis, [, , offset]) => workspaceSymbols(analysis, `serv${'abcdefgh'[offset % 8]}`),
  lenses: (analysis, [path]) => codeLenses(analysis, path),
  'inlay hints': (analysis, [path]) => inlayHints(analysis, path),
  refactorings: (analysis, [path, document, offset]) =>
    refactorings(analysis, path, document, { start: offset, end: offset }),
};

/** The work of each verb at random positions that refer to something, in a workspace of generated manifests. */
export function verbRows(manifests: number): Row[] {
  const analysis = analysisOf(manifests);
  const positions = positionsIn(analysis);
  return Object.entries(verbs).map(([name, run]): Row => {
    const times: number[] = [];
    let answers = 0;
    for (let asked = 0; asked < 300; asked++) {
      // A prime number far from a divisor of the count, so that the positions are spread over all files.
      const at = positions[(asked * 7919) % positions.length]!;
      const before = process.cpuUsage();
      answers += run(analysis, at) === undefined ? 0 : 1;
      const { user, system } = process.cpuUsage(before);
      times.push((user + system) / 1000);
    }
    const { p50, p95, max } = timesOf(times, answers);
    const most = name === 'rename' ? 100 : 10;
    return {
      what: `${name} among ${manifests} manifests, processor time`,
      measured: `p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, max ${max.toFixed(0)} ms (${times.length} requests)`,
      yardstick: '',
      budget: `p95 ≤ ${most} ms`,
      holds: p95 <= most,
    };
  });
}

function analysisOf(manifests: number): Analysis {
  const files = new Map<string, FileContent>();
  for (const { path, text } of generateWorkspace(manifests)) {
    files.set(path, { text });
  }
  const world = createWorld();
  world.apply({ type: 'FoldersChanged', added: ['bench'], removed: [] });
  world.apply({ type: 'FilesChanged', folder: 'bench', files, complete: true });
  return world.analysis('bench')!;
}

function positionsIn(analysis: Analysis): readonly Position[] {
  const index = new IndexReader(analysis.index);
  const found: Position[] = [];
  for (const resource of resourcesOf(analysis)) {
    for (const place of placesOf(resource, index, analysis.settings)) {
      const facts = place.document ?? resource.document;
      const number = documentNumber(analysis, facts);
      if (place.written && number >= 0) {
        found.push([facts.file, number, place.start]);
      }
    }
  }
  return found;
}
