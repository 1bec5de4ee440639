import { readdirSync, readFileSync } from 'node:fs';
import { type FeatureName, features } from '../../server/src/core/index/likelihood/features.ts';
import { fit, probabilities, type Weighted, type Weights } from './fit.ts';
import type { Row } from './rows.ts';

// node experiment.ts FOLDER... : fits with folds, prints table
const folders = process.argv.slice(2).filter((a) => !a.startsWith('--'));
const repos: { name: string; rows: Row[]; services: Set<string> }[] = [];
for (const f of folders)
  for (const file of readdirSync(f)) {
    const { rows, services } = JSON.parse(readFileSync(`${f}/${file}`, 'utf8'));
    repos.push({ name: file, rows, services: new Set(services) });
  }
// union-find groups
const parent = repos.map((_, i) => i);
const find = (i: number): number => (parent[i] === i ? i : (parent[i] = find(parent[i]!)));
const owner = new Map<string, number>();
repos.forEach((r, i) => {
  for (const s of r.services) {
    const o = owner.get(s);
    if (o === undefined) owner.set(s, i);
    else parent[find(i)] = find(o);
  }
});
const groups = [...new Set(repos.map((_, i) => find(i)))];
const foldOf = new Map(groups.map((g, n) => [g, n % 5]));
const all = repos.flatMap((r, i) => r.rows.map((row) => ({ row, fold: foldOf.get(find(i))! })));
console.log(repos.length, 'repos', groups.length, 'groups', all.length, 'rows');
const controls = ['removed', 'hard', 'real none'];
function weighted(rows: { row: Row }[]): Weighted[] {
  const count = new Map<string, number>();
  for (const { row } of rows) count.set(row.kind, (count.get(row.kind) ?? 0) + 1);
  const breaks = [...count].filter(([k]) => !controls.includes(k)).reduce((s, [, n]) => s + n, 0);
  const share: Record<string, number> = { removed: 0.3, hard: 0.25, 'real none': 0.45 };
  return rows.map(({ row }) => ({
    row,
    weight: controls.includes(row.kind) ? (share[row.kind]! * breaks) / count.get(row.kind)! : 1,
  }));
}
const names = (Object.keys(features) as FeatureName[]).filter((n) => !process.argv.includes(`--without=${n}`));
const penalty = 2;
const results: { row: Row; best: number; p: number; second: number; fold: number }[] = [];
for (let fold = 0; fold < 5; fold++) {
  const w = fit(weighted(all.filter((e) => e.fold !== fold)), names, penalty);
  for (const { row } of all.filter((e) => e.fold === fold)) {
    const ps = probabilities(row, w, Number(process.argv.find((a) => a.startsWith('--shift='))?.slice(8) ?? 0));
    let best = -1;
    ps.forEach((p, i) => {
      if (best < 0 || p > ps[best]!) best = i;
    });
    results.push({ row, best, p: ps[best] ?? 0, second: 0, fold });
  }
}
const kinds = [...new Set(results.map((r) => r.row.kind))];
const line = (name: string, rs: typeof results) => {
  const isC = controls.includes(name);
  const warn = rs.filter((r) => r.p >= 0.9),
    info = rs.filter((r) => r.p >= 0.5);
  const right = (r: (typeof rs)[0]) => isC || r.best === r.row.right;
  const pct = (n: number) => ((100 * n) / Math.max(1, rs.length)).toFixed(1).padStart(6);
  console.log(
    name.padEnd(26),
    String(rs.length).padStart(6),
    pct(warn.filter(right).length),
    pct(info.filter(right).length),
    isC ? '' : pct(warn.filter((r) => !right(r)).length),
    isC ? '' : 'out of reach ' + pct(rs.filter((r) => r.row.right === -2).length),
  );
};
console.log('kind'.padEnd(26), '     n', '  warn', '  info', ' wrong');
for (const k of kinds)
  line(
    k,
    results.filter((r) => r.row.kind === k),
  );
line(
  'all breaks',
  results.filter((r) => !controls.includes(r.row.kind)),
);
// calibration
for (const [lo, hi] of [
  [0, 0.1],
  [0.1, 0.3],
  [0.3, 0.5],
  [0.5, 0.7],
  [0.7, 0.9],
  [0.9, 0.97],
  [0.97, 1.01],
] as const) {
  const rs = results.filter((r) => r.p >= lo && r.p < hi);
  const wts = weighted(rs.map((r) => ({ row: r.row })));
  void wts;
  console.log(
    `p ${lo}-${hi}: n ${rs.length} mean ${(rs.reduce((s, r) => s + r.p, 0) / Math.max(1, rs.length)).toFixed(3)} right ${(rs.filter((r) => r.best === r.row.right).length / Math.max(1, rs.length)).toFixed(3)}`,
  );
}
const w: Weights = fit(weighted(all), names, penalty);
console.log(
  Object.entries(w)
    .map(([n, v]) => `${n} ${v.toFixed(2)}`)
    .join(' · '),
);
