import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { IndexReader } from '../../server/src/core/index/reader.ts';
import type { Feature, FeatureName } from '../../server/src/core/resolve/evidence/likelihood/features.ts';
import { unmatchedOf } from '../../server/src/core/resolve/serviceSelector.ts';
import { type Example, examplesIn, hashesOfServices } from '../corpus/breaks/examples.ts';

/**
 * One selector that selects nothing: the features of each candidate, and which one was meant. No text of a repository
 * is in it.
 */
export interface Row {
  readonly repository: string;
  readonly kind: string;
  /** Position in `candidates`; -1 if the pods are elsewhere, -2 if the intended workload is no candidate. */
  readonly right: number;
  readonly none: Values;
  readonly candidates: readonly Values[];
}

export type Values = Readonly<Partial<Record<FeatureName, number>>>;

/**
 * Rows of all examples of a folder that holds one folder for each repository, and which repositories share a Service.
 */
export function* rowsIn(
  root: string,
  repositories: readonly string[] = readdirSync(root).sort(),
  every = 1,
): Generator<{ readonly rows: readonly Row[]; readonly services: ReadonlySet<string>; readonly repository: string }> {
  for (const repository of repositories) {
    const rows: Row[] = [];
    let services: ReadonlySet<string> = new Set();
    for (const example of examplesIn(root, repository, { every })) {
      services = services.size > 0 ? services : hashesOfServices(example.before);
      const row = rowOf(example);
      if (row) {
        rows.push(row);
      }
    }
    yield { rows, services, repository };
  }
}

/** Undefined if the selector still matches. */
function rowOf({ now, service, right, matched, kind, repository }: Example): Row | undefined {
  const unmatched = matched ? undefined : unmatchedOf(service, new IndexReader(now.index), now.settings);
  if (!unmatched) {
    return undefined;
  }
  const at = right ? unmatched.candidates.findIndex(({ resource }) => resource === right) : -1;
  return {
    repository: createHash('sha256').update(repository).digest('hex').slice(0, 8),
    kind,
    right: right && at < 0 ? -2 : at,
    none: valuesOf(unmatched.none),
    candidates: unmatched.candidates.map(({ features }) => valuesOf(features)),
  };
}

function valuesOf(features: readonly Feature[]): Values {
  const values: Partial<Record<FeatureName, number>> = {};
  for (const { name, value } of features) {
    values[name] = Math.round(1000 * ((values[name] ?? 0) + value)) / 1000;
  }
  return values;
}
