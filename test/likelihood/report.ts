import type { FeatureName } from '../../server/src/core/resolve/evidence/likelihood/features.ts';
import {
  controls,
  crossValidated,
  type Line,
  lineOf,
  type Placed,
  type Said,
  weighted,
  weightsByFold,
} from './evaluate.ts';
import type { Weights } from './fit.ts';

export interface Fitted {
  readonly placed: readonly Placed[];
  readonly repositories: number;
  readonly names: readonly FeatureName[];
  readonly penalty: number;
  readonly weights: Weights;
  readonly byFold: readonly Weights[];
  readonly changed: number;
  readonly atRest: number;
  readonly isWithAblation: boolean;
}

/** The results of the fit in repositories that were left out of it, as Markdown. */
export function reportOf(fitted: Fitted): string {
  const { placed, names, penalty, weights, byFold, atRest, changed, isWithAblation } = fitted;
  const results = crossValidated(placed, byFold, changed);
  const resting = crossValidated(placed, byFold, atRest);
  const kinds = [...new Set(placed.map(({ row }) => row.kind))].sort();
  const breaks = kinds.filter((kind) => !(kind in controls));
  const of = (all: readonly Said[], kind: string) => all.filter(({ row }) => row.kind === kind);
  const unseen = new Map(
    breaks.map((kind) => [
      kind,
      lineOf(
        kind,
        of(
          crossValidated(placed, weightsByFold(placed, names, { penalty, without: kind, near: byFold }), changed),
          kind,
        ),
      ),
    ]),
  );
  const isBreak = ({ row }: Said) => !(row.kind in controls);
  const lines = [
    ...breaks.map((kind) => lineOf(kind, of(results, kind))),
    lineOf('all breaks', results.filter(isBreak)),
    ...Object.keys(controls).map((kind) => lineOf(kind, of(results, kind))),
  ];
  return `# How the likelihood is fitted

Written by \`npm run judgement:fit -- … --write\` from ${placed.length} selectors that select nothing, in ${fitted.repositories} repositories; the
data are breaks as people make them (test/corpus/breaks), and Services whose pods are elsewhere: *removed* (the workload taken away),
*hard* (another workload beside it loses its Services, too) and *real none* (as it stands in a repository). No text of a repository is kept.

Every figure is of repositories that were left out of the fit, in ${Math.max(...placed.map(({ fold }) => fold)) + 1} folds; repositories that share a Service are in one fold. What
speaks for the pods being elsewhere is shifted by ${changed} where something was changed and by ${atRest} at rest: the least with which no more of the
controls are warned than is allowed.

| | number | right workload, warning | information or more | a wrong one, warning | this kind left out of the fit, too | at rest, warning |
| --- | --- | --- | --- | --- | --- | --- |
${lines.map((line) => rowOf(line, unseen.get(line.name), atRestOf(line.name, resting))).join('\n')}

Of the controls each warning is wrong.

## Calibration

The likelihood of the likeliest candidate, with a prior at which breaks and controls count the same, and how often it was right.

| predicted | mean | right | number |
| --- | --- | --- | --- |
${calibration(crossValidated(placed, byFold, 0), placed).join('\n')}
${isWithAblation ? ablationTable() : ''}`;

  function ablationTable(): string {
    return `
## What each feature earns

The weight, and what is lost without the feature, of all breaks with the prior of all rows (points of a hundred named rightly as a warning),
and of the controls (points of a hundred warned more).

| feature | weight | breaks lost | removed | hard | real none |
| --- | --- | --- | --- | --- | --- |
${ablation().join('\n')}
`;
  }

  function atRestOf(name: string, all: readonly Said[]): Line {
    return name === 'all breaks' ? lineOf(name, all.filter(isBreak)) : lineOf(name, of(all, name));
  }

  function ablation(): readonly string[] {
    const share = (all: readonly Said[], kind?: string) =>
      100 * lineOf('', kind === undefined ? all.filter(isBreak) : of(all, kind)).warned;
    return names.map((name) => {
      const rest = names.filter((each) => each !== name);
      const without = crossValidated(placed, weightsByFold(placed, rest, { penalty, near: byFold }), changed);
      const more = Object.keys(controls).map((kind) => (share(without, kind) - share(results, kind)).toFixed(1));
      return `| ${name} | ${weights[name]} | ${(share(results) - share(without)).toFixed(2)} | ${more.join(' | ')} |`;
    });
  }
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function rowOf({ name, count, warned, informed, wrong }: Line, unseen: Line | undefined, resting: Line): string {
  const isControl = name in controls;
  const cells = [
    name,
    count,
    percent(warned),
    percent(informed),
    isControl ? '' : percent(wrong),
    unseen ? percent(unseen.warned) : '',
    percent(resting.warned),
  ];
  return `| ${cells.join(' | ')} |`;
}

function calibration(results: readonly Said[], placed: readonly Placed[]): readonly string[] {
  const weightOf = new Map(weighted(placed.map(({ row }) => row)).map(({ row, weight }) => [row, weight]));
  const bounds = [0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 1.01];
  return bounds.slice(1).flatMap((to, at) => {
    const from = bounds[at]!;
    const within = results.filter(({ likelihood, row }) => likelihood >= from && likelihood < to && row.right > -2);
    const sum = (value: (each: Said) => number) =>
      within.reduce((total, each) => total + value(each) * weightOf.get(each.row)!, 0);
    const total = sum(() => 1);
    return within.length === 0
      ? []
      : [
          `| ${from}–${Math.min(1, to)} | ${(sum(({ likelihood }) => likelihood) / total).toFixed(3)} | ${(
            sum(({ best, row }) => (best === row.right && row.right >= 0 ? 1 : 0)) / total
          ).toFixed(3)} | ${within.length} |`,
        ];
  });
}
