import path from 'node:path';
import type { Analysis } from '../core/analysis.ts';
import type { NamedAs } from '../core/model/document.ts';
import { rules } from '../core/rules/list.ts';
import { defaultSettings, type Settings } from '../core/settings.ts';
import { readSettings, settingsFileName } from '../core/settingsFile.ts';
import { compareCodePoints } from '../core/text/compare.ts';
import { isBelow } from '../core/text/path.ts';
import { entriesOf } from '../core/text/versionedMap.ts';
import { lineIn, type PositionRange, rangeIn } from '../formats/positions.ts';
import type { ReportedError } from '../formats/report.ts';
import { keepHeapSmall } from '../heap.ts';
import { createChartsOnDisk } from '../sources/chartsOnDisk.ts';
import { decode } from '../sources/decode.ts';
import { existsSync, readFileSync } from '../sources/disk.ts';
import { slashes } from '../sources/fileNames.ts';
import { namedBytes, namedFile } from '../sources/namedFile.ts';
import { overridesFrom } from '../sources/settingsFolders.ts';
import {
  contentOf,
  enteredOnce,
  type FoundFile,
  type IgnorePatterns,
  type IgnoreRules,
  isIgnored,
  isLeftOut,
  isManifestPath,
  largestFile,
  placeInRepository,
  readContent,
  type Trouble,
  walk,
} from '../sources/workspaceFiles.ts';
import { createWorld, type FileContent, type NamedFile, type World } from '../world.ts';
import { compileCheaply } from './compiler.ts';
import type { Io } from './io.ts';
import { progressOn } from './progress.ts';
import { type Selection, selectionOf } from './selection.ts';
import { settingsFoldersOf, type Targets, targetsOf } from './targets.ts';
import { chartsAmong, chartsAt, type Given } from './workspaceCharts.ts';

/** The files that the PATHs name, read and judged. */
export interface Workspace {
  readonly targets: Targets;
  readonly world: World;
  /** How many files were read. */
  readonly files: number;
  readonly errors: readonly ReportedError[];
  /** Errors of files as a whole that could be read, e.g. that one is not UTF-8; by path. */
  readonly unusable: ReadonlyMap<string, ReportedError>;
  /**
   * Whether something could not be read at all, so that the report does not cover everything that was
   * requested.
   */
  readonly refused: boolean;
  analysis(): Analysis;
  /** Every path of the workspace, in order. */
  paths(): readonly string[];
  /** A line of a file that is not a part of the analysis: the settings file. */
  lineOf(shown: string, line: number): string | undefined;
  /**
   * Whether a manifest at the path would be read if it existed: it is in one of the folders and not ignored, or
   * a PATH names it.
   */
  covers(path: string): boolean;
  /** Whether a file is read as a part of a Helm chart. */
  isInChart(path: string): boolean;
  /** Whether Helm charts are rendered. */
  readonly rendersCharts: boolean;
  /** Whether the problems of a file are reported. */
  isIncluded(path: string): boolean;
  /** The time that was needed, in milliseconds. */
  readonly times: { readonly reading: number; readonly judging: number };
  /**
   * From the next event on, reads the paths that kustomizations name from this source; undefined: from the
   * disk.
   */
  lookIn(elsewhere: NamedFiles | undefined): void;
}

export type NamedFiles = (path: string, as: NamedAs) => NamedFile | undefined;

/** Options that choose files. */
export interface SelectionOptions {
  /** Globs of files that are not read, from the current folder. */
  readonly exclude?: readonly string[];
  /** Globs of the files whose problems are reported, from the current folder. All others are read as usual. */
  readonly include?: readonly string[];
  /** False: .gitignore files and the setting `ignore` do not count. */
  readonly ignore?: boolean;
}

export interface WorkspaceOptions extends SelectionOptions {
  readonly closedWorld?: boolean;
  /** A path whose content is on standard input. */
  readonly stdinPath?: string;
  /** Whether no chart outside of the current folder is read to which a PATH belongs. */
  readonly isConfined?: boolean;
}

