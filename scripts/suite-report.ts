import path from 'node:path';
import { run as runTestFiles } from 'node:test';
import { pathToFileURL } from 'node:url';
import { inspect, styleText } from 'node:util';
import { projectRoot } from '../test/harness/vscode/project.ts';
import { run } from '../test/harness/vscode/run.ts';
import type { Suite } from './suites.ts';

export interface Counts {
  tests: number;
  passed: number;
  failed: number;
  skipped: number;
}

export interface SuiteReport {
  name: string;
  counts: Counts;
  /** Reasons of tests that need something outside the project, and are therefore never required. */
  notHere: string[];
  /** The printed result of the suite: its counts, each failure with its stack, each skip with its reason. */
  text: string;
}

export const noCounts: Counts = { tests: 0, passed: 0, failed: 0, skipped: 0 };

export function addCounts(a: Counts, b: Counts): Counts {
  return {
    tests: a.tests + b.tests,
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}

/** Runs one suite to its end; `grep` is a regular expression over the names of tests. */
export async function runSuite(suite: Suite, grep: string | undefined): Promise<SuiteReport> {
  const begin = performance.now();
  const told = suite.command ? await runCommand(suite.command) : await runFiles(suite, grep);
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  return { name: suite.name, counts: told.counts, notHere: told.notHere, text: format(suite.name, seconds, told) };
}

interface Told {
  counts: Counts;
  notHere: string[];
  failures: string[];
  skips: string[];
  /** What the tests printed or reported. */
  lines: string[];
}

async function runCommand([program, ...args]: readonly [string, ...string[]]): Promise<Told> {
  const { status, output } = await run(program, args, { cwd: projectRoot });
  const passed = status === 0;
  return {
    counts: { tests: 1, passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 },
    notHere: [],
    failures: passed ? [] : [output.trimEnd()],
    skips: [],
    lines: [],
  };
}

/**
 * Runs test files in Node's own runner: each in its own process, or all of a suite in one, because the start of
 * a process for each file, and the load of the same modules in it, take several times as long as tests that
 * need nothing else. Node's `--test-isolation=none` is not used: with it (in 24.21) a file that throws after its
 * first test counts as passed, and a test that ends the process ends the run with status 0.
 */
export async function runFiles({ files, oneProcess, lane }: Omit<Suite, 'name'>, grep: string | undefined) {
  const told: Told = { counts: { ...noCounts }, notHere: [], failures: [], skips: [], lines: [] };
  const absolute = files.map((file) => path.resolve(projectRoot, file));
  const events = runTestFiles({
    ...(oneProcess ? { files: [allInOne], argv: absolute } : { files: absolute }),
    cwd: projectRoot,
    concurrency: 1,
    // VS Code brings its own Node.js, and this cache is not for it.
    env: lane === 'window' ? process.env : { NODE_COMPILE_CACHE: compiled, ...process.env },
    execArgv: ['--import', pathToFileURL(script('fail-unfinished.ts')).href],
    ...(grep === undefined ? {} : { testNamePatterns: [new RegExp(grep, 'i')] }),
  });
  for await (const { type, data } of events as AsyncIterable<{ type: string; data: RunnerData }>) {
    if (type === 'test:stdout' || type === 'test:stderr') {
      told.lines.push(...(data.message ?? '').trimEnd().split('\n'));
    } else if (type === 'test:diagnostic' && data.file !== undefined && data.file !== allInOne) {
      // Node.js reports its own counts in the same way, but without a file or for the file that it started.
      told.lines.push(...(data.message ?? '').trimEnd().split('\n'));
    } else if (type === 'test:pass') {
      countPass(told, data);
    } else if (type === 'test:fail') {
      countFailure(told, data);
    }
  }
  return told;
}

function script(name: string): string {
  return path.join(projectRoot, 'scripts', name);
}

const allInOne = script('one-process.ts');

// Half of the time of a test process, or of a program that it starts, is removing the types of the sources and
// compiling them. Node.js keeps the result here.
const compiled = path.join(projectRoot, '.cache/compiled');

/** The relevant properties of what Node's runner reports. */
interface RunnerData {
  name?: string;
  /** An absolute path. */
  file?: string;
  line?: number;
  /** The reason of a skip, or true if none is given. */
  skip?: string | boolean;
  message?: string;
  details?: { type?: string; error?: Error & { failureType?: string } };
}

// The corpus may be absent on any machine: such a test calls `t.skip('not here: …')` and names the variable.
const isAboutTheCorpus = /^not here: .*PODWIRE_CORPUS/;

function countPass(told: Told, { name, skip, details }: RunnerData): void {
  // A `describe` is not a test.
  if (details?.type === 'suite') return;
  const reason = typeof skip === 'string' ? skip : 'no reason given';
  if (skip === undefined || skip === false) {
    told.counts.tests += 1;
    told.counts.passed += 1;
  } else if (isAboutTheCorpus.test(reason)) {
    told.notHere.push(`${name}: ${reason}`);
  } else {
    told.counts.tests += 1;
    told.counts.skipped += 1;
    told.skips.push(`${name}: ${reason}`);
  }
}

function countFailure(told: Told, { name = '', file, line, details }: RunnerData): void {
  const { error, type } = details ?? {};
  // A parent that failed only because of a child is not reported, because the child is.
  const isOfChildren = error?.failureType === 'subtestsFailed';
  if (isOfChildren && type === 'suite') return;
  told.counts.tests += 1;
  told.counts.failed += 1;
  if (isOfChildren) return;
  // A file that could not run is reported with its own absolute path.
  const title = path.isAbsolute(name) ? path.relative(projectRoot, name) : name;
  const place = file ? ` (${path.relative(projectRoot, file)}:${line ?? 1})` : '';
  const cause = error?.cause ?? error;
  told.failures.push(`${title}${place}\n${cause instanceof Error ? inspect(cause) : String(cause)}`);
}

// Enough for figures and seeds, and few enough that a suite with much output does not hide the others.
const linesShown = 40;

function format(name: string, seconds: string, told: Told): string {
  const { tests, passed, failed, skipped } = told.counts;
  const counts = [
    `${passed} passed`,
    failed > 0 && `${failed} failed`,
    skipped > 0 && `${skipped} skipped`,
    told.notHere.length > 0 && `${told.notHere.length} not here`,
  ].filter(Boolean);
  const [colour, mark] =
    failed > 0 || tests + told.notHere.length === 0 ? (['red', '✖'] as const) : (['green', '✔'] as const);
  const hidden = failed > 0 ? 0 : Math.max(0, told.lines.length - linesShown);
  return [
    `${styleText(colour, mark)} ${styleText('bold', name.padEnd(12))} ${counts.join(', ')} ${styleText('dim', `(${seconds} s)`)}`,
    ...told.lines.slice(hidden).map((line) => styleText('dim', `    ${line}`)),
    ...[...told.skips, ...told.notHere].map((line) => styleText('yellow', `  ﹣ ${line}`)),
    ...told.failures.map((failure) => `${styleText('red', '  ✖ ')}${failure.replaceAll('\n', '\n    ')}`),
  ].join('\n');
}
