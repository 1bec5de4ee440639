import {
  type Analysis,
  type AnalysisChange,
  analyse,
  emptyAnalysis,
  type Known,
  namedAs,
  namedInVain,
  fileOf as sourceFile,
} from './core/analysis.ts';
import { type BaselineFacts, baselineFacts, renames } from './core/index/baseline.ts';
import type { Work } from './core/index/work.ts';
import { readFile, readPieces } from './core/kinds/documents.ts';
import type { ClusterFacts } from './core/live/facts.ts';
import { longestNamedText, type SourceFile, type Unread } from './core/model/document.ts';
import { hasPendingWork } from './core/progress.ts';
import type { Settings } from './core/settings.ts';
import { optional } from './core/text/optional.ts';
import type { Piece } from './core/text/piece.ts';
import { wiringOfFiles } from './core/wiring.ts';

/**
 * Everything that can change what is known. A folder is named by the identifier it was added with: the URI of a
 * workspace folder in a language server, the path of the checked folder on the command line. Paths are relative to it
 * and `/`-separated.
 */
export type WorldEvent =
  | TextChanged
  | FilesChanged
  | FoldersChanged
  | SettingsChanged
  | ClusterChanged
  | BaselineChanged;

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

/**
 * The wiring of a folder that problems are compared with. It is computed from files alone: with the settings of now, and without
 * a cluster. Where not every file has been read yet, it is computed once that is so.
 */
export interface BaselineChanged {
  readonly type: 'BaselineChanged';
  readonly folder: string;
  /** Undefined: the folder has no baseline, and no lost edge is reported. */
  readonly baseline: Baseline | CurrentBaseline | undefined;
}

/** Files as they were. */
export interface Baseline {
  /** What a person reads after "it did in": e.g. `HEAD 4ef8179`, `origin/main`, `the files as opened at 09:12`. */
  readonly name: string;
  /**
   * Texts of files that differ from what is on disk at the time of the event; undefined for a file that was not there. All
   * other files are as they are on disk then, whatever is in editors; later changes on disk do not move the baseline.
   */
  readonly texts: ReadonlyMap<string, string | undefined>;
  /** Old path by new path, as far as it is known which files were renamed. */
  readonly renamed?: ReadonlyMap<string, string>;
}

/** What is known at the time of the event, unsaved texts of editors included: *Take Current Wiring as Baseline*. */
export interface CurrentBaseline {
  readonly name: string;
  readonly current: true;
  /** As `Baseline` has it: what will be renamed with the next events, where that is known. */
  readonly renamed?: ReadonlyMap<string, string>;
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
   * @param goesOn asked before each bundle is rendered, and before each resource outside of open documents is judged. What there
   *   is no time for is pending. Absent: everything is done at once.
   */
  apply(event: WorldEvent, goesOn?: () => boolean): readonly Concerned[];
  /** Does pending work of a folder as long as there is time, and the wiring of its baseline when nothing else is pending. */
  advance(folder: string, goesOn: () => boolean): readonly Concerned[];
  /** Whether something in a folder can be rendered or judged now, or the wiring of its baseline can be worked out. */
  isPending(folder: string): boolean;
  /** Whether the wiring of a baseline is pending: until it is known, problems are compared with the baseline before it. */
  isBaselinePending(folder: string): boolean;
  /** Whether a kustomization names a path, or something below it, that no walk gives: an event without files has it looked at again. */
  isNamed(folder: string, path: string): boolean;
  /** The analysis of a folder as of now; undefined for a folder that is not there. */
  analysis(folder: string): Analysis | undefined;
  folders(): readonly string[];
}

interface State {
  readonly folders: Map<string, Folder>;
  /** What is known of the cluster, for folders that come later too. */
  cluster: ClusterFacts | undefined;
}

interface Folder {
  analysis: Analysis;
  readonly onDisk: Map<string, SourceFile>;
  /** What was looked for because a kustomization names it: what for, and what was there. */
  readonly named: Map<string, { readonly as: 'file' | 'text'; readonly key: string | undefined }>;
  readonly open: Set<string>;
  /** What was worked out while others were judged. */
  known?: Known;
  baseline?: FolderBaseline | undefined;
}

/** Files as they were, and how far their wiring is worked out. */
interface FolderBaseline {
  readonly name: string;
  readonly renamed: ReadonlyMap<string, string>;
  /** Files that were otherwise than they are on disk now; undefined for one that was not there, a text where it is not read yet. */
  readonly files: Map<string, SourceFile | string | undefined>;
  /** Whether what changes on disk from now on is no part of it: not before the first walk is done. */
  isTaken: boolean;
  /** Absent once the wiring is known. */
  making?: Generator<void, BaselineFacts> | undefined;
  /** The one before it, whose wiring it may have. */
  earlier?: FolderBaseline | undefined;
  /** Absent until the wiring is known, and where it would have to be worked out again. */
  facts?: BaselineFacts | undefined;
}

