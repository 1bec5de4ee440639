import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Analysis, fileOf } from '../../../server/src/core/analysis.ts';
import { IndexReader } from '../../../server/src/core/index/reader.ts';
import type { Problem } from '../../../server/src/core/model/problem.ts';
import { eachProblemOf } from '../../../server/src/core/problems.ts';
import { resourceBefore } from '../../../server/src/core/resolve/lost/counterparts.ts';
import { variantsOf } from '../../../server/src/core/resolve/scope/overlayVariants.ts';
import { resolveServiceSelector } from '../../../server/src/core/resolve/serviceSelector.ts';
import { entriesOf } from '../../../server/src/core/text/versionedMap.ts';
import { isManifestPath } from '../../../server/src/sources/fileNames.ts';
import { Counts, shareOf, tableOf } from '../breaks/counts.ts';
import { type Reported, reportedIn } from '../measure.ts';
import { Blobs, chosenCommits } from './choice.ts';
import { type Commit, GitHistory, type Tree } from './gitHistory.ts';
import { type Directory, directoryOf, lossesIn, type NaiveLoss } from './naive.ts';
import { WorkingTree } from './past.ts';

/** The reports about changes that people made. */
export interface MeasuredCommits {
  /** Markdown. */
  readonly tables: string;
  /**
   * Every lost or moved edge that is reported, and every loss that only the naive check finds, a line of columns each.
   */
  readonly lines: readonly string[];
  /** Reported warnings of lost edges that nobody has read. */
  readonly unread: readonly string[];
}

/** One commit, compared with its parent. */
export interface Compared {
  readonly commit: Commit;
  /** Of the parent, e.g. `parent 4ef8179`; messages name it. */
  readonly baseline: string;
  /** Problems of edges that are lost. */
  readonly lost: readonly Reported[];
  /** Problems of edges that lead to something else than before. */
  readonly moved: readonly Reported[];
  readonly naive: readonly ClassifiedLoss[];
}

/** A loss that the naive check finds, and Podwire's answer: `told`, or why it reports nothing. */
export interface ClassifiedLoss extends NaiveLoss {
  readonly class: string;
  readonly detail: string;
}

/**
 * Compares commits with their parents, as `check --base` does.
 *
 * @param root a folder that holds one repository of git for each folder in it, bare or with a working tree
 * @param most commits of each
 * @param progress is given the number of commits of each repository when it is done
 */
