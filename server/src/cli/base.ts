import path from 'node:path';
import type { Analysis } from '../core/analysis.ts';
import { syntaxErrors } from '../core/features/syntaxErrors.ts';
import { fingerprintOf } from '../core/fingerprint.ts';
import type { Problem, Unknown } from '../core/model/problem.ts';
import { eachProblemOf, eachUnknownOf } from '../core/problems.ts';
import { baseName, directoryOf } from '../core/text/path.ts';
import { entriesOf } from '../core/text/versionedMap.ts';
import type { ReportBase } from '../formats/report.ts';
import { GitTrouble } from '../sources/git.ts';
import { namedBytes, namedFile } from '../sources/namedFile.ts';
import { openPast, type Past } from '../sources/past.ts';
import { renamesOf, type SideOfRename } from '../sources/renames.ts';
import { contentOf, readContent, textOfContent } from '../sources/workspaceFiles.ts';
import type { FileContent } from '../world.ts';
import type { Io } from './io.ts';
import type { NamedFiles, Workspace } from './workspace.ts';

/** A commit with which the files of a workspace were compared. */
export interface Base {
  /** @param all whether findings that the commit had are reported too */
  reportBase(analysis: Analysis, all: boolean): ReportBase;
  /** Whether a file that was read is the same in the commit. */
  isAsThen(file: string): boolean;
}

/**
 * Makes the wiring of a commit the baseline of a workspace, and remembers which findings the commit had. The
 * world is brought into the state of the commit and back: the same rules judge both states, and only resources
 * that differ are judged twice.
 */
export async function compareWithBase(
  workspace: Workspace,
  ref: string,
  io: Io,
): Promise<Base | { readonly trouble: string }> {
  const { targets, world } = workspace;
  const { root } = targets;
  const apply = (files: ReadonlyMap<string, FileContent | undefined>) =>
    world.apply({ type: 'FilesChanged', folder: root, files });
  try {
    const folders = [...targets.folders, ...targets.files.map((file) => directoryOf(file))];
    const past = await openPast(
      root,
      [...new Set(folders)].map((folder) => path.join(root, folder)),
      ref,
      io.env,
    );
    const now = new Set(workspace.paths().filter((file) => workspace.covers(file)));
    const then = await filesThen(past, workspace, now);
    const renamed = renamedSince(past, then, now, root);

    const named = namedThen(past, root);
    workspace.lookIn(named.look);
    apply(then);
    while (await named.readWanted()) {
      // A file that was just read may be a kustomization, which names further files.
      apply(new Map());
    }
    const had = findingsOf(workspace.analysis(), (file) => file);
    world.apply({ type: 'BaselineChanged', folder: root, baseline: { name: past.name, current: true, renamed } });
    workspace.lookIn(undefined);
    apply(new Map([...then.keys()].map((file) => [file, readContent(root, file)?.content])));
    return {
      reportBase: (analysis, all) => reportBase(past.name, analysis, had, pathsThen(renamed), all),
      isAsThen: (file) => !then.has(file),
    };
  } catch (error) {
    if (error instanceof GitTrouble) {
      return { trouble: error.message };
    }
    throw error;
  }
}

/**
 * The content, in the commit, of the files of the workspace that differ from it. Undefined for files that did
 * not exist.
 */
async function filesThen(
  past: Past,
  workspace: Workspace,
  now: ReadonlySet<string>,
): Promise<Map<string, FileContent | undefined>> {
  const files = new Map<string, FileContent | undefined>();
  for (const file of now) {
    if (past.kindOf(file) === undefined) {
      files.set(file, undefined);
    }
  }
  const covered = [...past.paths()].filter((file) => workspace.covers(file));
  for (const [file, bytes] of await past.readDiffering(covered)) {
    files.set(file, bytes ? contentOf(file, bytes).content : tooLarge(file));
  }
  return files;
}

function tooLarge(file: string): FileContent {
  return { unread: { because: `${file} is larger than 16 MB`, isOpaque: true } };
}

