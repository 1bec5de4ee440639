import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Diagnostic, InlayHint } from 'vscode-languageserver/node';
import { readEditorSettings } from '../../server/src/lsp/configuration.ts';
import { wholeShop } from '../core/cursor/shop.ts';
import { connectInMemory, likeVsCode } from './client.ts';
import { folderWith, mismatch } from './folder.ts';

const some = (shown: readonly Diagnostic[]) => shown.length > 0;
const none = (shown: readonly Diagnostic[]) => shown.length === 0;

test('settings are asked for per folder, and again when they change', async () => {
  using loud = folderWith(mismatch);
  using quiet = folderWith(mismatch);
  let severity: Record<string, string> = { 'service-selects-nothing': 'off' };
  await using client = await connectInMemory({
    folders: [loud.uri, quiet.uri],
    configuration: (scope) => (scope === quiet.uri ? { severity } : {}),
  });
  await client.until(loud.uriOf('service.yaml'), some);
  await client.ready();
  // Nothing flashes before the settings are known.
  assert.deepEqual(client.publicationsOf(quiet.uriOf('service.yaml')), []);
  severity = { 'service-selects-nothing': 'information' };
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  const [problem] = await client.until(quiet.uriOf('service.yaml'), some);
  assert.equal(problem?.severity, 3);
  severity = { 'service-selects-nothing': 'hint' };
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await client.until(quiet.uriOf('service.yaml'), ([each]) => each?.severity === 4);
});

test('an editor that never answers is not waited for', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({
    folders: [folder.uri],
    configuration: () => new Promise(() => {}),
  });
  await client.until(folder.uriOf('service.yaml'), some);
});

test('an editor that cannot be asked sends its settings', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({ folders: [folder.uri], capabilities: {} });
  await client.until(folder.uriOf('service.yaml'), some);
  const settings = { podwire: { severity: { 'service-selects-nothing': 'off' } } };
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings });
  await client.until(folder.uriOf('service.yaml'), none);
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await client.until(folder.uriOf('service.yaml'), some);
});

test('what is to be ignored can change', async () => {
  using folder = folderWith(mismatch.replaceAll('=== ', '=== old/'));
  let ignore: string[] = [];
  await using client = await connectInMemory({ folders: [folder.uri], configuration: () => ({ ignore }) });
  await client.until(folder.uriOf('old/service.yaml'), some);
  ignore = ['old'];
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await client.until(folder.uriOf('old/service.yaml'), none);
  ignore = [];
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await client.until(folder.uriOf('old/service.yaml'), some);
});

test('an editor is told once which of its settings are wrong', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({
    folders: [folder.uri],
    configuration: () => ({ closedWorld: 'yes', nodePortRange: '1-2' }),
  });
  await client.until(folder.uriOf('service.yaml'), some);
  assert.deepEqual(
    client.log.map((each) => each.message),
    ["In the editor's settings: closedWorld must be true or false."],
  );
});

test('settings of an editor, right and wrong', () => {
  assert.deepEqual(readEditorSettings(null, []), {
    settings: {},
    display: { lenses: 'all', inlayHints: false },
    errors: [],
  });
  assert.deepEqual(readEditorSettings('x', []), {
    settings: {},
    display: { lenses: 'all', inlayHints: false },
    errors: [],
  });
  const right = {
    closedWorld: true,
    severity: { a: 'off' },
    nodePortRange: '30000-30100',
    ignore: ['x/'],
    workloads: [{ apiVersion: 'a/v1', kind: 'B', podTemplate: 'spec.template' }],
    // Settings that only the editor uses.
    trace: { server: 'off' },
    lenses: 'files',
    inlayHints: true,
  };
  const { trace: _, lenses, inlayHints, ...known } = right;
  assert.deepEqual(readEditorSettings(right, ['a']), {
    settings: { ...known, nodePortRange: { from: 30000, to: 30100 } },
    display: { lenses, inlayHints },
    errors: [],
  });
  const wrong = {
    closedWorld: 1,
    severity: { a: 'loud', b: 'off' },
    nodePortRange: '9-1',
    ignore: 'x',
    workloads: [{}],
    lenses: 'some',
    inlayHints: 'on',
  };
  const { settings, errors, display } = readEditorSettings(wrong, ['a', 'b']);
  assert.deepEqual(settings.severity, { b: 'off' });
  assert.equal(settings.closedWorld, undefined);
  assert.ok(errors.length >= 5, errors.join('\n'));
  assert.deepEqual(display, { lenses: 'all', inlayHints: false });
  assert.ok(errors.includes('inlayHints must be true or false.'));
  assert.ok(errors.includes('lenses must be one of all, files, cluster, off.'));
});

