import { setFlagsFromString } from 'node:v8';

let holders = 0;

/**
 * V8 collects young objects not only where there is no room for new ones, but also when the event loop has nothing to do, which it has while an
 * address is waited for. That takes a millisecond or two, ten times what a node nearby needs to answer, and would count as its
 * time. Collections that are needed are made all the same.
 *
 * @returns ends it
 */
export function holdCollecting(): () => void {
  if (holders++ === 0) setFlagsFromString('--no-minor-gc-task');
  return () => {
    if (--holders === 0) setFlagsFromString('--minor-gc-task');
  };
}
