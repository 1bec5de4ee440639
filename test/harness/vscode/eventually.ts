import { setTimeout as wait } from 'node:timers/promises';

/**
 * Runs `check` until it no longer throws, and returns how many milliseconds that took. After `limit` milliseconds its
 * last error is thrown: that is for what never comes, not for what comes late on a busy machine.
 */
export async function eventually(check: () => unknown, limit = 120_000): Promise<number> {
  const begin = performance.now();
  for (;;) {
    try {
      await check();
      return performance.now() - begin;
    } catch (error) {
      if (performance.now() - begin > limit) throw error;
      await wait(20);
    }
  }
}
