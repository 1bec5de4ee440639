import path from 'node:path';
import type { Analysis } from '../core/analysis.ts';
import { syntaxErrors } from '../core/features/syntaxErrors.ts';
import { fingerprintOf, fingerprintsOf } from '../core/fingerprint.ts';
import { type KnownProblem, type ListedProblem, readKnownProblems } from '../core/knownProblems.ts';
import type { Problem } from '../core/model/problem.ts';
import { documentNumber, eachProblemOf } from '../core/problems.ts';
import { compareText } from '../core/text/compare.ts';
import { getOrInsertComputed } from '../core/text/maps.ts';
import { optional } from '../core/text/optional.ts';
import { baseName, directoryOf, isBelow, pathIn } from '../core/text/path.ts';
import { fingerprintOfError, unusableFileCode } from '../formats/findings.ts';
import { positionIn, rangeIn } from '../formats/positions.ts';
import type { ReportedError, ReportKnown } from '../formats/report.ts';
import { decode } from '../sources/decode.ts';
import { existsSync, readFileSync } from '../sources/disk.ts';
import { slashes } from '../sources/fileNames.ts';
import { bundleMembers } from './bundleMembers.ts';
import { type Io, UsageError } from './io.ts';
import { type Workspace, wholeFile } from './workspace.ts';

/** A file of known problems as it was read. */
export interface KnownFile {
  /** Absolute, as is `folder`, to which its paths are relative. */
  readonly path: string;
  readonly folder: string;
  /** As a person knows it: relative to the current folder. */
  readonly shown: string;
  readonly text: string;
  readonly problems: readonly ListedProblem[];
  /** If there are some, `problems` must not be used. */
  readonly errors: readonly ReportedError[];
}

/**
 * Reads a file of known problems; undefined if it does not exist.
 *
 * @throws UsageError if it cannot be read
 */
export function readKnownFile(given: string, io: Io): KnownFile | undefined {
  const absolute = path.resolve(io.cwd, given);
  const shown = slashes(path.relative(io.cwd, absolute)) || '.';
  const file = { path: absolute, folder: path.dirname(absolute), shown };
  let bytes: Buffer;
  try {
    bytes = readFileSync(absolute);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') {
      return undefined;
    }
    throw new UsageError(`${given} could not be read (${code}).`);
  }
  const decoded = decode(bytes);
  if ('invalid' in decoded) {
    const message = `The file ${decoded.invalid.because}.`;
    return { ...file, text: '', problems: [], errors: [{ file: shown, range: wholeFile, message }] };
  }
  const { text } = decoded;
  const { problems, errors } = readKnownProblems(text);
  return {
    ...file,
    text,
    problems,
    errors: errors.map((error) => ({ file: shown, range: rangeIn(text, error), message: error.message })),
  };
}

/** Something that a check of the workspace finds now, as an entry of a file of known problems. */
export interface Present {
  /** Absent for an error. */
  readonly problem?: Problem;
  /** The file of the problem, as the workspace knows it. */
  readonly path: string;
  readonly entry: KnownProblem;
  /** The fingerprint if files and directories had other paths. */
  fingerprintAt(pathThen: (path: string) => string): string;
}

/** Which of the listed problems are still there. */
export interface Comparison {
  readonly present: readonly Present[];
  readonly listed: ReadonlyMap<Present, ListedProblem>;
  /** Entries whose file has moved; `listed` has them too. */
  readonly moved: ReadonlySet<ListedProblem>;
  /** Entries whose problem is gone. Files that were not checked are not judged. */
  readonly gone: readonly ListedProblem[];
}

/**
 * Compares the problems of a workspace with a list.
 *
 * @param folder absolute; the paths of the list are relative to it
 */
export function compareWithKnown(workspace: Workspace, list: readonly ListedProblem[], folder: string): Comparison {
  const present = presentIn(workspace, folder);
  const byFingerprint = new Map(list.map((each) => [each.fingerprint, each]));
  const listed = new Map<Present, ListedProblem>();
  for (const each of present) {
    const entry = byFingerprint.get(each.entry.fingerprint);
    if (entry) {
      listed.set(each, entry);
    }
  }
  const found = new Set(listed.values());
  const left = list.filter((each) => !found.has(each));
  const moved = movedEntries(
    present.filter((each) => !listed.has(each)),
    left.filter(({ file }) => !existsSync(path.join(folder, file))),
  );
  for (const [each, entry] of moved) {
    listed.set(each, entry);
  }
  const isMoved = new Set(moved.values());
  const isChecked = checkedPaths(workspace, folder);
  return { present, listed, moved: isMoved, gone: left.filter((each) => !isMoved.has(each) && isChecked(each)) };
}

/** What a report leaves out because it is known. A lost reference is never left out. */
export function reportKnown(analysis: Analysis, file: KnownFile, comparison: Comparison, root: string): ReportKnown {
  const { listed, gone, moved } = comparison;
  const problems = new Set([...listed.keys()].flatMap(({ problem }) => problem ?? []));
  const errors = new Set(
    [...listed.keys()].flatMap((each) => (each.problem ? [] : [`${each.path} ${each.entry.message}`])),
  );
  const membersOf = bundleMembers(analysis);
  const stale = (each: ListedProblem) => ({
    code: each.code,
    file: slashes(path.relative(root, path.join(file.folder, each.file))),
    resource: each.resource ?? null,
    message: each.message,
    line: positionIn(file.text, each.start).line,
  });
  return {
    file: file.shown,
    has: (problem) =>
      membersOf(problem).every((each) => !('lost' in each && each.lost) && problems.has(each as Problem)),
    hasError: (path, message) => errors.has(`${path} ${message}`),
    gone: gone.map(stale),
    moved: [...moved].map(stale),
  };
}

