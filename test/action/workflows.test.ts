// The workflows of this repository: what they may do, and the scripts that decide whether a release is published.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { projectRoot } from '../harness/vscode/project.ts';
import { folderWith } from '../lsp/folder.ts';
import { repositoryWith } from '../sources/repository.ts';
import type { Step } from './compositeAction.ts';

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, WorkflowJob>>;
}

interface WorkflowJob {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly steps?: readonly Step[];
  readonly uses?: string;
  readonly needs?: string;
}

const folder = path.join(projectRoot, '.github/workflows');
const texts = new Map(readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
const workflows = new Map([...texts].map(([name, text]) => [name, parse(text) as Workflow]));
const release = workflows.get('release.yml')!;

test('a workflow may read, and a job more only if it publishes', () => {
  const more: string[] = [];
  for (const [name, { permissions, jobs }] of workflows) {
    assert.deepEqual(permissions, { contents: 'read' }, name);
    for (const [job, { permissions: own = {} }] of Object.entries(jobs)) {
      more.push(...Object.entries(own).flatMap(([what, how]) => (how === 'write' ? [`${name} ${job} ${what}`] : [])));
    }
  }
  assert.deepEqual(more, ['release.yml github contents', 'release.yml npm id-token']);
});

test('other actions are pinned by commit, with their version beside it', () => {
  for (const [name, text] of texts) {
    for (const [line, used] of text.matchAll(/uses: (\S+).*$/gm)) {
      if (!used!.startsWith('./')) {
        assert.match(line, /@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, name);
      }
    }
  }
});

test('no script contains an expression', () => {
  for (const [name, { jobs }] of workflows) {
    for (const { run, name: step } of Object.values(jobs).flatMap(({ steps = [] }) => steps)) {
      assert.doesNotMatch(run ?? '', /\$\{\{/, `${name}: ${step}`);
    }
  }
});

test('secrets are those of the environment release, each in one step', () => {
  const steps = Object.values(release.jobs).flatMap(({ steps = [], environment }) =>
    steps.map((step) => ({ ...step, environment })),
  );
  const using = steps.flatMap(({ env = {}, environment }) =>
    Object.values(env).flatMap((value) => (value.includes('secrets.') ? [`${environment} ${value}`] : [])),
  );
  assert.deepEqual(using, ['release ${{ secrets.VSCE_PAT }}', 'release ${{ secrets.OVSX_PAT }}']);
  assert.doesNotMatch(texts.get('ci.yml')!, /secrets/);
  // Nothing is published before the tests of the tag have passed.
  assert.equal(release.jobs.build!.needs, 'test');
  assert.equal(release.jobs.test!.uses, './.github/workflows/ci.yml');
  assert.deepEqual([release.jobs.npm!.needs, release.jobs.marketplace!.needs], ['github', 'github']);
});

test('a tag that is not the version, or that the changelog does not have, is not released', () => {
  const step = 'The tag is the version in package.json, and the changelog has it';
  const changelog = '# Changelog\n\n## [Unreleased]\n\n## [1.2.0] - 2026-12-01\n';
  using released = folderWith(`=== package.json\n{ "version": "1.2.0" }\n=== CHANGELOG.md\n${changelog}`);
  assert.equal(run('build', step, released.path, { GITHUB_REF_NAME: 'v1.2.0' }).status, 0);
  assert.notEqual(run('build', step, released.path, { GITHUB_REF_NAME: 'v1.2.1' }).status, 0);
  released.write('CHANGELOG.md', '# Changelog\n\n## [Unreleased]\n');
  assert.notEqual(run('build', step, released.path, { GITHUB_REF_NAME: 'v1.2.0' }).status, 0);
});

test('the package names the repository of the workflow, and has no script that only a clone can run', () => {
  using copy = folderWith(`=== package.json\n${readFileSync(path.join(projectRoot, 'package.json'), 'utf8')}`);
  const before = JSON.parse(copy.read('package.json'));
  const variables = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'someone/podwire' };
  assert.equal(run('build', 'Name the repository', copy.path, variables).status, 0);
  const { prepare: _, ...scripts } = before.scripts;
  assert.deepEqual(JSON.parse(copy.read('package.json')), {
    ...before,
    scripts,
    repository: { type: 'git', url: 'git+https://github.com/someone/podwire.git' },
  });
});

test('a release has its own part of the changelog and all files', () => {
  using repository = repositoryWith(`=== CHANGELOG.md
# Changelog

## [Unreleased]

- Later.

## [1.2.0] - 2026-12-01

### Added

- Now.

## [1.1.0] - 2026-11-01

- Before.
=== out/podwire.tgz
=== out/podwire.vsix
=== bin/gh
#!/bin/sh
echo "$@" > asked
`);
  chmodSync(path.join(repository.path, 'bin/gh'), 0o755);
  const variables = { GITHUB_REF_NAME: 'v1.2.0', PATH: `${repository.path}/bin:${process.env.PATH}` };
  const step = 'Create the release, with its part of the changelog';
  const { status, stderr } = run('github', step, repository.path, variables);
  assert.equal(status, 0, stderr);
  assert.equal(repository.read('notes.md').trim(), '### Added\n\n- Now.');
  assert.match(
    repository.read('asked'),
    /^release create v1\.2\.0 --verify-tag .* out\/podwire\.tgz out\/podwire\.vsix\n$/,
  );
  assert.notEqual(run('github', step, repository.path, { ...variables, GITHUB_REF_NAME: 'v3.0.0' }).status, 0);
});

/** Runs the script of a step of release.yml as the runner does. */
function run(job: string, name: string, cwd: string, variables: Readonly<Record<string, string>>) {
  const script = release.jobs[job]!.steps!.find((step) => step.name === name)!.run!;
  return spawnSync('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', script], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, ...variables },
    encoding: 'utf8',
  });
}
