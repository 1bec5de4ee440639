import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import picomatch from 'picomatch';
import {
  type Diagnostic,
  type DidChangeWatchedFilesRegistrationOptions,
  FileChangeType,
  type FileEvent,
  WatchKind,
} from 'vscode-languageserver/node';
import { deployment, service } from '../cli/manifests.ts';
import { type Client, type ClientOptions, connectInMemory, pause, rests } from './client.ts';
import { folderWith, mismatch, type TestFolder } from './folder.ts';

const some = (shown: readonly Diagnostic[]) => shown.length > 0;
const none = (shown: readonly Diagnostic[]) => shown.length === 0;
const { Created, Changed, Deleted } = FileChangeType;

/** An editor that can do nothing but what every editor can. */
const plain: ClientOptions = { capabilities: {} };

test('the editor is asked to watch manifests, folders and ignore rules', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({ folders: [folder.uri] });
  const registered = () => client.registrations.find((each) => each.method === 'workspace/didChangeWatchedFiles');
  await client.eventually('registered', () => registered() !== undefined);
  const { watchers } = registered()!.registerOptions as DidChangeWatchedFilesRegistrationOptions;
  const watched = (name: string) =>
    watchers
      .filter(({ globPattern }) => picomatch.isMatch(name, globPattern as string, { dot: true }))
      .reduce((kinds, { kind = 0 }) => kinds | kind, 0);
  const { Create, Change, Delete } = WatchKind;
  for (const name of ['a/b.yaml', 'b.yml', 'c.json', 'a/Kustomization', 'a/.gitignore', 'web.yaml.tmpl', 'x.cue']) {
    assert.equal(watched(name), Create | Change | Delete, name);
  }
  for (const name of ['a', 'a/b.d', 'notes.md']) {
    assert.equal(watched(name), Create | Delete, name);
  }
});

test('a file that is created, changed and deleted on disk', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({ folders: [folder.uri] });
  const service = folder.uriOf('service.yaml');
  await client.until(service, some);
  folder.write(
    'web/other.yaml',
    folder.read('deployment.yaml').replaceAll('family-assistant-backend', 'family-assistant'),
  );
  client.watched([{ uri: folder.uriOf('web/other.yaml'), type: Created }]);
  await client.until(service, none);
  folder.write('web/other.yaml', 'a: b\n');
  client.watched([{ uri: folder.uriOf('web/other.yaml'), type: Changed }]);
  await client.until(service, some);
  folder.remove('deployment.yaml');
  client.watched([{ uri: folder.uriOf('deployment.yaml'), type: Deleted }]);
  await client.until(service, (shown) => shown.length > 0 && shown.every(({ severity }) => severity === 4));
});

test('a file that is moved takes its problems along, and nothing else flashes', async () => {
  using folder = folderWith(mismatch.replaceAll('app: family-assistant-backend', 'app: family-assistant'));
  await using client = await connectInMemory({ folders: [folder.uri] });
  await client.ready();
  const service = folder.uriOf('service.yaml');
  renameSync(path.join(folder.path, 'deployment.yaml'), path.join(folder.path, 'moved.yaml'));
  client.watched([
    { uri: folder.uriOf('deployment.yaml'), type: Deleted },
    { uri: folder.uriOf('moved.yaml'), type: Created },
  ]);
  await client.ready();
  assert.deepEqual(client.publicationsOf(service), []);

  folder.write(
    'moved.yaml',
    folder.read('moved.yaml').replaceAll('app: family-assistant', 'app: family-assistant-backend'),
  );
  client.watched([{ uri: folder.uriOf('moved.yaml'), type: Changed }]);
  await client.until(service, some);
  renameSync(path.join(folder.path, 'service.yaml'), path.join(folder.path, 'service2.yaml'));
  client.watched([
    { uri: service, type: Deleted },
    { uri: folder.uriOf('service2.yaml'), type: Created },
  ]);
  await client.until(service, none);
  await client.until(folder.uriOf('service2.yaml'), some);
});

test('a folder that is deleted or comes is one event for its own name', async () => {
  using folder = folderWith(mismatch.replaceAll('=== ', '=== web/a/'));
  await using client = await connectInMemory({ folders: [folder.uri] });
  const service = folder.uriOf('web/a/service.yaml');
  await client.until(service, some);
  renameSync(path.join(folder.path, 'web'), path.join(folder.path, 'shop'));
  client.watched([
    { uri: folder.uriOf('web'), type: Deleted },
    { uri: folder.uriOf('shop'), type: Created },
  ]);
  await client.until(service, none);
  await client.until(folder.uriOf('shop/a/service.yaml'), some);
});

