import { existsSync, type FSWatcher, watch } from 'node:fs';
import path from 'node:path';
import { settingsFileName } from '../core/settingsFile.ts';
import { baseName, directoryOf } from '../core/text/path.ts';
import { chartKeys } from '../sources/chartFiles.ts';
import { gitDirectory } from '../sources/gitIndex.ts';
import { settingsFolders } from '../sources/settingsFolders.ts';
import { fileKey, findRepository, walk } from '../sources/workspaceFiles.ts';
import type { CheckOptions } from './check.ts';
import type { Io } from './io.ts';
import { selectionOf } from './selection.ts';
import { targetsOf } from './targets.ts';
import type { Workspace } from './workspace.ts';

/** The files on which a check depends, and whether they have changed. */
export interface FollowedFiles {
  /** Takes the present state as that with which later ones are compared. */
  remember(): void;
  /** Also follows what a check has read: kustomizations name files that no walk finds. */
  read(workspace: Workspace): void;
  /** Whether the files differ from what was remembered. Waits until they stop changing. */
  haveChanged(signal: AbortSignal): Promise<boolean>;
  /** Resolves when the files differ from what was remembered and stopped changing, or when it is aborted. */
  nextChange(signal: AbortSignal): Promise<void>;
  close(): void;
}

// Milliseconds. An editor saves in several steps, and a program that makes manifests writes one after the other.
const quiet = 150;
// git holds this lock while it switches branches. A lock that was left behind by a crash must not stop us for ever.
const longestLock = 30_000;

export function followFiles(paths: readonly string[], options: CheckOptions, io: Io): FollowedFiles {
  let remembered: State | undefined;
  let named: readonly string[] = [];
  let cost = 0;
  const wake = createWaker();
  const look = (): State => {
    const started = performance.now();
    const state = stateOf(paths, named, options, io);
    cost = performance.now() - started;
    return state;
  };
  /** The state once two looks agree and git does not work on the files. */
  const settled = async (first: State, signal: AbortSignal): Promise<State> => {
    const started = performance.now();
    for (let state = first; ; ) {
      await pause(quiet, signal);
      const next = look();
      const isLocked = isGitBusy(paths, io) && performance.now() - started < longestLock;
      if (signal.aborted || (isSame(state, next) && !isLocked)) {
        return next;
      }
      state = next;
    }
  };
  return {
    remember: () => {
      remembered = look();
    },
    read: ({ paths: read, targets }) => {
      named = read().map((file) => path.join(targets.root, file));
    },
    haveChanged: async (signal) => {
      const state = look();
      const isBusy = isGitBusy(paths, io);
      if (remembered && isSameOfCommon(remembered, state) && !isBusy) {
        // The check may have named further files, which belong to the state from now on.
        remembered = state;
        wake.follow(state.directories);
        return false;
      }
      await settled(state, signal);
      return !signal.aborted;
    },
    nextChange: async (signal) => {
      while (!signal.aborted) {
        // Looking takes a bounded part of the processor's time. Notices may get lost, so it never stops.
        await wake.wait(wake.works() ? Math.max(5000, 100 * cost) : Math.max(500, 20 * cost), signal);
        const state = signal.aborted ? undefined : look();
        if (state && remembered && !isSame(remembered, state)) {
          if (!isSame(remembered, await settled(state, signal))) {
            return;
          }
        }
      }
    },
    close: wake.close,
  };
}

interface State {
  /** What shows whether a file has changed, by its absolute path. */
  readonly keys: ReadonlyMap<string, string>;
  /** Absolute. */
  readonly directories: ReadonlySet<string>;
}

