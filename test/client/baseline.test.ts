import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Uri } from 'vscode';
import { type BaselineFolder, type BaselineSetting, createBaselines } from '../../client/src/baseline.ts';
import type { GitApi, GitBranch, GitChange, GitExtension, GitRepository } from '../../client/src/gitApi.ts';
import type { BaselineParams, FilesOfBaseline } from '../../server/src/lsp/protocol.ts';

const commit = (digit: string) => digit.repeat(40);
const root = path.resolve('/work');
const at = (...names: string[]) => path.join(root, ...names);

test('the files that differ from HEAD, by their paths in the folder', async () => {
  const world = testWorld({ folder: at('repository/deploy') });
  const repository = world.open('repository', 'a');
  repository.files = {
    'deploy/web.yaml': 'old',
    'deploy/gone.json': '{"apiVersion": "v1"}',
    'deploy/from.yaml': 'from',
    'other/x.yaml': '',
  };
  repository.changes = [
    change(repository, 'deploy/web.yaml', 5),
    change(repository, 'deploy/gone.json', 6),
    change(repository, 'deploy/staged.yaml', 1),
    change(repository, 'deploy/to.yaml', 3, 'deploy/from.yaml'),
    change(repository, 'deploy/main.go', 5),
    change(repository, 'other/x.yaml', 5),
  ];
  repository.untracked = [change(repository, 'deploy/Kustomization', 7), change(repository, 'deploy/ignored.yaml', 8)];
  await world.settle();
  assert.deepEqual(world.sent, [
    {
      folder: 'file:///work/repository/deploy',
      baseline: {
        name: 'HEAD aaaaaaa',
        texts: {
          'web.yaml': 'old',
          'gone.json': '{"apiVersion": "v1"}',
          'staged.yaml': null,
          'to.yaml': null,
          'from.yaml': 'from',
          Kustomization: null,
        },
        renamed: { 'to.yaml': 'from.yaml' },
      },
    },
  ]);
  assert.deepEqual([...repository.refs], [commit('a')], 'git is asked for a commit, which stays what it is');
});

test('a save tells nothing, and a commit tells that another one comes, then reads only what it does not know', async () => {
  const world = testWorld();
  const repository = world.open('.', 'a');
  repository.files = { 'web.yaml': 'old', 'app.yaml': 'app' };
  repository.changes = [change(repository, 'web.yaml', 5)];
  await world.settle();
  assert.deepEqual(world.texts(), { 'web.yaml': 'old' });
  world.time += 60_000;
  repository.changes = [change(repository, 'web.yaml', 5), change(repository, 'app.yaml', 5)];
  repository.fire();
  await world.settle();
  assert.equal(world.sent.length, 1);
  repository.state.HEAD = { commit: commit('b') };
  repository.fire();
  await world.settle();
  assert.deepEqual(world.kinds(), ['HEAD aaaaaaa', 'pending', 'HEAD bbbbbbb']);
  assert.deepEqual(world.texts(), { 'web.yaml': 'old', 'app.yaml': 'app' });
  assert.deepEqual(repository.read, ['web.yaml', 'web.yaml', 'app.yaml']);
  // Back again, with the changes from meanwhile: the server may have read the file before it was notified.
  repository.state.HEAD = { commit: commit('c') };
  repository.fire();
  await world.settle();
  repository.changes = [change(repository, 'web.yaml', 5)];
  repository.fire();
  await world.settle();
  assert.deepEqual(world.texts(), { 'web.yaml': 'old' });
  assert.deepEqual(repository.read.slice(3), ['web.yaml', 'app.yaml'], 'no text of a commit is read twice');
});

test('a rebase is many commits, of which the last one counts', async () => {
  const world = testWorld();
  const repository = world.open('.', 'a');
  repository.files = { 'web.yaml': 'text' };
  repository.changes = [change(repository, 'web.yaml', 5)];
  await world.settle();
  let next = 0;
  repository.whileReading = () => {
    const digit = 'bcd'[next++];
    if (digit) {
      repository.state.HEAD = { commit: commit(digit) };
      repository.fire();
    }
  };
  repository.state.HEAD = { commit: commit('e') };
  repository.fire();
  await world.settle();
  assert.deepEqual(new Set(world.kinds().slice(1, -1)), new Set(['pending']));
  assert.equal(world.kinds().at(-1), 'HEAD ddddddd');
});

