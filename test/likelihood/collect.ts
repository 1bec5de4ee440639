import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { rowsIn } from './rows.ts';

// node test/likelihood/collect.ts OUT EVERY PART PARTS ROOT...
const [out, every, part, parts, ...roots] = process.argv.slice(2);
mkdirSync(out!, { recursive: true });
for (const root of roots) {
  const names = readdirSync(root)
    .sort()
    .filter((_, at) => at % Number(parts) === Number(part));
  for (const { rows, services, repository } of rowsIn(root, names, Number(every))) {
    writeFileSync(`${out}/${repository.replace('/', '+')}.json`, JSON.stringify({ rows, services: [...services] }));
    console.log(repository, rows.length, Math.round(performance.now() / 1000));
  }
}
