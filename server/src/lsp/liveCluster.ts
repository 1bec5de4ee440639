import { unwatchFile, watchFile } from 'node:fs';
import type { Connection } from 'vscode-languageserver/node';
import type { Kubeconfig } from '../cluster/kubeconfig.ts';
import type { Session } from '../cluster/session.ts';
import type { ClusterFacts } from '../core/live/facts.ts';
import type { Boundary } from './boundary.ts';
import { type ClusterParams, type ClusterStatus, clusterNotification, clusterRequest } from './protocol.ts';
import type { Emit } from './serverEvents.ts';

/** The cluster to which the user connected this editor, if any. Nothing connects without a request. */
export interface LiveCluster {
  /**
   * Documents were opened or closed, or manifests name other namespaces: which namespaces to follow is decided
   * again soon.
   */
  touch(): void;
  /**
   * The context that the user connected to; `context` is undefined for the current one. Undefined if the user
   * connected to none.
   */
  chosen(): { readonly context: string | undefined } | undefined;
  /** The kubeconfig to read instead of the files that the environment names. */
  kubeconfigFile(): string | undefined;
  /** The present connection. */
  session(): Session | undefined;
  dispose(): void;
}

export interface LiveClusterOptions {
  readonly connection: Connection;
  readonly boundary: Boundary;
  /** The namespaces of the workspace's Services, with undefined for a Service that states none. */
  namespaces(): ReadonlySet<string | undefined>;
  hasOpenManifest(): boolean;
  readonly emit: Emit;
}

// Changes that arrive together are one event. Nobody notices the delay.
const gathering = 50;
const lookingAround = 300;
// A user who closes the last manifest may soon open another one.
const idle = 60_000;
const watching = 2_000;

