import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { copyOfExample, projectRoot } from '../../harness/vscode/project.ts';
import { visualStudioCode } from '../../harness/vscode/visual-studio-code.ts';
import type { SuiteResult } from './suite/index.ts';

test('the suite inside the extension host', async (context) => {
  const code = await visualStudioCode();
  if ('absent' in code) return context.skip(code.absent);
  const suite = await bundleSuite();
  const example = copyOfExample('family-assistant');
  const results = path.join(os.tmpdir(), `podwire-suite-${process.pid}.json`);
  try {
    await runTests({
      vscodeExecutablePath: code.executable,
      extensionDevelopmentPath: projectRoot,
      extensionTestsPath: suite,
      extensionTestsEnv: { PODWIRE_SUITE_RESULTS: results },
      launchArgs: [example.folder],
    }).catch((error) => {
      // Each failing test is reported below; this is only for a suite that did not finish.
      if (!fs.existsSync(results)) throw error;
    });
    const told: SuiteResult[] = JSON.parse(fs.readFileSync(results, 'utf8'));
    assert.notEqual(told.length, 0, 'the suite ran no test');
    for (const { title, outcome, error } of told) {
      await context.test(title, (inner) => {
        if (outcome === 'skipped') inner.skip('skipped by the suite');
        if (outcome === 'failed') assert.fail(error ?? '');
      });
    }
  } finally {
    fs.rmSync(results, { force: true });
    example.remove();
  }
});

/** The suite as one CommonJS file, which the extension hosts of all VS Code versions load. */
async function bundleSuite(): Promise<string> {
  const outfile = path.join(projectRoot, '.cache/e2e/host-suite.cjs');
  await build({
    entryPoints: [path.join(projectRoot, 'test/e2e/host/suite/index.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile;
}
