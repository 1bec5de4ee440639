import type { Candidate, Resolution } from '../model/resolution.ts';
import type { Resource } from '../model/resource.ts';
import type { Labels } from '../model/written.ts';
import type { Settings } from '../settings.ts';
import { describeResource } from './describe.ts';
import type { IndexReader } from './index.ts';
import { selectorMatches, selectorMayMatch, servicesMatching, templatesMatching } from './match.ts';
import { namespacesOf, relationOf } from './namespaces.ts';
import { evidenceFor } from './nearness.ts';
import { proximityOf, type Scope, scopeOf, templatesInScope } from './scope.ts';
import { reasonForSilence } from './silence.ts';
import { isTarget, standingOf } from './standing.ts';

/** Below this nothing is said. */
export const looserThreshold = 1.5;
/** From here on a near candidate is a warning. */
export const threshold = 2;

/** What became of a Service's selector, and how it was decided. */
export interface Decision {
  readonly resolution: Resolution;
  readonly scope?: Scope;
  /** Whatever in scope was compared, nearest first. */
  readonly candidates: readonly Candidate[];
}

export function resolveServiceSelector(service: Resource, index: IndexReader, settings: Settings): Resolution {
  return decide(service, index, settings).resolution;
}

/** Whether the Service's selector reaches a pod template, and if not, what it probably meant. */
export function decide(service: Resource, index: IndexReader, settings: Settings): Decision {
  const selector = service.service?.selector;
  const unknown = (because: string, rest: Partial<Decision> = {}): Decision => ({
    candidates: [],
    ...rest,
    resolution: { type: 'unknown', because },
  });
  if (!selector || service.service?.type?.value === 'ExternalName') {
    return unknown('it has no selector');
  }
  const constraining = selector.pairs.filter((pair) => pair.value.type !== 'null');
  if (constraining.length === 0) {
    return unknown('its selector has no values');
  }
  const standing = standingOf(service, index);
  if (standing.type === 'part') {
    return unknown(standing.because);
  }
  const namespaces = namespacesOf(service, index, settings.closedWorld);
  const relationTo = (other: Resource) => relationOf(namespaces, namespacesOf(other, index, settings.closedWorld));
  const file = service.document.file;
  const proximity = (each: Resource) => proximityOf(file, standing.membership, each.document.file, index);
  const matching = templatesMatching(selector, index);
  const inScope = matching.filter(
    (each) =>
      (settings.closedWorld || proximity(each) !== 'elsewhere') &&
      isTarget(each, index) &&
      relationTo(each) !== 'different',
  );
  if (inScope.length > 0) {
    return { candidates: [], resolution: { type: 'found', targets: inScope } };
  }
  if (!index.complete) {
    return unknown('the workspace is still being indexed');
  }
  const placeholder = constraining.find((pair) => pair.value.type === 'placeholder' || pair.key.type === 'placeholder');
  if (placeholder) {
    return unknown(`${placeholder.key.value}=${placeholder.value.value} is filled in by a template`);
  }
  const odd = constraining.find((pair) => pair.value.type === 'mapping' || pair.value.type === 'sequence');
  if (odd || selector.shape !== 'mapping') {
    return unknown('its selector is no map of labels, and the API server refuses it');
  }
  const scope = scopeOf(file, standing.membership, index);
  const near = templatesInScope(scope, index).filter(({ resource }) => isTarget(resource, index));
  const added = near.filter(
    ({ resource }) =>
      resource.podTemplate && selectorMatches(selector, resource.podTemplate) && relationTo(resource) !== 'different',
  );
  if (added.length > 0) {
    return { candidates: [], scope, resolution: { type: 'found', targets: added.map(({ resource }) => resource) } };
  }
  const maybe = near.find(
    ({ resource }) =>
      resource.podTemplate && selectorMayMatch(selector, resource.podTemplate) && relationTo(resource) !== 'different',
  );
  if (maybe) {
    return unknown(`the labels of ${describeResource(maybe.resource)} are filled in by a template`, { scope });
  }
  const silent = settings.closedWorld ? undefined : reasonForSilence(service, selector, scope, index);
  if (silent) {
    return unknown(silent, { scope });
  }
  const candidates = near
    .map(({ resource, proximity: place }): Candidate => {
      const template = resource.podTemplate!;
      const evidence = evidenceFor(service, resource, {
        proximity: place,
        inOtherNamespace: selectorMatches(selector, template),
        claimedBy: servicesMatching(template, index).filter(
          (other) => other !== service && relationTo(other) !== 'different',
        ),
      });
      return { resource, evidence, score: evidence.reduce((sum, each) => sum + each.points, 0) };
    })
    .sort((a, b) => b.score - a.score);
  if ((candidates[0]?.score ?? 0) >= looserThreshold || settings.closedWorld) {
    return {
      candidates,
      scope,
      resolution: { type: 'missing', candidates: candidates.filter((each) => each.score >= looserThreshold) },
    };
  }
  const compatible = matching.filter((each) => isTarget(each, index) && relationTo(each) !== 'different');
  const stated = (resource: Resource) =>
    namespacesOf(resource, index, settings.closedWorld).every((each) => each !== undefined);
  const elsewhere = compatible.filter((each) => relationTo(each) === 'same' && stated(each) && stated(service));
  if (elsewhere.length > 0) {
    return { candidates, scope, resolution: { type: 'found', targets: elsewhere } };
  }
  const [outside] = compatible;
  return unknown(
    outside
      ? `it is matched only by ${describeResource(outside)}, outside its scope`
      : 'nothing near it makes pods that it could mean',
    { scope, candidates },
  );
}

export type { Labels };
