import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { runFiles } from '../../scripts/suite-report.ts';

for (const oneProcess of [true, undefined]) {
  const where = oneProcess ? 'one process' : 'a process for each file';

  test(`${where}: counts, reasons of skips, what tests print, and why they fail`, async () => {
    const { counts, skips, lines, failures, notHere } = await outcome({
      'good.test.ts': `test('good', (context) => context.diagnostic('seed 7')); test('later', { skip: 'no Go' }, () => {});`,
      'away.test.ts': `test('away', (context) => context.skip('not here: PODWIRE_CORPUS is not set'));`,
      'bad.test.ts': `test('parent', (context) => context.test('child', () => { throw new Error('wrong sum'); }));`,
    });
    assert.deepEqual(counts, { tests: 4, passed: 1, failed: 2, skipped: 1 });
    assert.deepEqual(skips, ['later: no Go']);
    assert.equal(notHere.length, 1);
    assert.deepEqual(lines, ['seed 7']);
    assert.match(failures.join('\n'), /^child \(.*bad\.test\.ts:\d+\)\nError: wrong sum/);
    assert.equal(failures.length, 1);
  });

  test(`${where}: a file that throws after its first test, or cannot be loaded, fails; the others run`, async () => {
    const { counts, failures, lines } = await outcome({
      'broken.test.ts': `test('first', () => {}); throw new Error('thrown between tests');`,
      'syntax.test.ts': 'const = 1;',
      'missing.test.ts': `import './nowhere.ts';`,
      'good.test.ts': `test('good', () => {});`,
    });
    assert.deepEqual(counts, { tests: 5, passed: 2, failed: 3, skipped: 0 });
    const text = [...failures, ...lines].join('\n');
    for (const name of ['broken.test.ts', 'syntax.test.ts', 'missing.test.ts']) {
      assert.ok(
        failures.some((failure) => failure.split('\n')[0]?.includes(name)),
        name,
      );
    }
    assert.match(text, /thrown between tests/);
  });

  test(`${where}: a test that ends the process does not end unnoticed`, async () => {
    const { counts, lines } = await outcome({
      'exit.test.ts': `test('exits', () => process.exit(0)); test('never', () => {});`,
    });
    assert.deepEqual([counts.failed, counts.passed], [1, 0]);
    assert.match(lines.join('\n'), /ended before its last test/);
  });

  test(`${where}: an error that nobody awaits is a failure`, async () => {
    const { counts } = await outcome({
      'late.test.ts': `test('late', () => { setTimeout(() => Promise.reject(new Error('late')), 50); });`,
    });
    assert.equal(counts.failed, 1);
  });

  test(`${where}: tests that the pattern does not match are not counted`, async () => {
    const files = { 'two.test.ts': `test('one sort', () => {}); test('another', () => {});` };
    assert.deepEqual((await outcome(files, 'ONE')).counts, { tests: 1, passed: 1, failed: 0, skipped: 0 });
  });

  async function outcome(files: Readonly<Record<string, string>>, grep?: string) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'podwire-scripts-'));
    try {
      const paths = Object.entries(files).map(([name, text]) => {
        fs.writeFileSync(path.join(folder, name), `import { test } from 'node:test';\n${text}\n`);
        return path.join(folder, name);
      });
      // Node.js does not run test files in a process that has this variable, which it sets for this file.
      delete process.env.NODE_TEST_CONTEXT;
      return await runFiles({ files: paths, lane: 'terminal', ...(oneProcess ? { oneProcess } : {}) }, grep);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }
}