export function createLiveCluster(options: LiveClusterOptions): LiveCluster {
  const { connection, boundary, emit } = options;
  let session: Session | undefined;
  /** The user's request. It is kept while the kubeconfig is broken for a moment. */
  let wanted: (ClusterParams & { readonly action: 'connect' }) | undefined;
  let kubeconfig: Kubeconfig | undefined;
  let file: string | undefined;
  let failure: string | undefined;
  /** The fingerprint of the context when the session was opened. */
  let openedWith: string | undefined;
  let isSilent = false;
  let changeTimer: NodeJS.Timeout | undefined;
  let lookTimer: NodeJS.Timeout | undefined;
  let idleTimer: NodeJS.Timeout | undefined;
  let lastStatus = '';
  const watched = new Set<string>();
  const loggedOnce = new Set<string>();

  const status = (): ClusterStatus => {
    const state = !session ? (failure !== undefined && wanted ? 'failed' : 'off') : stateOf(session.facts());
    const broken = kubeconfig?.errors[0];
    const message = failure ?? messageOf(session?.facts()) ?? (broken && `${broken.file}: ${broken.message}`);
    return {
      contexts: (kubeconfig?.contexts ?? []).map(({ name, cluster, user, namespace, file: stated }) => ({
        name,
        cluster,
        user,
        file: stated,
        ...(namespace === undefined ? {} : { namespace }),
      })),
      ...(kubeconfig && kubeconfig.contexts.length === 0 ? { lookedIn: kubeconfig.files } : {}),
      ...(kubeconfig?.currentContext === undefined ? {} : { current: kubeconfig.currentContext }),
      ...(session ? { connected: session.context } : {}),
      state,
      ...(message === undefined ? {} : { message }),
    };
  };
  const sendStatus = (): void => {
    const now = status();
    const content = JSON.stringify(now);
    if (content !== lastStatus && !isSilent) {
      lastStatus = content;
      boundary.send(() => connection.sendNotification(clusterNotification, now));
    }
  };
  const changed = (): void => {
    changeTimer ??= setTimeout(() => {
      changeTimer = undefined;
      emit({ type: 'ClusterChanged', facts: session?.facts() });
      sendStatus();
    }, gathering);
  };
  const end = async (): Promise<void> => {
    const ending = session;
    session = undefined;
    clearTimeout(changeTimer);
    changeTimer = undefined;
    clearTimeout(idleTimer);
    idleTimer = undefined;
    emit({ type: 'ClusterChanged', facts: undefined });
    await ending?.stop();
  };
  const look = async (): Promise<void> => {
    const { kubeconfigHere } = await import('../cluster/kubeconfigHere.ts');
    kubeconfig = kubeconfigHere(process.env, process.cwd(), file);
    for (const each of watched) {
      if (!kubeconfig.files.includes(each)) {
        watched.delete(each);
        unwatchFile(each, kubeconfigChanged);
      }
    }
    for (const each of kubeconfig.files) {
      if (!watched.has(each)) {
        watched.add(each);
        watchFile(each, { persistent: false, interval: watching }, kubeconfigChanged);
      }
    }
  };
  const open = async (params: NonNullable<typeof wanted>): Promise<void> => {
    const { openSession } = await import('../cluster/session.ts');
    // If two files of a kubeconfig change together, the first report may have opened the session.
    if (wanted !== params || !kubeconfig || session) {
      return;
    }
    const opened = openSession(kubeconfig, {
      context: params.context,
      allowExec: params.allowExec,
      env: process.env,
      userAgent: 'podwire',
      changed,
      failed: (each, plural) => {
        const line = `${params.context ?? 'cluster'}: ${plural}: ${each.message}`;
        if (!loggedOnce.has(line)) {
          loggedOnce.add(line);
          connection.console.warn(line);
        }
      },
    });
    openedWith = fingerprint(params.context);
    failure = 'failure' in opened ? opened.failure.message : undefined;
    session = 'session' in opened ? opened.session : undefined;
    followNow();
    changed();
  };
  /** A context has changed if its cluster or its user has changed. */
  const fingerprint = (name: string | undefined): string | undefined => {
    const context = kubeconfig?.contexts.find((each) => each.name === (name ?? kubeconfig?.currentContext));
    const bodies = [kubeconfig?.clusters.get(context?.cluster ?? ''), kubeconfig?.users.get(context?.user ?? '')];
    return context && JSON.stringify([context, ...bodies]);
  };
  function kubeconfigChanged(): void {
    look()
      .then(async () => {
        // A file that is broken for a moment, e.g. during an edit, does not end the session.
        const asked = wanted;
        if (asked && kubeconfig?.errors.length === 0 && openedWith !== fingerprint(asked.context)) {
          await end();
          await open(asked);
        }
        sendStatus();
      })
      .catch((error: unknown) => boundary.failed('Reading the kubeconfig', error));
  }
  const followNow = (): void => {
    if (!session) {
      return;
    }
    const own = session.namespace;
    if (options.hasOpenManifest()) {
      clearTimeout(idleTimer);
      idleTimer = undefined;
      session.follow(new Set([...options.namespaces()].map((each) => each ?? own)));
    } else {
      idleTimer ??= setTimeout(() => {
        idleTimer = undefined;
        session?.follow(new Set());
      }, idle);
    }
  };

  boundary.answer(clusterRequest, async (params: ClusterParams): Promise<ClusterStatus> => {
    if (params.action === 'look') {
      file = params.kubeconfig || undefined;
      await look();
    } else if (params.action === 'connect') {
      // From here on, no session is opened for an earlier request.
      wanted = params;
      failure = undefined;
      await end();
      await look();
      await open(params);
    } else {
      wanted = undefined;
      failure = undefined;
      await end();
    }
    lastStatus = JSON.stringify(status());
    return status();
  });

  return {
    session: () => session,
    touch: () => {
      if (session) {
        lookTimer ??= setTimeout(() => {
          lookTimer = undefined;
          followNow();
        }, lookingAround);
      }
    },
    chosen: () => wanted && { context: wanted.context },
    kubeconfigFile: () => file,
    dispose: () => {
      isSilent = true;
      wanted = undefined;
      clearTimeout(lookTimer);
      for (const each of watched) {
        unwatchFile(each, kubeconfigChanged);
      }
      end().catch(() => {});
    },
  };
}

function stateOf({ namespaces }: ClusterFacts): ClusterStatus['state'] {
  const states = [...namespaces.values()].flatMap((each) => Object.values(each));
  if (states.some(({ state }) => state === 'stale')) return 'stale';
  if (states.some(({ state }) => state === 'current')) return 'current';
  return states.some((known) => known.state === 'unknown' && known.because !== undefined) ? 'failed' : 'connecting';
}

/** The first reason why something is not known. */
function messageOf(facts: ClusterFacts | undefined): string | undefined {
  for (const each of facts?.namespaces.values() ?? []) {
    for (const known of Object.values(each)) {
      if (known.state === 'stale') return `stale since ${known.since}: ${known.because}`;
      if (known.state === 'unknown' && known.because !== undefined) return known.because;
    }
  }
  return undefined;
}
