import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Diagnostic } from 'vscode-languageserver/node';
import { readEditorSettings } from '../../server/src/lsp/editorSettings.ts';
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
});

test('an editor that never answers is not waited for', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({
    folders: [folder.uri],
    configuration: () => new Promise(() => {}),
  });
  await client.until(folder.uriOf('service.yaml'), some, 6000);
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
    ["The editor's setting podwire.closedWorld is neither true nor false"],
  );
});

test('settings of an editor, right and wrong', () => {
  assert.deepEqual(readEditorSettings(null), { settings: {}, errors: [] });
  assert.deepEqual(readEditorSettings('x'), { settings: {}, errors: [] });
  const right = {
    closedWorld: true,
    severity: { a: 'off' },
    nodePortRange: '30000-30100',
    ignore: ['x/'],
    workloads: [{ apiVersion: 'a/v1', kind: 'B', podTemplate: 'spec.template' }],
  };
  assert.deepEqual(readEditorSettings(right), {
    settings: { ...right, nodePortRange: { from: 30000, to: 30100 } },
    errors: [],
  });
  const wrong = {
    closedWorld: 1,
    severity: { a: 'loud', b: 'off' },
    nodePortRange: '9-1',
    ignore: 'x',
    workloads: [{}],
  };
  const { settings, errors } = readEditorSettings(wrong);
  assert.deepEqual(settings, { severity: { b: 'off' }, workloads: [] });
  assert.equal(errors.length, 5);
});

test('syntax errors are reported unless the editor says that somebody else does', async () => {
  using folder = folderWith(`=== broken.yaml
apiVersion: v1
kind: Service
metadata:
  name: "unclosed
`);
  const broken = folder.uriOf('broken.yaml');
  await using client = await connectInMemory({ folders: [folder.uri], capabilities: likeVsCode });
  const [problem] = await client.until(broken, some);
  assert.equal(problem?.code, 'syntax-error');
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