test('at most eight files are read at once, and five hundred in all', async () => {
  const world = testWorld();
  const repository = world.open('.', 'a');
  const names = Array.from({ length: 500 }, (_, index) => `${index}.yaml`);
  repository.files = Object.fromEntries(names.map((name) => [name, name]));
  // Notes are no manifests, though a kustomization may take them.
  const notes = Array.from({ length: 300 }, (_, index) => change(repository, `notes/${index}.txt`, 5));
  repository.changes = [...notes, ...names.map((name) => change(repository, name, 5))];
  await world.settle();
  assert.deepEqual(Object.keys(world.texts()).sort(), names.toSorted());
  assert.equal(repository.mostAtOnce, 8);
  repository.changes = [...repository.changes, change(repository, 'new.yaml', 1)];
  repository.state.HEAD = { commit: commit('b') };
  repository.fire();
  await world.settle();
  assert.deepEqual(world.sent.at(-1), {
    folder: world.folder.uri,
    baseline: null,
    because: 'more than 500 manifests differ from HEAD bbbbbbb',
  });
  assert.equal(repository.read.length, 500, 'nothing more is read');
});

test('git that is disabled and enabled while the window is open', async () => {
  const world = testWorld({ enabled: false });
  const repository = world.open('.', 'a');
  await world.settle();
  assert.deepEqual(world.sent, [{ folder: world.folder.uri, baseline: null, because: 'git is disabled' }]);
  world.enable(true);
  await world.settle();
  assert.equal(world.kinds().at(-1), 'HEAD aaaaaaa');
  world.enable(false);
  await world.settle();
  assert.deepEqual(world.sent.at(-1), { folder: world.folder.uri, baseline: null, because: 'git is disabled' });
  repository.fire();
  await world.settle();
  assert.equal(world.kinds().filter((kind) => kind === 'null').length, 2);
});

test('where there is no commit to compare with nothing is said, and what comes later counts', async () => {
  const without = testWorld({ git: false });
  await without.settle();
  assert.deepEqual(without.sent, []);

  const world = testWorld({ state: 'uninitialized' });
  const repository = world.open('.', undefined);
  await world.settle();
  assert.deepEqual(world.sent, []);
  world.initialize();
  await world.settle();
  assert.deepEqual(world.sent, [], 'nothing has been committed');
  repository.state.HEAD = { commit: commit('a') };
  repository.fire();
  await world.settle();
  assert.deepEqual(world.kinds(), ['HEAD aaaaaaa']);
  world.close(repository);
  await world.settle();
  assert.deepEqual(world.kinds(), ['HEAD aaaaaaa', 'null']);
});

test('a repository of another folder is none of ours, and one of a parent folder is where it is opened', async () => {
  const world = testWorld({ folder: at('repository/deploy') });
  world.open('elsewhere', 'a');
  await world.settle();
  assert.deepEqual(world.sent, []);
  world.open('.', 'b');
  world.open('repository', 'c');
  await world.settle();
  assert.deepEqual(world.kinds(), ['HEAD ccccccc'], 'the nearest');
});

test('repositories in the folder, submodules among them, each with its own HEAD', async () => {
  const world = testWorld();
  const outer = world.open('.', 'a');
  const inner = world.open('vendor/inner', 'b');
  outer.changes = [change(outer, 'vendor/inner', 5), change(outer, 'own.yaml', 5)];
  outer.files = { 'own.yaml': 'own' };
  inner.changes = [change(inner, 'x.yaml', 5)];
  inner.files = { 'x.yaml': 'x' };
  await world.settle();
  assert.equal(world.kinds().at(-1), 'HEAD of 2 repositories');
  assert.deepEqual(world.texts(), { 'own.yaml': 'own', 'vendor/inner/x.yaml': 'x' });
});

test('the setting: the merge base, HEAD where there is none, the files as opened', async () => {
  const world = testWorld({ setting: 'mergeBase' });
  const repository = world.open('.', 'a');
  repository.state.HEAD = { name: 'feature', commit: commit('a'), upstream: { remote: 'origin', name: 'feature' } };
  repository.bases = { 'origin/main': commit('b') };
  repository.branchBase = { name: 'main', remote: 'origin' };
  await world.settle();
  assert.deepEqual(world.kinds(), ['the merge base with origin/main']);
  assert.deepEqual([...repository.refs], [commit('b')]);
  repository.branchBase = undefined;
  repository.bases = {};
  repository.fire();
  await world.settle();
  assert.deepEqual(world.kinds().slice(1), ['pending', 'HEAD aaaaaaa']);
  world.setting = 'opened';
  world.baselines.touch();
  await world.settle();
  assert.deepEqual(world.sent.at(-1), { folder: world.folder.uri, baseline: null });
});

