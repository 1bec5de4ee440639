import { isObject, objectAt } from '../core/text/json.ts';
import { getOrInsertComputed } from '../core/text/maps.ts';
import type { BaselineChanged } from '../world.ts';
import type { DocumentRoot, DocumentRoots } from './documentRoots.ts';
import type { BaselineParams, FilesOfBaseline } from './protocol.ts';
import type { Emit } from './serverEvents.ts';

/**
 * The baseline of each workspace folder, with which lost edges are found: the one that a client sends, else the
 * files as they were first read.
 */
export interface Baselines {
  /** Handles a message from a client. Its content is not checked yet. */
  take(params: unknown): void;
  /** Everything in a root has been read and rendered for the first time. */
  rendered(root: DocumentRoot): void;
  /**
   * A walk has found the root in another state, e.g. on another branch. Until that state is read, no lost edge
   * is reported.
   */
  otherStateFound(root: DocumentRoot): void;
  otherStateRead(root: DocumentRoot): void;
  /**
   * Files have changed on disk. A client's baseline may be about to change with them. Until then no lost edge
   * is reported.
   */
  filesChanged(root: DocumentRoot, paths: readonly string[]): void;
  /** A part of the pending work is done, perhaps the wiring of a baseline. */
  stepDone(): void;
  /**
   * Whether lost edges of a root may be reported now. If not, the document is published again as soon as they
   * may.
   */
  reportsLostEdges(root: DocumentRoot, uri: string): boolean;
  /** The names of the baselines, e.g. `HEAD 4ef8179`, `opened 09:12`. */
  names(): readonly string[];
  forget(root: DocumentRoot): void;
  dispose(): void;
}

export interface BaselinesOptions {
  readonly roots: DocumentRoots;
  /** Whether a file is read, because a walk finds it or a kustomization names it. */
  isRead(root: DocumentRoot, path: string): boolean;
  /** Whether the wiring of the last baseline is pending. */
  isPending(root: DocumentRoot): boolean;
  /** Paths of open documents. */
  openFiles(root: DocumentRoot): readonly string[];
  readonly emit: Emit;
  warn(message: string): void;
  clock(): Date;
}

/** The longest time in milliseconds that lost edges wait for a client's next baseline, which may never arrive. */
const longestWait = 2000;

interface State {
  /** The name of the baseline; undefined until everything was read. */
  name: string | undefined;
  isRendered: boolean;
  /** Whether the current baseline comes from a client. */
  isOfClient: boolean;
  /** A baseline that a client sent before everything was read. */
  early: BaselineParams | undefined;
  /** Present while no lost edge is reported. */
  pending: PendingBaseline | undefined;
}

interface PendingBaseline {
  /** Undefined if the next baseline is certain to arrive. */
  readonly timer: NodeJS.Timeout | undefined;
  /** Whether the next baseline has arrived; its wiring may still be pending. */
  hasCome: boolean;
  /** Documents that have a lost edge that was not reported. */
  readonly uris: Set<string>;
}

export function createBaselines(options: BaselinesOptions): Baselines {
  const { roots, emit } = options;
  const states = new Map<DocumentRoot, State>();
  const newState = (): State => {
    return { name: undefined, isRendered: false, isOfClient: false, early: undefined, pending: undefined };
  };
  const stateOf = (root: DocumentRoot): State => getOrInsertComputed(states, root, newState);
  const time = (): string => options.clock().toTimeString().slice(0, 5);

  const goOn = (state: State): void => {
    const { pending } = state;
    if (pending) {
      clearTimeout(pending.timer);
      state.pending = undefined;
      emit({ type: 'FilesConcerned', uris: pending.uris });
    }
  };
  const awaitNext = (state: State): void => {
    const uris = state.pending?.uris ?? new Set();
    clearTimeout(state.pending?.timer);
    const timer = state.isOfClient ? setTimeout(() => goOn(state), longestWait) : undefined;
    state.pending = { timer, hasCome: false, uris };
  };
  const change = (root: DocumentRoot, name: string, baseline: BaselineChanged['baseline']): void => {
    const state = stateOf(root);
    state.name = name;
    if (state.pending) {
      // Its wiring is pending now and is computed in any case.
      clearTimeout(state.pending.timer);
      state.pending.hasCome = true;
    }
    emit({ type: 'BaselineChosen', root, baseline });
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
      awaitNext(state);
    } else if (!state.isRendered) {
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
  return {
    take: (params) => {
      const read = readParams(params);
      const root = read && roots.folderAt(read.folder);
      if (root) {
        take(root, read);
      } else {
        options.warn(
          read ? `There is no folder ${read.folder}.` : 'A baseline does not have the form that the protocol states.',
        );
      }
    },
    rendered: (root) => {
      const state = stateOf(root);
      const { early } = state;
      state.isRendered = true;
      state.early = undefined;
      if (early && early.baseline !== null) {
        take(root, early);
      } else if (root.diskPath !== undefined) {
        asOnDisk(root, 'opened', early?.because);
      }
    },
    otherStateFound: (root) => {
      const state = stateOf(root);
      if (state.isRendered) {
        awaitNext(state);
      }
    },
    otherStateRead: (root) => {
      const state = stateOf(root);
      if (state.isRendered && !state.isOfClient) {
        asOnDisk(root, 'read');
      }
    },
    filesChanged: (root, paths) => {
      const state = stateOf(root);
      if (state.isOfClient) {
        const open = new Set(options.openFiles(root));
        if (paths.some((path) => !open.has(path))) {
          awaitNext(state);
        }
      }
    },
    stepDone: () => {
      for (const [root, state] of states) {
        if (state.pending?.hasCome && !options.isPending(root)) {
          goOn(state);
        }
      }
    },
    reportsLostEdges: (root, uri) => {
      const pending = states.get(root)?.pending;
      pending?.uris.add(uri);
      return pending === undefined;
    },
    names: () => [...new Set([...states.values()].flatMap(({ name }) => name ?? []))],
    forget: (root) => {
      clearTimeout(states.get(root)?.pending?.timer);
      states.delete(root);
    },
    dispose: () => {
      for (const { pending } of states.values()) {
        clearTimeout(pending?.timer);
      }
      states.clear();
    },
  };
}

/** Undefined if the parameters do not follow the protocol. */
function readParams(params: unknown): BaselineParams | undefined {
  const { folder, baseline, because } = objectAt(params);
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
    isObject(baseline) &&
    typeof baseline.name === 'string' &&
    isObject(baseline.texts) &&
    Object.values(baseline.texts).every((text) => text === null || typeof text === 'string') &&
    (baseline.renamed === undefined ||
      (isObject(baseline.renamed) && Object.values(baseline.renamed).every((path) => typeof path === 'string')))
  );
}
