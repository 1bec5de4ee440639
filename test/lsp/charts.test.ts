import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { FileChangeType } from 'vscode-languageserver/node';
import { chartWithSelector, webChart } from './chart.ts';
import { type Client, connectInMemory, connectToProcess } from './client.ts';
import { folderWith, mismatch, type TestFolder } from './folder.ts';

const selectsNothing = 'service-selects-nothing';

const codes = (client: Client, uri: string) => client.shown(uri).map(({ code }) => code);

function touch(client: Client, folder: TestFolder, file: string, type: FileChangeType = FileChangeType.Changed) {
  client.watched([{ uri: folder.uriOf(file), type }]);
}

test('a define that is edited and not saved changes what is shown, and the version is that of the editor', async () => {
  using folder = folderWith(chartWithSelector('web/'));
  await using client = await connectToProcess({ folders: [folder.uri] });
  const define = 'web/templates/_service.tpl';
  const uri = folder.uriOf(define);
  const service = folder.uriOf('web/templates/service.yaml');
  client.open(uri, folder.read(define), 1, 'plaintext');
  client.open(service, folder.read('web/templates/service.yaml'), 1, 'helm');
  await client.ready();
  assert.deepEqual([codes(client, uri), codes(client, service)], [[], []]);
  const [lens] = await client.lenses(service);
  assert.match(lens!.command!.title, /selects Deployment release-web/);

  const brokenText = folder.read(define).replace('. }}\n', '. }}-frontend\n');
  client.change(uri, 2, brokenText);
  const [problem] = await client.until(uri, (all) => all.length === 1);
  assert.equal(problem!.code, selectsNothing);
  assert.deepEqual(problem!.range, { start: { line: 1, character: 50 }, end: { line: 1, character: 59 } });
  assert.equal(client.last(uri)?.version, 2);

  client.change(uri, 3, folder.read(define));
  await client.until(uri, (all) => all.length === 0);
  client.change(uri, 4, brokenText);
  await client.until(uri, (all) => all.length === 1);
  client.close(uri);
  await client.until(uri, (all) => all.length === 0);
});

test('values that are edited change what is shown, also while the chart is still being read', async () => {
  using folder = folderWith(webChart('web/'));
  await using client = await connectInMemory({ folders: [folder.uri] });
  const uri = folder.uriOf('web/values.yaml');
  client.open(uri, folder.read('web/values.yaml').replace('targetPort: http', 'targetPort: htpp'));
  await client.until(uri, (all) => all.length === 1);
  await client.ready();
  assert.deepEqual(codes(client, uri), ['service-port-missing']);
  const [fix] = await client.actions(uri, client.shown(uri)[0]!.range);
  assert.equal(fix?.title, 'Restore http', 'the baseline is the chart as it was opened');
});

const pod = `apiVersion: v1
kind: Pod
metadata: {name: frontend, labels: {app.kubernetes.io/name: web-frontend}}
spec: {containers: [{name: web, image: nginx, ports: [{name: http, containerPort: 80}]}]}
`;

test('what changes on disk in a chart is read again, whatever its name', async () => {
  using folder = folderWith(chartWithSelector('web/'));
  await using client = await connectInMemory({ folders: [folder.uri] });
  await client.ready();
  const define = 'web/templates/_service.tpl';
  const uri = folder.uriOf(define);
  const right = folder.read(define);
  folder.write(define, right.replace('. }}\n', '. }}-frontend\n'));
  touch(client, folder, define);
  await client.until(uri, (all) => all[0]?.code === selectsNothing);

  folder.write('web/.helmignore', 'templates/service.yaml\n');
  touch(client, folder, 'web/.helmignore');
  await client.until(uri, (all) => all.length === 0);
  folder.write('web/.helmignore', '');
  touch(client, folder, 'web/.helmignore');
  await client.until(uri, (all) => all.length === 1);

  folder.write('web/templates/pod.gotmpl', pod);
  touch(client, folder, 'web/templates/pod.gotmpl', FileChangeType.Created);
  await client.until(uri, (all) => all[0]?.code === 'service-selects-strangers');
  folder.remove('web/templates/pod.gotmpl');
  touch(client, folder, 'web/templates/pod.gotmpl', FileChangeType.Deleted);
  await client.until(uri, (all) => all[0]?.code === selectsNothing);

  folder.remove('web/templates');
  touch(client, folder, 'web/templates', FileChangeType.Deleted);
  await client.until(uri, (all) => all.length === 0);
});

