import { unwatchFile, watchFile } from 'node:fs';
import type { Connection } from 'vscode-languageserver/node';
import type { Kubeconfig } from '../cluster/kubeconfig.ts';
import type { Session } from '../cluster/session.ts';
import type { ClusterFacts } from '../core/live/facts.ts';
import type { Boundary } from './boundary.ts';
import { type ClusterParams, type ClusterStatus, clusterNotification, clusterRequest } from './protocol.ts';

/** The cluster that a person has connected this editor to, or none. Nothing connects without a request. */
export interface LiveCluster {
  /** Documents were opened or closed, or manifests speak of other namespaces: it is looked at soon. */
  touch(): void;
  /** The context that the person has connected it to; undefined where that is none. */
  chosen(): { readonly context: string | undefined } | undefined;
  /** The kubeconfig to read instead of what the environment names. */
  kubeconfigFile(): string | undefined;
  /** What is connected now. */
  session(): Session | undefined;
  dispose(): void;
}

export interface LiveClusterOptions {
  readonly connection: Connection;
  readonly boundary: Boundary;
  /** What the Services of the workspace are deployed into; undefined among them for what states none. */
  namespaces(): ReadonlySet<string | undefined>;
  hasOpenManifest(): boolean;
  /** What is known of the cluster has changed; undefined where it is connected no more. */
  changed(facts: ClusterFacts | undefined): void;
}

// What comes together is told together, and a person sees no delay.
const gathering = 50;
const lookingAround = 300;
// Who closes the last manifest may open the next one.
const idle = 60_000;
const watching = 2_000;

export function createLiveCluster(options: LiveClusterOptions): LiveCluster {
  const { connection, boundary } = options;
  let session: Session | undefined;
  /** What was asked for; kept when the kubeconfig breaks for a moment. */
  let wanted: (ClusterParams & { readonly action: 'connect' }) | undefined;
  let kubeconfig: Kubeconfig | undefined;
  let file: string | undefined;
  let failure: string | undefined;
  /** What the context stood for when it was opened. */
  let openedWith: string | undefined;
  let isSilent = false;
  let tellTimer: NodeJS.Timeout | undefined;
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
      ...(kubeconfig?.currentContext === undefined ? {} : { current: kubeconfig.currentContext }),
      ...(session ? { connected: session.context } : {}),
      state,
      ...(message === undefined ? {} : { message }),
    };
  };
  const tell = (): void => {
    const now = status();
    const content = JSON.stringify(now);
    if (content !== lastStatus && !isSilent) {
      lastStatus = content;
      boundary.send(() => connection.sendNotification(clusterNotification, now));
    }
  };
  const changed = (): void => {
    tellTimer ??= setTimeout(() => {
      tellTimer = undefined;
      options.changed(session?.facts());
      tell();
    }, gathering);
  };
  const end = async (): Promise<void> => {
    const ending = session;
    session = undefined;
    clearTimeout(tellTimer);
    tellTimer = undefined;
    clearTimeout(idleTimer);
    idleTimer = undefined;
    options.changed(undefined);
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
    // Two files of a kubeconfig that change together are told one after the other, and the first may have opened it.
    if (wanted !== params || !kubeconfig || session) {
      return;
    }
    const opened = openSession(kubeconfig, {
      context: params.context,
      allowExec: params.allowExec,
      env: process.env,
      userAgent: 'podwire',
      changed,
      told: (each, plural) => {
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
  /** A context is another one when what it stands for has changed. */
  const fingerprint = (name: string | undefined): string | undefined => {
    const context = kubeconfig?.contexts.find((each) => each.name === (name ?? kubeconfig?.currentContext));
    const bodies = [kubeconfig?.clusters.get(context?.cluster ?? ''), kubeconfig?.users.get(context?.user ?? '')];
    return context && JSON.stringify([context, ...bodies]);
  };
  function kubeconfigChanged(): void {
    look()
      .then(async () => {
        // A file that is broken for a moment, as while it is being edited, ends nothing.
        const asked = wanted;
        if (asked && kubeconfig?.errors.length === 0 && openedWith !== fingerprint(asked.context)) {
          await end();
          await open(asked);
        }
        tell();
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

  connection.onRequest(
    clusterRequest,
    boundary.request(clusterRequest, async (params: ClusterParams): Promise<ClusterStatus> => {
      if (params.action === 'look') {
        file = params.kubeconfig || undefined;
        await look();
      } else if (params.action === 'connect') {
        // From here on nothing opens any more for what was asked before.
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
    }),
  );

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

/** The first of what stands in the way. */
function messageOf(facts: ClusterFacts | undefined): string | undefined {
  for (const each of facts?.namespaces.values() ?? []) {
    for (const known of Object.values(each)) {
      if (known.state === 'stale') return `stale since ${known.since}: ${known.because}`;
      if (known.state === 'unknown' && known.because !== undefined) return known.because;
    }
  }
  return undefined;
}
