import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { run } from '../../server/src/cli/commandLine.ts';
import type { Io } from '../../server/src/cli/io.ts';
import { type Keeping, keptCheck } from '../../server/src/cli/keptChecks.ts';
import { hashOf } from '../../server/src/sources/disk.ts';
import { folderWith, mismatch } from '../lsp/folder.ts';
import { type Outcome, projectRoot } from './program.ts';

/** A check with reports that are kept, and whether it judged. */
async function check(
  cwd: string,
  keeping: Keeping,
  args: readonly string[] = ['--format', 'json', '.'],
  env: Io['env'] = {},
): Promise<Outcome & { readonly judged: boolean }> {
  let stdout = '';
  let stderr = '';
  let judged = false;
  const io: Io = {
    cwd,
    env,
    outputIsTerminal: false,
    print: async (text) => {
      stdout += text;
    },
    complain: async (line) => {
      stderr += `${line}\n`;
    },
    whenInterrupted: () => {},
    readInput: async () => Buffer.alloc(0),
  };
  const all = ['check', ...args];
  const status = await keptCheck(all, io, keeping, (watched) => {
    judged = true;
    return run(all, watched);
  });
  return { status, stdout, stderr, judged };
}

function scene(files: string) {
  const folder = folderWith(files);
  const kept = folderWith('');
  return {
    at: (name: string) => path.join(folder.path, name),
    folder: folder.path,
    keeping: { folder: kept.path, build: '1' },
    [Symbol.dispose]: () => {
      folder[Symbol.dispose]();
      kept[Symbol.dispose]();
    },
  };
}

test('a second check prints the same without judging, until something that it read changes', async () => {
  using here = scene(`${mismatch}\n=== .gitignore\nignored.yaml\n=== text.md\n\n`);
  const once = async (isJudged: boolean, what: string, args?: readonly string[], env?: Io['env']) => {
    const kept = await check(here.folder, here.keeping, args, env);
    assert.equal(kept.judged, isJudged, what);
    const { judged: _, ...fresh } = await check(here.folder, { folder: here.keeping.folder, build: what }, args, env);
    assert.deepEqual({ ...kept, judged: true }, { ...fresh, judged: true }, what);
    return kept;
  };
  assert.equal((await once(true, 'first')).status, 1);
  await once(false, 'nothing changed');
  writeFileSync(here.at('text.md'), 'other');
  await once(false, 'a file that is no manifest changed');
  writeFileSync(here.at('ignored.yaml'), 'a: b');
  await once(true, 'a name came');
  writeFileSync(here.at('ignored.yaml'), 'c: d');
  await once(false, 'an ignored file changed');
  const service = readFileSync(here.at('service.yaml'), 'utf8');
  writeFileSync(here.at('service.yaml'), service);
  await once(false, 'a file was written with the same content');
  const { atime, mtime } = statSync(here.at('service.yaml'));
  writeFileSync(here.at('service.yaml'), service.replace('30801', '30802'));
  utimesSync(here.at('service.yaml'), atime, mtime);
  await once(true, 'a content changed, with the same size and time');
  mkdirSync(here.at('more'));
  await once(true, 'a folder came');
  writeFileSync(here.at('podwire.yaml'), 'severity: {service-selects-nothing: "off"}\n');
  assert.equal((await once(true, 'settings came')).status, 0);
  rmSync(here.at('podwire.yaml'));
  await once(true, 'settings went');
  renameSync(here.at('.gitignore'), here.at('more/.gitignore'));
  await once(true, 'ignore rules moved');
  await once(true, 'other arguments', ['--format', 'text', '.']);
  await once(false, 'the same arguments', ['--format', 'text', '.']);
  await once(true, 'a variable that the colors depend on', ['--format', 'text', '.'], { FORCE_COLOR: '1' });
  await once(false, 'a variable that nothing depends on', ['--format', 'text', '.'], { FORCE_COLOR: '1', SHELL: 'sh' });
});

test('a link, and the names in the index of git, are read as other facts are', async () => {
  using here = scene(`${mismatch}\n=== elsewhere/a.txt\na\n=== elsewhere/b.txt\nb\n`);
  symlinkSync('elsewhere/a.txt', here.at('link.yaml'));
  const judges = async () => (await check(here.folder, here.keeping)).judged;
  assert.deepEqual([await judges(), await judges()], [true, false]);
  rmSync(here.at('link.yaml'));
  symlinkSync('elsewhere/b.txt', here.at('link.yaml'));
  assert.deepEqual([await judges(), await judges()], [true, false]);
  const git = async (...args: string[]) => {
    const { execFileSync } = await import('node:child_process');
    execFileSync('git', ['-c', 'core.autocrlf=false', ...args], { cwd: here.folder, stdio: 'pipe' });
  };
  await git('init', '--quiet');
  await git('add', 'elsewhere/a.txt');
  writeFileSync(here.at('.gitignore'), 'service.yaml\n');
  assert.deepEqual([await judges(), await judges()], [true, false]);
  await git('add', 'elsewhere/b.txt');
  assert.equal(await judges(), false, 'the index has another file that is no manifest');
  await git('add', '--force', 'service.yaml');
  assert.equal(await judges(), true, 'an ignored manifest is tracked now');
});

