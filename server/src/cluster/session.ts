import type { ClusterFacts } from '../core/live/facts.ts';
import { systemClock } from './clock.ts';
import { type ConnectOptions, connect } from './connection.ts';
import type { ClusterFailure } from './failure.ts';
import { createFollowing } from './following.ts';
import type { Kubeconfig } from './kubeconfig.ts';

/** A cluster that is followed for an editor. */
export interface Session {
  readonly context: string;
  /** The context's own namespace. */
  readonly namespace: string;
  readonly server: string;
  follow(namespaces: ReadonlySet<string>): void;
  facts(): ClusterFacts;
  stop(): Promise<void>;
}

export interface SessionOptions extends ConnectOptions {
  changed(): void;
  told(failure: ClusterFailure, plural: string): void;
}

/** Connects to a context, or says why the kubeconfig does not describe one. The first request is made by `follow`. */
export function openSession(
  kubeconfig: Kubeconfig,
  { changed, told, ...options }: SessionOptions,
): { readonly session: Session } | { readonly failure: ClusterFailure } {
  const connected = connect(kubeconfig, options);
  if ('failure' in connected) return connected;
  const { connection } = connected;
  const following = createFollowing(connection, {
    clock: systemClock,
    withPods: true,
    changed,
    told: (failure, { plural }) => told(failure, plural),
  });
  return {
    session: {
      context: connection.context,
      namespace: connection.namespace,
      server: connection.server,
      follow: (namespaces) => following.follow(namespaces),
      facts: () => following.facts(),
      stop: async () => {
        await following.stop();
        await connection.close();
      },
    },
  };
}
