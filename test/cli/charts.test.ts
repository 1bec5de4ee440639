import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Io } from '../../server/src/cli/io.ts';
import { readWorkspace, type Workspace, type WorkspaceOptions } from '../../server/src/cli/workspace.ts';
import { fileOf } from '../../server/src/core/analysis.ts';
import { chartWithSelector, webChart } from '../lsp/chart.ts';
import { folderWith, type TestFolder } from '../lsp/folder.ts';
import { gitEnvironment, repositoryWith } from '../sources/repository.ts';
import { podwire } from './program.ts';

const io = (cwd: string, input = ''): Io => ({
  cwd,
  env: {},
  outputIsTerminal: false,
  print: async () => {},
  complain: async () => {},
  whenInterrupted: () => {},
  readInput: async () => Buffer.from(input),
});

function read(
  folder: TestFolder,
  paths: readonly string[],
  { cwd = '', input = '', ...options }: WorkspaceOptions & { cwd?: string; input?: string } = {},
): Promise<Workspace> {
  return readWorkspace(paths, options, io(path.join(folder.path, cwd), input));
}

const chartsOf = (workspace: Workspace) => [...workspace.analysis().index.charts.keys()];
const textIn = (workspace: Workspace, file: string) => {
  const found = fileOf(workspace.analysis(), file);
  return found?.inChart ? found.documents[0]?.facts.text : undefined;
};

test('a folder brings the charts in it with all their files, and the files that are no charts', async () => {
  using folder = folderWith(`${webChart('apps/web/')}${webChart('apps/web/charts/db/')}=== plain.yaml
apiVersion: v1
kind: Service
metadata: {name: plain}
=== apps/web/docs/pod.yaml
apiVersion: v1
kind: Pod
metadata: {name: documented}
=== vendor/.gitignore
*
=== vendor/web/Chart.yaml
name: ignored
`);
  const workspace = await read(folder, []);
  assert.deepEqual(chartsOf(workspace), ['apps/web', 'apps/web/charts/db']);
  assert.match(textIn(workspace, 'apps/web/templates/_helpers.tpl')!, /define "web.fullname"/);
  assert.match(textIn(workspace, 'apps/web/charts/db/values.yaml')!, /replicaCount/);
  assert.equal(textIn(workspace, 'plain.yaml'), undefined);
  const kinds = (file: string) =>
    fileOf(workspace.analysis(), file)?.documents.flatMap(({ facts }) => facts.resources.map(({ kind }) => kind));
  assert.deepEqual(kinds('plain.yaml'), ['Service']);
  assert.deepEqual(kinds('apps/web/docs/pod.yaml'), ['Pod'], 'what is beside the templates is a manifest');
  assert.equal(workspace.files, 10, 'manifests are counted as before');
});

test('a part of a chart brings the chart around it', async () => {
  using folder = folderWith(`=== .git/HEAD
ref: refs/heads/main
${webChart('apps/web/')}${webChart('apps/web/charts/db/')}=== apps/other.yaml
a: 1
`);
  for (const [cwd, named, charts] of [
    ['', 'apps/web/templates/service.yaml', ['apps/web']],
    ['apps/web/templates', 'service.yaml', ['']],
    ['apps/web/templates', '.', ['']],
    ['apps/web', 'values.yaml', ['']],
    ['', 'apps/web/Chart.yaml', ['apps/web']],
    ['', 'apps/web/charts/db', ['apps/web', 'apps/web/charts/db']],
    ['', 'apps/web/charts/db/templates/_helpers.tpl', ['apps/web', 'apps/web/charts/db']],
    ['', 'apps/other.yaml', []],
  ] as const) {
    const workspace = await read(folder, [named], { cwd });
    assert.deepEqual(chartsOf(workspace), charts, `${named} in ${cwd}`);
    assert.deepEqual(workspace.errors, []);
  }
  const workspace = await read(folder, ['apps/web/templates/service.yaml']);
  assert.match(textIn(workspace, 'apps/web/templates/_helpers.tpl')!, /define/);
  assert.equal(workspace.files, 1);
  assert.ok(workspace.isIncluded('apps/web/templates/service.yaml'));
  assert.ok(!workspace.isIncluded('apps/web/templates/deployment.yaml'), 'it is only read');
});

test('without a repository, a template leads to its chart, and no other file does', async () => {
  using folder = folderWith(webChart('web/'));
  assert.deepEqual(chartsOf(await read(folder, ['service.yaml'], { cwd: 'web/templates' })), ['']);
  assert.deepEqual(chartsOf(await read(folder, [path.join(folder.path, 'web/templates/service.yaml')])), ['web']);
  using other = folderWith('=== a.yaml\na: 1\n');
  const outside = (file: string) => read(other, [path.join(folder.path, file)]);
  assert.equal(chartsOf(await outside('web/templates/service.yaml')).length, 1);
  assert.equal(chartsOf(await outside('web/values.yaml')).length, 0);
});