export interface WorldOptions {
  /** Whether ignore rules leave a path out, be it a file or a directory. */
  isIgnored?(folder: string, path: string): boolean;
  /**
   * What is at a path, whatever its name; undefined where no file is there. Absent: nothing is but what events bring.
   *
   * @param as what it is looked for as: what may hold objects, or a mere text.
   */
  namedFile?(folder: string, path: string, as: 'file' | 'text'): NamedFile | undefined;
}

/** A file that no walk gives, and something names. */
export interface NamedFile {
  /** By which an unchanged file is known again. */
  readonly key: string;
  /** What it holds as a manifest, where it was looked for as that, and the text that it is, unless that is too long to be kept. */
  read(): { readonly content: FileContent; readonly text?: string };
}

export function createWorld(options: WorldOptions = {}): World {
  const state: State = { folders: new Map(), cluster: undefined };
  const { folders } = state;
  return {
    apply: (event, goesOn) => applyEvent(state, event, options, goesOn ? { onlyTouched: true, goesOn } : {}),
    advance: (id, goesOn) => {
      const folder = folders.get(id);
      if (!folder || hasPendingWork(folder.analysis)) {
        return folder ? settle(id, folder, options, { goesOn }, {}, false) : [];
      }
      return advanceBaseline(id, folder, { goesOn });
    },
    isPending: (id) => {
      const folder = folders.get(id);
      return folder !== undefined && (hasPendingWork(folder.analysis) || isBaselinePending(folder));
    },
    isBaselinePending: (id) => {
      const folder = folders.get(id);
      return folder !== undefined && isBaselinePending(folder);
    },
    isNamed: (id, path) => {
      const named = folders.get(id)?.named;
      return named !== undefined && (named.has(path) || [...named.keys()].some((each) => each.startsWith(`${path}/`)));
    },
    analysis: (folder) => folders.get(folder)?.analysis,
    folders: () => [...folders.keys()],
  };
}

function applyEvent(state: State, event: WorldEvent, options: WorldOptions, work: Work): readonly Concerned[] {
  const { folders } = state;
  if (event.type === 'FoldersChanged') {
    return foldersChanged(state, event);
  }
  if (event.type === 'ClusterChanged') {
    state.cluster = event.facts;
    return [...folders].flatMap(([id, folder]) => step(id, folder, { cluster: event.facts ?? 'none' }, work).concerned);
  }
  const folder = folders.get(event.folder);
  if (!folder) {
    return [];
  }
  if (event.type === 'BaselineChanged') {
    return baselineChanged(folder, event, work);
  }
  const concerned = settle(event.folder, folder, options, work, changeOf(folder, event), event.type === 'FilesChanged');
  if (folder.baseline && folder.analysis.index.read) {
    folder.baseline.isTaken = true;
  }
  // With little time an edit is what there is time for.
  return work.goesOn ? concerned : once([...concerned, ...advanceBaseline(event.folder, folder, work)]);
}

function once(concerned: readonly Concerned[]): readonly Concerned[] {
  const known = new Set<string>();
  return concerned.filter(({ path }) => !known.has(path) && known.add(path));
}

function baselineChanged(folder: Folder, { folder: id, baseline }: BaselineChanged, work: Work): readonly Concerned[] {
  if (!baseline) {
    folder.baseline = undefined;
    return step(id, folder, { baseline: 'none' }, work).concerned;
  }
  const files = new Map<string, SourceFile | string | undefined>('current' in baseline ? [] : baseline.texts);
  for (const path of 'current' in baseline ? folder.open : []) {
    const file = sourceFile(folder.analysis, path);
    if (!file?.outside) {
      files.set(path, file);
    }
  }
  const { name, renamed = new Map() } = baseline;
  const before = folder.baseline;
  const earlier = before?.facts ? before : before?.earlier;
  if (earlier) {
    earlier.earlier = undefined;
  }
  folder.baseline = { name, renamed, files, isTaken: folder.analysis.index.read, earlier };
  return work.goesOn ? [] : advanceBaseline(id, folder, work);
}

function isBaselinePending({ baseline, analysis }: Folder): boolean {
  return baseline !== undefined && baseline.facts === undefined && analysis.index.read;
}

