import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Diagnostic, FileChangeType } from 'vscode-languageserver/node';
import { connectInMemory, likeVsCode, pause } from './client.ts';
import { folderWith, mismatch } from './folder.ts';

const some = (shown: readonly Diagnostic[]) => shown.length > 0;
const none = (shown: readonly Diagnostic[]) => shown.length === 0;
const { Changed } = FileChangeType;

const [, service = '', deployment = ''] = mismatch.split(/=== .*\n/);
const matching = deployment.replaceAll('family-assistant-backend', 'family-assistant');

test('ignored files are no targets, and are judged only while they are open', async () => {
  using folder = folderWith(`${mismatch}=== .gitignore
build/
`);
  const matching = folder.read('deployment.yaml').replaceAll('family-assistant-backend', 'family-assistant');
  folder.write('build/deployment.yaml', matching);
  folder.write('build/service.yaml', folder.read('service.yaml'));
  await using client = await connectInMemory({ folders: [folder.uri] });
  const service = folder.uriOf('service.yaml');
  const ignored = folder.uriOf('build/service.yaml');
  await client.until(service, some);
  assert.deepEqual(client.publicationsOf(ignored), []);
  client.open(folder.uriOf('build/deployment.yaml'), matching);
  await client.ready();
  assert.equal(client.shown(service).length, 1);

  // With the rule gone the same files count.
  folder.write('.gitignore', '');
  client.watched([{ uri: folder.uriOf('.gitignore'), type: Changed }]);
  await client.until(service, none);
  folder.write('.gitignore', 'build\n');
  client.watched([{ uri: folder.uriOf('.gitignore'), type: Changed }]);
  await client.until(service, some);
});

test('a file above 16 MB is unread, on disk and in the editor, and its neighbours are not', async () => {
  using folder = folderWith(mismatch);
  const large = `# apiVersion\n${'# comment comment comment\n'.repeat(700_000)}${folder.read('deployment.yaml').replaceAll('family-assistant-backend', 'family-assistant')}`;
  folder.write('large.yaml', large);
  await using client = await connectInMemory({ folders: [folder.uri], capabilities: likeVsCode });
  const service = folder.uriOf('service.yaml');
  await client.ready();
  // Anything may be in there, so nothing is missing.
  assert.deepEqual(client.publicationsOf(service), []);
  client.open(folder.uriOf('large.yaml'), large);
  await client.ready();
  assert.deepEqual(client.publicationsOf(service), []);
  client.change(folder.uriOf('large.yaml'), 2, 'a: b\n');
  await client.until(service, some);
});

test('of nested folders the inner one speaks for its files, and the outer one sees them too', async () => {
  using folder = folderWith(`=== service.yaml
${service}=== team/deployment.yaml
${matching}=== team/service.yaml
${service}`);
  await using client = await connectInMemory({ folders: [folder.uri, folder.uriOf('team')] });
  await client.ready();
  assert.deepEqual(client.publications, []);
  const [before] = await client.lenses(folder.uriOf('service.yaml'));
  assert.match(before?.command?.title ?? '', /selects Deployment family-assistant/);
  client.open(folder.uriOf('team/deployment.yaml'), deployment);
  await client.until(folder.uriOf('team/service.yaml'), some);
  const [after] = await client.lenses(folder.uriOf('service.yaml'));
  assert.doesNotMatch(after?.command?.title ?? '', /selects Deployment/);
  // One squiggle, not one for each folder.
  assert.equal(client.shown(folder.uriOf('team/service.yaml')).length, 1);
  await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
    event: { added: [], removed: [{ uri: folder.uriOf('team'), name: 'team' }] },
  });
  await client.ready();
  assert.equal(client.shown(folder.uriOf('team/service.yaml')).length, 1);
});

for (const scheme of ['vscode-vfs://github/o/r', 'git:/w']) {
  test(`${scheme}: what is not open may be there, so nothing is missing`, async () => {
    const version = scheme.startsWith('git:') ? '?%7B%22ref%22%3A%22~%22%7D' : '';
    await using client = await connectInMemory({ folders: scheme.startsWith('git:') ? null : [scheme] });
    client.open(`${scheme}/deploy/service.yaml${version}`, service);
    client.open(`${scheme}/deploy/deployment.yaml${version}`, deployment);
    await client.ready();
    await pause(100);
    assert.deepEqual(client.publications, []);
    const [lens] = await client.lenses(`${scheme}/deploy/service.yaml${version}`);
    assert.match(lens?.command?.title ?? '', /pods unknown: /);
  });
}

test('an ignored file that is open before anything is indexed is no target either', async () => {
  using folder = folderWith(`=== service.yaml\n${service}=== deployment.yaml\n${deployment}=== .gitignore\nbuild/\n`);
  folder.write('build/deployment.yaml', matching);
  await using client = await connectInMemory({ folders: [folder.uri] });
  client.open(folder.uriOf('build/deployment.yaml'), matching);
  await client.until(folder.uriOf('service.yaml'), some);
});
