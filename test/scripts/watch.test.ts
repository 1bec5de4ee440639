import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import * as esbuild from 'esbuild';
import { announceRounds } from '../../scripts/announce-rounds.mjs';
import { projectRoot } from '../harness/vscode/project.ts';

test('F5 starts when all bundles are built, and its task tells a broken build from a whole one', async (context) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'podwire-watch-'));
  const files = ['one.ts', 'two.ts'].map((name) => path.join(folder, name));
  for (const file of files) fs.writeFileSync(file, 'export const x = 1;');
  const lines: string[] = [];
  const announce = announceRounds(files.length, (line: string) => lines.push(line));
  const contexts = await Promise.all(
    files.map((file) =>
      esbuild.context({
        entryPoints: [file],
        write: false,
        logLevel: 'silent',
        plugins: [announce],
      }),
    ),
  );
  context.after(async () => {
    for (const each of contexts) await each.dispose();
    fs.rmSync(folder, { recursive: true });
  });
  const [one, two] = contexts;

  await one!.rebuild();
  assert.deepEqual(lines, ['[watch] build started']);
  await two!.rebuild();
  assert.deepEqual(lines, ['[watch] build started', '[watch] build finished, 0 errors']);

  fs.writeFileSync(files[1]!, 'export const x = ;');
  lines.length = 0;
  const failure = await two!.rebuild().catch((error: esbuild.BuildFailure) => error);
  assert.deepEqual(lines, ['[watch] build started', '[watch] build finished, 1 error']);

  const tasks = JSON.parse(fs.readFileSync(path.join(projectRoot, '.vscode/tasks.json'), 'utf8'));
  const { pattern, background } = tasks.tasks[0].problemMatcher;
  assert.match(lines[0]!, new RegExp(background.beginsPattern));
  assert.match(lines[1]!, new RegExp(background.endsPattern));
  const printed = await esbuild.formatMessages((failure as esbuild.BuildFailure).errors, { kind: 'error' });
  const [first, second, third] = printed.join('').split('\n');
  assert.match(first!, new RegExp(pattern[0].regexp));
  assert.match(second!, new RegExp(pattern[1].regexp));
  assert.match(third!, new RegExp(pattern[2].regexp));
});

test('what F5 starts is there', () => {
  const launch = JSON.parse(
    fs.readFileSync(path.join(projectRoot, '.vscode/launch.json'), 'utf8').replaceAll(/^\s*\/\/.*$/gm, ''),
  );
  const [extension] = launch.configurations;
  const tasks = JSON.parse(fs.readFileSync(path.join(projectRoot, '.vscode/tasks.json'), 'utf8'));
  const manifest = JSON.parse(fs.readFileSync(path.join(projectRoot, 'package.json'), 'utf8'));
  const task = tasks.tasks.find(({ label }: { label: string }) => label === extension.preLaunchTask);
  assert.equal(manifest.scripts[task.script], 'node scripts/build.mjs --watch');
  for (const argument of extension.args.filter((each: string) => each.startsWith('${workspaceFolder}/'))) {
    assert.ok(fs.existsSync(argument.replace('${workspaceFolder}', projectRoot)), argument);
  }
});
