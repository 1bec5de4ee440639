import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Makes V8 keep its heap close to the used size. Must be called before a program reads most of a large
 * workspace.
 *
 * A third of the objects that reading creates stays alive, so the space for young objects would grow to 128 MB,
 * and the first collection of old objects would wait for 256 MB, twice the final size. Decision 8 has the
 * figures.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=30');
  // V8 computes the growth limit of the heap from the size after the last collection. Before the first
  // collection the limit is a constant.
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('globalThis.gc');
  if (typeof collect === 'function') {
    collect();
  }
}
