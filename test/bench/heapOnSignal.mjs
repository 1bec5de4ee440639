// Loaded with --import and --expose-gc before the measured server. At SIGUSR2 it collects garbage, and appends one line
// to a file: the remaining heap, and the resources used so far.
import { appendFileSync } from 'node:fs';

const file = process.env.PODWIRE_BENCH_FIGURES;
appendFileSync(file, `${JSON.stringify({ pid: process.pid })}\n`);
process.on('SIGUSR2', () => {
  const cpuBefore = cpu();
  // Twice, because the second round frees what the first round finalizes.
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  appendFileSync(file, `${JSON.stringify({ heap: heapUsed + external, cpuBefore, cpuAfter: cpu() })}\n`);
});

function cpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
