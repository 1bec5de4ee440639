import path from 'node:path';
import type { Disposable, Event } from 'vscode';
import type { BaselineParams, FilesOfBaseline } from '../../server/src/lsp/protocol.ts';
import { type GitApi, type GitChange, type GitExtension, type GitRepository, gitStatus } from './gitApi.ts';

/** Sends the server the baseline of lost edges: the last commit, as VS Code's own git extension reports it. */
export interface Baselines extends Disposable {
  /** Folders, trust or settings may have changed. */
  touch(): void;
  /** A person's command: makes the present wiring the baseline of all folders, until HEAD moves. */
  takeCurrent(): void;
}

export interface BaselinesOptions {
  /** Undefined if the git extension does not exist. */
  readonly git: GitExtension | undefined;
  /** The workspace folders that are on disk. */
  folders(): readonly BaselineFolder[];
  /** Git is not used in a workspace that is not trusted. */
  isTrusted(): boolean;
  send(params: BaselineParams): void;
  log(message: string): void;
  /** Milliseconds of any clock. */
  now(): number;
  /** Calls back after `milliseconds`; returns a function that cancels the call. */
  later(milliseconds: number, callback: () => void): () => void;
}

export interface BaselineFolder {
  readonly uri: string;
  /** Absolute. */
  readonly path: string;
  readonly setting: BaselineSetting;
}

/** Setting `podwire.baseline`. */
export type BaselineSetting = 'head' | 'mergeBase' | 'opened';

/** Git reports one change several times. */
const quietTime = 100;
/**
 * Milliseconds after a baseline was sent in which the same commit is read again after a change. A file that changed
 * in this time may have been read in another state than the server's, which reads files as they are on disk.
 */
const settleTime = 5000;
/** The most files of one folder. More would take too long to read. */
const mostFiles = 500;
const atOnce = 8;

interface Sent {
  /** The input that decides the baseline: commits, or why there is none. */
  readonly key: string;
  /** The content as a string, to compare it with an earlier one. */
  readonly content: string;
  readonly at: number;
}

export function createBaselines(options: BaselinesOptions): Baselines {
  const { git } = options;
  const sent = new Map<string, Sent>();
  /**
   * Folders whose wiring a person has made the baseline, with the commits at that moment; undefined if they
   * were not known yet.
   */
  const taken = new Map<string, string | undefined>();
  const texts = new CommittedTexts();
  const repositories: Subscriptions = [];
  const subscriptions: Subscriptions = [];
  let api: GitApi | undefined;
  const apiSubscriptions: Subscriptions = [];
  let cancel: (() => void) | undefined;
  let isRunning = false;
  let isDue = false;
  let isDisposed = false;

  function touch(): void {
    if (isDisposed) return;
    cancel?.();
    cancel = options.later(quietTime, () => {
      cancel = undefined;
      if (isRunning) isDue = true;
      else void run();
    });
  }
  const run = async (): Promise<void> => {
    isRunning = true;
    try {
      follow();
    } catch (error) {
      options.log(`Git is not asked: ${error}`);
    }
    for (const folder of options.folders()) {
      try {
        await update(folder);
      } catch (error) {
        options.log(`The baseline of ${folder.path} could not be read: ${error}`);
        const because = 'git could not read the files of HEAD';
        tell(folder, because, { folder: folder.uri, baseline: null, because });
      }
    }
    isRunning = false;
    if (isDue && !isDisposed) {
      isDue = false;
      touch();
    }
  };
  const tell = (folder: BaselineFolder, key: string, params: BaselineParams): void => {
    const content = JSON.stringify(params);
    if (!isDisposed && sent.get(folder.uri)?.content !== content) options.send(params);
    sent.set(folder.uri, { key, content, at: options.now() });
  };

  const update = async (folder: BaselineFolder): Promise<void> => {
    const because = whyNot(folder);
    if (because !== undefined) {
      taken.delete(folder.uri);
      // The server has no baseline from a commit by itself.
      if (sent.has(folder.uri) || because !== '') {
        const reason = because === '' ? {} : { because };
        tell(folder, `none: ${because}`, { folder: folder.uri, baseline: null, ...reason });
      }
      return;
    }
    const found = api?.state === 'initialized' ? await commitsOf(folder, api.repositories) : undefined;
    if (!found) return;
    const before = sent.get(folder.uri);
    const { key } = found;
    if (taken.has(folder.uri)) {
      const takenAt = taken.get(folder.uri) ?? key;
      taken.set(folder.uri, takenAt);
      if (takenAt === key) return;
      taken.delete(folder.uri);
    }
    if (found.commits.length === 0) {
      if (before) tell(folder, key, { folder: folder.uri, baseline: null });
      return;
    }
    const isSame = before?.key === key;
    if (isSame && options.now() - before.at > settleTime) return;
    if (before && !isSame && !isDisposed) options.send({ folder: folder.uri, baseline: 'pending' });
    const baseline = await filesOf(folder, found, texts);
    const after = await commitsOf(folder, found.repositories);
    if (after.key !== key) {
      // HEAD has moved meanwhile: a rebase makes many commits.
      isDue = true;
      return;
    }
    if (taken.has(folder.uri)) return;
    if (typeof baseline === 'string') tell(folder, key, { folder: folder.uri, baseline: null, because: baseline });
    else tell(folder, key, { folder: folder.uri, baseline });
  };
  /** Why no commit is used; the empty string if that needs no explanation; undefined if a commit is used. */
  const whyNot = ({ setting }: BaselineFolder): string | undefined => {
    if (setting === 'opened') return '';
    if (!git) return '';
    if (!options.isTrusted()) return 'the workspace is not trusted';
    return git.enabled ? undefined : 'git is disabled';
  };

  const follow = (): void => {
    const now = git?.enabled ? (api ?? git.getAPI(1)) : undefined;
    if (now !== api) {
      api = now;
      disposeAll(apiSubscriptions);
      if (api) {
        const events = [api.onDidChangeState, api.onDidOpenRepository, api.onDidCloseRepository];
        apiSubscriptions.push(...events.map((event) => event(touch)));
      }
    }
    disposeAll(repositories);
    repositories.push(...(api?.repositories ?? []).map(({ state }) => state.onDidChange(touch)));
  };
  // At the moment of this event the extension's interface does not exist yet, so it is requested later.
  if (git) subscriptions.push(subscribe(git.onDidChangeEnablement, touch));
  touch();
  return {
    touch,
    takeCurrent: () => {
      for (const { uri } of options.folders()) {
        taken.set(uri, sent.get(uri)?.key);
        options.send({ folder: uri, baseline: 'current' });
      }
    },
    dispose: () => {
      isDisposed = true;
      cancel?.();
      disposeAll(subscriptions);
      disposeAll(apiSubscriptions);
      disposeAll(repositories);
    },
  };
}

