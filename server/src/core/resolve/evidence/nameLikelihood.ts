import type { Reference, ReferenceRole } from '../../model/reference.ts';
import type { Evidence } from '../../model/resolution.ts';
import type { Resource } from '../../model/resource.ts';
import { describeResource } from '../describe.ts';
import type { Proximity } from '../scope/scope.ts';
import { informFrom, warnFrom } from './likelihood/levels.ts';
import { selectorMatches } from './match.ts';
import { extendsName, isSameName, type KnownNames, likenessOf, typoWeight } from './nameSimilarity.ts';

/** From here on a name is near enough for a warning. */
export const threshold = 2;

/** Points are not fitted: they tell two levels, and nothing between. */
export function likelihoodOfName(points: number): number {
  return points >= threshold ? warnFrom : informFrom;
}

/** Ports and port names that half of all workloads have. */
const commonPorts: ReadonlySet<string> = new Set(['80', '8080', '443', '8443', 'http', 'https', 'metrics']);

/** A name that is a part of another needs more beside it than standing in one directory. */
export const leastForNames = 1.75;

/**
 * What speaks for and against an object being the one that a reference means, in points. A name says all that a reference says, so a likeness weighs more than that of one label.
 */
const weights = {
  /** One letter in six or more. */
  typo: 2.5,
  typoInShortWord: 2,
  typoInTinyWord: 1.25,
  /** `svc-shield` for `shield`: the same but for words that name a kind. */
  sameName: 2,
  /** `web-backend` for `web`: siblings are called so too. */
  extended: 1,
  sharedParts: 0.25,
  /** `web` exactly, but of another kind: a StatefulSet where a Deployment is named. */
  otherKind: 2,
  /** The Service selects `app: web`: who writes `web` has the workload in mind, and not what leads to it. */
  selectsNamed: 1,
  /** What names it is called as it is: a HorizontalPodAutoscaler `web` means the workload `web`. */
  calledAsReferrer: 0.5,
  /** Its ports are those that are asked for. */
  port: 0.5,
  commonPort: 0.25,
  otherPort: -1,
  /** The Service selects the pods of what names it, and is headless as a governing Service should be. */
  selectsReferrer: 1,
  selectsOthers: -1,
  headless: 0.25,
  /** Something else names it already. */
  claimed: -1,
  file: 0.5,
  directory: 0.25,
  bundle: 0.25,
  complement: 0,
  neighbours: -0.75,
} as const;

/** What is known of a candidate beside its own text. */
export interface NameCircumstances {
  readonly proximity: Exclude<Proximity, 'elsewhere'>;
  /** Others that name it, where one is enough. */
  readonly claimedBy: readonly Resource[];
  /** Whether it has the port that is asked for; absent where none is. */
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
  const evidence: Evidence[] = [...fromName(reference, candidate, names)];
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
      reason: () => `${describeResource(referrer)} is called as it is`,
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
  if (role === 'governing service' || role === 'rollout service') {
    evidence.push(...fromPods(referrer, role, candidate));
  }
  const [claim] = claimedBy;
  if (claim) {
    evidence.push({ points: weights.claimed, reason: () => `${describeResource(claim)} names it` });
  }
  const words = {
    file: 'it stands in the same file',
    directory: 'it stands in the same directory',
    bundle: 'it is deployed together',
    complement: 'it stands beside it, where files are sorted by kind',
    neighbours: 'it stands in a directory above or below',
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
  if (role === 'governing service' && service?.clusterIP?.value === 'None') {
    yield { points: weights.headless, reason: () => 'it is headless' };
  }
}

/** A StatefulSet gives pods their names by its Service, and any other that selects them is for another purpose. */
function leadsTraffic(role: ReferenceRole): boolean {
  return role === 'ingress backend' || role === 'route backend';
}

function* fromName(
  { name: { value: wanted }, kind, role }: Reference,
  candidate: Resource,
  names?: KnownNames,
): Generator<Evidence> {
  const { name } = candidate;
  if (name === wanted) {
    yield { points: weights.otherKind, reason: () => 'it has the name, and is of another kind' };
    return;
  }
  if (candidate.kind !== kind) {
    return;
  }
  const likeness = likenessOf(wanted, name, names);
  if (likeness === 'typo' || likeness === 'spelling') {
    const weight = typoWeight(wanted, name, names);
    const points = { word: weights.typo, short: weights.typoInShortWord, tiny: weights.typoInTinyWord }[weight];
    yield { points, reason: () => `${wanted} is nearly ${name}` };
  } else if (isSameName(wanted, name, names)) {
    yield { points: weights.sameName, reason: () => `${name} is ${wanted}, but for words that name a kind` };
  } else if (likeness === 'extended' || extendsName(wanted, name, names) || extendsName(name, wanted, names)) {
    yield { points: weights.extended, reason: () => `${name} resembles ${wanted}` };
  } else {
    if (leadsTraffic(role) && candidate.service?.selector?.pairs.some(({ value }) => value.value === wanted)) {
      yield { points: weights.selectsNamed, reason: () => `its selector asks for ${wanted}` };
    }
    if (likeness === 'shared parts') {
      yield { points: weights.sharedParts, reason: () => `${name} shares words with ${wanted}` };
    }
  }
}
