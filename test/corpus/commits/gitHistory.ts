import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** A regular file or a symbolic link of a commit. */
export interface TreeFile {
  readonly type: 'file' | 'link';
  /** The name of its bytes, hexadecimal. */
  readonly id: string;
}

/** Files of a commit by their paths, which are relative to the top and `/`-separated. */
export type Tree = ReadonlyMap<string, TreeFile>;

/** A commit with one parent. */
export interface Commit {
  readonly id: string;
  readonly parent: string;
  /** The manifests that it changes; an id is absent on the side on which the file does not exist. */
  readonly changes: readonly FileChange[];
}

export interface FileChange {
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
}

/** What git knows of a repository, bare or with a working tree, without looking at that tree. Nothing is fetched. */
export class GitHistory {
  readonly #directory: string;

  /** @param folder the top of a working tree, or a bare repository */
  constructor(folder: string) {
    const inner = path.join(folder, '.git');
    this.#directory = realpathSync(existsSync(inner) ? inner : folder);
  }

  /** Commits with one parent that change manifests, the newest first, up to `HEAD`. Empty if it is no repository. */
  commits(): readonly Commit[] {
    const output = this.#run([
      'log',
      '--no-merges',
      '--no-renames',
      '--raw',
      '-z',
      '--abbrev=40',
      '--format=%x01%H %P',
      'HEAD',
      '--',
      '*.yaml',
      '*.yml',
      '*.json',
    ]);
    const commits: { id: string; parent: string; changes: FileChange[] }[] = [];
    const fields = output?.toString('utf8').split('\0') ?? [];
    for (let at = 0; at < fields.length; at++) {
      const field = fields[at]!.trim();
      if (field.startsWith('\x01')) {
        const [id = '', parent = ''] = field.slice(1).split(' ');
        commits.push({ id, parent, changes: [] });
      } else if (field.startsWith(':')) {
        const [modeBefore = '', modeAfter = '', before = '', after = ''] = field.slice(1).split(' ');
        const file = fields[++at]!;
        commits.at(-1)?.changes.push({
          path: file,
          ...(modeBefore.startsWith('100') ? { before } : {}),
          ...(modeAfter.startsWith('100') ? { after } : {}),
        });
      }
    }
    return commits.filter(({ parent }) => parent !== '');
  }

  /** Undefined for a commit that the repository does not have, as behind the end of a shallow clone. */
  treeOf(commit: string): Tree | undefined {
    const output = this.#run(['ls-tree', '-r', '-z', '--full-tree', commit]);
    if (!output) {
      return undefined;
    }
    const files = new Map<string, TreeFile>();
    for (const line of output.toString('utf8').split('\0')) {
      const [, mode = '', id = '', file = ''] = /^(\d+) blob (\S+)\t(.*)$/s.exec(line) ?? [];
      if (file !== '') {
        files.set(file, { type: mode === '120000' ? 'link' : 'file', id });
      }
    }
    return files;
  }

  /** The bytes of blobs by their ids, without blobs that the repository lacks or that are larger than 16 MB. */
  read(ids: Iterable<string>): ReadonlyMap<string, Buffer> {
    const found = new Map<string, Buffer>();
    const wanted = [...new Set(ids)];
    if (wanted.length === 0) {
      return found;
    }
    const output = this.#run(['cat-file', '--batch'], wanted.map((id) => `${id}\n`).join(''));
    for (let at = 0; output && at < output.length; ) {
      const end = output.indexOf(0x0a, at);
      const [id = '', type, size = ''] = output.toString('latin1', at, end).split(' ');
      if (type === 'missing') {
        at = end + 1;
        continue;
      }
      if (type === 'blob' && Number(size) <= largest) {
        found.set(id, output.subarray(end + 1, end + 1 + Number(size)));
      }
      at = end + 1 + Number(size) + 1;
    }
    return found;
  }

  #run(args: readonly string[], input = ''): Buffer | undefined {
    // Whose folder it is does not matter where no program of the repository is run: with a git directory named, git
    // does not ask.
    const { status, stdout } = spawnSync('git', [`--git-dir=${this.#directory}`, ...args], {
      input,
      maxBuffer: 2 ** 31 - 1,
      env: { ...process.env, GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none' },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    return status === 0 ? stdout : undefined;
  }
}

// As Podwire reads them.
const largest = 16 * 1024 * 1024;
