import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { folderWith } from '../lsp/folder.ts';
import { brokenFolder, deployment, service } from './manifests.ts';
import { podwire, projectRoot, runProgram, source, spawnPodwire } from './program.ts';

test('the example: one problem, at the value; fixed, and then none', async () => {
  using folder = folderWith('');
  cpSync(path.join(projectRoot, 'examples/family-assistant'), path.join(folder.path, 'example'), { recursive: true });
  const file = path.join(folder.path, 'example/service-nodeport.yaml');
  const before = readFileSync(file, 'utf8');

  const first = await podwire(['check', 'example'], { cwd: folder.path });
  assert.equal(first.status, 1);
  assert.equal(first.stderr, '');
  assert.equal(
    first.stdout,
    `example/service-nodeport.yaml:10:10: warning[service-selects-nothing]: Service "family-assistant-nodeport" selects no pods: no pod template has app=family-assistant. Closest match: Deployment "family-assistant-backend" (app=family-assistant-backend, component=familyai-v3).
   10 |     app: family-assistant # which pods answer
      |          ^^^^^^^^^^^^^^^^
  note: example/deployment.yaml:18:9: Labels of Deployment "family-assistant-backend": it has the same port 8001; app=family-assistant resembles app=family-assistant-backend; it is the only workload here
  help: Copy pod labels from Deployment "family-assistant-backend"
Checked 2 files with 2 resources: 1 warning.
`,
  );

  // README shows it without the note, and with shorter lines.
  const readme = readFileSync(path.join(projectRoot, 'README.md'), 'utf8');
  const [, shown] = /```\n(service-nodeport\.yaml:[^`]*)```/.exec(readme) ?? [];
  const lines = first.stdout.split('\n').filter((line) => !/^ {2}note:|^Checked/.test(line));
  assert.equal(inOneLine(shown ?? ''), inOneLine(lines.join('\n').replace('example/', '')));

  const second = await podwire(['check', 'example', '--fix'], { cwd: folder.path });
  assert.deepEqual(second, {
    status: 0,
    stdout: `example/service-nodeport.yaml: fixed: Copy pod labels from Deployment "family-assistant-backend"
Checked 2 files with 2 resources: no problems.
`,
    stderr: '',
  });
  const after = before.replace(
    'app: family-assistant # which pods answer',
    'app: family-assistant-backend # which pods answer\n    component: familyai-v3',
  );
  assert.equal(readFileSync(file, 'utf8'), after);
  assert.deepEqual(readdirSync(path.dirname(file)).sort(), ['deployment.yaml', 'service-nodeport.yaml']);

  const third = await podwire(['check', 'example'], { cwd: folder.path });
  assert.equal(third.status, 0);
  assert.equal(readFileSync(file, 'utf8'), after);
});

test('a process prints and returns what a run in this process does', async () => {
  using folder = folderWith(brokenFolder('a'));
  const both = `${service('web')}---\n${deployment('web')}`;
  for (const [status, args, options] of [
    [0, ['check', 'a/deployment.yaml'], {}],
    [1, ['check'], {}],
    [1, ['check', '-'], { input: both }],
    [1, ['check'], { env: { FORCE_COLOR: '1' } }],
    [2, ['check', 'nowhere'], {}],
    [2, ['chek'], {}],
    [2, ['check', '--fix', '-'], {}],
    [0, ['help', 'check'], {}],
  ] as const) {
    const outcome = await spawnPodwire(args, { cwd: folder.path, ...options });
    assert.equal(outcome.status, status, args.join(' '));
    assert.deepEqual(await podwire(args, { cwd: folder.path, ...options }), outcome);
  }
});

test('the exit status follows --fail-on', async () => {
  using folder = folderWith(brokenFolder('a'));
  const statuses: Record<string, number | null> = {};
  for (const severity of ['error', 'warning', 'information', 'never']) {
    statuses[severity] = (await podwire(['check', '--fail-on', severity], { cwd: folder.path })).status;
  }
  assert.deepEqual(statuses, { error: 0, warning: 1, information: 1, never: 0 });
});

test('a hint fails no check and is in the text with --verbose only', async () => {
  using folder = folderWith(`${brokenFolder('a')}=== podwire.yaml\nseverity: {service-selects-nothing: hint}\n`);
  const before = folder.read('a/service.yaml');
  const quiet = await podwire(['check', '--fail-on', 'information'], { cwd: folder.path });
  assert.deepEqual(quiet, { status: 0, stdout: 'Checked 3 files with 2 resources: no problems.\n', stderr: '' });
  const verbose = await podwire(['check', '--fail-on', 'information', '--verbose'], { cwd: folder.path });
  assert.equal(verbose.status, 0);
  assert.match(verbose.stdout, /^a\/service\.yaml:7:10: hint\[service-selects-nothing\]: /);
  assert.match(verbose.stdout, /\n {2}help: .*\nChecked 3 files with 2 resources: 1 hint\.\n$/);
  const json = await podwire(['check', '--fail-on', 'information', '--format', 'json'], { cwd: folder.path });
  assert.equal(json.status, 0);
  const [problem] = JSON.parse(json.stdout).problems;
  assert.equal(problem.severity, 'hint');
  assert.ok(problem.fixes.length > 0);
  const fixed = await podwire(['check', '--fix'], { cwd: folder.path });
  assert.deepEqual(
    [fixed.status, folder.read('a/service.yaml')],
    [0, before],
    'nobody is asked, so no guess is followed',
  );
  assert.equal((await podwire(['check', '--fail-on', 'hint'], { cwd: folder.path })).status, 2);
});

test('where nothing was judged, that is said, and it is no failure', async () => {
  using folder = folderWith(`=== empty/notes.yaml
