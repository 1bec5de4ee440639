import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fixAll } from '../../server/src/core/features/fixes.ts';
import { applyEdits } from '../../server/src/core/text/range.ts';
import { analysisOf } from '../core/fixture.ts';
import { folderWith, type TestFolder } from '../lsp/folder.ts';
import { brokenFolder, deployment, fixedService, service } from './manifests.ts';
import { podwire, source } from './program.ts';

test('--fix keeps byte order mark, encoding, line ends and mode, and writes only what it changes', async () => {
  const both = `${service('web')}---\n${deployment('web')}`;
  const bothFixed = `${fixedService('web')}---\n${deployment('web')}`;
  const encodings: Record<string, (text: string) => Buffer> = {
    bom: (text) => Buffer.from(`\ufeff${text}`),
    utf16le: (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
    utf16be: (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
    crlf: (text) => Buffer.from(text.replaceAll('\n', '\r\n')),
    noNewline: (text) => Buffer.from(text.trimEnd()),
    umlaut: (text) => Buffer.from(`# größer 🚀\n${text}`),
  };
  using folder = folderWith(`=== fine.yaml\n${deployment('fine')}`);
  for (const [name, encode] of Object.entries(encodings)) {
    folder.write(`${name}/a.yaml`, encode(both));
    chmodSync(path.join(folder.path, name, 'a.yaml'), 0o640);
  }
  const fine = statSync(path.join(folder.path, 'fine.yaml'));
  const { status, stdout } = await podwire(['check', '--fix'], { cwd: folder.path });
  assert.equal(status, 0, stdout);
  for (const [name, encode] of Object.entries(encodings)) {
    const file = path.join(folder.path, name, 'a.yaml');
    assert.deepEqual(readFileSync(file), encode(bothFixed), name);
    assert.equal(statSync(file).mode & 0o777, process.platform === 'win32' ? 0o666 : 0o640);
  }
  assert.equal(statSync(path.join(folder.path, 'fine.yaml')).ino, fine.ino);
});

test('--fix and "Fix all" of the editor make the same fixes', async () => {
  const before = `apiVersion: v1
kind: Service
metadata:
  name: web
  labels: {tier: 1, tier: 1}
spec:
  type: nodeport
  selector: {app: wbe}
  ports:
    - port: "80"
      targetPort: "8080"
      nodePort: "30080"
`;
  using folder = folderWith(`=== service.yaml\n${before}=== deployment.yaml\n${deployment('web')}`);
  const analysis = analysisOf(`=== service.yaml\n${before}=== deployment.yaml\n${deployment('web')}`);
  const inEditor = fixAll(analysis, 'service.yaml')!;
  const { stdout } = await podwire(['check', '--fix'], { cwd: folder.path });
  assert.equal(inEditor.made.length, 7);
  assert.deepEqual(
    stdout.split('\n').filter((line) => line.includes(': fixed: ')),
    inEditor.made.map(({ title }) => `service.yaml: fixed: ${title}`),
  );
  const [change] = inEditor.changes;
  assert.equal(inEditor.changes.length, 1);
  assert.equal(folder.read('service.yaml'), applyEdits(before, change!.edits));
});

test('--fix: a read-only file is named and left, the others are fixed', async () => {
  using folder = folderWith(`${brokenFolder('a')}${brokenFolder('b')}`);
  const locked = path.join(folder.path, 'a/service.yaml');
  chmodSync(locked, 0o444);
  const { status, stdout } = await podwire(['check', '--fix'], { cwd: folder.path });
  assert.equal(status, 2);
  assert.match(stdout, /^a\/service\.yaml: error: Not changed: the file is read-only\.$/m);
  assert.match(stdout, /^a\/service\.yaml:7:10: warning\[service-selects-nothing\]/m);
  assert.match(stdout, /^b\/service\.yaml: fixed: /m);
  assert.doesNotMatch(stdout, /^a\/service\.yaml: fixed: /m);
  assert.equal(readFileSync(locked, 'utf8'), service('web'));
  assert.equal(readFileSync(path.join(folder.path, 'b/service.yaml'), 'utf8'), fixedService('web'));
});

test('--fix through a link writes the file that the link leads to', async () => {
  using folder = folderWith(`=== deployment.yaml\n${deployment('web')}=== real/service.yaml\n${service('web')}`);
  symlinkSync('real/service.yaml', path.join(folder.path, 'link.yaml'));
  const { stdout } = await podwire(['check', '--fix', 'link.yaml', 'deployment.yaml'], { cwd: folder.path });
  assert.match(stdout, /^link\.yaml: fixed: /);
  assert.equal(readFileSync(path.join(folder.path, 'real/service.yaml'), 'utf8'), fixedService('web'));
});

test('--fix that is killed leaves every file old or new', { timeout: 900_000 }, async () => {
  // Large, so that writing one takes a while.
  const padding = '# padding\n'.repeat(15_000);
  const texts = { old: service('web') + padding, new: fixedService('web') + padding };
  const names = Array.from({ length: 30 }, (_, number) => `d${String(number).padStart(2, '0')}`);
  const files = names.map(
    (name) => `=== ${name}/service.yaml\n${texts.old}=== ${name}/deployment.yaml\n${deployment('web')}`,
  );
  using folder = folderWith(files.join(''));
  let interrupted = 0;
  for (let round = 0, left = names.length; round < 6 && left > 0; round++) {
    const killed = await killedAfterFirstWrite(folder, round % 4);
    left = 0;
    for (const name of names) {
      const text = readFileSync(path.join(folder.path, name, 'service.yaml'), 'utf8');
      assert.ok(text === texts.old || text === texts.new, `${name}: ${text.length} characters, ${text.slice(0, 200)}`);
      left += text === texts.old ? 1 : 0;
    }
    interrupted += killed && left > 0 ? 1 : 0;
  }
  assert.ok(interrupted > 0, 'no run was killed between two files');
  // As one that was killed in the middle of a file has left it.
  folder.write('d00/.service.yaml.99999999.0123456789ab.tmp', 'apiVersion');
  folder.write('d00/.service.yaml.99999999.mine.tmp', 'not from here');
  folder.write('d00/service.yaml', texts.old);
  const { status, stdout } = await podwire(['check', '--fix'], { cwd: folder.path });
  assert.equal(status, 0, stdout);
  assert.deepEqual(leftovers(folder), ['d00/.service.yaml.99999999.mine.tmp'], 'what was left is removed');
});

test('--fix that is asked to end finishes the file that it writes, and ends', { timeout: 900_000 }, async (context) => {
  if (process.platform === 'win32') return context.skip('Windows ends a process at once');
  const padding = '# padding\n'.repeat(15_000);
  const texts = { old: service('web') + padding, new: fixedService('web') + padding };
  const names = Array.from({ length: 30 }, (_, number) => `d${number}`);
  using folder = folderWith(
    names
      .map((name) => `=== ${name}/service.yaml\n${texts.old}=== ${name}/deployment.yaml\n${deployment('web')}`)
      .join(''),
  );
  const isOld = (name: string) => folder.read(`${name}/service.yaml`) === texts.old;
  let ended: NodeJS.Signals | number | null = null;
  for (let round = 0; round < 6 && ended !== 'SIGTERM'; round++) {
    for (const name of names) folder.write(`${name}/service.yaml`, texts.old);
    ended = await endedAfterFirstWrite(folder, round, 'SIGTERM');
    for (const name of names) assert.ok(isOld(name) || folder.read(`${name}/service.yaml`) === texts.new, name);
    assert.deepEqual(leftovers(folder), []);
  }
  assert.equal(ended, 'SIGTERM', 'no run was asked to end while it wrote');
});

function leftovers(folder: TestFolder): string[] {
  return readdirSync(folder.path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.tmp'))
    .map((name) => name.replaceAll(path.sep, '/'))
    .sort();
}

/** Kills a run with --fix some milliseconds after its first write; false if it ended before that. */
async function killedAfterFirstWrite(folder: TestFolder, delay: number): Promise<boolean> {
  return (await endedAfterFirstWrite(folder, delay, 'SIGKILL')) === 'SIGKILL';
}

/** Sends a signal to a run with --fix some milliseconds after its first write; resolves to how the run ended. */
async function endedAfterFirstWrite(
  folder: TestFolder,
  delay: number,
  signal: NodeJS.Signals,
): Promise<NodeJS.Signals | number | null> {
  const child = spawn(process.execPath, [source, 'check', '--fix'], { cwd: folder.path, stdio: 'ignore' });
  let outcome: NodeJS.Signals | number | null | undefined;
  const end = once(child, 'exit').then(([status, by]) => {
    outcome = by ?? status;
  });
  // Files are written in the order of their names, so the first old one is the first that changes.
  const first = readdirSync(folder.path)
    .map((name) => path.join(folder.path, name, 'service.yaml'))
    .sort()
    .find((file) => readFileSync(file, 'utf8').startsWith(service('web')));
  assert.ok(first);
  const { ino } = statSync(first);
  while (outcome === undefined && statSync(first).ino === ino) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await new Promise((resolve) => setTimeout(resolve, delay));
  child.kill(signal);
  await end;
  return outcome ?? null;
}

test('no value of a Secret is printed, and a fix in the file of a Secret keeps its values', async () => {
  const secret = (version: string) => `apiVersion: v1
kind: Secret
metadata:
  name: database
  labels:
    version: ${version}
stringData:
  password: quiet-value # quiet-value
  "url": |
    quiet-value
`;
  const pod = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      image: nginx
      env: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: database, key: pasword}}}]
`;
  using folder = folderWith(`=== secret.yaml\n${secret('1.10')}=== web.yaml\n${pod}`);
  for (const format of ['text', 'json', 'sarif', 'markdown']) {
    const { stdout, stderr } = await podwire(['check', '--verbose', '--format', format], { cwd: folder.path });
    assert.match(stdout, /secret-key-missing/, format);
    assert.ok(!`${stdout}${stderr}`.includes('quiet-value'), stdout);
  }
  await podwire(['check', '--fix'], { cwd: folder.path });
  assert.equal(folder.read('secret.yaml'), secret('"1.10"'));
});
