// The second half of npm test: runs the suites, two or three at a time, and reports the result of each.
//
//   npm test                          everything but what runs on request
//   npm test -- core lsp              these suites
//   npm test -- --grep 'named port'   the tests whose names match
//   npm test -- --list                the names of the suites
import { parseArgs, styleText } from 'node:util';
import { projectRoot } from '../test/harness/vscode/project.ts';
import { run } from '../test/harness/vscode/run.ts';
import { addCounts, noCounts, runSuite, type SuiteReport } from './suite-report.ts';
import { type Suite, suites } from './suites.ts';

const begin = performance.now();
const { chosen, grep } = readArguments();
const continuousIntegration = process.env.CI === 'true';

process.stdout.write(`Node.js ${process.versions.node} on ${process.platform} ${process.arch}\n\n`);
const reports = (
  await Promise.all([
    runLane(chosen.filter((suite) => suite.lane === 'window')),
    runLane(chosen.filter((suite) => suite.lane === 'terminal')),
    runLane(chosen.filter((suite) => suite.lane === 'cluster')),
  ])
).flat();

const total = reports.map((report) => report.counts).reduce(addCounts, noCounts);
const notHere = reports.flatMap((report) => report.notHere);
const skipsFail = continuousIntegration && total.skipped > 0;
const empty = reports.filter((report) => report.counts.tests === 0 && report.notHere.length === 0 && !grep);
for (const { name } of empty) print(styleText('red', `${name} ran no test`));
if (skipsFail) print(styleText('red', `${total.skipped} skipped, and with CI=true nothing may be skipped`));
if (notHere.length > 0) print(`not here: ${notHere.length} (they need what lies outside the project)`);
// The closing lines of Node's own test runner, so that tools that parse those lines can parse these.
print('');
print(`ℹ tests ${total.tests}`);
print(`ℹ suites ${reports.length}`);
print(`ℹ pass ${total.passed}`);
print(`ℹ fail ${total.failed}`);
print('ℹ cancelled 0');
print(`ℹ skipped ${total.skipped}`);
print('ℹ todo 0');
print(`ℹ duration_ms ${Math.round(performance.now() - begin)}`);
print('');
print(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 || skipsFail || empty.length > 0 || total.tests === 0 ? 1 : 0;

function readArguments(): { chosen: Suite[]; grep: string | undefined } {
  const known = suites();
  const names = known.map((suite) => suite.name);
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { grep: { type: 'string' }, list: { type: 'boolean' } },
    });
    const unknown = positionals.filter((name) => !names.includes(name));
    if (unknown.length > 0) throw new Error(`no suite ${unknown.join(', ')}; there are ${names.join(', ')}`);
    if (values.list) {
      print(names.join('\n'));
      process.exit(0);
    }
    const wanted =
      positionals.length > 0 ? positionals : known.filter((suite) => !suite.onRequest).map((suite) => suite.name);
    // A pattern selects tests by their names, so suites without tests are left out.
    const chosen = known.filter((suite) => wanted.includes(suite.name) && !(values.grep && suite.command));
    return { chosen, grep: values.grep };
  } catch (error) {
    process.stderr.write(`npm test: ${(error as Error).message}\n`);
    process.exit(2);
  }
}

async function runLane(lane: Suite[]): Promise<SuiteReport[]> {
  const done: SuiteReport[] = [];
  for (const suite of lane) {
    if (suite.build && continuousIntegration) {
      const [program, ...args] = suite.build;
      const { status, output } = await run(program, args, { cwd: projectRoot });
      // The suite then skips its tests with the reason, and a skip counts as a failure.
      if (status !== 0) print(output);
    }
    const report = await runSuite(suite, grep);
    print(report.text);
    done.push(report);
  }
  return done;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
