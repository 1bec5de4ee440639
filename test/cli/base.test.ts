import assert from 'node:assert/strict';
import { readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { gitEnvironment, repositoryWith, runGit } from '../sources/repository.ts';
import { deployment, fixedService, service } from './manifests.ts';
import { type Outcome, podwire } from './program.ts';

const schema = JSON.parse(readFileSync(new URL('../../schemas/check.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true }).compile(schema);

/** A Service and its Deployment in a directory, named after it. */
const whole = (directory: string) => both(directory, fixedService(path.basename(directory)));
const broken = (directory: string) => both(directory, service(path.basename(directory)));
const both = (directory: string, text: string) =>
  `=== ${directory}/service.yaml\n${text}=== ${directory}/deployment.yaml\n${deployment(path.basename(directory))}`;

function check(cwd: string, ...args: readonly string[]): Promise<Outcome> {
  return podwire(['check', '--base', ...args], { cwd, env: gitEnvironment });
}

/** The heading of each finding, without its message. */
function headings({ stdout }: Outcome): string[] {
  return [...stdout.matchAll(/^(\S+?): ((?:error|warning|information)(?:\[[\w-]+\])?)/gm)].map(
    ([, place, kind]) => `${place} ${kind}`,
  );
}

function summary({ stdout }: Outcome): string {
  return stdout.trimEnd().split('\n').at(-1) ?? '';
}

test('what the commit had too is left out, and --all shows it', async () => {
  using repository = repositoryWith(`${broken('old')}${whole('web')}`);
  const name = `HEAD ${repository.commit().slice(0, 7)}`;
  const before = await check(repository.path, 'HEAD');
  assert.deepEqual(
    [before.status, before.stdout, before.stderr],
    [
      0,
      `Checked 4 files with 4 resources against ${name}: no new problems. 1 problem that the commit had too: --all shows them.\n`,
      '',
    ],
  );
  // The lines of the old problem move, and something else breaks.
  repository.write('old/service.yaml', `# A comment\n\n${service('old')}`);
  repository.write('web/service.yaml', service('web'));
  const after = await check(repository.path, 'HEAD');
  assert.equal(after.status, 1);
  assert.deepEqual(headings(after), ['web/service.yaml:7:10 warning[service-selects-nothing]']);
  assert.match(summary(after), new RegExp(`against ${name}: 1 warning\\. 1 problem that the commit had too`));
  const all = await check(repository.path, 'HEAD', '--all');
  assert.deepEqual(headings(all), [
    'old/service.yaml:9:10 warning[service-selects-nothing]',
    'web/service.yaml:7:10 warning[service-selects-nothing]',
  ]);
  assert.match(summary(all), /against HEAD \w+: 2 warnings\.$/);
});

test('a reference that reached something is told whatever it says now, and says since when', async () => {
  using repository = repositoryWith(whole('web'));
  const name = `HEAD ${repository.commit().slice(0, 7)}`;
  repository.write('web/service.yaml', fixedService('web').replace('app: web-backend', 'app: quite-another-word'));
  const outcome = await check(repository.path, 'HEAD');
  assert.equal(outcome.status, 1, outcome.stdout);
  assert.deepEqual(headings(outcome), ['web/service.yaml:7:10 warning[service-selects-nothing]']);
  assert.match(outcome.stdout, new RegExp(`Deployment "web".*${name}`));
  repository.commit();
  assert.equal((await check(repository.path, 'HEAD')).status, 0, 'a commit accepts it');
  assert.equal((await check(repository.path, 'HEAD~1')).status, 1);
});

test('a file that is broken, and one that was', async () => {
  using repository = repositoryWith(`${whole('web')}=== old.yaml\napiVersion: v1\nkind: [\n`);
  repository.write('old-bytes.yaml', Buffer.from('apiVersion: v1\nkind: Service\n# \xe9\n', 'latin1'));
  repository.commit();
  const before = await check(repository.path, 'HEAD');
  assert.deepEqual(headings(before), []);
  assert.equal(before.status, 0);
  repository.write('old.yaml', '# moved\napiVersion: v1\nkind: [\n');
  assert.equal((await check(repository.path, 'HEAD')).status, 0);
  repository.write('web/deployment.yaml', `${deployment('web')}  x: [\n`);
  const after = await check(repository.path, 'HEAD');
  assert.equal(after.status, 1);
  assert.deepEqual(
    headings(after).map((each) => each.replace(/:\d+:\d+/, '')),
    ['web/deployment.yaml error'],
  );
  assert.deepEqual(headings(await check(repository.path, 'HEAD', '--all')).length, 3);
});

test('git mv of a directory makes nothing new, and a break in it is found', async () => {
  using repository = repositoryWith(`${broken('apps/old')}${whole('apps/web')}`);
  repository.commit();
  repository.git(['mv', 'apps', 'moved']);
  assert.deepEqual(headings(await check(repository.path, 'HEAD')), []);
  repository.write('moved/web/service.yaml', service('web'));
  assert.deepEqual(headings(await check(repository.path, 'HEAD')), [
    'moved/web/service.yaml:7:10 warning[service-selects-nothing]',
  ]);
});

test('staged and edited again, in a folder of the repository, in a worktree, and from above', async () => {
  using repository = repositoryWith(`${whole('deploy/web')}=== other/a.yaml\n${service('a')}`);
  repository.commit();
  repository.write('deploy/web/service.yaml', service('web'));
  repository.git(['add', '--all']);
  repository.write('deploy/web/service.yaml', `# again\n${service('web')}`);
  const expected = ['web/service.yaml:8:10 warning[service-selects-nothing]'];
  assert.deepEqual(headings(await check(path.join(repository.path, 'deploy'), 'HEAD')), expected);
  assert.deepEqual(headings(await check(repository.path, 'HEAD', 'deploy')), [`deploy/${expected[0]}`]);
  assert.deepEqual(
    headings(await check(repository.path, 'HEAD', 'deploy/web/service.yaml', 'deploy/web/deployment.yaml')),
    [`deploy/${expected[0]}`],
  );
  const above = path.dirname(repository.path);
  assert.deepEqual(headings(await check(above, 'HEAD', 'work/deploy')), [`work/deploy/${expected[0]}`]);
  repository.git(['worktree', 'add', '--quiet', '../tree', 'HEAD']);
  assert.deepEqual(headings(await check(path.join(above, 'tree'), 'HEAD')), []);
  // As git runs a hook, in another repository's name.
  const hook = await podwire(['check', '--base', 'HEAD'], {
    cwd: repository.path,
    env: { ...gitEnvironment, GIT_DIR: '/nowhere/.git', GIT_INDEX_FILE: '.git/index', GIT_PREFIX: 'x/' },
  });
  assert.deepEqual(headings(hook), [`deploy/${expected[0]}`]);
});

test('a submodule, at the commit that it was at', async () => {
  using inner = repositoryWith(whole('web'));
  inner.commit();
  using outer = repositoryWith(whole('own'));
  outer.git(['submodule', '--quiet', 'add', inner.path, 'inner']);
  outer.commit();
  outer.write('inner/web/service.yaml', service('web'));
  outer.git(['commit', '--quiet', '--all', '--message', 'A break'], 'inner');
  assert.deepEqual(headings(await check(outer.path, 'HEAD')), [
    'inner/web/service.yaml:7:10 warning[service-selects-nothing]',
  ]);
  assert.deepEqual(headings(await check(path.join(outer.path, 'inner'), 'HEAD')), []);
});

test('kustomizations are as the commit has them, with what they name', async () => {
  using repository = repositoryWith(`=== base/kustomization.yaml
resources: [all.yml.txt]
=== base/all.yml.txt
${fixedService('web')}---
${deployment('web')}=== overlays/prod/kustomization.yaml
resources: [../../base]
patches:
  - path: patch.txt
    target: { kind: Service }
=== overlays/prod/patch.txt
- op: add
  path: /metadata/labels
  value: { a: b }
`);
  repository.commit();
  assert.deepEqual(headings(await check(repository.path, 'HEAD')), []);
  // A patch that was there, and one that was not, of names that no walk gives.
  repository.write('overlays/prod/patch.txt', '- op: replace\n  path: /spec/selector/app\n  value: web-backen\n');
  assert.equal(headings(await check(repository.path, 'HEAD')).length, 1);
  assert.equal(headings(await check(repository.path, 'HEAD', 'overlays/prod')).length, 1);
  repository.commit();
  assert.deepEqual(headings(await check(repository.path, 'HEAD')), []);
  repository.git(['mv', 'base/all.yml.txt', 'base/all.txt']);
  repository.write('base/kustomization.yaml', 'resources: [all.txt]\n');
  assert.deepEqual(headings(await check(repository.path, 'HEAD')), []);
});

test('what cannot be compared with is status 2, and nothing is reported', async () => {
  using repository = repositoryWith(whole('web'));
  for (const [args, message] of [
    [['HEAD'], /^podwire: --base: The repository of \S+ has no commit yet\.\n$/],
    [['origin/main'], /^podwire: --base: The repository of \S+ has no commit origin\/main\./],
    [['HEAD', '-'], /^podwire: --base compares files, and standard input and pipes are not files\.\n$/],
    [[], /option '--base <ref>' argument missing/],
  ] as const) {
    const { status, stdout, stderr } = await check(repository.path, ...args);
    assert.deepEqual([status, stdout], [2, ''], stderr);
    assert.match(stderr, message);
  }
  assert.match((await podwire(['check', '--all'], { cwd: repository.path })).stderr, /podwire: --all needs --base\./);
  repository.commit();
  const without = await podwire(['check', '--base', 'HEAD'], {
    cwd: repository.path,
    env: { ...gitEnvironment, PATH: '' },
  });
  assert.deepEqual(
    [without.status, without.stderr],
    [2, 'podwire: --base: git is not installed: no folder of PATH contains it.\n'],
  );
  const unused = await podwire(['check'], { cwd: repository.path, env: { PATH: '' } });
  assert.equal(unused.status, 0, 'without --base nobody asks for git');

  repository.write('web/service.yaml', service('web'));
  repository.commit();
  runGit(repository.path, ['clone', '--quiet', '--depth=1', `file://${repository.path}`, '../shallow']);
  const shallow = await check(path.join(repository.path, '../shallow'), 'HEAD~1');
  assert.deepEqual([shallow.status, shallow.stdout], [2, '']);
  assert.match(shallow.stderr, /has no commit HEAD~1\. A shallow clone, as in many CI jobs, has to fetch it first\./);
});

test('JSON names the commit and what is left out; two runs are equal', async () => {
  using repository = repositoryWith(`${broken('old')}${whole('web')}`);
  repository.commit();
  repository.write('web/service.yaml', service('web'));
  const [first, second] = [
    await check(repository.path, 'main', '--format', 'json'),
    await check(repository.path, 'main', '--format', 'json'),
  ];
  const report = JSON.parse(first.stdout);
  assert.deepEqual(validate(report) ? [] : validate.errors, []);
  assert.deepEqual(report.base, { name: 'main', earlier: 1 });
  assert.deepEqual(
    report.problems.map(({ file, lost }: { file: string; lost: unknown }) => ({ file, lost })),
    [
      {
        file: 'web/service.yaml',
        lost: {
          targets: [
            {
              group: 'apps',
              kind: 'Deployment',
              namespace: null,
              name: 'web',
              file: 'web/deployment.yaml',
              bundle: null,
            },
          ],
          since: 'main',
          cause: 'reference changed',
        },
      },
    ],
  );
  assert.equal(first.stdout, second.stdout);
});

test('--fix fixes what is new and old, and the report says what is left of the new', async () => {
  using repository = repositoryWith(`${broken('old')}${whole('web')}`);
  repository.commit();
  renameSync(path.join(repository.path, 'web/deployment.yaml'), path.join(repository.path, 'web/renamed.yaml'));
  const { status, stdout } = await check(repository.path, 'HEAD', '--fix');
  assert.equal(status, 0, stdout);
  assert.match(stdout, /^old\/service\.yaml: fixed: /);
  assert.match(stdout, /no new problems\.$/m);
});

test('five thousand files that differ', async (context) => {
  using repository = repositoryWith('');
  for (let at = 0; at < 2500; at++) {
    repository.write(`apps/${at}/service.yaml`, fixedService(`web-${at}`));
    repository.write(`apps/${at}/deployment.yaml`, deployment(`web-${at}`));
  }
  repository.commit();
  for (let at = 0; at < 2500; at++) {
    repository.write(
      `apps/${at}/service.yaml`,
      `# changed\n${at === 7 ? service(`web-${at}`) : fixedService(`web-${at}`)}`,
    );
    repository.write(`apps/${at}/deployment.yaml`, `# changed\n${deployment(`web-${at}`)}`);
  }
  const begin = performance.now();
  const outcome = await check(repository.path, 'HEAD');
  context.diagnostic(`${Math.round(performance.now() - begin)} ms`);
  assert.deepEqual(headings(outcome), ['apps/7/service.yaml:8:10 warning[service-selects-nothing]']);
  assert.match(summary(outcome), /^Checked 5000 files/);
});
