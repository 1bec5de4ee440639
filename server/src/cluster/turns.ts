/** Runs tasks one after the other. */
export interface Turns {
  /**
   * Runs the task after the earlier ones. A task that was added while a failing task ran fails with it, because
   * it would only fail again after the same delay.
   */
  run<T>(task: () => Promise<T>): Promise<T>;
  /** Resolves when all added tasks are over. */
  idle(): Promise<void>;
}

export function createTurns(): Turns {
  let asked = 0;
  let previous: Promise<unknown> = Promise.resolve();
  let failure: { readonly error: unknown; readonly upTo: number } | undefined;
  return {
    run<T>(task: () => Promise<T>): Promise<T> {
      const own = ++asked;
      const result = previous.then(async () => {
        if (failure && own <= failure.upTo) throw failure.error;
        try {
          return await task();
        } catch (error) {
          failure = { error, upTo: asked };
          throw error;
        }
      });
      previous = result.catch(() => {});
      return result;
    },
    idle: async () => {
      await previous;
    },
  };
}

/** Waits for the promise until the signal is aborted. @throws The reason of the signal. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let giveUp = () => {};
  const aborted = new Promise<never>((_, reject) => {
    giveUp = () => reject(signal.reason);
    signal.addEventListener('abort', giveUp);
    if (signal.aborted) giveUp();
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
