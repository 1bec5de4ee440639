import type { LabelOwner } from '../../kinds/fieldAt.ts';
import { builtInGroups } from '../../kinds/list.ts';
import type { DocumentFacts } from '../../model/document.ts';
import type { AddedLabel, Resource } from '../../model/resource.ts';
import type { LabelPair, Labels } from '../../model/written.ts';
import { describeLabels, writtenResource } from '../../resolve/describe.ts';
import { isAdded, labelUnder, selectorMatches } from '../../resolve/evidence/match.ts';
import { isSameName, knownNames } from '../../resolve/evidence/nameSimilarity.ts';
import {
  labelsWith,
  pairOf,
  type RankedTarget,
  rankedSelectables,
  rankedWorkloads,
} from '../../resolve/evidence/rankedTargets.ts';
import { isReleaseLabel, stableLabelsOf } from '../../resolve/evidence/stableLabels.ts';
import { membershipOfResource, scopeOf, servicesInScope, templatesInScope } from '../../resolve/scope/scope.ts';
import { matchesOf } from '../../resolve/serviceMatches.ts';
import { none } from '../../text/emptyList.ts';
import { directoryOf } from '../../text/path.ts';
import { pairText } from '../../yaml/write.ts';
import type { Completion } from './completion.ts';
import { type Context, kindAndName, mayBecome, namesOf, searchFor, valueItem } from './context.ts';

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

/** The items at a map of labels, or at the value of one label. */
export function labelItems(
  field: { readonly owner: LabelOwner; readonly shape: 'labels' | 'LabelSelector'; readonly key?: string },
  context: Context,
): readonly Completion[] {
  const { typing } = context;
  const written = field.shape === 'labels' ? pairsWritten(context) : none;
  const sources = sourcesOf(field.owner, written, context);
  const { key } = field;
  if (key !== undefined && typing.part === 'value') {
    return valuesOf(key, sources, written, context);
  }
  if (key !== undefined || typing.hasBlock) {
    return none;
  }
  if (typing.part === 'value' || field.shape === 'LabelSelector') {
    return sources.slice(0, mostSources).flatMap((source) => wholeItem(source, field.shape, none, context) ?? none);
  }
  const keys = keysOf(sources, written, context);
  if (typing.hasColon || typing.quote !== undefined) {
    return keys;
  }
  // With a pair of any other workload the selector would select nothing.
  const fitting = sources.filter(({ target }) => target?.hasPairs !== false);
  const describe = describer(sources, written);
  const pairs = (fitting.length > 0 ? fitting : sources).slice(0, mostSources).flatMap((source) => {
    const whole = wholeItem(source, field.shape, written, context);
    return [...(whole ? [whole] : none), ...pairItems(source, describe, written, context)];
  });
  return [...pairs, ...keys];
}

/** More than an editor is sent, so that the list is known to be cut. */
const mostSources = 250;

/** The keys of labels, or the values of a key, in a requirement of `matchExpressions`. */
export function requirementItems(
  { owner, part }: { readonly owner: LabelOwner; readonly part: 'key' | 'value' },
  context: Context,
): readonly Completion[] {
  const sources = sourcesOf(owner, none, context);
  const key = context.typing.levels.at(-1)?.pairs.get('key');
  if (part === 'value') {
    return key === undefined ? none : valuesOf(key, sources, none, context);
  }
  return distinctKeys(sources).map(([name, of]) =>
    valueItem(name, context, { kind: 'key', ...detailOf(namesOf(of.map(({ resource }) => resource))) }),
  );
}

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
  return { resource, pairs, whole: stable.filter((pair) => pairs.some((each) => isSame(each, pair))), target };
}

