import { setFlagsFromString } from 'node:v8';

/**
 * Turns V8's last compiler off, for a program that ends after some seconds. TurboFan works in threads of its own and
 * takes a fifth of the processor time of a check, more than its code saves. Maglev, the compiler before it, stays.
 * Decision 11 has the figures.
 */
export function compileCheaply(): void {
  // Before V8 13, Maglev may be off too, and code that no compiler optimizes takes half as much time again.
  if (Number.parseInt(process.versions.v8, 10) >= 13) {
    setFlagsFromString('--no-turbofan');
  }
}
