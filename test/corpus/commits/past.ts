import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import type { Analysis } from '../../../server/src/core/analysis.ts';
import { emptyAnalysis } from '../../../server/src/core/analysis.ts';
import type { NamedAs } from '../../../server/src/core/model/document.ts';
import { mayMakeManifests } from '../../../server/src/sources/fileNames.ts';
import { neverEntered } from '../../../server/src/sources/ignoreRules.ts';
import { namedBytes } from '../../../server/src/sources/namedFile.ts';
import { renamesOf, type SideOfRename } from '../../../server/src/sources/renames.ts';
import { contentOf, textOfContent } from '../../../server/src/sources/workspaceFiles.ts';
import { createWorld, type FileContent, type NamedFile } from '../../../server/src/world.ts';
import type { GitHistory, Tree, TreeFile } from './gitHistory.ts';

/** A repository that is brought from commit to commit, as `check --base` brings a folder to a commit and back. */
export class WorkingTree {
  readonly #history: GitHistory;
  #tree: Tree = new Map();
  readonly #ignores = new Map<string, Ignore>();
  readonly #world = createWorld({
    isIgnored: (_, file) => this.#isIgnored(file),
    namedFile: (_, file, as) => this.#named(file, as),
  });

  constructor(history: GitHistory) {
    this.#history = history;
    this.#world.apply({ type: 'FoldersChanged', added: [folder], removed: [] });
  }

  /** Takes the wiring of a commit as the baseline, and goes on to another one. */
  compare(name: string, before: Tree, after: Tree): Analysis {
    this.#world.apply({ type: 'BaselineChanged', folder, baseline: undefined });
    this.#goTo(before);
    const renamed = this.renamed(before, after);
    this.#world.apply({ type: 'BaselineChanged', folder, baseline: { name, current: true, renamed } });
    this.#goTo(after);
    return this.#world.analysis(folder) ?? emptyAnalysis;
  }

  /** The analysis of a commit alone. */
  read(tree: Tree): Analysis {
    this.#goTo(tree);
    return this.#world.analysis(folder) ?? emptyAnalysis;
  }

  #goTo(tree: Tree): void {
    const differing = [...tree].filter(([file, entry]) => isWalked(file) && !isSame(this.#tree.get(file), entry));
    const gone = [...this.#tree.keys()].filter((file) => isWalked(file) && !tree.has(file));
    const bytes = this.#history.read(differing.flatMap(([, { type, id }]) => (type === 'file' ? [id] : [])));
    this.#tree = tree;
    this.#ignores.clear();
    const files = new Map<string, FileContent | undefined>(gone.map((file) => [file, undefined]));
    for (const [file, entry] of differing) {
      const found = bytes.get(entry.id);
      files.set(
        file,
        entry.type === 'link'
          ? this.#link(file, entry)
          : found
            ? contentOf(file, found).content
            : { unread: { because: `${file} is larger than 16 MB`, isOpaque: true } },
      );
    }
    this.#world.apply({ type: 'FilesChanged', folder, files, complete: true });
  }

  /** Links are not followed, as on a disk; the text of the target is known if the commit has it. */
  #link(file: string, { id }: TreeFile): FileContent | undefined {
    const target = this.#history.read([id]).get(id)?.toString('utf8') ?? '';
    const place = path.posix.join(path.posix.dirname(file), target);
    const behind = [...this.#tree].filter(([each]) => each === place || each.startsWith(`${place}/`));
    const because = `${file} is a symbolic link, which is not followed`;
    const bytes = this.#history.read(behind.flatMap(([each, entry]) => (isWalked(each) ? [entry.id] : [])));
    return bytes.size === 0
      ? undefined
      : { unread: { because, text: [...bytes.values()].map((each) => each.toString('utf8')).join('\n') } };
  }

  /** The old path by the new path. */
  renamed(before: Tree, after: Tree): ReadonlyMap<string, string> {
    const gone = this.#sides(before, after);
    const come = this.#sides(after, before);
    return gone.length > 0 && come.length > 0 ? renamesOf(gone, come) : new Map();
  }

  #sides(tree: Tree, other: Tree): readonly SideOfRename[] {
    const only = [...tree].filter(([file, { type }]) => type === 'file' && isWalked(file) && !other.has(file));
    const bytes = this.#history.read(only.map(([, { id }]) => id));
    return only.map(([file, { id }]) => {
      const found = bytes.get(id);
      return { path: file, id, text: (found && textOfContent(contentOf(file, found).content)) ?? '' };
    });
  }

  #named(file: string, as: NamedAs): NamedFile | undefined {
    const entry = this.#tree.get(file);
    if (entry?.type !== 'file') {
      return undefined;
    }
    const bytes = this.#history.read([entry.id]).get(entry.id);
    return namedBytes(file, bytes ?? Buffer.alloc(0), entry.id, as);
  }

  #isIgnored(file: string): boolean {
    if (this.#tree.has(file)) {
      return false;
    }
    const names = file.split('/');
    return names.some((_, depth) => {
      const directory = names.slice(0, depth).join('/');
      const rules = this.#ignoresIn(directory);
      return rules.ignores(names.slice(depth).join('/'));
    });
  }

  #ignoresIn(directory: string): Ignore {
    let rules = this.#ignores.get(directory);
    if (rules === undefined) {
      const entry = this.#tree.get(path.posix.join(directory, '.gitignore'));
      rules = ignore().add(entry ? (this.#history.read([entry.id]).get(entry.id)?.toString('utf8') ?? '') : '');
      this.#ignores.set(directory, rules);
    }
    return rules;
  }
}

const folder = 'commit';

function isSame(a: TreeFile | undefined, b: TreeFile): boolean {
  return a?.id === b.id && a.type === b.type;
}

/** Whether a walk over a working tree gives it. */
function isWalked(file: string): boolean {
  return mayMakeManifests(file) && !file.split('/').some((name) => neverEntered.has(name));
}