export async function readWorkspace(paths: readonly string[], options: WorkspaceOptions, io: Io): Promise<Workspace> {
  compileCheaply();
  const { stdinPath } = options;
  const targets = targetsOf(paths, io, stdinPath, options.isConfined);
  const errors: ReportedError[] = [];
  const unusable = new Map<string, ReportedError>();
  let files = 0;
  let refused = targets.missing.size > 0;
  for (const [given, message] of targets.missing) {
    errors.push({ file: slashes(given), range: wholeFile, message });
  }
  const note = (file: string, trouble: Trouble | undefined) => {
    if (trouble) {
      const error = { file: targets.shown(file), range: wholeFile, message: trouble.message };
      if (trouble.refused) {
        errors.push(error);
        refused = true;
      } else {
        unusable.set(file, error);
      }
    }
  };
  const stated = settingsOf(targets, io.cwd);
  errors.push(...stated.errors);
  refused ||= stated.errors.length > 0;
  const settings: Settings = { ...defaultSettings, ...stated.settings, within: placeInRepository(targets.root) };
  const given: Given = new Map(stdinPath === undefined ? [] : [[targets.inRoot(stdinPath), await io.readInput()]]);
  const selection = selectionOf(targets, stated.ignore, options);
  const streams = new Map<string, Buffer>();
  for (const [name, read] of targets.streams) {
    streams.set(name, await read());
  }

  function* contents(): Generator<readonly [string, FileContent | undefined]> {
    for (const [file, content, trouble] of everything(targets, found, streams, given, isInChart, selection)) {
      progress.read(files);
      note(file, trouble);
      if (content && (content === 'in a chart' || !('unread' in content))) {
        files += 1;
        if (files === few) keepHeapSmall();
      }
      if (content !== 'in a chart') {
        yield [file, content];
      }
    }
    read = performance.now();
    progress.judge(files);
  }
  const progress = progressOn(io);
  const started = performance.now();
  let read = started;
  const folder = targets.root;
  const found = foundIn(targets, selection);
  const charts = createChartsOnDisk({ root: folder });
  const directories = settings.helm.render === false ? [] : chartsAmong(found, targets);
  const rules = enteredOnce(selection.rules());
  const onDisk: NamedFiles = (file, as) => {
    const bytes = given.get(file);
    return bytes ? namedBytes(file, bytes, 'standard input', as) : namedFile(folder, file, as);
  };
  let lookInstead = onDisk;
  /** A link that a chart follows is not a part of it. */
  const isInChart = (file: string) => charts.holds(file) || world.isInChart(folder, file);
  const world = createWorld({
    isIgnored: (_, file) => isLeftOut(rules, file),
    namedFile: (_, file, as) => lookInstead(file, as),
  });
  world.apply({ type: 'FoldersChanged', added: [folder], removed: [] });
  world.apply({
    type: 'SettingsChanged',
    folder,
    settings: options.closedWorld ? { ...settings, closedWorld: true } : settings,
  });
  if (directories.length > 0) {
    world.apply({ type: 'ChartsChanged', folder, charts: chartsAt(directories, charts, given) });
  }
  world.apply({ type: 'FilesChanged', folder, files: contents(), complete: true });
  progress.end();
  return {
    targets,
    world,
    files,
    errors,
    unusable,
    refused,
    analysis: () => world.analysis(folder)!,
    paths: () => [...entriesOf(world.analysis(folder)!.index.files)].map(([file]) => file).sort(compareCodePoints),
    lineOf: (shown, line) => (shown === stated.file ? stated.text && lineIn(stated.text, line) : undefined),
    covers: coveredBy(targets, rules, selection),
    isInChart,
    rendersCharts: settings.helm.render !== false,
    isIncluded: (file) => selection.isIncluded(file) && isNamed(file, targets),
    times: { reading: read - started, judging: performance.now() - read },
    lookIn: (elsewhere) => {
      lookInstead = elsewhere ?? onDisk;
    },
  };
}

/** A folder that a PATH names is read even if it is ignored, as in `walk`. */
function coveredBy(
  { folders, files }: Targets,
  rules: IgnoreRules,
  { isExcluded }: Selection,
): (path: string) => boolean {
  const named = new Set(files);
  const inFolders = folders.map((folder) => ({
    prefix: folder === '' ? '' : `${folder}/`,
    rules: folder.split('/').reduce((entered, name) => (name === '' ? entered : entered.enter(name)), rules),
  }));
  return (file) =>
    isManifestPath(file) &&
    !isExcluded(file) &&
    (named.has(file) ||
      inFolders.some(
        ({ prefix, rules: within }) => file.startsWith(prefix) && !isIgnored(within, file.slice(prefix.length)),
      ));
}