test('a call that is confined to its folder reads no chart around it', async () => {
  using folder = folderWith(`=== .git/HEAD\nref: refs/heads/main\n${webChart('web/')}`);
  const isConfined = true;
  assert.deepEqual(chartsOf(await read(folder, ['service.yaml'], { cwd: 'web/templates', isConfined })), []);
  assert.deepEqual(chartsOf(await read(folder, ['web/templates/service.yaml'], { isConfined })), ['web']);
});

test('a chart that is checked by itself brings the charts that its dependencies name', async () => {
  using folder = folderWith(`=== .git/HEAD
ref: refs/heads/main
${webChart('apps/web/')}${webChart('libs/common/')}${webChart('libs/base/')}`);
  const depends = (on: string) =>
    `name: x\nversion: 1.0.0\ndependencies:\n  - name: y\n    repository: "file://${on}"\n`;
  folder.write('apps/web/Chart.yaml', depends('../../libs/common'));
  folder.write('libs/common/Chart.yaml', depends('../base'));
  folder.write('libs/base/Chart.yaml', depends('../../../elsewhere'));
  const workspace = await read(folder, ['apps/web']);
  assert.deepEqual(chartsOf(workspace), ['apps/web', 'libs/base', 'libs/common']);
  assert.ok(!workspace.isIncluded('libs/common/templates/service.yaml'));
  assert.ok(workspace.isIncluded('apps/web/templates/service.yaml'));
});

test('a file on standard input stands in its chart', async () => {
  using folder = folderWith(webChart('web/'));
  const input = '{{ define "typed" }}{{ end }}\n';
  for (const stdinPath of ['web/templates/_helpers.tpl', 'web/templates/_new.tpl']) {
    const workspace = await read(folder, [], { stdinPath, input });
    assert.equal(textIn(workspace, stdinPath), input);
    assert.deepEqual(workspace.errors, []);
    assert.ok(workspace.isIncluded(stdinPath) && !workspace.isIncluded('web/templates/service.yaml'));
    const chart = workspace.analysis().index.charts.get('web');
    assert.ok(typeof chart === 'object');
    assert.equal(chart.files.find(({ path: file }) => file === stdinPath)?.text, input);
  }
});

test('charts are not read if they are switched off, excluded or ignored', async () => {
  using folder = folderWith(`${webChart('web/')}${webChart('old/')}=== .gitignore\nold/\n`);
  assert.deepEqual(chartsOf(await read(folder, [])), ['web']);
  assert.deepEqual(chartsOf(await read(folder, [], { ignore: false })), ['old', 'web']);
  assert.deepEqual(chartsOf(await read(folder, [], { exclude: ['web'] })), []);
  folder.write('podwire.yaml', 'helm: {render: false}\n');
  const workspace = await read(folder, []);
  assert.deepEqual(chartsOf(workspace), []);
  assert.equal(textIn(workspace, 'web/templates/service.yaml'), undefined);
});

test('what git ignores in a chart is read, as Helm reads it', async () => {
  using folder = folderWith(`${webChart('web/')}=== .gitignore
charts/
values-local.yaml
=== web/values-local.yaml
a: 1
=== web/charts/db/Chart.yaml
name: db
version: 1.0.0
`);
  const workspace = await read(folder, []);
  assert.deepEqual(chartsOf(workspace), ['web'], 'the ignored chart is only a part of the other');
  assert.match(textIn(workspace, 'web/charts/db/Chart.yaml')!, /name: db/);
  assert.equal(textIn(workspace, 'web/values-local.yaml'), 'a: 1\n');
});

const broken = chartWithSelector('web/', '-frontend');

test('check reports a broken chart at the text to edit, for the chart, a part of it and a repository', async () => {
  using folder = folderWith(`=== .git/HEAD\nref: refs/heads/main\n${broken}`);
  const report = '_service.tpl:2:51: warning[service-selects-nothing]: Service "release-web" selects no pods';
  for (const [cwd, args, directory] of [
    ['', [], 'web/templates/'],
    ['', ['web'], 'web/templates/'],
    ['web', [], 'templates/'],
    ['web/templates', ['service.yaml'], ''],
    ['', ['web/templates/service.yaml'], 'web/templates/'],
    ['', ['web/templates/_service.tpl'], 'web/templates/'],
  ] as const) {
    const { status, stdout } = await podwire(['check', ...args], { cwd: path.join(folder.path, cwd) });
    assert.ok(stdout.startsWith(`${directory}${report}`), `${cwd} ${args}: ${stdout}`);
    assert.match(stdout, / with 2 resources: 1 warning\.\n$/);
    assert.equal(status, 1);
  }
  const other = await podwire(['check', 'web/templates/deployment.yaml'], { cwd: folder.path });
  assert.equal(other.stdout, 'Checked 1 file with 2 resources: no problems.\n');
});