test('a kept report that is damaged, torn, of another build, or not readable counts as none', async () => {
  using here = scene(mismatch);
  const { stdout } = await check(here.folder, here.keeping);
  const [name = ''] = readdirSync(here.keeping.folder);
  const file = path.join(here.keeping.folder, name);
  const intact = readFileSync(file, 'utf8');
  const damages: Readonly<Record<string, () => void>> = {
    'one letter': () => writeFileSync(file, intact.replace('family-assistant', 'familY-assistant')),
    torn: () => truncateSync(file, Math.floor(intact.length / 2)),
    empty: () => writeFileSync(file, ''),
    longer: () => appendFileSync(file, ' '),
    'another form': () => writeFileSync(file, withHash('[]\n')),
    'an unknown reading': () =>
      writeFileSync(file, withHash(intact.slice(0, intact.lastIndexOf('\n') + 1).replace('"file"', '"x"'))),
    'a folder': () => {
      rmSync(file);
      mkdirSync(file);
    },
  };
  for (const [what, damage] of Object.entries(damages)) {
    damage();
    const again = await check(here.folder, here.keeping);
    assert.deepEqual([again.stdout, again.judged], [stdout, true], what);
    if (what !== 'a folder') {
      assert.equal((await check(here.folder, here.keeping)).judged, false, `after: ${what}`);
    }
  }
  assert.equal((await check(here.folder, { ...here.keeping, build: '2' })).judged, true);
  assert.equal((await check(here.folder, { ...here.keeping, folder: here.at('nowhere') })).judged, true);
});

test('what changes files, asks others or was not complete is not kept', async () => {
  using here = scene(mismatch);
  const many = [
    ['--no-cache', '.'],
    ['--stats', '.'],
    ['--dry-run', '--fix', '.'],
    ['nowhere.yaml'],
    ['--wrong'],
    ['-'],
  ];
  for (const args of many) {
    await check(here.folder, here.keeping, args);
    assert.deepEqual(readdirSync(here.keeping.folder), [], args.join(' '));
  }
  await check(here.folder, here.keeping);
  assert.equal((await check(here.folder, here.keeping, ['--fix', '.'])).judged, true);
  const fixed = await check(here.folder, here.keeping);
  assert.deepEqual([fixed.status, fixed.judged], [0, true]);
});

test('old reports make room, and no temporary file stays', async () => {
  using here = scene(mismatch);
  const old = path.join(here.keeping.folder, 'old.json');
  writeFileSync(old, '');
  truncateSync(old, 128 * 1024 * 1024);
  utimesSync(old, 1, 1);
  await check(here.folder, here.keeping);
  assert.equal(existsSync(old), false);
  assert.deepEqual(
    readdirSync(here.keeping.folder).map((name) => path.extname(name)),
    ['.json'],
  );
});

test('after any changes a check with kept reports prints what one without prints', async () => {
  const texts = ['service.yaml', 'deployment.yaml'].map((name) => readFileSync(fixture(name), 'utf8'));
  const kustomization = 'resources: [a.yaml, b.yaml]\nnamePrefix: x-\n';
  const chart = { 'Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n', 'values.yaml': 'app: web\n' };
  const names = [
    'a.yaml',
    'b.yaml',
    'kustomization.yaml',
    'c/Chart.yaml',
    'c/values.yaml',
    'c/templates/a.yaml',
    '.gitignore',
  ];
  const contents = [
    ...texts,
    texts[0]!.replace(/app: \S+/, 'app: {{ .Values.app }}'),
    kustomization,
    ...Object.values(chart),
    'a.yaml\n',
    '',
  ];
  const step = fc.oneof(
    fc.record({ write: fc.constantFrom(...names), content: fc.constantFrom(...contents) }),
    fc.record({ remove: fc.constantFrom(...names, 'c') }),
    fc.record({ link: fc.constantFrom(...names), to: fc.constantFrom(...names) }),
  );
  let kept = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(step, { maxLength: 2 }), { minLength: 2, maxLength: 6 }), async (rounds) => {
      using here = scene('');
      mkdirSync(here.at('c/templates'), { recursive: true });
      for (const steps of rounds) {
        for (const each of steps) {
          make(each, here.at);
        }
        const withKept = await check(here.folder, here.keeping);
        const { judged: _, ...fresh } = await check(here.folder, here.keeping, ['--no-cache', '--format', 'json', '.']);
        const { judged, ...shown } = withKept;
        kept += judged ? 0 : 1;
        assert.deepEqual(shown, fresh);
      }
    }),
    { numRuns: 60 },
  );
  assert.ok(kept > 10, `only ${kept} reports were kept`);
});

function withHash(content: string): string {
  return `${content}${hashOf(content)}`;
}

type Step = { write: string; content: string } | { remove: string } | { link: string; to: string };

function make(step: Step, at: (name: string) => string): void {
  const target = at('write' in step ? step.write : 'link' in step ? step.link : step.remove);
  rmSync(target, { force: true, recursive: true });
  mkdirSync(path.dirname(target), { recursive: true });
  if ('write' in step) {
    writeFileSync(target, step.content);
  } else if ('link' in step) {
    symlinkSync(at(step.to), target);
  }
}

function fixture(name: string): string {
  const file = name === 'service.yaml' ? 'service-nodeport.yaml' : name;
  return path.join(projectRoot, 'examples/family-assistant', file);
}
