/**
 * How long to wait before a server that crashed is started again, in milliseconds; undefined where it has crashed too
 * often and is to stay down until a person asks for it.
 *
 * @param crashes When it crashed, in milliseconds of any one clock, the latest last.
 */
export function restartDelay(crashes: readonly number[]): number | undefined {
  const last = crashes.at(-1);
  if (last === undefined) return 0;
  const recent = crashes.filter((time) => last - time < memory).length;
  return recent > restarts ? undefined : firstDelay * 2 ** (recent - 1);
}

/** A crash that lies longer ago says nothing about the next one. */
const memory = 3 * 60_000;
/** Five restarts take 15 s of waiting in all: enough to outlast a file that is being written, too short to annoy. */
const restarts = 5;
const firstDelay = 500;
