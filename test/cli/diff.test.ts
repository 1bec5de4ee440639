import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { folderWith } from '../lsp/folder.ts';
import { gitEnvironment, repositoryWith, runGit } from '../sources/repository.ts';
import { deployment, fixedService, service } from './manifests.ts';
import { type Outcome, podwire, projectRoot } from './program.ts';

const schema = JSON.parse(readFileSync(path.join(projectRoot, 'schemas/diff.schema.json'), 'utf8'));
const validate = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true }).compile(schema);

const whole = (directory: string) =>
  `=== ${directory}/service.yaml\n${fixedService('web')}=== ${directory}/deployment.yaml\n${deployment('web')}`;

function diff(cwd: string, ...args: readonly string[]): Promise<Outcome> {
  return podwire(['diff', ...args], { cwd, env: gitEnvironment });
}

async function json(cwd: string, ...args: readonly string[]) {
  const { stdout } = await diff(cwd, ...args, '--format', 'json');
  const report = JSON.parse(stdout);
  assert.deepEqual(validate(report) ? [] : validate.errors, []);
  return report;
}

test('what a change does to the wiring, in text, and the exit status', async () => {
  using repository = repositoryWith(`${whole('web')}${whole('api')}`);
  const name = `HEAD ${repository.commit().slice(0, 7)}`;
  assert.deepEqual(await diff(repository.path, 'HEAD'), {
    status: 0,
    stdout: `Compared 4 files with ${name}: the wiring is the same.\n`,
    stderr: '',
  });
  repository.write('web/service.yaml', service('web'));
  repository.remove('api/service.yaml');
  repository.write('new/service.yaml', fixedService('new'));
  repository.write('new/deployment.yaml', deployment('new'));
  assert.deepEqual(await diff(repository.path, 'HEAD'), {
    status: 1,
    stdout: `web/service.yaml:6:3: lost: Service web → Deployment web becomes → nothing
  selector app=web (was app=web-backend); target port 8080
new/service.yaml:6:3: gained: Service new → Deployment new
  selector app=new-backend; target port 8080
api/service.yaml: removed: Service web → Deployment web
  selector app=web-backend; target port 8080
Compared 5 files with ${name}: 1 reference lost its last target, 1 gained, 1 removed.
`,
    stderr: '',
  });
  repository.write('web/service.yaml', fixedService('web'));
  assert.equal((await diff(repository.path, 'HEAD')).status, 0, 'nothing is lost');
  assert.match((await diff(repository.path, 'HEAD', 'web')).stdout, /^Compared 2 files .* the wiring is the same\.$/m);
});

test('a change in a base is listed once, with its overlays, in every format', async () => {
  using repository = repositoryWith(`=== base/kustomization.yaml
resources: [service.yaml, deployment.yaml]
=== base/service.yaml
${fixedService('web')}=== base/deployment.yaml
${deployment('web')}=== overlays/a_b/kustomization.yaml
resources: [../../base]
namespace: first
=== overlays/c/kustomization.yaml
resources: [../../base]
namePrefix: c-
`);
  repository.commit();
  repository.write('base/service.yaml', service('web'));
  const { stdout } = await diff(repository.path, 'main');
  assert.match(stdout, /^base\/service\.yaml:6:3: lost: Service web → Deployment web becomes → nothing$/m);
  assert.match(stdout, /; target port 8080; in overlays\/a_b, overlays\/c$/m);
  const { changes } = await json(repository.path, 'main');
  assert.deepEqual(
    changes.map((each: { bundles: unknown; after: unknown }) => [each.bundles, each.after]),
    [
      [
        ['overlays/a_b', 'overlays/c'],
        {
          resource: {
            group: '',
            kind: 'Service',
            namespace: null,
            name: 'web',
            file: 'base/service.yaml',
            bundle: 'overlays/a_b',
          },
          path: 'spec.selector',
          value: 'app=web',
          targets: [],
        },
      ],
    ],
  );
  const below = await json(path.join(repository.path, 'overlays'), 'main', '..');
  assert.deepEqual(
    below.changes.map((each: { bundles: unknown; place: { file: string } }) => [each.bundles, each.place.file]),
    [[['a_b', 'c'], '../base/service.yaml']],
  );
  const markdown = await diff(
    repository.path,
    'main',
    '--format',
    'markdown',
    '--link-base',
    'https://example.com/blob/main/',
  );
  assert.deepEqual(markdown, {
    status: 1,
    stdout: `**Podwire**: 1 reference lost its last target in 5 files compared with main.

| change | place | wiring |
| --- | --- | --- |
| **lost** | [<code>base/service.yaml:6</code>](https://example.com/blob/main/base/service.yaml#L6) | Service web → Deployment web becomes → nothing<br><sub>selector app=web (was app=web-backend); target port 8080; in overlays/a\\_b, overlays/c</sub> |
`,
    stderr: '',
  });
});

