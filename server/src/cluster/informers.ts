import { isDeepStrictEqual } from 'node:util';
import {
  type ClusterFacts,
  type Known,
  mapKnown,
  type NamespaceFacts,
  notReadYet,
  serviceKey,
} from '../core/live/facts.ts';
import {
  type LivePod,
  type LiveService,
  type LiveSlice,
  type LiveWorkload,
  livePodOf,
  liveServiceOf,
  liveSliceOf,
} from '../core/live/objects.ts';
import { type CircuitBreaker, createCircuitBreaker } from './circuitBreaker.ts';
import type { Clock } from './clock.ts';
import type { Connection } from './connection.ts';
import type { ClusterFailure } from './failure.ts';
import { endpointSlices, podMetadata, type ServedKind, services } from './list.ts';
import { scalableKinds } from './scalableKinds.ts';
import { type Watch, type WatchState, watch } from './watch.ts';
import { otherWorkloadKinds, type WorkloadKind, workloadKinds } from './workloadKinds.ts';

/**
 * Lists and watches the objects that decide about endpoints, in some namespaces of one cluster, until it is
 * stopped.
 */
export interface Informers {
  /** Sets the namespaces: new ones are read, and the others are forgotten. */
  follow(namespaces: ReadonlySet<string>): void;
  /** Everything that is known now. The same object as long as nothing changes. */
  facts(): ClusterFacts;
  /** Starts every watch again: when the machine has slept, a connection may be dead without a sign. */
  wake(): void;
  stop(): Promise<void>;
}

export interface InformersOptions {
  readonly clock: Clock;
  /** Whether pods and workloads are followed, in addition to Services and their slices. */
  readonly withPods: boolean;
  /** As in `WatchOptions`. */
  readonly watchSeconds?: number;
  /** The facts have changed. Called for every object, so a caller that acts on it should combine several calls. */
  changed(): void;
  /** A failure to report once: a kind that the user may not read, or a server that does not answer. */
  failed?(failure: ClusterFailure, kind: ServedKind): void;
}

/** Represents all namespaces at once. No namespace has an empty name. */
export const allNamespaces = '';

export function createInformers(connection: Connection, options: InformersOptions): Informers {
  const breaker = createCircuitBreaker(options.clock);
  const followed = new Map<string, FollowedNamespace>();
  const ending = new Set<Promise<void>>();
  let snapshot: ClusterFacts | undefined;
  const changed = () => {
    snapshot = undefined;
    options.changed();
  };
  let kindsOfOthers: readonly WorkloadKind[] | undefined;
  const learn = () =>
    learnScalableKinds(connection, options.clock, (kinds) => {
      kindsOfOthers = kinds;
      for (const each of followed.values()) each.followOthers(kinds);
    });
  let learning: AbortController | undefined;
  const sleep = watchForSleep(options.clock, () => {
    for (const each of followed.values()) each.wake();
  });
  const end = (each: FollowedNamespace) => {
    const stopping = each.stop().finally(() => ending.delete(stopping));
    ending.add(stopping);
  };
  return {
    follow: (namespaces) => {
      if (options.withPods) learning ??= learn();
      for (const [name, each] of followed) {
        if (namespaces.has(name)) continue;
        followed.delete(name);
        end(each);
        changed();
      }
      for (const name of namespaces) {
        if (followed.has(name)) continue;
        const each = followNamespace(connection, name, breaker, { ...options, changed });
        if (kindsOfOthers) each.followOthers(kindsOfOthers);
        followed.set(name, each);
      }
    },
    facts: () => {
      snapshot ??= {
        context: connection.context,
        namespace: connection.namespace,
        namespaces: new Map([...followed].map(([name, each]) => [name, each.facts()])),
      };
      return snapshot;
    },
    wake: () => {
      for (const each of followed.values()) each.wake();
    },
    stop: async () => {
      sleep.abort();
      learning?.abort();
      for (const each of followed.values()) end(each);
      followed.clear();
      await Promise.all(ending);
    },
  };
}

interface FollowedNamespace {
  facts(): NamespaceFacts;
  /** From now on follows exactly these additional kinds. */
  followOthers(kinds: readonly WorkloadKind[]): void;
  wake(): void;
  stop(): Promise<void>;
}

