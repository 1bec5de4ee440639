import type { Io } from './io.ts';

/** Says on a terminal how far a long command is. Nothing is written elsewhere, or if the command is short. */
export interface Progress {
  /** @param files how many files were read so far */
  read(files: number): void;
  judge(files: number): void;
  end(): void;
}

// Milliseconds: shorter commands would only flicker.
const patience = 500;
const period = 100;

export function progressOn(io: Io): Progress {
  const { showProgress } = io;
  if (!showProgress) {
    return { read: () => undefined, judge: () => undefined, end: () => undefined };
  }
  let next = performance.now() + patience;
  let isShown = false;
  const show = (text: string) => {
    isShown = true;
    showProgress(text);
  };
  return {
    read: (files) => {
      const now = performance.now();
      if (now >= next) {
        next = now + period;
        show(`Reading: ${files} files`);
      }
    },
    judge: (files) => {
      if (isShown) {
        show(`Judging ${files} files`);
      }
    },
    end: () => {
      if (isShown) {
        showProgress('');
      }
    },
  };
}