test('a document that is renamed in the editor: closed, opened, and later an event', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({ folders: [folder.uri] });
  const service = folder.uriOf('service.yaml');
  const renamed = folder.uriOf('renamed.yaml');
  client.open(service, folder.read('service.yaml'));
  await client.until(service, some);
  renameSync(path.join(folder.path, 'service.yaml'), path.join(folder.path, 'renamed.yaml'));
  client.close(service);
  client.open(renamed, folder.read('renamed.yaml'));
  await client.until(service, none);
  await client.until(renamed, some);
});

test('an open document hides its file: deleted, changed, closed, opened again', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({ folders: [folder.uri] });
  const service = folder.uriOf('service.yaml');
  const text = folder.read('service.yaml');
  client.open(service, text);
  await client.until(service, some);
  folder.remove('service.yaml');
  client.watched([{ uri: service, type: Deleted }]);
  await client.ready();
  assert.equal(client.shown(service).length, 1);
  client.close(service);
  await client.until(service, none);
  client.open(service, text);
  await client.until(service, some);
  folder.write('service.yaml', text.replace('app: family-assistant', 'app: family-assistant-backend'));
  client.watched([{ uri: service, type: Created }]);
  await client.ready();
  assert.equal(client.shown(service).length, 1);
  client.close(service);
  await client.until(service, none);
});

test('a branch switch of hundreds of files is one walk, and its half is never shown', async () => {
  using folder = folderWith('');
  const [, service = '', deployment = ''] = mismatch.split(/=== .*\n/);
  const matching = deployment.replaceAll('app: family-assistant-backend', 'app: family-assistant');
  const count = 150;
  for (let at = 0; at < count; at++) {
    folder.write(`app${at}/a-service.yaml`, service.replace('  type: NodePort\n', '').replace(/ +nodePort.*\n/, ''));
    folder.write(`app${at}/b-deployment.yaml`, matching);
  }
  await using client = await connectInMemory({ folders: [folder.uri] });
  await client.ready();
  assert.deepEqual(client.publications, []);
  const events: FileEvent[] = [];
  for (let at = 0; at < count; at++) {
    for (const name of ['a-service.yaml', 'b-deployment.yaml']) {
      const file = `app${at}/${name}`;
      folder.write(file, `# main\n${folder.read(file).replaceAll('family-assistant', `app-${at}`)}`);
      events.push({ uri: folder.uriOf(file), type: Changed });
    }
  }
  client.watched(events);
  await client.ready();
  await pause(300);
  assert.deepEqual(client.publications, []);
  folder.write('app7/b-deployment.yaml', matching.replaceAll('family-assistant', 'app-7-backend'));
  client.watched([{ uri: folder.uriOf('app7/b-deployment.yaml'), type: Changed }]);
  await client.until(folder.uriOf('app7/a-service.yaml'), some);
});

test('a file that comes while everything is looked at again stays', async () => {
  using folder = folderWith(mismatch);
  const others = Array.from({ length: 400 }, (_, at) => `more/${at}/values.yaml`);
  for (const file of others) {
    folder.write(file, 'a: b\n');
  }
  let milliseconds = 0;
  await using client = await connectInMemory({ folders: [folder.uri], server: { now: () => ++milliseconds } });
  const service = folder.uriOf('service.yaml');
  await client.until(service, some);
  await rests(() => milliseconds);
  const begin = milliseconds;
  client.watched(others.map((file) => ({ uri: folder.uriOf(file), type: Changed })));
  // The walk has listed the folder itself by then, and is among those below it.
  await client.eventually('the walk is under way', () => milliseconds > begin + 20);
  folder.write(
    'backend.yaml',
    folder.read('deployment.yaml').replaceAll('family-assistant-backend', 'family-assistant'),
  );
  client.watched([{ uri: folder.uriOf('backend.yaml'), type: Created }]);
  await rests(() => milliseconds);
  const [lens] = await client.lenses(service);
  assert.equal(lens?.command?.title, 'selects Deployment family-assistant');
  await client.until(service, none);
});

test('where names have no case, a file is the same when only the case of its name has changed', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({ folders: [folder.uri], server: { platform: 'darwin' } });
  const service = folder.uriOf('service.yaml');
  await client.until(service, some);
  renameSync(path.join(folder.path, 'deployment.yaml'), path.join(folder.path, 'Deployment.yaml'));
  client.watched([
    { uri: folder.uriOf('deployment.yaml'), type: Deleted },
    { uri: folder.uriOf('Deployment.yaml'), type: Created },
  ]);
  await client.ready();
  assert.equal(client.shown(service).length, 1);
});

