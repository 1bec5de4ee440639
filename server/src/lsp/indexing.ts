import { isRendered } from '../core/progress.ts';
import { directoriesAbove } from '../core/text/path.ts';
import {
  type FoundFile,
  type IgnorePatterns,
  ignoreRules,
  isLeftOut,
  readContent,
  walk,
} from '../sources/workspaceFiles.ts';
import type { FileContent, World } from '../world.ts';
import { pendingWork } from './backgroundWork.ts';
import type { DocumentRoot, DocumentRoots, RootedPath } from './documentRoots.ts';
import type { FilesOnDisk } from './filesOnDisk.ts';
import { type FolderFiles, folderFiles, foundAt, goneAt, isDirectory, keyOf, mostChanges } from './folderFiles.ts';
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
  /** Sets the user's own patterns. A root that has been read is walked again. */
  ignore(root: DocumentRoot, own: IgnorePatterns): void;
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
  const patterns = new Map<DocumentRoot, IgnorePatterns>();

  const begin = (root: DocumentRoot): void => {
    if (root.diskPath === undefined) {
      // An `untitled:` document is fully known, and no more will ever be known about a virtual file system.
      emit({ type: 'FilesRead', root, files: [], complete: true });
      return;
    }
    const state = folderFiles(root, root.diskPath, patterns.get(root));
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
    const unread = [...found.values()].filter((file) => !state.keys.has(roots.canonicalPath(root, file.path)));
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
    state.rules = ignoreRules(state.diskPath, patterns.get(root));
    state.standings.clear();
    state.lookedAt.clear();
    emit({ type: 'IgnoreRulesRead', root });
    const found = yield* list(state);
    const changed: FoundFile[] = [];
    for (const [name, file] of found) {
      if (keyOf(state, file) !== state.keys.get(name)) {
        changed.push(file);
      }
      yield;
    }
    const gone = [...state.keys.keys()].filter((each) => !found.has(each) && !state.lookedAt.has(each));
    const isOtherState = state.isOtherState || changed.length + gone.length > mostChanges;
    state.isOtherState = false;
    state.isTakenInByHalf = true;
    if (isOtherState) {
      emit({ type: 'OtherStateFound', root });
    }
    try {
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
      for (const directory of directoriesAbove(urgent)) {
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
      const found = [...walk(state.diskPath, { rules: state.rules, directory, recursive: false })];
      yield* read(
        state,
        found.filter((file) => !state.keys.has(roots.canonicalPath(state.root, file.path))),
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
      patterns.delete(root);
      if (state?.steps) {
        slices.drop(state.steps);
      }
    },
    walkAgain,
    ignore: (root, own) => {
      patterns.set(root, own);
      walkAgain(root, true);
    },
    lookAgain: (root, paths) => {
      const state = states.get(root);
      if (!state) {
        return;
      }
      if (paths.some((each) => isDirectory(state, each))) {
        walkAgain(root, false);
        return;
      }
      const nameOf = (file: string): string => roots.canonicalPath(root, file);
      const found = foundAt(state, paths, nameOf);
      const names = new Set(found.map((file) => nameOf(file.path)));
      for (const name of state.steps ? names : []) {
        state.lookedAt.add(name);
      }
      const gone = goneAt(state, paths).filter((each) => !names.has(each));
      if (found.length > 0 || gone.length > 0 || paths.some((each) => world.isNamed(root.id, each))) {
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
