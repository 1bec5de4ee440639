import { type Analysis, fileOf } from '../analysis.ts';
import { describeLiveView } from '../describe/liveEndpoints.ts';
import { IndexReader } from '../index/reader.ts';
import { type Origin, originOf } from '../model/origin.ts';
import type { Resource } from '../model/resource.ts';
import { writtenName } from '../resolve/describe.ts';
import { servicesMatching } from '../resolve/evidence/match.ts';
import { liveViewOf } from '../resolve/liveService.ts';
import { deployabilityOf } from '../resolve/scope/deployability.ts';
import { nameOfBundle, variantsOf } from '../resolve/scope/overlayVariants.ts';
import { resolveServiceSelector } from '../resolve/serviceSelector.ts';
import { compareText } from '../text/compare.ts';

/** One line above a resource: what it reaches, or what reaches it. */
export interface Lens {
  /** The resource below the lens. */
  readonly resource: Resource;
  readonly mark: 'ok' | 'failed' | 'unknown' | 'note';
  /** E.g. `selects Deployment web`, `pods unknown: remote base`. */
  readonly text: string;
  /** The places that a click opens: the resources that the text names. */
  readonly targets: readonly Origin[];
}

/**
 * The most lenses of one file. A person reads no more, and every edit elsewhere may make the editor request
 * them again.
 */
const mostLenses = 1000;

/** The lenses of a file, in the order of its text. */
export function codeLenses(analysis: Analysis, path: string): readonly Lens[] {
  const index = new IndexReader(analysis.index);
  const isOfBundles = index.bundlesReading(path).length > 0;
  const lenses: Lens[] = [];
  for (const { facts } of fileOf(analysis, path)?.documents ?? []) {
    for (const resource of facts.resources) {
      for (const make of resource.service ? [lensOf, liveLensOf] : [lensOf]) {
        const lens = isOfBundles ? lensOfVariants(resource, index, analysis, make) : make(resource, index, analysis);
        lenses.push(...(lens ? [lens] : []));
      }
      if (lenses.length >= mostLenses) {
        return lenses;
      }
    }
  }
  return lenses;
}

/**
 * One line for the objects that all bundles make of one object, if they agree. If not, a line that says which
 * bundle reaches what.
 */
function lensOfVariants(
  resource: Resource,
  index: IndexReader,
  analysis: Analysis,
  make: typeof lensOf,
): Lens | undefined {
  const variants = variantsOf(resource, index);
  const groups = new Map<string, { readonly lens: Lens; readonly bundles: string[] }>();
  for (const variant of variants.slice(0, mostVariants)) {
    const lens = make(variant, index, analysis);
    if (lens) {
      const group = groups.get(lens.text) ?? { lens, bundles: [] };
      group.bundles.push(nameOfBundle(variant.bundle ?? ''));
      groups.set(lens.text, group);
    }
  }
  const [first, ...others] = groups.values();
  if (!first || others.length === 0) {
    return first && { ...first.lens, resource };
  }
  const all = [first, ...others];
  const told = all.slice(0, mostNamed).map(({ lens, bundles }) => `${enumerate(bundles)}: ${lens.text}`);
  const rest = all.length > mostNamed ? [`${all.length - mostNamed} more differ`] : [];
  return {
    resource,
    mark: marks.find((mark) => all.some(({ lens }) => lens.mark === mark)) ?? 'note',
    text: [...told, ...rest].join(' · '),
    targets: all.flatMap(({ lens }) => lens.targets).slice(0, mostTargets),
  };
}

/** In this order, the worst first. */
const marks: readonly Lens['mark'][] = ['failed', 'unknown', 'ok', 'note'];

// Each variant is judged when the lens is requested. More overlays than this add nothing new.
const mostVariants = 100;
const mostTargets = 50;

function lensOf(resource: Resource, index: IndexReader, analysis: Analysis): Lens | undefined {
  return resource.service
    ? lensOfService(resource, index, analysis)
    : resource.podTemplate
      ? lensOfWorkload(resource, index, analysis)
      : undefined;
}

function lensOfService(resource: Resource, index: IndexReader, analysis: Analysis): Lens | undefined {
  const { selector, type } = resource.service ?? {};
  // A Service without a selector selects nothing on purpose. Kubernetes ignores the selector of an ExternalName
  // Service.
  if (!selector || selector.pairs.length === 0 || type?.value === 'ExternalName') {
    return undefined;
  }
  const resolution = resolveServiceSelector(resource, index, analysis.settings);
  switch (resolution.type) {
    case 'found': {
      const { running } = resolution;
      if (running) {
        return { resource, mark: 'ok', text: `selects ${running.what} · ${running.context}`, targets: [] };
      }
      const text = `selects ${enumerate(resolution.targets.map(kindAndName))}`;
      return { resource, mark: 'ok', text, targets: resolution.targets.map(placeOfPods) };
    }
    case 'missing':
      return { resource, mark: 'failed', text: 'selects nothing here', targets: [] };
    case 'unknown':
      return { resource, mark: 'unknown', text: `pods unknown: ${resolution.because}`, targets: [] };
  }
}

/** How many endpoints the Service has in the cluster, while a cluster is connected. */
function liveLensOf(resource: Resource, index: IndexReader, analysis: Analysis): Lens | undefined {
  const isElsewhere = resource.service?.type?.value === 'ExternalName';
  const view = isElsewhere ? undefined : liveViewOf(resource, index, analysis.settings);
  if (!view) {
    return undefined;
  }
  const { mark, text } = describeLiveView(view);
  return text === undefined ? undefined : { resource, mark, text, targets: [] };
}

function lensOfWorkload(resource: Resource, index: IndexReader, analysis: Analysis): Lens | undefined {
  const services = servicesMatching(resource, index).filter((service) => {
    const resolution = resolveServiceSelector(service, index, analysis.settings);
    return resolution.type === 'found' && resolution.targets.includes(resource);
  });
  if (services.length > 0) {
    const ordered = [...services].sort(
      (a, b) => compareText(a.name, b.name) || compareText(a.document.file, b.document.file),
    );
    const text = `selected by ${enumerate(ordered.map(kindAndName))}`;
    return { resource, mark: 'ok', text, targets: ordered.map(placeOfSelector) };
  }
  // A patch or a file of a chart is not a workload by itself. Podwire cannot know what selects the object that
  // it becomes.
  if (deployabilityOf(resource, index).type === 'part') {
    return undefined;
  }
  // A Job that runs to completion is hardly ever behind a Service. A lens on each of them would teach people
  // not to look.
  if (resource.group === 'batch') {
    return undefined;
  }
  return index.complete
    ? { resource, mark: 'note', text: 'no Service selects this', targets: [] }
    : { resource, mark: 'unknown', text: 'Services unknown: the workspace is still being indexed', targets: [] };
}

/** For an object that a bundle made: the name in its file, so that overlays with prefixes give the same text. */
function kindAndName(resource: Resource): string {
  return `${resource.kind} ${writtenName(resource)}`;
}

function placeOfPods(resource: Resource): Origin {
  return originOf(resource, resource.podTemplate?.labels ?? resource.nameRange);
}

function placeOfSelector(service: Resource): Origin {
  return originOf(service, service.service?.selector ?? service.nameRange);
}

/** A line above a resource has no space for more names than this. */
const mostNamed = 3;

function enumerate(names: readonly string[]): string {
  const unique = [...new Set(names)];
  const named = unique.slice(0, mostNamed).join(', ');
  return unique.length > mostNamed ? `${named} and ${unique.length - mostNamed} more` : named;
}
