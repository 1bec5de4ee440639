import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Makes V8 keep its heap near what is in use: to be called before a program reads the most of a large workspace.
 *
 * Of what reading makes, a third is kept, so the space for young objects would grow to 128 MB; and the first collection of old
 * ones would wait for 256 MB, twice what is in use in the end. Decision 8 has the figures.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=30');
  // How much the heap may grow is counted from what the last collection left, and before the first one it is a constant.
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('globalThis.gc');
  if (typeof collect === 'function') {
    collect();
  }
}
