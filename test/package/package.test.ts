import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { oldNodes } from '../cli/oldNodes.ts';
import { copyOfExample, projectRoot } from '../harness/vscode/project.ts';
import { folderWith } from '../lsp/folder.ts';
import { emptyMachine, isBuilt, type Packed, packPackage } from './tarball.ts';

const skip = isBuilt ? false : 'dist/ is not built';
const maximum = 3_000_000;
const example = copyOfExample('family-assistant');
const place = folderWith('');
let packed: Packed;

before(() => {
  if (isBuilt) {
    packed = packPackage(place.path);
  }
});
after(() => {
  example.remove();
  place[Symbol.dispose]();
});

test('the package has the command line, its documentation and its schemas, and nothing else', { skip }, (context) => {
  context.diagnostic(`${packed.size} bytes in ${packed.files.length} files`);
  assert.ok(packed.size <= maximum, `${packed.size} bytes`);
  const expected = [
    ...['CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md', 'THIRD-PARTY-NOTICES', 'package.json'],
    'dist/podwire.mjs',
    ...filesOf('dist/chunks', '.mjs'),
    ...filesOf('docs', '.md'),
    ...filesOf('docs/rules', '.md'),
    ...filesOf('schemas', '.json'),
  ];
  assert.deepEqual(packed.files, expected.sort());
});

test('npx runs it from the file, in an empty folder, without a network and without other packages', {
  skip,
}, async (context) => {
  using folder = folderWith('');
  const machine = emptyMachine(path.join(folder.path, 'machine'));
  const begin = performance.now();
  const outcome = await machine.npx(['--yes', '--package', packed.file, 'podwire', 'check'], example.folder);
  context.diagnostic(`first result of npx after ${Math.round(performance.now() - begin)} ms`);
  assert.deepEqual([outcome.status, outcome.stderr], [1, '']);
  assert.match(outcome.stdout, /^service-nodeport\.yaml:10:10: warning\[service-selects-nothing\]/);
});

test('an installation runs no script and adds no other package', { skip }, async () => {
  using folder = folderWith('=== package.json\n{ "private": true }\n');
  using programs = folderWith('');
  const machine = emptyMachine(programs.path);
  const installed = await machine.npm(['install', '--foreground-scripts', packed.file], folder.path);
  assert.equal(installed.status, 0, installed.stderr);
  // npm prints `> podwire@0.1.0 prepare` before it runs a script.
  assert.doesNotMatch(installed.stdout, /^>/m);
  assert.deepEqual(
    readdirSync(path.join(folder.path, 'node_modules')).filter((name) => !name.startsWith('.')),
    ['podwire'],
  );
  const { scripts, dependencies, bundledDependencies, optionalDependencies, peerDependencies } = JSON.parse(
    folder.read('node_modules/podwire/package.json'),
  );
  // npm runs these for whoever installs the package; it runs `prepare` only in a clone.
  assert.deepEqual(
    ['preinstall', 'install', 'postinstall'].filter((name) => name in scripts),
    [],
  );
  assert.deepEqual(
    [dependencies, bundledDependencies, optionalDependencies, peerDependencies],
    Array(4).fill(undefined),
  );

  const helped = await machine.npx(['podwire', 'lsp', '--help'], folder.path);
  assert.equal(helped.status, 0, helped.stderr);
  const page = await machine.npx(['podwire', 'explain', 'service-selects-nothing'], folder.path);
  assert.equal(page.stdout, readFileSync(path.join(projectRoot, 'docs/rules/service-selects-nothing.md'), 'utf8'));
});

for (const { node, found } of oldNodes()) {
  test(`npx with Node.js ${found} prints one line of Podwire, which says that it is too old`, { skip }, async () => {
    using folder = folderWith('');
    const machine = emptyMachine(folder.path, node);
    const { status, stdout, stderr } = await machine.npx(
      ['--yes', '--package', packed.file, 'podwire', 'check'],
      example.folder,
    );
    assert.deepEqual([status, stdout], [2, '']);
    // npm itself warns about the version, too.
    const lines = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('npm '));
    assert.equal(lines.length, 1, stderr);
    assert.match(lines[0]!, new RegExp(`^podwire needs Node\\.js 22\\.19\\.0 or newer; this is ${found} `));
  });
}

function filesOf(folder: string, extension: string): string[] {
  const directory = path.join(projectRoot, folder);
  const names = existsSync(directory) ? readdirSync(directory) : [];
  return names.filter((name) => name.endsWith(extension)).map((name) => `${folder}/${name}`);
}
