import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Diagnostic, FileChangeType } from 'vscode-languageserver/node';
import { service, workload } from '../core/resolve/manifests.ts';
import { connectInMemory } from './client.ts';
import { folderWith } from './folder.ts';

const { Created, Changed, Deleted } = FileChangeType;
const none = (shown: readonly Diagnostic[]) => shown.length === 0;
const saying = (words: RegExp) => (shown: readonly Diagnostic[]) =>
  shown.length === 1 && words.test(String(shown[0]!.message));

/** A Service that a patch of each overlay fixes. */
const overlays = `=== base/kustomization.yaml
resources: [s.yaml, d.yaml]
=== base/s.yaml
${service({ selector: 'app: wep' })}=== base/d.yaml
${workload({ labels: 'app: web' })}=== dev/kustomization.yaml
resources: [../base]
=== prod/kustomization.yaml
resources: [../base]
`;

const patched = (name: string) => `namePrefix: ${name}-
resources:
  - ../base
patches:
  - target: {kind: Service}
    patch: |-
      - {op: replace, path: /spec/selector/app, value: web}
`;

test('a base is deleted while its overlays are open with texts that nobody saved, and comes back', async () => {
  using folder = folderWith(overlays);
  await using client = await connectInMemory({ folders: [folder.uri] });
  await client.ready();
  const [dev, prod] = ['dev', 'prod'].map((name) => folder.uriOf(`${name}/kustomization.yaml`)) as [string, string];
  const [s, d] = [folder.uriOf('base/s.yaml'), folder.uriOf('base/d.yaml')];
  await client.until(s, saying(/selects no pods/));
  client.open(dev, patched('dev'));
  client.open(prod, patched('prod'));
  await client.until(s, none);
  assert.deepEqual(
    [dev, prod, d].map((uri) => client.shown(uri)),
    [[], [], []],
  );

  const files = ['kustomization.yaml', 's.yaml', 'd.yaml'].map((name) => [name, folder.read(`base/${name}`)] as const);
  folder.remove('base');
  client.watched([{ uri: folder.uriOf('base'), type: Deleted }]);
  for (const uri of [dev, prod]) {
    const [problem] = await client.until(
      uri,
      saying(/accumulating resources from '\.\.\/base': no such file or directory/),
    );
    assert.equal(problem!.code, 'kustomization-broken');
    assert.deepEqual(problem!.range, { start: { line: 2, character: 4 }, end: { line: 2, character: 11 } });
  }
  assert.deepEqual(
    [s, d].map((uri) => client.shown(uri)),
    [[], []],
  );

  // After one more stroke in the open file, it is still the only problem.
  client.change(dev, 2, patched('develop'));
  await client.ready();
  assert.equal(client.shown(dev).length, 1);

  for (const [name, text] of files) {
    folder.write(`base/${name}`, text);
  }
  client.watched([{ uri: folder.uriOf('base'), type: Created }]);
  await client.until(dev, none);
  await client.until(prod, none);
  assert.deepEqual(
    [s, d].map((uri) => client.shown(uri)),
    [[], []],
  );
});

test('a base that is deleted from under an overlay that is not saved yet, file by file', async () => {
  using folder = folderWith(overlays);
  await using client = await connectInMemory({ folders: [folder.uri] });
  await client.ready();
  const dev = folder.uriOf('dev/kustomization.yaml');
  const base = folder.uriOf('base/kustomization.yaml');
  client.open(dev, patched('dev'));
  folder.remove('base/s.yaml');
  client.watched([{ uri: folder.uriOf('base/s.yaml'), type: Deleted }]);
  // The base lacks a file, which is reported there once for both overlays. So its patch lacks its target.
  await client.until(base, saying(/accumulating resources from 's\.yaml': no such file or directory/));
  assert.deepEqual(client.shown(dev), []);
});

test('a patch whose name is no manifest is there, is not, and changes, as the disk has it', async () => {
  using folder = folderWith(
    `${overlays}=== app/kustomization.yaml\nresources: [../base]\npatches: [{path: patch.txt, target: {kind: Service}}]\n`,
  );
  folder.remove('dev');
  folder.remove('prod');
  folder.write('base/s.yaml', service({ selector: 'role: entry' }));
  await using client = await connectInMemory({ folders: [folder.uri] });
  await client.ready();
  const app = folder.uriOf('app/kustomization.yaml');
  const s = folder.uriOf('base/s.yaml');
  const patch = folder.uriOf('app/patch.txt');
  await client.until(app, saying(/failed to get the patch file from path\(patch\.txt\): no such file or directory/));
  assert.deepEqual(client.shown(s), [], 'what the patch would say of the Service nobody knows');

  const text = (value: string) => `- {op: replace, path: /spec/selector, value: {app: ${value}}}\n`;
  folder.write('app/patch.txt', text('web'));
  client.watched([{ uri: patch, type: Created }]);
  await client.until(app, none);
  assert.deepEqual(client.shown(s), []);
  folder.write('app/patch.txt', text('webb'));
  client.watched([{ uri: patch, type: Changed }]);
  await client.until(s, none);
  await client.until(app, none);
  folder.write('app/patch.txt', '- {op: remove, path: /spec/none}\n');
  client.watched([{ uri: patch, type: Changed }]);
  await client.until(app, saying(/remove operation does not apply/));
  folder.remove('app/patch.txt');
  client.watched([{ uri: patch, type: Deleted }]);
  await client.until(app, saying(/no such file or directory/));
});

test('an input of a generator comes and goes', async () => {
  using folder = folderWith('=== kustomization.yaml\nconfigMapGenerator: [{name: a, envs: [some.env]}]\n');
  await using client = await connectInMemory({ folders: [folder.uri] });
  await client.ready();
  const kustomization = folder.uriOf('kustomization.yaml');
  await client.until(kustomization, saying(/as long as an input file of a generator does not exist/));
  folder.write('some.env', 'A=b\n');
  client.watched([{ uri: folder.uriOf('some.env'), type: Created }]);
  await client.until(kustomization, none);
  folder.remove('some.env');
  client.watched([{ uri: folder.uriOf('some.env'), type: Deleted }]);
  await client.until(kustomization, saying(/as long as an input file of a generator does not exist/));
});
