import type { ChartContent } from '../core/chart/files.ts';
import type { ClusterFacts } from '../core/live/facts.ts';
import type { Unread } from '../core/model/document.ts';
import type { Settings } from '../core/settings.ts';
import type { Piece } from '../core/text/piece.ts';

/**
 * Everything that can change what the world knows. A folder has the identifier with which it was added: that of
 * a document root in the language server, the path of the checked folder on the command line. Paths are
 * relative to the folder and `/`-separated.
 */
export type WorldEvent =
  | TextChanged
  | FilesChanged
  | ChartsChanged
  | FoldersChanged
  | SettingsChanged
  | ClusterChanged
  | BaselineChanged;

/** The text of an editor. It hides the file on disk until it is closed, which is an event with `text` undefined. */
export interface TextChanged {
  readonly type: 'TextChanged';
  readonly folder: string;
  readonly path: string;
  readonly text: string | undefined;
  /** Whether the file is ignored: it is judged while it is open, but no other file can refer to it. */
  readonly outside?: boolean;
}

/**
 * Files as they are on disk now; undefined for a deleted file. The iterable is read once, and may read files
 * from disk meanwhile, so that the texts of a whole workspace are not in memory at the same time.
 */
export interface FilesChanged {
  readonly type: 'FilesChanged';
  readonly folder: string;
  readonly files: Iterable<readonly [path: string, content: FileContent | undefined]>;
  /** Whether every file of the folder is known after this event. Absent: as before. */
  readonly complete?: boolean;
}

/**
 * Helm charts as they are on disk now, by their directories: all their files, or why they cannot be read as text, or
 * undefined for a directory that is no chart any more. The files of a chart that is gone are gone too, unless another
 * chart has them: an event with files then brings those that are manifests. While a chart has a file, events about the
 * file change the chart.
 */
export interface ChartsChanged {
  readonly type: 'ChartsChanged';
  readonly folder: string;
  readonly charts: Iterable<readonly [directory: string, chart: ChartContent | string | undefined]>;
}

export type FileContent =
  | { readonly text: string }
  /** The parts of a large text that are read, in their order. */
  | { readonly pieces: readonly Piece[] }
  | { readonly unread: Unread };

export interface FoldersChanged {
  readonly type: 'FoldersChanged';
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export interface SettingsChanged {
  readonly type: 'SettingsChanged';
  readonly folder: string;
  readonly settings: Settings;
}

/** The present facts about the cluster, for every folder; undefined if none is connected any more. */
export interface ClusterChanged {
  readonly type: 'ClusterChanged';
  readonly facts: ClusterFacts | undefined;
}

/**
 * The files with whose wiring problems of a folder are compared. The wiring is computed from files alone, with
 * the present settings and without a cluster, as soon as every file of the folder has been read.
 */
export interface BaselineChanged {
  readonly type: 'BaselineChanged';
  readonly folder: string;
  /** Undefined: the folder has no baseline, and no lost edge is reported. */
  readonly baseline: Baseline | CurrentBaseline | undefined;
}

/** A former state of the files. */
export interface Baseline {
  /**
   * The words after "it did in" in a message: e.g. `HEAD 4ef8179`, `origin/main`, `the files as opened at
   * 09:12`.
   */
  readonly name: string;
  /**
   * The texts of files that differ from the disk at the time of the event; undefined for a file that did not
   * exist. All other files count as they are on disk at that time, whatever editors show. Later changes on disk
   * do not change the baseline.
   */
  readonly texts: ReadonlyMap<string, string | undefined>;
  /** Old path by new path, for files that are known to be renamed. */
  readonly renamed?: ReadonlyMap<string, string>;
}

/** The state at the time of the event, including unsaved texts of editors: *Take Current Wiring as Baseline*. */
export interface CurrentBaseline {
  readonly name: string;
  readonly current: true;
  /** As in `Baseline`, for files that the next events rename, if they are known. */
  readonly renamed?: ReadonlyMap<string, string>;
}

/** A file whose problems may differ from before. */
export interface Concerned {
  readonly folder: string;
  readonly path: string;
}
