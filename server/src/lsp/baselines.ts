import type { BaselineChanged } from '../world.ts';
import type { DocumentRoot, DocumentRoots } from './documentRoots.ts';
import type { BaselineParams, FilesOfBaseline } from './protocol.ts';

/** What lost edges are judged against, per workspace folder: what a client sends, else the files as they were first read. */
export interface Baselines {
  /** What a client says, which may be anything. */
  take(params: unknown): void;
  /** Everything in a root has been read for the first time. */
  indexed(root: DocumentRoot): void;
  /** A walk has found the root in another state than it was in, e.g. another branch: until that is read no lost edge is told. */
  isBeingRead(root: DocumentRoot): void;
  /** The other state is read. */
  readAgain(root: DocumentRoot): void;
  /** Files have changed on disk. A client's baseline may be about to change with them: until then no lost edge is told. */
  filesChanged(root: DocumentRoot, paths: readonly string[]): void;
  /** Some of what was waiting has been worked out. */
  progressed(): void;
  /** Whether lost edges of a root may be told now; those of the document are told later where not. */
  tellsLostEdges(root: DocumentRoot, uri: string): boolean;
  /** What is compared with, in a few words each, e.g. `HEAD 4ef8179`, `opened 09:12`. */
  names(): readonly string[];
  forget(root: DocumentRoot): void;
  dispose(): void;
}

export interface BaselinesOptions {
  readonly roots: DocumentRoots;
  apply(event: BaselineChanged): void;
  /** Whether a file is read, by a walk or because a kustomization names it. */
  isRead(root: DocumentRoot, path: string): boolean;
  /** Whether the wiring of the last baseline is still to be worked out. */
  isDue(root: DocumentRoot): boolean;
  /** Paths of open documents. */
  openFiles(root: DocumentRoot): readonly string[];
  /** The diagnostics of documents may differ from before. */
  concerned(uris: Iterable<string>): void;
  /** What is compared with has another name. */
  named(): void;
  complain(message: string): void;
  clock(): Date;
}

/** Milliseconds that lost edges are held back at most for a client's next baseline, which may never come. */
const longestHold = 2000;

interface State {
  /** In a few words; undefined until everything was read. */
  name: string | undefined;
  isIndexed: boolean;
  /** Whether a client has sent what counts. */
  isOfClient: boolean;
  /** What a client sent before everything was read. */
  early: BaselineParams | undefined;
  hold: Hold | undefined;
}

interface Hold {
  /** Undefined where the next baseline comes for certain. */
  readonly timer: NodeJS.Timeout | undefined;
  /** The next baseline has come; its wiring may still have to be worked out. */
  hasCome: boolean;
  /** Documents of which a lost edge was not told. */
  readonly uris: Set<string>;
}

