import type { FileEvent, TextDocumentContentChangeEvent } from 'vscode-languageserver/node';
import type { ClusterFacts } from '../core/live/facts.ts';
import type { Settings } from '../core/settings.ts';
import type { IgnorePatterns } from '../sources/workspaceFiles.ts';
import type { BaselineChanged, ChartsChanged, FilesChanged } from '../world.ts';
import type { DocumentRoot } from './documentRoots.ts';

/**
 * Everything that makes the server act, except requests, which only read. `eventHandling.ts` decides what
 * follows from each; decision 18 defines the order.
 */
export type ServerEvent = EditorEvent | RootEvent | WorkEvent;

/** Notifications of the editor: one event for each kind. */
export type EditorEvent =
  | {
      readonly type: 'DocumentOpened';
      readonly uri: string;
      readonly language: string;
      readonly version: number;
      readonly text: string;
    }
  | {
      readonly type: 'DocumentEdited';
      readonly uri: string;
      readonly version: number;
      readonly changes: readonly TextDocumentContentChangeEvent[];
    }
  | { readonly type: 'DocumentSaved'; readonly uri: string }
  | { readonly type: 'DocumentClosed'; readonly uri: string }
  | { readonly type: 'WorkspaceFoldersChanged'; readonly added: readonly string[]; readonly removed: readonly string[] }
  | { readonly type: 'WatcherReported'; readonly changes: readonly FileEvent[] }
  /** `settings` counts only if the editor cannot be asked. */
  | { readonly type: 'EditorSettingsChanged'; readonly settings: unknown }
  /** The editor no longer shows the render of a kustomization. */
  | { readonly type: 'RenderClosed'; readonly uri: string }
  | { readonly type: 'SyntaxErrorsSwitched'; readonly areReported: boolean }
  /** The parameters as the client sent them, not checked yet. */
  | { readonly type: 'BaselineReceived'; readonly params: unknown };

/**
 * Events of one document root. If the root has been removed before its turn, the event is dropped, except
 * `RootRemoved`.
 */
export type RootEvent = { readonly root: DocumentRoot } & (
  | { readonly type: 'RootAdded' }
  | { readonly type: 'RootRemoved' }
  /** The editor has sent the settings of an added root, or has taken too long. */
  | { readonly type: 'SettingsAnswered' }
  /** The settings of a root differ from before. `ignore` is absent for a root that is not on disk. */
  | { readonly type: 'SettingsRead'; readonly settings: Settings; readonly ignore: IgnorePatterns | undefined }
  | { readonly type: 'SettingsFileChanged' }
  /** The editor wants to show other things in the files of the root, such as other lenses. */
  | { readonly type: 'DisplayChosen' }
  /** The editor's watcher has reported these paths. */
  | { readonly type: 'FilesChangedOnDisk'; readonly paths: readonly string[] }
  /** These paths may differ from what was read. */
  | { readonly type: 'PathsTouched'; readonly paths: readonly string[] }
  /** The root has to be walked again; `isOtherState` for files that changed as a whole, e.g. with the branch. */
  | { readonly type: 'WalkNeeded'; readonly isOtherState: boolean }
  | { readonly type: 'IgnoreRulesRead' }
  /** Charts were read that differ from before, or are gone. Their files are no longer read as manifests. */
  | { readonly type: 'ChartsRead'; readonly charts: ChartsChanged['charts'] }
  | { readonly type: 'FilesRead'; readonly files: FilesChanged['files']; readonly complete?: true }
  /** The files of the directories around and above the open documents are known. */
  | { readonly type: 'SurroundingsRead' }
  /** For the first time all files are read and all kustomizations rendered. Most judgements are pending. */
  | { readonly type: 'RootRendered' }
  /** All files are read, and everything that follows from them is rendered and judged. */
  | { readonly type: 'RootIndexed' }
  /** A walk has found the files in another state, e.g. on another branch. `OtherStateRead` follows. */
  | { readonly type: 'OtherStateFound' }
  | { readonly type: 'OtherStateRead' }
  | { readonly type: 'BaselineChosen'; readonly baseline: BaselineChanged['baseline'] }
);

/** Events of the work of the whole server. */
export type WorkEvent =
  /** The diagnostics of files may differ from before. URIs are spelled as by `DocumentRoots.uriOf`. */
  | { readonly type: 'FilesConcerned'; readonly uris: Iterable<string> }
  /** A part of the pending work is done. The diagnostics of these files may differ from before. */
  | { readonly type: 'StepDone'; readonly uris: readonly string[] }
  /** Undefined if no cluster is connected any more. */
  | { readonly type: 'ClusterChanged'; readonly facts: ClusterFacts | undefined }
  /** One round of publishing is over. */
  | { readonly type: 'Published' };

/** Hands an event to the server. See `EventLoop`. */
export type Emit = (event: ServerEvent) => void;
