// Loaded with --import before the measured program: at the end it writes the used resources to file descriptor 3.
import { writeSync } from 'node:fs';

process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  writeSync(3, JSON.stringify({ rssKiB: maxRSS, cpuMilliseconds: (userCPUTime + systemCPUTime) / 1000 }));
});
