import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type FeatureName, features } from '../../server/src/core/resolve/evidence/likelihood/features.ts';
import { inFolds, type Repository, shiftFor, weighted, weightsByFold } from './evaluate.ts';
import { fittedWeights, type Weights } from './fit.ts';
import { reportOf } from './report.ts';
import { type Row, rowsIn } from './rows.ts';

/**
 * `npm run judgement:fit -- FOLDER... [--every=N] [--rows FOLDER] [--write]`: fits the likelihood to breaks of the
 * repositories in the folders, which have one folder for each repository, and prints the results in repositories that
 * were left out. `--every=N` makes one break of N. The rows of features are cached in the folder of `--rows`.
 * `--write` writes the table of weights and RESULTS.md in this folder. `--fast` leaves out the gain of each feature.
 * Every run over the same rows gives the same table.
 */
function main(args: readonly string[]): void {
  const option = (name: string) => args.find((each) => each.startsWith(`--${name}=`))?.slice(name.length + 3);
  const kept = option('rows') ?? fileURLToPath(new URL('../../.cache/likelihood', import.meta.url));
  const roots = args.filter((each) => !each.startsWith('--'));
  mkdirSync(kept, { recursive: true });
  const repositories = [
    ...roots.flatMap((root) => repositoriesOf(root, kept, Number(option('every') ?? 1))),
    // Without a folder all rows that are kept.
    ...(roots.length > 0
      ? []
      : readdirSync(kept)
          .sort()
          .map((name) => readRows(path.join(kept, name)))),
  ];
  const placed = inFolds(repositories, folds);
  const names = Object.keys(features) as FeatureName[];
  const rows = placed.map(({ row }) => row);
  const weights = { ...rounded(fittedWeights(weighted(rows), names, penalty)), ...byHand };
  const byFold = weightsByFold(placed, names, { penalty });
  const changed = shiftFor(placed, byFold, allowedWhereChanged);
  const atRest = shiftFor(placed, byFold, allowedAtRest);
  const report = reportOf({
    ...{ placed, repositories: repositories.length, names, penalty, weights, byFold, changed, atRest },
    isWithAblation: !args.includes('--fast'),
  });
  console.log(report);
  if (args.includes('--write')) {
    writeFileSync(fileURLToPath(new URL('RESULTS.md', import.meta.url)), report);
    const table = new URL('../../server/src/core/resolve/evidence/likelihood/table.ts', import.meta.url);
    writeFileSync(fileURLToPath(table), tableOf(weights, changed, atRest));
  }
}

const folds = 5;

/** Keeps a weight that few rows ask for small. */
const penalty = 0.5;

function repositoriesOf(root: string, kept: string, every: number): readonly Repository[] {
  return readdirSync(root)
    .sort()
    .map((name) => {
      const file = path.join(kept, `${name}.json`);
      if (!existsSync(file)) {
        for (const { rows, services } of rowsIn(root, [name], every)) {
          writeFileSync(file, JSON.stringify({ rows, services: [...services] }));
        }
        console.error(`${name}: read`);
      }
      return readRows(file);
    });
}

function readRows(file: string): Repository {
  const { rows, services } = JSON.parse(readFileSync(file, 'utf8')) as { rows: Row[]; services: string[] };
  return { name: path.basename(file), rows, services: new Set(services) };
}

/**
 * A case that no break of a script shows: all labels match, and the stated namespaces differ. A person who reads both
 * texts sees that they belong together.
 */
const byHand: Partial<Weights> = { otherNamespace: 10 };

/** One digit makes a table that a person can read, and loses nothing. Halves lose candidates right above a level. */
function rounded(weights: Weights): Weights {
  return Object.fromEntries(
    Object.entries(weights).map(([name, each]) => [name, Math.round(10 * each) / 10]),
  ) as Weights;
}

/** The share of controls that may get a warning if somebody changed something. */
const allowedWhereChanged = { removed: 0.015, hard: 0.07, 'real none': 0.05 };

/** The same for Services whose pods are elsewhere, without a known change. */
const allowedAtRest = { removed: 0.0125, hard: 0.06, 'real none': 0.005 };

function tableOf(weights: Weights, changed: number, atRest: number): string {
  const lines = Object.entries(weights).map(([name, weight]) => `  ${name}: ${weight},`);
  return `import type { FeatureName } from './features.ts';

/** Weights in logits. Written by \`npm run judgement:fit -- … --write\`; do not edit. */
export const weights: Readonly<Record<FeatureName, number>> = {
${lines.join('\n')}
};

/**
 * Added to the score for pods in another place, in logits: \`changed\` if the selector differs from the baseline,
 * \`atRest\` if no change is known.
 */
export const priors = { changed: ${changed}, atRest: ${atRest} } as const;
`;
}

main(process.argv.slice(2));
