// Loaded with --import before the program that is measured: when it ends, says on file descriptor 3 what it used.
import { writeSync } from 'node:fs';

process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  writeSync(3, JSON.stringify({ rssKiB: maxRSS, cpuMilliseconds: (userCPUTime + systemCPUTime) / 1000 }));
});
