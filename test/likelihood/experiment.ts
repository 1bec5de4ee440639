import { readdirSync, readFileSync } from 'node:fs';
import { type FeatureName, features } from '../../server/src/core/index/likelihood/features.ts';
import { controls, crossValidated, inFolds, lineOf, type Repository, weighted } from './evaluate.ts';
import { fittedWeights } from './fit.ts';

const args = process.argv.slice(2);
const option = (name: string) => args.find((a) => a.startsWith(`--${name}=`))?.slice(name.length + 3);
const repositories = args
  .filter((a) => !a.startsWith('--'))
  .flatMap((f) =>
    readdirSync(f).map((file): Repository => {
      const { rows, services } = JSON.parse(readFileSync(`${f}/${file}`, 'utf8'));
      return { name: file, rows, services: new Set(services) };
    }),
  );
const without = (option('drop') ?? '').split(',');
const names = (Object.keys(features) as FeatureName[]).filter((n) => !without.includes(n));
const placed = inFolds(repositories, 5);
const penalty = Number(option('penalty') ?? 1);
const shift = option('shift') === undefined ? undefined : Number(option('shift'));
const { results, shifts } = crossValidated(placed, names, { penalty, shift });
console.log(repositories.length, placed.length, 'shifts', shifts.join(' '));
const pc = (n: number) => (100 * n).toFixed(1).padStart(6);
const show = (name: string, rs: typeof results) => {
  const l = lineOf(name, rs);
  console.log(name.padEnd(26), String(l.count).padStart(6), pc(l.warned), pc(l.informed), pc(l.wrong));
};
const kinds = [...new Set(results.map((r) => r.row.kind))].sort();
if (!args.includes('--short'))
  for (const k of kinds)
    show(
      k,
      results.filter((r) => r.row.kind === k),
    );
else
  for (const k of Object.keys(controls))
    show(
      k,
      results.filter((r) => r.row.kind === k),
    );
show(
  'all breaks',
  results.filter((r) => !(r.row.kind in controls)),
);
if (args.includes('--kinds'))
  for (const k of kinds.filter((k) => !(k in controls))) {
    const r = crossValidated(placed, names, { penalty, shift, without: k });
    show(
      `${k} (unseen)`,
      r.results.filter((x) => x.row.kind === k),
    );
  }
if (!args.includes('--short')) {
  const w = weighted(placed.map((p) => p.row));
  const weightOf = new Map(w.map((x) => [x.row, x.weight]));
  for (const [lo, hi] of [
    [0, 0.1],
    [0.1, 0.3],
    [0.3, 0.5],
    [0.5, 0.7],
    [0.7, 0.9],
    [0.9, 0.97],
    [0.97, 1.01],
  ] as const) {
    const rs = results.filter((r) => r.likelihood >= lo && r.likelihood < hi && r.row.right > -2);
    const tot = rs.reduce((s, r) => s + weightOf.get(r.row)!, 0);
    console.log(
      `p ${lo}-${hi}: n ${rs.length} mean ${(rs.reduce((s, r) => s + r.likelihood * weightOf.get(r.row)!, 0) / tot).toFixed(3)} right ${(rs.filter((r) => r.best === r.row.right).reduce((s, r) => s + weightOf.get(r.row)!, 0) / tot).toFixed(3)}`,
    );
  }
  console.log(
    Object.entries(fittedWeights(w, names, penalty))
      .map(([n, v]) => `${n} ${v.toFixed(2)}`)
      .join(' · '),
  );
}
