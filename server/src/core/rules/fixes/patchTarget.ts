import type { MissingTarget } from '../../model/kustomization.ts';
import type { Fix, Problem } from '../../model/problem.ts';
import { setScalar } from '../../yaml/edit.ts';
import { isMistyped, similarNames } from '../shared/similarNames.ts';
import { fixOf, openDocument, scalarAt } from './tree.ts';

/** *Change the name to* that of an object that the patch can change, the most similar first, then the others. */
export function* patchTargetFixes(problem: Problem): Generator<Fix | undefined> {
  const target = problem.data as MissingTarget | undefined;
  if (target === undefined) {
    return;
  }
  const similar = similarNames(target);
  const others = target.names.filter((name) => !similar.includes(name)).sort();
  const [closest] = similar;
  for (const name of [...similar, ...others].slice(0, mostNames)) {
    const preferred = name === closest && isMistyped(target, name);
    yield change(problem, target.name, { title: `Change the name to "${name}"`, preferred }, name);
  }
}

// A person chooses from a menu.
const mostNames = 5;

/** Changes the name in a manifest, or in a patch that the kustomization holds as a string. */
function change(
  { at: { document, range } }: Problem,
  old: string,
  words: { readonly title: string; readonly preferred: boolean },
  name: string,
): Fix | undefined {
  const text = openDocument(document);
  const scalar = text && scalarAt(text, range);
  if (scalar && scalar.text === old) {
    return fixOf(words, document, setScalar(text, scalar, name));
  }
  return document.text.slice(range.start, range.end) === old && /^[a-z][a-z0-9.-]*$/.test(name)
    ? fixOf(words, document, { edits: [{ range, newText: name }], shared: false })
    : undefined;
}
