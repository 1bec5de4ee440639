import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { runTogether } from '../../scripts/test-events.ts';

test('tests in one process are told like those in many: by file, with what they print and why they fail', async () => {
  const told = await outcome({
    'good.test.ts': `test('good', (context) => context.diagnostic('seed 7')); test('later', { skip: 'no Go' }, () => {});`,
    'bad.test.ts': `test('parent', (context) => context.test('child', () => { throw new Error('wrong sum'); }));`,
  });
  assert.deepEqual(told.names, ['good', 'later', 'bad.test.ts: child failed', 'bad.test.ts: parent failed']);
  assert.match(told.text, /seed 7/);
  assert.match(told.text, /Error: wrong sum/);
  assert.doesNotMatch(told.text, /duration_ms/);
});

test('a file that throws after its first test, or cannot be loaded, fails; the others run', async () => {
  const told = await outcome({
    'broken.test.ts': `test('first', () => {}); throw new Error('thrown between tests');`,
    'syntax.test.ts': 'const = 1;',
    'good.test.ts': `test('good', () => {});`,
  });
  assert.deepEqual(told.names.filter((name) => name.endsWith(' failed')).length, 2);
  assert.ok(told.names.includes('good') && told.names.includes('first'), told.names.join('\n'));
  assert.match(told.text, /thrown between tests/);
});

test('a test that ends the process does not end unnoticed', async () => {
  const told = await outcome({ 'exit.test.ts': `test('exits', () => process.exit(0)); test('never', () => {});` });
  assert.match(told.text, /before its last test/);
  assert.match(told.names.at(-1)!, / failed$/);
});

test('what a pattern leaves out is not told', async () => {
  const files = { 'two.test.ts': `test('one sort', () => {}); test('another', () => {});` };
  assert.deepEqual((await outcome(files, 'ONE')).names, ['one sort']);
});

/** Names of the tests that ended, in order; those that failed with their file. */
async function outcome(files: Readonly<Record<string, string>>, grep?: string) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'podwire-scripts-'));
  try {
    const paths = Object.entries(files).map(([name, text]) => {
      fs.writeFileSync(path.join(folder, name), `import { test } from 'node:test';\n${text}\n`);
      return path.join(folder, name);
    });
    const names: string[] = [];
    let text = '';
    for await (const event of runTogether(paths, grep)) {
      if (event.type === 'said') {
        text += event.text;
      } else {
        names.push(event.passed ? event.name : `${path.basename(event.file ?? '')}: ${event.name} failed`);
        text += event.detail ?? '';
      }
    }
    return { names, text };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
