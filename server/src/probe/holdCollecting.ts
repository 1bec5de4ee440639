import { setFlagsFromString } from 'node:v8';

let holders = 0;

/**
 * V8 collects young objects not only when memory is short, but also when the event loop is idle, as it is while
 * an address is awaited. A collection takes a millisecond or two, ten times as long as the answer of a near
 * node, and would count as its time. Necessary collections still run.
 *
 * @returns a function that ends it
 */
export function holdCollecting(): () => void {
  if (holders++ === 0) setFlagsFromString('--no-minor-gc-task');
  return () => {
    if (--holders === 0) setFlagsFromString('--minor-gc-task');
  };
}