/** Works out the wiring of the baseline as far as there is time, and puts it into the analysis when it is known. */
function advanceBaseline(id: string, folder: Folder, work: Work): readonly Concerned[] {
  const { baseline, analysis } = folder;
  if (!baseline || !isBaselinePending(folder) || hasPendingWork(analysis)) {
    return [];
  }
  const { goesOn = () => true } = work;
  baseline.making ??= makeBaseline(folder, baseline);
  while (goesOn()) {
    const made = baseline.making.next();
    if (made.done) {
      baseline.facts = made.value;
      baseline.making = undefined;
      baseline.earlier = undefined;
      return step(id, folder, { baseline: made.value }, work).concerned;
    }
  }
  return [];
}

function* makeBaseline(folder: Folder, baseline: FolderBaseline): Generator<void, BaselineFacts> {
  const { name, renamed, files, earlier } = baseline;
  for (const [path, file] of [...files]) {
    if (typeof file === 'string') {
      files.set(
        path,
        readAs(path, file, (earlier && fileOfBaseline(earlier, folder, path)) ?? folder.onDisk.get(path)),
      );
      yield;
    }
  }
  // A save, or a commit of what does not matter, moves a baseline to texts that are the same.
  if (earlier?.facts && isSameBaseline(baseline, earlier, folder)) {
    return { ...earlier.facts, ...renames(renamed), name };
  }
  const paths = new Set([...folder.onDisk.keys(), ...files.keys()]);
  function* present(): Generator<readonly [string, SourceFile]> {
    for (const path of paths) {
      const file = fileOfBaseline(baseline, folder, path);
      if (file) {
        yield [path, file];
      }
    }
  }
  return baselineFacts(name, yield* wiringOfFiles(present(), folder.analysis.settings), renamed);
}

/** A text of the baseline as a walk would give it, sharing the documents that a file of now has too. */
function readAs(path: string, text: string, like: SourceFile | undefined): SourceFile {
  const named = like?.named;
  const file = named === 'text' ? { path, documents: [] } : readFile(path, text, like);
  return named && text.length <= longestNamedText ? { ...file, named, text } : file;
}

function fileOfBaseline({ files }: FolderBaseline, folder: Folder, path: string): SourceFile | undefined {
  const file = files.has(path) ? files.get(path) : folder.onDisk.get(path);
  return typeof file === 'string' ? undefined : file;
}

function isSameBaseline(a: FolderBaseline, b: FolderBaseline, folder: Folder): boolean {
  return [...a.files.keys(), ...b.files.keys()].every((path) => {
    const [left, right] = [fileOfBaseline(a, folder, path), fileOfBaseline(b, folder, path)];
    return (
      left?.text === right?.text &&
      left?.unread?.because === right?.unread?.because &&
      left?.documents.length === right?.documents.length &&
      (left?.documents.every(({ facts }, position) => facts === right?.documents[position]?.facts) ?? true)
    );
  });
}

/** What is on disk now; what was there before is a part of the baseline. */
function putOnDisk({ onDisk, baseline }: Folder, path: string, file: SourceFile | undefined): void {
  for (const each of [baseline, baseline?.earlier]) {
    if (each?.isTaken && !each.files.has(path)) {
      each.files.set(path, onDisk.get(path));
    }
  }
  if (file) {
    onDisk.set(path, file);
  } else {
    onDisk.delete(path);
  }
}

/** Whether the wiring of the same files is another one under other settings. */
function decideWiring(a: Settings, b: Settings): boolean {
  return a.closedWorld !== b.closedWorld || a.workloads !== b.workloads || a.within !== b.within;
}

/** Takes a change in, and what is then known to be named and not read. Each file is named once. */
function settle(
  id: string,
  folder: Folder,
  options: WorldOptions,
  work: Work,
  change: AnalysisChange,
  mayHaveCome: boolean,
): readonly Concerned[] {
  const concerned: Concerned[] = [];
  const take = (next: AnalysisChange): readonly string[] => {
    const taken = step(id, folder, next, work);
    concerned.push(...taken.concerned);
    return taken.rendered;
  };
  const rendered = take(change);
  const look = lookFrom(id, options);
  if (look) {
    const again = mayHaveCome ? lookAgain(folder, look, take) : [];
    lookForNamed(folder, look, [...rendered, ...again], take);
  }
  return once(concerned);
}

function step(
  id: string,
  folder: Folder,
  change: AnalysisChange,
  work: Work,
): { readonly concerned: readonly Concerned[]; readonly rendered: readonly string[] } {
  const next = analyse(folder.analysis, { ...change, open: folder.open, work, ...optional('known', folder.known) });
  folder.analysis = next.analysis;
  folder.known = next.known;
  return { concerned: [...next.concerned].map((path) => ({ folder: id, path })), rendered: next.rendered };
}

