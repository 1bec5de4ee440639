import { directoriesAbove } from '../core/text/path.ts';
import { namedFile } from '../sources/namedFile.ts';
import {
  type FoundFile,
  type IgnorePatterns,
  ignoreRules,
  isLeftOut,
  readContent,
  walk,
} from '../sources/workspaceFiles.ts';
import type { FileContent, FilesChanged, NamedFile } from '../world.ts';
import {
  type FolderFiles,
  folderFiles,
  foundAt,
  goneAt,
  isDirectory,
  keyOf,
  type Standing,
  standingIn,
} from './folderFiles.ts';
import type { Home, Homes, Place } from './homes.ts';
import { type Slices, type Steps, sliceLength } from './slices.ts';

/** Keeps what the world knows of files on disk as they are there. */
export interface Indexing {
  /** Reads a home for the first time, the directories of open documents first. */
  begin(home: Home): void;
  forget(home: Home): void;
  /**
   * Walks a home again, by the ignore rules as they are now, and reads what differs from before.
   *
   * @param finding that its files are in another state as a whole, e.g. of another branch; a walk that finds very many changes takes that
   *   for granted
   */
  walkAgain(home: Home, finding?: 'another state'): void;
  /** The user's own patterns; a home that has been read is walked again. */
  ignore(home: Home, own: IgnorePatterns): void;
  /** Looks again at these paths, because somebody said that they changed; one event for all, so a move is one. */
  lookAgain(home: Home, paths: readonly string[]): void;
  /** A document was opened: what lies beside it is read before the rest. */
  hurry(place: Place): void;
  standing(place: Place): Standing;
  /**
   * Whether the files around a document are read: those of its directory and of each above it, where a kustomization that
   * takes the document in has to stand.
   */
  knowsAround(place: Place): boolean;
  /** Whether ignore rules leave out a path of the home, be it a file or a directory. */
  isIgnored(home: Home, path: string): boolean;
  /** What is at a path of the home, whatever its name. */
  namedFile(home: Home, path: string, as: 'file' | 'text'): NamedFile | undefined;
  /** Whether the first index of every home is done. */
  isDone(): boolean;
  /** Files known on disk, and those that are still to be read as far as that is known. */
  counts(): { readonly files: number; readonly toRead: number | undefined };
}

export interface IndexingOptions {
  readonly homes: Homes;
  readonly slices: Slices;
  /** The clock of the slices, in milliseconds. */
  now(): number;
  apply(event: FilesChanged): void;
  /** Renders and judges what waits. */
  catchUp(): Steps;
  /** What stands around open documents of a home is read now. */
  surroundingsRead(home: Home): void;
  /** Whether a path is looked at though no walk gives it. */
  isNamed(home: Home, path: string): boolean;
  /** Paths of open documents, relative to the home. */
  openFiles(home: Home): readonly string[];
  /** What open documents are to the home may have changed. */
  rulesRead(home: Home): void;
  /** Half of what changed on disk is in the world: what it says now may not be what it will say in a moment. */
  unsettled(): void;
  settled(): void;
  progressed(): void;
  /** A home is known as a whole now. */
  indexed(home: Home): void;
  /** A walk has found the files of a home in another state, which is taken in now; `isInAnotherState` follows in any case. */
  comesToAnotherState(home: Home): void;
  isInAnotherState(home: Home): void;
}

/** So many changed files at once are a branch switch or the like: walking is cheaper than asking for each. */
export const mostEvents = 200;

/** A directory that was not opened as a workspace folder may be anything; beyond this many files it is not read. */
const mostFilesInDirectory = 1000;
/** Stands for them. */
const manyFiles: FoundFile = {
  path: '*',
  unread: {
    because: `the directory holds more than ${mostFilesInDirectory} files, of which only open ones are read`,
    isOpaque: true,
  },
};