test('lenses can be chosen, and the shown ones are asked for again', async () => {
  using folder = folderWith(mismatch);
  let lenses: unknown = 'off';
  await using client = await connectInMemory({ folders: [folder.uri], configuration: () => ({ lenses }) });
  await client.ready();
  const service = folder.uriOf('service.yaml');
  const deployment = folder.uriOf('deployment.yaml');
  client.open(service, folder.read('service.yaml'));
  client.open(deployment, folder.read('deployment.yaml'));
  const titles = async (uri: string) => (await client.lenses(uri)).map(({ command }) => command?.title);
  const refreshes = () => client.received('workspace/codeLens/refresh').length;
  const choose = async (next: unknown) => {
    const before = refreshes();
    lenses = next;
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await client.eventually(`a refresh for ${next}`, () => refreshes() > before);
  };
  assert.deepEqual([...(await titles(service)), ...(await titles(deployment))], []);
  await choose('files');
  const [selection, ...others] = await titles(service);
  assert.equal(selection, 'selects nothing here');
  assert.deepEqual(others, [], 'this editor has no command for a probe');
  assert.equal((await titles(deployment)).length, 1);
  await choose('cluster');
  assert.deepEqual([...(await titles(service)), ...(await titles(deployment))], [], 'no cluster is connected');
  await choose('all');
  assert.deepEqual(await titles(service), ['selects nothing here']);
  await choose('off');
  assert.deepEqual(await titles(service), []);
});

test('inlay hints are off until they are wanted, and follow the files', async () => {
  using folder = folderWith(wholeShop);
  let inlayHints = false;
  const { workspace } = likeVsCode;
  const capabilities = { ...likeVsCode, workspace: { ...workspace, inlayHint: { refreshSupport: true } } };
  const options = { folders: [folder.uri], capabilities, configuration: () => ({ inlayHints }) };
  await using client = await connectInMemory(options);
  await client.ready();
  const uri = folder.uriOf('service.yaml');
  const deployment = folder.uriOf('deployment.yaml');
  client.open(uri, folder.read('service.yaml'));
  client.open(deployment, folder.read('deployment.yaml'));
  const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  const hints = async () =>
    (await client.connection.sendRequest<InlayHint[]>('textDocument/inlayHint', { textDocument: { uri }, range })).map(
      ({ label, position }) => `${position.line}:${position.character} ${label}`,
    );
  const refreshes = () => client.received('workspace/inlayHint/refresh').length;
  assert.deepEqual(await hints(), []);
  inlayHints = true;
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await client.eventually('hints are asked for', () => refreshes() > 0);
  assert.deepEqual(await hints(), ['6:11 → Deployment web', '11:23 → 8080']);
  const before = refreshes();
  client.change(deployment, 2, folder.read('deployment.yaml').replace('containerPort: 8080', 'containerPort: 9090'));
  await client.eventually('a change of another file is seen', () => refreshes() > before);
  assert.deepEqual(await hints(), ['6:11 → Deployment web', '11:23 → 9090']);
});

