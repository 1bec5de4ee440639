import { type Analysis, fileOf } from '../analysis.ts';
import { IndexReader } from '../index/index.ts';
import { servicesMatching } from '../index/match.ts';
import { resolveServiceSelector } from '../index/selectorResolution.ts';
import { standingOf } from '../index/standing.ts';
import { type Origin, originOf } from '../model/origin.ts';
import type { PodTemplate, Resource } from '../model/resource.ts';

/** One line above a resource: what it reaches, or who reaches it. */
export interface Lens {
  /** The resource that it stands above. */
  readonly resource: Resource;
  readonly mark: 'ok' | 'failed' | 'unknown' | 'note';
  /** E.g. `selects Deployment web`, `pods unknown: remote base`. */
  readonly text: string;
  /** What the text names, to go to. */
  readonly targets: readonly Origin[];
}

/** Of one file: nobody reads more, and every edit elsewhere may ask for them again. */
const mostLenses = 1000;

/** The lenses of a file, in the order of its text. */
export function codeLenses(analysis: Analysis, path: string): readonly Lens[] {
  const index = new IndexReader(analysis.index);
  const lenses: Lens[] = [];
  for (const { facts } of fileOf(analysis, path)?.documents ?? []) {
    for (const resource of facts.resources) {
      const lens = resource.service
        ? lensOfService(resource, index, analysis)
        : resource.podTemplate
          ? lensOfWorkload(resource, resource.podTemplate, index, analysis)
          : undefined;
      if (lens) {
        lenses.push(lens);
      }
      if (lenses.length === mostLenses) {
        return lenses;
      }
    }
  }
  return lenses;
}

function lensOfService(resource: Resource, index: IndexReader, analysis: Analysis): Lens | undefined {
  const { selector, type } = resource.service ?? {};
  // Without a selector nothing is selected on purpose, and that of an ExternalName is ignored by Kubernetes.
  if (!selector || selector.pairs.length === 0 || type?.value === 'ExternalName') {
    return undefined;
  }
  const resolution = resolveServiceSelector(resource, index, analysis.settings);
  switch (resolution.type) {
    case 'found': {
      const text = `selects ${enumerate(resolution.targets.map(kindAndName))}`;
      return { resource, mark: 'ok', text, targets: resolution.targets.map(placeOfPods) };
    }
    case 'missing':
      return { resource, mark: 'failed', text: 'selects nothing', targets: [] };
    case 'unknown':
      return { resource, mark: 'unknown', text: `pods unknown: ${resolution.because}`, targets: [] };
  }
}

function lensOfWorkload(
  resource: Resource,
  template: PodTemplate,
  index: IndexReader,
  analysis: Analysis,
): Lens | undefined {
  const services = servicesMatching(template, index).filter((service) => {
    const resolution = resolveServiceSelector(service, index, analysis.settings);
    return resolution.type === 'found' && resolution.targets.includes(resource);
  });
  if (services.length > 0) {
    const ordered = [...services].sort((a, b) => compare(a.name, b.name) || compare(a.document.file, b.document.file));
    const text = `selected by ${enumerate(ordered.map(kindAndName))}`;
    return { resource, mark: 'ok', text, targets: ordered.map(placeOfSelector) };
  }
  // A patch and a file of a chart are no workloads by themselves, and who selects what becomes of them is not known.
  if (standingOf(resource, index).type === 'part') {
    return undefined;
  }
  // What runs to its end is hardly ever behind a Service, so saying so each time would teach people not to look.
  if (resource.group === 'batch') {
    return undefined;
  }
  return index.complete
    ? { resource, mark: 'note', text: 'no Service selects this', targets: [] }
    : { resource, mark: 'unknown', text: 'Services unknown: the workspace is still being indexed', targets: [] };
}

function kindAndName(resource: Resource): string {
  return `${resource.kind} ${resource.name}`;
}

function placeOfPods(resource: Resource): Origin {
  return originOf(resource, resource.podTemplate?.labels ?? resource.nameRange);
}

function placeOfSelector(service: Resource): Origin {
  return originOf(service, service.service?.selector ?? service.nameRange);
}

/** More than this does not fit above a line. */
const mostNamed = 3;

function enumerate(names: readonly string[]): string {
  const unique = [...new Set(names)];
  const named = unique.slice(0, mostNamed).join(', ');
  return unique.length > mostNamed ? `${named} and ${unique.length - mostNamed} more` : named;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
