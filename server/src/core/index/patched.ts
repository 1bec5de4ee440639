import type { Resource } from '../model/resource.ts';
import { membershipOf, textOfEffects } from '../render/bundles.ts';
import { describeResource } from './describe.ts';
import type { IndexReader } from './index.ts';
import { holdsWord } from './words.ts';

/**
 * Why a field of a resource may not be in the cluster as its file states it: something on its way there changes it, and
 * speaks of one of the words. Continues the sentence "unknown, because …".
 */
export function patchedBy(resource: Resource, words: readonly string[], index: IndexReader): string | undefined {
  const { file } = resource.document;
  const { takers, deployers } = index.remember('membership', file, (reader) => membershipOf(file, reader));
  for (const taker of takers) {
    const { changes } = taker.kustomization;
    const patch = changes.find(({ does, keys }) => does === 'patches' || (does === 'relabels' && keys === undefined));
    if (patch && words.some((word) => holdsWord(textOfEffects(taker, index), word))) {
      return `${patch.field} in ${taker.file} may change it`;
    }
  }
  const deployer = deployers.find((each) => each.deploys?.changes !== undefined);
  return deployer && `${deployer.deploys?.changes} of ${describeResource(deployer)} may change it`;
}
