import type { Clock } from './clock.ts';

/**
 * Shared by all watches of a connection. While the server does not answer, one request at a time tests whether
 * it is back, with growing pauses, however many watches there are.
 */
export interface CircuitBreaker {
  /** Resolves when the caller may send a request: at once if the server answers, or when the signal is aborted. */
  enter(signal: AbortSignal): Promise<void>;
  /** The server answered: all callers may continue. */
  succeeded(): void;
  /** The server did not answer, or requests a pause of so many milliseconds. */
  failed(pause?: number): void;
  /** The caller gave up before it had a result: the next caller tests the server. */
  left(): void;
}

// During the time of a usual restart, a returned server is noticed within 10 s; later there are two attempts a
// minute.
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
          // If the clock is set back meanwhile, the pause must not become an hour.
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
      // Failures of requests that were under way at the same time count as one.
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
 * Doubles from the first pause to the longest, plus or minus a quarter, so that many clients do not return at
 * the same moment.
 */
export function backoff(failures: number, first: number, longest: number, chance: number): number {
  return Math.min(longest, first * 2 ** Math.min(failures - 1, 30)) * (0.75 + chance / 2);
}
