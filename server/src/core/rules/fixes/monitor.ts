import { originOf } from '../../model/origin.ts';
import type { Fix, Problem } from '../../model/problem.ts';
import type { LostEdge } from '../../model/resolution.ts';
import type { Written } from '../../model/written.ts';
import { likenessOf } from '../../resolve/evidence/nameSimilarity.ts';
import { setScalar } from '../../yaml/edit.ts';
import { lostValueFixes } from './lostEdge.ts';
import { selectorFixes } from './selector.ts';
import { fixOf, openDocument, scalarAt } from './tree.ts';

/** Fixes of the selector, or *Change the port to* a port name that exists, the most similar first. */
export function* monitorFixes(problem: Problem): Generator<Fix | undefined> {
  const { port, names, lost } = problem.data as {
    readonly port?: Written;
    readonly names?: readonly string[];
    readonly lost?: LostEdge;
  };
  if (!port || !names) {
    yield* selectorFixes(problem);
    return;
  }
  if (lost) {
    yield* lostValueFixes(problem.resource, port, lost, () => undefined);
  }
  const isForAuthor = lost !== undefined && lost.changed !== 'target';
  const rankOf = (name: string) =>
    ['none', 'other number', 'shared parts', 'extended', 'typo', 'spelling'].indexOf(likenessOf(name, port.value));
  const ranked = [...names].sort((a, b) => rankOf(b) - rankOf(a)).slice(0, mostChoices);
  const { document, range } = originOf(problem.resource, port);
  const text = openDocument(document, range.start);
  const scalar = text && scalarAt(text, range);
  for (const [index, name] of scalar ? ranked.entries() : []) {
    const preferred = !isForAuthor && index === 0 && rankOf(name) > 2;
    yield scalar &&
      fixOf({ title: `Change the port to "${name}"`, preferred }, document, setScalar(text, scalar, name));
  }
}

// A person chooses from a menu, and a longer menu is hard to read.
const mostChoices = 4;
