import path from 'node:path';
import { styleText } from 'node:util';
import { projectRoot } from '../test/harness/vscode/project.ts';
import { run } from '../test/harness/vscode/run.ts';
import type { Suite } from './suites.ts';
import { runApart, runTogether, type TestEvent } from './test-events.ts';

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

async function runFiles({ files, oneProcess }: Suite, grep: string | undefined): Promise<Told> {
  const told: Told = { counts: { ...noCounts }, notHere: [], failures: [], skips: [], lines: [] };
  for await (const event of oneProcess ? runTogether(files, grep) : runApart(files, grep)) {
    if (event.type === 'said') told.lines.push(...event.text.trimEnd().split('\n'));
    else if (event.passed) countPass(told, event);
    else countFailure(told, event);
  }
  return told;
}

// The corpus may be absent on any machine: such a test calls `t.skip('not here: …')` and names the variable.
const isAboutTheCorpus = /^not here: .*PODWIRE_CORPUS/;

type End = Extract<TestEvent, { type: 'ended' }>;

function countPass(told: Told, { name, skip, isSuite }: End): void {
  // A `describe` is not a test.
  if (isSuite) return;
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

function countFailure(told: Told, { name, file, line, isSuite, ofChildren, detail }: End): void {
  if (ofChildren && isSuite) return;
  told.counts.tests += 1;
  told.counts.failed += 1;
  // A parent that failed only because of a child is not reported, because the child is.
  if (ofChildren) return;
  const place = file ? ` (${path.relative(projectRoot, file)}:${line ?? 1})` : '';
  told.failures.push(`${name}${place}\n${detail ?? ''}`);
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
