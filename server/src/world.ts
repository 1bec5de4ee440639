import {
  type Analysis,
  type AnalysisChange,
  analyse,
  emptyAnalysis,
  type Known,
  lasting,
  namedInVain,
  fileOf as sourceFile,
} from './core/analysis.ts';
import type { Work } from './core/index/work.ts';
import { readFile, readPieces } from './core/kinds/documents.ts';
import type { ClusterFacts } from './core/live/facts.ts';
import type { SourceFile, Unread } from './core/model/document.ts';
import type { Settings } from './core/settings.ts';
import { isBehind } from './core/settled.ts';
import { optional } from './core/text/optional.ts';
import type { Piece } from './core/text/piece.ts';

/**
 * Everything that can change what is known. A folder is named by the identifier it was added with: the URI of a
 * workspace folder in a language server, the path of the checked folder on the command line. Paths are relative to it
 * and `/`-separated.
 */
export type WorldEvent = TextChanged | FilesChanged | FoldersChanged | SettingsChanged | ClusterChanged;

/** An editor's text; it hides the file on disk until `text` is undefined, which is what closing it means. */
export interface TextChanged {
  readonly type: 'TextChanged';
  readonly folder: string;
  readonly path: string;
  readonly text: string | undefined;
  /** The file is ignored: it is judged while it is open, but is no one's target. */
  readonly outside?: boolean;
}

/**
 * Files as they are on disk now; undefined for one that is gone. They are gone through once, so they may be read on the
 * way: the texts of a whole workspace need not be held at once.
 */
export interface FilesChanged {
  readonly type: 'FilesChanged';
  readonly folder: string;
  readonly files: Iterable<readonly [path: string, content: FileContent | undefined]>;
  /** Whether every file of the folder is known with this event. Absent: as before. */
  readonly complete?: boolean;
}

export type FileContent =
  | { readonly text: string }
  /** What is to be read of a text that is large, in its order. */
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

/** What is known of the cluster now, for every folder; undefined where none is connected any more. */
export interface ClusterChanged {
  readonly type: 'ClusterChanged';
  readonly facts: ClusterFacts | undefined;
}

/** A file whose problems may differ from before. */
export interface Concerned {
  readonly folder: string;
  readonly path: string;
}

/** The one mutable owner of texts and of the current analysis of each folder. */
export interface World {
  /**
   * Takes one event in, whole; synchronous. An event for a folder that is not there changes nothing.
   *
   * @param goesOn asked before each bundle that is rendered, and before each resource outside of open documents that is judged:
   *   what there is no time for waits. Absent: nothing waits.
   */
  apply(event: WorldEvent, goesOn?: () => boolean): readonly Concerned[];
  /** Goes on with what waits in a folder, as long as there is time. */
  advance(folder: string, goesOn: () => boolean): readonly Concerned[];
  /** Whether anything waits in a folder that can be rendered or judged by now. */
  isBehind(folder: string): boolean;
  /** The analysis of a folder as of now; undefined for a folder that is not there. */
  analysis(folder: string): Analysis | undefined;
  folders(): readonly string[];
}

interface Folder {
  analysis: Analysis;
  readonly onDisk: Map<string, SourceFile>;
  /** Of those, what is only known to be ignored. */
  readonly ignored: Set<string>;
  readonly open: Set<string>;
  /** What was worked out while others were judged. */
  known?: Known;
}

export interface WorldOptions {
  /** Whether ignore rules leave a path out, be it a file or a directory. */
  isIgnored?(folder: string, path: string): boolean;
}

export function createWorld(options: WorldOptions = {}): World {
  const folders = new Map<string, Folder>();
  return {
    apply: (event, goesOn) => applyEvent(folders, event, options, goesOn ? { onlyTouched: true, goesOn } : {}),
    advance: (id, goesOn) => {
      const folder = folders.get(id);
      return folder && isBehind(folder.analysis) ? settle(id, folder, options, { goesOn }, {}, false) : [];
    },
    isBehind: (id) => {
      const folder = folders.get(id);
      return folder !== undefined && isBehind(folder.analysis);
    },
    analysis: (folder) => folders.get(folder)?.analysis,
    folders: () => [...folders.keys()],
  };
}

function applyEvent(
  folders: Map<string, Folder>,
  event: WorldEvent,
  options: WorldOptions,
  work: Work,
): readonly Concerned[] {
  if (event.type === 'FoldersChanged') {
    return foldersChanged(folders, event);
  }
  if (event.type === 'ClusterChanged') {
    return [...folders].flatMap(([id, folder]) => step(id, folder, { cluster: event.facts ?? 'none' }, work));
  }
  const folder = folders.get(event.folder);
  if (!folder) {
    return [];
  }
  return settle(event.folder, folder, options, work, changeOf(folder, event), event.type === 'FilesChanged');
}

