import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { slashes } from './fileNames.ts';

/** Why git could not be used, or what it does not have. The message is a sentence for a person. */
export class GitTrouble extends Error {}

/** A part of a working tree, and the program that reads its history. */
export interface Repository {
  /**
   * Absolute: the folder in which git runs, and the base of paths. The top of the working tree, or a folder in
   * it.
   */
  readonly folder: string;
  /** The hash of object names. Source: gitformat-pack, `extensions.objectFormat`. */
  readonly hash: 'sha1' | 'sha256';
  readonly program: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** An entry of a commit at a path. */
export interface TreeEntry {
  /** `commit` is a submodule at the commit `id`. */
  readonly type: 'file' | 'link' | 'commit';
  /** The name of the object, hexadecimal. */
  readonly id: string;
}

/** A file of a commit to read. */
export interface WantedBlob {
  readonly id: string;
  /** For messages. */
  readonly path: string;
}

/**
 * The repository of a folder.
 *
 * Only these git commands run: `rev-parse`, `ls-tree` and `cat-file --batch`. None of them reads the index or
 * the working tree, so none runs a program that the configuration of the repository names. Nothing is fetched:
 * an object that a partial clone does not have is an error.
 *
 * @param folder absolute
 * @param env the environment of this program
 * @throws GitTrouble if git is not installed, or the folder is not in a working tree
 */
export async function openRepository(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Repository> {
  const program = programIn(env);
  if (program === undefined) {
    throw new GitTrouble('git is not installed: no folder of PATH contains it.');
  }
  const repository: Repository = { folder, hash: 'sha1', program, env: withoutPlaces(env) };
  const { status, output, complaint } = await run(repository, [
    'rev-parse',
    '--is-inside-work-tree',
    '--show-object-format',
  ]);
  if (status !== 0 || !output.startsWith('true')) {
    throw new GitTrouble(
      status === 0 || complaint.includes('not a git repository')
        ? `${slashes(folder)} is not in a working tree of git.`
        : (foreign(folder, complaint) ?? `git refuses ${slashes(folder)}: ${complaint}`),
    );
  }
  return { ...repository, hash: output.includes('sha256') ? 'sha256' : 'sha1' };
}

/** What to do about a repository of another user. Source: git-config, `safe.directory`. */
function foreign(folder: string, complaint: string): string | undefined {
  const [, place] = /dubious ownership in repository at '(.*)'/.exec(complaint) ?? [];
  return place === undefined
    ? undefined
    : `git refuses ${slashes(folder)}, because it belongs to another user. If you trust it: git config --global --add safe.directory ${place}`;
}

/**
 * The commit of a ref, by the name of its object.
 *
 * @throws GitTrouble if the ref has no commit
 */
export async function commitOf(repository: Repository, ref: string): Promise<string> {
  if (ref.startsWith('-')) {
    throw new GitTrouble(`${ref} is not the name of a commit.`);
  }
  const { status, output, complaint } = await run(repository, ['rev-parse', '--verify', `${ref}^{commit}`]);
  if (status === 0) {
    return output.trim();
  }
  const hasCommits = (await run(repository, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])).status === 0;
  const place = slashes(repository.folder);
  if (!hasCommits && (ref === 'HEAD' || ref === '@')) {
    throw new GitTrouble(`The repository of ${place} has no commit yet.`);
  }
  throw new GitTrouble(
    isUsual(complaint)
      ? `The repository of ${place} has no commit ${ref}. A shallow clone, as in many CI jobs, has to fetch it first.`
      : `git does not find ${ref} in ${place}: ${complaint}`,
  );
}

/** Whether the message is git's usual one for an unknown name. */
function isUsual(complaint: string): boolean {
  return complaint === '' || /Needed a single revision|unknown revision|bad revision/.test(complaint);
}

/**
 * All entries of a commit in the folder of the repository, by path relative to it.
 *
 * @throws GitTrouble
 */
export async function listTree(repository: Repository, commit: string): Promise<Map<string, TreeEntry>> {
  const entries = new Map<string, TreeEntry>();
  let rest = '';
  const { status, complaint } = await run(repository, ['ls-tree', '-r', '-z', commit], (chunk) => {
    const records = (rest + chunk).split('\0');
    rest = records.pop() ?? '';
    for (const record of records) {
      const tab = record.indexOf('\t');
      const [mode = '', , id = ''] = record.slice(0, tab).split(' ');
      const type = types.get(mode.slice(0, 2));
      if (type) {
        entries.set(record.slice(tab + 1), { type, id });
      }
    }
  });
  if (status !== 0) {
    const place = slashes(repository.folder);
    throw new GitTrouble(
      `The files of ${commit} could not be listed in ${place}, which may be a partial clone: ${complaint}`,
    );
  }
  return entries;
}

/** By the first two digits of a mode. Source: git's object.h, `S_IFREG`, `S_IFLNK` and `S_IFGITLINK`. */
const types: ReadonlyMap<string, TreeEntry['type']> = new Map([
  ['10', 'file'],
  ['12', 'link'],
  ['16', 'commit'],
]);

/**
 * Reads files of commits, one after the other, with one git process for all.
 *
 * @param largest bytes; larger files are skipped
 * @param take receives each in the order of `wanted`; undefined for one that is too large
 * @throws GitTrouble if the repository does not have one of them
 */
export async function readBlobs<T extends WantedBlob>(
  repository: Repository,
  wanted: readonly T[],
  largest: number,
  take: (blob: T, bytes: Buffer | undefined) => void,
): Promise<void> {
  if (wanted.length === 0) {
    return;
  }
  const child = start(repository, ['cat-file', '--batch'], 'pipe');
  const answers = new BatchAnswers(largest);
  const complaint = complaintsOf(child.stderr);
  // git may end before it has read everything. Its exit status tells the cause.
  child.stdin.on('error', () => {});
  Readable.from(wanted.map(({ id }) => `${id}\n`)).pipe(child.stdin);
  let at = 0;
  const ended = endOf(child);
  try {
    for await (const chunk of child.stdout) {
      for (const answer of answers.add(chunk as Buffer)) {
        const blob = wanted[at++]!;
        if (answer === 'missing') {
          throw absent(blob);
        }
        take(blob, answer.bytes);
      }
    }
  } finally {
    child.kill();
  }
  await ended;
  if (at < wanted.length) {
    throw absent(wanted[at]!, complaint());
  }
}

function absent({ id, path: file }: WantedBlob, complaint = ''): GitTrouble {
  const because = complaint === '' ? '' : ` (${complaint})`;
  return new GitTrouble(
    `The object ${id} (${file}) is not in this clone, which is shallow or partial${because}. Podwire fetches nothing; run git fetch.`,
  );
}

/** The name that git gives to a file with these bytes. */
export function blobId(bytes: Uint8Array, hash: Repository['hash']): string {
  return createHash(hash).update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

type Answer = 'missing' | { readonly bytes: Buffer | undefined };

/**
 * Splits the output of `cat-file --batch` into answers: `ID SP TYPE SP SIZE LF CONTENT LF`, or `ID SP missing
 * LF`.
 */
class BatchAnswers {
  readonly #largest: number;
  /** The beginning of a line. */
  #line = '';
  #content: { readonly size: number; readonly chunks: Buffer[] | undefined; left: number } | undefined;

  constructor(largest: number) {
    this.#largest = largest;
  }

  *add(chunk: Buffer): Generator<Answer> {
    for (let at = 0; at < chunk.length; ) {
      if (this.#content) {
        const content = this.#content;
        const end = Math.min(chunk.length, at + content.left);
        content.chunks?.push(chunk.subarray(at, end));
        content.left -= end - at;
        at = end;
        if (content.left === 0) {
          this.#content = undefined;
          // The last byte is the line end after the content.
          yield { bytes: content.chunks && Buffer.concat(content.chunks).subarray(0, content.size) };
        }
        continue;
      }
      const end = chunk.indexOf(10, at);
      this.#line += chunk.toString('latin1', at, end < 0 ? chunk.length : end);
      if (end < 0) {
        return;
      }
      at = end + 1;
      const size = Number(/^[0-9a-f]+ \w+ (\d+)$/.exec(this.#line)?.[1] ?? Number.NaN);
      this.#line = '';
      if (Number.isNaN(size)) {
        yield 'missing';
      } else {
        this.#content = { size, chunks: size > this.#largest ? undefined : [], left: size + 1 };
      }
    }
  }
}

interface Ran {
  /** Null if a signal ended it. */
  readonly status: number | null;
  readonly output: string;
  /** The first line of its error output, without the word for the severity. */
  readonly complaint: string;
}

/** @param take receives the output of the program instead of `output` */
async function run(repository: Repository, args: readonly string[], take?: (chunk: string) => void): Promise<Ran> {
  const child = start(repository, args, 'ignore');
  const complaint = complaintsOf(child.stderr);
  let output = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on(
    'data',
    take ??
      ((chunk: string) => {
        output += chunk;
      }),
  );
  const status = await endOf(child);
  return { status, output, complaint: complaint() };
}

function start<Input extends 'pipe' | 'ignore'>(
  { folder, program, env }: Repository,
  args: readonly string[],
  input: Input,
) {
  return spawn(program, ['-c', 'protocol.allow=never', ...args], {
    cwd: folder,
    // The configuration of a repository may allow a protocol by its name, and an older git does not know
    // GIT_NO_LAZY_FETCH. The list of protocols wins over both.
    env: { ...env, GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
    stdio: [input as 'pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
}

function endOf(child: ReturnType<typeof start>): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new GitTrouble(`git could not be run: ${error.message}.`)));
    child.on('close', resolve);
  });
}

function complaintsOf(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    // Nobody reads a longer text.
    text = (text + chunk).slice(0, 4096);
  });
  return () => {
    const lines = text.split('\n').filter((line) => line !== '');
    return (lines.find((line) => line.startsWith('fatal: ')) ?? lines[0] ?? '').replace(/^(?:fatal|error): /, '');
  };
}

/**
 * Searches only the folders of PATH. Windows would search the current folder first, which may be a repository
 * with files from somebody else.
 */
function programIn(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const name = process.platform === 'win32' ? 'git.exe' : 'git';
  return (env.PATH ?? env.Path ?? '')
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, name))
    .find((file) => existsSync(file));
}

/**
 * A git hook has variables with the place of its repository, relative to another folder. Here the folder
 * decides.
 */
function withoutPlaces(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !places.has(name)));
}

/** The variables for places. Source: `git rev-parse --local-env-vars`. */
const places: ReadonlySet<string> = new Set([
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_DIR',
  'GIT_GRAFT_FILE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
]);
