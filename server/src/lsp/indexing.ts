import type { ChartContent } from '../core/chart/files.ts';
import { isRendered } from '../core/progress.ts';
import { compareCodePoints } from '../core/text/compare.ts';
import { baseName, directoriesAbove, directoryOf, pathIn } from '../core/text/path.ts';
import { isChart, runToEnd } from '../sources/chartFiles.ts';
import { below } from '../sources/fileNames.ts';
import { type FoundFile, ignoreRules, isIgnored, isLeftOut, readContent, walk } from '../sources/workspaceFiles.ts';
import type { FileContent, World } from '../world.ts';
import { pendingWork } from './backgroundWork.ts';
import type { DocumentRoot, DocumentRoots, RootedPath } from './documentRoots.ts';
import type { FilesOnDisk } from './filesOnDisk.ts';
import {
  type FolderFiles,
  folderFiles,
  foundAt,
  goneAt,
  hasCharts,
  isDirectory,
  keyOf,
  mostChanges,
  type ReadChoice,
} from './folderFiles.ts';
import type { Emit } from './serverEvents.ts';
import { type Steps, sliceLength, type TimeSlices } from './timeSlices.ts';

/** Keeps the world's files equal to the files on disk. */
export interface Indexing {
  /** Reads a root for the first time, the directories of open documents first. */
  begin(root: DocumentRoot): void;
  forget(root: DocumentRoot): void;
  /**
   * Walks a root again with the present ignore rules, and reads the files that differ from before.
   *
   * @param isOtherState whether the files as a whole are known to be in another state, e.g. on another branch.
   * A walk that finds very many changes assumes this.
   */
  walkAgain(root: DocumentRoot, isOtherState: boolean): void;
  /** Sets which files a person wants to be read. A root that has been read is walked again. */
  choose(root: DocumentRoot, choice: ReadChoice): void;
  /** Reads these paths again, because they may have changed. They are one event, so a move is one change. */
  lookAgain(root: DocumentRoot, paths: readonly string[]): void;
  /** Reads the directories around a document before the rest. */
  hurry(place: RootedPath): void;
}

export interface IndexingOptions {
  readonly roots: DocumentRoots;
  readonly filesOnDisk: FilesOnDisk;
  readonly world: World;
  readonly slices: TimeSlices;
  /** The clock of the slices, in milliseconds. */
  now(): number;
  /** Paths of open documents, relative to the root. */
  openFiles(root: DocumentRoot): readonly string[];
  readonly emit: Emit;
}

type ChangedChart = readonly [directory: string, chart: ChartContent | string | undefined];

/**
 * A directory that was not opened as a workspace folder may hold anything. Beyond this many files, it is not
 * read.
 */
const mostFilesInDirectory = 1000;
/** The entry that represents these files. */
const manyFiles: FoundFile = {
  path: '*',
  unread: {
    because: `the directory holds more than ${mostFilesInDirectory} files, of which only open ones are read`,
    isOpaque: true,
  },
};

