import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Client, type ClientOptions } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { folderWith, type TestFolder } from '../lsp/folder.ts';
import { gitEnvironment, repositoryWith } from '../sources/repository.ts';
import { deployment, fixedService, service } from './manifests.ts';
import { source, spawnPodwire } from './program.ts';

/** A client that is connected to a `podwire mcp` of its own. */
interface Connected extends AsyncDisposable {
  readonly client: Client;
  /** The text of the answer; fails if the tool reports an error. */
  ask(tool: string, input?: Record<string, unknown>): Promise<string>;
  /** The text of the error that the tool reports. */
  failure(tool: string, input?: Record<string, unknown>): Promise<string>;
}

async function connected(
  cwd: string,
  {
    args = [],
    roots,
    options = {},
  }: { readonly args?: readonly string[]; readonly roots?: readonly string[]; readonly options?: ClientOptions } = {},
): Promise<Connected> {
  const client = new Client({ name: 'test', version: '1' }, { ...options, capabilities: roots ? { roots: {} } : {} });
  if (roots) {
    client.setRequestHandler('roots/list', () => ({
      roots: roots.map((folder) => ({ uri: pathToFileURL(folder).href })),
    }));
  }
  const env = { ...process.env, ...gitEnvironment } as Record<string, string>;
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [source, 'mcp', ...args],
      cwd,
      env,
      stderr: 'inherit',
    }),
  );
  const call = async (tool: string, input: Record<string, unknown>) => {
    const { isError, content } = await client.callTool({ name: tool, arguments: input });
    const text = content.map((each) => (each.type === 'text' ? each.text : '')).join('');
    return { isError: isError === true, text };
  };
  return {
    client,
    ask: async (tool, input = {}) => {
      const { isError, text } = await call(tool, input);
      assert.equal(isError, false, text);
      return text;
    },
    failure: async (tool, input = {}) => {
      const { isError, text } = await call(tool, input);
      assert.equal(isError, true, text);
      return text;
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}

const broken = (directory: string) =>
  `=== ${directory}/service.yaml\n${service('web')}=== ${directory}/deployment.yaml\n${deployment('web')}`;

test('the tools, and what check, explain, wiring and fix answer', async () => {
  using folder = folderWith(broken('web'));
  await using server = await connected(folder.path);
  const { tools } = await server.client.listTools();
  assert.deepEqual(
    tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint]),
    [
      ['check', true],
      ['explain', true],
      ['wiring', true],
      ['diff', true],
      ['fix', true],
    ],
  );
  const report = JSON.parse(await server.ask('check'));
  assert.deepEqual(report.counts, { error: 0, warning: 1, information: 0, hint: 0 });
  const [problem] = report.problems;
  assert.deepEqual(
    [problem.code, problem.file, problem.line, problem.column, problem.object],
    ['service-selects-nothing', 'web/service.yaml', 7, 10, 'Service web'],
  );
  assert.match(problem.fixes[0].title, /Copy pod labels from Deployment "web"/);
  assert.match(await server.ask('explain', { about: 'service-selects-nothing' }), /^# service-selects-nothing/);
  assert.match(await server.ask('explain', { about: 'web/service.yaml:7' }), /Service "web"/);
  const { references } = JSON.parse(await server.ask('wiring', { kind: 'Service', name: 'web' }));
  assert.deepEqual(
    references.map((each: Record<string, unknown>) => [each.from, each.reference, each.state, each.to, each.line]),
    [
      ['Service web', 'selector app=web', 'broken', [], 6],
      ['Service web', 'target port 8080', 'unknown', [], 10],
    ],
  );
  const before = folder.read('web/service.yaml');
  const plan = await server.ask('fix');
  assert.match(plan, /^Nothing is written\. 1 fix would be applied\.\n- web\/service\.yaml: Copy pod labels/);
  assert.match(plan, /\n--- a\/web\/service\.yaml\n\+\+\+ b\/web\/service\.yaml\n@@ -4,7 \+4,7 @@\n/);
  assert.match(plan, /\n- {4}app: web\n\+ {4}app: web-backend\n/);
  assert.match(await server.failure('fix', { apply: true }), /started without --write/);
  assert.equal(folder.read('web/service.yaml'), before);
});