export function measureCommits(
  root: string,
  most: number,
  progress: (repository: string, commits: number) => void = () => {},
): MeasuredCommits {
  const start = performance.now();
  const counts = new Counts();
  const verdicts = readCommitVerdicts();
  const lines: string[] = [];
  const unread: string[] = [];
  const classes = new Set<string>();
  let milliseconds = 0;
  for (const repository of readdirSync(root).sort()) {
    const history = new GitHistory(path.join(root, repository));
    let compared = 0;
    for (const each of comparedCommits(repository, history, most)) {
      compared++;
      milliseconds += each.milliseconds;
      const place = `${repository}\t${each.commit.id.slice(0, 12)}`;
      for (const { file, service, class: what, detail } of each.naive) {
        classes.add(what);
        counts.add(what, 'all');
        counts.add('naive', 'all', ...(what === told ? ['told'] : []));
        if (what !== told) {
          lines.push(`not told\t${place}\t${what}\t${file}\t${service.name}\t${detail}`);
        }
      }
      for (const problem of each.moved) {
        counts.add('moved', problem.problem.severity);
        lines.push(`moved\t${place}\t${lineOf(problem)}`);
      }
      for (const problem of each.lost) {
        const { code, severity, lost } = problem.problem;
        const verdict = verdicts.get(keyOfCommit(repository, each.commit, problem));
        const columns = ['all', severity, verdict ?? 'not read'];
        counts.add('lost', ...columns);
        counts.add(`\`${code}\`, ${lost?.cause}`, ...columns);
        lines.push(`${verdict ?? 'lost'}\t${place}\t${lineOf(problem)}`);
        if (verdict === undefined && severity !== 'hint' && severity !== 'information') {
          unread.push(`${keyOfCommit(repository, each.commit, problem)}\t${problem.problem.message}`);
        }
      }
      counts.add(
        'commits',
        'all',
        ...(each.lost.length > 0 ? ['lost'] : []),
        ...(each.naive.length > 0 ? ['naive'] : []),
      );
    }
    progress(repository, compared);
    if (compared > 0) {
      counts.add('repositories', 'all');
    }
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  const commits = counts.of('commits', 'all');
  const took = `${seconds} seconds, ${(milliseconds / Math.max(1, commits)).toFixed(0)} milliseconds for each commit.`;
  return { tables: `${tablesOf(counts, [...classes].sort())}\n\n${took}\n`, lines: lines.sort(), unread };
}

export const told = 'told as lost';

/** The oldest first, so that from one to the next little changes. */
export function* comparedCommits(
  repository: string,
  history: GitHistory,
  most: number,
): Generator<Compared & { readonly milliseconds: number }> {
  const blobs = new Blobs(history);
  const tree = new WorkingTree(history);
  for (const commit of chosenCommits(repository, history, blobs, most).toReversed()) {
    const before = history.treeOf(commit.parent);
    const after = history.treeOf(commit.id);
    if (!before || !after) {
      continue;
    }
    const start = performance.now();
    const baseline = `parent ${commit.parent.slice(0, 7)}`;
    const losses = naiveLosses(commit, before, after, blobs);
    const analysis = tree.compare(baseline, before, after);
    const isMoved = ({ lost, message }: Problem) => lost === undefined && message.includes(baseline);
    const reported = [...entriesOf(analysis.index.files)].flatMap(([file]) =>
      eachProblemOf(analysis, file).some((problem) => problem.lost || isMoved(problem))
        ? reportedIn(analysis, file, file)
        : [],
    );
    yield {
      commit,
      baseline,
      lost: reported.filter(({ problem }) => problem.lost),
      moved: reported.filter(({ problem }) => isMoved(problem)),
      naive: losses.map((loss) => ({ ...loss, ...classOf(loss, analysis) })),
      milliseconds: performance.now() - start,
    };
  }
}

/** The findings of the naive check in the directories that the commit changes. */
function naiveLosses(commit: Commit, before: Tree, after: Tree, blobs: Blobs): readonly NaiveLoss[] {
  const directories = new Set(commit.changes.map((change) => directoryOf(change.path)));
  const sides = [before, after].map((tree) => {
    const files = [...tree].filter(
      ([file, { type }]) => type === 'file' && isManifestPath(file) && directories.has(directoryOf(file)),
    );
    blobs.load(files.map(([, { id }]) => id));
    return Map.groupBy(files, ([file]) => directoryOf(file));
  });
  return [...directories].flatMap((directory) => {
    const [then, now] = sides.map(
      (side): Directory =>
        new Map((side.get(directory) ?? []).map(([file, { id }]) => [file, blobs.objects(id) ?? []] as const)),
    );
    return lossesIn(then!, now!);
  });
}

/** Podwire's answer for a Service that lost its pods according to the naive check. */
function classOf({ file, service }: NaiveLoss, analysis: Analysis): Pick<ClassifiedLoss, 'class' | 'detail'> {
  const problem = eachProblemOf(analysis, file)
    .filter(({ code, resource }) => code === 'service-selects-nothing' && isNamed(resource.name, service.name))
    .sort((a, b) => Number(b.lost !== undefined) - Number(a.lost !== undefined))[0];
  if (problem) {
    return { class: problem.lost ? told : 'told as a guess', detail: problem.message };
  }
  const index = new IndexReader(analysis.index);
  const written = (fileOf(analysis, file)?.documents ?? [])
    .flatMap(({ facts }) => facts.resources)
    .filter((each) => each.kind === 'Service' && each.name === service.name);
  const variants = written.flatMap((each) => variantsOf(each, index)).filter((each) => each.service);
  for (const variant of variants) {
    const resolution = resolveServiceSelector(variant, index, analysis.settings);
    const targets = resolution.type === 'found' ? resolution.targets : [];
    if (targets.length > 0) {
      return { class: 'other pods match', detail: targets.map(({ document }) => document.file).join(', ') };
    }
    if (resolution.type === 'unknown') {
      return { class: 'not known', detail: resolution.because };
    }
    const edges = resourceBefore(variant, index)?.edges.filter(({ role }) => role === 'selector') ?? [];
    if (edges.every((each) => each.targets.length === 0)) {
      return { class: 'reached nothing before either', detail: '' };
    }
  }
  return variants.length === 0 ? { class: 'not judged', detail: '' } : { class: 'silent', detail: '' };
}

/** A kustomization may add a prefix and a suffix to a name. */
function isNamed(name: string, written: string): boolean {
  return name.includes(written);
}

function lineOf({ problem, file, line }: Reported): string {
  return `${file}:${line}\t${problem.code}\t${problem.severity}\t${problem.lost?.cause ?? ''}\t${problem.message}`;
}

function tablesOf(counts: Counts, classes: readonly string[]): string {
  const of = (row: string, column: string) => counts.of(row, column);
  const commits = of('commits', 'all');
  const apart = [...apartVerdicts].reduce((sum, each) => sum + of('lost', each), 0);
  const judged = of('lost', 'right') + of('lost', 'wrong');
  const first = tableOf(
    ['', 'found', 'of'],
    [
      ['repositories with such commits', of('repositories', 'all'), ''],
      ['commits that change what was wired', commits, ''],
      ['commits with a lost edge that is told', of('commits', 'lost'), commits],
      ['commits in which the naive check finds a loss', of('commits', 'naive'), commits],
      ['losses of the naive check that are told as lost', of('naive', 'told'), of('naive', 'all')],
      ...classes
        .filter((each) => each !== told)
        .map((each) => [`of the others: ${each}`, of(each, 'all'), of('naive', 'all')]),
      ['lost edges that are told', of('lost', 'all'), ''],
      ['of these right', of('lost', 'right'), judged],
      ['of these apart: bundles, moved files, changes in several commits', apart, of('lost', 'all')],
      ['of these not read', of('lost', 'not read'), of('lost', 'all')],
      ['edges that lead elsewhere, warnings', of('moved', 'warning'), ''],
      ['edges that lead elsewhere, information', of('moved', 'information'), ''],
    ],
  );
  const rows = counts.rows().filter((row) => row.startsWith('`'));
  const second = tableOf(
    ['lost edges, by rule and cause', 'number', 'right', 'wrong', 'apart'],
    rows
      .sort()
      .map((row) => [
        row,
        of(row, 'all'),
        of(row, 'right'),
        of(row, 'wrong'),
        [...apartVerdicts].reduce((sum, each) => sum + of(row, each), 0),
      ]),
  );
  const share =
    judged === 0 ? '' : `\n\nRight of those that are right or wrong: ${shareOf(of('lost', 'right'), judged)} %.`;
  return `${first}\n\n${second}${share}`;
}

const verdictsFile = new URL('verdicts.tsv', import.meta.url);

/** Verdicts that are neither for nor against a report. */
const apartVerdicts: ReadonlySet<string> = new Set(['bundle', 'moved', 'several commits']);

/** The verdict of a person about each warning of a lost edge, by `keyOfCommit`. */
export function readCommitVerdicts(): ReadonlyMap<string, string> {
  const verdicts = new Map<string, string>();
  for (const row of existsSync(verdictsFile) ? readFileSync(verdictsFile, 'utf8').split('\n').slice(1) : []) {
    const [repository = '', commit = '', code = '', place = '', verdict = '', reason = ''] = row.split('\t');
    if (row !== '') {
      if ((verdict !== 'right' && verdict !== 'wrong' && !apartVerdicts.has(verdict)) || reason === '') {
        throw new Error(`verdicts.tsv: no verdict in "${row}"`);
      }
      verdicts.set([repository, commit, code, place].join('\t'), verdict);
    }
  }
  return verdicts;
}

function keyOfCommit(repository: string, commit: Commit, { problem, file, line }: Reported): string {
  return [repository, commit.id.slice(0, 12), problem.code, `${file}:${line}`].join('\t');
}
