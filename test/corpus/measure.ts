import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Analysis, analyse, emptyAnalysis } from '../../server/src/core/analysis.ts';
import type { SourceFile } from '../../server/src/core/model/document.ts';
import type { Problem } from '../../server/src/core/model/problem.ts';
import { documentNow, problemsOf } from '../../server/src/core/problems.ts';
import { defaultSettings } from '../../server/src/core/settings.ts';
import { entriesOf } from '../../server/src/core/text/versionedMap.ts';
import { namedFile } from '../../server/src/sources/namedFile.ts';
import { ignoreRules, isLeftOut, readContent, walk } from '../../server/src/sources/workspaceFiles.ts';
import { createWorld, type FileContent, type NamedFile, type World } from '../../server/src/world.ts';

/** One problem that is reported in the corpus, at its place. */
export interface Reported {
  readonly problem: Problem;
  /** `owner+repository/path`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Line of its document, from 1. */
  readonly documentLine: number;
}

export interface Measured {
  readonly repositories: number;
  readonly files: number;
  readonly resources: number;
  readonly reported: readonly Reported[];
  /** The number of hints, which nobody has to read. */
  readonly hints: number;
  /** Milliseconds: walking, reading, reducing and judging; and the judging alone, by all rules. */
  readonly milliseconds: { readonly everything: number; readonly judging: number };
  /** Bytes, the most that the process held. */
  readonly memory: number;
}

/** Judges every folder of a folder by itself, as a person opens them. */
export function measure(root: string): Measured {
  const reported: Reported[] = [];
  let files = 0;
  let resources = 0;
  let everything = 0;
  let judging = 0;
  const repositories = readdirSync(root).sort();
  for (const repository of repositories) {
    const start = performance.now();
    const analysis = analysisOfFolder(path.join(root, repository));
    everything += performance.now() - start;
    judging += millisecondsOfJudging(analysis);
    for (const [file, source] of entriesOf(analysis.index.files)) {
      files += source.named ? 0 : 1;
      resources += source.documents.reduce((sum, { facts }) => sum + facts.resources.length, 0);
      reported.push(...reportedIn(analysis, file, `${repository}/${file}`));
    }
  }
  return {
    repositories: repositories.length,
    files,
    resources,
    hints: reported.filter(({ problem }) => problem.severity === 'hint').length,
    reported: reported
      .filter(({ problem }) => problem.severity !== 'hint')
      .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line)),
    milliseconds: { everything, judging },
    memory: process.resourceUsage().maxRSS * 1024,
  };
}

/** A folder as an editor opens it. */
export function analysisOfFolder(folder: string): Analysis {
  return worldOfFolder(folder).analysis(folder) ?? emptyAnalysis;
}

export function worldOfFolder(folder: string): World {
  const rules = ignoreRules(folder);
  function* contents(): Generator<readonly [string, FileContent | undefined]> {
    for (const { path: file, unread } of walk(folder, { rules })) {
      yield [file, unread ? { unread } : readContent(folder, file)?.content];
    }
  }
  const world = createWorld({
    isIgnored: (_, file) => isLeftOut(rules, file),
    namedFile: (_, file, as) => namedFile(folder, file, as) ?? (as === 'text' ? leftOut(file) : undefined),
  });
  world.apply({ type: 'FoldersChanged', added: [folder], removed: [] });
  world.apply({ type: 'FilesChanged', folder, files: contents(), complete: true });
  return world;
}

/** The archive holds manifests: what generators read may be in the repository. */
function leftOut(file: string): NamedFile {
  const because = `${file} is of a kind that the archive leaves out`;
  return { key: 'left out', read: () => ({ content: { unread: { because } } }) };
}

export function reportedIn(analysis: Analysis, file: string, shown: string): Reported[] {
  return problemsOf(analysis, file).map((problem) => {
    const document = documentNow(analysis, problem.at.document);
    const before = problem.at.document.text.slice(0, problem.at.range.start);
    const documentLine = (document?.line ?? 0) + 1;
    return { problem, file: shown, documentLine, line: documentLine + (before.match(/\r\n|\r|\n/g)?.length ?? 0) };
  });
}

/** The same files judged by every rule, and by none: the difference is the judging. */
function millisecondsOfJudging(analysis: Analysis): number {
  const files = new Map<string, SourceFile>(entriesOf(analysis.index.files));
  const time = (withRules?: readonly []) => {
    const start = performance.now();
    analyse(emptyAnalysis, { files, complete: true, settings: defaultSettings }, withRules);
    return performance.now() - start;
  };
  return Math.max(0, time() - time([]));
}

/** Whether a path leads through a folder of test fixtures. */
export function isFixturePath(file: string): boolean {
  return file.split('/').some((part) => /^(?:tests?|testdata|fixtures|e2e)$/.test(part));
}

export interface Verdict {
  readonly verdict: 'right' | 'wrong';
  readonly reason: string;
}

const verdictsFile = fileURLToPath(new URL('verdicts.tsv', import.meta.url));

/** The verdict of a person about each reported place, by `keyOf`. */
export function readVerdicts(): ReadonlyMap<string, Verdict> {
  const verdicts = new Map<string, Verdict>();
  for (const row of existsSync(verdictsFile) ? readFileSync(verdictsFile, 'utf8').split('\n').slice(1) : []) {
    const [code = '', file = '', line = '', verdict = '', reason = ''] = row.split('\t');
    if (row !== '') {
      if ((verdict !== 'right' && verdict !== 'wrong') || reason === '') {
        throw new Error(`verdicts.tsv: no verdict in "${row}"`);
      }
      verdicts.set(`${code}\t${file}\t${line}`, { verdict, reason });
    }
  }
  return verdicts;
}

export function keyOf({ problem, file, line }: Reported): string {
  return `${problem.code}\t${file}\t${line}`;
}
