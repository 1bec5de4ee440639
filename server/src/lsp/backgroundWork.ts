import type { World } from '../world.ts';
import type { DocumentRoots } from './documentRoots.ts';
import type { Emit } from './serverEvents.ts';
import { type Steps, sliceLength, type TimeSlices, timeOfSlice } from './timeSlices.ts';

/** Renders and judges what events left pending, one slice at a time. */
export interface BackgroundWork {
  /**
   * Begins if something is pending and the work is not running yet. Charts with a flag turned on wait until no message
   * has come for a while.
   */
  wake(): void;
  dispose(): void;
}

export interface PendingWorkOptions {
  readonly world: World;
  readonly roots: DocumentRoots;
  /** The clock of the slices, in milliseconds. */
  now(): number;
  readonly emit: Emit;
}

/**
 * Milliseconds without a message after which flags are judged. One of them may take as long as a render of a large
 * chart, so none begins between two letters of a word.
 */
const idleAfter = 150;

export interface BackgroundWorkOptions extends PendingWorkOptions {
  readonly slices: TimeSlices;
  /** How many messages have been handled. */
  messages(): number;
}

export function createBackgroundWork(options: BackgroundWorkOptions): BackgroundWork {
  const { world, slices, messages } = options;
  let running: { readonly steps: Steps; readonly isUrgent: boolean; readonly since: number } | undefined;
  let timer: NodeJS.Timeout | undefined;
  const isPending = () => world.folders().some(world.isPending);
  const isUrgent = () => world.folders().some(world.isUrgent);
  const begin = (urgent: boolean): void => {
    const steps = run(urgent);
    running = { steps, isUrgent: urgent, since: messages() };
    slices.add(steps);
  };
  function* run(urgent: boolean): Steps {
    try {
      yield* urgent ? pendingWork(options) : pendingWork(options, world.isPending);
    } finally {
      running = undefined;
      waitForIdle();
    }
  }
  const waitForIdle = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (!running && isPending()) {
      timer = setTimeout(() => {
        timer = undefined;
        if (!running) {
          begin(isUrgent());
        }
      }, idleAfter);
    }
  };
  return {
    wake: () => {
      if (running && !running.isUrgent && (isUrgent() || messages() !== running.since)) {
        slices.drop(running.steps);
      }
      if (!running && isUrgent()) {
        begin(true);
      }
      waitForIdle();
    },
    dispose: () => clearTimeout(timer),
  };
}

/** The pending work of the world, in steps of about a slice. */
export function* pendingWork(
  { world, roots, now, emit }: PendingWorkOptions,
  isPending: World['isPending'] = world.isUrgent,
): Steps {
  for (let id = world.folders().find(isPending); id !== undefined; id = world.folders().find(isPending)) {
    // After the rendering, the results are added to the index, which takes as long again.
    const concerned = world.advance(id, timeOfSlice(now, sliceLength / 2));
    emit({ type: 'StepDone', uris: roots.urisOf(concerned) });
    yield;
  }
}
