import { mkdirSync, writeFileSync } from 'node:fs';
import { rowsIn } from './rows.ts';

// node test/likelihood/collect.ts OUT EVERY ROOT...
const [out, every, ...roots] = process.argv.slice(2);
mkdirSync(out!, { recursive: true });
for (const root of roots) {
  for (const { rows, services, repository } of rowsIn(root, undefined, Number(every))) {
    writeFileSync(`${out}/${repository.replace('/', '+')}.json`, JSON.stringify({ rows, services: [...services] }));
    console.log(repository, rows.length, Math.round(performance.now() / 1000));
  }
}
