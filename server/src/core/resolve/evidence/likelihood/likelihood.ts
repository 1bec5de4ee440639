import type { Candidate, Evidence } from '../../../model/resolution.ts';
import type { Resource } from '../../../model/resource.ts';
import { describeLabels } from '../../describe.ts';
import { matchingProbabilities, type Row } from './assignment.ts';
import type { Feature } from './features.ts';
import { weights } from './table.ts';

/** A candidate with its own score, before the other Services of the place are considered. */
export interface Scored {
  readonly resource: Resource;
  /** In logits. */
  readonly score: number;
  readonly features: readonly Feature[];
}

export function scoreOf(features: readonly Feature[]): number {
  return features.reduce((sum, { name, value }) => sum + weights[name] * value, 0);
}

/** A Service that selects nothing, and its candidates. */
export interface Unassigned {
  readonly service: Resource;
  readonly candidates: readonly { readonly resource: Resource; readonly score: number }[];
  /** The score for none of the candidates, in logits, with the prior. */
  readonly none: number;
}

/**
 * The likelihood of each candidate, computed for all Services of a place together: no two Services mean the same
 * workload of those that no Service selects. Services with the same selector count as one if there are fewer
 * workloads than Services.
 */
export function likelihoodsIn(
  unassigned: readonly Unassigned[],
  unserved: readonly Resource[],
): ReadonlyMap<Resource, readonly number[]> {
  const meant = new Set(unassigned.flatMap(({ candidates }) => candidates.map(({ resource }) => resource)));
  const columns = unserved.filter((each) => meant.has(each));
  const likelihoods = new Map<Resource, readonly number[]>();
  for (const { groups, columns: of } of separate(groupsOf(unassigned, columns), columns)) {
    // This holds for one workload, too: Services whose own workload is elsewhere would all be led to it.
    const areRivals = groups.length > 1;
    const matched = areRivals ? matchingProbabilities(groups.map((group) => rowOf(group, of))) : undefined;
    for (const [at, group] of groups.entries()) {
      for (const each of group) {
        likelihoods.set(
          each.service,
          matched ? assigned(each, rowOf([each], of), of, matched[at]!) : alone(each, areRivals),
        );
      }
    }
  }
  return likelihoods;
}

/** A workload that is less likely for a Service by itself does not make the Service a rival for it. */
const leastToMatch = 0.1;

interface Component {
  readonly groups: readonly (readonly Unassigned[])[];
  readonly columns: readonly Resource[];
}

/** Splits the Services into groups that share no likely workload. */
function separate(groups: readonly (readonly Unassigned[])[], columns: readonly Resource[]): readonly Component[] {
  const components: { groups: (readonly Unassigned[])[]; columns: Set<Resource> }[] = [];
  for (const group of groups) {
    const own = new Set(group.flatMap((each) => likelyOf(each)).filter((each) => columns.includes(each)));
    const joined = components.filter((each) => [...own].some((column) => each.columns.has(column)));
    for (const each of joined) {
      components.splice(components.indexOf(each), 1);
    }
    components.push({
      groups: [...joined.flatMap((each) => each.groups), group],
      columns: new Set([...joined.flatMap((each) => [...each.columns]), ...own]),
    });
  }
  return components.map((each) => ({ groups: each.groups, columns: [...each.columns] }));
}

function likelyOf(unassigned: Unassigned): readonly Resource[] {
  const likelihoods = probabilitiesOf(unassigned);
  return unassigned.candidates.flatMap(({ resource }, at) => (likelihoods[at]! >= leastToMatch ? resource : []));
}

/**
 * The likelihoods without an assignment. Rivals, of which there are too many to assign, get at most one half each.
 */
function alone(unassigned: Unassigned, areRivals: boolean): readonly number[] {
  const likelihoods = probabilitiesOf(unassigned);
  return areRivals ? likelihoods.map((each) => Math.min(each, 0.5)) : likelihoods;
}

/**
 * Services that count as one: those with the same selector, if they have fewer likely workloads than there are
 * Services.
 */
function groupsOf(unassigned: readonly Unassigned[], columns: readonly Resource[]): readonly (readonly Unassigned[])[] {
  const groups = new Map<string, Unassigned[]>();
  for (const each of unassigned) {
    const selector = describeLabels(each.service.service?.selector?.pairs ?? []);
    groups.set(selector, [...(groups.get(selector) ?? []), each]);
  }
  return [...groups.values()].flatMap((group) => {
    const likely = new Set(group.flatMap(likelyOf).filter((each) => columns.includes(each)));
    return likely.size < group.length ? [group] : group.map((each) => [each]);
  });
}

/** The row of a group: for each workload the score of the group's likeliest member. */
function rowOf(group: readonly Unassigned[], columns: readonly Resource[]): Row {
  const scores = columns.map((column) => {
    const known = group.flatMap(
      ({ candidates }) => candidates.find(({ resource }) => resource === column)?.score ?? [],
    );
    return known.length > 0 ? Math.max(...known) : undefined;
  });
  const outside = Math.max(
    ...group.map(({ candidates, none }) =>
      sumOfLogits([
        none,
        ...candidates.filter(({ resource }) => !columns.includes(resource)).map(({ score }) => score),
      ]),
    ),
  );
  return { scores, outside };
}

function probabilitiesOf({ candidates, none }: Unassigned): readonly number[] {
  const total = sumOfLogits([none, ...candidates.map(({ score }) => score)]);
  return candidates.map(({ score }) => Math.exp(score - total));
}

/**
 * Adds the candidates that are not columns: they and "none" share the rest of the probability in proportion to
 * their scores.
 */
function assigned(
  { candidates }: Unassigned,
  { outside }: Row,
  columns: readonly Resource[],
  matched: readonly number[],
): readonly number[] {
  const rest = Math.max(0, 1 - matched.reduce((sum, each) => sum + each, 0));
  return candidates.map(({ resource, score }) => {
    const column = columns.indexOf(resource);
    return column >= 0 ? matched[column]! : rest * Math.exp(score - outside);
  });
}

export function sumOfLogits(logits: readonly number[]): number {
  const largest = Math.max(...logits);
  return largest + Math.log(logits.reduce((sum, each) => sum + Math.exp(each - largest), 0));
}

export function evidenceOf({ name, value, words }: Feature): Evidence {
  return { points: scoreOf([{ name, value, words }]), reason: words };
}

/** Computes the evidence on demand, because it is rarely shown and there are thousands of comparisons. */
export class Likely implements Candidate {
  readonly resource: Resource;
  readonly likelihood: number;
  readonly #features: readonly Feature[];

  constructor({ resource, features }: Scored, likelihood: number) {
    this.resource = resource;
    this.likelihood = likelihood;
    this.#features = features;
  }

  get evidence(): Candidate['evidence'] {
    return this.#features.map(evidenceOf).sort((a, b) => Math.abs(b.points) - Math.abs(a.points));
  }
}