test('podwire.yaml wins over the editor, also while it is being typed, and says what is wrong in it', async () => {
  // A typing error: a setting does not raise the severity of a guess.
  const typo = mismatch.replace('app: family-assistant\n', 'app: family-assistant-bakcend\n');
  using folder = folderWith(`${typo}=== podwire.yaml
severity:
  service-selects-nothing: information
closedworld: true
`);
  await using client = await connectInMemory({
    folders: [folder.uri],
    configuration: () => ({ severity: { 'service-selects-nothing': 'off' } }),
  });
  const service = folder.uriOf('service.yaml');
  const settings = folder.uriOf('podwire.yaml');
  const [problem] = await client.until(service, some);
  assert.equal(problem?.severity, 3);
  const [error] = await client.until(settings, some);
  assert.match(String(error?.message), /Did you mean closedWorld/);
  assert.deepEqual(error?.range, { start: { line: 2, character: 0 }, end: { line: 2, character: 11 } });

  client.open(settings, folder.read('podwire.yaml'), 5);
  client.change(settings, 6, 'severity: {service-selects-nothing: error}\n');
  await client.until(service, (shown) => shown[0]?.severity === 1);
  await client.until(settings, none);
  client.close(settings);
  await client.until(service, (shown) => shown[0]?.severity === 3);
  await client.until(settings, some);
  folder.remove('podwire.yaml');
  client.watched([{ uri: settings, type: 3 }]);
  await client.until(service, none);
  await client.until(settings, none);
});

test('podwire.yaml of the repository speaks of a folder in it', async () => {
  using repository = folderWith(`${mismatch.replaceAll('=== ', '=== deploy/')}=== .git/HEAD
ref: refs/heads/main
=== podwire.yaml
severity: {service-selects-nothing: information}
ignore: [deploy/old]
=== deploy/old/service.yaml
${mismatch.split(/=== .*\n/)[1]}`);
  await using client = await connectInMemory({ folders: [repository.uriOf('deploy')] });
  const [problem] = await client.until(repository.uriOf('deploy/service.yaml'), some);
  assert.equal(problem?.severity, 3);
  await client.ready();
  assert.deepEqual(client.publicationsOf(repository.uriOf('deploy/old/service.yaml')), []);
  // Its errors are shown although the file is outside the folder.
  const settings = repository.uriOf('podwire.yaml');
  client.open(settings, 'severity: {service-selects-nothin: off}\n');
  const [error] = await client.until(settings, some);
  assert.match(String(error?.message), /Did you mean service-selects-nothing/);
});

test('overrides of the editor and of podwire.yaml above the folder count together, and the file comes last', async () => {
  const copies = ['', 'old/', 'new/'].map((folder) => mismatch.replaceAll('=== ', `=== deploy/${folder}`)).join('');
  using repository = folderWith(`${copies}=== .git/HEAD
ref: refs/heads/main
=== podwire.yaml
overrides:
  - files: deploy/new/**
    severity: {service-selects-nothing: information}
`);
  await using client = await connectInMemory({
    folders: [repository.uriOf('deploy')],
    configuration: () => ({ overrides: [{ files: ['old', 'new'], severity: 'off' }] }),
  });
  const [problem] = await client.until(repository.uriOf('deploy/new/service.yaml'), some);
  assert.equal(problem?.severity, 3);
  await client.until(repository.uriOf('deploy/service.yaml'), some);
  await client.ready();
  assert.deepEqual(client.publicationsOf(repository.uriOf('deploy/old/service.yaml')), []);
});

test('syntax errors are reported unless the editor says that somebody else does', async () => {
  using folder = folderWith(`=== broken.yaml
apiVersion: v1
kind: Service
metadata:
  name: "unclosed
=== broken-values.yaml
web: "unclosed
`);
  const broken = folder.uriOf('broken.yaml');
  await using client = await connectInMemory({ folders: [folder.uri], capabilities: likeVsCode });
  const [problem] = await client.until(broken, some);
  assert.equal(problem?.code, 'syntax-error');
  await client.ready();
  // Files that are not manifests are ignored.
  assert.deepEqual(client.publicationsOf(folder.uriOf('broken-values.yaml')), []);
  await client.connection.sendNotification('podwire/reportSyntaxErrors', { reportSyntaxErrors: false });
  await client.until(broken, none);
  await client.connection.sendNotification('podwire/reportSyntaxErrors', { reportSyntaxErrors: true });
  await client.until(broken, some);

  await using silent = await connectInMemory({
    folders: [folder.uri],
    initializationOptions: { reportSyntaxErrors: false },
  });
  await silent.ready();
  assert.deepEqual(silent.publications, []);
});
