import type { Clock } from './clock.ts';

/**
 * One for all watches of a connection. While the server does not answer, one request at a time tries whether it is
 * back, with growing pauses, however many watches there are.
 */
export interface CircuitBreaker {
  /** Resolves when the caller may ask the server; at once while all is well, or when the signal is aborted. */
  enter(signal: AbortSignal): Promise<void>;
  /** The server answered: all may go on. */
  succeeded(): void;
  /** The server did not answer, or asks for a pause of so many milliseconds. */
  failed(pause?: number): void;
  /** The caller gave up before it knew: the next one tries. */
  left(): void;
}

// Back within 10 s of a server's return for as long as a restart takes, and later twice a minute.
const firstPause = 500;
const longestPause = 6_000;
const patience = 5 * 60_000;
const laterPause = 30_000;

export function createCircuitBreaker(clock: Clock): CircuitBreaker {
  let failures = 0;
  let shutSince = 0;
  let openAt = 0;
  let lastPause = 0;
  let isTrying = false;
  let waiting: (() => void)[] = [];
  const wakeAll = () => {
    const all = waiting;
    waiting = [];
    for (const wake of all) wake();
  };
  const left = () => {
    isTrying = false;
    wakeAll();
  };
  return {
    left,
    enter: async (signal) => {
      while (failures > 0 && !signal.aborted) {
        if (!isTrying) {
          isTrying = true;
          // A clock that is set back meanwhile must not make a pause of an hour.
          await clock.wait(Math.min(lastPause, Math.max(0, openAt - clock.now())), signal);
          if (signal.aborted) left();
          return;
        }
        await new Promise<void>((resolve) => {
          const wake = () => {
            signal.removeEventListener('abort', wake);
            resolve();
          };
          signal.addEventListener('abort', wake);
          waiting.push(wake);
        });
      }
    },
    succeeded: () => {
      failures = 0;
      isTrying = false;
      wakeAll();
    },
    failed: (pause = 0) => {
      const now = clock.now();
      if (failures === 0) shutSince = now;
      // Failures of requests that were under way together are one.
      if (failures === 0 || now >= openAt) failures += 1;
      const longest = now - shutSince > patience ? laterPause : longestPause;
      lastPause = Math.max(pause, backoff(failures, firstPause, longest, clock.random()));
      openAt = now + lastPause;
      isTrying = false;
      wakeAll();
    },
  };
}

/**
 * Doubles from the first pause to the longest, less or more by a quarter, so that many clients do not come back
 * together.
 */
export function backoff(failures: number, first: number, longest: number, chance: number): number {
  return Math.min(longest, first * 2 ** Math.min(failures - 1, 30)) * (0.75 + chance / 2);
}
