import { type Analysis, type AnalysisChange, analyse, emptyAnalysis, fileOf as sourceFile } from './core/analysis.ts';
import { withLastGood } from './core/bundles/lastGood.ts';
import { readChartFile, readFile } from './core/kinds/documents.ts';
import type { ClusterFacts } from './core/live/facts.ts';
import type { SourceFile } from './core/model/document.ts';
import type { Work } from './core/model/workBudget.ts';
import { hasPendingWork, hasUrgentWork } from './core/progress.ts';
import type {
  BaselineChanged,
  ClusterChanged,
  Concerned,
  FoldersChanged,
  TextChanged,
  WorldEvent,
} from './world/events.ts';
import { type Folder, fileOf, putOnDisk, step } from './world/folder.ts';
import {
  advanceBaseline,
  baselineChanged,
  decideWiring,
  isBaselineNext,
  isBaselinePending,
} from './world/folderBaseline.ts';
import { chartsChanged, isInChart, noFolderCharts, parsedTemplatesOf } from './world/folderCharts.ts';
import { isOfValues, lookAgain, lookForNamed, lookFrom, type WorldOptions } from './world/namedFiles.ts';

export type {
  Baseline,
  BaselineChanged,
  ChartsChanged,
  Concerned,
  CurrentBaseline,
  FileContent,
  FilesChanged,
  WorldEvent,
} from './world/events.ts';
export type { NamedFile, WorldOptions } from './world/namedFiles.ts';

/** The single mutable owner of texts and of the current analysis of each folder. */
export interface World {
  /**
   * Applies the whole event, synchronously. An event for an unknown folder changes nothing.
   *
   * @param goesOn called before each bundle is rendered, and before each resource outside of open documents is
   * judged. Work for which there is no time is pending. Absent: everything is done at once.
   */
  apply(event: WorldEvent, goesOn?: () => boolean): readonly Concerned[];
  /**
   * Does pending work of a folder as long as there is time. The wiring of its first baseline is computed when all
   * bundles are rendered and open files are judged, that of later ones when nothing else is pending.
   */
  advance(folder: string, goesOn: () => boolean): readonly Concerned[];
  /** Whether something in a folder can be rendered or judged now, or the wiring of its baseline can be computed. */
  isPending(folder: string): boolean;
  /** As `isPending`, without charts with a flag turned on, for which nothing waits. */
  isUrgent(folder: string): boolean;
  /**
   * Whether the wiring of a baseline is pending. Until it is known, problems are compared with the previous
   * baseline.
   */
  isBaselinePending(folder: string): boolean;
  /**
   * Whether a kustomization names a path, or something below it, that no walk finds. An event without files
   * makes the world look there again.
   */
  isNamed(folder: string, path: string): boolean;
  /** Whether a file is read as a part of a Helm chart. */
  isInChart(folder: string, path: string): boolean;
  /** The present analysis of a folder; undefined for an unknown folder. */
  analysis(folder: string): Analysis | undefined;
  folders(): readonly string[];
}

export function createWorld(options: WorldOptions = {}): World {
  const state: State = { folders: new Map(), cluster: undefined };
  const { folders } = state;
  return {
    apply: (event, goesOn) => applyEvent(state, event, options, goesOn ? { onlyTouched: true, goesOn } : {}),
    advance: (id, goesOn) => {
      const folder = folders.get(id);
      if (!folder) {
        return [];
      }
      return isBaselineNext(folder)
        ? advanceBaseline(id, folder, { goesOn })
        : settle(id, folder, options, { goesOn }, {}, false);
    },
    isPending: (id) => {
      const folder = folders.get(id);
      return folder !== undefined && (hasPendingWork(folder.analysis) || isBaselinePending(folder));
    },
    isUrgent: (id) => {
      const folder = folders.get(id);
      return folder !== undefined && (hasUrgentWork(folder.analysis) || isBaselinePending(folder));
    },
    isBaselinePending: (id) => {
      const folder = folders.get(id);
      return folder !== undefined && isBaselinePending(folder);
    },
    isNamed: (id, path) => {
      const named = folders.get(id)?.named;
      return named !== undefined && (named.has(path) || [...named.keys()].some((each) => each.startsWith(`${path}/`)));
    },
    isInChart: (id, path) => {
      const folder = folders.get(id);
      return folder !== undefined && isInChart(folder, path);
    },
    analysis: (folder) => folders.get(folder)?.analysis,
    folders: () => [...folders.keys()],
  };
}

interface State {
  readonly folders: Map<string, Folder>;
  /** The known facts about the cluster; they also apply to folders that are added later. */
  cluster: ClusterFacts | undefined;
}

