import type { DocumentFacts } from '../../model/document.ts';
import { originOf } from '../../model/origin.ts';
import type { DocumentChange, Fix, Problem } from '../../model/problem.ts';
import type { Written } from '../../model/written.ts';
import { setScalar } from '../../yaml/edit.ts';
import type { NearPart } from '../shared/nearestPart.ts';
import { openDocument, scalarAt } from './tree.ts';

/** The input of these fixes. */
export interface PodPartData {
  /** Every place that names the part. */
  readonly places: readonly Written[];
  readonly candidates: readonly NearPart[];
  /** E.g. `volume`. */
  readonly what: string;
}

/** *Use volume* with one that the pod has, at all places that name the missing one. */
export function* podPartFixes({ resource, data }: Problem): Generator<Fix | undefined> {
  const { places, candidates, what } = data as PodPartData;
  for (const { name, isClear } of candidates.slice(0, mostCandidates)) {
    const changes = new Map<DocumentFacts, DocumentChange>();
    let isWhole = true;
    let isShared = false;
    for (const place of places) {
      const { document, range } = originOf(resource, place);
      const text = openDocument(document);
      const scalar = text && scalarAt(text, range);
      const edit = scalar && setScalar(text, scalar, name);
      isWhole &&= edit !== undefined;
      isShared ||= edit?.shared === true;
      const edits = [...(changes.get(document)?.edits ?? []), ...(edit?.edits ?? [])];
      changes.set(document, { document, edits });
    }
    yield isWhole
      ? {
          title: `Use ${what} ${name}`,
          preferred: isClear && !isShared,
          certain: false,
          changes: [...changes.values()],
        }
      : undefined;
  }
}

// A person chooses from a menu. A candidate after the third is hardly ever the right one.
const mostCandidates = 3;
