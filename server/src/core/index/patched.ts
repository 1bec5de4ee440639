import type { KustomizationProblem } from '../model/kustomization.ts';
import type { Resource } from '../model/resource.ts';
import type { UnreadInput } from '../render/bundle.ts';
import { textOfEffects } from '../render/bundles.ts';
import { refusalsOf } from './bundleFacts.ts';
import { describeResource } from './describe.ts';
import type { IndexReader } from './reader.ts';
import { membershipOfResource } from './scope.ts';
import { nameOfBundle } from './variants.ts';
import { holdsWord } from './words.ts';

/**
 * Why a field of a resource may not be in the cluster as its file states it: something on its way there changes it, and
 * speaks of one of the words. Continues the sentence "unknown, because …".
 */
export function patchedBy(resource: Resource, words: readonly string[], index: IndexReader): string | undefined {
  const { takers, deployers } = membershipOfResource(resource, index);
  for (const taker of takers) {
    const { changes } = taker.kustomization;
    const patch = changes.find(({ does, keys }) => does === 'patches' || (does === 'relabels' && keys === undefined));
    if (patch && words.some((word) => holdsWord(textOfEffects(taker, index), word))) {
      return `${patch.field} in ${taker.file} may change it`;
    }
  }
  const doubt = doubtOfBundle(resource.bundle, index, (each) => mayChange(each, resource));
  if (doubt !== undefined) {
    return doubt;
  }
  const deployer = deployers.find((each) => each.deploys?.changes !== undefined);
  return deployer && `${deployer.deploys?.changes} of ${describeResource(deployer)} may change it`;
}

/** Whether what is not known may change the resource: what only holds other objects has no say in it, nor has a patch of another kind. */
export function mayChange(doubt: Doubt, { kind }: Resource): boolean {
  return !('adds' in doubt) && !('kind' in doubt && doubt.kind !== kind);
}

/** Why a bundle may be other than it is rendered. */
export type Doubt = UnreadInput | KustomizationProblem;

/**
 * Why a bundle may be other than it is rendered: a part of it is not read, or kustomize would not build it at all, so that
 * what is rendered is a guess. Continues the sentence "unknown, because …".
 *
 * @param mayMatter which parts to ask about, and which refusals.
 */
export function doubtOfBundle(
  directory: string | undefined,
  index: IndexReader,
  mayMatter: (doubt: Doubt) => boolean = () => true,
): string | undefined {
  const bundle = directory === undefined ? undefined : index.bundle(directory);
  const unread = bundle?.unread.find((each) => !each.defines && mayMatter(each));
  // Where what is refused is told as not read, too, that is all that is not known.
  const isTold = ({ at }: KustomizationProblem) =>
    bundle?.unread.some(
      (each) =>
        each.at.document === at.document && each.at.range.start === at.range.start && (each.adds || each.defines),
    ) === true;
  const refusal = bundle && refusalsOf(bundle).find((each) => !isTold(each) && mayMatter(each));
  return (
    unread?.because ?? (refusal && `kustomize would not build ${nameOfBundle(bundle.directory)}: ${refusal.reason}`)
  );
}
