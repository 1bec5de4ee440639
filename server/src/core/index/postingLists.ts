import { none } from '../text/emptyList.ts';
import { emptyMap, lookUp, type VersionedMap, withChanges } from '../text/versionedMap.ts';
import type { Key, ListKey, Posting } from './keys.ts';

/** Every posting list by its key. Only `changesTo` makes the lists, so the items under a key have the key's type. */
export type PostingLists = VersionedMap<Key, readonly Posting[]>;

export const noPostings: PostingLists = emptyMap();

export function postingsUnder<T extends Posting>(lists: PostingLists, key: ListKey<T>): readonly T[] {
  return (lookUp(lists, key) ?? none) as readonly T[];
}

/** Additions to lists and removals from them. */
export interface PostingChanges {
  post<T extends Posting>(key: ListKey<T>, posting: T): void;
  unpost<T extends Posting>(key: ListKey<T>, posting: T): void;
  /** The lists with all changes since the last call, each list in order. */
  settle(inOrder: (a: Posting, b: Posting) => number): PostingLists;
}

/** @param touched receives the keys of lists that change. */
export function changesTo(
  lists: PostingLists,
  touched: Set<Key>,
  isSame: (a: Posting, b: Posting) => boolean,
): PostingChanges {
  let settled = lists;
  /** The lists that have changed, not sorted yet. */
  const unsorted = new Map<Key, Posting[]>();
  const begin = (key: Key, list: Posting[]): Posting[] => {
    touched.add(key);
    unsorted.set(key, list);
    return list;
  };
  const before = (key: Key) => lookUp(settled, key) ?? none;
  return {
    post(key, posting) {
      const list = unsorted.get(key);
      if (list) {
        list.push(posting);
      } else {
        // Most lists never hold more than one item. An array literal has room for exactly one, while a push
        // reserves room for seventeen.
        const earlier = before(key);
        begin(key, earlier.length === 0 ? [posting] : [...earlier, posting]);
      }
    },
    unpost(key, posting) {
      const list = unsorted.get(key) ?? begin(key, [...before(key)]);
      const at = list.findIndex((each) => each === posting || isSame(each, posting));
      if (at >= 0) {
        list.splice(at, 1);
      }
    },
    settle(inOrder) {
      const changed = new Map<Key, readonly Posting[] | undefined>();
      for (const [key, list] of unsorted) {
        changed.set(key, list.length === 0 ? undefined : list.length > 1 ? list.sort(inOrder).slice() : list);
      }
      unsorted.clear();
      settled = withChanges(settled, changed);
      return settled;
    },
  };
}
