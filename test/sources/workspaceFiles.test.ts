import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  enteredOnce,
  fileKey,
  ignoreRules,
  isIgnored,
  isManifestPath,
  placeInRepository,
  readContent,
  walk,
} from '../../server/src/sources/workspaceFiles.ts';
import { folderWith, type TestFolder } from '../lsp/folder.ts';

const manifest = 'apiVersion: v1\nkind: Service\n';

test('manifests are found by their names, in the same order every time', () => {
  using folder = folderWith(
    ['b/x.yaml', 'b.yml', 'a/Kustomization', 'a/y.json', 'a/readme.md', 'Chart.yaml', 'c/NotKustomization', 'd/Z.YAML']
      .map((name) => `=== ${name}\n${manifest}`)
      .join(''),
  );
  assert.deepEqual(paths(folder), ['Chart.yaml', 'b.yml', 'a/Kustomization', 'a/y.json', 'b/x.yaml']);
  assert.equal(isManifestPath('a/b/Kustomization'), true);
  assert.equal(isManifestPath('a/yaml'), false);
});

test('a file may have any name, such as one that every object of JavaScript has', () => {
  using folder = folderWith(
    ['constructor', 'a.toString', 'a.yaml.valueOf', '__proto__'].map((name) => `=== ${name}\nselector: web\n`).join(''),
  );
  assert.deepEqual(paths(folder), []);
});

test('templates and other languages that make manifests are given with their text and the reason', () => {
  using folder = folderWith(
    ['web.yaml.tmpl', 'web.yml.j2', 'web.yaml.in', 'web.json.tpl', 'a.yaml.gotmpl', 'a.yaml.erb', 'main.jsonnet']
      .concat(['lib.libsonnet', 'x.cue', 'Tiltfile', '_helpers.tpl', 'notes.txt.j2', 'a.yaml.orig'])
      .map((name) => `=== ${name}\nselector: web\n`)
      .join(''),
  );
  const found = Object.fromEntries(paths(folder).map((each) => [each, readContent(folder.path, each)?.content]));
  assert.deepEqual(Object.keys(found).sort(), [
    'Tiltfile',
    'a.yaml.erb',
    'a.yaml.gotmpl',
    'lib.libsonnet',
    'main.jsonnet',
    'web.json.tpl',
    'web.yaml.in',
    'web.yaml.tmpl',
    'web.yml.j2',
    'x.cue',
  ]);
  assert.deepEqual(found['web.yml.j2'], {
    unread: { because: 'web.yml.j2 is a Jinja template', text: 'selector: web\n', isTemplate: true },
  });
  assert.deepEqual(found['main.jsonnet'], {
    unread: { because: 'main.jsonnet is Jsonnet, which is not read', text: 'selector: web\n', isTemplate: true },
  });
});

