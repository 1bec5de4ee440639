/** Work in steps, each of which takes a few milliseconds at most; it may be stopped between any two. */
export type Steps = Generator<void, void>;

export interface Slices {
  /** Takes the work up behind what is already under way. */
  add(steps: Steps): void;
  /** Stops the work where it is. */
  drop(steps: Steps): void;
  dispose(): void;
}

/**
 * Milliseconds of one slice. Between two of them edits, requests and cancellations arrive, so an answer waits no longer
 * than this for work that nobody is waiting for.
 */
export const sliceLength = 8;

/** Whether there is time left of a slice that begins now; at least one piece of work is done in each. */
export function timeOfSlice(now: () => number, length = sliceLength): () => boolean {
  let end: number | undefined;
  return () => {
    const isFirst = end === undefined;
    end ??= now() + length;
    return isFirst || now() < end;
  };
}

/** Does work on the one thread that there is, a slice at a time; `now` is a clock in milliseconds. */
export function createSlices(failed: (error: unknown) => void, now: () => number): Slices {
  const pending: Steps[] = [];
  let immediate: NodeJS.Immediate | undefined;

  const run = (): void => {
    immediate = undefined;
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
