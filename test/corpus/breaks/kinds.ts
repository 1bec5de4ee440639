import type { Resource } from '../../../server/src/core/model/resource.ts';
import type { LabelPair, Written } from '../../../server/src/core/model/written.ts';
import type { Edit } from './places.ts';
import { chosen, type Random } from './random.ts';
import {
  anotherWord,
  camelCased,
  extended,
  firstWords,
  isPlainLabelValue,
  lastWord,
  twoTypingErrors,
  withAnotherLastWord,
  withLetterChanged,
  withoutSeparators,
  withWordAdded,
  wordsOf,
} from './values.ts';

export type BreakKind =
  | 'another word'
  | 'the name of the Service'
  | 'two typing errors'
  | 'separators dropped'
  | 'first word only'
  | 'last word only'
  | 'another last word'
  | 'a word added'
  | 'another naming scheme'
  | 'camel case'
  | 'a pair too many'
  | 'workload renamed'
  | 'a letter changed'
  | 'a value extended'
  | 'a key renamed'
  | 'a label dropped';

/** A Service that selects exactly one workload. */
export interface Subject {
  readonly service: Resource;
  readonly target: Resource;
  /**
   * Words that names, labels and selectors of their directories are made of: a value made of another one means nothing
   * there.
   */
  readonly taken: ReadonlySet<string>;
}

/** An edit of a text by a person. */
export interface Change {
  readonly edits: readonly Edit[];
  /** The description of the edit, e.g. `app: web → wea`. */
  readonly text: string;
}

/** One way to break a correct Service; undefined if this Service cannot be broken that way. */
export type Break = (subject: Subject, random: Random) => Change | undefined;

export const breakKinds: ReadonlyMap<BreakKind, Break> = new Map<BreakKind, Break>([
  ['another word', ofValue((_, { taken }, random) => anotherWord(taken, random), namingFirst)],
  ['the name of the Service', ofValue((_, { service }) => service.name, namingFirst)],
  ['two typing errors', ofValue((value, _, random) => twoTypingErrors(value, random))],
  ['separators dropped', ofValue(withoutSeparators)],
  ['first word only', ofValue((value, _, random) => firstWords(value, random))],
  ['last word only', ofValue(lastWord)],
  ['another last word', ofValue((value, { taken }, random) => withAnotherLastWord(value, taken, random))],
  ['a word added', ofValue((value, _, random) => withWordAdded(value, random))],
  ['another naming scheme', withAnotherScheme],
  ['camel case', ofValue(camelCased)],
  ['a pair too many', withPairTooMany],
  ['workload renamed', withWorkloadRenamed],
  ['a letter changed', ofValue((value, _, random) => withLetterChanged(value, random))],
  ['a value extended', ofValue((value, _, random) => extended(value, random))],
  ['a key renamed', withKeyRenamed],
  ['a label dropped', withLabelDropped],
]);

/** The kinds by which the judgement was measured when it was first fitted. */
export const oldKinds: ReadonlySet<string> = new Set<BreakKind>([
  'a letter changed',
  'a value extended',
  'a key renamed',
  'a label dropped',
]);

/** Breaks that a person makes in the workload. Its own selector may then be what no longer matches. */
export const workloadKinds: ReadonlySet<string> = new Set<BreakKind>(['workload renamed', 'a label dropped']);

/** Gives one pair of the selector another value. */
function ofValue(
  wrong: (value: string, subject: Subject, random: Random) => string | undefined,
  among: (pairs: readonly LabelPair[]) => readonly LabelPair[] = (pairs) => pairs,
): Break {
  return (subject, random) => {
    const { service } = subject;
    const pair = chosen(among(editablePairs(service)), random);
    const value = pair && wrong(pair.value.value, subject, random);
    return pair && value !== undefined && value !== pair.value.value && isPlainLabelValue(value)
      ? withValue(service, pair, value)
      : undefined;
  };
}

/** Nobody writes a name after `tier:` if there is an `app:`. */
function namingFirst(pairs: readonly LabelPair[]): readonly LabelPair[] {
  const naming = pairs.filter(({ key }) => schemes.has(key.value));
  return naming.length > 0 ? naming : pairs;
}

/** The selector with one of its values made another. */
export function withValue(service: Resource, pair: LabelPair, value: string): Change {
  return { edits: [valueEdit(service, pair.value, value)], text: `${textOf(pair)} → ${value}` };
}

