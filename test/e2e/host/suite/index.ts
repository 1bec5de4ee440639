import fs from 'node:fs';
import Mocha from 'mocha';

/** What became of one test, as the process that started the suite reads it from the file of `resultsVariable`. */
export interface SuiteResult {
  title: string;
  outcome: 'passed' | 'failed' | 'skipped';
  /** Stack of a failure. */
  error?: string;
}

/** The environment variable that names the file into which the results go. */
export const resultsVariable = 'PODWIRE_SUITE_RESULTS';

/** Called by VS Code in the extension host; resolves when every test has passed. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 300_000, reporter: 'spec', color: false });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  // The client's tests begin without a server, so they come first.
  await import('./client.ts');
  await import('./activation.ts');
  await import('./firstLoop.ts');
  // The other suites must not see uncommitted changes.
  await import('./baseline.ts');
  const results: SuiteResult[] = [];
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (test) => results.push({ title: test.fullTitle(), outcome: 'passed' }));
    runner.on('pending', (test) => results.push({ title: test.fullTitle(), outcome: 'skipped' }));
    runner.on('fail', (test, error) =>
      results.push({ title: test.fullTitle(), outcome: 'failed', error: String(error.stack ?? error) }),
    );
  });
  const file = process.env[resultsVariable];
  if (file) fs.writeFileSync(file, JSON.stringify(results));
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