test('what git ignores is not found, whatever the patterns and wherever they stand', (context) => {
  if (spawnSync('git', ['--version']).error) {
    context.skip('git is not installed');
    return;
  }
  const names = ['a.yaml', 'b.yaml', 'build/a.yaml', 'build/b.yaml', 'build/sub/a.yaml', 'sub/build/a.yaml'];
  names.push('sub/a.yaml', 'sub/b.yaml', 'sub/deep/a.yaml', 'sub/deep/er/b.yaml', 'with space/a.yaml', 'ünï/a.yaml');
  const all = names.map((name) => `=== ${name}\n${manifest}`).join('');
  const cases: Record<string, string>[] = [
    {},
    { '.gitignore': 'build/\n' },
    { '.gitignore': '/build\n!/build/a.yaml\n' },
    { '.gitignore': 'a.yaml\n', 'sub/.gitignore': '!a.yaml\n' },
    { '.gitignore': '/*\n!/sub\n!.gitignore\n' },
    { '.gitignore': '*.yaml\n!sub/**/b.yaml\n' },
    { '.gitignore': 'build/\n', 'sub/.gitignore': '!build/\n' },
    { 'sub/.gitignore': '/a.yaml\ndeep/er\n' },
    { 'sub/.gitignore': '*\n!deep/\n!deep/**\n' },
    { '.gitignore': '# comment\n\\#x\nwith space/\n' },
    { '.gitignore': 'ünï\n**/er/\n' },
    { '.git/info/exclude': 'b.yaml\n', 'sub/.gitignore': '!b.yaml\n' },
    { '.gitignore': 'sub/build\r\nb.yaml\r\n' },
    { '.gitignore': 'deep/\n', 'sub/.gitignore': '!deep/\n', 'sub/deep/.gitignore': 'er/\n' },
  ];
  for (const rules of cases) {
    using folder = folderWith(all);
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'core.quotePath=false', ...args], { cwd: folder.path });
    git('init', '-q');
    for (const [file, text] of Object.entries(rules)) {
      folder.write(file, text);
    }
    const listed = git('ls-files', '-z', '--others', '--exclude-standard').toString().split('\0');
    const wanted = listed.filter((each) => each.endsWith('.yaml')).sort();
    assert.deepEqual(paths(folder).sort(), wanted, JSON.stringify(rules));
    const own = ignoreRules(folder.path);
    assert.deepEqual(names.filter((each) => !isIgnored(own, each)).sort(), wanted, JSON.stringify(rules));
    const once = enteredOnce(own);
    assert.deepEqual(names.filter((each) => !isIgnored(once, each)).sort(), wanted, JSON.stringify(rules));
    // A part of the repository sees the rules above it.
    const inSub = [...walk(path.join(folder.path, 'sub'))].map((file) => `sub/${file.path}`).sort();
    const wantedInSub = wanted.filter((each) => each.startsWith('sub/'));
    if (wantedInSub.length > 0) {
      assert.deepEqual(inSub, wantedInSub, JSON.stringify(rules));
    }
  }
});

test('a folder that is asked for by name is read although it is ignored', () => {
  using folder = folderWith(`=== .git/HEAD\n=== .gitignore\nbuild/\n*.json\n=== build/a.yaml\n${manifest}`);
  assert.deepEqual(paths(folder), []);
  assert.deepEqual(
    [...walk(path.join(folder.path, 'build'))].map((file) => file.path),
    ['a.yaml'],
  );
});

test("the user's own patterns win, and count from their own folder", () => {
  using folder = folderWith(
    `=== .gitignore\nb.yaml\n=== a.yaml\n=== b.yaml\n=== x/a.yaml\n=== x/y/a.yaml\n=== x/z/a.yaml\n`,
  );
  const rules = ignoreRules(folder.path, { folder: path.join(folder.path, 'x'), patterns: ['/y', '*/a.yaml'] });
  assert.deepEqual(
    [...walk(folder.path, { rules, directory: 'x/y' })].map((file) => file.path),
    ['x/y/a.yaml'],
    'a directory that is asked for is read although it is ignored',
  );
  assert.deepEqual(
    [...walk(folder.path, { rules })].map((file) => file.path),
    ['a.yaml', 'x/a.yaml'],
  );
  const taken = ignoreRules(folder.path, { folder: folder.path, patterns: ['*', '!b.yaml'] });
  assert.deepEqual(
    [...walk(folder.path, { rules: taken })].map((file) => file.path),
    ['b.yaml'],
  );
});

test('in a worktree, whose .git is a file, the excludes of the repository count', () => {
  using folder = folderWith(`=== main/.git/info/exclude
b.yaml
=== main/.git/worktrees/w/commondir
../..
=== w/.git
gitdir: ../main/.git/worktrees/w
=== w/a.yaml
=== w/b.yaml
`);
  assert.deepEqual(
    [...walk(path.join(folder.path, 'w'))].map((file) => file.path),
    ['a.yaml'],
  );
});

