// The yardstick for a cold check: one thread walks a folder and reads every manifest in it, keeps nothing, and says how
// many files and bytes there were and how long it took (milliseconds, median of five after a warm-up).
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const times = [];
let files = 0;
let bytes = 0;
for (let run = 0; run < 6; run++) {
  files = 0;
  bytes = 0;
  const start = performance.now();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && /\.(ya?ml|json)$/.test(entry.name)) {
      bytes += readFileSync(join(entry.parentPath, entry.name)).length;
      files++;
    }
  }
  if (run > 0) {
    times.push(performance.now() - start);
  }
}
times.sort((a, b) => a - b);
console.log(JSON.stringify({ files, bytes, milliseconds: times[2] }));
