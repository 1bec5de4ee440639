import type { EarlierProbe, ServiceItem } from '../../server/src/lsp/protocol.ts';

/**
 * The results of the last probes of each Service. They survive a restart of the window, because a fix may begin
 * with one.
 */
export interface EarlierProbes {
  /** The latest first, with the time of each as a person reads it. */
  of(service: ServiceItem): readonly EarlierProbe[];
  add(service: ServiceItem, verdict: EarlierProbe): void;
}

/** VS Code's storage of a workspace. */
export interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

export function earlierProbes(memory: Memory, now: () => Date = () => new Date()): EarlierProbes {
  const read = (): Kept[] => {
    const kept = memory.get(key);
    return Array.isArray(kept) ? kept.filter(isKept) : [];
  };
  return {
    of: (service) =>
      read()
        .filter((each) => each.service === nameOf(service))
        .map(({ mark, text, at }) => ({ mark, text: `${timeOf(new Date(at), now())}: ${text}` })),
    add(service, { mark, text }) {
      const name = nameOf(service);
      const all = [{ service: name, at: now().getTime(), mark, text }, ...read()];
      const own = all.filter((each) => each.service === name).slice(0, mostOfOne);
      void memory.update(key, all.filter((each) => each.service !== name || own.includes(each)).slice(0, mostOfAll));
    },
  };
}

const key = 'podwire.probe.earlier';
const mostOfOne = 5;
/** VS Code reads the whole storage at each start. */
const mostOfAll = 100;

interface Kept extends EarlierProbe {
  /** Its namespace and name. */
  readonly service: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

function isKept(value: unknown): value is Kept {
  const { service, at, mark, text } = (value ?? {}) as Partial<Kept>;
  return [service, mark, text].every((each) => typeof each === 'string') && typeof at === 'number';
}

function nameOf({ name, namespace }: ServiceItem): string {
  return `${namespace ?? ''}/${name}`;
}

/** `14:02`, as the server writes times; for another day with its date, `2026-11-30 14:02`. */
function timeOf(at: Date, now: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`;
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return at.toDateString() === now.toDateString() ? time : `${date} ${time}`;
}
