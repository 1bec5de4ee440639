import type { Evidence } from '../model/resolution.ts';
import type { PodTemplate, Resource } from '../model/resource.ts';
import type { LabelPair, Labels } from '../model/written.ts';
import { selectorMatches } from './match.ts';
import { isSameName, likenessOf, partsOf, similarity } from './names.ts';
import { portsReach, sharesTargetPort } from './ports.ts';
import type { Proximity } from './scope.ts';

/** What is known of a candidate beside its own text. */
export interface Circumstances {
  readonly proximity: Proximity;
  /** Its pods carry every pair, but in another namespace. */
  readonly inOtherNamespace: boolean;
  /** Other Services that select its pods. */
  readonly claimedBy: readonly Resource[];
}

/** How every pair of a selector stands to the labels of a template. */
export interface PairFinding {
  readonly pair: LabelPair;
  readonly relation:
    | 'equal'
    | 'spelling'
    | 'typo'
    | 'extended'
    | 'shared parts'
    | 'other value'
    | 'other key'
    | 'absent';
  /** The label that it resembles. */
  readonly label?: LabelPair;
}

export const weights = {
  equalPair: 1.5,
  typo: 1.5,
  extended: 1.5,
  sharedParts: 0.75,
  otherKey: 1,
  sameName: 2,
  likeName: 0.5,
  valueIsName: 2,
  valueLikeName: 0.5,
  port: 0.5,
  file: 0.5,
  sameKeyInFile: 0.5,
  claimed: -1.5,
  claimedElsewhere: -0.5,
} as const;

/** The evidence that the author of the Service meant the workload. */
export function evidenceFor(service: Resource, candidate: Resource, circumstances: Circumstances): readonly Evidence[] {
  const selector = service.service?.selector;
  const template = candidate.podTemplate;
  const evidence: Evidence[] = [];
  if (!selector || !template) {
    return evidence;
  }
  const add = (points: number, reason: string) => evidence.push({ points, reason });
  for (const { pair, relation, label } of comparePairs(selector, template)) {
    const text = `${pair.key.value}=${pair.value.value}`;
    const other = label ? `${label.key.value}=${label.value.value}` : '';
    if (relation === 'equal') add(weights.equalPair, `${text} is equal`);
    else if (relation === 'typo' || relation === 'spelling') add(weights.typo, `${text} is nearly ${other}`);
    else if (relation === 'extended') add(weights.extended, `${text} resembles ${other}`);
    else if (relation === 'shared parts') add(weights.sharedParts, `${text} shares parts with ${other}`);
    else if (relation === 'other key') add(weights.otherKey, `${text} stands as ${other}`);
  }
  void similarity;
  if (isSameName(service.name, candidate.name)) add(weights.sameName, 'same name');
  else if (likenessOf(service.name, candidate.name) !== 'none') add(weights.likeName, 'names resemble each other');
  if (selector.pairs.some((pair) => isSameName(pair.value.value, candidate.name)))
    add(weights.valueIsName, 'a value is its name');
  else if (selector.pairs.some((pair) => likenessOf(pair.value.value, candidate.name) !== 'none'))
    add(weights.valueLikeName, 'a value resembles its name');
  if (portsReach(service, template)) add(weights.port, 'its port');
  if (circumstances.proximity === 'file') {
    add(weights.file, 'same file');
    if (selector.pairs.some((pair) => template.labels?.pairs.some((each) => each.key.value === pair.key.value)))
      add(weights.sameKeyInFile, 'same key in the same file');
  }
  if (circumstances.claimedBy.some((other) => sharesTargetPort(service, other, template)))
    add(weights.claimed, 'another Service selects it on the same port');
  else if (circumstances.claimedBy.length > 0) add(weights.claimedElsewhere, 'another Service selects it');
  return evidence;
}

export function comparePairs(selector: Labels, template: PodTemplate): readonly PairFinding[] {
  const labels = template.labels?.pairs ?? [];
  return selector.pairs.map((pair): PairFinding => {
    const sameKey = labels.find((label) => label.key.value === pair.key.value);
    if (sameKey) {
      if (sameKey.value.value === pair.value.value) return { pair, relation: 'equal', label: sameKey };
      const likeness = likenessOf(pair.value.value, sameKey.value.value);
      return { pair, relation: likeness === 'none' ? 'other value' : likeness, label: sameKey };
    }
    const sameValue = labels.find(
      (label) => label.value.value === pair.value.value && partsOf(pair.value.value).length > 0,
    );
    return sameValue ? { pair, relation: 'other key', label: sameValue } : { pair, relation: 'absent' };
  });
}

void selectorMatches;