export function createIndexing(options: IndexingOptions): Indexing {
  const { roots, slices, world, emit } = options;
  const states = options.filesOnDisk.byRoot;
  const choices = new Map<DocumentRoot, ReadChoice>();

  const begin = (root: DocumentRoot): void => {
    if (root.diskPath === undefined) {
      // An `untitled:` document is fully known, and no more will ever be known about a virtual file system.
      emit({ type: 'FilesRead', root, files: [], complete: true });
      return;
    }
    const state = folderFiles(root, root.diskPath, choices.get(root), (path) => roots.canonicalPath(root, path));
    states.set(root, state);
    emit({ type: 'IgnoreRulesRead', root });
    start(state, firstIndex(state));
  };
  const start = (state: FolderFiles, steps: Steps): void => {
    state.steps = finishing(state, steps);
    slices.add(state.steps);
  };
  function* finishing(state: FolderFiles, steps: Steps): Steps {
    try {
      yield* steps;
    } finally {
      state.steps = undefined;
      if (state.isWalkPending && states.has(state.root)) {
        state.isWalkPending = false;
        start(state, secondWalk(state));
      }
    }
  }

  function* firstIndex(state: FolderFiles): Steps {
    const { root } = state;
    for (const file of options.openFiles(root)) {
      hurry(state, file);
    }
    yield* readUrgent(state);
    const found = yield* list(state);
    yield* readCharts(state, chartsAmong(found));
    const unread = [...found].filter(([name]) => !state.keys.has(name)).map(([, file]) => file);
    yield* read(state, unread, [], (left) => {
      state.toRead = left;
    });
    state.isRead = true;
    emit({ type: 'FilesRead', root, files: [], complete: true });
    emit({ type: 'SurroundingsRead', root });
    yield;
    const work = pendingWork(options);
    while (!isRendered(world.analysis(root.id)!) && !work.next().done) {
      yield;
    }
    emit({ type: 'RootRendered', root });
    yield* work;
    state.isIndexed = true;
    emit({ type: 'RootIndexed', root });
  }

  function* secondWalk(state: FolderFiles): Steps {
    const { root } = state;
    const choice = choices.get(root);
    state.rules = ignoreRules(state.diskPath, choice?.ignore);
    state.hasCharts = hasCharts(root, choice);
    state.standings.clear();
    state.lookedAt.clear();
    emit({ type: 'IgnoreRulesRead', root });
    const found = yield* list(state);
    let isOtherState = false;
    state.isTakenInByHalf = true;
    try {
      yield* readCharts(state, chartsAmong(found), true);
      const changed: FoundFile[] = [];
      for (const [name, file] of found) {
        if (!state.charts.holds(name) && keyOf(state, file) !== state.keys.get(name)) {
          changed.push(file);
        }
        yield;
      }
      const gone = [...state.keys.keys()].filter((each) => !found.has(each) && !state.lookedAt.has(each));
      isOtherState = state.isOtherState || changed.length + gone.length > mostChanges;
      state.isOtherState = false;
      if (isOtherState) {
        emit({ type: 'OtherStateFound', root });
      }
      yield* read(state, changed, gone);
    } finally {
      state.isTakenInByHalf = false;
      // Files may no longer be ignored although no file that was read has changed. Publishing may continue.
      emit({ type: 'FilesRead', root, files: [] });
      if (isOtherState) {
        emit({ type: 'OtherStateRead', root });
      }
    }
  }

  /** The directories of the charts among files, each before those of the charts in it. */
  const chartsAmong = (found: ReadonlyMap<string, FoundFile>): readonly string[] =>
    [...found]
      .filter(([name, { unread }]) => baseName(name) === 'Chart.yaml' && !unread)
      .map(([name]) => directoryOf(name))
      .sort(compareCodePoints);

  /**
   * Reads charts before the files beside them, because a file of a chart is no manifest by itself.
   *
   * @param areAll whether other charts are gone
   */
  function* readCharts(state: FolderFiles, directories: readonly string[], areAll = false): Steps {
    const wanted = state.hasCharts ? directories : [];
    const here = new Set(wanted);
    let changed: ChangedChart[] = [];
    for (const directory of areAll ? state.charts.directories().filter((each) => !here.has(each)) : []) {
      state.charts.forget(directory);
      changed.push([directory, undefined]);
    }
    let end = options.now() + sliceLength;
    for (const directory of wanted) {
      const content = yield* state.charts.read(directory);
      if (content !== undefined) {
        changed.push([directory, content]);
      }
      if (changed.length > 0 && options.now() > end) {
        take(state, changed);
        changed = [];
        yield;
        end = options.now() + sliceLength;
      }
    }
    take(state, changed);
    // The walk that goes on reads what is no part of a chart any more.
    state.charts.released();
  }

  const take = (state: FolderFiles, changed: readonly ChangedChart[]): void => {
    if (changed.length === 0) {
      return;
    }
    for (const name of [...state.keys.keys()].filter((each) => state.charts.holds(each))) {
      state.keys.delete(name);
    }
    emit({ type: 'ChartsRead', root: state.root, charts: changed });
  };

  /** Reads the charts again that a change of these paths concerns. Returns the paths that are not parts of charts. */
  const lookAtCharts = (state: FolderFiles, paths: readonly string[]): readonly string[] => {
    const concerned = new Set(state.hasCharts ? paths.flatMap((each) => state.charts.concernedBy(each)) : []);
    const changed: ChangedChart[] = [];
    for (const directory of [...concerned].sort(compareCodePoints)) {
      const file = pathIn(directory, 'Chart.yaml');
      if (isChart(below(state.diskPath, directory)) && !isIgnored(state.rules, file)) {
        const content = runToEnd(state.charts.read(directory));
        if (content !== undefined) {
          changed.push([directory, content]);
        }
      } else if (state.charts.directories().includes(directory)) {
        state.charts.forget(directory);
        changed.push([directory, undefined]);
      }
    }
    take(state, changed);
    return [...paths, ...state.charts.released()].filter((each) => !state.charts.holds(each));
  };

  /** The files that a walk finds, by the paths with which the world knows them. */
  function* list(state: FolderFiles): Generator<void, ReadonlyMap<string, FoundFile>> {
    const found = new Map<string, FoundFile>();
    for (const file of walk(state.diskPath, { rules: state.rules, recursive: state.root.kind === 'folder' })) {
      found.set(roots.canonicalPath(state.root, file.path), file);
      if (state.root.kind === 'directory' && found.size > mostFilesInDirectory) {
        return new Map([[manyFiles.path, manyFiles]]);
      }
      yield;
      yield* readUrgent(state);
    }
    return found;
  }

  /**
   * The directories around a file are read before the rest. A root that is a directory by itself has only one,
   * which may hold too many files.
   */
  const hurry = (state: FolderFiles, file: string): void => {
    if (state.root.kind === 'folder') {
      state.urgent.push(file);
    }
  };

  function* readUrgent(state: FolderFiles): Steps {
    if (state.urgent.length === 0) {
      return;
    }
    for (let urgent = state.urgent.pop(); urgent !== undefined; urgent = state.urgent.pop()) {
      // A chart is read before the directories in it.
      for (const directory of directoriesAbove(urgent).reverse()) {
        if (!state.directoriesRead.has(directory)) {
          state.directoriesRead.add(directory);
          yield* readDirectory(state, directory);
        }
      }
    }
    emit({ type: 'SurroundingsRead', root: state.root });
  }

  function* readDirectory(state: FolderFiles, directory: string): Steps {
    if (directory === '' || !isLeftOut(state.rules, directory)) {
      const found = new Map(
        [...walk(state.diskPath, { rules: state.rules, directory, recursive: false })].map((file) => [
          roots.canonicalPath(state.root, file.path),
          file,
        ]),
      );
      yield* readCharts(state, chartsAmong(found));
      yield* read(
        state,
        [...found].filter(([name]) => !state.keys.has(name)).map(([, file]) => file),
      );
    }
  }

  /** Reads files in portions that take a slice each. Deleted files are removed with the first portion. */
  function* read(
    state: FolderFiles,
    found: readonly FoundFile[],
    gone: readonly string[] = [],
    report: (left: number) => void = () => {},
  ): Steps {
    const remaining = found[Symbol.iterator]();
    let removed: readonly string[] = gone;
    let at = 0;
    report(found.length);
    while (at < found.length || removed.length > 0) {
      const files = contents(
        state,
        untilSliceEnds(remaining, options.now, () => at++),
        removed,
      );
      emit({ type: 'FilesRead', root: state.root, files });
      removed = [];
      report(found.length - at);
      yield;
      yield* readUrgent(state);
    }
  }

  function* contents(
    state: FolderFiles,
    found: Iterable<FoundFile>,
    gone: readonly string[],
  ): Generator<[string, FileContent | undefined]> {
    for (const name of gone) {
      state.keys.delete(name);
      yield [name, undefined];
    }
    for (const file of found) {
      const name = roots.canonicalPath(state.root, file.path);
      if (state.charts.holds(name)) {
        continue;
      }
      const content = file.unread
        ? { content: { unread: file.unread }, key: '' }
        : readContent(state.diskPath, file.path);
      if (content) {
        state.keys.set(name, file.unread ? keyOf(state, file)! : content.key);
        yield [name, content.content];
      } else if (state.keys.delete(name)) {
        yield [name, undefined];
      }
    }
  }

  const walkAgain = (root: DocumentRoot, isOtherState: boolean): void => {
    const state = states.get(root);
    if (!state) {
      return;
    }
    state.isOtherState ||= isOtherState;
    if (state.steps) {
      state.isWalkPending = true;
    } else {
      start(state, secondWalk(state));
    }
  };
  return {
    begin,
    forget: (root) => {
      const state = states.get(root);
      states.delete(root);
      choices.delete(root);
      if (state?.steps) {
        slices.drop(state.steps);
      }
    },
    walkAgain,
    choose: (root, choice) => {
      choices.set(root, choice);
      walkAgain(root, true);
    },
    lookAgain: (root, touched) => {
      const state = states.get(root);
      if (!state) {
        return;
      }
      if (touched.some((each) => isDirectory(state, each))) {
        walkAgain(root, false);
        return;
      }
      const paths = lookAtCharts(state, touched);
      const nameOf = (file: string): string => roots.canonicalPath(root, file);
      const found = foundAt(state, paths, nameOf);
      const names = new Set(found.map((file) => nameOf(file.path)));
      for (const name of state.steps ? names : []) {
        state.lookedAt.add(name);
      }
      const gone = goneAt(state, paths).filter((each) => !names.has(each));
      if (found.length > 0 || gone.length > 0 || touched.some((each) => world.isNamed(root.id, each))) {
        emit({ type: 'FilesRead', root, files: contents(state, found, gone) });
      }
    },
    hurry: ({ root, path }) => {
      const state = states.get(root);
      if (state && !state.isRead) {
        hurry(state, path);
      }
    },
  };
}

/**
 * As many files as can be read and judged in about a slice. The world reads each before it requests the next,
 * so the clock includes that cost. Judgements that are pending afterwards are made later.
 */
function* untilSliceEnds(files: Iterator<FoundFile>, now: () => number, counted: () => void): Generator<FoundFile> {
  const end = now() + (sliceLength * 2) / 3;
  do {
    const next = files.next();
    if (next.done) {
      return;
    }
    counted();
    yield next.value;
  } while (now() < end);
}
