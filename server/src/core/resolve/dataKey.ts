import { distance } from 'fastest-levenshtein';
import { referrersTo } from '../index/keys.ts';
import type { IndexReader } from '../index/reader.ts';
import type { Reference, ReferencedKey } from '../model/reference.ts';
import type { LostEdge, UnknownTarget } from '../model/resolution.ts';
import type { DataKey, Resource } from '../model/resource.ts';
import { compareText } from '../text/compare.ts';
import { none } from '../text/emptyList.ts';
import { describeResource } from './describe.ts';
import { likenessOf } from './evidence/nameSimilarity.ts';
import { lostKey } from './lost/lostReferences.ts';
import { namesakesOf, resolveName } from './objectName.ts';
import { unknown } from './resolve.ts';
import { isInScopeOf, type LookUp, searchOf } from './search.ts';
import { patchedBy } from './unknown/unrenderedChanges.ts';

/** A key that a ConfigMap or a Secret does not have. */
export interface MissingKey {
  readonly type: 'missing';
  /** The objects with the name. None of them has the key. Never empty. */
  readonly objects: readonly Resource[];
  /** Keys of these objects that the author may have meant, the likeliest first. */
  readonly candidates: readonly KeyCandidate[];
  readonly lost?: LostEdge;
}

export interface KeyCandidate {
  readonly key: DataKey;
  readonly resource: Resource;
  /** Whether it is spelt almost like the missing key, so that hardly any other can be meant. */
  readonly isAlike: boolean;
  /** Whether it is more likely than the others, for one missing key. */
  readonly isLikeliest: boolean;
}

/**
 * Whether the ConfigMap or the Secret that a reference names has a key; undefined if it has, or if the object itself is
 * missing or unknown.
 *
 * @param position of the key among the keys of the reference.
 */
export function resolveKey(
  referrer: Resource,
  reference: Reference,
  position: number,
  look: LookUp,
): MissingKey | UnknownTarget | undefined {
  const { index, settings } = look;
  const key = reference.keys?.[position];
  // Nearly every key exists, and this look-up costs much less than the search for the object.
  if (!key || key.written.type === 'placeholder' || !mayLack(namesakesOf(reference, index), key)) {
    return undefined;
  }
  const resolution = resolveName({ referrer, reference }, index, settings);
  const objects = resolution.type === 'found' ? resolution.targets : none;
  const [first] = objects;
  if (!first || objects.some(({ data }) => data === undefined || hasKey(data.keys, key))) {
    return undefined;
  }
  const lost = lostKey(referrer, reference, position, objects, look);
  if (lost && 'type' in lost) {
    return lost;
  }
  const candidates = candidatesFor(reference, key, objects, index);
  if (lost) {
    return { type: 'missing', objects, candidates, lost };
  }
  const search = searchOf(referrer, index, settings);
  const isAlone = candidates[0]?.isAlike || !isAgreed(referrer, reference, key, objects, index);
  const because =
    (isAlone
      ? undefined
      : `other objects use key "${key.written.value}" too, so the applied object may be another one`) ??
    objects.map(({ data }) => data?.open).find((open) => open !== undefined) ??
    ('because' in search || objects.some((each) => isInScopeOf(search, each))
      ? undefined
      : `${describeResource(first)} is in ${first.document.file}, which is outside the scope`) ??
    patchedBy(referrer, [key.written.value, referrer.kind], index) ??
    objects.map((each) => patchedBy(each, [key.written.value, each.name], index)).find((each) => each !== undefined);
  return because === undefined ? { type: 'missing', objects, candidates } : unknown(because);
}

function mayLack(namesakes: readonly Resource[], key: ReferencedKey): boolean {
  return namesakes.some(({ data }) => data && !hasKey(data.keys, key));
}

function hasKey(keys: readonly DataKey[], { written }: ReferencedKey): boolean {
  return keys.some(({ value }) => value === written.value);
}

/**
 * The keys of the objects in order of their likelihood: those that are spelt almost like the missing one, or like the
 * name under which the pod uses it, then others that no pod names.
 */
function candidatesFor(
  { group, kind, name }: Reference,
  { written, use }: ReferencedKey,
  objects: readonly Resource[],
  index: IndexReader,
): readonly KeyCandidate[] {
  const used = new Set(
    index
      .list(referrersTo(group, kind, name.value))
      .flatMap(({ references }) => references)
      .filter((each) => each.kind === kind && each.name.value === name.value)
      .flatMap(({ keys }) => (keys ?? none).map((each) => each.written.value)),
  );
  const pointsOf = ({ value }: DataKey): number =>
    (used.has(value) ? 0 : weights.unused) +
    weights[likenessOf(value, written.value)] +
    (use === undefined ? 0 : weights[likenessOf(value, use)] * weights.ofUse);
  const [resource, ...others] = objects;
  // Overlays of one base have the same keys. What only one of them has is no answer for all.
  const keys = resource!.data!.keys.filter(
    ({ value, type }) =>
      type === 'string' && others.every(({ data }) => data?.keys.some((each) => each.value === value)),
  );
  const ranked = keys
    .map((key) => ({ key, resource: resource!, points: pointsOf(key) }))
    .sort(
      (a, b) =>
        b.points - a.points ||
        distance(a.key.value, written.value) - distance(b.key.value, written.value) ||
        compareText(a.key.value, b.key.value),
    );
  const [best, second] = ranked;
  const isLikeliest = best !== undefined && best.points >= weights.unused && best.points > (second?.points ?? 0);
  return ranked.map(({ key, resource }, position) => {
    const likeness = position === 0 ? likenessOf(key.value, written.value) : 'none';
    return {
      key,
      resource,
      isAlike: isLikeliest && (likeness === 'spelling' || likeness === 'typo'),
      isLikeliest: isLikeliest && position === 0,
    };
  });
}

/**
 * Whether an object of another document uses the same key, which makes a mistake in the key unlikely: people also make
 * ConfigMaps with `kubectl create`, from files that are no manifests.
 */
function isAgreed(
  referrer: Resource,
  { group, kind, name }: Reference,
  { written }: ReferencedKey,
  objects: readonly Resource[],
  index: IndexReader,
): boolean {
  return index
    .list(referrersTo(group, kind, name.value))
    .some(
      ({ document, start, bundle, references }) =>
        !(document === referrer.document && start === referrer.start) &&
        objects.some((each) => each.bundle === bundle) &&
        references.some(
          (each) =>
            each.kind === kind &&
            each.name.value === name.value &&
            each.keys?.some((key) => key.written.value === written.value),
        ),
    );
}

/** A spelling mistake outweighs everything else, and a key that no pod names yet outweighs a vague likeness. */
const weights = {
  spelling: 8,
  typo: 7,
  extended: 2,
  'shared parts': 1,
  'other number': 1,
  none: 0,
  unused: 3,
  /** The environment variable or the file that gets the value is mostly called like the key, but not always. */
  ofUse: 0.6,
} as const;
