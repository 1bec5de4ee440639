import type { LabelOwner } from '../../kinds/fieldAt.ts';
import { builtInGroups } from '../../kinds/list.ts';
import type { DocumentFacts } from '../../model/document.ts';
import type { Resource } from '../../model/resource.ts';
import type { LabelPair, Labels } from '../../model/written.ts';
import { describeLabels, kindAndName, writtenResource } from '../../resolve/describe.ts';
import { isSamePair } from '../../resolve/evidence/match.ts';
import { isSameName, knownNames } from '../../resolve/evidence/nameSimilarity.ts';
import { type RankedTarget, rankedSelectables, rankedWorkloads } from '../../resolve/evidence/rankedTargets.ts';
import { isReleaseLabel, stableLabelsOf } from '../../resolve/evidence/stableLabels.ts';
import { membershipOfResource, scopeOf, servicesInScope, templatesInScope } from '../../resolve/scope/scope.ts';
import { matchesOf } from '../../resolve/serviceMatches.ts';
import { none } from '../../text/emptyList.ts';
import { directoryOf } from '../../text/path.ts';
import { type Context, searchFor } from './context.ts';

/** A set of labels that belong together, with what has or selects them. */
export interface LabelSource {
  readonly resource: Resource;
  /** Its labels as written in its own file, those first by which it is known. */
  readonly pairs: readonly LabelPair[];
  /** The labels that a whole selector of it consists of. */
  readonly whole: readonly LabelPair[];
  /** All its labels, for the question what a pair selects. */
  readonly target: RankedTarget | undefined;
  /** Only its keys are offered: they are conventions of the place, and its values are its own. */
  readonly isConvention?: true;
}

/** More than an editor is sent, so that the list is known to be cut. */
export const mostSources = 250;

/** The labels that belong at a place, in order of likelihood. */
export function sourcesOf(owner: LabelOwner, written: readonly LabelPair[], context: Context): readonly LabelSource[] {
  const found = context.variants.flatMap((variant) => sourcesFor(variant, owner, written, context));
  const seen = new Map<string, LabelSource>();
  for (const source of found) {
    const { document, start } = source.resource;
    const place = `${document.file} ${start} ${kindAndName(source.resource)} ${describeLabels(source.pairs)}`;
    seen.set(place, seen.get(place) ?? source);
  }
  return [...seen.values()];
}

function sourcesFor(
  variant: Resource,
  owner: LabelOwner,
  written: readonly LabelPair[],
  context: Context,
): readonly LabelSource[] {
  const added = addedTo(variant, owner);
  switch (owner.type) {
    case 'service':
      return rankedWorkloads(searchFor(variant, context), written).map((each) => sourceOf(each, added));
    case 'rule':
      return rankedSelectables(searchFor(variant, context), owner.rule, written).map((each) => sourceOf(each, added));
    case 'workload': {
      const pairs = orderedPairs(variant, added);
      return [
        { resource: variant, pairs, whole: pairs.filter(({ key }) => !isReleaseLabel(key.value)), target: undefined },
      ];
    }
    case 'template':
      return sourcesOfTemplate(variant, added, context);
  }
}

/** A template needs the labels of the workload's own selector, and those of Services that select nothing yet. */
function sourcesOfTemplate(variant: Resource, added: AddedHere, context: Context): readonly LabelSource[] {
  const { index, settings } = context;
  const own = writtenHere(variant, ownSelector, added);
  const scope = scopeOf(variant, membershipOfResource(variant, index), index);
  const names = knownNames(index);
  const waiting = servicesInScope(scope, index)
    .filter((each) => {
      const matches = each.service?.selector ? matchesOf(each, index, settings) : undefined;
      return matches?.type === 'looked for' && matches.found.length === 0;
    })
    .sort((a, b) => Number(isSameName(b.name, variant.name, names)) - Number(isSameName(a.name, variant.name, names)));
  const source = (resource: Resource, pairs: readonly LabelPair[]): LabelSource => ({
    resource,
    pairs,
    whole: pairs,
    target: undefined,
  });
  const others = templatesInScope(scope, index).filter(({ resource }) => resource !== variant);
  return [
    ...(own.length > 0 ? [source(variant, own)] : []),
    ...waiting.map((each) => source(each, writtenHere(each, selectorOfService, added))),
    ...others.slice(0, mostSources).map(
      ({ resource }): LabelSource => ({
        ...source(resource, orderedPairs(resource, added)),
        whole: none,
        isConvention: true,
      }),
    ),
  ].filter(({ pairs }) => pairs.length > 0);
}

