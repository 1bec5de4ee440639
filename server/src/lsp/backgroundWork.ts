import type { Slices, Steps } from './timeSlices.ts';

/** Renders and judges what events left waiting, a slice at a time. */
export interface CatchingUp {
  /** Something may wait now. */
  touch(): void;
  /** The same as a part of other work. */
  steps(): Steps;
}

export interface CatchingUpOptions {
  readonly slices: Slices;
  isBehind(): boolean;
  /** Does about a slice of what waits. */
  advance(): void;
  progressed(): void;
}

export function createCatchingUp({ slices, isBehind, advance, progressed }: CatchingUpOptions): CatchingUp {
  let work: Steps | undefined;
  function* steps(): Steps {
    while (isBehind()) {
      advance();
      progressed();
      yield;
    }
  }
  function* own(): Steps {
    try {
      yield* steps();
    } finally {
      work = undefined;
    }
  }
  return {
    touch: () => {
      if (!work && isBehind()) {
        work = own();
        slices.add(work);
      }
    },
    steps,
  };
}
