import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Resolve, resolveByTheSystem } from '../cluster/resolve.ts';
import { parseAddress } from '../core/probe/address.ts';
import type { Attempt } from '../core/probe/attempt.ts';
import type { ProbeRequest } from '../core/probe/request.ts';
import { type AttemptTarget, attempt } from './attempt.ts';
import { holdCollecting } from './holdCollecting.ts';
import { defaultLimits, type Limits } from './limits.ts';

export interface AttemptsOptions {
  readonly limits?: Limits;
  readonly resolve?: Resolve;
  /** Called when the attempt at an address is finished. */
  readonly onDone?: (attempt: Attempt) => void;
}

/**
 * Tries all addresses concurrently, `limits.concurrency` at once, and resolves in the order of `targets`.
 * Attempts that have not begun when `signal` aborts are cancelled without a connection. Never rejects.
 */
export async function attempts(
  targets: readonly AttemptTarget[],
  request: ProbeRequest,
  signal: AbortSignal,
  { limits = defaultLimits, resolve = resolveByTheSystem, onDone }: AttemptsOptions = {},
): Promise<readonly Attempt[]> {
  const resolveOnce = await resolvingApart(targets, resolve, signal, limits);
  const done: Attempt[] = [];
  let next = 0;
  let turn: Promise<unknown> = Promise.resolve();
  const work = async () => {
    for (let i = next++; i < targets.length; i = next++) {
      // One attempt begins in each turn of the event loop. A near address has then answered before the next
      // attempt begins, whose start would count as its time.
      turn = turn.then(() => nextTurn());
      await turn;
      const result = await attempt(targets[i]!, request, signal, limits, resolveOnce);
      done[i] = result;
      onDone?.(result);
    }
  };
  const resume = holdCollecting();
  try {
    await Promise.all(Array.from({ length: Math.min(limits.concurrency, targets.length) }, work));
  } finally {
    resume();
  }
  return done;
}

/**
 * Begins to resolve names before any time is measured: starting a process for them blocks this one, which would
 * count as time of the other addresses. It does not wait for a slow name server.
 */
async function resolvingApart(
  targets: readonly AttemptTarget[],
  resolve: Resolve,
  signal: AbortSignal,
  limits: Limits,
): Promise<Resolve> {
  const names = targets.map(({ address }) => address).filter((address) => !parseAddress(address));
  if (names.length === 0 || signal.aborted) return resolve;
  const within = AbortSignal.any([signal, AbortSignal.timeout(limits.milliseconds)]);
  const begun = new Map(names.slice(0, limits.concurrency).map((name) => [name, resolve(name, within)]));
  const enough = AbortSignal.any([within, AbortSignal.timeout(100)]);
  await Promise.race([
    Promise.allSettled(begun.values()),
    new Promise((done) => enough.addEventListener('abort', done, { once: true })),
  ]);
  return (name, until) =>
    begun.get(name)?.catch((error) => {
      if (!within.aborted) throw error;
      // The look-up is cancelled a little before the attempt, whose own time limit reports that there was no
      // answer.
      return new Promise<never>(() => {});
    }) ?? resolve(name, until);
}

/** Names of the environment variables that make other programs use a proxy. */
export function proxyVariables(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.keys(env)
    .filter((name) => /^(?:https?|all)_proxy$/i.test(name) && env[name])
    .sort();
}
