import { containsDefinitions, isCalledSecret } from '../kinds/kustomization.ts';
import type { KnownOfUnread } from './bundle.ts';

/** What the path of an unread part says about its content. */
export function holdsByName(path: string): KnownOfUnread {
  return containsDefinitions(path) ? { defines: true } : isCalledSecret(path) ? { kinds: secretKinds } : {};
}

const secretKinds: readonly string[] = ['Secret', 'SealedSecret', 'ExternalSecret'];
