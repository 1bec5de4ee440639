import { systemClock } from '../cluster/clock.ts';
import type { Connection } from '../cluster/connection.ts';
import type { ClusterFailure } from '../cluster/failure.ts';
import { allNamespaces, createInformers } from '../cluster/informers.ts';
import { type CountedService, createExplainer } from '../cluster/serviceEndpoints.ts';
import { bothKnown, type Known } from '../core/live/facts.ts';
import { isWithoutEndpoints } from '../formats/endpoints.ts';
import type { Io } from './io.ts';

export interface WatchEndpointsOptions {
  /** All namespaces if it is undefined. */
  readonly namespace: string | undefined;
  /** On a terminal each table replaces the last one. Elsewhere tables follow each other with their times. */
  readonly isTable: boolean;
  write(services: readonly CountedService[]): string;
  refused(failure: ClusterFailure): Promise<void>;
}

// Changes that arrive together are shown together.
const gathering = 200;
// The reason why a pod is not ready may change without a change of its endpoints.
const lookAgain = 30_000;

/**
 * Shows the endpoints again whenever they change, until it is interrupted or the reader closes the output.
 * Resolves to the exit status: that of the last state, or 2 if nothing could be read.
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
    failed: (each) => {
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
        // JSON has no mark for stale data: the last state stays, and standard error reports the failure.
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

// Source: ECMA-48: moves the cursor to the upper left, and erases everything below it.
function framed(text: string, io: Io): string {
  if (io.outputIsTerminal) return `\x1b[H\x1b[2J\x1b[3J${text}`;
  return `--- ${new Date().toISOString()}\n${text}`;
}

/** A signal that was raised before the call of `wait` still ends that wait. */
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
