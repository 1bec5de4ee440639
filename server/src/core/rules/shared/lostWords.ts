import { originOf } from '../../model/origin.ts';
import type { Related } from '../../model/problem.ts';
import type { LostEdge } from '../../model/resolution.ts';
import type { Resource } from '../../model/resource.ts';
import type { TargetIdentity } from '../../model/wiring.ts';
import type { LabelPair, Labels } from '../../model/written.ts';
import { describeResource } from '../../resolve/describe.ts';
import { labelUnder } from '../../resolve/evidence/match.ts';
import { pairsOfValue } from '../../resolve/lost/asked.ts';

/** A sentence without its subject: `no longer selects Deployment "web" (it did in HEAD 4ef8179): …`. */
export function describeLoss(verb: string, { lost }: LostEdge, because: string): string {
  return `no longer ${verb} ${describeTargets(lost.targets)} (it did in ${lost.since}): ${because}.`;
}

export function describeTargets(targets: readonly TargetIdentity[]): string {
  return shorten([...new Set(targets.map(({ kind, name }) => `${kind} "${name}"`))]);
}

// A tooltip shows the message, so it has to be short.
const mostShown = 3;

/** Why a selector no longer reaches its former targets. */
export function whySelectorLost(selector: Labels, loss: LostEdge): string {
  const { before, lost, changed, present } = loss;
  const [target] = present;
  const isOne = lost.targets.length === 1;
  const was = wasAskedFor(selector, before);
  if (!target) {
    const gone = isOne ? 'the target no longer exists' : 'the targets no longer exist';
    return changed === 'target' ? gone : `${was}, and ${gone}`;
  }
  if (changed === 'reference') {
    return was;
  }
  const labels = labelsOf(target);
  const whose = target.service ? `of ${describeResource(target)}` : `of the pods of ${describeResource(target)}`;
  const lacking = (
    pairsOfValue(before) ?? selector.pairs.map(({ key, value }) => [key.value, value.value] as const)
  ).find(([key, value]) => labelUnder(labels, key)?.value.value !== value);
  const label = lacking && labelUnder(labels, lacking[0]);
  const is = lacking
    ? label
      ? `label ${lacking[0]} ${whose} is now "${label.value.value}"`
      : `label ${lacking[0]} ${whose} was removed`
    : whereIs(target);
  return changed === 'target' ? is : `${was}, and ${is}`;
}

/** What the selector required and no longer does, else what it requires in addition. */
function wasAskedFor({ pairs }: Labels, before: string): string {
  const old = pairsOfValue(before);
  if (!old) {
    return wasSelector(before);
  }
  const dropped = old.filter(
    ([key, value]) => !pairs.some((pair) => pair.key.value === key && pair.value.value === value),
  );
  const added = pairs.filter(({ key }) => !old.some(([each]) => each === key.value));
  return dropped.length > 0
    ? `its selector asked for ${shorten(dropped.map((pair) => pair.join('=')))}`
    : `its selector did not ask for ${shorten(added.map(({ key, value }) => `${key.value}=${value.value}`))}`;
}

/** For a selector with expressions, which is not compared part by part. */
export function wasSelector(before: string): string {
  return `its selector was ${shorten(before.split(', '))}`;
}

function shorten(parts: readonly string[]): string {
  return parts.slice(0, mostShown).join(', ') + (parts.length > mostShown ? ', …' : '');
}

/** Why a name no longer leads to its former target. */
export function whyNameLost({ before, changed, present }: LostEdge): string {
  const [target] = present;
  const was = `it named "${before}"`;
  const is = !target
    ? 'the target no longer exists'
    : target.name === before
      ? whereIs(target)
      : `the target is now called "${target.name}"`;
  return changed === 'reference' ? was : changed === 'target' ? is : `${was}, and ${is}`;
}

/** Why a port no longer leads to its former target; `are` lists the existing ports. */
export function whyPortLost({ before, changed }: LostEdge, are: string): string {
  const was = `it asked for port ${describePort(before)}`;
  return changed === 'reference' ? was : changed === 'target' ? are : `${was}, and ${are}`;
}

export function describePort(port: string): string {
  return /^[0-9]+(?:\/|$)/.test(port) ? port : `"${port}"`;
}

function whereIs({ namespace, document }: Resource): string {
  return `the target is now in ${document.file}${namespace ? `, in namespace "${namespace.value}"` : ''}`;
}

/** The pair to underline: one that differs from the baseline, else one that the target lacks, else the first. */
export function offendingPair({ pairs }: Labels, { before, present }: LostEdge): LabelPair | undefined {
  const old = new Map(pairsOfValue(before) ?? []);
  const [target] = present;
  return (
    pairs.find(({ key, value }) => old.get(key.value) !== value.value) ??
    (target && pairs.find(({ key, value }) => labelUnder(labelsOf(target), key.value)?.value.value !== value.value)) ??
    pairs[0]
  );
}

/** The labels that selectors match: for a Service its own labels, for any other resource those of its pods. */
export function labelsOf({ service, labels, podTemplate }: Resource): Labels | undefined {
  return service ? labels : podTemplate?.labels;
}

export function relatedToLabels({ present }: LostEdge): readonly Related[] {
  return present.slice(0, mostShown).map((target) => ({
    message: `Labels of ${describeResource(target)}`,
    at: originOf(target, labelsOf(target) ?? target.nameRange),
  }));
}
