import { type ClusterFacts, serviceKey } from '../core/live/facts.ts';
import type { PodEvidence } from '../core/live/notReadyReason.ts';
import type { LiveService, LiveSlice } from '../core/live/objects.ts';
import { apply, type Manifest, type Planned, planApply } from './apply.ts';
import { systemClock } from './clock.ts';
import { type ConnectOptions, connect } from './connection.ts';
import type { ClusterFailure } from './failure.ts';
import { createInformers } from './informers.ts';
import type { Kubeconfig } from './kubeconfig.ts';
import { readPodEvidence, unreadyPods } from './serviceEndpoints.ts';

/** A cluster that is followed for an editor. */
export interface Session {
  readonly context: string;
  /** The namespace of the context. */
  readonly namespace: string;
  readonly server: string;
  follow(namespaces: ReadonlySet<string>): void;
  facts(): ClusterFacts;
  /** Why pods of a Service are not ready. Reads the whole pods of this one Service. */
  podEvidence(service: LiveService, signal: AbortSignal): Promise<PodEvidence>;
  /** What applying would do; changes nothing. */
  plan(manifest: Manifest, options: ApplyOptions): Promise<Planned>;
  /** Undefined on success. */
  apply(manifest: Manifest, options: ApplyOptions): Promise<ClusterFailure | undefined>;
  stop(): Promise<void>;
}

export interface ApplyOptions {
  /** Whether to take over fields from other managers. */
  readonly force: boolean;
  readonly signal?: AbortSignal;
}

export interface SessionOptions extends ConnectOptions {
  changed(): void;
  failed(failure: ClusterFailure, plural: string): void;
}

/** Connects to a context, or says why the kubeconfig does not describe one. `follow` sends the first request. */
export function openSession(
  kubeconfig: Kubeconfig,
  { changed, failed, ...options }: SessionOptions,
): { readonly session: Session } | { readonly failure: ClusterFailure } {
  const connected = connect(kubeconfig, options);
  if ('failure' in connected) return connected;
  const { connection } = connected;
  const informers = createInformers(connection, {
    clock: systemClock,
    withPods: true,
    changed,
    failed: (failure, { plural }) => failed(failure, plural),
  });
  return {
    session: {
      context: connection.context,
      namespace: connection.namespace,
      server: connection.server,
      follow: (namespaces) => informers.follow(namespaces),
      facts: () => informers.facts(),
      podEvidence: (service, signal) => {
        const slices = slicesOf(informers.facts(), service);
        return readPodEvidence(connection, service, { signal, unready: unreadyPods(service, slices) });
      },
      plan: (manifest, applyOptions) => planApply(connection, manifest, applyOptions),
      apply: (manifest, applyOptions) => apply(connection, manifest, applyOptions),
      stop: async () => {
        await informers.stop();
        await connection.close();
      },
    },
  };
}

function slicesOf({ namespaces }: ClusterFacts, { namespace, name }: LiveService): readonly LiveSlice[] {
  const slices = namespaces.get(namespace)?.slices;
  return slices && slices.state !== 'unknown' ? (slices.value.get(serviceKey(namespace, name)) ?? []) : [];
}