function stateOf(paths: readonly string[], named: readonly string[], options: CheckOptions, io: Io): State {
  const targets = targetsOf(paths, io);
  const { root, folders, files } = targets;
  const keys = new Map<string, string>();
  const directories = new Set<string>();
  const add = (absolute: string) => {
    const key = fileKey(path.dirname(absolute), path.basename(absolute));
    if (key !== undefined) {
      keys.set(absolute, key);
    }
  };
  const charts = new Set(targets.charts);
  for (const directory of folders) {
    const rules = selectionOf(targets, undefined, options).rules();
    const entered = (each: string) => {
      directories.add(path.join(root, each));
      add(path.join(root, each, '.gitignore'));
    };
    for (const { path: file } of walk(root, { rules, directory, entered })) {
      add(path.join(root, file));
      if (baseName(file) === 'Chart.yaml') {
        charts.add(directoryOf(file));
      }
    }
  }
  for (const absolute of [...files.map((file) => path.join(root, file)), ...named, ...settingsIn(root, folders, io)]) {
    add(absolute);
    directories.add(path.dirname(absolute));
  }
  if (options.known !== undefined) {
    add(path.resolve(io.cwd, options.known));
  }
  for (const chart of charts) {
    // Most files of a chart are found by no walk. These keys come last, because they also say what the chart excludes.
    for (const [file, key] of chartKeys(chart, { root })) {
      const absolute = path.join(root, file);
      keys.set(absolute, key);
      directories.add(path.dirname(absolute));
    }
  }
  const git = options.base === undefined ? undefined : gitOf(root);
  for (const file of git === undefined ? [] : ['HEAD', 'logs/HEAD', 'packed-refs']) {
    add(path.join(git!, file));
  }
  return { keys, directories };
}

function settingsIn(root: string, folders: readonly string[], io: Io): readonly string[] {
  const all = [root, ...folders.map((folder) => path.join(root, folder)), io.cwd].flatMap((each) =>
    settingsFolders(each),
  );
  return [...new Set(all)].map((folder) => path.join(folder, settingsFileName));
}

function gitOf(root: string): string | undefined {
  const repository = findRepository(root);
  return repository === undefined ? undefined : gitDirectory(repository);
}

function isGitBusy(paths: readonly string[], io: Io): boolean {
  const { root, folders } = targetsOf(paths, io);
  return [root, ...folders.map((folder) => path.join(root, folder))].some((each) => {
    const git = gitOf(each);
    return git !== undefined && existsSync(path.join(git, 'index.lock'));
  });
}

function isSame(a: State, b: State): boolean {
  return a.keys.size === b.keys.size && isSameOfCommon(a, b);
}

/** Whether every file of the first state is the same in the second one, which may have more. */
function isSameOfCommon(a: State, b: State): boolean {
  for (const [file, key] of a.keys) {
    if (b.keys.get(file) !== key) {
      return false;
    }
  }
  return true;
}

/** Notices of the system that something changed in a directory. */
function createWaker() {
  const watchers = new Map<string, FSWatcher>();
  let isBroken = false;
  let isRaised = false;
  let raise: (() => void) | undefined;
  const drop = (directory: string) => {
    watchers.get(directory)?.close();
    watchers.delete(directory);
  };
  const wakeUp = () => {
    isRaised = true;
    raise?.();
  };
  return {
    /** Whether notices of all directories arrive. */
    works: () => !isBroken,
    follow: (directories: ReadonlySet<string>) => {
      for (const directory of [...watchers.keys()].filter((each) => !directories.has(each))) {
        drop(directory);
      }
      isBroken = false;
      for (const directory of directories) {
        try {
          if (!watchers.has(directory)) {
            const watcher = watch(directory, wakeUp);
            watchers.set(directory, watcher);
            watcher.on('error', () => {
              drop(directory);
              wakeUp();
            });
          }
        } catch {
          // The system allows no more of them, or the directory is gone. Looking from time to time is enough.
          isBroken = true;
        }
      }
    },
    wait: async (limit: number, signal: AbortSignal) => {
      if (!isRaised) {
        const over = new AbortController();
        await new Promise<void>((resolve) => {
          raise = resolve;
          pause(limit, AbortSignal.any([over.signal, signal])).then(resolve);
        });
        over.abort();
      }
      isRaised = false;
      raise = undefined;
    },
    close: () => {
      for (const directory of [...watchers.keys()]) {
        drop(directory);
      }
    },
  };
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) {
      end();
    }
    function end() {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    }
  });
}
