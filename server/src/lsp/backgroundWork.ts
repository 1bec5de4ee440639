import type { World } from '../world.ts';
import type { DocumentRoots } from './documentRoots.ts';
import type { Emit } from './serverEvents.ts';
import { type Steps, sliceLength, type TimeSlices, timeOfSlice } from './timeSlices.ts';

/** Renders and judges what events left pending, one slice at a time. */
export interface BackgroundWork {
  /** Begins if something is pending and the work is not running yet. */
  wake(): void;
}

export interface PendingWorkOptions {
  readonly world: World;
  readonly roots: DocumentRoots;
  /** The clock of the slices, in milliseconds. */
  now(): number;
  readonly emit: Emit;
}

export function createBackgroundWork(options: PendingWorkOptions & { readonly slices: TimeSlices }): BackgroundWork {
  let steps: Steps | undefined;
  function* run(): Steps {
    try {
      yield* pendingWork(options);
    } finally {
      steps = undefined;
    }
  }
  return {
    wake: () => {
      if (!steps && options.world.folders().some(options.world.isPending)) {
        steps = run();
        options.slices.add(steps);
      }
    },
  };
}

/** The pending work of the world, in steps of about a slice. */
export function* pendingWork({ world, roots, now, emit }: PendingWorkOptions): Steps {
  for (let id = world.folders().find(world.isPending); id !== undefined; id = world.folders().find(world.isPending)) {
    // After the rendering, the results are added to the index, which takes as long again.
    const concerned = world.advance(id, timeOfSlice(now, sliceLength / 2));
    emit({ type: 'StepDone', uris: roots.urisOf(concerned) });
    yield;
  }
}
