import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { unifiedDiff } from '../../server/src/cli/patch.ts';
import type { FileText } from '../../server/src/sources/fileText.ts';
import { folderWith, type TestFolder } from '../lsp/folder.ts';
import { gitEnvironment } from '../sources/repository.ts';
import { brokenFolder, deployment, fixedService, service } from './manifests.ts';
import { podwire } from './program.ts';

type Apply = readonly [program: string, ...args: string[]];
const applied: readonly Apply[] = [
  ['git', 'apply', '--whitespace=nowarn', '-'],
  ['patch', '-p1', '--quiet', '--binary'],
];

const apply = ([program, ...args]: Apply, folder: TestFolder, patch: string) =>
  execFileSync(program, args, { cwd: folder.path, input: patch, env: { ...process.env, ...gitEnvironment } });

test('the patch of --fix --dry-run leaves the files as --fix does, for git apply and for patch', async () => {
  const crlf = service('crlf').replaceAll('\n', '\r\n');
  const noLineEnd = service('short').replace(/\n$/, '');
  const files = (folder: TestFolder) => {
    folder.write('crlf/s.yaml', crlf);
    folder.write('crlf/d.yaml', deployment('crlf'));
    folder.write('mark/s.yaml', `\ufeff${service('mark')}`);
    folder.write('mark/d.yaml', deployment('mark'));
    folder.write('short/s.yaml', noLineEnd);
    folder.write('short/d.yaml', deployment('short'));
    folder.write(
      'first/s.yaml',
      `{"spec":{"selector":{"app":"first"},"ports":[{"port":80,"targetPort":8080}]},"kind":"Service","apiVersion":"v1","metadata":{"name":"first"}}`,
    );
    folder.write('first/d.yaml', deployment('first'));
    for (const name of ['a space', 'ümlaut', 'q"uote', "q'uote", 'back\\slash', 'new\nline', 'tab\t', '100%::x']) {
      folder.write(`${name}/s ${name}.yaml`, service('web'));
      folder.write(`${name}/d.yaml`, deployment('web'));
    }
  };
  using wanted = folderWith('');
  files(wanted);
  assert.equal((await podwire(['check', '--fix'], { cwd: wanted.path })).status, 0);
  for (const program of applied) {
    using folder = folderWith('');
    files(folder);
    const before = folder.read('crlf/s.yaml');
    const { status, stdout, stderr } = await podwire(['check', '--fix', '--dry-run'], { cwd: folder.path });
    assert.deepEqual([status, stderr], [1, 'The patch has 12 fixes in 12 files. Nothing was written.\n']);
    assert.equal(folder.read('crlf/s.yaml'), before);
    apply(program, folder, stdout);
    for (const name of [
      'crlf/s.yaml',
      'mark/s.yaml',
      'short/s.yaml',
      'first/s.yaml',
      'new\nline/s new\nline.yaml',
      'q"uote/s q"uote.yaml',
      'tab\t/s tab\t.yaml',
    ]) {
      assert.equal(folder.read(name), wanted.read(name), `${program[0]} ${name}`);
    }
    assert.equal((await podwire(['check'], { cwd: folder.path })).status, 0, program[0]);
  }
});

test('a patch of any change of lines is applied by both programs', async () => {
  const line = fc.constantFrom('a', 'b', 'c: d', '  - x', '', '\ttab', '-- minus', '++ plus', '\\ No newline', 'r\r');
  const text = fc
    .tuple(fc.array(line, { maxLength: 30 }), fc.boolean())
    .map(([lines, end]) => lines.join('\n') + (end ? '\n' : ''));
  using folder = folderWith('');
  const samples = fc
    .sample(fc.tuple(text, text), { numRuns: 20, seed: 7 })
    .filter(([a, b]) => a !== b && a !== '' && b !== '');
  const encoding: FileText['encoding'] = { name: 'utf-8', byteOrderMark: false };
  // All in one call: a process takes long.
  const patch = samples.map(([before, after], at) =>
    unifiedDiff({ file: `${at}.yaml`, onDisk: { text: before, encoding } as FileText, text: after }),
  );
  for (const program of applied) {
    samples.forEach(([before], at) => {
      folder.write(`${at}.yaml`, before);
    });
    apply(program, folder, patch.join(''));
    samples.forEach(([, after], at) => {
      assert.equal(folder.read(`${at}.yaml`), after, `${program[0]}\n${patch[at]}`);
    });
  }
});

test('the paths of a patch begin at the folder that has all files', async () => {
  using folder = folderWith(`${brokenFolder('a')}${brokenFolder('b')}`);
  const { stdout, stderr } = await podwire(['check', '.', '../b', '--fix', '--dry-run'], {
    cwd: path.join(folder.path, 'a'),
  });
  assert.match(stdout, /^--- a\/a\/service\.yaml$/m);
  assert.match(stderr, /Its paths are relative to .*\/work\.\n$/);
  for (const program of applied.slice(0, 1)) {
    apply(program, folder, stdout);
  }
  assert.deepEqual(
    [folder.read('a/service.yaml'), folder.read('b/service.yaml')],
    [fixedService('web'), fixedService('web')],
  );
  const nothing = await podwire(['check', '--fix', '--dry-run'], { cwd: folder.path });
  assert.deepEqual([nothing.status, nothing.stdout, nothing.stderr], [0, '', 'Nothing would be changed.\n']);
});

test('a file that a patch cannot change is named, with status 2', async () => {
  using folder = folderWith(brokenFolder('b'));
  folder.write('a/service.yaml', Buffer.from(`\ufeff${service('web')}`, 'utf16le'));
  folder.write('a/deployment.yaml', deployment('web'));
  const { status, stdout, stderr } = await podwire(['check', '--fix', '--dry-run'], { cwd: folder.path });
  assert.equal(status, 2);
  assert.deepEqual(stdout.match(/^--- .*/gm), ['--- a/b/service.yaml']);
  assert.match(stderr, /^a\/service\.yaml: error: Not in the patch: the file is in UTF-16\.$/m);
});
