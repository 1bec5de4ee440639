import { spawn } from 'node:child_process';
import path from 'node:path';
import { run as runTestFiles } from 'node:test';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { projectRoot } from '../test/harness/vscode/project.ts';

/** Events of Node's test runner, as plain data that can be sent from one process to another. */
export type TestEvent =
  /** A test has ended, or a `describe` has. */
  | {
      type: 'ended';
      name: string;
      passed: boolean;
      /** An absolute path. */
      file?: string | undefined;
      line?: number | undefined;
      isSuite: boolean;
      /** The reason of a skip, or true if none is given. */
      skip?: string | boolean | undefined;
      /** For a failure: whether it came only from children, which are reported themselves; else its cause. */
      ofChildren?: boolean | undefined;
      detail?: string | undefined;
    }
  /** Tests printed something, or reported it about themselves. */
  | { type: 'said'; text: string };

type RunnerEvent = AsyncIterableIterator<Parameters<typeof testEventOf>[0]>;

/** Runs each file in a process of its own, one after the other. */
export async function* runApart(files: readonly string[], grep: string | undefined): AsyncGenerator<TestEvent> {
  const stream = runTestFiles({
    files: files.map((file) => path.join(projectRoot, file)),
    cwd: projectRoot,
    concurrency: 1,
    ...(grep === undefined ? {} : { testNamePatterns: [new RegExp(grep, 'i')] }),
  });
  for await (const event of stream as unknown as RunnerEvent) {
    const told = testEventOf(event);
    if (told) yield told;
  }
}

/**
 * Runs all files in one process, for tests that change nothing outside themselves. Starting a process for each
 * file and loading the same modules in it takes several times as long as the tests. Node's own
 * `--test-isolation=none` is not used, because (in 24.21) a file that throws after its first test counts as
 * passed.
 */
export async function* runTogether(files: readonly string[], grep: string | undefined): AsyncGenerator<TestEvent> {
  const pattern = grep === undefined ? [] : [`--test-name-pattern=/${grep.replaceAll('/', '\\/')}/i`];
  const reporter = pathToFileURL(path.join(projectRoot, 'scripts/one-process-reporter.ts')).href;
  // If this script is itself tested, this variable would make the child report to Node's runner instead of its
  // own reporter.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const child = spawn(
    process.execPath,
    [
      `--test-reporter=${reporter}`,
      '--test-reporter-destination=stdout',
      ...pattern,
      'scripts/one-process.ts',
      ...files,
    ],
    { cwd: projectRoot, env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  );
  const events: TestEvent[] = [];
  let complete = false;
  let output = '';
  child.on('message', (message: TestEvent | 'complete') => {
    if (message === 'complete') complete = true;
    else events.push(message);
  });
  const append = (text: Buffer) => {
    output += text;
  };
  child.stdout?.on('data', append);
  child.stderr?.on('data', append);
  const status = await new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)));
  yield* events;
  if (output.trim() !== '') yield { type: 'said', text: output };
  const failed = events.some((event) => event.type === 'ended' && !event.passed);
  if (complete && (status === 0 || failed)) return;
  const detail = `the process ended with ${status}${complete ? '' : ' before its last test'}\n${output}`;
  yield { type: 'ended', name: 'the process of these tests', passed: false, isSuite: false, detail };
}

/** The relevant part of an event of Node's test runner. */
export function testEventOf({ type, data }: { type: string; data: RunnerData }): TestEvent | undefined {
  if (type === 'test:stdout' || type === 'test:stderr') return { type: 'said', text: data.message ?? '' };
  // Node.js reports its own counts in the same way, but without a file.
  if (type === 'test:diagnostic')
    return data.file === undefined ? undefined : { type: 'said', text: data.message ?? '' };
  if (type !== 'test:pass' && type !== 'test:fail') return undefined;
  const { error } = data.details ?? {};
  const cause = error?.cause ?? error;
  return {
    type: 'ended',
    // A file that could not run is reported with its own absolute path.
    name: path.isAbsolute(data.name ?? '') ? path.relative(projectRoot, data.name ?? '') : (data.name ?? ''),
    passed: type === 'test:pass',
    file: data.file,
    line: data.line,
    isSuite: data.details?.type === 'suite',
    skip: data.skip,
    ...(error
      ? {
          ofChildren: error.failureType === 'subtestsFailed',
          detail: cause instanceof Error ? inspect(cause) : String(cause),
        }
      : {}),
  };
}

interface RunnerData {
  name?: string;
  file?: string;
  line?: number;
  skip?: string | boolean;
  message?: string;
  details?: { type?: string; error?: Error & { failureType?: string } };
}
