import {
  type Connection,
  DidChangeWatchedFilesNotification,
  type DidChangeWatchedFilesRegistrationOptions,
  type FileEvent,
  WatchKind,
} from 'vscode-languageserver/node';
import { settingsFileName } from '../core/settingsFile.ts';
import { addToList } from '../core/text/maps.ts';
import { baseName } from '../core/text/path.ts';
import type { DocumentRoot, DocumentRoots } from './documentRoots.ts';
import { mostChanges } from './folderFiles.ts';
import type { Emit } from './serverEvents.ts';

/** Turns the editor's reports about files on disk into events of their roots. */
export interface Watching {
  /** Asks the editor to watch. */
  register(): Promise<void>;
  /** The editor's watcher has reported changes. */
  reported(changes: readonly FileEvent[]): void;
  saved(uri: string): void;
  dispose(): void;
}

export interface WatchingOptions {
  readonly connection: Connection;
  readonly roots: DocumentRoots;
  readonly editorWatches: boolean;
  /** Whether a manifest of the root is open. Only then a person looks at results of the root. */
  hasOpenManifest(root: DocumentRoot): boolean;
  /** Milliseconds between two walks if the editor cannot watch files. */
  readonly pollInterval: number;
  readonly emit: Emit;
}

export function createWatching(options: WatchingOptions): Watching {
  const { roots, emit } = options;
  const poll = setInterval(() => {
    for (const root of roots.all()) {
      if (!isWatched(root) && options.hasOpenManifest(root)) {
        emit({ type: 'SettingsFileChanged', root });
        emit({ type: 'WalkNeeded', root, isOtherState: false });
      }
    }
  }, options.pollInterval);
  // The connection keeps the process alive as long as the editor runs.
  poll.unref();

  // Editors watch the files in workspace folders.
  const isWatched = (root: DocumentRoot): boolean =>
    root.diskPath === undefined || (options.editorWatches && root.isWorkspaceFolder);

  return {
    register: async () => {
      if (options.editorWatches) {
        await options.connection.client.register(DidChangeWatchedFilesNotification.type, watched);
      }
    },
    reported: (changes) => {
      for (const [root, paths] of byRoot(changes, roots)) {
        const names = paths.map(baseName);
        emit({ type: 'FilesChangedOnDisk', root, paths });
        if (names.includes(settingsFileName)) {
          emit({ type: 'SettingsFileChanged', root });
        }
        if (names.includes('.gitignore') || paths.length > mostChanges) {
          emit({ type: 'WalkNeeded', root, isOtherState: true });
        } else {
          emit({ type: 'PathsTouched', root, paths });
        }
      }
    },
    saved: (uri) => {
      for (const { root, path } of roots.find(uri)) {
        if (baseName(path) === settingsFileName) {
          emit({ type: 'SettingsFileChanged', root });
        }
        if (isWatched(root) && baseName(path) !== '.gitignore') {
          emit({ type: 'PathsTouched', root, paths: [path] });
        } else {
          emit({ type: 'WalkNeeded', root, isOtherState: false });
        }
      }
    },
    dispose: () => clearInterval(poll),
  };
}

/**
 * Changes of files that are read, and creation and deletion of everything: the deletion or move of a folder is
 * one event for its name, whatever it holds. The editor's own settings decide whether ignored folders are
 * watched.
 */
const watched: DidChangeWatchedFilesRegistrationOptions = {
  watchers: [
    { globPattern: '**/*', kind: WatchKind.Create | WatchKind.Delete },
    { globPattern: '**/*.{yaml,yml,json}', kind: WatchKind.Change },
    { globPattern: '**/{Kustomization,Tiltfile,.gitignore}', kind: WatchKind.Change },
    // Templates of manifests, and other languages that produce them; see `whyUnread`.
    { globPattern: '**/*.{yaml,yml,json}.*', kind: WatchKind.Change },
    { globPattern: '**/*.{jsonnet,libsonnet,cue,pkl}', kind: WatchKind.Change },
    // What a chart consists of besides manifests. Files that only `.Files` reads are read with the next change of these.
    { globPattern: '**/templates/**', kind: WatchKind.Change },
    { globPattern: '**/*.tpl', kind: WatchKind.Change },
    { globPattern: '**/.helmignore', kind: WatchKind.Change },
    { globPattern: '**/charts/*.tgz', kind: WatchKind.Change },
    // Files that kustomizations read besides manifests. Other files are read with the next change of a
    // manifest.
    { globPattern: '**/*.{txt,json5,patch,env,properties}', kind: WatchKind.Change },
  ],
};

/** Paths by root; a file in nested workspace folders belongs to each of them. */
function byRoot(changes: readonly FileEvent[], roots: DocumentRoots): Map<DocumentRoot, string[]> {
  const found = new Map<DocumentRoot, string[]>();
  for (const { uri } of changes) {
    for (const { root, path } of roots.find(uri)) {
      addToList(found, root, path);
    }
  }
  return found;
}
