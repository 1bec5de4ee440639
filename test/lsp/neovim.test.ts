import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { folderWith } from './folder.ts';

/** What `neovim.lua` writes. */
interface Answer {
  readonly failed?: string;
  readonly problems: readonly { readonly code: string; readonly text: string; readonly message: string }[];
  readonly lens: string;
  readonly titles: readonly string[];
  readonly fixed: readonly string[];
  readonly lensAfter: string;
  readonly definition: readonly string[];
  readonly references: readonly string[];
  readonly hover: string;
  /** The label of the first item. */
  readonly completion: string;
  readonly question: string;
  /** How often the new label is in the Service and in the Deployment. */
  readonly renamed: readonly number[];
  readonly renamedBack: readonly string[];
  readonly problemsOfOtherFile: Answer['problems'];
  readonly stopped: boolean;
}

const file = (relative: string) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));
const program = file('dist/podwire.mjs');
const skip = !existsSync(program)
  ? 'dist/ is not built'
  : spawnSync('nvim', ['--version']).status !== 0 && 'Neovim is not installed';

// A client from other authors.
test('Neovim shows the problem, makes the fix, has all verbs and follows the other file, with nothing but the server', {
  skip,
}, async () => {
  const example = (name: string) => readFileSync(file(`examples/family-assistant/${name}`), 'utf8');
  const names = ['service-nodeport.yaml', 'deployment.yaml'];
  using folder = folderWith(names.map((name) => `=== ${name}\n${example(name)}`).join(''));
  using out = folderWith('');
  const answerFile = path.join(out.path, 'answer.json');
  const child = spawn('nvim', ['--headless', '--clean', '-n', '-c', `luafile ${file('test/lsp/neovim.lua')}`], {
    cwd: folder.path,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PODWIRE_SERVER: JSON.stringify([process.execPath, program, 'lsp', '--stdio']),
      PODWIRE_ANSWER: answerFile,
    },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      said += text;
    });
  }
  await new Promise((resolve) => child.on('close', resolve));
  const answer = JSON.parse(readFileSync(answerFile, 'utf8')) as Answer;
  assert.equal(answer.failed, undefined, said);

  const [problem, ...others] = answer.problems;
  assert.deepEqual(others, []);
  assert.equal(problem?.code, 'service-selects-nothing');
  assert.equal(problem.text, 'family-assistant');
  assert.match(problem.message, /^Service "family-assistant-nodeport" selects no pods: /);
  assert.equal(answer.lens, 'selects nothing here');
  assert.equal(answer.titles[0], 'Copy pod labels from Deployment "family-assistant-backend"');
  assert.equal(
    `${answer.fixed.join('\n')}\n`,
    example('service-nodeport.yaml')
      .replace('app: family-assistant #', 'app: family-assistant-backend #')
      .replace(/(?<=family-assistant-backend #.*\n)/, '    component: familyai-v3\n'),
  );
  assert.equal(answer.lensAfter, 'selects Deployment family-assistant-backend');
  assert.deepEqual(answer.definition, ['deployment.yaml:18']);
  assert.deepEqual(answer.references, ['service-nodeport.yaml:10', 'deployment.yaml:13']);
  assert.match(answer.hover, /Selects Deployment "family-assistant-backend"/);
  assert.equal(answer.completion, 'family-assistant-backend');
  assert.match(answer.question, /^The selector of Deployment "family-assistant-backend" changes\./);
  assert.deepEqual(answer.renamed, [1, 2]);
  assert.deepEqual(answer.renamedBack, answer.fixed);
  assert.deepEqual(
    answer.problemsOfOtherFile.map(({ code, text }) => [code, text]),
    [['service-selects-nothing', 'family-assistant-backend']],
  );
  assert.equal(answer.stopped, true);
});