test('explain, graph and known answer for charts', async () => {
  using folder = folderWith(broken);
  const run = async (...args: string[]) => (await podwire(args, { cwd: folder.path })).stdout;
  assert.match(await run('explain', 'web/templates/service.yaml'), /Probably meant: Deployment "release-web"/);
  assert.match(await run('graph', '--format', 'json'), /"service-selects-nothing"/);
  await run('known', '.');
  assert.match(folder.read('podwire-known.yaml'), /web\/templates\/_service\.tpl/);
});

/** A repository whose chart has been committed whole. */
function committed() {
  const repository = repositoryWith(chartWithSelector('web/'));
  repository.commit();
  return repository;
}

const checkSince = (cwd: string) => podwire(['check', '--base', 'HEAD', '.'], { cwd, env: gitEnvironment });
const diffSince = (cwd: string) => podwire(['diff', 'HEAD', '.'], { cwd, env: gitEnvironment });

test('a define that differs from the commit loses the edge, and a comparison says so', async () => {
  using repository = committed();
  const define = 'web/templates/_service.tpl';
  const right = repository.read(define);
  assert.match((await diffSince(repository.path)).stdout, /the wiring is the same/);
  repository.write(define, right.replace('. }}\n', '. }}-frontend\n'));
  const { status, stdout } = await checkSince(repository.path);
  assert.match(
    stdout,
    /^web\/templates\/_service\.tpl:2:51: warning\[service-selects-nothing\]: Service "release-web" no longer selects Deployment "release-web" \(it did in HEAD /,
  );
  assert.equal(status, 1);
  const diff = await diffSince(repository.path);
  assert.equal(diff.status, 1);
  assert.match(diff.stdout, /release-web/);
  repository.commit();
  assert.match((await checkSince(repository.path)).stdout, /no new problems/);
});

test('a define and a template that the chart lost since the commit were in it', async () => {
  using repository = committed();
  repository.remove('web/templates/deployment.yaml');
  const { stdout } = await checkSince(repository.path);
  assert.match(stdout, /no longer selects Deployment "release-web"/);
});

test('a chart that is new, renamed or deleted since the commit', async () => {
  using repository = repositoryWith(
    `${chartWithSelector('old/', '-frontend')}${chartWithSelector('gone/', '-frontend')}`,
  );
  repository.commit();
  renameSync(path.join(repository.path, 'old'), path.join(repository.path, 'web'));
  repository.remove('gone');
  const moved = await checkSince(repository.path);
  assert.match(moved.stdout, /no new problems/, 'it had the problem under the other path');
  repository.commit();
  for (const part of chartWithSelector('new/', '-frontend').split(/^=== /m).slice(1)) {
    const end = part.indexOf('\n');
    repository.write(part.slice(0, end), part.slice(end + 1));
  }
  const added = await checkSince(repository.path);
  assert.match(added.stdout, /^new\/templates\/_service\.tpl:2:51: warning\[service-selects-nothing\]/);
  assert.match(added.stdout, /1 new problem|1 warning/);
  // Without Chart.yaml its files are no chart now, and were one.
  repository.commit();
  repository.remove('new/Chart.yaml');
  const { stderr } = await checkSince(repository.path);
  assert.equal(stderr, '');
});

test('what git ignores in a chart counts as it was in the commit, too', async () => {
  using repository = repositoryWith(`${webChart('web/')}=== .gitignore\nweb/charts/\n`);
  repository.commit();
  repository.write(
    'web/Chart.yaml',
    `${repository.read('web/Chart.yaml')}dependencies:\n  - {name: db, version: 0.1.0}\n`,
  );
  repository.commit();
  repository.write('web/charts/db/Chart.yaml', 'apiVersion: v2\nname: db\nversion: 0.1.0\n');
  repository.write('web/values.yaml', repository.read('web/values.yaml').replace(': http', ': htpp'));
  const { stdout } = await checkSince(repository.path);
  assert.match(stdout, /^web\/values\.yaml:8:15: warning\[service-port-missing\].* \(it did in HEAD /);
});