function applyEvent(state: State, event: WorldEvent, options: WorldOptions, work: Work): readonly Concerned[] {
  const { folders } = state;
  if (event.type === 'FoldersChanged') {
    return foldersChanged(state, event);
  }
  if (event.type === 'ClusterChanged') {
    state.cluster = event.facts;
    return [...folders].flatMap(([id, folder]) => step(id, folder, { cluster: event.facts ?? 'none' }, work).concerned);
  }
  const folder = folders.get(event.folder);
  if (!folder) {
    return [];
  }
  if (event.type === 'BaselineChanged') {
    return baselineChanged(folder, event, work);
  }
  const concerned = settle(
    event.folder,
    folder,
    options,
    work,
    changeOf(folder, event),
    event.type === 'FilesChanged' || event.type === 'ChartsChanged',
  );
  if (folder.baseline && folder.analysis.index.read) {
    folder.baseline.isTaken = true;
  }
  // If time is short, this work is left for later, so that the edit itself comes first.
  return work.goesOn ? concerned : once([...concerned, ...advanceBaseline(event.folder, folder, work)]);
}

/**
 * Applies a change, and then reads the files that kustomizations name and no walk has found. Returns each file
 * once.
 */
function settle(
  id: string,
  folder: Folder,
  options: WorldOptions,
  work: Work,
  change: AnalysisChange,
  mayHaveCome: boolean,
): readonly Concerned[] {
  const concerned: Concerned[] = [];
  const take = (next: AnalysisChange): readonly string[] => {
    const taken = step(id, folder, next, work);
    concerned.push(...taken.concerned);
    return taken.rendered;
  };
  const rendered = take(change);
  const look = lookFrom(id, options);
  if (look) {
    const again = mayHaveCome ? lookAgain(folder, look, take) : [];
    lookForNamed(folder, look, [...rendered, ...again], take);
  }
  return once(concerned);
}

function once(concerned: readonly Concerned[]): readonly Concerned[] {
  const known = new Set<string>();
  return concerned.filter(({ path }) => !known.has(path) && known.add(path));
}

function foldersChanged({ folders, cluster }: State, event: FoldersChanged): Concerned[] {
  const concerned: Concerned[] = [];
  for (const id of event.removed) {
    for (const path of folders.get(id)?.onDisk.keys() ?? []) {
      concerned.push({ folder: id, path });
    }
    for (const path of folders.get(id)?.open.keys() ?? []) {
      concerned.push({ folder: id, path });
    }
    folders.delete(id);
  }
  for (const id of event.added) {
    if (!folders.has(id)) {
      const { analysis } = cluster ? analyse(emptyAnalysis, { cluster }) : { analysis: emptyAnalysis };
      folders.set(id, {
        analysis,
        onDisk: new Map(),
        named: new Map(),
        open: new Map(),
        charts: noFolderCharts(),
      });
    }
  }
  return concerned;
}

function changeOf(
  folder: Folder,
  event: Exclude<WorldEvent, FoldersChanged | ClusterChanged | BaselineChanged>,
): AnalysisChange {
  switch (event.type) {
    case 'SettingsChanged':
      if (folder.baseline && decideWiring(folder.analysis.settings, event.settings)) {
        // The files stay the same, but their wiring has to be computed again.
        folder.baseline.facts = undefined;
        folder.baseline.making = undefined;
        folder.baseline.earlier = undefined;
      }
      return { settings: event.settings };
    case 'TextChanged':
      return { files: new Map([[event.path, textChanged(folder, event)]]) };
    case 'ChartsChanged':
      return chartsChanged(folder, event);
    case 'FilesChanged': {
      const files = new Map<string, SourceFile | undefined>();
      for (const [path, content] of event.files) {
        const known = folder.onDisk.get(path);
        const file = content && fileOf(path, content, known, isInChart(folder, path) || isOfValues(folder, path));
        if (isOfValues(folder, path)) {
          folder.named.set(path, { ...folder.named.get(path)!, isFound: file !== undefined });
        }
        putOnDisk(folder, path, file);
        if (!folder.open.has(path)) {
          files.set(path, file);
        }
      }
      return event.complete === undefined ? { files } : { files, complete: event.complete };
    }
  }
}

function textChanged(folder: Folder, event: TextChanged): SourceFile | undefined {
  const onDisk = folder.onDisk.get(event.path);
  if (event.text === undefined) {
    folder.open.delete(event.path);
    return onDisk;
  }
  folder.open.set(event.path, event.text);
  const known = sourceFile(folder.analysis, event.path) ?? onDisk;
  if (isInChart(folder, event.path) || isOfValues(folder, event.path)) {
    return withLastGood(readChartFile(event.path, event.text, known), known, parsedTemplatesOf(folder));
  }
  const file = readFile(event.path, event.text, known);
  return event.outside ? { ...file, outside: true } : file;
}
