import {
  type Connection,
  DidChangeWatchedFilesNotification,
  type DidChangeWatchedFilesRegistrationOptions,
  type FileEvent,
  WatchKind,
} from 'vscode-languageserver/node';
import { settingsFileName } from '../core/settingsFile.ts';
import { baseName } from '../core/text/path.ts';
import type { DocumentRoot, DocumentRoots } from './documentRoots.ts';
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
  readonly roots: DocumentRoots;
  readonly indexing: Indexing;
  readonly editorWatches: boolean;
  /** Whether a manifest of the root is open: only then somebody looks at what is known of it. */
  hasOpenManifest(root: DocumentRoot): boolean;
  settingsFileChanged(root: DocumentRoot): void;
  /** Files of a root have changed on disk, as the editor says. */
  filesChanged(root: DocumentRoot, paths: readonly string[]): void;
  /** Milliseconds between two walks where the editor cannot watch. */
  readonly pollInterval: number;
}

export function createWatching(options: WatchingOptions): Watching {
  const { roots, indexing } = options;
  const poll = setInterval(() => {
    for (const root of roots.all()) {
      if (!isWatched(root) && options.hasOpenManifest(root)) {
        options.settingsFileChanged(root);
        indexing.walkAgain(root);
      }
    }
  }, options.pollInterval);
  // The connection keeps the process alive for as long as somebody is there.
  poll.unref();

  // What editors watch lies in workspace folders.
  const isWatched = (root: DocumentRoot): boolean =>
    root.diskPath === undefined || (options.editorWatches && root.isWorkspaceFolder);

  return {
    register: async () => {
      if (options.editorWatches) {
        await options.connection.client.register(DidChangeWatchedFilesNotification.type, watched);
      }
    },
    changed: (events) => {
      for (const [root, paths] of byRoot(events, roots)) {
        const names = paths.map(baseName);
        options.filesChanged(root, paths);
        if (names.some((name) => name === settingsFileName)) {
          options.settingsFileChanged(root);
        }
        if (names.includes('.gitignore') || paths.length > mostEvents) {
          indexing.walkAgain(root, 'another state');
        } else {
          indexing.lookAgain(root, paths);
        }
      }
    },
    saved: (uri) => {
      for (const { root, path } of roots.find(uri)) {
        if (baseName(path) === settingsFileName) {
          options.settingsFileChanged(root);
        }
        if (isWatched(root) && baseName(path) !== '.gitignore') {
          indexing.lookAgain(root, [path]);
        } else {
          indexing.walkAgain(root);
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

/** Paths by root; a file in nested workspace folders concerns each of them. */
function byRoot(events: readonly FileEvent[], roots: DocumentRoots): Map<DocumentRoot, string[]> {
  const found = new Map<DocumentRoot, string[]>();
  for (const { uri } of events) {
    for (const { root, path } of roots.find(uri)) {
      const paths = found.get(root);
      if (paths) {
        paths.push(path);
      } else {
        found.set(root, [path]);
      }
    }
  }
  return found;
}