test('with --write, fix writes if it is asked to', async () => {
  using folder = folderWith(broken('web'));
  await using server = await connected(folder.path, { args: ['--write'] });
  assert.match(await server.ask('fix'), /^Nothing is written/);
  assert.equal(folder.read('web/service.yaml'), service('web'));
  assert.match(await server.ask('fix', { apply: true }), /^1 fix applied\./);
  assert.equal(folder.read('web/service.yaml'), fixedService('web'));
  assert.equal(JSON.parse(await server.ask('check')).problems.length, 0);
});

test('diff and check with a base, over git', async () => {
  using repository = repositoryWith(
    `=== web/service.yaml\n${fixedService('web')}=== web/deployment.yaml\n${deployment('web')}`,
  );
  repository.commit();
  repository.write('web/service.yaml', service('web'));
  await using server = await connected(repository.path);
  const { changes, summary } = JSON.parse(await server.ask('diff', { ref: 'HEAD' }));
  assert.equal(summary, '1 reference lost its last target');
  assert.deepEqual(changes, [
    {
      change: 'lost',
      wiring: 'Service web → Deployment web becomes → nothing',
      reference: 'selector app=web (was app=web-backend); target port 8080',
      file: 'web/service.yaml',
      line: 6,
    },
  ]);
  assert.match(JSON.parse(await server.ask('check', { base: 'HEAD' })).problems[0].message, /it did in HEAD/);
  assert.match(await server.failure('diff', { ref: 'nowhere' }), /has no commit nowhere/);
  assert.match(await server.failure('diff', { ref: '--upload-pack=x' }), /is not the name of a commit/);
});