/** Takes a change in, and what is then known to be ignored. Each file is named once. */
function settle(
  id: string,
  folder: Folder,
  { isIgnored }: WorldOptions,
  work: Work,
  change: AnalysisChange,
  mayBeBack: boolean,
): readonly Concerned[] {
  const { bundles } = folder.analysis.index;
  const concerned = step(id, folder, change, work);
  const take = (next: AnalysisChange): void => {
    concerned.push(...step(id, folder, next, work));
  };
  if (isIgnored) {
    if (mayBeBack) {
      const back = [...folder.ignored].filter((path) => !isIgnored(id, path));
      takeBack(folder, back, take);
    }
    if (folder.analysis.index.bundles !== bundles) {
      noteIgnored(folder, (path) => isIgnored(id, path), take);
    }
  }
  const known = new Set<string>();
  return concerned.filter(({ path }) => !known.has(path) && known.add(path));
}

function step(id: string, folder: Folder, change: AnalysisChange, work: Work): Concerned[] {
  const next = analyse(folder.analysis, { ...change, open: folder.open, work, ...optional('known', folder.known) });
  folder.analysis = next.analysis;
  // Of one index many portions may be judged, and they ask much the same.
  folder.known = isBehind(next.analysis) ? next.known : lasting(next.known);
  return [...next.concerned].map((path) => ({ folder: id, path }));
}

/**
 * A file that git ignores and a kustomization names is often a secret, or made by a build, and there all the same. So it
 * is a part that is not read, and not one that is missing.
 */
function noteIgnored(
  folder: Folder,
  isIgnored: (path: string) => boolean,
  take: (change: AnalysisChange) => void,
): void {
  // With what was missing something else may be looked for, which a kustomization inside of it names.
  for (let round = 0; round < mostRounds; round++) {
    const files = new Map<string, SourceFile>();
    for (const path of namedInVain(folder.analysis)) {
      if (isIgnored(path)) {
        files.set(path, { path, documents: [], unread: { because: `${path} is ignored by git` }, ignored: true });
      }
    }
    if (files.size === 0) {
      return;
    }
    for (const [path, file] of files) {
      folder.onDisk.set(path, file);
      folder.ignored.add(path);
    }
    take({ files });
  }
}

const mostRounds = 4;

/** The ignore rules have changed, or the file was read after all. */
function takeBack(folder: Folder, paths: readonly string[], take: (change: AnalysisChange) => void): void {
  const files = new Map<string, undefined>();
  for (const path of paths) {
    folder.ignored.delete(path);
    if (folder.onDisk.get(path)?.ignored) {
      folder.onDisk.delete(path);
      if (!folder.open.has(path)) {
        files.set(path, undefined);
      }
    }
  }
  if (files.size > 0) {
    take({ files });
  }
}

function foldersChanged(folders: Map<string, Folder>, event: FoldersChanged): Concerned[] {
  const concerned: Concerned[] = [];
  for (const id of event.removed) {
    for (const path of folders.get(id)?.onDisk.keys() ?? []) {
      concerned.push({ folder: id, path });
    }
    for (const path of folders.get(id)?.open ?? []) {
      concerned.push({ folder: id, path });
    }
    folders.delete(id);
  }
  for (const id of event.added) {
    if (!folders.has(id)) {
      folders.set(id, { analysis: emptyAnalysis, onDisk: new Map(), ignored: new Set(), open: new Set() });
    }
  }
  return concerned;
}

function changeOf(folder: Folder, event: Exclude<WorldEvent, FoldersChanged | ClusterChanged>): AnalysisChange {
  switch (event.type) {
    case 'SettingsChanged':
      return { settings: event.settings };
    case 'TextChanged':
      return { files: new Map([[event.path, textChanged(folder, event)]]) };
    case 'FilesChanged': {
      const files = new Map<string, SourceFile | undefined>();
      for (const [path, content] of event.files) {
        const file = content && fileOf(path, content, folder.onDisk.get(path));
        if (file) {
          folder.onDisk.set(path, file);
        } else {
          folder.onDisk.delete(path);
        }
        if (!folder.open.has(path)) {
          files.set(path, file);
        }
      }
      return event.complete === undefined ? { files } : { files, complete: event.complete };
    }
  }
}

function textChanged(folder: Folder, event: TextChanged): SourceFile | undefined {
  const onDisk = folder.onDisk.get(event.path);
  if (event.text === undefined) {
    folder.open.delete(event.path);
    return onDisk;
  }
  folder.open.add(event.path);
  const file = readFile(event.path, event.text, sourceFile(folder.analysis, event.path) ?? onDisk);
  return event.outside ? { ...file, outside: true } : file;
}

function fileOf(path: string, content: FileContent, previous: SourceFile | undefined): SourceFile {
  if ('unread' in content) {
    return { path, documents: [], unread: content.unread };
  }
  return 'text' in content ? readFile(path, content.text, previous) : readPieces(path, content.pieces, previous);
}