type Subscriptions = Disposable[];

function subscribe(event: Event<unknown>, listener: () => void): Disposable {
  return event(listener);
}

function disposeAll(subscriptions: Subscriptions): void {
  for (const each of subscriptions.splice(0)) each.dispose();
}

/** The commits with which a folder's repositories are compared. */
interface Commits {
  readonly key: string;
  readonly repositories: readonly GitRepository[];
  /** The repositories that have a commit. */
  readonly commits: readonly {
    readonly repository: GitRepository;
    /** Git reads it by its hash, which stays the same when HEAD moves meanwhile. */
    readonly commit: string;
    /** Its name for a person. */
    readonly name: string;
  }[];
}

/**
 * The commits of the repository that contains the folder, if it is opened, and of the repositories in the
 * folder.
 */
async function commitsOf({ path: folder, setting }: BaselineFolder, all: readonly GitRepository[]): Promise<Commits> {
  const depth = ({ rootUri }: GitRepository) => rootUri.fsPath.length;
  const [holder] = all.filter((each) => isIn(each.rootUri.fsPath, folder)).sort((a, b) => depth(b) - depth(a));
  const inner = all.filter((each) => each !== holder && isIn(folder, each.rootUri.fsPath));
  const repositories = holder ? [holder, ...inner] : inner;
  const commits: Commits['commits'][number][] = [];
  for (const repository of repositories) {
    const head = repository.state.HEAD;
    if (head?.commit === undefined) continue;
    const base = setting === 'mergeBase' ? await mergeBaseOf(repository) : undefined;
    const short = head.commit.slice(0, 7);
    commits.push({ repository, ...(base ?? { commit: head.commit, name: `HEAD ${short}` }) });
  }
  const key = commits.map(({ repository, commit }) => `${repository.rootUri.fsPath} ${commit}`).join('\n');
  return { key: `${setting}\n${key}`, repositories, commits };
}

async function mergeBaseOf(
  repository: GitRepository,
): Promise<{ readonly commit: string; readonly name: string } | undefined> {
  const head = repository.state.HEAD;
  const base = head?.name === undefined ? undefined : await repository.getBranchBase(head.name).catch(() => undefined);
  const stated = base?.name === undefined ? head?.upstream : base;
  if (stated?.name === undefined) return undefined;
  const name = stated.remote === undefined ? stated.name : `${stated.remote}/${stated.name}`;
  const commit = await repository.getMergeBase('HEAD', name).catch(() => undefined);
  return commit ? { commit, name: `the merge base with ${name}` } : undefined;
}

