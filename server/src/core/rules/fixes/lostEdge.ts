import { originOf, type Stated } from '../../model/origin.ts';
import type { Fix } from '../../model/problem.ts';
import type { LostEdge } from '../../model/resolution.ts';
import type { Resource } from '../../model/resource.ts';
import type { LabelPair, Labels } from '../../model/written.ts';
import { describeLabels, describeWritten, writtenName } from '../../resolve/describe.ts';
import { labelUnder } from '../../resolve/evidence/match.ts';
import { pairsOfValue } from '../../resolve/lost/asked.ts';
import { none } from '../../text/emptyList.ts';
import { replaceMapping, setScalar } from '../../yaml/edit.ts';
import { labelsOf } from '../shared/lostWords.ts';
import { isPlainLabel } from './copyPodLabels.ts';
import { labelsAdded, sameLabel } from './podTemplate.ts';
import { type FixWords, fixOf, insideText, openOrigin, pairWithKey, scalarAt, textsSet, together } from './tree.ts';

/**
 * The fixes of a lost edge. *Follow* changes the reference to the new state of its former target; it is preferred if
 * only the target changed and the API server accepts its new state. *Restore* brings the former reference back; it is
 * preferred if only the reference changed. If both changed, only the author knows which is right.
 */
export function* lostSelectorFixes(
  resource: Resource,
  selector: Labels,
  loss: Pick<LostEdge, 'before' | 'present' | 'changed'>,
): Generator<Fix | undefined> {
  const words = (of: 'reference' | 'target') => ({ preferred: loss.changed === of, unmistakable: true });
  if (loss.changed !== 'target') {
    yield restoreSelector(words('reference'), resource, selector, loss.before);
  }
  if (loss.changed !== 'reference') {
    for (const target of loss.present.slice(0, mostFollowed)) {
      const restored = restoreTemplate(words('target'), target);
      yield restored;
      yield followLabels(
        { ...words('target'), preferred: !restored && loss.changed === 'target' },
        resource,
        selector,
        target,
      );
    }
  }
}

/**
 * Gives the pod template of a workload the labels that the workload's own selector asks for; undefined if it has them.
 * Without them the API server rejects the workload, so a selector that follows the template selects nothing either.
 * Source: k8s.io/kubernetes/pkg/apis/apps/validation ValidateDeploymentSpec, "`selector` does not match template
 * `labels`".
 */
function restoreTemplate(words: Omit<FixWords, 'title'>, target: Resource): Fix | undefined {
  const template = target.podTemplate;
  const missing = (target.workloadSelector?.matchLabels?.pairs ?? none).filter(
    (pair) => template && sameLabel(template, pair)?.value.value !== pair.value.value,
  );
  const edit = missing.length > 0 && missing.every(isPlainLabel) ? labelsAdded(target, missing) : undefined;
  const title = `Add ${describeLabels(missing)} to the pod template of ${describeWritten(target)}`;
  return edit && askedFor(fixOf({ title, ...words }, target.document, edit));
}

/**
 * The same fixes for a name or a port: one value, and the value that would lead to the former target. `sameValues` are
 * other places with this value, which change too.
 */
export function* lostValueFixes(
  resource: Resource,
  written: Stated,
  loss: Pick<LostEdge, 'before' | 'present' | 'changed'>,
  valueNow: (target: Resource) => string | number | undefined,
  sameValues: readonly Stated[] = none,
): Generator<Fix | undefined> {
  if (loss.changed !== 'target') {
    const isNumber = /^[0-9]+$/.test(loss.before);
    const value = isNumber ? Number(loss.before) : loss.before;
    yield change(
      { title: `Restore ${loss.before}`, preferred: loss.changed === 'reference' },
      resource,
      [written, ...sameValues],
      value,
    );
  }
  if (loss.changed !== 'reference') {
    for (const target of loss.present.slice(0, mostFollowed)) {
      const value = valueNow(target);
      const words = { title: `Follow ${describeWritten(target)}: ${value}`, preferred: loss.changed === 'target' };
      yield value === undefined ? undefined : change(words, resource, [written, ...sameValues], value);
    }
  }
}

/** The name in the target's own file. kustomize changes a name and the references to it in the same way. */
export function nameNow(target: Resource): string {
  return writtenName(target);
}

// A person chooses from a menu, and a longer menu is hard to read.
const mostFollowed = 2;

