import { readdirSync, readFileSync } from 'node:fs';

/** The command lines of the running processes that hold a text; Linux only. */
export function processes(text: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((id) => {
      try {
        const line = readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return line.includes(text) ? [line] : [];
      } catch {
        // It has ended meanwhile.
        return [];
      }
    });
}