a: 1
=== loose/service.yaml
apiVersion: v1
kind: Service
metadata: {name: {{ .Release.Name }}}
=== crd.yaml
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: caches.example.com}
=== mixed/web.yaml
${deployment('web')}=== mixed/other.yaml.j2
name: {{ name }}
`);
  for (const [args, said] of [
    [['empty'], 'Checked 1 file with 0 resources: nothing was judged.\n'],
    [['loose'], 'Checked 1 file with 0 resources, skipped 1 template: nothing was judged.\n'],
    [['mixed'], 'Checked 1 file with 1 resource, skipped 1 template: no problems.\n'],
    [
      ['empty/notes.yaml'],
      'empty/notes.yaml: not judged: there is no Kubernetes object in it\nChecked 1 file with 0 resources: nothing was judged.\n',
    ],
    [
      ['loose/service.yaml', 'mixed/web.yaml'],
      'loose/service.yaml: not judged: this is a template\nChecked 2 files with 1 resource, skipped 1 template: no problems.\n',
    ],
    [['crd.yaml'], 'Checked 1 file with 0 resources: nothing was judged.\n'],
  ] as const) {
    const { status, stdout } = await podwire(['check', ...args], { cwd: folder.path });
    assert.equal(stdout, said);
    assert.equal(status, 0);
  }
  const { stdout } = await podwire(['check', 'loose', '--format', 'json'], { cwd: folder.path });
  assert.equal(JSON.parse(stdout).templates, 1);
});

test('wrong usage is status 2, with one line that says what is wrong', async () => {
  for (const [args, message] of [
    [
      ['check', '--format', 'yaml'],
      /argument 'yaml' is invalid\. Allowed choices are text, json, sarif, github, gitlab, junit, checkstyle, compact, markdown\./,
    ],
    [['check', '--link-base', 'https://example.com'], /podwire: --link-base needs --format markdown\./],
    [
      ['check', '--format', 'markdown', '--link-base', 'javascript:alert(1)'],
      /podwire: --link-base needs an address that starts with https:\/\/ or http:\/\/\./,
    ],
    [['check', '--fail-on', 'fatal'], /Allowed choices are error, warning, information, never/],
    [['check', '--colour', 'never'], /unknown option '--colour'.*\n\(Did you mean --color\?\)/],
    [['chek'], /unknown command 'chek'\n\(Did you mean check\?\)/],
    [['check', '--fix', '-'], /podwire: --fix changes files, and standard input is not a file\./],
    [
      ['explain', 'service-selects-nothin'],
      /no such code or file: service-selects-nothin\. Did you mean service-selects-nothing\?/,
    ],
  ] as const) {
    const { status, stdout, stderr } = await podwire(args);
    assert.equal(status, 2, args.join(' '));
    assert.equal(stdout, '');
    assert.match(stderr, message);
  }
});

test('a PATH that is not there is status 2, and the others are checked', async () => {
  using folder = folderWith(brokenFolder('a'));
  const { status, stdout } = await podwire(['check', 'nowhere', 'a'], { cwd: folder.path });
  assert.equal(status, 2);
  assert.match(stdout, /^nowhere: error: No such file or folder\.\n/);
  assert.match(stdout, /a\/service\.yaml:7:10: warning\[service-selects-nothing\]/);
});

test('several PATHs are one workspace, each file once', async () => {
  using folder = folderWith(`=== k8s/service.yaml\n${service('web')}=== k8s/deployment.yaml\n${deployment('web')}`);
  const check = async (...paths: string[]) => {
    const { stdout } = await podwire(['check', '--format', 'json', ...paths], { cwd: folder.path });
    const { files, problems } = JSON.parse(stdout);
    return [files, problems.filter(({ severity }: { severity: string }) => severity !== 'hint').length];
  };
  assert.deepEqual(await check('k8s/service.yaml'), [1, 0], 'nothing to compare with');
  assert.deepEqual(await check('k8s/service.yaml', 'k8s/deployment.yaml'), [2, 1]);
  assert.deepEqual(await check('k8s', 'k8s/service.yaml', '.', './k8s/'), [2, 1]);
  assert.deepEqual(await check(), [2, 1]);
});

test('a PATH outside of the current folder is shown with ../, on every PATH by itself', async () => {
  using folder = folderWith(`${brokenFolder('a')}=== b/c/x.yaml\n${service('other')}`);
  const { stdout } = await podwire(['check', '../../a', '.'], { cwd: path.join(folder.path, 'b/c') });
  assert.match(stdout, /^\.\.\/\.\.\/a\/service\.yaml:7:10: warning/);
  assert.match(stdout, /^ {2}note: \.\.\/\.\.\/a\/deployment\.yaml:/m);
  assert.match(stdout, /Checked 3 files with 3 resources/);
});

test('two folders with the same name are two folders', async () => {
  using folder = folderWith(`${brokenFolder('a/k8s')}${brokenFolder('b/k8s')}`);
  const { stdout } = await podwire(['check', 'a/k8s', 'b/k8s'], { cwd: folder.path });
  assert.deepEqual(stdout.match(/^\S+(?=: warning)/gm), ['a/k8s/service.yaml:7:10', 'b/k8s/service.yaml:7:10']);
});

test('standard input, by itself and with files', async () => {
  using folder = folderWith(`=== deployment.yaml\n${deployment('web')}`);
  const both = `${service('web')}---\n${deployment('web')}`;
  const alone = await podwire(['check', '-'], { cwd: folder.path, input: both });
  assert.equal(alone.status, 1);
  assert.match(alone.stdout, /^<stdin>:7:10: warning\[service-selects-nothing\]/);
  assert.match(alone.stdout, /^ {4}7 \| {5}app: web$/m);
  const withFile = await podwire(['check', '-', 'deployment.yaml'], { cwd: folder.path, input: service('web') });
  assert.match(withFile.stdout, /Checked 2 files with 2 resources: 1 warning/);
  const nothing = await podwire(['check', '-'], { cwd: folder.path, input: '' });
  assert.deepEqual([nothing.status, nothing.stdout], [0, 'Checked 1 file with 0 resources: nothing was judged.\n']);
});

test('a pipe that is named as PATH is read', async (context) => {
  if (process.platform === 'win32') {
    context.skip('Windows has no named pipes in folders');
    return;
  }
  using folder = folderWith(`=== both.yaml\n${service('web')}---\n${deployment('web')}`);
  const script = `cat both.yaml | "${process.execPath}" "${source}" check /dev/stdin`;
  const child = spawn('sh', ['-c', script], { cwd: folder.path, stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  await once(child, 'close');
  assert.match(Buffer.concat(chunks).toString(), /^\/dev\/stdin:7:10: warning\[service-selects-nothing\]/);
});

test('podwire.yaml is found upwards to the root of the repository', async () => {
  using folder = folderWith(`=== podwire.yaml