test('a chart that comes, vanishes and comes again', async () => {
  using folder = folderWith('=== README.md\n# empty\n');
  await using client = await connectInMemory({ folders: [folder.uri] });
  await client.ready();
  const define = folder.uriOf('web/templates/_service.tpl');
  const plain = folder.uriOf('web/templates/plain.yaml');
  for (const part of chartWithSelector('web/', '-frontend').split(/^=== /m).slice(1)) {
    const end = part.indexOf('\n');
    folder.write(part.slice(0, end), part.slice(end + 1));
  }
  touch(client, folder, 'web', FileChangeType.Created);
  await client.until(define, (all) => all.length === 1);

  // Without Chart.yaml the templates are files like others, and those without actions are manifests.
  folder.write(
    'web/templates/plain.yaml',
    mismatch
      .split(/^=== .*\n/m)
      .slice(1)
      .join('---\n'),
  );
  touch(client, folder, 'web/templates/plain.yaml', FileChangeType.Created);
  await client.until(plain, (all) => all.length === 1);
  client.open(define, folder.read('web/templates/_service.tpl'), 1, 'plaintext');
  const chart = folder.read('web/Chart.yaml');
  folder.remove('web/Chart.yaml');
  touch(client, folder, 'web/Chart.yaml', FileChangeType.Deleted);
  await client.until(define, (all) => all.length === 0);
  await client.until(plain, (all) => all.length === 1);
  client.open(plain, 'a: 1\n');
  await client.until(plain, (all) => all.length === 0);
  client.close(plain);
  await client.until(plain, (all) => all.length === 1);

  folder.write('web/Chart.yaml', chart);
  touch(client, folder, 'web/Chart.yaml', FileChangeType.Created);
  await client.until(define, (all) => all.length === 1);
});

test('an open document of a chart that vanishes is a manifest again', async () => {
  using folder = folderWith(webChart('web/'));
  folder.write('web/templates/plain.yaml', 'a: 1\n');
  await using client = await connectInMemory({ folders: [folder.uri] });
  const uri = folder.uriOf('web/templates/plain.yaml');
  client.open(
    uri,
    mismatch
      .split(/^=== .*\n/m)
      .slice(1)
      .join('---\n'),
  );
  await client.until(uri, (all) => all.length === 1);
  folder.remove('web/Chart.yaml');
  touch(client, folder, 'web/Chart.yaml', FileChangeType.Deleted);
  await client.ready();
  assert.deepEqual(codes(client, uri), [selectsNothing]);
});

test('documents of other languages count only while a chart has them', async () => {
  using folder = folderWith(webChart('web/'));
  await using client = await connectInMemory({ folders: [folder.uri] });
  const page = folder.uriOf('site/templates/index.html');
  const text = folder.uriOf('notes.txt');
  client.open(page, 'a: 1\na: 2\n{{ x }\n', 1, 'html');
  client.open(text, 'apiVersion: v1\nkind: Service\nmetadata: [\n', 1, 'plaintext');
  const template = folder.uriOf('web/templates/job.yaml.gotmpl');
  client.open(template, 'a: {{ . }}\n', 1, 'gotmpl');
  await client.ready();
  assert.deepEqual([client.shown(page), client.shown(text), client.shown(template)], [[], [], []]);
});

test('charts can be switched off and on', async () => {
  using folder = folderWith(`${chartWithSelector('web/', '-frontend')}=== podwire.yaml\nhelm: {render: false}\n`);
  await using client = await connectInMemory({ folders: [folder.uri] });
  await client.ready();
  const uri = folder.uriOf('web/templates/_service.tpl');
  assert.deepEqual(codes(client, uri), []);
  folder.write('podwire.yaml', 'helm: {render: true}\n');
  touch(client, folder, 'podwire.yaml');
  await client.until(uri, (all) => all.length === 1);
  folder.write('podwire.yaml', 'helm: {render: false}\n');
  touch(client, folder, 'podwire.yaml');
  await client.until(uri, (all) => all.length === 0);
});

test('a chart that is too large for one is read as files, and a bomb in charts/ stops nothing', async () => {
  using folder = folderWith(chartWithSelector('web/', '-frontend') + webChart('large/') + mismatch);
  for (let at = 0; at < 20_000; at++) {
    folder.write(`large/assets/${at}`, '');
  }
  folder.write('web/charts/bomb.tgz', gzipSync(Buffer.alloc(40 * 1024 * 1024)));
  await using client = await connectInMemory({ folders: [folder.uri] });
  await client.ready();
  assert.deepEqual(codes(client, folder.uriOf('service.yaml')), [selectsNothing]);
});

test('an editor is asked to watch what a chart consists of', async () => {
  using folder = folderWith(webChart('web/'));
  await using client = await connectInMemory({ folders: [folder.uri] });
  await client.ready();
  const options = client.registrations.find(({ method }) => method === 'workspace/didChangeWatchedFiles')
    ?.registerOptions as { readonly watchers: readonly { readonly globPattern: string; readonly kind: number }[] };
  const globs = options.watchers.filter(({ kind }) => kind === 2).map(({ globPattern }) => globPattern);
  for (const glob of ['**/templates/**', '**/*.tpl', '**/.helmignore', '**/charts/*.tgz']) {
    assert.ok(globs.includes(glob), glob);
  }
});
