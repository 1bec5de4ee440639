import type { Stated } from '../../model/origin.ts';
import { originOf } from '../../model/origin.ts';
import type { Fix, Problem } from '../../model/problem.ts';
import type { Reference } from '../../model/reference.ts';
import type { Candidate, LostEdge } from '../../model/resolution.ts';
import { writtenName } from '../../resolve/describe.ts';
import { setScalar } from '../../yaml/edit.ts';
import { lostValueFixes, nameNow } from './lostEdge.ts';
import { fixOf, openDocument, scalarAt } from './tree.ts';

/**
 * *Change the name to* the name of a candidate, the closest match first, or change the kind if the name is
 * right.
 */
export function* nameFixes(problem: Problem): Generator<Fix | undefined> {
  const { reference, candidates, lost } = problem.data as {
    readonly reference: Reference;
    readonly candidates: readonly Candidate[];
    readonly lost?: LostEdge;
  };
  if (lost) {
    yield* lostValueFixes(problem.resource, reference.name, lost, nameNow);
    return;
  }
  const names = new Set<string>();
  for (const { resource } of candidates) {
    if (resource.name === reference.name.value) {
      const isSameGroup = resource.group === reference.group;
      yield isSameGroup && reference.statedKind
        ? change(problem, reference.statedKind, `Change kind to ${resource.kind}`, resource.kind, names.size === 0)
        : undefined;
    } else {
      // kustomize changes a name in most references to it, but not in all. A route has to state the full name.
      for (const name of [writtenName(resource), resource.name]) {
        if (name !== reference.name.value && !names.has(name) && names.size < mostCandidates) {
          yield change(problem, reference.name, `Change the name to "${name}"`, name, names.size === 0);
          names.add(name);
        }
      }
    }
  }
}

// A person chooses from a menu. A candidate after the third is hardly ever the right one.
const mostCandidates = 3;

function change(problem: Problem, field: Stated, title: string, value: string, preferred: boolean): Fix | undefined {
  const { document, range } = originOf(problem.resource, field);
  const text = openDocument(document);
  const scalar = text && scalarAt(text, range);
  return scalar && fixOf({ title, preferred }, document, setScalar(text, scalar, value));
}