closedWorld: true
=== repository/.git/HEAD
=== repository/podwire.yaml
severity:
  service-selects-nothing: error
ignore:
  - test/
=== repository/app/x/service.yaml
${service('web')}=== repository/app/x/deployment.yaml
${deployment('web')}=== repository/app/test/service.yaml
${service('web')}=== repository/app/test/deployment.yaml
${deployment('web')}`);
  const cwd = path.join(folder.path, 'repository/app/x');
  const { stdout } = await podwire(['check', '..'], { cwd });
  assert.deepEqual(stdout.match(/^\S+: \w+(?=\[)/gm), ['service.yaml:7:10: error']);
  const test = await podwire(['check', '../test'], { cwd });
  assert.match(test.stdout, /Checked 2 files with 2 resources: 1 error/, 'what is asked for by name is read');
});

test('what podwire.yaml does not know is said at its line, the rest counts, and the status is 2', async () => {
  using folder = folderWith(
    `${brokenFolder('a')}=== podwire.yaml\nclosedworld: true\nseverity: {service-selects-nothing: off}\n`,
  );
  const { status, stdout } = await podwire(['check'], { cwd: folder.path });
  assert.equal(status, 2);
  assert.equal(
    stdout,
    `podwire.yaml:1:1: error: The file has no closedworld. Did you mean closedWorld?
    1 | closedworld: true
      | ^^^^^^^^^^^