/** Whether a file is not only read because a PATH is a part of its chart. */
function isNamed(file: string, { folders, files, charts }: Targets): boolean {
  return (
    !charts.some((chart) => isBelow(chart, file)) ||
    files.includes(file) ||
    folders.some((folder) => isBelow(folder, file))
  );
}

/** So few files need no care for memory, which would take a tenth of the total time. */
const few = 100;

/** A content with which a file is known already has no event of its own. */
type Read = readonly [file: string, content: FileContent | 'in a chart' | undefined, trouble?: Trouble | undefined];

/** What a walk finds in the folders, without the files that PATHs name. */
function foundIn({ root, folders, files }: Targets, { rules }: Selection): readonly FoundFile[] {
  const named = new Set(files);
  return folders.flatMap((directory) =>
    [...walk(root, { rules: rules(), directory })].filter(({ path: file }) => !named.has(file)),
  );
}

/** Every file of the workspace once. A PATH may name both a file and its folder. */
function* everything(
  { root, files }: Targets,
  found: readonly FoundFile[],
  streams: ReadonlyMap<string, Buffer>,
  given: Given,
  isInChart: (file: string) => boolean,
  { isExcluded }: Selection,
): Generator<Read> {
  for (const { path: file, unread, trouble } of found) {
    if (isInChart(file)) {
      // Helm reads other files than a walk. Only manifests are counted.
      if (isManifestPath(file)) {
        yield [file, 'in a chart'];
      }
    } else if (unread) {
      yield [file, { unread }, trouble];
    } else {
      const read = readContent(root, file);
      yield [file, read?.content, read?.trouble];
    }
  }
  for (const file of files.filter((each) => !isExcluded(each))) {
    if (isInChart(file)) {
      yield [file, 'in a chart'];
      continue;
    }
    const bytes = given.get(file);
    const read = bytes ? contentOf(file, bytes) : readContent(root, file);
    const trouble = read
      ? (read.trouble ?? languageTrouble(read.content))
      : { message: 'No such file.', refused: true };
    yield [file, read?.content, trouble];
  }
  for (const [name, bytes] of streams) {
    if (bytes.length > largestFile) {
      yield [name, undefined, { message: 'The file is larger than 16 MB and is not read.', refused: true }];
    } else {
      const { content, trouble } = contentOf(name, bytes, undefined);
      yield [name, content, trouble];
    }
  }
}

/** A person who names a template as a PATH expects it to be checked. */
function languageTrouble(content: FileContent): Trouble | undefined {
  return 'unread' in content ? { message: `Cannot be checked: ${content.unread.because}.`, refused: true } : undefined;
}

interface StatedSettings {
  /** The path as it is shown; undefined if there is none. */
  readonly file?: string;
  readonly text?: string;
  readonly settings: Partial<Settings>;
  readonly ignore?: IgnorePatterns;
  readonly errors: readonly ReportedError[];
}

function settingsOf(targets: Targets, cwd: string): StatedSettings {
  const folder = settingsFoldersOf(targets, cwd).find((each) => existsSync(path.join(each, settingsFileName)));
  if (folder === undefined) {
    return { settings: {}, errors: [] };
  }
  const absolute = path.join(folder, settingsFileName);
  const file = slashes(path.relative(cwd, absolute));
  try {
    const decoded = decode(readFileSync(absolute));
    if ('invalid' in decoded) {
      return { settings: {}, errors: [{ file, range: wholeFile, message: `The file ${decoded.invalid.because}.` }] };
    }
    const { text } = decoded;
    const { settings, errors } = readSettings(
      text,
      rules.map((rule) => rule.code),
    );
    return {
      file,
      text,
      settings: settings.overrides
        ? { ...settings, overrides: overridesFrom(folder, settings.overrides, targets.root) }
        : settings,
      ...(settings.ignore ? { ignore: { folder, patterns: settings.ignore } } : {}),
      errors: errors.map((error) => ({ file, range: rangeIn(text, error), message: error.message })),
    };
  } catch (error) {
    const message = `Could not be read (${(error as NodeJS.ErrnoException).code}).`;
    return { settings: {}, errors: [{ file, range: wholeFile, message }] };
  }
}

/** An error of a file as a whole has no place in it. */
export const wholeFile: PositionRange = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