/** What is at a path that a kustomization names. */
type Look = (path: string, as: 'file' | 'text') => 'ignored' | NamedFile | undefined;

function lookFrom(id: string, { isIgnored, namedFile }: WorldOptions): Look | undefined {
  return isIgnored || namedFile
    ? (path, as) => (isIgnored?.(id, path) ? 'ignored' : namedFile?.(id, path, as))
    : undefined;
}

/**
 * What kustomizations name and no walk has given is looked for on the disk: kustomize takes patches and resources of any name.
 * A file that git ignores is often a secret, or made by a build, and there all the same. So it is a part that is not read, and
 * not one that is missing.
 */
function lookForNamed(
  folder: Folder,
  look: Look,
  rendered: readonly string[],
  take: (change: AnalysisChange) => readonly string[],
): void {
  // With what was missing something else may be looked for, which a kustomization inside of it names.
  let directories = rendered;
  for (let round = 0; round < mostRounds && directories.length > 0; round++) {
    const files = new Map<string, SourceFile>();
    for (const path of namedInVain(folder.analysis, directories)) {
      const as = namedAs(folder.analysis, path) ?? 'text';
      if (folder.named.get(path)?.as !== as) {
        const found = look(path, as);
        folder.named.set(path, { as, key: keyOf(found) });
        if (found) {
          files.set(path, namedSource(path, found, as));
        }
      }
    }
    if (files.size === 0) {
      return;
    }
    for (const [path, file] of files) {
      folder.onDisk.set(path, file);
    }
    directories = take({ files });
  }
}

// Kustomizations are nested about half as deep as this where they are nested deeply: each is a directory and then its files.
const mostRounds = 20;

/** Something has changed on the disk, or in what is ignored. */
function lookAgain(folder: Folder, look: Look, take: (change: AnalysisChange) => readonly string[]): readonly string[] {
  const files = new Map<string, SourceFile | undefined>();
  for (const [path, { as, key }] of folder.named) {
    const known = folder.onDisk.get(path);
    const now = namedAs(folder.analysis, path);
    if ((known && !known.ignored && !known.named) || (!known && folder.open.has(path))) {
      // A walk has given it after all, or somebody types it.
      folder.named.delete(path);
      continue;
    }
    const found = now === undefined ? undefined : look(path, now);
    if (now === undefined) {
      folder.named.delete(path);
    } else if (keyOf(found) !== key || now !== as) {
      folder.named.set(path, { as: now, key: keyOf(found) });
    } else {
      continue;
    }
    const file = found && namedSource(path, found, now ?? as);
    putOnDisk(folder, path, file);
    if (!folder.open.has(path) && (file || known)) {
      files.set(path, file);
    }
  }
  return files.size > 0 ? take({ files }) : [];
}

function keyOf(found: 'ignored' | NamedFile | undefined): string | undefined {
  return typeof found === 'string' ? found : found?.key;
}

function namedSource(path: string, found: 'ignored' | NamedFile, as: 'file' | 'text'): SourceFile {
  if (found === 'ignored') {
    return { path, documents: [], unread: { because: `${path} is ignored by git` }, ignored: true };
  }
  const { content, text } = found.read();
  const file = as === 'file' ? fileOf(path, content, undefined) : { path, documents: [] };
  const kept = text !== undefined && text.length <= longestNamedText ? { text } : {};
  return { ...file, named: as, ...kept };
}

function foldersChanged({ folders, cluster }: State, event: FoldersChanged): Concerned[] {
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
      const { analysis } = cluster ? analyse(emptyAnalysis, { cluster }) : { analysis: emptyAnalysis };
      folders.set(id, { analysis, onDisk: new Map(), named: new Map(), open: new Set() });
    }
  }
  return concerned;
}

function changeOf(
  folder: Folder,
  event: Exclude<WorldEvent, FoldersChanged | ClusterChanged | BaselineChanged>,
): AnalysisChange {
  switch (event.type) {
    case 'SettingsChanged':
      if (folder.baseline && decideWiring(folder.analysis.settings, event.settings)) {
        // The same files, to be gone through again.
        folder.baseline.facts = undefined;
        folder.baseline.making = undefined;
        folder.baseline.earlier = undefined;
      }
      return { settings: event.settings };
    case 'TextChanged':
      return { files: new Map([[event.path, textChanged(folder, event)]]) };
    case 'FilesChanged': {
      const files = new Map<string, SourceFile | undefined>();
      for (const [path, content] of event.files) {
        const file = content && fileOf(path, content, folder.onDisk.get(path));
        putOnDisk(folder, path, file);
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
