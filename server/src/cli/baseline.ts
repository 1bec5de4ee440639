import path from 'node:path';
import type { Analysis } from '../core/analysis.ts';
import { directoryOf } from '../core/text/path.ts';
import { fileText } from '../sources/chartArchive.ts';
import { GitTrouble } from '../sources/git.ts';
import { namedBytes, namedFile } from '../sources/namedFile.ts';
import { openPast, type Past } from '../sources/past.ts';
import { renamesOf, type SideOfRename } from '../sources/renames.ts';
import { contentOf, isManifestPath, readContent, textOfContent } from '../sources/workspaceFiles.ts';
import type { FileContent } from '../world.ts';
import { type ChartsThen, chartsThen } from './chartsThen.ts';
import type { Io } from './io.ts';
import type { NamedFiles, Workspace } from './workspace.ts';

/** A commit whose wiring is the baseline of a workspace. */
export interface TakenBaseline<T> {
  /** E.g. `HEAD 4ef8179`. */
  readonly name: string;
  /** The old path by the new path. */
  readonly renamed: ReadonlyMap<string, string>;
  /** The files that differ, with their content in the commit. */
  readonly differing: ReadonlyMap<string, FileContent | undefined>;
  /** What was asked of the state of the commit. */
  readonly inCommit: T;
}

/**
 * Makes the wiring of a commit the baseline of a workspace. The world is brought into the state of the commit and
 * back, so only what differs is read again. Nothing on disk is changed.
 *
 * @param ask is called with the analysis of the commit
 */
export async function takeBaseline<T>(
  workspace: Workspace,
  ref: string,
  io: Io,
  ask: (then: Analysis) => T,
): Promise<TakenBaseline<T> | { readonly trouble: string }> {
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
    const charts = chartsThen(past, workspace);
    const now = new Set(workspace.paths().filter((file) => workspace.covers(file) || charts.isPart(file)));
    const then = await filesThen(past, workspace, now, charts);
    const renamed = renamedSince(past, then, now, root);

    const named = namedThen(past, root);
    workspace.lookIn(named.look);
    const chartsOfCommit = charts.charts(then);
    const present = workspace.analysis().index.charts;
    world.apply({ type: 'ChartsChanged', folder: root, charts: chartsOfCommit });
    apply(new Map([...then].filter(([file]) => !charts.isPart(file))));
    while (await named.readWanted()) {
      // A file that was just read may be a kustomization, which names further files.
      apply(new Map());
    }
    const inCommit = ask(workspace.analysis());
    world.apply({ type: 'BaselineChanged', folder: root, baseline: { name: past.name, current: true, renamed } });
    workspace.lookIn(undefined);
    world.apply({
      type: 'ChartsChanged',
      folder: root,
      charts: [...chartsOfCommit.keys()].map((directory) => [directory, present.get(directory)]),
    });
    apply(
      new Map(
        [...then.keys()]
          .filter((file) => !workspace.isInChart(file))
          .map((file) => [file, isManifestPath(file) ? readContent(root, file)?.content : undefined]),
      ),
    );
    return { name: past.name, renamed, differing: then, inCommit };
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
  charts: ChartsThen,
): Promise<Map<string, FileContent | undefined>> {
  const files = new Map<string, FileContent | undefined>();
  for (const file of now) {
    if (past.kindOf(file) === undefined && !charts.isKept(file)) {
      files.set(file, undefined);
    }
  }
  const covered = [...past.paths()].filter((file) => workspace.covers(file) || charts.isPart(file));
  for (const [file, bytes] of await past.readDiffering(covered)) {
    files.set(
      file,
      bytes === undefined
        ? tooLarge(file)
        : charts.isPart(file)
          ? { text: fileText(bytes) }
          : contentOf(file, bytes).content,
    );
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