/** The files of the commits that differ from the disk; a string says why they are not read. */
async function filesOf(
  { path: folder }: BaselineFolder,
  { commits }: Commits,
  texts: CommittedTexts,
): Promise<FilesOfBaseline | string> {
  const files: Record<string, string | null> = {};
  const renamed: Record<string, string> = {};
  const wanted: { readonly name: string; readonly read: () => Promise<string> }[] = [];
  let manifests = 0;
  const nameOf = ({ fsPath }: { readonly fsPath: string }): string | undefined => {
    const name = path.relative(folder, fsPath).replaceAll(path.sep, '/');
    return isIn(folder, fsPath) && isRead(name) ? name : undefined;
  };
  for (const { repository, commit } of commits) {
    const untracked = [...repository.state.workingTreeChanges, ...(repository.state.untrackedChanges ?? [])];
    const changes: GitChange[] = [
      ...(await repository.diffWith(commit)),
      ...untracked.filter(({ status }) => status === gitStatus.untracked),
    ];
    for (const { uri, originalUri, status } of changes) {
      const [now, then] = [nameOf(uri), nameOf(originalUri)];
      if (now === undefined && then === undefined) continue;
      if (isManifest(now ?? then!)) manifests++;
      const isNew = status === gitStatus.added || status === gitStatus.untracked || status === gitStatus.renamed;
      if (isNew && now !== undefined) files[now] ??= null;
      if (status === gitStatus.renamed && now !== undefined && then !== undefined) renamed[now] = then;
      const isOld = status !== gitStatus.added && status !== gitStatus.untracked;
      if (isOld && then !== undefined) {
        wanted.push({ name: then, read: () => texts.read(repository, commit, originalUri.fsPath) });
      }
    }
  }
  if (manifests > mostFiles) return `more than ${mostFiles} manifests differ from ${commits[0]!.name}`;
  // There may be many more files besides manifests than kustomizations and charts use, so manifests come first.
  const rank = (name: string): number => (isManifest(name) ? 0 : mayBeInChart(name) ? 1 : 2);
  wanted.sort((a, b) => rank(a.name) - rank(b.name));
  const pending = wanted.slice(0, mostFiles).values();
  const work = async (): Promise<void> => {
    // Concurrent workers take from the same list.
    for (const { name, read } of pending) files[name] = await read();
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  texts.forgetOthers(commits.map(({ commit }) => commit));
  const [first] = commits;
  const name = commits.length === 1 ? first!.name : `HEAD of ${commits.length} repositories`;
  return { name, texts: files, ...(Object.keys(renamed).length > 0 ? { renamed } : {}) };
}

/** Texts of files in commits, which never change. */
class CommittedTexts {
  readonly #byCommit = new Map<string, Map<string, Promise<string>>>();

  read(repository: GitRepository, commit: string, file: string): Promise<string> {
    const known = this.#byCommit.get(commit) ?? new Map<string, Promise<string>>();
    this.#byCommit.set(commit, known);
    let text = known.get(file);
    if (!text) {
      text = repository.buffer(commit, file).then((bytes) => decodedText(file, bytes));
      // A failed read may be repeated.
      text.catch(() => known.delete(file));
      known.set(file, text);
    }
    return text;
  }

  forgetOthers(commits: readonly string[]): void {
    for (const commit of this.#byCommit.keys()) {
      if (!commits.includes(commit)) this.#byCommit.delete(commit);
    }
  }
}

/** Manifests, and files that kustomizations and charts use besides them. The server decides which of them it reads. */
function isRead(name: string): boolean {
  return isManifest(name) || mayBeInChart(name) || /\.(?:json5|txt|patch|env|properties)$/.test(name);
}

/** Packed charts are compared as they are on disk. */
function mayBeInChart(name: string): boolean {
  return /(?:^|\/)(?:templates\/.*|values\.schema\.json|\.helmignore)$|\.tpl$/.test(name) && !name.endsWith('.tgz');
}

function isManifest(name: string): boolean {
  return /\.(?:ya?ml|json)$|(?:^|\/)Kustomization$/.test(name);
}

/**
 * As the server reads a file: JSON data that is not a manifest is empty, and a file that is not text has no
 * object.
 */
function decodedText(file: string, bytes: Uint8Array): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    const isData = file.endsWith('.json') && !mayBeInChart(file.replaceAll(path.sep, '/'));
    return isData && !text.includes('"apiVersion"') && !text.includes('"op"') ? '' : text;
  } catch {
    return '';
  }
}

function isIn(folder: string, inner: string): boolean {
  const relative = path.relative(folder, inner);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
