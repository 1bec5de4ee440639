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

/** One line for what all bundles make of an object where they agree, else one that says which bundle reaches what. */
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

/** The worst first. */
const marks: readonly Lens['mark'][] = ['failed', 'unknown', 'ok', 'note'];

// Each is judged when somebody looks; more overlays than this say nothing new.
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
  // Without a selector nothing is selected on purpose, and that of an ExternalName is ignored by Kubernetes.
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

/** How many endpoints the cluster has for it, for as long as one is connected. */
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
  // A patch and a file of a chart are no workloads by themselves, and who selects what becomes of them is not known.
  if (deployabilityOf(resource, index).type === 'part') {
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

/** Of what a bundle makes of an object the name that stands in its file, so that overlays with prefixes say the same. */
function kindAndName(resource: Resource): string {
  return `${resource.kind} ${writtenName(resource)}`;
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