export function createIndexing(options: IndexingOptions): Indexing {
  const { homes, slices } = options;
  const states = new Map<Home, FolderFiles>();
  const patterns = new Map<Home, IgnorePatterns>();

  const begin = (home: Home): void => {
    if (home.root === undefined) {
      // Of an `untitled:` document everything is known, and of a virtual file system nothing more ever will be.
      options.apply({ type: 'FilesChanged', folder: home.id, files: [], complete: true });
      return;
    }
    const state = folderFiles(home, home.root, patterns.get(home));
    states.set(home, state);
    options.rulesRead(home);
    start(state, firstIndex(state));
  };
  const start = (state: FolderFiles, steps: Steps): void => {
    state.work = finishing(state, steps);
    slices.add(state.work);
  };
  function* finishing(state: FolderFiles, steps: Steps): Steps {
    try {
      yield* steps;
    } finally {
      state.work = undefined;
      options.progressed();
      if (state.walkDue && states.has(state.home)) {
        state.walkDue = false;
        start(state, secondWalk(state));
      }
    }
  }

  function* firstIndex(state: FolderFiles): Steps {
    for (const file of options.openFiles(state.home)) {
      hurry(state, file);
    }
    yield* readUrgent(state);
    const found = yield* list(state);
    const unread = [...found.values()].filter((file) => !state.keys.has(homes.canonicalPath(state.home, file.path)));
    yield* read(state, unread, [], (left) => {
      state.toRead = left;
    });
    state.isRead = true;
    options.apply({ type: 'FilesChanged', folder: state.home.id, files: [], complete: true });
    options.surroundingsRead(state.home);
    yield;
    yield* options.catchUp();
    state.indexed = true;
    options.indexed(state.home);
  }

  function* secondWalk(state: FolderFiles): Steps {
    state.rules = ignoreRules(state.root, patterns.get(state.home));
    state.standings.clear();
    state.lookedAt.clear();
    options.rulesRead(state.home);
    const found = yield* list(state);
    const changed: FoundFile[] = [];
    for (const [name, file] of found) {
      if (keyOf(state, file) !== state.keys.get(name)) {
        changed.push(file);
      }
      yield;
    }
    const gone = [...state.keys.keys()].filter((each) => !found.has(each) && !state.lookedAt.has(each));
    const isAnotherState = state.isAnotherState || changed.length + gone.length > mostEvents;
    state.isAnotherState = false;
    options.unsettled();
    if (isAnotherState) {
      options.comesToAnotherState(state.home);
    }
    try {
      yield* read(state, changed, gone);
      // What was ignored may be no more, though nothing that is read has changed.
      options.apply({ type: 'FilesChanged', folder: state.home.id, files: [] });
    } finally {
      if (isAnotherState) {
        options.isInAnotherState(state.home);
      }
      options.settled();
    }
  }

  /** What a walk finds, by the path under which the world knows it. */
  function* list(state: FolderFiles): Generator<void, ReadonlyMap<string, FoundFile>> {
    const found = new Map<string, FoundFile>();
    for (const file of walk(state.root, { rules: state.rules, recursive: state.home.kind === 'folder' })) {
      found.set(homes.canonicalPath(state.home, file.path), file);
      if (state.home.kind === 'directory' && found.size > mostFilesInDirectory) {
        return new Map([[manyFiles.path, manyFiles]]);
      }
      yield;
      yield* readUrgent(state);
    }
    return found;
  }

  /** What lies around a file is read before the rest. A directory by itself is all that lies there, and may be too much to read. */
  const hurry = (state: FolderFiles, file: string): void => {
    if (state.home.kind === 'folder') {
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
    options.surroundingsRead(state.home);
  }

  function* readDirectory(state: FolderFiles, directory: string): Steps {
    if (directory === '' || !isLeftOut(state.rules, directory)) {
      const found = [...walk(state.root, { rules: state.rules, directory, recursive: false })];
      yield* read(
        state,
        found.filter((file) => !state.keys.has(homes.canonicalPath(state.home, file.path))),
      );
    }
  }

  /** Reads files in portions that take a slice each, what is gone with the first. */
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
      options.apply({ type: 'FilesChanged', folder: state.home.id, files });
      removed = [];
      report(found.length - at);
      options.progressed();
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
      const name = homes.canonicalPath(state.home, file.path);
      const content = file.unread ? { content: { unread: file.unread }, key: '' } : readContent(state.root, file.path);
      if (content) {
        state.keys.set(name, file.unread ? keyOf(state, file)! : content.key);
        yield [name, content.content];
      } else if (state.keys.delete(name)) {
        yield [name, undefined];
      }
    }
  }

  const walkAgain = (home: Home, finding?: 'another state'): void => {
    const state = states.get(home);
    if (state && finding) {
      state.isAnotherState = true;
    }
    if (state?.work) {
      state.walkDue = true;
    } else if (state) {
      start(state, secondWalk(state));
    }
  };
  return {
    begin,
    forget: (home) => {
      const state = states.get(home);
      states.delete(home);
      patterns.delete(home);
      if (state?.work) {
        slices.drop(state.work);
      }
    },
    walkAgain,
    ignore: (home, own) => {
      patterns.set(home, own);
      if (states.has(home)) {
        walkAgain(home, 'another state');
      }
    },
    lookAgain: (home, paths) => {
      const state = states.get(home);
      if (!state) {
        return;
      }
      if (paths.some((each) => isDirectory(state, each))) {
        walkAgain(home);
        return;
      }
      const nameOf = (file: string): string => homes.canonicalPath(home, file);
      const found = foundAt(state, paths, nameOf);
      const names = new Set(found.map((file) => nameOf(file.path)));
      for (const name of state.work ? names : []) {
        state.lookedAt.add(name);
      }
      const gone = goneAt(state, paths).filter((each) => !names.has(each));
      if (found.length > 0 || gone.length > 0 || paths.some((each) => options.isNamed(home, each))) {
        const files = contents(state, found, gone);
        options.apply({ type: 'FilesChanged', folder: home.id, files });
        options.progressed();
      }
    },
    hurry: ({ home, path }) => {
      const state = states.get(home);
      if (state && !state.isRead) {
        hurry(state, path);
      }
    },
    standing: (place) => {
      const state = states.get(place.home);
      return state ? standingIn(state, place.path) : 'inside';
    },
    knowsAround: ({ home, path }) => {
      const state = states.get(home);
      return !state || state.isRead || directoriesAbove(path).every((each) => state.directoriesRead.has(each));
    },
    isIgnored: (home, file) => {
      const state = states.get(home);
      return state !== undefined && isLeftOut(state.rules, file);
    },
    namedFile: (home, file, as) =>
      home.root === undefined
        ? {
            key: 'nowhere',
            read: () => ({ content: { unread: { because: `${file} is on a disk that cannot be read` } } }),
          }
        : namedFile(home.root, file, as),
    isDone: () => [...states.values()].every((state) => state.indexed),
    counts: () => {
      let files = 0;
      let toRead: number | undefined = 0;
      for (const state of states.values()) {
        files += state.keys.size;
        toRead = toRead === undefined || state.toRead === undefined ? undefined : toRead + state.toRead;
      }
      return { files, toRead };
    },
  };
}

/**
 * As many files as are read and judged in about a slice. The world reads each before it asks for the next, so the clock
 * sees what they cost; what is open is judged after that.
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
