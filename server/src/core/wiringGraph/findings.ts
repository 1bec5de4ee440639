import type { Analysis } from '../analysis.ts';
import { type Origin, originOf, type Stated } from '../model/origin.ts';
import type { Problem, Unknown } from '../model/problem.ts';
import type { Resource } from '../model/resource.ts';
import type { GraphProblem } from '../model/wiringGraph.ts';
import type { Usage } from '../resolve/usages.ts';
import { none } from '../text/emptyList.ts';
import { contains } from '../text/range.ts';
import { lookUp } from '../text/versionedMap.ts';

/** The findings of the analysis about one resource, by the references that they are about. */
export interface Findings {
  /** What is known about a reference; undefined if nothing was found about it. */
  about(usage: Usage): Found | undefined;
  /** The errors and warnings that were not returned by `about`. */
  others(): readonly Problem[];
  /** Whether the resource is judged. */
  readonly isJudged: boolean;
}

export type Found =
  | { readonly problem: Problem; readonly because?: undefined }
  | { readonly problem?: undefined; readonly because: string };

export function findingsOf(resource: Resource, { judgements }: Analysis): Findings {
  const judgement = lookUp(judgements, resource);
  const problems = judgement?.problems ?? none;
  const used = new Set<Problem>();
  return {
    isJudged: judgement !== undefined,
    about: (usage) => {
      if (!judgement || (problems.length === 0 && judgement.unknown.length === 0)) {
        return undefined;
      }
      const places = placesOf(usage).map((each) => originOf(resource, each));
      const isHere = ({ at }: Problem | Unknown) => places.some((place) => isSame(place, at));
      const here = problems.filter((each) => isHere(each) && !codesOfNodes.has(each.code));
      for (const each of here) {
        used.add(each);
      }
      const problem = here.find(isSevere) ?? here[0];
      const unknown = problem ? undefined : judgement.unknown.find(isHere);
      return problem ? { problem } : unknown && { because: unknown.because };
    },
    others: () => problems.filter((each) => !used.has(each) && isSevere(each)),
  };
}

/**
 * These rules compare a Service as a whole with the cluster. Their findings are drawn at its selector, but they do not
 * mean that it selects the wrong pods.
 */
const codesOfNodes: ReadonlySet<string> = new Set(['endpoints-not-ready', 'differs-from-cluster']);

/** Weaker findings are guesses. They do not make an edge to an existing target a broken one. */
export function isSevere({ severity }: Pick<Problem, 'severity'>): boolean {
  return severity === 'error' || severity === 'warning';
}

/**
 * Whether a problem of a reference is about one of its targets. A problem that is about some targets only, such as
 * pods that do not serve the ports of the Service that selects them, names these in its related places.
 */
export function isAbout({ related }: Problem, target: Resource, targets: readonly Resource[]): boolean {
  const isNamed = (each: Resource) =>
    related.some(({ at }) => at.document === each.document && contains(each, at.range));
  return isNamed(target) || !targets.some(isNamed);
}

export function asGraphProblem({ code, severity, message }: Problem): GraphProblem {
  return { code, severity, message };
}

/** The texts at which rules report findings about a reference. */
function placesOf({ resource, written }: Usage): readonly Stated[] {
  switch (written.type) {
    case 'name':
      return written.statedKind ? [written.name, written.statedKind] : [written.name];
    case 'part':
      return [written.name];
    case 'port':
      return [written.port];
    case 'labels': {
      const { keyRange, labels, requirements } = written;
      const pairs = (labels?.pairs ?? none).flatMap((pair) => [pair.key, pair.value, pair]);
      // If the pods are in another namespace, the finding is drawn at the namespace.
      const namespace = resource.namespace ? [resource.namespace] : none;
      return [keyRange, ...(labels ? [labels.keyRange] : none), ...pairs, ...requirements, ...namespace];
    }
  }
}

function isSame(place: Origin, at: Origin): boolean {
  return place.document === at.document && place.range.start === at.range.start && place.range.end === at.range.end;
}
