import {
  type Connection,
  DidChangeWatchedFilesNotification,
  type DidChangeWatchedFilesRegistrationOptions,
  type FileEvent,
  WatchKind,
} from 'vscode-languageserver/node';
import { settingsFileName } from '../core/settingsFile.ts';
import { baseName } from '../core/text/path.ts';
import type { Home, Homes } from './homes.ts';
import { type Indexing, mostEvents } from './indexing.ts';

/** Makes the index follow what the editor says of files on disk. */
export interface Watching {
  /** Asks the editor to watch. */
  register(): Promise<void>;
  /** What the editor says has changed. */
  changed(events: readonly FileEvent[]): void;
  saved(uri: string): void;
  dispose(): void;
}

export interface WatchingOptions {
  readonly connection: Connection;
  readonly homes: Homes;
  readonly indexing: Indexing;
  readonly editorWatches: boolean;
  /** Whether a manifest of the home is open: only then somebody looks at what is known of it. */
  hasOpenManifest(home: Home): boolean;
  settingsFileChanged(home: Home): void;
  /** Files of a home have changed on disk, as the editor says. */
  filesChanged(home: Home, paths: readonly string[]): void;
  /** Milliseconds between two walks where the editor cannot watch. */
  readonly pollInterval: number;
}

export function createWatching(options: WatchingOptions): Watching {
  const { homes, indexing } = options;
  const poll = setInterval(() => {
    for (const home of homes.all()) {
      if (!isWatched(home) && options.hasOpenManifest(home)) {
        options.settingsFileChanged(home);
        indexing.walkAgain(home);
      }
    }
  }, options.pollInterval);
  // The connection keeps the process alive for as long as somebody is there.
  poll.unref();

  // What editors watch lies in workspace folders.
  const isWatched = (home: Home): boolean =>
    home.root === undefined || (options.editorWatches && home.isWorkspaceFolder);

  return {
    register: async () => {
      if (options.editorWatches) {
        await options.connection.client.register(DidChangeWatchedFilesNotification.type, watched);
      }
    },
    changed: (events) => {
      for (const [home, paths] of byHome(events, homes)) {
        const names = paths.map(baseName);
        options.filesChanged(home, paths);
        if (names.some((name) => name === settingsFileName)) {
          options.settingsFileChanged(home);
        }
        if (names.includes('.gitignore') || paths.length > mostEvents) {
          indexing.walkAgain(home, 'another state');
        } else {
          indexing.lookAgain(home, paths);
        }
      }
    },
    saved: (uri) => {
      for (const { home, path } of homes.find(uri)) {
        if (baseName(path) === settingsFileName) {
          options.settingsFileChanged(home);
        }
        if (isWatched(home) && baseName(path) !== '.gitignore') {
          indexing.lookAgain(home, [path]);
        } else {
          indexing.walkAgain(home);
        }
      }
    },
    dispose: () => clearInterval(poll),
  };
}

/**
 * Changes of what is read, and the coming and going of everything: a folder that is deleted or moved is one event for
 * its own name, whatever it held. Ignored folders are watched by the editor or not as its own settings say.
 */
const watched: DidChangeWatchedFilesRegistrationOptions = {
  watchers: [
    { globPattern: '**/*', kind: WatchKind.Create | WatchKind.Delete },
    { globPattern: '**/*.{yaml,yml,json}', kind: WatchKind.Change },
    { globPattern: '**/{Kustomization,Tiltfile,.gitignore}', kind: WatchKind.Change },
    // Templates of manifests and other languages that make them; see `whyUnread`.
    { globPattern: '**/*.{yaml,yml,json}.*', kind: WatchKind.Change },
    { globPattern: '**/*.{jsonnet,libsonnet,cue,pkl}', kind: WatchKind.Change },
    // What kustomizations take beside manifests; others are seen with the next change of a manifest.
    { globPattern: '**/*.{txt,json5,patch,env,properties}', kind: WatchKind.Change },
  ],
};

/** Paths by home; a file in nested workspace folders concerns each of them. */
function byHome(events: readonly FileEvent[], homes: Homes): Map<Home, string[]> {
  const found = new Map<Home, string[]>();
  for (const { uri } of events) {
    for (const { home, path } of homes.find(uri)) {
      const paths = found.get(home);
      if (paths) {
        paths.push(path);
      } else {
        found.set(home, [path]);
      }
    }
  }
  return found;
}
