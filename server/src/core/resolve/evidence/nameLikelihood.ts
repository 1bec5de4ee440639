import type { Reference, ReferenceRole, SelectorRole } from '../../model/reference.ts';
import type { Evidence } from '../../model/resolution.ts';
import type { Resource } from '../../model/resource.ts';
import { describeResource, writtenName } from '../describe.ts';
import type { Proximity } from '../scope/scope.ts';
import { informFrom, warnFrom } from './likelihood/levels.ts';
import { selectorMatches } from './match.ts';
import { extendsName, isSameName, type KnownNames, likenessOf, typoWeight } from './nameSimilarity.ts';

/** Points from which a name is similar enough for a warning. */
export const threshold = 2;

/** Points are not fitted, so they map to two levels only. */
export function likelihoodOfName(points: number): number {
  return points >= threshold ? warnFrom : informFrom;
}

/** Ports and port names that many workloads share. */
const commonPorts: ReadonlySet<string> = new Set(['80', '8080', '443', '8443', 'http', 'https', 'metrics']);

/** A name that is part of another name needs more evidence than a common directory. */
export const leastForNames = 1.75;

/**
 * The evidence for and against an object that a reference may mean, in points. The name is all that a reference
 * states, so a similar name weighs more than one similar label.
 */
const weights = {
  /** One wrong letter in six or more. */
  typo: 2.5,
  typoInShortWord: 2,
  typoInTinyWord: 1.25,
  /** `svc-shield` for `shield`: equal apart from words that name a kind. */
  sameName: 2,
  /** `web-backend` for `web`: siblings have such names too. */
  extended: 1,
  sharedParts: 0.25,
  /** `web` exactly, but of another kind: a StatefulSet instead of the named Deployment. */
  otherKind: 2,
  /**
   * The Service selects `app: web`: an author who writes `web` thinks of the workload, and not of the Service
   * in front of it.
   */
  selectsNamed: 1,
  /** The referrer has the candidate's name: a HorizontalPodAutoscaler `web` means the workload `web`. */
  calledAsReferrer: 0.5,
  /** The candidate has the port of the reference. */
  port: 0.5,
  commonPort: 0.25,
  otherPort: -1,
  /** The Service selects the pods of the referrer, and is headless as a governing Service should be. */
  selectsReferrer: 1,
  selectsOthers: -1,
  headless: 0.25,
  /** Another resource names the candidate already. */
  claimed: -1,
  file: 0.5,
  directory: 0.25,
  bundle: 0.25,
  complement: 0,
  neighbours: -0.75,
} as const;

/** The facts about a candidate apart from its own text. */
export interface NameCircumstances {
  readonly proximity: Exclude<Proximity, 'elsewhere'>;
  /** Other resources that name the candidate, for roles in which one object has one referrer. */
  readonly claimedBy: readonly Resource[];
  /** Whether the candidate has the port of the reference; absent if the reference has none. */
  readonly hasPort?: boolean;
  readonly names?: KnownNames;
}

export function evidenceForName(
  referrer: Resource,
  reference: Reference,
  candidate: Resource,
  { proximity, claimedBy, hasPort, names }: NameCircumstances,
): readonly Evidence[] {
  const { role, name, kind, port } = reference;
  const evidence: Evidence[] = [...fromName(referrer, reference, candidate, names)];
  if (evidence.length === 0) {
    return [];
  }
  if (
    candidate.kind === kind &&
    isSameName(referrer.name, candidate.name, names) &&
    !isSameName(referrer.name, name.value, names)
  ) {
    evidence.push({
      points: weights.calledAsReferrer,
      reason: () => `${describeResource(referrer)} has the same name`,
    });
  }
  if (hasPort !== undefined) {
    evidence.push(
      hasPort
        ? {
            points: commonPorts.has(port?.written.value ?? '') ? weights.commonPort : weights.port,
            reason: () => 'it has the port',
          }
        : { points: weights.otherPort, reason: () => 'it has other ports' },
    );
  }
  if (role === 'governing service' || role === 'rollout service' || role === 'subdomain') {
    evidence.push(...fromPods(referrer, role, candidate));
  }
  const [claim] = claimedBy;
  if (claim) {
    evidence.push({ points: weights.claimed, reason: () => `${describeResource(claim)} names it` });
  }
  const words = {
    file: 'it is in the same file',
    directory: 'it is in the same directory',
    bundle: 'it is deployed together with the reference',
    complement: 'it is in a directory beside it, and the directories are sorted by kind',
    neighbours: 'it is in a directory above or below',
  };
  evidence.push({ points: weights[proximity], reason: () => words[proximity] });
  return evidence;
}

function* fromPods(referrer: Resource, role: ReferenceRole, { service }: Resource): Generator<Evidence> {
  if (service?.selector && referrer.podTemplate) {
    yield selectorMatches(service.selector, referrer.podTemplate)
      ? { points: weights.selectsReferrer, reason: () => `it selects the pods of ${describeResource(referrer)}` }
      : { points: weights.selectsOthers, reason: () => 'it selects other pods' };
  }
  if (role !== 'rollout service' && service?.clusterIP?.value === 'None') {
    yield { points: weights.headless, reason: () => 'it is headless' };
  }
}

/**
 * Whether the reference leads traffic. A governing Service only gives pods their names, so a Service that
 * selects the named pods has another purpose there.
 */
export function leadsTraffic(role: ReferenceRole | SelectorRole): boolean {
  return role === 'ingress backend' || role === 'route backend';
}

/** Whether one of two names is the other with a typing error, in a word that is long enough to tell. */
function isMistyped(a: string, b: string, names: KnownNames | undefined): boolean {
  return a !== b && likenessOf(a, b, names) === 'typo' && typoWeight(a, b, names) === 'word';
}

function* fromName(
  { bundle }: Resource,
  { name: { value: wanted }, kind, role }: Reference,
  candidate: Resource,
  names?: KnownNames,
): Generator<Evidence> {
  const { name } = candidate;
  if (name === wanted) {
    yield { points: weights.otherKind, reason: () => 'it has the name, but another kind' };
    return;
  }
  if (candidate.kind !== kind) {
    return;
  }
  const written = writtenName(candidate);
  if (written !== name && bundle !== undefined && candidate.bundle === bundle && isMistyped(wanted, written, names)) {
    // kustomize renames the object, and the reference would be renamed with it.
    yield { points: weights.typo, reason: () => `${wanted} is almost ${written}` };
    return;
  }
  const likeness = likenessOf(wanted, name, names);
  if (likeness === 'typo' || likeness === 'spelling') {
    const weight = typoWeight(wanted, name, names);
    const points = { word: weights.typo, short: weights.typoInShortWord, tiny: weights.typoInTinyWord }[weight];
    yield { points, reason: () => `${wanted} is almost ${name}` };
  } else if (isSameName(wanted, name, names)) {
    yield { points: weights.sameName, reason: () => `${name} and ${wanted} differ only in a word that names a kind` };
  } else if (likeness === 'extended' || extendsName(wanted, name, names) || extendsName(name, wanted, names)) {
    yield { points: weights.extended, reason: () => `${name} resembles ${wanted}` };
  } else {
    if (leadsTraffic(role) && candidate.service?.selector?.pairs.some(({ value }) => value.value === wanted)) {
      yield { points: weights.selectsNamed, reason: () => `its selector asks for ${wanted}` };
    }
    if (likeness === 'shared parts') {
      yield { points: weights.sharedParts, reason: () => `${name} and ${wanted} have words in common` };
    }
  }
}