function sourceOf(target: RankedTarget, added: AddedHere): LabelSource {
  const { resource } = target;
  const pairs = resource.podTemplate ? orderedPairs(resource, added) : writtenHere(resource, ownLabels, added);
  const stable = resource.podTemplate
    ? stableLabelsOf(resource)
    : pairs.filter(({ key }) => !isReleaseLabel(key.value));
  return { resource, pairs, whole: stable.filter((pair) => pairs.some((each) => isSamePair(each, pair))), target };
}

/** The labels of a workload's pods, its stable ones first and those that change with releases last. */
function orderedPairs(resource: Resource, added: AddedHere): readonly LabelPair[] {
  const all = writtenHere(resource, labelsOfPods, added);
  const stable = stableLabelsOf(resource);
  const rankOf = (pair: LabelPair) =>
    stable.some((each) => isSamePair(each, pair)) ? 0 : isReleaseLabel(pair.key.value) ? 2 : 1;
  return [...all].sort((a, b) => rankOf(a) - rankOf(b));
}

/**
 * The labels without those that nobody writes here, because a kustomization adds them to this selector too. In a base,
 * what its overlays add is left out as well.
 */
function writtenHere(resource: Resource, of: (resource: Resource) => Labels | undefined, added: AddedHere) {
  const own = of(writtenResource(resource))?.pairs ?? none;
  const isOfPlace = (document: DocumentFacts | undefined) =>
    document === undefined || resource.bundle !== added.bundle || directoryOf(document.file) === added.directory;
  const isWritten = (pair: LabelPair) =>
    own.some((each) => isSamePair(each, pair)) ||
    (!added.keys.has(pair.key.value) && isOfPlace(pair.key.document) && isOfPlace(pair.value.document));
  return (of(resource)?.pairs ?? none).filter(
    (pair) => pair.key.type === 'string' && pair.value.type !== 'placeholder' && (added.isNothing || isWritten(pair)),
  );
}

/** What a bundle adds to the resource at the cursor. */
interface AddedHere {
  readonly bundle: string | undefined;
  readonly directory: string;
  /** Keys of labels in the selector that its file does not state. */
  readonly keys: ReadonlySet<string>;
  /** Kustomize adds no labels to the selectors of custom resources. */
  readonly isNothing: boolean;
}

function addedTo(variant: Resource, owner: LabelOwner): AddedHere {
  const selector =
    owner.type === 'service'
      ? variant.service?.selector
      : owner.type === 'rule'
        ? variant.selectors.find(({ role }) => role === owner.rule.role)?.selector.matchLabels
        : undefined;
  const keys = (selector?.pairs ?? none).flatMap(({ key }) => (key.document === undefined ? none : key.value));
  return {
    bundle: variant.bundle,
    directory: directoryOf(variant.document.file),
    keys: new Set(keys),
    isNothing: owner.type === 'rule' && !builtInGroups.includes(variant.group),
  };
}

const labelsOfPods = (resource: Resource) => resource.podTemplate?.labels;
const ownSelector = (resource: Resource) => resource.workloadSelector?.matchLabels;
const ownLabels = (resource: Resource) => resource.labels;
const selectorOfService = (resource: Resource) => resource.service?.selector;