/** The labels of a workload's pods, its stable ones first and those that change with releases last. */
function orderedPairs(resource: Resource, added: AddedHere): readonly LabelPair[] {
  const all = writtenHere(resource, labelsOfPods, added);
  const stable = stableLabelsOf(resource);
  const rankOf = (pair: LabelPair) =>
    stable.some((each) => isSame(each, pair)) ? 0 : isReleaseLabel(pair.key.value) ? 2 : 1;
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
    own.some((each) => isSame(each, pair)) ||
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

/** The other labels of the map at the cursor. */
function pairsWritten({ typing }: Context): readonly LabelPair[] {
  const pairs = typing.levels.at(-1)?.pairs ?? new Map<string, string>();
  const isInMap = typing.part !== 'value' || typing.path.length > 1;
  return isInMap
    ? [...pairs].flatMap(([key, value]) => (value === undefined || value === '' ? none : pairOf(key, value)))
    : none;
}

function valuesOf(
  key: string,
  sources: readonly LabelSource[],
  written: readonly LabelPair[],
  context: Context,
): readonly Completion[] {
  const values = new Set([
    ...sources.flatMap(({ pairs }) => pairs.filter((pair) => pair.key.value === key).map(({ value }) => value.value)),
    ...sources.flatMap(({ target }) => (target?.labels.added ?? none).flatMap((each) => addedValues(key, each))),
  ]);
  const describe = describer(sources, written);
  return [...values]
    .filter((value) => value !== '' && mayBecome(value, context.typing))
    .slice(0, mostSources)
    .map((value) => valueItem(value, context, { kind: 'value', ...describe(key, value) }));
}

/** The values of a label that a controller adds to pods, as far as they are known: of numbered pods the first ones. */
function addedValues(key: string, { key: added, exactly, prefix, ordinalFrom }: AddedLabel): readonly string[] {
  if (added !== key) {
    return none;
  }
  return exactly !== undefined
    ? [exactly]
    : ordinalFrom === undefined
      ? none
      : Array.from({ length: mostOrdinals }, (_, at) => `${prefix}${ordinalFrom + at}`);
}

const mostOrdinals = 3;

function pairItems(
  { pairs, isConvention }: LabelSource,
  describe: ReturnType<typeof describer>,
  written: readonly LabelPair[],
  { typing }: Context,
): readonly Completion[] {
  return (isConvention ? none : pairs)
    .filter(({ key, value }) => value.value !== '' && !written.some((each) => each.key.value === key.value))
    .map(({ key, value }): Completion => {
      const text = pairText(key.value, value.value, typing.style, typing.column);
      return {
        label: `${key.value}: ${value.value}`,
        kind: 'value',
        ...describe(key.value, value.value),
        newText: spaced(text, typing),
        range: typing.replaced,
        filterText: `${key.value}: ${value.value}`,
      };
    });
}

function keysOf(
  sources: readonly LabelSource[],
  written: readonly LabelPair[],
  { typing }: Context,
): readonly Completion[] {
  return distinctKeys(sources)
    .filter(([key]) => !written.some((each) => each.key.value === key))
    .map(([key, of]): Completion => {
      const quoted = typing.quote ? key + (typing.isQuoteOpen ? typing.quote : '') : keyOf(key, typing);
      return {
        label: key,
        kind: 'key',
        ...detailOf(namesOf(of.map(({ resource }) => resource))),
        newText: spaced(typing.hasColon ? quoted : `${quoted}: `, typing),
        range: typing.replaced,
        filterText: key,
      };
    });
}

function keyOf(key: string, { style, column }: Context['typing']): string {
  const pair = pairText(key, 'x', style, column);
  return pair.slice(0, pair.lastIndexOf(':'));
}

function distinctKeys(sources: readonly LabelSource[]): readonly (readonly [string, readonly LabelSource[]])[] {
  const keys = new Map<string, LabelSource[]>();
  for (const source of sources) {
    for (const { key } of source.pairs) {
      const known = keys.get(key.value);
      if (known) {
        known.push(source);
      } else {
        keys.set(key.value, [source]);
      }
    }
  }
  return [...keys];
}

/** All labels of a source at once, without those that are already written. */
// Characters. The list of VS Code has space for about fifty, with what is behind the label.
const longestLabel = 30;

function wholeItem(
  { resource, whole }: LabelSource,
  shape: 'labels' | 'LabelSelector',
  written: readonly LabelPair[],
  { typing }: Context,
): Completion | undefined {
  const missing = whole.filter((pair) => !written.some((each) => isSame(each, pair)));
  const contradicts = written.some((each) => {
    const same = labelUnder(labelsWith(whole), each.key.value);
    return same !== undefined && !isSame(same, each);
  });
  // A single label is an item of its own, unless it cannot be written on the line of its map.
  const least = typing.part === 'value' || shape === 'LabelSelector' ? 1 : 2;
  if (missing.length < least || contradicts || typing.quote !== undefined) {
    return undefined;
  }
  const pairs = missing.map(({ key, value }): readonly [string, string] => [key.value, value.value]);
  const [first, ...others] = pairs.map(([key, value]) => `${key}: ${value}`);
  const all = [first, ...others].join(', ');
  return {
    // An editor cuts long labels and then leaves no space for the workload behind it.
    label: others.length > 0 && all.length > longestLabel ? `${first}, …` : all,
    kind: 'selector',
    detail: kindAndName(resource),
    documentation: `\`${all}\`\n\n${documentationOf([resource])}`,
    ...wholeText(pairs, shape, typing),
    filterText: all,
  };
}

function wholeText(
  pairs: readonly (readonly [string, string])[],
  shape: 'labels' | 'LabelSelector',
  typing: Context['typing'],
): Pick<Completion, 'newText' | 'range'> {
  const { style, part, replaced, column, step } = typing;
  const isNested = shape === 'LabelSelector';
  if (style.flow) {
    const inner = pairs.map(([key, value]) => pairText(key, value, style, 0)).join(', ');
    const map = part === 'value' ? `{${inner}}` : inner;
    const nested = `{${pairText('matchLabels', pairs, style, 0)}}`;
    return {
      newText: spaced(isNested ? (part === 'value' ? nested : nested.slice(1, -1)) : map, typing),
      range: replaced,
    };
  }
  // On the line of the key, the pairs go to the lines below.
  const isBelow = part === 'value';
  const first = isBelow ? column + step : column;
  const indented = (lines: readonly string[], at: number) => lines.map((line) => ' '.repeat(at) + line);
  const of = (at: number) =>
    indented(
      pairs.map(([key, value]) => pairText(key, value, style, at)),
      at,
    );
  const lines = isNested ? [...indented(['matchLabels:'], first), ...of(first + step)] : of(first);
  const text = lines.join(style.lineEnd);
  return isBelow
    ? { newText: style.lineEnd + text, range: { start: typing.afterColon ?? replaced.start, end: replaced.end } }
    : { newText: spaced(text.slice(first), typing), range: replaced };
}

function spaced(text: string, { needsSpace }: Context['typing']): string {
  return needsSpace ? ` ${text}` : text;
}

/** What the selector would select with a pair more. */
function describer(
  sources: readonly LabelSource[],
  written: readonly LabelPair[],
): (key: string, value: string) => Pick<Completion, 'detail' | 'documentation'> {
  const selector = labelsWith(written);
  const matching = sources.filter(({ target }) => !target || selectorMatches(selector, target.labels));
  const byPair = new Map<string, Resource[]>();
  for (const { resource, pairs, target } of matching) {
    for (const { key, value } of target?.labels.labels?.pairs ?? pairs) {
      const pair = `${key.value}=${value.value}`;
      const known = byPair.get(pair);
      if (known) {
        known.push(resource);
      } else {
        byPair.set(pair, [resource]);
      }
    }
  }
  return (key, value) => {
    const selected =
      byPair.get(`${key}=${value}`) ??
      matching
        .filter(({ target }) => target && isAdded(target.labels.added, key, value))
        .map(({ resource }) => resource);
    return {
      ...detailOf(namesOf(selected)),
      ...(selected.length > 0 ? { documentation: documentationOf(selected) } : {}),
    };
  };
}

function detailOf(detail: string | undefined): Pick<Completion, 'detail'> {
  return detail === undefined ? {} : { detail };
}

/** One line for each resource, with its file. */
function documentationOf(resources: readonly Resource[]): string {
  const lines = resources.slice(0, mostDescribed).map((each) => `- ${kindAndName(each)} in \`${each.document.file}\``);
  const more = resources.length - lines.length;
  return [...lines, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n');
}

/** More lines do not fit beside the list. */
const mostDescribed = 10;

function isSame(a: LabelPair, b: LabelPair): boolean {
  return a.key.value === b.key.value && a.value.value === b.value.value;
}
