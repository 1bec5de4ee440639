/** Work in steps of a few milliseconds at most. It can be stopped between any two steps. */
export type Steps = Generator<void, void>;

export interface TimeSlices {
  /** Begins with the work when all work that was added before is done. */
  add(steps: Steps): void;
  /** Stops the work after its present step. */
  drop(steps: Steps): void;
  dispose(): void;
}

/**
 * Milliseconds of one slice. Edits, requests and cancellations arrive between two slices, so an answer waits no
 * longer than this for background work.
 */
export const sliceLength = 8;

/**
 * Returns a function that says whether time is left in a slice, which begins with its first call. At least one
 * piece of work is done in each slice.
 */
export function timeOfSlice(now: () => number, length = sliceLength): () => boolean {
  let end: number | undefined;
  return () => {
    const isFirst = end === undefined;
    end ??= now() + length;
    return isFirst || now() < end;
  };
}

/**
 * The most turns in a row that are left to messages. A turn of the event loop handles one message (jsonrpc
 * queues them). If each turn also had a slice, a message would wait for one slice per message before it.
 */
const mostTurns = 20;

export interface TimeSlicesOptions {
  failed(error: unknown): void;
  /** A clock in milliseconds. */
  now(): number;
  /** How many messages have been handled. */
  messages(): number;
}

/** Does work in slices on the single thread. Messages have priority. */
export function createTimeSlices({ failed, now, messages }: TimeSlicesOptions): TimeSlices {
  const pending: Steps[] = [];
  let immediate: NodeJS.Immediate | undefined;
  let lastMessages = 0;
  let turns = 0;

  const run = (): void => {
    immediate = undefined;
    if (messages() !== lastMessages && turns < mostTurns) {
      lastMessages = messages();
      turns++;
      wake();
      return;
    }
    turns = 0;
    const end = now() + sliceLength;
    while (pending.length > 0 && now() < end) {
      const steps = pending[0]!;
      try {
        if (steps.next().done) {
          remove(steps);
        }
      } catch (error) {
        remove(steps);
        failed(error);
      }
    }
    wake();
  };
  const remove = (steps: Steps): void => {
    const at = pending.indexOf(steps);
    if (at >= 0) {
      pending.splice(at, 1);
    }
  };
  const wake = (): void => {
    if (pending.length > 0) {
      immediate ??= setImmediate(run);
    }
  };
  return {
    add: (steps) => {
      pending.push(steps);
      wake();
    },
    drop: (steps) => {
      remove(steps);
      steps.return();
    },
    dispose: () => {
      pending.length = 0;
      clearImmediate(immediate);
    },
  };
}
