import type { LabelOwner } from '../../kinds/fieldAt.ts';
import type { AddedLabel, Resource } from '../../model/resource.ts';
import type { LabelPair } from '../../model/written.ts';
import { kindAndName } from '../../resolve/describe.ts';
import { isAdded, isSamePair, labelUnder, selectorMatches } from '../../resolve/evidence/match.ts';
import { labelsWith, pairOf } from '../../resolve/evidence/rankedTargets.ts';
import { none } from '../../text/emptyList.ts';
import { addToList } from '../../text/maps.ts';
import { pairText } from '../../yaml/write.ts';
import type { Completion } from './completion.ts';
import { type Context, mayBecome, namesOf, valueItem, workloadInWords } from './context.ts';
import { type LabelSource, mostSources, sourcesOf } from './labelSources.ts';

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

/** The keys of labels, the operators, or the values of a key, in a requirement of `matchExpressions`. */
export function requirementItems(
  { owner, part }: { readonly owner: LabelOwner; readonly part: 'key' | 'operator' | 'value' },
  context: Context,
): readonly Completion[] {
  if (part === 'operator') {
    return operators.map(([operator, detail]) => valueItem(operator, context, { kind: 'value', detail }));
  }
  const sources = sourcesOf(owner, none, context);
  if (part === 'value') {
    // The innermost level may be the item itself, because the word that is typed may become a key.
    const { levels, path } = context.typing;
    const key = levels.find((level) => level.path.length === path.length - 2)?.pairs.get('key');
    return key === undefined ? none : valuesOf(key, sources, none, context);
  }
  return distinctKeys(sources).map(([name, of]) =>
    valueItem(name, context, { kind: 'key', ...detailOf(namesOf(of.map(({ resource }) => resource))) }),
  );
}

/** Source: k8s.io/apimachinery meta/v1 LabelSelectorOperator. */
const operators: readonly (readonly [operator: string, meaning: string])[] = [
  ['In', 'the label has one of the values'],
  ['NotIn', 'the label has none of the values, or is absent'],
  ['Exists', 'the label is there, with any value'],
  ['DoesNotExist', 'the label is absent'],
];

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
      addToList(keys, key.value, source);
    }
  }
  return [...keys];
}

/** All labels of a source at once, without those that are already written. */
function wholeItem(
  { resource, whole }: LabelSource,
  shape: 'labels' | 'LabelSelector',
  written: readonly LabelPair[],
  { typing }: Context,
): Completion | undefined {
  const missing = whole.filter((pair) => !written.some((each) => isSamePair(each, pair)));
  const contradicts = written.some((each) => {
    const same = labelUnder(labelsWith(whole), each.key.value);
    return same !== undefined && !isSamePair(same, each);
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
    detail: workloadInWords(resource),
    documentation: `\`${all}\`\n\n${documentationOf([resource])}`,
    ...wholeText(pairs, shape, typing),
    filterText: all,
  };
}

// Characters. The list of VS Code has space for about fifty, with what is behind the label.
const longestLabel = 30;

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
      addToList(byPair, `${key.value}=${value.value}`, resource);
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
