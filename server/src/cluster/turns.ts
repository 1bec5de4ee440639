/** Runs tasks one after the other. */
export interface Turns {
  /** What was asked for while another task failed fails with it: it would only fail once more, as late again. */
  run<T>(task: () => Promise<T>): Promise<T>;
  /** Resolves when everything that was asked for is over. */
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

/** The same, but given up when the signal is aborted. @throws The reason of the signal. */
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
