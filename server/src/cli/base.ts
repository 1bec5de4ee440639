import type { Analysis } from '../core/analysis.ts';
import { syntaxErrors } from '../core/features/syntaxErrors.ts';
import { fingerprintOf } from '../core/fingerprint.ts';
import type { Problem, Unknown } from '../core/model/problem.ts';
import { eachProblemOf, eachUnknownOf } from '../core/problems.ts';
import { baseName, directoryOf } from '../core/text/path.ts';
import { entriesOf } from '../core/text/versionedMap.ts';
import type { ReportBase } from '../formats/report.ts';
import { takeBaseline } from './baseline.ts';
import { bundleMembers } from './bundleMembers.ts';
import type { Io } from './io.ts';
import type { Workspace } from './workspace.ts';

/** A commit with which the files of a workspace were compared. */
export interface Base {
  /** @param all whether findings that the commit had are reported too */
  reportBase(analysis: Analysis, all: boolean): ReportBase;
  /** Whether a file that was read is the same in the commit. */
  isAsThen(file: string): boolean;
}

/**
 * Makes the wiring of a commit the baseline of a workspace, and remembers which findings the commit had. The same
 * rules judge both states, and only resources that differ are judged twice.
 */
export async function compareWithBase(
  workspace: Workspace,
  ref: string,
  io: Io,
): Promise<Base | { readonly trouble: string }> {
  const taken = await takeBaseline(workspace, ref, io, (then) => findingsOf(then, (file) => file));
  if ('trouble' in taken) {
    return taken;
  }
  const { name, renamed, differing, inCommit } = taken;
  return {
    reportBase: (analysis, all) => reportBase(name, analysis, inCommit, pathsThen(renamed), all),
    isAsThen: (file) => !differing.has(file),
  };
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
  const membersOf = bundleMembers(analysis);
  const isOld = (mark: string) => (has.get(mark) ?? 0) <= (had.get(mark) ?? 0);
  return {
    name,
    has: (finding) => !all && membersOf(finding).every((each) => !isLost(each) && isOld(markOf(each, pathThen))),
    hasError: (file, message) => !all && isOld(markOfError(pathThen(file), message)),
  };
}

function isLost(finding: Problem | Unknown): boolean {
  return 'lost' in finding && finding.lost !== undefined;
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
