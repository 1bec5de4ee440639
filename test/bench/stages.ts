/**
 * `node test/bench/stages.ts FOLDER`: the time of a cold check of a folder, stage by stage in one run: milliseconds of
 * processor time (of all threads, and of the main thread), wall time, and the resident memory after each stage. Without
 * FOLDER it checks the corpus. If the machine is busy, the time of the main thread is the most reliable figure, because
 * V8's own threads use idle cores.
 */
import { parseArgs } from 'node:util';
import { type Analysis, analyse, emptyAnalysis } from '../../server/src/core/analysis.ts';
import { fixesFor } from '../../server/src/core/features/fixes.ts';
import type { Answers } from '../../server/src/core/index/answers.ts';
import { readFile, readPieces } from '../../server/src/core/kinds/documents.ts';
import type { SourceFile } from '../../server/src/core/model/document.ts';
import type { Problem } from '../../server/src/core/model/problem.ts';
import { problemsOf, unknownOf } from '../../server/src/core/problems.ts';
import { rules } from '../../server/src/core/rules/list.ts';
import { reportAsJson } from '../../server/src/formats/json.ts';
import { reportOf } from '../../server/src/formats/report.ts';
import { keepHeapSmall } from '../../server/src/heap.ts';
import { readContent, walk } from '../../server/src/sources/workspaceFiles.ts';
import type { FileContent } from '../../server/src/world.ts';
import { corpus } from '../corpus/unpack.ts';

const { positionals } = parseArgs({ allowPositionals: true });
const folder = positionals[0] ?? corpus();
if (folder === undefined) {
  console.error('usage: node test/bench/stages.ts FOLDER');
  process.exit(2);
}
print('start', process.cpuUsage(), process.threadCpuUsage(), performance.now());
stage('heap', keepHeapSmall);
const found = stage('walk', () => [...walk(folder)]);
stage('read bytes and decode', () => {
  for (const { path } of found) {
    readContent(folder, path);
  }
});
const files = stage('the same, scan, parse, reduce', () => {
  const files = new Map<string, SourceFile>();
  for (const { path, unread } of found) {
    const content = unread ? { unread } : readContent(folder, path)?.content;
    if (content) {
      files.set(path, fileOf(path, content));
    }
  }
  return files;
});
const indexed = stage('render, index', () => analyse(emptyAnalysis, { files, complete: true }, []).analysis);
const judged = stage('judge', () => analyse(indexed, { settings: { ...indexed.settings } }, rules).analysis);
const findings = stage('problems and unknown of all files', () =>
  [...files.keys()].map((path) => [problemsOf(judged, path).length, unknownOf(judged, path).length]),
);
const fixes = stage('fixes', () => fixesOfAll(judged));
const report = stage('report', () =>
  reportOf(judged, {
    files: files.size,
    shown: (file) => file,
    fixesOf: (problem) => fixes.get(problem) ?? [],
    errors: [],
  }),
);
const text = stage('JSON', () => reportAsJson(report));
print('all', process.cpuUsage(), process.threadCpuUsage(), performance.now());
console.log(
  `${files.size} files, ${report.problems.length} problems, ${report.unknown.length} unknown, ` +
    `${[...fixes.values()].flat().length} fixes, ${text.length} characters, ${findings.length} asked`,
);

function fileOf(path: string, content: FileContent): SourceFile {
  if ('unread' in content) {
    return { path, documents: [], unread: content.unread };
  }
  return 'text' in content ? readFile(path, content.text) : readPieces(path, content.pieces);
}

function fixesOfAll(analysis: Analysis): Map<Problem, ReturnType<typeof fixesFor>> {
  const answers: Answers = new Map();
  const found = new Map<Problem, ReturnType<typeof fixesFor>>();
  for (const path of files.keys()) {
    for (const problem of problemsOf(analysis, path)) {
      found.set(problem, fixesFor(analysis, problem, rules, answers));
    }
  }
  return found;
}

function stage<T>(name: string, work: () => T): T {
  const [start, used, ofThread] = [performance.now(), process.cpuUsage(), process.threadCpuUsage()];
  const result = work();
  print(name, process.cpuUsage(used), process.threadCpuUsage(ofThread), performance.now() - start);
  return result;
}

function print(name: string, all: NodeJS.CpuUsage, main: NodeJS.CpuUsage, milliseconds: number): void {
  const used = [all, main].map(({ user, system }) => (user + system) / 1000);
  const cells = [...used, milliseconds].map((each) => each.toFixed(0).padStart(7));
  const resident = process.memoryUsage.rss() / 2 ** 20;
  console.log(
    `${name.padEnd(34)} all threads ${cells[0]}  main ${cells[1]}  clock ${cells[2]} ms  ${resident.toFixed(0).padStart(4)} MiB`,
  );
}