test('names that are hostile to a terminal or a table', async () => {
  const hostile = 'a|b<script>@team\u001b[31m';
  const manifests = `${JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name: hostile }, spec: { selector: { app: 'a' } } })}
---
${deployment('x').replaceAll('x-backend', 'a')}`;
  using repository = repositoryWith('=== empty.yaml\n\n');
  repository.commit();
  repository.write('::error odd|name.yaml', manifests);
  const { stdout } = await diff(repository.path, 'HEAD');
  assert.match(
    stdout,
    /^\.\/::error odd\|name\.yaml:1:\d+: gained: Service a\|b<script>@team\\x1b\[31m → Deployment x$/m,
  );
  const table = (await diff(repository.path, 'HEAD', '--format', 'markdown')).stdout;
  assert.match(table, /Service a&#124;b\\<script\\>@<!-- -->team\\\\x1b\\\[31m → Deployment x<br>/);
  await json(repository.path, 'HEAD');
});

test('a table that no comment could hold ends with the number of the others', async () => {
  using repository = repositoryWith('=== empty.yaml\n\n');
  repository.commit();
  for (let at = 0; at < 600; at++) {
    repository.write(`${at}/all.yaml`, `${fixedService(`web-${at}`)}---\n${deployment(`web-${at}`)}`);
  }
  const { stdout } = await diff(repository.path, 'HEAD', '--format', 'markdown');
  assert.ok(stdout.length < 65_536, `${stdout.length} characters`);
  const rows = stdout.split('\n').filter((line) => line.startsWith('| gained')).length;
  assert.match(stdout, new RegExp(`\n${600 - rows} more changes not listed: \`podwire diff\` prints all\\.\n$`));
  assert.equal((await json(repository.path, 'HEAD')).changes.length, 600);
});

test('--output writes the format to a file, and two runs are equal', async () => {
  using repository = repositoryWith(whole('web'));
  repository.commit();
  repository.write('web/service.yaml', service('web'));
  const { status, stdout } = await diff(repository.path, 'HEAD', '--format', 'json', '--output', 'out.txt');
  assert.equal(status, 1);
  assert.match(stdout, /1 reference lost its last target\.\n$/);
  const written = repository.read('out.txt');
  assert.equal((await diff(repository.path, 'HEAD', '--format', 'json')).stdout, written);
  const unwritten = await diff(repository.path, 'HEAD', '--output', 'nowhere/out.txt');
  assert.deepEqual(
    [unwritten.status, unwritten.stderr],
    [2, 'podwire: --output: nowhere/out.txt could not be written (ENOENT).\n'],
  );
});

test('worktrees, submodules, a folder of the repository and one above it', async () => {
  using inner = repositoryWith(whole('web'));
  inner.commit();
  using outer = repositoryWith(whole('own'));
  outer.git(['submodule', '--quiet', 'add', inner.path, 'inner']);
  outer.commit();
  outer.write('inner/web/service.yaml', service('web'));
  outer.git(['commit', '--quiet', '--all', '--message', 'A break'], 'inner');
  const places = async (cwd: string, ...args: string[]) =>
    (await json(cwd, 'HEAD', ...args)).changes.map(
      ({ change, place }: { change: string; place: { file: string } }) => `${change} ${place.file}`,
    );
  assert.deepEqual(await places(outer.path), ['lost inner/web/service.yaml']);
  assert.deepEqual(await places(path.join(outer.path, 'inner')), [], 'the commit of the submodule has the break');
  outer.git(['worktree', 'add', '--quiet', '../tree', 'HEAD']);
  const tree = path.join(outer.path, '../tree');
  assert.deepEqual(await places(tree), []);
  runGit(tree, ['rm', '--quiet', 'own/deployment.yaml']);
  assert.deepEqual(await places(tree), ['lost own/service.yaml']);
  assert.deepEqual(await places(path.join(tree, 'own')), ['lost service.yaml']);
  assert.deepEqual(await places(path.dirname(tree), 'tree/own'), ['lost tree/own/service.yaml']);
});

test('what cannot be compared with is status 2 and one clear line', async () => {
  using repository = repositoryWith(whole('web'));
  const first = repository.commit();
  repository.write('web/service.yaml', service('web'));
  repository.commit();
  repository.git(['clone', '--quiet', '--bare', '.', '../bare.git']);
  repository.git(['clone', '--quiet', '--depth=1', `file://${repository.path}`, '../shallow']);
  repository.git(['config', 'uploadpack.allowFilter', 'true']);
  repository.git(['clone', '--quiet', '--filter=blob:none', `file://${repository.path}`, '../partial']);
  const beside = (name: string) => path.join(repository.path, '..', name);
  using outside = folderWith(whole('web'));
  const refused = async (cwd: string, args: readonly string[], message: RegExp, env = {}) => {
    const { status, stdout, stderr } = await podwire(['diff', ...args], { cwd, env: { ...gitEnvironment, ...env } });
    assert.deepEqual([status, stdout], [2, ''], stderr);
    assert.match(stderr, message);
    assert.equal(stderr.split('\n').length, 2, stderr);
  };
  await refused(repository.path, ['origin/main'], /^podwire: diff: The repository of \S+ has no commit origin\/main\./);
  await refused(
    repository.path,
    ['--', '--upload-pack=x'],
    /^podwire: diff: --upload-pack=x is not the name of a commit\./,
  );
  await refused(repository.path, ['HEAD', '-'], /^podwire: diff compares files, and standard input and pipes/);
  await refused(repository.path, ['HEAD'], /^podwire: diff: git is not installed/, { PATH: '' });
  await refused(outside.path, ['HEAD'], /^podwire: diff: \S+ is not in a git repository\./);
  await refused(beside('bare.git'), ['HEAD'], /^podwire: diff: \S+bare\.git is a bare repository, which has no files/);
  await refused(
    beside('shallow'),
    [first],
    /^podwire: diff: .* has no commit \w+\. A shallow clone, as in many CI jobs/,
  );
  await refused(
    beside('partial'),
    [first],
    /^podwire: diff: The object \w+ \(web\/service\.yaml\) is not in this clone/,
  );
  // Git takes the folder for one of another user.
  const foreign = { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' };
  await refused(
    repository.path,
    ['HEAD'],
    /^podwire: diff: git refuses \S+, because it belongs to another user\. If you trust it: git config --global --add safe\.directory \S+\n$/,
    foreign,
  );
  assert.match((await diff(repository.path)).stderr, /missing required argument 'REF'/);
  const linked = await diff(repository.path, 'HEAD', '--link-base', 'https://example.com');
  assert.deepEqual([linked.status, linked.stderr], [2, 'podwire: --link-base needs --format markdown.\n']);
});

test('no program that the repository configures is run', async (context) => {
  if (process.platform === 'win32') return context.skip('the programs are shell scripts');
  using repository = repositoryWith(`${whole('web')}=== .gitattributes\n*.yaml filter=bad diff=bad\n`);
  repository.commit();
  const mark = path.join(repository.path, '../ran');
  const program = path.join(repository.path, '../program');
  repository.write('../program', `#!/bin/sh\necho "$0 $*" >> '${mark}'\nexit 1\n`);
  chmodSync(program, 0o755);
  for (const key of [
    'core.fsmonitor',
    'core.pager',
    'diff.bad.textconv',
    'diff.external',
    'filter.bad.clean',
    'filter.bad.smudge',
    'filter.bad.process',
  ]) {
    repository.git(['config', key, program]);
  }
  for (const hook of ['post-index-change', 'post-checkout', 'reference-transaction']) {
    repository.write(`.git/hooks/${hook}`, readFileSync(program, 'utf8'));
    chmodSync(path.join(repository.path, '.git/hooks', hook), 0o755);
  }
  repository.write('web/service.yaml', service('web'));
  assert.equal((await diff(repository.path, 'HEAD')).status, 1);
  assert.equal(existsSync(mark), false, 'a program ran');
  assert.throws(() => repository.git(['diff', 'HEAD']));
  assert.ok(existsSync(mark), 'git itself runs them');
});

test('a manifest that does not parse is no loss, and a settings file that cannot be read is status 2', async () => {
  using repository = repositoryWith(whole('web'));
  repository.commit();
  repository.write('web/deployment.yaml', `${deployment('web')}  x: [\n`);
  const { status, stdout } = await diff(repository.path, 'HEAD');
  assert.equal(status, 0, stdout);
  assert.match(
    stdout,
    /unknown: Service web → Deployment web becomes → unknown, because web\/deployment\.yaml does not parse/,
  );
  repository.write('podwire.yaml', 'colour: red\n');
  const refused = await diff(repository.path, 'HEAD');
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /^podwire: podwire\.yaml: /);
});
