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
import type { DocumentRoot, DocumentRoots, Place } from './documentRoots.ts';
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
import { type Slices, type Steps, sliceLength } from './timeSlices.ts';

/** Keeps what the world knows of files on disk as they are there. */
export interface Indexing {
  /** Reads a root for the first time, the directories of open documents first. */
  begin(root: DocumentRoot): void;
  forget(root: DocumentRoot): void;
  /**
   * Walks a root again, by the ignore rules as they are now, and reads what differs from before.
   *
   * @param finding that its files are in another state as a whole, e.g. of another branch; a walk that finds very many changes takes that
   *   for granted
   */
  walkAgain(root: DocumentRoot, finding?: 'another state'): void;
  /** The user's own patterns; a root that has been read is walked again. */
  ignore(root: DocumentRoot, own: IgnorePatterns): void;
  /** Looks again at these paths, because somebody said that they changed; one event for all, so a move is one. */
  lookAgain(root: DocumentRoot, paths: readonly string[]): void;
  /** A document was opened: what lies beside it is read before the rest. */
  hurry(place: Place): void;
  standing(place: Place): Standing;
  /**
   * Whether the files around a document are read: those of its directory and of each above it, where a kustomization that
   * takes the document in has to stand.
   */
  knowsAround(place: Place): boolean;
  /** Whether ignore rules leave out a path of the root, be it a file or a directory. */
  isIgnored(root: DocumentRoot, path: string): boolean;
  /** What is at a path of the root, whatever its name. */
  namedFile(root: DocumentRoot, path: string, as: 'file' | 'text'): NamedFile | undefined;
  /** Whether the first index of every root is done. */
  isDone(): boolean;
  /** Files known on disk, and those that are still to be read as far as that is known. */
  counts(): { readonly files: number; readonly toRead: number | undefined };
}

export interface IndexingOptions {
  readonly roots: DocumentRoots;
  readonly slices: Slices;
  /** The clock of the slices, in milliseconds. */
  now(): number;
  apply(event: FilesChanged): void;
  /** Renders and judges what waits. */
  catchUp(): Steps;
  /** What stands around open documents of a root is read now. */
  surroundingsRead(root: DocumentRoot): void;
  /** Whether a path is looked at though no walk gives it. */
  isNamed(root: DocumentRoot, path: string): boolean;
  /** Paths of open documents, relative to the root. */
  openFiles(root: DocumentRoot): readonly string[];
  /** What open documents are to the root may have changed. */
  rulesRead(root: DocumentRoot): void;
  /** Half of what changed on disk is in the world: what it says now may not be what it will say in a moment. */
  unsettled(): void;
  settled(): void;
  progressed(): void;
  /** A root is known as a whole now. */
  indexed(root: DocumentRoot): void;
  /** A walk has found the files of a root in another state, which is taken in now; `isInAnotherState` follows in any case. */
  comesToAnotherState(root: DocumentRoot): void;
  isInAnotherState(root: DocumentRoot): void;
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
  const { roots, slices } = options;
  const states = new Map<DocumentRoot, FolderFiles>();
  const patterns = new Map<DocumentRoot, IgnorePatterns>();

  const begin = (root: DocumentRoot): void => {
    if (root.diskPath === undefined) {
      // Of an `untitled:` document everything is known, and of a virtual file system nothing more ever will be.
      options.apply({ type: 'FilesChanged', folder: root.id, files: [], complete: true });
      return;
    }
    const state = folderFiles(root, root.diskPath, patterns.get(root));
    states.set(root, state);
    options.rulesRead(root);
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
      if (state.walkDue && states.has(state.root)) {
        state.walkDue = false;
        start(state, secondWalk(state));
      }
    }
  }

  function* firstIndex(state: FolderFiles): Steps {
    for (const file of options.openFiles(state.root)) {
      hurry(state, file);
    }
    yield* readUrgent(state);
    const found = yield* list(state);
    const unread = [...found.values()].filter((file) => !state.keys.has(roots.canonicalPath(state.root, file.path)));
    yield* read(state, unread, [], (left) => {
      state.toRead = left;
    });
    state.isRead = true;
    options.apply({ type: 'FilesChanged', folder: state.root.id, files: [], complete: true });
    options.surroundingsRead(state.root);
    yield;
    yield* options.catchUp();
    state.indexed = true;
    options.indexed(state.root);
  }

  function* secondWalk(state: FolderFiles): Steps {
    state.rules = ignoreRules(state.diskPath, patterns.get(state.root));
    state.standings.clear();
    state.lookedAt.clear();
    options.rulesRead(state.root);
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
      options.comesToAnotherState(state.root);
    }
    try {
      yield* read(state, changed, gone);
      // What was ignored may be no more, though nothing that is read has changed.
      options.apply({ type: 'FilesChanged', folder: state.root.id, files: [] });
    } finally {
      if (isAnotherState) {
        options.isInAnotherState(state.root);
      }
      options.settled();
    }
  }

  /** What a walk finds, by the path under which the world knows it. */
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

  /** What lies around a file is read before the rest. A directory by itself is all that lies there, and may be too much to read. */
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
    options.surroundingsRead(state.root);
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
      options.apply({ type: 'FilesChanged', folder: state.root.id, files });
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

  const walkAgain = (root: DocumentRoot, finding?: 'another state'): void => {
    const state = states.get(root);
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
    forget: (root) => {
      const state = states.get(root);
      states.delete(root);
      patterns.delete(root);
      if (state?.work) {
        slices.drop(state.work);
      }
    },
    walkAgain,
    ignore: (root, own) => {
      patterns.set(root, own);
      if (states.has(root)) {
        walkAgain(root, 'another state');
      }
    },
    lookAgain: (root, paths) => {
      const state = states.get(root);
      if (!state) {
        return;
      }
      if (paths.some((each) => isDirectory(state, each))) {
        walkAgain(root);
        return;
      }
      const nameOf = (file: string): string => roots.canonicalPath(root, file);
      const found = foundAt(state, paths, nameOf);
      const names = new Set(found.map((file) => nameOf(file.path)));
      for (const name of state.work ? names : []) {
        state.lookedAt.add(name);
      }
      const gone = goneAt(state, paths).filter((each) => !names.has(each));
      if (found.length > 0 || gone.length > 0 || paths.some((each) => options.isNamed(root, each))) {
        const files = contents(state, found, gone);
        options.apply({ type: 'FilesChanged', folder: root.id, files });
        options.progressed();
      }
    },
    hurry: ({ root, path }) => {
      const state = states.get(root);
      if (state && !state.isRead) {
        hurry(state, path);
      }
    },
    standing: (place) => {
      const state = states.get(place.root);
      return state ? standingIn(state, place.path) : 'inside';
    },
    knowsAround: ({ root, path }) => {
      const state = states.get(root);
      return !state || state.isRead || directoriesAbove(path).every((each) => state.directoriesRead.has(each));
    },
    isIgnored: (root, file) => {
      const state = states.get(root);
      return state !== undefined && isLeftOut(state.rules, file);
    },
    namedFile: (root, file, as) =>
      root.diskPath === undefined
        ? {
            key: 'nowhere',
            read: () => ({ content: { unread: { because: `${file} is on no disk that can be read` } } }),
          }
        : namedFile(root.diskPath, file, as),
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