/** The pairs of the selector that a person mistypes: those in the Service's own text, if there are any. */
export function editablePairs(service: Resource): readonly LabelPair[] {
  const editable = (service.service?.selector?.pairs ?? []).filter(
    (pair) => !pair.shared && isEditable(service, pair.value) && pair.value.value.length > 1,
  );
  const own = editable.filter(({ value }) => value.document === undefined);
  return own.length > 0 ? own : editable;
}

/** Whether it is a string without line breaks or folding. */
function isEditable(resource: Resource, written: Written): boolean {
  const { document, range } = placeOfWritten(resource, written);
  return (
    written.type === 'string' &&
    document.text.slice(range.start, range.end).replace(/^["']|["']$/g, '') === written.value
  );
}

function valueEdit(resource: Resource, written: Written, value: string): Edit {
  const { document, range } = placeOfWritten(resource, written);
  const text = document.text.slice(range.start, range.end);
  return { document, edit: { range, newText: text.replace(written.value, () => value) } };
}

function placeOfWritten(resource: Resource, { document, start, end }: Written) {
  return { document: document ?? resource.document, range: { start, end } };
}

function textOf({ key, value }: LabelPair): string {
  return `${key.value}: ${value.value}`;
}

const schemes: ReadonlyMap<string, readonly string[]> = new Map([
  ['app', ['app.kubernetes.io/name', 'app.kubernetes.io/name', 'name', 'k8s-app', 'run']],
  ['app.kubernetes.io/name', ['app', 'app', 'name', 'k8s-app']],
  ['run', ['app', 'name']],
  ['k8s-app', ['app', 'name', 'app.kubernetes.io/name']],
  ['name', ['app', 'app.kubernetes.io/name']],
]);

function withAnotherScheme({ service }: Subject, random: Random): Change | undefined {
  const pair = chosen(
    editableKeys(service).filter(({ key }) => schemes.has(key.value)),
    random,
  );
  return pair && withKey(service, pair, chosen(schemes.get(pair.key.value)!, random)!);
}

function withKeyRenamed({ service }: Subject, random: Random): Change | undefined {
  const pair = chosen(editableKeys(service), random);
  const { value = '' } = pair?.key ?? {};
  return pair && withKey(service, pair, random() < 0.5 ? `${value}s` : value === 'app' ? 'name' : 'app');
}

function editableKeys(service: Resource): readonly LabelPair[] {
  return (service.service?.selector?.pairs ?? []).filter((pair) => !pair.shared && isEditable(service, pair.key));
}

function withKey(service: Resource, pair: LabelPair, key: string): Change | undefined {
  return service.service?.selector?.pairs.some((each) => each.key.value === key)
    ? undefined
    : { edits: [valueEdit(service, pair.key, key)], text: `${textOf(pair)} → ${key}: ${pair.value.value}` };
}

const pairsTooMany: readonly (readonly [string, string])[] = [
  ['tier', 'backend'],
  ['tier', 'frontend'],
  ['version', 'v1'],
  ['env', 'prod'],
  ['environment', 'production'],
  ['release', 'stable'],
  ['role', 'server'],
  ['component', 'web'],
  ['app.kubernetes.io/component', 'server'],
  ['app.kubernetes.io/part-of', 'platform'],
  ['track', 'stable'],
];

function withPairTooMany({ service, target }: Subject, random: Random): Change | undefined {
  const selector = service.service?.selector;
  const first = selector?.pairs.find((pair) => !pair.shared && isOwn(pair) && isEditable(service, pair.key));
  const isHeld = ([key, value]: readonly [string, string]) =>
    selector?.pairs.some((pair) => pair.key.value === key) ||
    target.podTemplate?.labels?.pairs.some((pair) => pair.key.value === key && pair.value.value === value);
  const added = chosen(
    pairsTooMany.filter((each) => !isHeld(each)),
    random,
  );
  if (!selector || !first || !added) {
    return undefined;
  }
  const { document } = service;
  const { start } = first;
  const before = document.text.slice(document.text.lastIndexOf('\n', start - 1) + 1, start);
  if (!selector.flow && before.trim() !== '') {
    return undefined;
  }
  const quote = first.key.quoted ? document.text[first.key.start]! : '';
  const pair = added.map((each) => quote + each + quote).join(': ');
  const newText = selector.flow ? `${pair}, ` : `${pair}\n${before}`;
  return { edits: [{ document, edit: { range: { start, end: start }, newText } }], text: `${added.join(': ')} added` };
}

function isOwn({ key, value, document }: LabelPair): boolean {
  return document === undefined && key.document === undefined && value.document === undefined;
}

/**
 * Gives the workload another name, as a person does in all places at once: its own labels, its selector and the
 * labels of its pods, all in one document. Its containers keep their names.
 */
function withWorkloadRenamed({ service, target, taken }: Subject, random: Random): Change | undefined {
  const maps = [target.labels, target.workloadSelector?.matchLabels, target.podTemplate?.labels];
  const written = target.document.text.slice(target.nameRange.start, target.nameRange.end).replace(/^["']|["']$/g, '');
  const old = nameOf(service, target);
  const word = anotherWord(taken, random);
  const isWhole = target.workloadSelector?.matchLabels && target.nameRange.document === undefined;
  if (!isWhole || written !== target.name || target.name === '' || old === undefined || word === undefined) {
    return undefined;
  }
  const pairs = maps.flatMap((each) => each?.pairs ?? []).filter(({ value }) => value.value === old);
  if (!pairs.every((pair) => !pair.shared && isOwn(pair) && isEditable(target, pair.value))) {
    return undefined;
  }
  const { document, nameRange } = target;
  const name = target.name.includes(old) ? target.name.replace(old, () => word) : word;
  const text = document.text.slice(nameRange.start, nameRange.end).replace(target.name, () => name);
  const range = { start: nameRange.start, end: nameRange.end };
  const containers = random() < 0.5 ? containersRenamed(target, old, word) : [];
  return {
    edits: [
      { document, edit: { range, newText: text } },
      ...pairs.map(({ value }) => valueEdit(target, value, word)),
      ...containers,
    ],
    text: `${target.kind} ${target.name} → ${name}, ${old} → ${word}`,
  };
}

/** Some people give the container the new name, too, and others leave it. */
function containersRenamed(target: Resource, old: string, word: string): readonly Edit[] {
  return (target.podTemplate?.containers ?? []).flatMap(({ name, document: own, start, end }): Edit[] => {
    const document = own ?? target.document;
    const found = /\bname:[ ]*["']?/.exec(document.text.slice(start, end));
    const at = found ? start + found.index + found[0].length : -1;
    const isName =
      name === old &&
      document.text.slice(at, at + old.length) === old &&
      !/[\w-]/.test(document.text[at + old.length] ?? '');
    return isName ? [{ document, edit: { range: { start: at, end: at + old.length }, newText: word } }] : [];
  });
}

/** The value of the selector that names the workload: its name, or the value with most words in common with it. */
function nameOf(service: Resource, target: Resource): string | undefined {
  const words = new Set([...wordsOf(target.name), ...wordsOf(service.name)]);
  const shared = (value: string) => wordsOf(value).filter((each) => words.has(each)).length;
  const values = (service.service?.selector?.pairs ?? []).map(({ value }) => value.value);
  return values.includes(target.name)
    ? target.name
    : values.filter((each) => shared(each) > 0).sort((a, b) => shared(b) - shared(a))[0];
}

function withLabelDropped({ service, target }: Subject, random: Random): Change | undefined {
  const labels = target.podTemplate?.labels;
  const asked = new Map((service.service?.selector?.pairs ?? []).map((pair) => [pair.key.value, pair]));
  const label = chosen(
    (labels?.pairs ?? []).filter((each) => {
      const pair = asked.get(each.key.value);
      // Where a kustomization puts it on selectors and pods alike, both lose it, and no label of a template is dropped.
      const isOneText =
        each.key.document !== undefined &&
        each.key.document === pair?.key.document &&
        each.key.start === pair.key.start;
      return pair !== undefined && !each.shared && !isOneText;
    }),
    random,
  );
  if (!label || labels?.flow) {
    return undefined;
  }
  const document = label.key.document ?? target.document;
  const range = lineOf(document.text, label);
  return {
    edits: [{ document, edit: { range, newText: '' } }],
    text: `${textOf(label)} of ${target.kind} ${target.name} dropped`,
  };
}

function lineOf(text: string, { start, end }: { start: number; end: number }): { start: number; end: number } {
  const next = text.indexOf('\n', end);
  return { start: text.lastIndexOf('\n', start) + 1, end: next < 0 ? text.length : next + 1 };
}