test('a .git that nobody can look at, as one that leads to itself, makes no repository', () => {
  using folder = folderWith(`=== .git/HEAD\n=== deploy/a.yaml\n${manifest}`);
  const deploy = path.join(folder.path, 'deploy');
  symlinkSync('.git', path.join(deploy, '.git'));
  assert.equal(placeInRepository(deploy), 'deploy');
  assert.deepEqual(
    [...walk(deploy)].map((file) => file.path),
    ['a.yaml'],
  );
});

test('symbolic links are not followed: not out of the folder, not in a circle', () => {
  using folder = folderWith(
    `=== in/k8s/service.yaml\n${manifest}=== in/shared/deployment.yaml\napp: web\n=== out/secret.yaml\n` +
      '=== deep/a/b/service.yaml\n=== texts/a/read.me\n',
  );
  const root = path.join(folder.path, 'in');
  symlinkSync('..', path.join(root, 'k8s/circle'));
  symlinkSync('../k8s', path.join(root, 'k8s/self'));
  symlinkSync('../shared', path.join(root, 'k8s/shared'));
  symlinkSync('loop.yaml', path.join(root, 'k8s/loop.yaml'));
  symlinkSync('nowhere.yaml', path.join(root, 'k8s/dangling.yaml'));
  symlinkSync('../shared/deployment.yaml', path.join(root, 'k8s/deployment.yaml'));
  symlinkSync('../../out', path.join(root, 'k8s/out'));
  symlinkSync('../../deep', path.join(root, 'k8s/deep'));
  symlinkSync('../../texts', path.join(root, 'k8s/texts'));
  symlinkSync('../../out/secret.yaml', path.join(root, 'k8s/secret.yaml'));
  const found = Object.fromEntries([...walk(root)].map((file) => [file.path, file.unread]));
  assert.deepEqual(found, {
    'k8s/deep': { because: 'k8s/deep is a symbolic link to a folder, which is not followed' },
    'k8s/deployment.yaml': {
      because: 'k8s/deployment.yaml is a symbolic link, which is not followed',
      text: 'app: web\n',
    },
    'k8s/out': { because: 'k8s/out is a symbolic link to a folder, which is not followed' },
    'k8s/secret.yaml': { because: 'k8s/secret.yaml is a symbolic link, which is not followed' },
    'k8s/self': { because: 'k8s/self is a symbolic link to a folder, which is not followed', text: '' },
    'k8s/shared': {
      because: 'k8s/shared is a symbolic link to a folder, which is not followed',
      text: 'app: web\n',
    },
    'k8s/service.yaml': undefined,
    'shared/deployment.yaml': undefined,
  });
});

test('a named pipe is nobody to wait for', { timeout: 120_000 }, (context) => {
  using folder = folderWith(`=== a.yaml\n${manifest}`);
  if (spawnSync('mkfifo', [path.join(folder.path, 'pipe.yaml')]).status !== 0) {
    context.skip('mkfifo is not installed');
    return;
  }
  assert.deepEqual(paths(folder), ['a.yaml']);
  assert.equal(readContent(folder.path, 'pipe.yaml'), undefined);
});

test('a file that is gone before it is read, and one whose folder became a file', () => {
  using folder = folderWith('=== a.yaml\n=== b/c.yaml\n');
  const found = walk(folder.path);
  assert.equal(found.next().value?.path, 'a.yaml');
  folder.remove('b');
  folder.write('b', 'a file now');
  assert.equal(found.next().done, true);
  assert.equal(readContent(folder.path, 'b/c.yaml'), undefined);
  assert.equal(readContent(folder.path, 'nothing.yaml'), undefined);
  assert.equal(fileKey(folder.path, 'nothing.yaml'), undefined);
});