test('an editor that cannot watch: saving is followed, and every few seconds the disk', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({ ...plain, folders: [folder.uri], server: { pollInterval: 100 } });
  const service = folder.uriOf('service.yaml');
  client.open(service, folder.read('service.yaml'));
  await client.until(service, some);
  assert.deepEqual(client.registrations, []);
  folder.write(
    'deployment.yaml',
    folder.read('deployment.yaml').replaceAll('family-assistant-backend', 'family-assistant'),
  );
  await client.until(service, none);
});

test('an editor that cannot watch: nothing is walked while no manifest is open, but saving is followed', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({ ...plain, folders: [folder.uri], server: { pollInterval: 50 } });
  const service = folder.uriOf('service.yaml');
  await client.until(service, some);
  folder.write(
    'deployment.yaml',
    folder.read('deployment.yaml').replaceAll('family-assistant-backend', 'family-assistant'),
  );
  await pause(250);
  assert.equal(client.shown(service).length, 1);
  client.save(folder.uriOf('notes.yaml'));
  await client.until(service, none);
});

async function withFiles(files: string, name: string, work: (client: Client, folder: TestFolder) => Promise<void>) {
  using folder = folderWith(files, name);
  await using client = await connectInMemory({ folders: [folder.uri] });
  await work(client, folder);
}

for (const name of ['with space', 'sharp#', '100%', 'ünïcödé', '日本', "it's (1)!*", 'a+b&c=d;e,f@g$h']) {
  test(`a folder and a file named ${name}`, async () => {
    await withFiles(mismatch.replace('service.yaml', `${name}.yaml`), name, async (client, folder) => {
      const service = folder.uriOf(`${name}.yaml`);
      // Without a document that is open the server spells the URI itself, as any URI parser reads it.
      const isService = (uri: string) => new URL(uri).pathname === new URL(service).pathname;
      await client.eventually('published', () =>
        client.publications.some(
          (each) => decodeURIComponent(each.uri) === decodeURIComponent(service) || isService(each.uri),
        ),
      );
      client.open(service, folder.read(`${name}.yaml`));
      await client.until(service, some);
      client.change(
        service,
        2,
        folder.read(`${name}.yaml`).replace('app: family-assistant', 'app: family-assistant-backend'),
      );
      await client.until(service, none);
    });
  });
}

test('a document is published under the URI that the editor gave it', async () => {
  await withFiles(mismatch.replace('service.yaml', 'a b.yaml'), 'work', async (client, folder) => {
    const spelled = `${folder.uri}/a%20b.yaml`;
    const bare = `${folder.uri}/a b.yaml`;
    await client.until(spelled, some);
    client.open(bare, folder.read('a b.yaml'));
    await client.until(bare, some);
    assert.equal(client.shown(spelled).length, 0);
    client.close(bare);
    await client.until(bare, none);
    await client.until(spelled, some);
  });
});

test('a folder that is a directory of its repository knows what tools deploy in it', async () => {
  using folder = folderWith(
    `=== .git/HEAD\n=== deploy/web/s.yaml\n${service('web')}=== deploy/web/d.yaml\n${deployment('web')}=== deploy/web.yaml\n`,
  );
  await using client = await connectInMemory({ folders: [folder.uriOf('deploy')] });
  await client.ready();
  const [web, tool] = [folder.uriOf('deploy/web/s.yaml'), folder.uriOf('deploy/web.yaml')];
  await client.until(web, (shown) => shown.length === 1);
  const flux = (path: string) =>
    `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: web\nspec:\n  path: ${path}\n  patches:\n    - {target: {kind: Deployment}, patch: "[{op: add, path: /spec/template/metadata/labels/app, value: web}]"}\n`;
  client.open(tool, flux('./deploy/web'));
  await client.until(web, (shown) => shown.length === 0);
  client.change(tool, 2, flux('./deploy/api'));
  await client.until(web, (shown) => shown.length === 1);
});

test('what a kustomization names and git ignores may be there, until it is ignored no more', async () => {
  using folder = folderWith(
    '=== .git/HEAD\n=== .gitignore\nsecret.yaml\n=== kustomization.yaml\nresources:\n  - secret.yaml\n',
  );
  await using client = await connectInMemory({ folders: [folder.uri] });
  await client.ready();
  const kustomization = folder.uriOf('kustomization.yaml');
  client.open(kustomization, folder.read('kustomization.yaml'));
  assert.deepEqual(client.shown(kustomization), []);
  client.change(kustomization, 2, 'resources:\n  - secret.yaml\n  - nowhere.yaml\n');
  await client.until(kustomization, (shown) => shown.length === 1 && /nowhere\.yaml/.test(String(shown[0]!.message)));
  folder.write('.gitignore', '');
  client.watched([{ uri: folder.uriOf('.gitignore'), type: Changed }]);
  await client.until(kustomization, (shown) => shown.some(({ message }) => /secret\.yaml/.test(String(message))));
});