function change(
  words: FixWords,
  resource: Resource,
  places: readonly Stated[],
  value: string | number,
): Fix | undefined {
  const opened = openOrigin(resource, places[0]!);
  const edit = opened && textsSet(opened.text, resource, opened.document, places, value);
  return edit && askedFor(fixOf({ ...words, unmistakable: true }, opened.document, edit));
}

/**
 * A fix that is offered but never preferred. A person who renames something does it in two steps, and must not
 * see the first step reverted.
 */
function askedFor(fix: Fix | undefined): Fix | undefined {
  return fix && { ...fix, onlyAsked: true };
}

/** Gives the pairs that differ their former values. If the keys differ, the whole selector is replaced. */
function restoreSelector(
  words: Omit<FixWords, 'title'>,
  resource: Resource,
  selector: Labels,
  before: string,
): Fix | undefined {
  const old = pairsOfValue(before);
  if (!old) {
    return undefined;
  }
  const differing = old.filter(([key, value]) => labelUnder(selector, key)?.value.value !== value);
  const surplus = selector.pairs.filter(({ key }) => !old.some(([each]) => each === key.value));
  const title = `Restore ${(differing.length > 0 ? differing : old).map((pair) => pair.join('=')).join(', ')}`;
  const changes: Change[] = [];
  for (const [key, value] of differing) {
    const pair = labelUnder(selector, key);
    const renamed = pair ? undefined : surplus.shift();
    if (pair) {
      changes.push({ pair, value });
    } else if (renamed) {
      changes.push({ pair: renamed, key, value });
    }
  }
  return differing.length === changes.length && surplus.length === 0
    ? changePairs({ title, ...words }, resource, changes)
    : replaceSelector({ title, ...words }, resource, selector, old);
}

/** Changes the selector to the present labels of the target. */
function followLabels(
  words: Omit<FixWords, 'title'>,
  resource: Resource,
  selector: Labels,
  target: Resource,
): Fix | undefined {
  const labels = labelsOf(target);
  const changes: Change[] = [];
  const now: LabelPair[] = [];
  for (const pair of selector.pairs) {
    const label = labelUnder(labels, pair.key.value);
    if (!label) {
      // It is not known which label replaces this one. *Copy pod labels* proposes the workload's own labels.
      return undefined;
    }
    if (label.value.value !== pair.value.value) {
      changes.push({ pair, value: label.value.value });
      now.push(label);
    }
  }
  const isPlain = now.every(({ value }) => value.type === 'string');
  const title = `Follow ${describeWritten(target)}: ${describeLabels(now)}`;
  return isPlain ? changePairs({ title, ...words }, resource, changes) : undefined;
}

interface Change {
  readonly pair: LabelPair;
  /** Absent: the pair keeps its key. */
  readonly key?: string;
  readonly value: string;
}

function changePairs(words: FixWords, resource: Resource, changes: readonly Change[]): Fix | undefined {
  const [first] = changes;
  const opened = first && openOrigin(resource, first.pair.value);
  if (!opened || changes.some(({ pair }) => originOf(resource, pair.value).document !== opened.document)) {
    return undefined;
  }
  const { document, text } = opened;
  const [only, ...others] = changes;
  if (others.length === 0 && only!.key === undefined && !scalarAt(text, only!.pair.value)) {
    return askedFor(insideText(words, resource, only!.pair.value, only!.value));
  }
  const edits = changes.flatMap(({ pair, key, value }) => {
    const [name, scalar] = [scalarAt(text, pair.key), scalarAt(text, pair.value)];
    return name && scalar
      ? [
          ...(key === undefined ? [] : [setScalar(text, name, key)]),
          ...(pair.value.value === value ? [] : [setScalar(text, scalar, value)]),
        ]
      : [];
  });
  return edits.length > 0 ? askedFor(fixOf(words, document, together(...edits))) : undefined;
}

/** kustomize keeps adding to a selector the labels that it added before, so these are left out. */
function replaceSelector(
  words: FixWords,
  resource: Resource,
  selector: Labels,
  old: readonly (readonly [key: string, value: string])[],
): Fix | undefined {
  const opened = openOrigin(resource, selector.keyRange);
  const mapping = opened && pairWithKey(opened.text, selector.keyRange)?.pair.value;
  if (!opened || mapping?.type !== 'mapping') {
    return undefined;
  }
  const isGiven = (key: string) =>
    selector.pairs.some(
      (pair) => pair.key.value === key && (pair.document ?? pair.key.document)?.kustomization !== undefined,
    );
  const wanted = old.filter(([key]) => !isGiven(key));
  return askedFor(fixOf(words, opened.document, replaceMapping(opened.text, mapping, wanted)));
}