test('the pages of the rules are resources', async () => {
  using folder = folderWith('');
  await using server = await connected(folder.path);
  const { resources } = await server.client.listResources();
  assert.ok(resources.some(({ uri }) => uri === 'podwire://rules/service-selects-nothing'));
  const { contents } = await server.client.readResource({ uri: 'podwire://rules/service-selects-nothing' });
  assert.match(`${contents[0] && 'text' in contents[0] ? contents[0].text : ''}`, /^# service-selects-nothing/);
  await assert.rejects(server.client.readResource({ uri: 'podwire://rules/nothing' }));
  assert.match(await server.ask('explain', { about: 'node-port-conflict' }), /^# node-port-conflict/, 'it lives on');
});

/** A folder with two roots and a secret outside of them. */
function withSecret(): TestFolder {
  const folder = folderWith(`${broken('one/web')}${broken('two/web')}=== secret/service.yaml\n${service('secret')}`);
  symlinkSync('../secret', path.join(folder.path, 'one/link'));
  symlinkSync('../../secret/service.yaml', path.join(folder.path, 'one/web/link.yaml'));
  folder.write('one/kustomization.yaml', 'resources: [../secret/service.yaml, web/service.yaml]\n');
  return folder;
}

for (const [era, options] of [
  ['2025-11-25', {}],
  ['2026-07-28', { versionNegotiation: { mode: 'auto' } }],
] as const) {
  test(`only what is below the roots that the client names is read (${era})`, async () => {
    using folder = withSecret();
    const roots = [path.join(folder.path, 'one'), path.join(folder.path, 'two')];
    await using server = await connected(folder.path, { roots, options: options as ClientOptions });
    const names = async (...paths: string[]) =>
      JSON.parse(await server.ask('check', { paths })).problems.map((each: { file: string }) => each.file);
    assert.deepEqual(await names('web'), ['web/service.yaml'], 'relative to the first root');
    assert.deepEqual(await names(path.join(roots[1]!, 'web')), ['web/service.yaml']);
    for (const outside of [
      '..',
      '../secret',
      'link',
      'web/link.yaml',
      folder.path,
      '/etc/passwd',
      'web/../../secret',
    ]) {
      const failure = await server.failure('check', { paths: [outside] });
      assert.match(failure, /is outside of the roots that the client names/, outside);
    }
    assert.match(await server.failure('explain', { about: '../secret/service.yaml:1' }), /outside of the roots/);
    assert.match(await server.failure('check', { paths: ['web', path.join(roots[1]!, 'web')] }), /below another root/);
    assert.match(await server.failure('check', { paths: ['absent.yaml'] }), /absent\.yaml does not exist\./);
    const whole = `${await server.ask('check')}${await server.ask('wiring')}`;
    assert.doesNotMatch(whole, /Service secret/, 'a kustomization leads nowhere else');
  });
}

test('roots of the command line win over those of the client', async () => {
  using folder = withSecret();
  await using server = await connected(folder.path, { args: ['two'], roots: [path.join(folder.path, 'secret')] });
  assert.match(await server.failure('check', { paths: [path.join(folder.path, 'secret')] }), /outside of the roots/);
  assert.equal(JSON.parse(await server.ask('check')).problems[0].file, 'web/service.yaml');
});

test('unknown tools and bad arguments are errors, and the server lives on', async () => {
  using folder = folderWith(broken('web'));
  await using server = await connected(folder.path);
  const calls: readonly (readonly [string, Record<string, unknown>])[] = [
    ['destroy', {}],
    ['check', { paths: 'web' }],
    ['check', { limit: 0 }],
    ['check', { limit: 1e9 }],
    ['diff', {}],
    ['explain', { about: '' }],
    ['explain', { about: 'no-such-code' }],
    ['check', { paths: ['a\0b'] }],
    ['check', { paths: Array.from({ length: 101 }, () => 'web') }],
  ];
  for (const [name, input] of calls) {
    const outcome = await server.client.callTool({ name, arguments: input }).then(
      ({ isError, content }) => ({ isError, content: JSON.stringify(content) }),
      (error: Error) => ({ isError: true, content: error.message }),
    );
    assert.equal(outcome.isError, true, `${name} ${JSON.stringify(input)}: ${outcome.content}`);
    assert.doesNotMatch(outcome.content, /Internal error|\n {4}at /, outcome.content);
  }
  assert.equal(JSON.parse(await server.ask('check')).problems.length, 1);
});

test('answers are bounded and say how much they leave out', async () => {
  using folder = folderWith('');
  for (let at = 0; at < 120; at++) {
    folder.write(`${at}/all.yaml`, `${service(`web-${at}`)}---\n${deployment(`web-${at}`)}`);
  }
  await using server = await connected(folder.path);
  const few = JSON.parse(await server.ask('check', { limit: 3 }));
  assert.deepEqual([few.problems.length, few.problemsLeftOut, few.counts.warning], [3, 117, 120]);
  const usual = JSON.parse(await server.ask('check'));
  assert.deepEqual([usual.problems.length, usual.problemsLeftOut], [50, 70]);
  const text = await server.ask('wiring', { limit: 500 });
  const most = JSON.parse(text);
  assert.equal(most.references.length + most.referencesLeftOut, 240);
  assert.ok(text.length < 100_000, `${text.length} characters`);
});

test('a call that takes too long ends, a cancelled one too, and the server lives on', async () => {
  using folder = folderWith('');
  for (let at = 0; at < 1500; at++) {
    folder.write(`many/${at}/all.yaml`, `${service(`web-${at}`)}---\n${deployment(`web-${at}`)}`);
  }
  folder.write('few/service.yaml', service('web'));
  await using hasty = await connected(folder.path, { args: ['--timeout', '0.05'] });
  assert.match(await hasty.failure('check'), /took longer than 0\.05 seconds and was ended/);
  await using server = await connected(folder.path);
  const steps: string[] = [];
  const abort = new AbortController();
  const call = server.client.callTool(
    { name: 'check', arguments: {} },
    {
      signal: abort.signal,
      onprogress: ({ message }) => {
        steps.push(message ?? '');
        abort.abort('no longer wanted');
      },
    },
  );
  await assert.rejects(call, /no longer wanted/);
  assert.deepEqual(steps, ['reading the files']);
  const begin = performance.now();
  assert.equal(JSON.parse(await server.ask('check', { paths: ['few'] })).files, 1);
  assert.ok(performance.now() - begin < 30_000);
});

test('wrong usage', async () => {
  for (const [args, message] of [
    [['--timeout', 'soon'], /--timeout needs a number of seconds/],
    [['/nowhere/at/all'], /\/nowhere\/at\/all does not exist/],
  ] as const) {
    const { status, stdout, stderr } = await spawnPodwire(['mcp', ...args]);
    assert.deepEqual([status, stdout], [2, ''], stderr);
    assert.match(stderr, message);
  }
  const ended = await spawnPodwire(['mcp'], { input: '' });
  assert.deepEqual([ended.status, ended.stdout], [0, ''], 'the end of the input ends the server');
});
