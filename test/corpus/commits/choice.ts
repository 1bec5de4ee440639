import { isManifestPath } from '../../../server/src/sources/fileNames.ts';
import { randomFrom, shuffled } from '../breaks/random.ts';
import type { Commit, FileChange, GitHistory } from './gitHistory.ts';
import { directoryOf, type NaiveObject, objectsIn, signatureOf } from './naive.ts';

/** The content of the blobs of a repository. Each blob is read once, even if many commits have it. */
export class Blobs {
  readonly #history: GitHistory;
  readonly #objects = new Map<string, readonly NaiveObject[] | undefined>();

  constructor(history: GitHistory) {
    this.#history = history;
  }

  /** Reads blobs in one go. */
  load(ids: Iterable<string>): void {
    const wanted = [...new Set(ids)].filter((id) => !this.#objects.has(id));
    const bytes = this.#history.read(wanted);
    for (const id of wanted) {
      const found = bytes.get(id);
      this.#objects.set(id, found && objectsIn(found.toString('utf8')));
    }
  }

  /** Undefined for a blob that the repository does not have, or that is too large. */
  objects(id: string): readonly NaiveObject[] | undefined {
    if (!this.#objects.has(id)) {
      this.load([id]);
    }
    return this.#objects.get(id);
  }
}

/**
 * Commits of a repository that change existing wiring: a Service or an object that creates pods is removed, or gets
 * another name, other labels, another selector or another directory. Additions do not count, because they remove
 * nothing. The choice looks random and is the same each time.
 *
 * @param most how many at most, the newest first
 */
export function chosenCommits(repository: string, history: GitHistory, blobs: Blobs, most: number): readonly Commit[] {
  const all = history.commits();
  const chosen = new Set<Commit>();
  const order = shuffled(
    all.filter(({ changes }) => changes.some(({ before }) => before !== undefined) && changes.length <= mostChanges),
    randomFrom(repository),
  );
  const looked = order.slice(0, most * lookedForOne);
  for (let at = 0; at < looked.length && chosen.size < most; at += atOnce) {
    const some = looked.slice(at, at + atOnce);
    blobs.load(some.flatMap(({ changes }) => changes.flatMap(idsOf)));
    for (const commit of some) {
      if (chosen.size < most && isWiringChanged(commit, blobs)) {
        chosen.add(commit);
      }
    }
  }
  return all.filter((commit) => chosen.has(commit));
}

function isWiringChanged({ changes }: Commit, blobs: Blobs): boolean {
  const signatures = (side: 'before' | 'after'): ReadonlySet<string> | undefined => {
    const found = new Set<string>();
    for (const change of changes) {
      const id = isManifestPath(change.path) ? change[side] : undefined;
      const objects = id === undefined ? [] : blobs.objects(id);
      if (!objects) {
        return undefined;
      }
      for (const object of objects) {
        found.add(`${directoryOf(change.path)} ${signatureOf(object)}`);
      }
    }
    return found;
  };
  const before = signatures('before');
  const after = signatures('after');
  return before !== undefined && after !== undefined && [...before].some((each) => !after.has(each));
}

function idsOf({ path, before, after }: FileChange): readonly string[] {
  return isManifestPath(path) ? [before, after].flatMap((id) => id ?? []) : [];
}

// The number of blobs that one git process reads. Most of them have no Service.
const atOnce = 50;
// Of a repository whose commits change images and versions a few are enough.
const lookedForOne = 20;
// What changes more is a move of everything, or generated.
const mostChanges = 300;
