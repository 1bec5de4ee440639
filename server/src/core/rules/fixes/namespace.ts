import { statedNamespace } from '../../model/namespace.ts';
import type { Fix } from '../../model/problem.ts';
import type { Resource } from '../../model/resource.ts';
import { setScalar } from '../../yaml/edit.ts';
import { fixOf, openOrigin, scalarAt } from './tree.ts';

/** *Change namespace to* that of the target, if the labels are right and the namespaces differ. */
export function changeNamespace(referrer: Resource, target: Resource, preferred: boolean): Fix | undefined {
  const namespace = statedNamespace(target, false);
  const opened = referrer.namespace && openOrigin(referrer, referrer.namespace);
  const scalar = opened && scalarAt(opened.text, referrer.namespace);
  if (!scalar || namespace === undefined) {
    return undefined;
  }
  const words = { title: `Change namespace to "${namespace}"`, preferred };
  return fixOf(words, opened.document, setScalar(opened.text, scalar, namespace));
}
