import type { Resolve } from '../cluster/resolve.ts';
import type { Attempt } from '../core/probe/attempt.ts';
import type { ProbeRequest } from '../core/probe/request.ts';
import { type AttemptTarget, attempt } from './attempt.ts';
import { defaultLimits, type Limits } from './limits.ts';

export interface AttemptsOptions {
  readonly limits?: Limits;
  readonly resolve?: Resolve;
  /** Called as each address is done. */
  readonly onDone?: (attempt: Attempt) => void;
}

/**
 * Tries all addresses beside each other, `limits.concurrency` at once; resolves in the order of `targets`. What is not yet
 * begun when `signal` aborts is cancelled without a connection. Never rejects.
 */
export async function attempts(
  targets: readonly AttemptTarget[],
  request: ProbeRequest,
  signal: AbortSignal,
  { limits = defaultLimits, resolve, onDone }: AttemptsOptions = {},
): Promise<readonly Attempt[]> {
  const done: Attempt[] = [];
  let next = 0;
  const work = async () => {
    for (let i = next++; i < targets.length; i = next++) {
      const result = await attempt(targets[i]!, request, signal, limits, resolve);
      done[i] = result;
      onDone?.(result);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limits.concurrency, targets.length) }, work));
  return done;
}

/** Names of the variables of an environment that send the requests of other programs through a proxy. */
export function proxyVariables(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.keys(env)
    .filter((name) => /^(?:https?|all)_proxy$/i.test(name) && env[name])
    .sort();
}
