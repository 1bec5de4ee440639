import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { folderWith } from '../lsp/folder.ts';
import { brokenFolder, fixedService } from './manifests.ts';
import { podwire, projectRoot, source } from './program.ts';

const many = (count: number) => Array.from({ length: count }, (_, at) => brokenFolder(`d${at}`)).join('');

test('a disk that is full: one line, status 2, and no half of a file', async (context) => {
  using folder = folderWith(many(30));
  const small = path.join(folder.path, 'small');
  mkdirSync(small);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', small], { stdio: 'ignore' });
  } catch {
    context.skip('needs root, to mount a small file system');
    return;
  }
  try {
    const report = await podwire(['check', '--format', 'sarif', '--output', 'small/report.sarif'], {
      cwd: folder.path,
    });
    assert.equal(report.status, 2);
    assert.match(report.stdout, /: 30 warnings\.\n$/);
    assert.equal(report.stderr, 'podwire: --output: small/report.sarif could not be written (ENOSPC).\n');
    assert.equal(existsSync(path.join(small, 'report.sarif')), false);

    // A list that exists keeps its entries and reasons.
    assert.equal((await podwire(['known', 'd0', '--file', 'small/known.yaml'], { cwd: folder.path })).status, 0);
    const before = folder.read('small/known.yaml');
    execFileSync('sh', ['-c', 'head -c 56000 /dev/zero > fill'], { cwd: small });
    const list = await podwire(['known', '--file', 'small/known.yaml'], { cwd: folder.path });
    assert.deepEqual([list.status, list.stderr], [2, 'podwire: small/known.yaml: Not changed: ENOSPC.\n']);
    assert.equal(folder.read('small/known.yaml'), before);

    // Standard output is a file on the full disk.
    const script = `"${process.execPath}" "${source}" check > small/out`;
    const child = spawn('sh', ['-c', script], { cwd: folder.path, stdio: ['ignore', 'ignore', 'pipe'] });
    const lines: Buffer[] = [];
    child.stderr.on('data', (chunk) => lines.push(chunk));
    const [status] = await once(child, 'close');
    assert.deepEqual(
      [status, Buffer.concat(lines).toString()],
      [2, 'podwire: the output could not be written (ENOSPC).\n'],
    );
  } finally {
    execFileSync('umount', [small]);
  }
});

test('a reader that closes the pipe ends every format without a word', async (context) => {
  if (process.platform === 'win32') {
    context.skip('needs a shell with pipes');
    return;
  }
  using folder = folderWith(many(12));
  const ends = ['--format json', '--format sarif', '--fix --dry-run'].map(async (args) => {
    const script = `"${process.execPath}" "${source}" check ${args} | head -c 1 > /dev/null`;
    const child = spawn('sh', ['-c', script], { cwd: folder.path, stdio: ['ignore', 'ignore', 'pipe'] });
    const lines: Buffer[] = [];
    child.stderr.on('data', (chunk) => lines.push(chunk));
    await once(child, 'close');
    return Buffer.concat(lines).toString();
  });
  const summary = 'The patch has 12 fixes in 12 files. Nothing was written.\n';
  assert.deepEqual(await Promise.all(ends), ['', '', summary]);
});

test('100,000 problems in SARIF are written in bounded memory', async (context) => {
  // The whole log has more than 50 MB; a program that made it as one text would hold it several times.
  const script = `
    import { reportAsSarif } from '${projectRoot}/server/src/formats/sarif.ts';
    import { writeOutput } from '${projectRoot}/server/src/cli/output.ts';
    const problem = (at) => ({
      code: 'service-selects-nothing', severity: 'warning', fingerprint: at.toString(16).padStart(16, '0'),
      message: 'Service "web' + at + '" selects no pods: no pod template has app=web. Closest match: Deployment "web".',
      file: 'deploy/web' + at + '/service.yaml', range: { start: { line: 7, character: 4 }, end: { line: 7, character: 9 } },
      resource: { apiVersion: 'v1', kind: 'Service', namespace: null, name: 'web' + at }, bundle: null, related: [],
      fixes: [{ title: 'Change app', preferred: true, edits: [] }],
    });
    const problems = Array.from({ length: 100_000 }, (_, at) => problem(at));
    const report = { version: 1, files: 100_000, resources: 100_000, templates: 0, problems, unknown: [], errors: [] };
    const options = {
      verbose: false, fails: () => true, version: '1.0.0', files: [],
      pathInRepository: (file) => file, addressOf: (file) => file,
    };
    globalThis.gc();
    const before = process.memoryUsage.rss();
    const wrong = writeOutput('report.sarif', reportAsSarif(report, options));
    const grown = process.resourceUsage().maxRSS * 1024 - before;
    console.log(JSON.stringify({ wrong, megabytes: Math.round(grown / 1e6) }));
  `;
  using folder = folderWith('');
  const args = ['--expose-gc', '--max-semi-space-size=2', '--input-type=module', '-e', script];
  const { wrong, megabytes } = JSON.parse(execFileSync(process.execPath, args, { cwd: folder.path, encoding: 'utf8' }));
  assert.equal(wrong, undefined);
  const { size } = statSync(path.join(folder.path, 'report.sarif'));
  assert.ok(size > 50e6, `${size} bytes`);
  assert.equal(JSON.parse(folder.read('report.sarif')).runs[0].results.length, 100_000);
  context.diagnostic(`${megabytes} MB more for ${Math.round(size / 1e6)} MB of SARIF`);
  assert.ok(megabytes < 150, `${megabytes} MB more`);
});

test('hostile names of files are in a list of known problems as they are', async (context) => {
  if (process.platform === 'win32') {
    context.skip('Windows allows none of these names');
    return;
  }
  const names = [
    'new\nline',
    '%0A',
    '::error file=x',
    '"quo\'te"',
    ' # comment',
    '- item',
    '{a}',
    '&anchor',
    '\u202ereversed',
    'tab\t',
    'a: b',
    '~',
    'yes',
  ];
  using folder = folderWith('');
  for (const name of names) {
    for (const part of brokenFolder('x')
      .split(/^=== x\//m)
      .slice(1)) {
      folder.write(`${name}/${part.slice(0, part.indexOf('\n'))}`, part.slice(part.indexOf('\n') + 1));
    }
  }
  const written = await podwire(['known'], { cwd: folder.path });
  assert.equal(written.stdout, `podwire-known.yaml: ${names.length} known problems (${names.length} new).\n`);
  const clean = await podwire(['check', '--known', 'podwire-known.yaml'], { cwd: folder.path });
  assert.match(clean.stdout, new RegExp(`: no new problems\\. ${names.length} known problems hidden\\.\n$`));
  assert.equal(
    (await podwire(['known'], { cwd: folder.path })).stdout,
    `podwire-known.yaml: ${names.length} known problems, nothing changed.\n`,
  );
  for (const name of names) {
    folder.write(`${name}/service.yaml`, fixedService('web'));
  }
  const gone = await podwire(['check', '--known', 'podwire-known.yaml', '--verbose'], { cwd: folder.path });
  assert.equal(gone.stdout.match(/this known problem is gone/g)?.length, names.length);
  // One line for each entry: no name breaks a line or is a command of GitHub Actions.
  for (const line of gone.stdout.trimEnd().split('\n')) {
    assert.match(line, /^(?:podwire-known\.yaml:\d+:5: |Checked )[^\x00-\x1f\u202e]*$/);
  }
});