test('a workspace that is not trusted asks git for nothing', async () => {
  const world = testWorld({ trusted: false });
  const repository = world.open('.', 'a');
  await world.settle();
  assert.deepEqual(world.sent, [{ folder: world.folder.uri, baseline: null, because: 'the workspace is not trusted' }]);
  assert.equal(repository.refs.size, 0);
  world.trusted = true;
  world.baselines.touch();
  await world.settle();
  assert.equal(world.kinds().at(-1), 'HEAD aaaaaaa');
});

test('what a person has taken counts until HEAD moves', async () => {
  const world = testWorld();
  const repository = world.open('.', 'a');
  await world.settle();
  world.baselines.takeCurrent();
  repository.fire();
  await world.settle();
  assert.deepEqual(world.kinds(), ['HEAD aaaaaaa', 'current']);
  repository.state.HEAD = { commit: commit('b') };
  repository.fire();
  await world.settle();
  assert.equal(world.kinds().at(-1), 'HEAD bbbbbbb');
});

test('a file that git cannot read is the end of that baseline, and said', async () => {
  const world = testWorld();
  const repository = world.open('.', 'a');
  repository.changes = [change(repository, 'web.yaml', 5)];
  await world.settle();
  const because = 'git could not read the files of HEAD';
  assert.deepEqual(world.sent, [{ folder: world.folder.uri, baseline: null, because }]);
  assert.match(world.logged[0] ?? '', /The baseline of .* could not be read: Error: no web\.yaml/);
  repository.files = { 'web.yaml': 'back' };
  repository.fire();
  await world.settle();
  assert.deepEqual(world.texts(), { 'web.yaml': 'back' });
});

test('texts are read as the server reads them', async () => {
  const world = testWorld();
  const repository = world.open('.', 'a');
  const bytes: Record<string, Uint8Array> = {
    'marked.yaml': Buffer.from('\ufeffkind: ä', 'utf8'),
    'wide.yaml': Buffer.from('\ufeffkind: ä', 'utf16le'),
    'invalid.yaml': Buffer.from([0x6b, 0xe9]),
    'package.json': Buffer.from('{"name": "x"}'),
  };
  repository.files = bytes;
  repository.changes = Object.keys(bytes).map((name) => change(repository, name, 5));
  await world.settle();
  assert.deepEqual(world.texts(), {
    'marked.yaml': 'kind: ä',
    'wide.yaml': 'kind: ä',
    'invalid.yaml': '',
    'package.json': '',
  });
});

test('nothing is said any more after the end', async () => {
  const world = testWorld();
  const repository = world.open('.', 'a');
  await world.settle();
  world.baselines.dispose();
  repository.state.HEAD = { commit: commit('b') };
  repository.fire();
  await world.settle();
  assert.deepEqual(world.kinds(), ['HEAD aaaaaaa']);
  assert.equal(world.listeners(), 0);
});

class TestRepository implements GitRepository {
  readonly rootUri: Uri;
  readonly state: {
    HEAD: GitBranch | undefined;
    workingTreeChanges: readonly GitChange[];
    onDidChange: GitRepository['state']['onDidChange'];
  };
  changes: readonly GitChange[] = [];
  /** What every commit has. */
  files: Readonly<Record<string, string | Uint8Array>> = {};
  bases: Readonly<Record<string, string>> = {};
  branchBase: GitBranch | undefined;
  whileReading: (() => void) | undefined;
  readonly refs = new Set<string>();
  readonly read: string[] = [];
  mostAtOnce = 0;
  readonly #changed = new TestEvent();
  #atOnce = 0;

  constructor(name: string, head: string | undefined) {
    this.rootUri = uriOf(at(name));
    const HEAD = head === undefined ? undefined : { commit: commit(head) };
    this.state = { HEAD, workingTreeChanges: [], onDidChange: this.#changed.on };
  }

  set untracked(changes: readonly GitChange[]) {
    this.state.workingTreeChanges = changes;
  }

  get listeners(): number {
    return this.#changed.count;
  }

  fire(): void {
    this.#changed.fire();
  }

  async diffWith(ref: string): Promise<readonly GitChange[]> {
    this.refs.add(ref);
    return this.changes;
  }

  async buffer(ref: string, file: string): Promise<Uint8Array> {
    this.refs.add(ref);
    this.#atOnce++;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#atOnce);
    await turn();
    this.#atOnce--;
    this.whileReading?.();
    const name = path.relative(this.rootUri.fsPath, file).replaceAll(path.sep, '/');
    const text = this.files[name];
    if (text === undefined) throw new Error(`no ${name}`);
    this.read.push(name);
    return typeof text === 'string' ? Buffer.from(text) : text;
  }

  async getMergeBase(_ref: string, other: string): Promise<string | undefined> {
    return this.bases[other];
  }

  async getBranchBase(): Promise<GitBranch | undefined> {
    return this.branchBase;
  }
}

class TestEvent {
  readonly #listeners = new Set<() => void>();

