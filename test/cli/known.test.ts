import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import type { Report } from '../../server/src/formats/report.ts';
import { folderWith, type TestFolder } from '../lsp/folder.ts';
import { gitEnvironment, repositoryWith } from '../sources/repository.ts';
import { brokenFolder, deployment, fixedService, service } from './manifests.ts';
import { podwire } from './program.ts';

const schema = JSON.parse(readFileSync(new URL('../../schemas/check.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true }).compile(schema);
const list = 'podwire-known.yaml';

const known = async (folder: TestFolder, ...args: string[]) => {
  const { status, stdout, stderr } = await podwire(['known', ...args], { cwd: folder.path });
  assert.deepEqual([status, stderr], [0, '']);
  return stdout;
};
const check = (folder: TestFolder, ...args: string[]) =>
  podwire(['check', '--known', list, ...args], { cwd: folder.path });
const report = async (folder: TestFolder, ...args: string[]): Promise<Report> => {
  const { stdout } = await check(folder, '--format', 'json', ...args);
  const parsed: Report = JSON.parse(stdout);
  assert.ok(validate(parsed as unknown), JSON.stringify(validate.errors));
  return parsed;
};
const last = ({ stdout }: { stdout: string }) => stdout.trimEnd().split('\n').at(-1);

test('known problems are written down, left out, and counted in every format', async () => {
  using folder = folderWith(`${brokenFolder('b')}${brokenFolder('a')}=== c/x.yaml\napiVersion: v1\nkind: [\n`);
  assert.equal(await known(folder), 'podwire-known.yaml: 3 known problems (3 new).\n');
  const text = folder.read(list);
  assert.match(
    text,
    /^version: 1\nproblems:\n {2}- code: service-selects-nothing\n {4}file: a\/service.yaml\n {4}resource: Service web\n {4}message: 'Service "web" selects no pods: .*'\n {4}fingerprint: ["']?[0-9a-f]{16}["']?\n {2}- code: service-selects-nothing\n {4}file: b\/service.yaml\n(?: {4}.*\n){3} {2}- code: unusable-file\n {4}file: c\/x.yaml\n {4}message: .*\n {4}fingerprint: ["']?[0-9a-f]{16}["']?\n$/m,
  );
  assert.equal(await known(folder), 'podwire-known.yaml: 3 known problems, nothing changed.\n');
  assert.equal(folder.read(list), text);

  const clean = await check(folder);
  assert.deepEqual(
    [clean.status, clean.stdout],
    [0, 'Checked 6 files with 4 resources: no new problems. 3 known problems hidden.\n'],
  );
  assert.deepEqual((await report(folder)).known, { file: list, hidden: 3, gone: [], moved: [] });
  for (const format of ['sarif', 'github', 'gitlab', 'junit', 'checkstyle', 'compact', 'markdown']) {
    const { status, stdout } = await check(folder, '--format', format);
    assert.equal(status, 0, format);
    assert.doesNotMatch(stdout, /a\/service\.yaml[:"].*selects/, format);
  }
  assert.match((await check(folder, '--format', 'markdown')).stdout, /no new problems/);
  assert.equal((await podwire(['check'], { cwd: folder.path })).status, 1);
});

test('a known problem stays known when its lines move, and another one is reported', async () => {
  using folder = folderWith(brokenFolder('a'));
  await known(folder);
  folder.write('a/service.yaml', `# One line\n\n${service('web')}`);
  assert.equal((await check(folder)).status, 0);
  folder.write('b/service.yaml', service('web'));
  folder.write('b/deployment.yaml', deployment('web'));
  const more = await check(folder);
  assert.equal(more.status, 1);
  assert.match(more.stdout, /^b\/service\.yaml:7:10: warning/);
  assert.equal(last(more), 'Checked 5 files with 4 resources: 1 warning. 1 known problem hidden.');
  folder.write('a/service.yaml', service('web').replace('app: web', 'app: web-backen'));
  assert.match((await check(folder)).stdout, /^a\/service\.yaml:7:10: warning/, 'another value is another problem');
});

test('the reason of an entry is kept, and an entry whose problem is gone is named and removed', async () => {
  using folder = folderWith(`${brokenFolder('a')}${brokenFolder('b')}`);
  await known(folder);
  const reason = 'The pods come from: another team, "soon" #1';
  folder.write(
    list,
    folder.read(list).replace(/(?<=file: a\/service.yaml\n)/, `    reason: ${JSON.stringify(reason)}\n`),
  );
  folder.write('b/service.yaml', fixedService('web'));
  const gone = await check(folder);
  assert.deepEqual(
    [gone.status, gone.stdout.split('\n')],
    [
      0,
      [
        `${list}:11:5: this known problem is gone: service-selects-nothing in b/service.yaml (Service web)`,
        `Checked 5 files with 4 resources: no new problems. 1 known problem hidden. ${list} is out of date: podwire known updates it.`,
        '',
      ],
    ],
  );
  const [entry, ...others] = (await report(folder)).known?.gone ?? [];
  assert.deepEqual(
    [entry?.code, entry?.file, entry?.resource, entry?.line, others],
    ['service-selects-nothing', 'b/service.yaml', 'Service web', 10, []],
  );
  folder.write('c/service.yaml', service('web'));
  folder.write('c/deployment.yaml', deployment('web'));
  assert.equal(
    await known(folder),
    `gone: service-selects-nothing in b/service.yaml (Service web)\n${list}: 2 known problems (1 new, 1 gone).\n`,
  );
  assert.equal(folder.read(list).match(/^ +reason: .*/m)?.[0], `    reason: '${reason}'`);
  assert.doesNotMatch(folder.read(list), /b\/service/);
  folder.remove('b');
  folder.remove('c');
  assert.match((await check(folder)).stdout, /gone: .* in c\/service\.yaml/, 'also if the file was deleted');
});

test('only what was checked can be gone', async () => {
  using folder = folderWith(`${brokenFolder('a')}${brokenFolder('b')}`);
  await known(folder);
  folder.write('b/service.yaml', fixedService('web'));
  assert.equal(
    last(await check(folder, 'a')),
    'Checked 2 files with 2 resources: no new problems. 1 known problem hidden.',
  );
  assert.doesNotMatch((await check(folder, '--include', 'a')).stdout, /gone/);
  assert.match(await known(folder, 'a'), /: 2 known problems, nothing changed/);
  assert.match(await known(folder, 'b'), /: 1 known problem \(1 gone\)/);
  folder.remove('a/service.yaml');
  assert.match(await known(folder, 'a'), /: 0 known problems \(1 gone\)/);
  assert.match(folder.read(list), /\nproblems: \[\]\n$/);
  assert.equal((await check(folder)).status, 0);
});

test('the list holds wherever the command runs', async () => {
  using folder = folderWith(`${brokenFolder('x/a')}${brokenFolder('x/b')}`);
  await known(folder);
  const args = ['check', '--known', `../${list}`];
  for (const [cwd, ...paths] of [['x'], ['x', 'a'], ['x', '..']] as const) {
    const { status, stdout } = await podwire([...args, ...paths], { cwd: path.join(folder.path, cwd) });
    assert.deepEqual([status, /hidden/.test(stdout), /gone/.test(stdout)], [0, true, false], `${cwd} ${paths}`);
  }
});

test('a problem in a file or folder that moved is still known, and the list follows', async () => {
  using folder = folderWith(`${brokenFolder('old/a')}${brokenFolder('b')}${brokenFolder('c')}`);
  await known(folder);
  mkdirSync(path.join(folder.path, 'new'));
  renameSync(path.join(folder.path, 'old/a'), path.join(folder.path, 'new/a'));
  renameSync(path.join(folder.path, 'b/service.yaml'), path.join(folder.path, 'b/svc.yaml'));
  const moved = await check(folder);
  assert.equal(moved.status, 0, moved.stdout);
  assert.deepEqual(moved.stdout.split('\n').slice(0, 2), [
    `${list}:5:5: the file of this known problem has moved: service-selects-nothing in b/service.yaml (Service web)`,
    `${list}:15:5: the file of this known problem has moved: service-selects-nothing in old/a/service.yaml (Service web)`,
  ]);
  assert.equal((await report(folder)).known?.moved.length, 2);
  assert.equal(await known(folder), `${list}: 3 known problems (2 in a moved file).\n`);
  assert.match(folder.read(list), /file: b\/svc\.yaml[\s\S]*file: c\/service\.yaml[\s\S]*file: new\/a\/service\.yaml/);
  // A copy is another problem: the first file is still there.
  folder.write('d/service.yaml', service('web'));
  folder.write('d/deployment.yaml', deployment('web'));
  assert.equal((await check(folder)).status, 1);
});

test('a folder with kustomizations moves as a whole, and a new overlay with a known problem is reported', async () => {
  const overlay = (name: string) =>
    `=== ${name}/kustomization.yaml\nresources: [../base]\nnamespace: ${path.basename(name)}\n`;
  const base = `=== app/base/kustomization.yaml\nresources: [service.yaml, deployment.yaml]\n${brokenFolder('app/base')}`;
  using folder = folderWith(`${base}${overlay('app/dev')}${overlay('app/prod')}`);
  assert.match(await known(folder), /: 2 known problems \(2 new\)/);
  assert.match(folder.read(list), /bundle: app\/dev\n {4}resource: Service dev\/web\n[\s\S]*bundle: app\/prod\n/);
  assert.equal(last(await check(folder)), 'Checked 6 files with 2 resources: no new problems. 1 known problem hidden.');
  folder.write(list, folder.read(list).replace(/(?<=bundle: app\/dev\n)/, '    reason: later\n'));
  renameSync(path.join(folder.path, 'app'), path.join(folder.path, 'shop'));
  assert.equal((await check(folder)).status, 0);
  assert.match(await known(folder), /: 2 known problems \(2 in a moved file\)/);
  assert.equal(folder.read(list).match(/reason: later/g)?.length, 2, 'the reason holds for the other overlay too');
  folder.write('shop/test/kustomization.yaml', 'resources: [../base]\nnamespace: test\n');
  const more = await check(folder);
  assert.equal(more.status, 1);
  assert.match(more.stdout, /^shop\/base\/service\.yaml:7:10: warning/);
  await known(folder);
  assert.equal(folder.read(list).match(/reason: later/g)?.length, 3);
});

test('a lost reference is reported even if the problem is known', async () => {
  using repository = repositoryWith(
    `=== a/service.yaml\n${fixedService('web')}=== a/deployment.yaml\n${deployment('web')}${brokenFolder('b')}`,
  );
  repository.commit();
  repository.write('a/service.yaml', service('web'));
  await known(repository);
  assert.equal((await check(repository)).status, 0);
  const options = { cwd: repository.path, env: gitEnvironment };
  const lost = await podwire(['check', '--known', list, '--base', 'HEAD'], options);
  assert.equal(lost.status, 1);
  assert.match(lost.stdout, /^a\/service\.yaml:7:10: warning.*no longer selects Deployment "web"/);
  assert.doesNotMatch(lost.stdout, /is gone/);
});

test('a hint is not written down', async () => {
  using folder = folderWith(`=== a/service.yaml\n${service('web')}`);
  assert.match((await podwire(['check', '--verbose'], { cwd: folder.path })).stdout, /: hint\[/);
  assert.match(await known(folder), /: 0 known problems/);
});

test('a list that cannot be used is reported at its place with status 2, and never replaced', async () => {
  const entry = (more: string) => `version: 1\nproblems:\n  - code: a\n    file: b.yaml\n${more}`;
  const cases: readonly [text: string, place: string, message: RegExp][] = [
    ['version: 1\nproblems: [\n', ':3:1', /./],
    ['<<<<<<< ours\nversion: 1\n', ':1:1', /./],
    ['\xff\xfe{', '', /./],
    ['', '', /The file is empty\. It needs version: 1 and problems\./],
    ['- a\n', ':1:1', /The file must be a mapping; its keys are version and problems\./],
    ['problems: []\n', '', /The file states no version\. It needs version: 1\./],
    [
      'version: 2\nproblems: []\nmore: 1\n',
      ':1:10',
      /This Podwire reads version 1 of the file, and not 2\. Use the Podwire/,
    ],
    ['version: 1\nproblem: []\n', ':2:1', /The file has no problem\. Did you mean problems\?/],
    ['version: 1\nproblems: {}\n', ':2:11', /problems must be a list\./],
    [entry('    fingerprint: 0123\n'), ':5:18', /A fingerprint has 16 hexadecimal digits\./],
    [entry('    message: x\n'), ':3:5', /needs code, file and fingerprint; this one lacks fingerprint\./],
    [entry('    reasons: x\n    fingerprint: 0123456789abcdef\n'), ':5:5', /has no reasons\. Did you mean reason\?/],
    ['{"version": 1, "problems": [{"code": 1}]}', ':1:29', /lacks file and fingerprint\./],
  ];
  for (const [text, place, message] of cases) {
    using folder = folderWith(brokenFolder('a'));
    folder.write(list, Buffer.from(text, 'latin1'));
    const { status, stdout } = await check(folder);
    assert.equal(status, 2, text);
    const line = stdout.split('\n').find((each) => each.startsWith(list)) ?? '';
    assert.ok(line.startsWith(`${list}${place}: error: `), `${JSON.stringify(text)}: ${line}`);
    assert.match(line, message);
    assert.match(stdout, /a\/service\.yaml:7:10: warning/, 'the problems are reported');
    const written = await podwire(['known'], { cwd: folder.path });
    assert.equal(written.status, 2);
    assert.match(written.stderr, /podwire-known\.yaml was not changed\.\n$/);
    assert.equal(readFileSync(path.join(folder.path, list), 'latin1'), text);
  }
});

test('JSON is read as well, and what cannot be read or written is one line', async () => {
  using folder = folderWith(brokenFolder('a'));
  const missing = await check(folder);
  assert.deepEqual(
    [missing.status, missing.stdout, missing.stderr],
    [2, '', `podwire: --known: ${list}: no such file. podwire known writes it.\n`],
  );
  await known(folder);
  const fingerprint = /fingerprint: ["']?(\w+)/.exec(folder.read(list))?.[1];
  folder.write(
    'list.json',
    JSON.stringify({
      version: 1,
      problems: [{ code: 'service-selects-nothing', file: 'a/service.yaml', fingerprint }],
    }),
  );
  assert.equal((await podwire(['check', '--known', 'list.json'], { cwd: folder.path })).status, 0);
  const nowhere = await podwire(['known', '--file', 'no/list.yaml'], { cwd: folder.path });
  assert.deepEqual([nowhere.status, nowhere.stderr], [2, 'podwire: no/list.yaml: it could not be written (ENOENT).\n']);
  const isFolder = await podwire(['check', '--known', 'a'], { cwd: folder.path });
  assert.deepEqual([isFolder.status, isFolder.stderr], [2, 'podwire: a could not be read (EISDIR).\n']);
  folder.write('a/service.yaml', fixedService('web'));
  chmodSync(path.join(folder.path, list), 0o444);
  const readOnly = await podwire(['known'], { cwd: folder.path });
  assert.deepEqual([readOnly.status, readOnly.stderr], [2, `podwire: ${list}: Not changed: the file is read-only.\n`]);
  const incomplete = await podwire(['known', 'a', 'nowhere'], { cwd: folder.path });
  assert.deepEqual(
    [incomplete.status, incomplete.stderr],
    [2, 'nowhere: error: No such file or folder.\npodwire: podwire-known.yaml was not changed.\n'],
  );
});
