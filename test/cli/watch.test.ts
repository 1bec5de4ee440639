import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { run } from '../../server/src/cli/commandLine.ts';
import { chartWithSelector } from '../lsp/chart.ts';
import { folderWith, type TestFolder } from '../lsp/folder.ts';
import { gitEnvironment, repositoryWith } from '../sources/repository.ts';
import { brokenFolder, deployment, fixedService, service } from './manifests.ts';

interface Watch {
  /** The next report, with what is said of its changes. */
  next(): Promise<string>;
  /** The reports that nobody has taken. */
  readonly left: string[];
  /** Interrupts the command; gives its exit status. */
  end(): Promise<number>;
  /** A command that a failed test leaves would keep the process alive. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Runs `podwire check --watch` in this process. */
function watch(folder: TestFolder, args: readonly string[] = [], isTerminal = false): Watch {
  const left: string[] = [];
  const waiting: ((text: string) => void)[] = [];
  let interrupt = () => {};
  const status = run(['check', '--watch', ...args], {
    cwd: folder.path,
    env: { ...process.env, ...gitEnvironment },
    outputIsTerminal: isTerminal,
    print: async (text) => {
      const taker = waiting.shift();
      if (taker) {
        taker(text);
      } else {
        left.push(text);
      }
    },
    complain: async (line) => void left.push(`complaint: ${line}`),
    whenInterrupted: (end) => {
      interrupt = end;
    },
    readInput: async () => Buffer.from(''),
  });
  const end = () => {
    interrupt();
    return status;
  };
  return {
    next: () => {
      const text = left.shift();
      return text === undefined
        ? new Promise((resolve, reject) => {
            const timer = setTimeout(() => reject(new Error('no report')), 60_000);
            waiting.push((each) => {
              clearTimeout(timer);
              resolve(each);
            });
          })
        : Promise.resolve(text);
    },
    left,
    end,
    [Symbol.asyncDispose]: async () => {
      await end();
    },
  };
}

const summary = (report: string) => report.trimEnd().split('\n').slice(-2);

test('--watch checks again after a change, and counts what is new and gone', async () => {
  using folder = folderWith(
    `${brokenFolder('a')}=== b/service.yaml\n${fixedService('web')}=== b/deployment.yaml\n${deployment('web')}`,
  );
  await using watched = watch(folder);
  assert.match(await watched.next(), /^--- \d{4}-\S+Z\na\/service\.yaml:7:10: warning[\s\S]*: 1 warning\.\n$/);
  folder.write('b/service.yaml', service('web'));
  assert.deepEqual(summary(await watched.next()), [
    'Checked 4 files with 4 resources: 2 warnings.',
    'Since the last check: 1 new, 0 gone.',
  ]);
  folder.write('a/service.yaml', fixedService('web'));
  folder.write('b/service.yaml', `# Moved down.\n${service('web')}`);
  assert.deepEqual(summary(await watched.next()), [
    'Checked 4 files with 4 resources: 1 warning.',
    'Since the last check: 0 new, 1 gone.',
  ]);
  // A folder that did not exist at the start, then a file in it.
  mkdirSync(path.join(folder.path, 'c'));
  await new Promise((resolve) => setTimeout(resolve, 300));
  folder.write('c/service.yaml', service('web'));
  folder.write('c/deployment.yaml', deployment('web'));
  assert.match(summary(await watched.next()).join(), /6 files .*2 warnings.*1 new, 0 gone/);
  // Settings count as files do.
  folder.write('podwire.yaml', 'severity: {service-selects-nothing: off}\n');
  assert.match(summary(await watched.next()).join(), /no problems.*0 new, 2 gone/);
  folder.write('podwire.yaml', 'severity: {service-selects-nothin: off}\n');
  assert.match(await watched.next(), /podwire\.yaml:1:12: error/);
  folder.remove('podwire.yaml');
  await watched.next();
  assert.equal(await watched.end(), 1);
  assert.deepEqual(watched.left, []);
});

test('on a terminal each report replaces the last one, and what changes nothing is not shown again', async () => {
  using folder = folderWith(brokenFolder('a'));
  await using watched = watch(folder, ['--color', 'never'], true);
  const first = await watched.next();
  assert.ok(first.startsWith('\x1b[H\x1b[2J\x1b[3Ja/service.yaml:7:10: warning'));
  assert.ok(first.endsWith(': 1 warning.\nWaiting for changes. Ctrl+C ends.\n'));
  folder.write('a/notes.txt', 'nothing to judge');
  folder.write('a/deployment.yaml', `${deployment('web')}# A comment\n`);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  assert.deepEqual(watched.left, []);
  folder.write('a/service.yaml', fixedService('web'));
  assert.match(await watched.next(), /no problems\.\nSince the last check: 0 new, 1 gone\.\nWaiting/);
  assert.equal(await watched.end(), 0);
});

test('a branch switch gives one report, of the branch as a whole', async () => {
  const files = (at: number, text: string) =>
    `=== d${at}/service.yaml\n${text}=== d${at}/deployment.yaml\n${deployment(`w${at}`)}`;
  const many = Array.from({ length: 60 }, (_, at) => at);
  using repository = repositoryWith(many.map((at) => files(at, fixedService(`w${at}`))).join(''));
  repository.commit();
  repository.git(['checkout', '--quiet', '-b', 'other']);
  for (const at of many) {
    // Both sides change, so every state between the branches has a problem.
    repository.write(`d${at}/service.yaml`, fixedService(`v${at}`));
    repository.write(`d${at}/deployment.yaml`, deployment(`v${at}`));
  }
  repository.commit();
  repository.git(['checkout', '--quiet', 'main']);
  await using watched = watch(repository);
  assert.match(await watched.next(), /no problems/);
  for (const branch of ['other', 'main', 'other']) {
    repository.git(['checkout', '--quiet', branch]);
    repository.write('d0/service.yaml', service(branch === 'main' ? 'w0' : 'v0'));
    assert.match(summary(await watched.next()).join(), /120 files with 120 resources: 1 warning.*1 new, 0 gone/);
    repository.git(['checkout', '--quiet', '.']);
    assert.match(summary(await watched.next()).join(), /no problems.*0 new, 1 gone/);
  }
  // While git holds its lock, half of the files may be written.
  const lock = path.join(repository.path, '.git/index.lock');
  writeFileSync(lock, '');
  repository.write('d1/service.yaml', service('v1'));
  await new Promise((resolve) => setTimeout(resolve, 1500));
  assert.deepEqual(watched.left, [], 'no report of a half state');
  repository.remove('.git/index.lock');
  assert.match(summary(await watched.next()).join(), /1 warning.*1 new/);
  assert.equal(await watched.end(), 1);
  assert.deepEqual(watched.left, []);
});

test('--watch follows the commit of --base and the list of known problems', async () => {
  using repository = repositoryWith(brokenFolder('a'));
  repository.commit();
  await using watched = watch(repository, ['--base', 'HEAD', '--known', 'known.yaml']);
  assert.match(await watched.next(), /podwire: --known: known\.yaml: no such file/);
  repository.write('known.yaml', 'version: 1\nproblems: []\n');
  assert.match(await watched.next(), /no new problems/);
  repository.write('b/service.yaml', service('web'));
  repository.write('b/deployment.yaml', deployment('web'));
  assert.match(await watched.next(), /: 1 warning\. 1 problem that the commit had too/);
  repository.commit();
  assert.match(await watched.next(), /no new problems\. 2 problems/);
  assert.equal(await watched.end(), 0);
});

test('a burst of changes gives one report, of its end', async () => {
  using folder = folderWith(brokenFolder('a'));
  await using watched = watch(folder);
  await watched.next();
  // Written again and again for a while, as a program does that makes manifests.
  for (let at = 0; at < 20; at++) {
    folder.write('a/service.yaml', at % 2 === 0 ? fixedService('web') : service(`web${at}`));
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  folder.write('a/service.yaml', fixedService('web'));
  assert.match(await watched.next(), /no problems\.\nSince the last check: 0 new, 1 gone/);
  await watched.end();
  assert.deepEqual(watched.left, []);
});

test('what is in a chart is followed, whatever its name', async () => {
  using folder = folderWith(chartWithSelector('web/'));
  await using watched = watch(folder);
  assert.match(await watched.next(), /no problems/);
  const define = 'web/templates/_service.tpl';
  const right = folder.read(define);
  folder.write(define, right.replace('. }}\n', '. }}-frontend\n'));
  assert.match(await watched.next(), /web\/templates\/_service\.tpl:2:51: warning/);
  folder.write('web/.helmignore', 'service.yaml\n');
  assert.match(summary(await watched.next()).join(), /0 new, 1 gone/);
  folder.write('web/.helmignore', '');
  assert.match(summary(await watched.next()).join(), /1 new, 0 gone/);
  folder.write('web/templates/new.gotmpl', 'apiVersion: {{ required "no a" .Values.a }}\n');
  await watched.next();
  assert.equal(await watched.end(), 1);
});