/** All problems and errors of the workspace, in order, also those that are hints. */
function presentIn(workspace: Workspace, folder: string): readonly Present[] {
  const analysis = workspace.analysis();
  const { root } = workspace.targets;
  const pathHere = (file: string) => slashes(path.relative(folder, path.join(root, file)));
  return workspace.paths().flatMap((file) => {
    if (!workspace.isIncluded(file)) {
      return [];
    }
    const problems = inOrder(analysis, eachProblemOf(analysis, file));
    const fingerprints = fingerprintsOf(problems, pathHere);
    const messages = syntaxErrors(analysis, file).map(({ error }) => error.message);
    const unusable = workspace.unusable.get(file)?.message;
    return [
      ...problems.map(
        (problem, at): Present => ({
          problem,
          path: file,
          entry: entryOf(problem, pathHere, fingerprints[at]!),
          fingerprintAt: (pathThen) => fingerprintOf(problem, (each) => pathThen(pathHere(each))),
        }),
      ),
      ...[...messages, ...(unusable === undefined ? [] : [unusable])].map((message): Present => {
        const here = pathHere(file);
        const fingerprint = fingerprintOfError(here, message);
        return {
          path: file,
          entry: { code: unusableFileCode, file: here, message, fingerprint },
          fingerprintAt: (pathThen) => fingerprintOfError(pathThen(here), message),
        };
      }),
    ];
  });
}

function entryOf(
  { code, message, at, resource }: Problem,
  pathHere: (path: string) => string,
  fingerprint: string,
): KnownProblem {
  const { kind, namespace, name, bundle } = resource;
  return {
    code,
    file: pathHere(at.document.file),
    ...optional('bundle', bundle === undefined ? undefined : pathHere(bundle) || '.'),
    resource: `${kind} ${namespace ? `${namespace.value}/` : ''}${name}`,
    message,
    fingerprint,
  };
}

function inOrder(analysis: Analysis, problems: readonly Problem[]): readonly Problem[] {
  const numbers = new Map<Problem['at']['document'], number>();
  const numberOf = ({ at }: Problem) =>
    getOrInsertComputed(numbers, at.document, (document) => documentNumber(analysis, document));
  return problems.toSorted(
    (a, b) =>
      numberOf(a) - numberOf(b) ||
      a.at.range.start - b.at.range.start ||
      a.at.range.end - b.at.range.end ||
      compareText(a.code, b.code) ||
      compareText(a.resource.bundle ?? '', b.resource.bundle ?? '') ||
      compareText(a.message, b.message),
  );
}

/**
 * Entries whose file does not exist any more, each with the problem that is the same at another path. The file was
 * renamed in its directory, or it was moved and kept its name.
 */
function movedEntries(
  present: readonly Present[],
  entries: readonly ListedProblem[],
): ReadonlyMap<Present, ListedProblem> {
  const moved = new Map<Present, ListedProblem>();
  for (const [then, own] of Map.groupBy(entries, ({ file }) => file)) {
    const left = new Set(own);
    for (const each of present) {
      const now = each.entry.file;
      if (moved.has(each) || left.size === 0 || !mayBeMoved(then, now)) {
        continue;
      }
      const fingerprint = each.fingerprintAt(pathBefore(then, now));
      const same = [...left].find((entry) => entry.fingerprint.replace(/-\d+$/, '') === fingerprint);
      if (same) {
        moved.set(each, same);
        left.delete(same);
      }
    }
  }
  return moved;
}

function mayBeMoved(then: string, now: string): boolean {
  return then !== now && (baseName(then) === baseName(now) || directoryOf(then) === directoryOf(now));
}

/** The former paths of a file, and of the directories that moved with it. */
function pathBefore(then: string, now: string): (path: string) => string {
  const [from, to] = [then.split('/'), now.split('/')];
  while (from.length > 0 && to.length > 0 && from.at(-1) === to.at(-1)) {
    from.pop();
    to.pop();
  }
  const [before, after] = [from.join('/'), to.join('/')];
  return (file) => {
    if (file === now) {
      return then;
    }
    return isBelow(after, file)
      ? pathIn(before, after === '' ? file : file.slice(after.length + 1)).replace(/\/$/, '')
      : file;
  };
}

/** Whether a problem that is not found in a file is gone, and not only outside of what was checked. */
function checkedPaths(workspace: Workspace, folder: string): (entry: KnownProblem) => boolean {
  const { root, folders, files } = workspace.targets;
  const read = new Set([...workspace.paths(), ...files]);
  const isChecked = (given: string) => {
    const file = slashes(path.relative(root, path.join(folder, given)));
    return (
      workspace.isIncluded(file) &&
      (read.has(file) || folders.some((each) => (each === '' ? !file.startsWith('../') : file.startsWith(`${each}/`))))
    );
  };
  return ({ file, bundle }) =>
    isChecked(file) && (bundle === undefined || isChecked(pathIn(bundle === '.' ? '' : bundle, 'kustomization.yaml')));
}