test('a folder and a file without read permission are said so, and the rest is read', (context) => {
  using folder = folderWith(`=== locked/a.yaml\n=== b.yaml\n${manifest}=== c.yaml\n${manifest}`);
  const found = withoutPermission(context, folder, ['locked', 'b.yaml'], () =>
    [...walk(folder.path)].map((file) => ({
      ...file,
      read: file.unread ? undefined : readContent(folder.path, file.path),
    })),
  );
  if (found) {
    const [b, c, locked] = found;
    assert.deepEqual(b?.read?.content, { unread: { because: 'b.yaml could not be read (EACCES)' } });
    assert.deepEqual(b?.read?.trouble, { message: 'Could not be read (EACCES).', refused: true });
    assert.deepEqual(c?.read?.content, { text: manifest });
    assert.deepEqual(locked?.trouble, { message: 'Could not be read (EACCES).', refused: true });
    assert.deepEqual(locked?.unread, { because: 'locked could not be read (EACCES)' });
  }
});

test('files above 16 MB are not read, and said so where they may be manifests', () => {
  using folder = folderWith(`=== a.yaml\n${manifest}=== b.json\n{}`);
  truncateSync(path.join(folder.path, 'a.yaml'), 16 * 1024 * 1024 + 1);
  truncateSync(path.join(folder.path, 'b.json'), 16 * 1024 * 1024 + 1);
  const { content, trouble } = readContent(folder.path, 'a.yaml')!;
  assert.deepEqual(content, { unread: { because: 'a.yaml is larger than 16 MB', isOpaque: true } });
  assert.deepEqual(trouble, { message: 'The file is larger than 16 MB and is not read.', refused: false });
  assert.deepEqual(readContent(folder.path, 'b.json')?.content, { text: '' });
});

test('an unchanged file has the same key, a changed one another', () => {
  using folder = folderWith(`=== a.yaml\n${manifest}`);
  const { key } = readContent(folder.path, 'a.yaml')!;
  assert.equal(fileKey(folder.path, 'a.yaml'), key);
  folder.write('a.yaml', `${manifest}x: y\n`);
  assert.notEqual(fileKey(folder.path, 'a.yaml'), key);
});

test('a large file is read without its CustomResourceDefinitions, and its byte order mark does not count', () => {
  const definition = `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n${'# padding\n'.repeat(12_000)}`;
  using folder = folderWith(`=== a.yaml\n\ufeff${manifest}---\n${definition}---\n${manifest}`);
  const start = manifest.length + 4 + definition.length;
  assert.deepEqual(readContent(folder.path, 'a.yaml')?.content, {
    pieces: [
      { text: manifest, start: 0, line: 0 },
      { text: `---\n${manifest}`, start, line: 2 + 1 + 12_002 },
    ],
  });
});

test('one directory can be read by itself, with the rules of those above', () => {
  using folder = folderWith('=== .gitignore\nb.yaml\n=== a/x/a.yaml\n=== a/x/b.yaml\n=== a/x/y/a.yaml\n');
  assert.deepEqual(
    [...walk(folder.path, { directory: 'a/x', recursive: false })].map((file) => file.path),
    ['a/x/a.yaml'],
  );
});

test('a very deep folder is walked without recursion', () => {
  using folder = folderWith('=== a.yaml\n');
  mkdirSync(path.join(folder.path, ...Array(300).fill('d')), { recursive: true });
  writeFileSync(path.join(folder.path, ...Array(300).fill('d'), 'z.yaml'), manifest);
  assert.equal(paths(folder).length, 2);
});

function paths(folder: TestFolder): string[] {
  return [...walk(folder.path)].map((file) => file.path);
}

/** Runs with permissions taken away, which root does not feel: then as another user, or skipped. */
function withoutPermission<T>(context: TestContext, folder: TestFolder, names: string[], run: () => T): T | undefined {
  const isRoot = process.getuid?.() === 0;
  if (process.platform === 'win32') {
    context.skip('Windows has other permissions');
    return undefined;
  }
  for (const name of names) {
    chmodSync(path.join(folder.path, name), 0);
  }
  try {
    if (isRoot) {
      chmodSync(path.dirname(folder.path), 0o755);
      process.seteuid?.(65534);
    }
    return run();
  } finally {
    if (isRoot) {
      process.seteuid?.(0);
    }
    for (const name of names) {
      chmodSync(path.join(folder.path, name), 0o755);
    }
  }
}
