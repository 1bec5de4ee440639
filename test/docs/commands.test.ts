// Runs every command of the README and of docs/: each line of a block `sh`, and each command within a sentence.
// `runs` says in which folder and with which result; `notRun` says why a command is not run here.
import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { web } from '../cli/manifests.ts';
import { type Outcome, podwire } from '../cli/program.ts';
import { copyOfExample, projectRoot } from '../harness/vscode/project.ts';
import { folderWith, type TestFolder } from '../lsp/folder.ts';
import { emptyMachine, isBuilt, packPackage } from '../package/tarball.ts';
import { repositoryWith, runGit, type TestRepository } from '../sources/repository.ts';
import { pages } from './pages.ts';

interface Run {
  /** The folder in which the reader is. */
  readonly in: 'example' | 'known example' | 'branch' | 'history' | 'shallow clone' | 'project';
  readonly status: number;
  readonly stdout?: RegExp;
}

/** Placeholders are replaced by `filled`. */
const runs: Readonly<Record<string, Run>> = {
  'podwire check family-assistant': {
    in: 'example',
    status: 1,
    stdout: /^family-assistant\/service-nodeport\.yaml:10:10/,
  },
  'podwire explain family-assistant/service-nodeport.yaml': {
    in: 'example',
    status: 0,
    stdout: /family-assistant-backend/,
  },
  'podwire explain FILE:LINE': { in: 'example', status: 0, stdout: /family-assistant-backend/ },
  'podwire explain service-selects-nothing': { in: 'example', status: 0, stdout: /^# service-selects-nothing/ },
  'podwire check --verbose': { in: 'example', status: 1, stdout: /service-selects-nothing/ },
  'podwire check --help': { in: 'example', status: 0, stdout: /Exit status/ },
  'podwire check --format FORMAT': { in: 'example', status: 1, stdout: /"version": "2\.1\.0"/ },
  'podwire check --format sarif --output podwire.sarif': { in: 'example', status: 1, stdout: /1 warning/ },
  'podwire check --format github': { in: 'example', status: 1, stdout: /^::warning /m },
  'podwire check --format gitlab --output gl-code-quality-report.json': { in: 'example', status: 1 },
  'podwire check --format markdown --link-base https://github.com/OWNER/REPOSITORY/blob/COMMIT': {
    in: 'example',
    status: 1,
    stdout: /\(https:\/\/github\.com\/OWNER\/REPOSITORY\/blob\/COMMIT\/family-assistant\/service-nodeport\.yaml#L10\)/,
  },
  'podwire check --fix family-assistant': { in: 'example', status: 0, stdout: /Fixed|fixed/ },
  'podwire check --fix': { in: 'example', status: 0 },
  'podwire known': { in: 'example', status: 0, stdout: /podwire-known\.yaml: / },
  'podwire check --known podwire-known.yaml': { in: 'known example', status: 0, stdout: /no new problems/ },
  'podwire check --include family-assistant/service-nodeport.yaml': {
    in: 'example',
    status: 1,
    stdout: /^family-assistant\/service-nodeport\.yaml:10:10/,
  },
  'podwire check --stdin-path family-assistant/service-nodeport.yaml < family-assistant/service-nodeport.yaml': {
    in: 'example',
    status: 1,
    stdout: /^family-assistant\/service-nodeport\.yaml:10:10/,
  },
  'podwire check --fix --dry-run family-assistant': {
    in: 'example',
    status: 1,
    stdout: /^\+\+\+ b\/family-assistant\/service-nodeport\.yaml$/m,
  },
  'podwire check --base origin/main': { in: 'branch', status: 1, stdout: /no longer selects Deployment "web"/ },
  'podwire diff origin/main': { in: 'branch', status: 1, stdout: /Deployment web/ },
  'podwire diff HEAD~1 deploy --format markdown --link-base https://github.com/OWNER/REPOSITORY/blob/COMMIT': {
    in: 'history',
    status: 1,
    stdout: /\(https:\/\/github\.com\/OWNER\/REPOSITORY\/blob\/COMMIT\/deploy\/web\.yaml#L5\)/,
  },
  'git fetch --depth=1 origin main': { in: 'shallow clone', status: 0 },
  'npx podwire check': { in: 'project', status: 1, stdout: /service-selects-nothing/ },
  'npx --yes podwire check': { in: 'project', status: 1, stdout: /service-selects-nothing/ },
  'npx --yes --package ./podwire-VERSION.tgz podwire check': {
    in: 'project',
    status: 1,
    stdout: /service-selects-nothing/,
  },
  'npm install --global ./podwire-VERSION.tgz': { in: 'project', status: 0, stdout: /added 1 package/ },
  'npx podwire check examples/family-assistant': { in: 'project', status: 1, stdout: /service-selects-nothing/ },
};

const notRun: Readonly<Record<string, string>> = {
  'npm install --global podwire': 'the registry has it after a release; the same is run with the file',
  'npm install --save-dev podwire': 'the registry has it after a release; the folder `project` has the file installed',
  'code --install-extension podwire-VERSION.vsix': 'needs a desktop; test/e2e/ui/window.test.ts installs the file',
  'npm start': 'opens a window; test/e2e/ui/start.test.ts runs it',
  'npm start -- --cluster': 'needs a control plane; test/cluster/exampleCluster.test.ts runs it',
  'npm run cluster:build': 'takes 15 minutes; the suite cluster runs it',
  'npm run package': 'test/e2e/ui/window.test.ts packs the extension with the same options',
  'npm pack': 'would build dist/ while others read it; test/package packs without this script',
  'podwire check --watch': 'waits for changes; test/cli/watch.test.ts runs it',
  'docker build --file Containerfile --tag podwire .': 'needs a container engine',
  'docker run --rm --read-only --network none --volume "$PWD:/work:ro" podwire check': 'needs a container engine',
  'git config --global --add safe.directory "$GITHUB_WORKSPACE"':
    'changes the settings of the person who runs the tests',
  'git apply': 'needs the patch of check --fix --dry-run; test/cli/dryRun.test.ts applies it',
  'podwire lsp --stdio': 'waits for a client; test/lsp/bundled.test.ts runs it',
  'podwire endpoints -n homelab': 'needs a cluster; test/cluster/endpointsCommand.test.ts runs it',
  'podwire probe family-assistant/service-nodeport.yaml': 'needs a network; test/probe/topology.test.ts runs it',
  'podwire probe service.yaml': 'needs a network; test/probe/topology.test.ts runs it',
};

const filled: Readonly<Record<string, string>> = {
  FORMAT: 'sarif',
  'FILE:LINE': 'family-assistant/service-nodeport.yaml:10',
};

/** The parts of the documentation that a reader types. Voice is for authors. */
const documented = pages().filter(
  ({ file }) => (file === 'README.md' || file.startsWith('docs/')) && file !== 'docs/voice.md',
);
const inBlocks = documented.flatMap(({ blocks }) =>
  blocks
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.split('\n').filter((line) => line !== '')),
);
// Other programs, such as kubectl, are named to explain what Podwire does.
const inSentences = documented
  .flatMap(({ code }) => code)
  .map((text) => text.replace(/\s+/g, ' '))
  .filter((text) => /^(?:podwire|npx|npm|git|code) /.test(text));
const commands = [...new Set([...inBlocks, ...inSentences])];
/**
 * A command without values, which a sentence talks about: `podwire probe`, `podwire check --base`,
 * `podwire diff REF [PATH...]`.
 */
const names = commands.filter((command) => /^podwire [a-z]+(?: --[a-z-]+)?(?: [A-Z[\].]+)*$/.test(command));

test('each command of the documentation is run, or it is said why not, and no other is listed', () => {
  const listed = [...Object.keys(runs), ...Object.keys(notRun)];
  assert.deepEqual(
    commands.filter((command) => !listed.includes(command) && !names.includes(command)),
    [],
    'not listed',
  );
  assert.deepEqual(
    listed.filter((command) => !commands.includes(command)),
    [],
    'listed, and on no page',
  );
});

test('what a reason refers to exists', () => {
  for (const reason of Object.values(notRun)) {
    for (const [file] of reason.matchAll(/test\/\S+\.ts/g)) {
      assert.ok(existsSync(path.join(projectRoot, file)), file);
    }
  }
});

test('a block that shows a command has the language sh', () => {
  const wrong = documented.flatMap(({ file, blocks }) =>
    blocks
      // The list of all commands on one page is no command.
      .filter(
        ({ language, text }) => language === '' && /^(?:podwire|npx|npm|git) /.test(text) && !/\n {2}--/.test(text),
      )
      .map(({ text }) => `${file}: ${text.split('\n')[0]}`),
  );
  assert.deepEqual(wrong, []);
});

test('the page of the commands lists each command of the program, and only those', async () => {
  const { stdout } = await podwire(['--help']);
  const known = [...stdout.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name!).filter((name) => name !== 'help');
  const page = readFileSync(path.join(projectRoot, 'docs/command-line.md'), 'utf8');
  const listed = [...page.matchAll(/^podwire ([a-z]+)/gm)].map(([, name]) => name!);
  assert.ok(known.length >= 7);
  assert.deepEqual([...new Set(listed)].sort(), known.sort());
});

for (const name of names) {
  test(`there is a command ${name}`, async () => {
    const [, command = '', ...rest] = name.split(' ');
    const { status, stdout, stderr } = await podwire([command, '--help']);
    assert.deepEqual([status, stderr], [0, '']);
    for (const option of rest.filter((word) => word.startsWith('--'))) {
      assert.match(stdout, new RegExp(`^ +(?:-\\w, )?${option} `, 'm'));
    }
  });
}

const place = folderWith('');
let tarball: string;
/** A folder in which the package is installed. Installing takes longer than all the rest, so there is one. */
let project: TestFolder | undefined;
before(() => {
  if (isBuilt) {
    tarball = packPackage(place.path).file;
  }
});
after(() => {
  place[Symbol.dispose]();
  project?.[Symbol.dispose]();
});

for (const [command, { in: where, status, stdout }] of Object.entries(runs)) {
  const needsBuild = where === 'project';
  test(command, { skip: needsBuild && !isBuilt ? 'dist/ is not built' : false }, async () => {
    using folder = await folders[where]();
    const outcome = await execute(command, folder.path);
    assert.equal(outcome.status, status, `${outcome.stdout}${outcome.stderr}`);
    assert.match(outcome.stdout, stdout ?? /^/);
  });
}

async function execute(command: string, cwd: string): Promise<Outcome> {
  const [words, file] = command.split(' < ');
  const [program, ...args] = words!
    .split(' ')
    .map((word) => filled[word] ?? word.replace('./podwire-VERSION.tgz', tarball));
  if (program === 'podwire') {
    return podwire(args, { cwd, ...(file === undefined ? {} : { input: readFileSync(path.join(cwd, file)) }) });
  }
  if (program === 'git') {
    return { status: 0, stdout: runGit(cwd, args), stderr: '' };
  }
  using programs = folderWith('');
  const machine = emptyMachine(programs.path);
  return await (program === 'npx' ? machine.npx(args, cwd) : machine.npm(args, cwd));
}

type Disposable = Pick<TestFolder, 'path' | typeof Symbol.dispose>;

const folders: Readonly<Record<Run['in'], () => Promise<Disposable>>> = {
  example: async () => exampleFolder(),
  'known example': async () => {
    const folder = exampleFolder();
    assert.equal((await podwire(['known'], { cwd: folder.path })).status, 0);
    return folder;
  },
  branch: async () => {
    const repository = repositoryWith(`=== web.yaml\n${web('web')}`);
    repository.commit();
    repository.git(['update-ref', 'refs/remotes/origin/main', 'HEAD']);
    repository.write('web.yaml', web('shop'));
    return repository;
  },
  history: async () => {
    const repository = repositoryWith(`=== deploy/web.yaml\n${web('web')}`);
    repository.commit();
    repository.write('deploy/web.yaml', web('shop'));
    repository.commit();
    return repository;
  },
  'shallow clone': async () => {
    const repository: TestRepository = repositoryWith(`=== web.yaml\n${web('web')}`);
    repository.commit();
    repository.git(['checkout', '--quiet', '-b', 'branch']);
    repository.commit();
    repository.git(['clone', '--quiet', '--depth=1', '--branch=branch', `file://${repository.path}`, 'clone']);
    return { path: path.join(repository.path, 'clone'), [Symbol.dispose]: repository[Symbol.dispose] };
  },
  project: async () => {
    project ??= await projectFolder();
    return { path: project.path, [Symbol.dispose]: () => {} };
  },
};

async function projectFolder(): Promise<TestFolder> {
  const folder = exampleFolder('examples/family-assistant');
  using programs = folderWith('');
  const installed = await emptyMachine(programs.path).npm(['install', '--save-dev', tarball], folder.path);
  assert.equal(installed.status, 0, installed.stderr);
  return folder;
}

function exampleFolder(name = 'family-assistant'): TestFolder {
  const folder = folderWith('');
  const example = copyOfExample('family-assistant');
  cpSync(example.folder, path.join(folder.path, name), { recursive: true });
  example.remove();
  return folder;
}