function followNamespace(
  connection: Connection,
  name: string,
  breaker: CircuitBreaker,
  { clock, withPods, watchSeconds, changed, failed }: InformersOptions,
): FollowedNamespace {
  const kinds = new Set<FollowedKind<unknown>>();
  let snapshot: NamespaceFacts | undefined;
  const kind = <T>(served: ServedKind, reduce: (object: unknown) => T): FollowedKind<T> => {
    const followed = followKind(connection, served, {
      namespace: name === allNamespaces ? undefined : name,
      clock,
      watchSeconds,
      breaker,
      reduce,
      changed: () => {
        snapshot = undefined;
        changed();
      },
      failed: (failure) => failed?.(failure, served),
    });
    kinds.add(followed as FollowedKind<unknown>);
    return followed;
  };
  const ofServices = kind(services, liveServiceOf);
  const ofSlices = kind(endpointSlices, liveSliceOf);
  const ofPods = withPods ? kind(podMetadata, livePodOf) : undefined;
  const ofAll = (all: readonly WorkloadKind[]) =>
    withPods ? all.map(({ served, reduce }) => kind(served, reduce)) : [];
  const ofWorkloads = ofAll(workloadKinds);
  const ofOthers = ofAll(otherWorkloadKinds);
  /** By the place where they are served. Undefined until the kinds are known. */
  let ofTheirs: ReadonlyMap<string, FollowedKind<LiveWorkload>> | undefined;
  // A value that did not change stays the same object, so that a comparison is cheap.
  const byKey = kept((all: Known<ReadonlyMap<string, LiveService>>) => mapKnown(all, servicesByKey));
  const byService = kept((all: Known<ReadonlyMap<string, LiveSlice>>) => mapKnown(all, slicesByService));
  const allPods = kept((all: Known<ReadonlyMap<string, LivePod>>) => mapKnown(all, (pods) => [...pods.values()]));
  const allWorkloads = kept((...all: Known<ReadonlyMap<string, LiveWorkload>>[]) => joined(all));
  const allOthers = kept((...all: Known<ReadonlyMap<string, LiveWorkload>>[]) => joined(all));
  return {
    facts: () => {
      snapshot ??= {
        services: byKey(ofServices.known()),
        slices: byService(ofSlices.known()),
        pods: ofPods ? allPods(ofPods.known()) : notReadYet,
        workloads: allWorkloads(...ofWorkloads.map((each) => each.known())),
        otherWorkloads: ofTheirs
          ? allOthers(...[...ofOthers, ...ofTheirs.values()].map((each) => each.known()))
          : notReadYet,
      };
      return snapshot;
    },
    followOthers: (all) => {
      const before = ofTheirs ?? new Map<string, FollowedKind<LiveWorkload>>();
      const next = new Map(
        all.map(({ served, reduce }) => {
          const place = `${served.root}/${served.plural}`;
          return [place, before.get(place) ?? kind(served, reduce)] as const;
        }),
      );
      const gone = [...before].filter(([place]) => !next.has(place)).map(([, each]) => each);
      for (const each of gone) {
        kinds.delete(each as FollowedKind<unknown>);
        void each.watch.stop();
      }
      if (ofTheirs && gone.length === 0 && next.size === before.size) return;
      ofTheirs = next;
      snapshot = undefined;
      changed();
    },
    wake: () => {
      for (const each of kinds) each.watch.wake();
    },
    stop: async () => {
      await Promise.all([...kinds].map((each) => each.watch.stop()));
    },
  };
}

interface FollowedKind<T> {
  readonly watch: Watch;
  known(): Known<ReadonlyMap<string, T>>;
}

interface FollowKindOptions<T> {
  readonly namespace: string | undefined;
  readonly clock: Clock;
  readonly watchSeconds: number | undefined;
  readonly breaker: CircuitBreaker;
  reduce(object: unknown): T;
  changed(): void;
  failed(failure: ClusterFailure): void;
}

function followKind<T>(
  connection: Connection,
  served: ServedKind,
  { failed, ...options }: FollowKindOptions<T>,
): FollowedKind<T> {
  let items: Map<string, T> | undefined;
  let state: WatchState = { type: 'starting' };
  let last: Known<ReadonlyMap<string, T>> | undefined;
  const changed = () => {
    last = undefined;
    options.changed();
  };
  const watched = watch<T>(connection, served, {
    ...options,
    listed: (listed) => {
      items = new Map(listed);
      changed();
    },
    changed: (uid, item) => {
      // Most changes concern fields that are not kept: the renewal of a lease or of a timestamp changes nothing
      // here.
      if (item !== undefined && isDeepStrictEqual(items?.get(uid), item)) return;
      if (item === undefined) items?.delete(uid);
      else items?.set(uid, item);
      changed();
    },
    state: (next) => {
      state = next;
      if ('failure' in next) failed(next.failure);
      if (next.type === 'unknown') items = undefined;
      changed();
    },
  });
  return {
    watch: watched,
    known: () => {
      last ??= knownOf(served, state, items);
      return last;
    },
  };
}

