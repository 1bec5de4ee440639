import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { checkFormats } from '../../server/src/formats/names.ts';
import { elementsOf } from '../formats/xmlReader.ts';
import { folderWith } from '../lsp/folder.ts';
import { deployment, service } from './manifests.ts';
import { podwire, source } from './program.ts';

const broken = `=== a/service.yaml\n${service('web')}=== a/deployment.yaml\n${deployment('web')}`;
const outsideCi = { GITHUB_WORKSPACE: '', CI_PROJECT_DIR: '' };

test('--output writes any format to the file, and the usual text to the terminal', async () => {
  using folder = folderWith(broken);
  const usual = await podwire(['check'], { cwd: folder.path, env: outsideCi });
  for (const format of checkFormats) {
    const alone = await podwire(['check', '--format', format], { cwd: folder.path, env: outsideCi });
    const args = ['check', 'a', '--format', format, '--output', 'report', '--color', 'always'];
    const { status, stdout, stderr } = await podwire(args, { cwd: folder.path, env: outsideCi });
    assert.deepEqual([status, stderr, alone.status, alone.stderr], [1, '', 1, '']);
    assert.equal(stdout.replaceAll(/\u001b\[\d+m/g, ''), usual.stdout, format);
    assert.equal(folder.read('report'), alone.stdout, format);
    assert.match(alone.stdout, /a\/service\.yaml/);
  }
});

test('with --output, the text has as many fixes as without', async () => {
  const many = Array.from({ length: 12 }, (_, at) => broken.replaceAll('=== a/', `=== d${at}/`)).join('');
  using folder = folderWith(many);
  const usual = await podwire(['check'], { cwd: folder.path });
  assert.equal(usual.stdout.match(/ help: /g)?.length, 10);
  const args = ['check', '--format', 'sarif', '--output', 'report.sarif'];
  assert.equal((await podwire(args, { cwd: folder.path })).stdout, usual.stdout);
  const [run] = JSON.parse(folder.read('report.sarif')).runs;
  assert.equal(run.results.filter(({ fixes }: { fixes?: unknown[] }) => fixes?.length).length, 12);
});

test('--fix with a format says on standard error what it fixed', async () => {
  using folder = folderWith(broken);
  const { status, stdout, stderr } = await podwire(['check', '--fix', '--format', 'gitlab'], { cwd: folder.path });
  assert.deepEqual(
    [status, stdout, stderr],
    [0, '[]\n', 'a/service.yaml: fixed: Copy pod labels from Deployment "web"\n'],
  );
});

test('a file that cannot be written is status 2, and the text is still printed', async () => {
  using folder = folderWith(broken);
  const given: [file: string, code: string][] = [
    ['nowhere/report', 'ENOENT'],
    ['a', 'EISDIR'],
    ['a/service.yaml/report', 'ENOTDIR'],
    ...(existsSync('/dev/full') ? [['/dev/full', 'ENOSPC'] satisfies [string, string]] : []),
  ];
  for (const [output, code] of given) {
    const args = ['check', '--format', 'sarif', '--output', output];
    const { status, stdout, stderr } = await podwire(args, { cwd: folder.path });
    assert.equal(status, 2);
    assert.match(stdout, /^a\/service\.yaml:7:10: warning/);
    assert.equal(stderr, `podwire: --output: ${output} could not be written (${code}).\n`);
  }
});

test('standard output that cannot be written is status 2, with one line', async (context) => {
  if (!existsSync('/dev/full')) {
    context.skip('needs /dev/full');
    return;
  }
  using folder = folderWith(broken);
  const script = `"${process.execPath}" "${source}" check --format sarif > /dev/full`;
  const child = spawn('sh', ['-c', script], { cwd: folder.path, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [status] = await once(child, 'close');
  assert.deepEqual([status, stderr], [2, 'podwire: the output could not be written (ENOSPC).\n']);
});

test('whoever closes the pipe of a format early gets no complaint', async (context) => {
  if (process.platform === 'win32') {
    context.skip('needs a shell with pipes');
    return;
  }
  using folder = folderWith(
    Array.from({ length: 150 }, (_, at) => broken.replaceAll('=== a/', `=== d${at}/`)).join(''),
  );
  const script = `"${process.execPath}" "${source}" check --format sarif | head -n 1; echo done`;
  const child = spawn('sh', ['-c', script], { cwd: folder.path, stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    texts.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    texts.stderr += chunk;
  });
  await once(child, 'close');
  assert.deepEqual(texts, { stdout: '{\ndone\n', stderr: '' });
});

test('in a pipeline, paths are relative to the root of the repository where annotations need it', async () => {
  using folder = folderWith(broken.replaceAll('=== a/', '=== deploy/a/'));
  const cwd = path.join(folder.path, 'deploy');
  const here = { GITHUB_WORKSPACE: folder.path, CI_PROJECT_DIR: folder.path };
  const elsewhere = { GITHUB_WORKSPACE: path.join(folder.path, 'x'), CI_PROJECT_DIR: path.join(folder.path, 'x') };
  for (const format of ['github', 'gitlab', 'sarif']) {
    const of = async (env: Record<string, string>) =>
      /(?:deploy\/)?a\/service\.yaml/.exec((await podwire(['check', '--format', format], { cwd, env })).stdout)?.[0];
    assert.deepEqual(
      [await of(here), await of(elsewhere), await of(outsideCi)],
      ['deploy/a/service.yaml', 'a/service.yaml', 'a/service.yaml'],
      format,
    );
  }
});

test('files with hostile names on disk are in every format, and nothing breaks out of it', async (context) => {
  if (process.platform !== 'linux') {
    context.skip('needs a file system that takes any bytes as a name');
    return;
  }
  using folder = folderWith(`=== a/deployment.yaml\n${deployment('web')}`);
  const names = ['line\nend', '100%', '::error file=x::y', `"quotes'`, ']]>', 'a,b:c|d`e'];
  for (const [at, name] of names.entries()) {
    mkdirSync(path.join(folder.path, name));
    writeFileSync(path.join(folder.path, name, 'all.yaml'), `${service(`n${at}`)}---\n${deployment(`n${at}`)}`);
  }
  const notUtf8 = Buffer.concat([Buffer.from(`${folder.path}/latin`), Buffer.from([0xe9]), Buffer.from('.yaml')]);
  writeFileSync(notUtf8, service('latin'));
  mkdirSync(Buffer.concat([Buffer.from(`${folder.path}/no`), Buffer.from([0xff])]));
  const checked: Record<string, string> = {};
  for (const format of checkFormats) {
    const { status, stdout, stderr } = await podwire(['check', '--format', format], {
      cwd: folder.path,
      env: outsideCi,
    });
    assert.ok(status === 1 || status === 2, `${format}: ${status}`);
    assert.equal(stderr, '', format);
    assert.ok(format === 'github' || !/^\s*::/m.test(stdout), 'no line is a command for a runner');
    assert.match(stdout, format === 'sarif' ? /latin%EF%BF%BD\.yaml/ : /latin\ufffd\.yaml/, format);
    checked[format] = stdout;
  }
  assert.match(checked.text!, /^latin\ufffd\.yaml: error: The name is not UTF-8, so nothing here is read\.$/m);
  assert.match(checked.text!, /^no\ufffd: error: The name is not UTF-8/m);
  const files = ['no\ufffd', ...names.map((name) => `${name}/all.yaml`), 'latin\ufffd.yaml'].sort();
  const gitlab = JSON.parse(checked.gitlab!) as { location: { path: string } }[];
  assert.deepEqual(gitlab.map(({ location }) => location.path).sort(), files);
  const checkstyle = elementsOf(checked.checkstyle!).filter(({ name }) => name === 'file');
  assert.deepEqual(checkstyle.map(({ attributes }) => attributes.name).sort(), files);
  assert.equal(elementsOf(checked.junit!).filter(({ name }) => name === 'testsuite').length, files.length + 1);
  assert.equal(checked.github!.match(/^::(?:warning|error) file=/gm)?.length, files.length);
  assert.equal(checked.compact!.split('\n').length, files.length + 1);
  assert.equal(JSON.parse(checked.sarif!).runs[0].results.length, files.length);
  assert.equal(readFileSync(notUtf8, 'utf8'), service('latin'));
});
