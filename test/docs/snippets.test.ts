// What readers copy from docs/: settings, configurations of pipelines and of editors.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { web } from '../cli/manifests.ts';
import { podwire } from '../cli/program.ts';
import { projectRoot } from '../harness/vscode/project.ts';
import { repositoryWith } from '../sources/repository.ts';
import { pages } from './pages.ts';

const documented = pages().filter(({ file }) => file === 'README.md' || /^docs\/[^/]+$/.test(file));
const blocksOf = (file: string, language: string) =>
  documented
    .find((page) => page.file === file)!
    .blocks.filter((block) => block.language === language)
    .map(({ text }) => text);

test('every block of YAML and JSON can be read', () => {
  let count = 0;
  for (const { file, blocks } of documented) {
    for (const { language, text } of blocks) {
      if (language === 'yaml' || language === 'json') {
        count++;
        assert.doesNotThrow(() => (language === 'yaml' ? parse(text) : JSON.parse(text)), `${file}: ${text}`);
      }
    }
  }
  assert.ok(count > 10);
});

test('the settings on the page of the configuration are those that Podwire accepts', () => {
  const schema = JSON.parse(readFileSync(path.join(projectRoot, 'schemas/podwire.schema.json'), 'utf8'));
  const validate = new Ajv({ strict: false }).compile(schema);
  // One block is a manifest with a comment that ignores a problem.
  const settings = blocksOf('docs/configuration.md', 'yaml').filter((text) => !/^spec:/.test(text));
  assert.ok(settings.length >= 3);
  for (const text of settings) {
    assert.ok(validate(parse(text)), `${text}${JSON.stringify(validate.errors)}`);
  }
});

test('the scripts of the pipelines report what a merge breaks', async () => {
  const scripts = blocksOf('docs/pipelines.md', 'yaml').flatMap((text) => scriptsOf(parse(text)));
  const checks = scripts.filter((script) => script.startsWith('npx --yes podwire@'));
  assert.equal(checks.length, 3);
  for (const check of checks) {
    using repository = repositoryWith(`=== web.yaml\n${web('web')}`);
    const base = repository.commit();
    repository.git(['checkout', '--quiet', '-b', 'branch']);
    repository.write('web.yaml', web('shop'));
    repository.commit();
    repository.git(['checkout', '--quiet', '--detach', 'main']);
    repository.git(['merge', '--quiet', '--no-ff', '--message', 'Merge', 'branch']);
    const [, , , ...args] = check.replaceAll('"$CI_MERGE_REQUEST_DIFF_BASE_SHA"', base).split(' ');
    const { status, stdout, stderr } = await podwire(args, { cwd: repository.path });
    assert.equal(status, 1, stderr);
    assert.match(stdout, /no longer selects Deployment "web"/, check);
    const output = args[args.indexOf('--output') + 1]!;
    if (args.includes('--output')) {
      assert.match(repository.read(output), /service-selects-nothing/);
    }
  }
});

test('the inputs of the Action are those on its page', () => {
  const { inputs } = parse(readFileSync(path.join(projectRoot, 'action.yml'), 'utf8')) as {
    inputs: Record<string, { default: string }>;
  };
  const page = readFileSync(path.join(projectRoot, 'docs/pipelines.md'), 'utf8');
  const listed = [...page.matchAll(/^\| `([a-z-]+)` \| (.*?) \|/gm)].map(([, name, value]) => [name, value]);
  const computed = new Map([
    ['base', 'from the event'],
    ['known', 'none'],
    ['version', 'that of the Action'],
    ['token', '`github.token`'],
  ]);
  assert.deepEqual(
    listed,
    Object.entries(inputs).map(([name, { default: value }]) => [name, computed.get(name) ?? `\`${value}\``]),
  );
});

test('the hook of pre-commit on the page is the one that the repository has', () => {
  const [hook] = parse(readFileSync(path.join(projectRoot, '.pre-commit-hooks.yaml'), 'utf8')) as [
    Record<string, unknown>,
  ];
  const [remote, local] = blocksOf('docs/pipelines.md', 'yaml')
    .map((text) => parse(text))
    .filter((value) => 'repos' in value)
    .map((value) => value.repos[0].hooks[0]);
  assert.deepEqual(remote, { id: hook.id });
  const { additional_dependencies: dependencies, ...rest } = local;
  assert.deepEqual(dependencies, [`podwire@${version()}`]);
  const { description: _, require_serial: __, ...stated } = hook;
  assert.deepEqual(rest, stated);
});

function version(): string {
  return JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')).version;
}

/** The scripts of a pipeline of GitHub, GitLab or Azure. */
function scriptsOf(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.flatMap(scriptsOf);
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'run' || key === 'script' ? [inner].flat().map(String) : scriptsOf(inner),
  );
}
