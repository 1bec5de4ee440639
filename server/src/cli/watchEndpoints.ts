import { systemClock } from '../cluster/clock.ts';
import type { Connection } from '../cluster/connection.ts';
import type { ClusterFailure } from '../cluster/failure.ts';
import { allNamespaces, createInformers } from '../cluster/informers.ts';
import { type CountedService, createExplainer } from '../cluster/serviceEndpoints.ts';
import { bothKnown, type Known } from '../core/live/facts.ts';
import { isWithoutEndpoints } from '../formats/endpoints.ts';
import type { Io } from './io.ts';

export interface WatchEndpointsOptions {
  /** All of them where it is undefined. */
  readonly namespace: string | undefined;
  /** Tables replace each other on a terminal, and elsewhere stand below each other with their times. */
  readonly isTable: boolean;
  write(services: readonly CountedService[]): string;
  refused(failure: ClusterFailure): Promise<void>;
}

// What comes together is shown together.
const gathering = 200;
// Why a pod is not ready may change without its endpoints.
const lookAgain = 30_000;

/**
 * Shows the endpoints again whenever they change, until it is interrupted or nobody reads any more. Resolves to the exit status: that
 * of the last state, or 2 where nothing could be read.
 */
export async function watchEndpoints(connection: Connection, io: Io, options: WatchEndpointsOptions): Promise<number> {
  const { namespace, isTable, write, refused } = options;
  const stopped = new AbortController();
  const interrupt = () => stopped.abort();
  io.whenInterrupted(interrupt);
  const change = createSignal();
  let failure: ClusterFailure | undefined;
  const informers = createInformers(connection, {
    clock: systemClock,
    withPods: false,
    changed: change.raise,
    told: (each) => {
      failure = each;
    },
  });
  informers.follow(new Set([namespace ?? allNamespaces]));
  const explain = createExplainer(connection);
  let status = 2;
  let shown = '';
  try {
    while (!stopped.signal.aborted) {
      const facts = informers.facts().namespaces.get(namespace ?? allNamespaces)!;
      const known = bothKnown(facts.services, facts.slices, (services, slices) => ({ services, slices }));
      if (known.state === 'unknown' && failure) {
        await refused(failure);
        if (failure.type === 'status' && (failure.code === 403 || failure.code === 401)) return 2;
        failure = undefined;
      } else if (known.state !== 'unknown') {
        const { services, slices } = known.value;
        const counted = await explain(services.values(), slices, stopped.signal);
        if (stopped.signal.aborted) break;
        status = counted.some(isWithoutEndpoints) ? 1 : 0;
        const text = (isTable ? staleness(known) : '') + write(counted);
        // As JSON a state that is out of date is the last one that was said, and standard error says so.
        if (known.state === 'stale' && !isTable && failure) await refused(failure);
        failure = undefined;
        if (text !== shown) {
          shown = text;
          await io.print(isTable ? framed(text, io) : text);
        }
      }
      await change.wait(lookAgain, stopped.signal);
      if (!stopped.signal.aborted) await systemClock.wait(gathering, stopped.signal);
    }
    return status;
  } finally {
    await informers.stop();
  }
}

function staleness(known: Known<unknown>): string {
  return known.state === 'stale' ? `Stale since ${known.since}: ${known.because}\n` : '';
}

// Source: ECMA-48: cursor to the upper left, erase what is below.
function framed(text: string, io: Io): string {
  if (io.outputIsTerminal) return `\x1b[H\x1b[2J\x1b[3J${text}`;
  return `--- ${new Date().toISOString()}\n${text}`;
}

/** Something that was raised is not missed by who waits for it a moment later. */
function createSignal(): { raise(): void; wait(limit: number, signal: AbortSignal): Promise<void> } {
  let isRaised = false;
  let wake: (() => void) | undefined;
  return {
    raise: () => {
      isRaised = true;
      wake?.();
    },
    wait: async (limit, signal) => {
      if (!isRaised) {
        const over = new AbortController();
        await new Promise<void>((resolve) => {
          wake = resolve;
          systemClock.wait(limit, AbortSignal.any([over.signal, signal])).then(resolve);
        });
        over.abort();
      }
      isRaised = false;
      wake = undefined;
    },
  };
}