  readonly on = (listener: () => void) => {
    const own = () => listener();
    this.#listeners.add(own);
    return { dispose: () => this.#listeners.delete(own) };
  };

  get count(): number {
    return this.#listeners.size;
  }

  fire(): void {
    for (const each of [...this.#listeners]) each();
  }
}

function testWorld(
  options: {
    readonly folder?: string;
    readonly setting?: BaselineSetting;
    readonly git?: false;
    readonly enabled?: boolean;
    readonly trusted?: boolean;
    readonly state?: GitApi['state'];
  } = {},
) {
  const enablement = new TestEvent();
  const events = { state: new TestEvent(), opened: new TestEvent(), closed: new TestEvent() };
  const api = {
    state: options.state ?? 'initialized',
    onDidChangeState: events.state.on,
    repositories: [] as TestRepository[],
    onDidOpenRepository: events.opened.on,
    onDidCloseRepository: events.closed.on,
  };
  let enabled = options.enabled ?? true;
  let hasApi = enabled;
  const git: GitExtension = {
    get enabled() {
      return enabled;
    },
    onDidChangeEnablement: enablement.on as GitExtension['onDidChangeEnablement'],
    getAPI: () => {
      if (!hasApi) throw new Error('Git model not found');
      return api as unknown as GitApi;
    },
  };
  const folderPath = options.folder ?? root;
  const timers = new Set<() => void>();
  const sent: BaselineParams[] = [];
  const logged: string[] = [];
  const world = {
    sent,
    logged,
    time: 0,
    setting: options.setting ?? ('head' as BaselineSetting),
    trusted: options.trusted ?? true,
    get folder(): BaselineFolder {
      const uri = `file://${folderPath.replaceAll(path.sep, '/')}`;
      return { uri, path: folderPath, setting: world.setting };
    },
    baselines: undefined as unknown as ReturnType<typeof createBaselines>,
    open: (name: string, head: string | undefined) => {
      const repository = new TestRepository(name, head);
      api.repositories.push(repository);
      events.opened.fire();
      return repository;
    },
    close: (repository: TestRepository) => {
      api.repositories.splice(api.repositories.indexOf(repository), 1);
      events.closed.fire();
    },
    enable: (isEnabled: boolean) => {
      enabled = isEnabled;
      enablement.fire();
      hasApi = isEnabled;
    },
    initialize: () => {
      api.state = 'initialized';
      events.state.fire();
    },
    /** Lets the timers run out until nothing happens any more. */
    settle: async () => {
      for (let quiet = 0; quiet < 10; quiet++) {
        for (const callback of timers) {
          timers.delete(callback);
          callback();
          quiet = 0;
        }
        for (let turns = 0; turns < 20; turns++) await turn();
      }
    },
    texts: () => (sent[sent.length - 1]!.baseline as FilesOfBaseline).texts,
    kinds: () =>
      sent.map(({ baseline }) =>
        typeof baseline === 'object' && baseline !== null ? baseline.name : String(baseline),
      ),
    listeners: () =>
      [enablement, ...Object.values(events)].reduce((sum, { count }) => sum + count, 0) +
      api.repositories.reduce((sum, { listeners }) => sum + listeners, 0),
  };
  world.baselines = createBaselines({
    git: options.git === false ? undefined : git,
    folders: () => [world.folder],
    isTrusted: () => world.trusted,
    send: (params) => sent.push(params),
    log: (message) => logged.push(message),
    now: () => world.time,
    later: (_milliseconds, callback) => {
      timers.add(callback);
      return () => timers.delete(callback);
    },
  });
  return world;
}

function change(repository: TestRepository, name: string, status: number, from = name): GitChange {
  const uri = (file: string) => uriOf(path.join(repository.rootUri.fsPath, file));
  return { uri: uri(name), originalUri: uri(from), status };
}

function uriOf(fsPath: string): Uri {
  return { fsPath } as Uri;
}

test('the texts of charts come with those of manifests, and a schema keeps its text', async () => {
  const world = testWorld();
  const repository = world.open('.', 'a');
  const schema = '{"type": "object"}';
  repository.files = {
    'web/templates/_helpers.tpl': '{{ define "a" }}{{ end }}',
    'web/values.schema.json': schema,
    'web/.helmignore': '*.bak',
    'data.json': schema,
  };
  repository.changes = [
    ...Object.keys(repository.files).map((file) => change(repository, file, 5)),
    change(repository, 'web/charts/db.tgz', 5),
    change(repository, 'web/main.go', 5),
  ];
  await world.settle();
  assert.deepEqual(world.texts(), { ...repository.files, 'data.json': '' });
});