function knownOf<T>(
  served: ServedKind,
  state: WatchState,
  items: ReadonlyMap<string, T> | undefined,
): Known<ReadonlyMap<string, T>> {
  if (state.type === 'unknown') return { state: 'unknown', because: reasonOf(state.failure, served) };
  if (items === undefined) return notReadYet;
  if (state.type !== 'stale') return { state: 'current', value: items };
  return { state: 'stale', value: items, since: timeOfDay(state.since), because: state.failure.message };
}

/** A function that returns the same object as long as its arguments are the same. */
function kept<A extends readonly unknown[], B>(make: (...args: A) => B): (...args: A) => B {
  let last: { readonly args: A; readonly value: B } | undefined;
  return (...args) => {
    if (!last || last.args.some((arg, place) => arg !== args[place])) last = { args, value: make(...args) };
    return last.value;
  };
}

/** E.g. `forbidden: endpointslices`. */
export function reasonOf(failure: ClusterFailure, { plural }: ServedKind): string {
  if (failure.type !== 'status') return failure.message;
  if (failure.code === 403) return `forbidden: ${plural}`;
  return failure.code === 404 ? `not served: ${plural}` : failure.message;
}

function timeOfDay(milliseconds: number): string {
  const time = new Date(milliseconds);
  return `${String(time.getHours()).padStart(2, '0')}:${String(time.getMinutes()).padStart(2, '0')}`;
}

function servicesByKey(all: ReadonlyMap<string, LiveService>): ReadonlyMap<string, LiveService> {
  return new Map([...all.values()].map((service) => [serviceKey(service.namespace, service.name), service]));
}

function slicesByService(all: ReadonlyMap<string, LiveSlice>): ReadonlyMap<string, readonly LiveSlice[]> {
  return Map.groupBy(all.values(), ({ namespace, service }) => serviceKey(namespace, service));
}

/** The joined state is that of the least certain part. */
function joined(all: readonly Known<ReadonlyMap<string, LiveWorkload>>[]): Known<readonly LiveWorkload[]> {
  const value: LiveWorkload[] = [];
  let stale: Known<unknown> | undefined;
  for (const known of all) {
    if (known.state === 'unknown') return known;
    if (known.state === 'stale') stale = known;
    value.push(...known.value.values());
  }
  if (all.length === 0) return notReadYet;
  return stale?.state === 'stale' ? { ...stale, value } : { state: 'current', value };
}

// New kinds arrive rarely, with operators. The watches test a server that does not answer.
const untilLearnedAgain = 5 * 60_000;
const untilTriedAgain = 5_000;

/** Runs until it is aborted. */
function learnScalableKinds(
  connection: Connection,
  clock: Clock,
  learned: (kinds: readonly WorkloadKind[]) => void,
): AbortController {
  const stopped = new AbortController();
  const { signal } = stopped;
  const run = async () => {
    for (let pause = untilTriedAgain; !signal.aborted; ) {
      const kinds = await scalableKinds(connection, signal);
      if (kinds && !signal.aborted) learned(kinds);
      pause = kinds ? untilLearnedAgain : Math.min(pause * 2, untilLearnedAgain);
      await clock.wait(pause * (0.9 + clock.random() / 5), signal);
    }
  };
  void run();
  return stopped;
}

// If the machine has slept, its clock jumps. Connections that look alive may then be dead for minutes.
const tick = 10_000;
const jump = 30_000;

function watchForSleep(clock: Clock, wokeUp: () => void): AbortController {
  const stopped = new AbortController();
  const run = async () => {
    for (let last = clock.now(); !stopped.signal.aborted; ) {
      await clock.wait(tick, stopped.signal);
      const now = clock.now();
      if (now - last > tick + jump && !stopped.signal.aborted) wokeUp();
      last = now;
    }
  };
  void run();
  return stopped;
}