export function createBaselines(options: BaselinesOptions): Baselines {
  const { roots } = options;
  const states = new Map<DocumentRoot, State>();
  const stateOf = (root: DocumentRoot): State => {
    let state = states.get(root);
    if (!state) {
      state = { name: undefined, isIndexed: false, isOfClient: false, early: undefined, hold: undefined };
      states.set(root, state);
    }
    return state;
  };
  const time = (): string => options.clock().toTimeString().slice(0, 5);

  const release = (state: State): void => {
    const { hold } = state;
    if (hold) {
      clearTimeout(hold.timer);
      state.hold = undefined;
      options.concerned(hold.uris);
    }
  };
  const hold = (state: State): void => {
    const uris = state.hold?.uris ?? new Set();
    clearTimeout(state.hold?.timer);
    const timer = state.isOfClient ? setTimeout(() => release(state), longestHold) : undefined;
    state.hold = { timer, hasCome: false, uris };
  };
  const change = (root: DocumentRoot, name: string, baseline: BaselineChanged['baseline']): void => {
    const state = stateOf(root);
    state.name = name;
    if (state.hold) {
      // It waits for the wiring of it, which is worked out in any case.
      clearTimeout(state.hold.timer);
      state.hold.hasCome = true;
    }
    options.apply({ type: 'BaselineChanged', folder: root.id, baseline });
    options.named();
    progressed();
  };
  const asOnDisk = (root: DocumentRoot, what: 'opened' | 'read', because = ''): void => {
    const at = time();
    stateOf(root).isOfClient = false;
    const reason = because === '' ? '' : ` (${because})`;
    change(root, `${what} ${at}${reason}`, { name: `the files as ${what} at ${at}`, texts: new Map() });
  };
  const take = (root: DocumentRoot, { baseline, because }: BaselineParams): void => {
    const state = stateOf(root);
    if (baseline === 'pending') {
      state.isOfClient = true;
      hold(state);
    } else if (!state.isIndexed) {
      state.early = { folder: root.uri, baseline, ...(because === undefined ? {} : { because }) };
    } else if (baseline === null) {
      asOnDisk(root, 'read', because);
    } else if (baseline === 'current') {
      const at = time();
      state.isOfClient = false;
      change(root, `taken ${at}`, { name: `the wiring taken at ${at}`, current: true });
    } else {
      state.isOfClient = true;
      const { name, texts, renamed } = baseline;
      const read = Object.entries(texts).map(([path, text]) => [roots.canonicalPath(root, path), text] as const);
      change(root, name, {
        name,
        texts: new Map(
          read.filter(([path]) => options.isRead(root, path)).map(([path, text]) => [path, text ?? undefined]),
        ),
        ...(renamed ? { renamed: new Map(Object.entries(renamed)) } : {}),
      });
    }
  };
  const progressed = (): void => {
    for (const [root, state] of states) {
      if (state.hold?.hasCome && !options.isDue(root)) {
        release(state);
      }
    }
  };
  return {
    take: (params) => {
      const read = readParams(params);
      const root = read && roots.folderAt(read.folder);
      if (root) {
        take(root, read);
      } else {
        options.complain(
          read ? `There is no folder ${read.folder}.` : 'A baseline is not what the protocol says it is.',
        );
      }
    },
    indexed: (root) => {
      const state = stateOf(root);
      const { early } = state;
      state.isIndexed = true;
      state.early = undefined;
      if (early && early.baseline !== null) {
        take(root, early);
      } else if (root.diskPath !== undefined) {
        asOnDisk(root, 'opened', early?.because);
      }
    },
    isBeingRead: (root) => {
      const state = stateOf(root);
      if (state.isIndexed) {
        hold(state);
      }
    },
    readAgain: (root) => {
      const state = stateOf(root);
      if (state.isIndexed && !state.isOfClient) {
        asOnDisk(root, 'read');
      }
    },
    filesChanged: (root, paths) => {
      const state = stateOf(root);
      if (state.isOfClient) {
        const open = new Set(options.openFiles(root));
        if (paths.some((path) => !open.has(path))) {
          hold(state);
        }
      }
    },
    progressed,
    tellsLostEdges: (root, uri) => {
      const waiting = states.get(root)?.hold;
      waiting?.uris.add(uri);
      return waiting === undefined;
    },
    names: () => [...new Set([...states.values()].flatMap(({ name }) => name ?? []))],
    forget: (root) => {
      clearTimeout(states.get(root)?.hold?.timer);
      states.delete(root);
    },
    dispose: () => {
      for (const { hold: each } of states.values()) {
        clearTimeout(each?.timer);
      }
      states.clear();
    },
  };
}

/** Undefined for what is none. */
function readParams(params: unknown): BaselineParams | undefined {
  const { folder, baseline, because } = (isRecord(params) ? params : {}) as Record<string, unknown>;
  if (typeof folder !== 'string' || (because !== undefined && typeof because !== 'string')) {
    return undefined;
  }
  const stated = { folder, ...(because === undefined ? {} : { because }) };
  if (baseline === null || baseline === 'current' || baseline === 'pending') {
    return { ...stated, baseline };
  }
  return isFiles(baseline) ? { ...stated, baseline } : undefined;
}

function isFiles(baseline: unknown): baseline is FilesOfBaseline {
  return (
    isRecord(baseline) &&
    typeof baseline.name === 'string' &&
    isRecord(baseline.texts) &&
    Object.values(baseline.texts).every((text) => text === null || typeof text === 'string') &&
    (baseline.renamed === undefined ||
      (isRecord(baseline.renamed) && Object.values(baseline.renamed).every((path) => typeof path === 'string')))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