Checked 3 files with 2 resources: 1 error.
`,
  );
});

test('a manifest that does not parse is an error at its place, and its neighbours are judged', async () => {
  using folder = folderWith(`${brokenFolder('a')}=== a/broken.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: "half
---
${service('web').replace('name: web', 'name: second')}=== a/values.yaml
a: [1, 2
=== a/chart.yaml
apiVersion: v1
kind: Service
metadata:
  {{- if .Values.name }}
  name: x
  {{- end }}
`);
  const { status, stdout } = await podwire(['check', 'a', '--fail-on', 'error'], { cwd: folder.path });
  assert.equal(status, 1);
  assert.equal(stdout.match(/^a\/broken\.yaml:\d+:\d+: error: /gm)?.length, 1);
  assert.equal(stdout.match(/: error: /g)?.length, 1);
  assert.match(stdout, /a\/broken\.yaml:12:10: warning\[service-selects-nothing\]: Service "second"/);
  assert.equal((await podwire(['check', 'a', '--fail-on', 'never'], { cwd: folder.path })).status, 0);
});

test('a template that is named as PATH cannot be checked, one in a folder is passed over', async () => {
  using folder = folderWith('=== a/x.yaml.j2\nkind: {{ kind }}\n');
  const named = await podwire(['check', 'a/x.yaml.j2'], { cwd: folder.path });
  assert.equal(named.status, 2);
  assert.match(named.stdout, /^a\/x\.yaml\.j2: error: Cannot be checked: a\/x\.yaml\.j2 is a Jinja template\./);
  assert.equal((await podwire(['check', 'a'], { cwd: folder.path })).status, 0);
});

test('colors: only for a terminal, unless somebody says otherwise', async () => {
  using folder = folderWith(brokenFolder('a'));
  const colored = async (args: string[], env: Record<string, string>) =>
    (await podwire(['check', ...args], { cwd: folder.path, env })).stdout.includes('\x1b[');
  assert.equal(await colored([], {}), false);
  assert.equal(await colored(['--color', 'always'], { NO_COLOR: '1' }), true);
  assert.equal(await colored([], { FORCE_COLOR: '1' }), true);
  assert.equal(await colored(['--color', 'never'], { FORCE_COLOR: '1' }), false);
});

test('encodings, line ends and names of every kind', async () => {
  using folder = folderWith(brokenFolder('plain'));
  const both = `${service('web')}---\n${deployment('web')}`;
  const write = (name: string, bytes: string | Buffer) => {
    mkdirSync(path.dirname(path.join(folder.path, name)), { recursive: true });
    writeFileSync(path.join(folder.path, name), bytes);
  };
  write('bom/a.yaml', `\ufeff${both}`);
  write('utf16le/a.yaml', Buffer.from(`\ufeff${both}`, 'utf16le'));
  write('utf16be/a.yaml', Buffer.from(`\ufeff${both}`, 'utf16le').swap16());
  write('crlf/a.yaml', both.replaceAll('\n', '\r\n'));
  write('cr/a.yaml', both.replaceAll('\n', '\r'));
  write('a space #1 100% ünï 🚀/ä.yaml', both);
  write('nul/a.yaml', both.replace('kind: Service', 'kind: Ser\0vice'));
  write('latin1/a.yaml', Buffer.from(both.replace('name: web', 'name: größe'), 'latin1'));
  write('binary/a.json', Buffer.from([0, 1, 2, 255, 254]));
  const { status, stdout } = await podwire(['check'], { cwd: folder.path });
  assert.equal(status, 1);
  assert.deepEqual(stdout.match(/^\S.*?(?=: warning\[service)/gm)?.sort(), [
    'a space #1 100% ünï 🚀/ä.yaml:7:10',
    'bom/a.yaml:7:10',
    'cr/a.yaml:7:10',
    'crlf/a.yaml:7:10',
    'plain/service.yaml:7:10',
    'utf16be/a.yaml:7:10',
    'utf16le/a.yaml:7:10',
  ]);
  assert.deepEqual(stdout.match(/^\S.*: error: .*$/gm), [
    'latin1/a.yaml: error: The file is not UTF-8 (line 4).',
    'nul/a.yaml:2:10: error: The control character U+0000 is not allowed in YAML.',
  ]);
});

test('nothing that a manifest or a name says reaches the terminal as a command', async () => {
  using folder = folderWith(brokenFolder('a'));
  folder.write('a/\x1b[31mred.yaml', service('w\x1b]0;title\x07eb'));
  folder.write('a/deployment.yaml', deployment('web').replace('name: web\n', 'name: "web\\e[2J"\n'));
  const { stdout } = await podwire(['check', '--verbose'], { cwd: folder.path });
  assert.match(stdout, /^a\/\\x1b\[31mred\.yaml:/m);
  assert.ok(!/[\x00-\x09\x0b-\x1f\x7f-\x9f]/.test(stdout), JSON.stringify(stdout));
});

test('links out of the folder and in a circle are not followed, a PATH that is a link is', async () => {
  using folder = folderWith(`${brokenFolder('out')}=== in/x.yaml\n${service('other')}`);
  symlinkSync('../out', path.join(folder.path, 'in/out'));
  symlinkSync('..', path.join(folder.path, 'in/circle'));
  symlinkSync('out', path.join(folder.path, 'link'));
  const inside = await podwire(['check', 'in'], { cwd: folder.path });
  assert.match(inside.stdout, /Checked 1 file with 1 resource: no problems/);
  const linked = await podwire(['check', 'link'], { cwd: folder.path });
  assert.match(linked.stdout, /^link\/service\.yaml:7:10: warning/);
});

test('whoever reads only the first lines gets them, and no complaint', async (context) => {
  if (process.platform === 'win32') {
    context.skip('needs a shell with pipes');
    return;
  }
  using folder = folderWith(Array.from({ length: 150 }, (_, number) => brokenFolder(`d${number}`)).join(''));
  const script = `"${process.execPath}" "${source}" check | head -n 1; echo "done"`;
  const child = spawn('sh', ['-c', script], { cwd: folder.path, stdio: ['ignore', 'pipe', 'pipe'] });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk) => out.push(chunk));
  child.stderr.on('data', (chunk) => err.push(chunk));
  await once(child, 'close');
  assert.match(Buffer.concat(out).toString(), /^d0\/service\.yaml:7:10: warning.*\ndone\n$/);
  assert.equal(Buffer.concat(err).toString(), '');
});

test('a current folder that is gone is said in one line, and only where it is needed', async (context) => {
  if (process.platform === 'win32') return context.skip('Windows does not delete the folder of a running process');
  const inGoneFolder = (...args: string[]) => {
    using folder = folderWith('=== gone/x.yaml\n');
    const script = 'cd gone && rm -r "$PWD" && exec "$@"';
    return spawnSync('sh', ['-c', script, 'sh', process.execPath, source, ...args], {
      cwd: folder.path,
      encoding: 'utf8',
    });
  };
  const { status, stdout, stderr } = inGoneFolder('check');
  assert.deepEqual([status, stdout], [2, '']);
  assert.match(stderr, /^podwire: the current folder cannot be used: ENOENT\.\n$/);
  assert.equal(inGoneFolder('--version').status, 0);
  assert.equal(inGoneFolder('explain', 'duplicate-key').status, 0);
});

test('--closed-world: what nothing matches is an error, on the command line and by the file of settings', async () => {
  const alone = `=== a/service.yaml\n${service('web')}`;
  using open = folderWith(alone);
  assert.equal((await podwire(['check'], { cwd: open.path })).status, 0, 'who knows where its pods are');
  const closed = await podwire(['check', '--closed-world'], { cwd: open.path });
  assert.equal(closed.status, 1);
  assert.match(closed.stdout, /^a\/service\.yaml:7:\d+: error\[service-selects-nothing\]: .*app=web/);
  using stated = folderWith(`=== podwire.yaml\nclosedWorld: true\n${alone}`);
  const withoutCount = ({ stdout }: { stdout: string }) => stdout.split('\n').slice(0, -2);
  assert.deepEqual(withoutCount(await podwire(['check'], { cwd: stated.path })), withoutCount(closed));
});

test('help and version load nothing of the engine', async () => {
  for (const args of [['--help'], ['--version'], ['check', '--help'], ['help', 'check']]) {
    using folder = folderWith('');
    const { status, stdout } = await runProgram([source, ...args], { env: { NODE_V8_COVERAGE: folder.path } });
    assert.equal(status, 0);
    assert.notEqual(stdout, '');
    const loaded = readdirSync(folder.path)
      .flatMap((file) => JSON.parse(readFileSync(path.join(folder.path, file), 'utf8')).result)
      .map(({ url }: { url: string }) => url)
      .filter((url) => url.includes('/server/src/'));
    assert.ok(loaded.some((url) => url.endsWith('/cli/commandLine.ts')));
    // What comes before the engine: the arguments, and whether the last report is printed again.
    const early =
      /\/(?:cli|cli\/(?:cacheFolder|commandLine|io|keepCompiled|keptChecks|version)|formats\/names|sources\/disk)\.ts$/;
    assert.deepEqual(
      loaded.filter((url) => !early.test(url)),
      [],
    );
  }
});

test('what should not happen is status 2, because nothing was found', async () => {
  using folder = folderWith(brokenFolder('a'));
  const breaking = 'data:text/javascript,String.prototype.padStart=()=>{throw%20Error(%27unforeseen%27)}';
  const { status, stdout, stderr } = await spawnPodwire(['check'], {
    cwd: folder.path,
    env: { NODE_OPTIONS: `--import=${breaking}` },
  });
  assert.deepEqual([status, stdout], [2, '']);
  assert.match(stderr, /^podwire: internal error: Error: unforeseen\n {4}at /);
});

test('an old Node.js is told so in one line', async () => {
  const { engines, version } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8'));
  const pretend = (found: string) =>
    `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'${found}'}})`;
  const { status, stdout, stderr } = await runProgram(['--import', pretend('22.18.9'), source, 'check']);
  assert.equal(status, 2);
  assert.equal(stdout, '');
  const floor = engines.node.replace('>=', '').trim();
  assert.match(stderr, new RegExp(`^podwire needs Node\\.js ${floor}\\S* or newer; this is 22\\.18\\.9 .*\\n$`));
  const current = await runProgram(['--import', pretend(`${floor}.0`), source, '--version']);
  assert.deepEqual([current.status, current.stdout], [0, `podwire ${version}\n`]);
});

test('explain prints the page of every code, and lists them', async () => {
  const { stdout } = await podwire(['explain']);
  const codes = [...stdout.matchAll(/^(\S+) {2,}\S/gm)].map(([, code]) => code!);
  assert.ok(codes.includes('service-selects-nothing'));
  const page = await podwire(['explain', 'service-selects-nothing']);
  assert.equal(page.status, 0);
  assert.match(page.stdout, /^# service-selects-nothing\n/);
});

test('lsp speaks the protocol on standard input and output', async () => {
  const child = spawn(process.execPath, [source, 'lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const send = (message: object) => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  send({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
  // Read to the end: if the reader closes the pipe, the last answer becomes an error.
  let answer = '';
  const answered = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk) => {
      answer += chunk;
      if (answer.includes('"id":1')) {
        resolve();
      }
    });
  });
  await answered;
  assert.match(answer, /"capabilities":\{/);
  send({ id: 2, method: 'shutdown' });
  send({ method: 'exit' });
  const [status] = await once(child, 'exit');
  assert.equal(status, 0);
});

function inOneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}