/** New path by old path. */
function renamedSince(
  past: Past,
  then: ReadonlyMap<string, FileContent | undefined>,
  now: ReadonlySet<string>,
  root: string,
): Map<string, string> {
  const gone: SideOfRename[] = [];
  const come: SideOfRename[] = [];
  for (const [file, content] of then) {
    if (content && !now.has(file)) {
      gone.push({ path: file, id: past.idOf(file) ?? '', text: textOfContent(content) ?? '' });
    } else if (!content) {
      const read = readContent(root, file)?.content;
      come.push({ path: file, id: past.idOnDisk(file) ?? '', text: (read && textOfContent(read)) ?? '' });
    }
  }
  return renamesOf(gone, come);
}

/**
 * The content in the commit of paths that kustomizations of the commit name and no walk finds. Content that git
 * has to read is read later.
 */
function namedThen(past: Past, root: string): { readonly look: NamedFiles; readWanted(): Promise<boolean> } {
  /** Undefined for a path that is on disk as it was. */
  const known = new Map<string, FoundThen | undefined>();
  const wanted = new Set<string>();
  return {
    look: (file, as) => {
      if (past.kindOf(file) !== 'file') {
        return undefined;
      }
      if (!known.has(file)) {
        wanted.add(file);
        return undefined;
      }
      const found = known.get(file);
      if (!found) {
        return namedFile(root, file, as);
      }
      const key = `in the commit: ${past.idOf(file)}`;
      return found.bytes ? namedBytes(file, found.bytes, key, as) : { key, read: () => ({ content: tooLarge(file) }) };
    },
    readWanted: async () => {
      const differing = await past.readDiffering(wanted);
      for (const file of wanted) {
        known.set(file, differing.has(file) ? { bytes: differing.get(file) } : undefined);
      }
      const any = wanted.size > 0;
      wanted.clear();
      return any;
    },
  };
}

interface FoundThen {
  /** Undefined if the file is too large. */
  readonly bytes: Buffer | undefined;
}

/** How often each finding occurs, by fingerprint. */
type Findings = ReadonlyMap<string, number>;

function findingsOf(analysis: Analysis, pathThen: (file: string) => string): Findings {
  const counts = new Map<string, number>();
  const count = (fingerprint: string) => counts.set(fingerprint, (counts.get(fingerprint) ?? 0) + 1);
  for (const [file] of entriesOf(analysis.index.files)) {
    for (const each of [...eachProblemOf(analysis, file), ...eachUnknownOf(analysis, file)]) {
      count(markOf(each, pathThen));
    }
    for (const { error } of syntaxErrors(analysis, file)) {
      count(markOfError(pathThen(file), error.message));
    }
  }
  return counts;
}

/** A finding that was unknown in the commit and is a problem now is new. */
function markOf(finding: Problem | Unknown, pathThen: (file: string) => string): string {
  return `${'because' in finding ? 'unknown' : 'problem'} ${fingerprintOf(finding, pathThen)}`;
}

function markOfError(file: string, message: string): string {
  return `error ${file} ${message}`;
}

function reportBase(
  name: string,
  analysis: Analysis,
  had: Findings,
  pathThen: (file: string) => string,
  all: boolean,
): ReportBase {
  const has = findingsOf(analysis, pathThen);
  const isOld = (mark: string) => (has.get(mark) ?? 0) <= (had.get(mark) ?? 0);
  return {
    name,
    has: (finding) =>
      !all && membersOf(analysis, finding).every((each) => !isLost(each) && isOld(markOf(each, pathThen))),
    hasError: (file, message) => !all && isOld(markOfError(pathThen(file), message)),
  };
}

function isLost(finding: Problem | Unknown): boolean {
  return 'lost' in finding && finding.lost !== undefined;
}

/** The findings that are reported as one: the same finding of every bundle that includes the place. */
function membersOf(analysis: Analysis, finding: Problem | Unknown): readonly (Problem | Unknown)[] {
  const { code, at } = finding;
  const all = 'because' in finding ? eachUnknownOf : eachProblemOf;
  return all(analysis, at.document.file).filter(
    (each) =>
      each.code === code &&
      each.at.document === at.document &&
      each.at.range.start === at.range.start &&
      each.at.range.end === at.range.end,
  );
}

/** The former paths of files and directories. */
function pathsThen(renamed: ReadonlyMap<string, string>): (file: string) => string {
  const directories = new Map<string, string>();
  for (const [now, then] of renamed) {
    if (baseName(now) === baseName(then)) {
      directories.set(directoryOf(now), directoryOf(then));
    }
  }
  return (file) => renamed.get(file) ?? directories.get(file) ?? file;
}
