// Loaded with --import before the server that is measured, with --expose-gc: at SIGUSR2 collects what is garbage and says what is left,
// and what was used so far, as one line of a file.
import { appendFileSync } from 'node:fs';

const file = process.env.PODWIRE_BENCH_FIGURES;
appendFileSync(file, `${JSON.stringify({ pid: process.pid })}\n`);
process.on('SIGUSR2', () => {
  const cpuBefore = cpu();
  // Twice: what the first round finalizes is free in the second.
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  appendFileSync(file, `${JSON.stringify({ heap: heapUsed + external, cpuBefore, cpuAfter: cpu() })}\n`);
});

function cpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
