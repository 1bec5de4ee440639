import { type Analysis, fileOf } from '../analysis.ts';
import { type BundleFacts, pathOfFileKey, refusalsOf } from '../bundles/bundleFacts.ts';
import { describeLiveView } from '../describe/liveEndpoints.ts';
import { IndexReader } from '../index/reader.ts';
import type { DocumentFacts } from '../model/document.ts';
import { type Origin, originOf } from '../model/origin.ts';
import type { Resource } from '../model/resource.ts';
import type { Labels } from '../model/written.ts';
import { problemsOfResource } from '../problems.ts';
import { membershipOf } from '../render/kustomizationGraph.ts';
import { kindAndName } from '../resolve/describe.ts';
import { type LiveView, liveViewOf } from '../resolve/liveService.ts';
import { usagesReaching } from '../resolve/referrers.ts';
import { deployabilityOf } from '../resolve/scope/deployability.ts';
import { nameOfBundle, objectsOf, variantsOf } from '../resolve/scope/overlayVariants.ts';
import { resolveServiceSelector } from '../resolve/serviceSelector.ts';
import { releasedBy } from '../resolve/unknown/releases.ts';
import { compareText } from '../text/compare.ts';
import { none } from '../text/emptyList.ts';
import { getOrInsertComputed } from '../text/maps.ts';
import { baseName, directoryOf } from '../text/path.ts';

/** One line above a resource or a kustomization: what it reaches, what reaches it, or what it deploys. */
export interface Lens {
  readonly document: DocumentFacts;
  /** The offset of what is below the lens, in the document. */
  readonly start: number;
  /** The resource below the lens; absent for a kustomization. */
  readonly resource?: Resource;
  readonly mark: 'ok' | 'failed' | 'unknown' | 'note';
  /** E.g. `selects Deployment web`, `pods unknown: remote base`. */
  readonly text: string;
  /** The places that a click opens: the resources that the text names. */
  readonly targets: readonly Origin[];
}

/** What lenses say: what the files say, what the cluster says, both, or nothing. */
export const lensSources = ['all', 'files', 'cluster', 'off'] as const;

export type LensSource = (typeof lensSources)[number];

/**
 * The most lenses of one file. A person reads no more, and every edit elsewhere may make the editor request
 * them again.
 */
const mostLenses = 1000;

/** The lenses of a file, in the order of its text. */
export function codeLenses(analysis: Analysis, path: string, source: LensSource = 'all'): readonly Lens[] {
  if (source === 'off') {
    return none;
  }
  const index = new IndexReader(analysis.index);
  const isOfBundles = index.bundlesReading(path).length > 0;
  const lenses: Lens[] = [];
  for (const { facts } of fileOf(analysis, path)?.documents ?? []) {
    const ofKustomization = source !== 'cluster' && lensOfBundleIn(facts, index);
    if (ofKustomization) {
      lenses.push({ ...ofKustomization, document: facts, start: 0 });
    }
    for (const resource of objectsOf(facts, index)) {
      const lens = isOfBundles
        ? lensOfVariants(resource, index, analysis, source)
        : lensOf(resource, index, analysis, source);
      lenses.push(...(lens ? [{ ...lens, document: facts, start: resource.start, resource }] : []));
      if (lenses.length >= mostLenses) {
        return lenses;
      }
    }
  }
  return lenses;
}

/** What is said about a resource or a kustomization, without its place. */
type Sentence = Omit<Lens, 'document' | 'start' | 'resource'>;

/** What a kustomization or a chart deploys; for a kustomization that is not built by itself, what builds it. */
function lensOfBundleIn({ file, kustomization }: DocumentFacts, index: IndexReader): Sentence | undefined {
  if (!index.complete) {
    return undefined;
  }
  if (baseName(file) === 'Chart.yaml' && index.isInChart(file)) {
    const chart = index
      .bundlesReading(file)
      .map((each) => index.bundle(each))
      .find((each) => each?.chart === directoryOf(file));
    return chart && lensOfBundle(chart, index);
  }
  if (!kustomization) {
    return undefined;
  }
  const bundle = index.bundle(kustomization.directory);
  if (!bundle) {
    const bundles = membershipOf(kustomization.directory, index)
      .takers.map(({ kustomization: { directory } }) => directory)
      .filter((directory) => index.bundle(directory))
      .sort();
    return bundles.length === 0
      ? undefined
      : { mark: 'note', text: `part of ${enumerate(bundles.map(nameOfBundle))}`, targets: none };
  }
  return refusalsOf(bundle).length > 0
    ? { mark: 'failed', text: 'deploys nothing: kustomize refuses it', targets: none }
    : lensOfBundle(bundle, index);
}

function lensOfBundle(bundle: BundleFacts, index: IndexReader): Sentence {
  const objects = bundle.resources.filter(({ refusals, madeBy }) => refusals === undefined && madeBy === undefined);
  const count = `${objects.length} ${objects.length === 1 ? 'object' : 'objects'}`;
  const definitions = hasDefinitions(bundle, index) ? 'CustomResourceDefinitions' : undefined;
  const deployed = [objects.length > 0 ? count : undefined, definitions].filter((part) => part !== undefined);
  const reasons = [
    ...new Set(
      bundle.unread.filter(({ defines, isSwitchedOff }) => !defines && !isSwitchedOff).map(({ because }) => because),
    ),
  ];
  const more = reasons.length > 1 ? ` and ${reasons.length - 1} more` : '';
  const parts = [
    `deploys ${deployed.join(' and ') || 'nothing'}`,
    ...(objects.length > 0 ? [enumerate(objects.map(({ kind, name }) => `${kind} ${name}`))] : []),
    ...(reasons.length > 0 ? [`not rendered: ${reasons[0]}${more}`] : []),
  ];
  return {
    mark: reasons.length > 0 ? 'unknown' : 'ok',
    text: parts.join(' · '),
    targets: objects.slice(0, mostTargets).map((object) => originOf(object, object.nameRange)),
  };
}

/** Whether a file of the bundle holds definitions, of which only the kind is read. */
function hasDefinitions({ reads }: BundleFacts, index: IndexReader): boolean {
  return [...reads].some((key) => {
    const path = pathOfFileKey(key);
    return path !== undefined && index.documentsOf(path).some(({ wiresNothing }) => wiresNothing);
  });
}

/**
 * One line for the objects that all bundles make of one object, if they agree. If not, a line that says which
 * bundle reaches what.
 */
function lensOfVariants(
  resource: Resource,
  index: IndexReader,
  analysis: Analysis,
  source: LensSource,
): Sentence | undefined {
  const variants = variantsOf(resource, index);
  const groups = new Map<string, { readonly lens: Sentence; readonly bundles: string[] }>();
  for (const variant of variants.slice(0, mostVariants)) {
    const lens = lensOf(variant, index, analysis, source);
    if (lens) {
      const { bundles } = getOrInsertComputed(groups, lens.text, () => ({ lens, bundles: [] }));
      bundles.push(variant.release?.words ?? nameOfBundle(variant.bundle ?? ''));
    }
  }
  const [first, ...others] = groups.values();
  if (!first || others.length === 0) {
    return first?.lens;
  }
  const all = [first, ...others];
  const named = all.slice(0, mostNamed).map(({ lens, bundles }) => `${enumerate(bundles)}: ${lens.text}`);
  const rest = all.length > mostNamed ? [`${all.length - mostNamed} more differ`] : [];
  return {
    mark: worstMark(all.map(({ lens }) => lens)),
    text: [...named, ...rest].join(' · '),
    targets: all.flatMap(({ lens }) => lens.targets).slice(0, mostTargets),
  };
}

function worstMark(sentences: readonly Pick<Sentence, 'mark'>[]): Sentence['mark'] {
  return marks.find((mark) => sentences.some((each) => each.mark === mark)) ?? 'note';
}

/** In this order, the worst first. */
const marks: readonly Sentence['mark'][] = ['failed', 'unknown', 'ok', 'note'];

// Each variant is judged when the lens is requested. More overlays than this add nothing new.
const mostVariants = 100;
const mostTargets = 50;

function lensOf(resource: Resource, index: IndexReader, analysis: Analysis, source: LensSource): Sentence | undefined {
  if (resource.service) {
    return lensOfService(resource, index, analysis, source);
  }
  if (source === 'cluster') {
    return undefined;
  }
  return resource.podTemplate
    ? lensOfWorkload(resource, index, analysis)
    : resource.releases && index.complete
      ? lensOfRelease(resource, index)
      : undefined;
}

/** What a HelmRelease or an Application deploys, as far as its charts are in the workspace. */
function lensOfRelease(resource: Resource, index: IndexReader): Sentence | undefined {
  const lenses = releasedBy(resource, index).map((bundle) => lensOfBundle(bundle, index));
  return lenses.length === 0
    ? undefined
    : {
        mark: worstMark(lenses),
        text: lenses.map(({ text }) => text).join(' · '),
        targets: lenses.flatMap(({ targets }) => targets).slice(0, mostTargets),
      };
}

/** One sentence: what the Service selects, the ports that this lacks, and the endpoints in the cluster. */
function lensOfService(
  resource: Resource,
  index: IndexReader,
  analysis: Analysis,
  source: LensSource,
): Sentence | undefined {
  const { selector, type } = resource.service ?? {};
  // Kubernetes ignores the selector of an ExternalName Service.
  if (type?.value === 'ExternalName') {
    return undefined;
  }
  const view = source === 'files' ? undefined : liveViewOf(resource, index, analysis.settings);
  const live = view && describeLiveView(view);
  // A Service without a selector selects nothing on purpose.
  const isSelecting = source !== 'cluster' && selector !== undefined && selector.pairs.length > 0;
  const selection = isSelecting ? selectionOf(resource, index, analysis) : undefined;
  const isFound = selection !== undefined && (selection.mark === 'ok' || selection.targets.length > 0);
  const selects = isFound || !selector || !isServedAsWritten(selector, view) ? selection : undefined;
  const texts = [selects?.text, live?.text ?? view?.context].filter((text) => text !== undefined);
  const present = [selects, live?.text === undefined ? undefined : live].filter((each) => each !== undefined);
  return texts.length === 0
    ? undefined
    : {
        mark: worstMark(present),
        text: texts.join(' · '),
        targets: selects?.targets ?? [],
      };
}

/**
 * Whether the cluster answers what the files cannot: the selector is applied as it is written, and has endpoints. Then
 * pods of other files or tools are selected.
 */
function isServedAsWritten({ pairs }: Labels, view: LiveView | undefined): boolean {
  const applied = view?.applied.state === 'current' ? view.applied.value : undefined;
  const live = applied?.service.selector ?? {};
  return (
    applied !== undefined &&
    applied.endpoints.ready.length > 0 &&
    Object.keys(live).length === pairs.length &&
    pairs.every(({ key, value }) => live[key.value] === value.value)
  );
}

function selectionOf(resource: Resource, index: IndexReader, analysis: Analysis): Sentence {
  const resolution = resolveServiceSelector(resource, index, analysis.settings);
  switch (resolution.type) {
    case 'found': {
      const { running } = resolution;
      if (running) {
        return { mark: 'ok', text: `selects ${running.what}`, targets: [] };
      }
      const selects = `selects ${enumerate(resolution.targets.map(kindAndName))}`;
      const targets = resolution.targets.map(placeOfPods);
      const missing = missingPorts(resource, analysis);
      if (missing.length > 0) {
        const who = resolution.targets.length > 1 ? 'not all have' : 'it has no';
        return { mark: 'failed', text: `${selects}, but ${who} port ${enumerate(missing)}`, targets };
      }
      // Nothing is wrong, because a person or an autoscaler starts them when they are needed.
      return resolution.targets.every(({ podTemplate }) => podTemplate?.replicas === 0)
        ? { mark: 'note', text: `${selects}, with 0 replicas`, targets }
        : { mark: 'ok', text: selects, targets };
    }
    case 'missing':
      return { mark: 'failed', text: 'selects nothing here', targets: [] };
    case 'unknown':
      return { mark: 'unknown', text: `pods unknown: ${resolution.because}`, targets: [] };
  }
}

/** The target ports of which a rule says that the pods lack them. */
function missingPorts(resource: Resource, analysis: Analysis): readonly string[] {
  const places = problemsOfResource(analysis, resource)
    .filter(({ code, severity }) => code === 'service-port-missing' && (severity === 'error' || severity === 'warning'))
    .map(({ at }) => at.range.start);
  return (resource.service?.ports ?? []).flatMap((port) => {
    const written = port.targetPort ?? port.port;
    return written && places.includes(written.start) ? [written.value] : [];
  });
}

/** What selects the pods of a workload: first the Services, then policies, budgets and monitors. */
function lensOfWorkload(resource: Resource, index: IndexReader, analysis: Analysis): Sentence | undefined {
  const selecting = usagesReaching(resource, index, analysis.settings)
    .filter(
      ({ written, role, resource: by }) => written.type === 'labels' && role !== 'pod placement' && by !== resource,
    )
    .map((usage) => usage.resource);
  const ordered = [...new Set(selecting)].sort(
    (a, b) =>
      Number(b.service !== undefined) - Number(a.service !== undefined) ||
      compareText(a.name, b.name) ||
      compareText(a.document.file, b.document.file),
  );
  const targets = ordered.map(placeOfSelector);
  if (ordered[0]?.service) {
    return { mark: 'ok', text: `selected by ${enumerate(ordered.map(kindAndName))}`, targets };
  }
  // A patch or a file of a chart is not a workload by itself. Podwire cannot know what selects the object that
  // it becomes.
  if (deployabilityOf(resource, index).type === 'part') {
    return undefined;
  }
  const others = ordered.length > 0 ? ` · selected by ${enumerate(ordered.map(kindAndName))}` : '';
  // A workload that declares no port, or that runs to completion, is hardly ever behind a Service. A lens on each of
  // them would teach people not to look.
  const isServer = resource.group !== 'batch' && resource.podTemplate?.containers.some(({ ports }) => ports.length > 0);
  if (!isServer) {
    return others === '' ? undefined : { mark: 'note', text: others.slice(' · '.length), targets };
  }
  return index.complete
    ? { mark: 'note', text: `no Service selects this${others}`, targets }
    : { mark: 'unknown', text: 'Services unknown: the workspace is still being indexed', targets: [] };
}

function placeOfPods(resource: Resource): Origin {
  return originOf(resource, resource.podTemplate?.labels ?? resource.nameRange);
}

function placeOfSelector(resource: Resource): Origin {
  const [other] = resource.selectors;
  return originOf(resource, resource.service?.selector ?? other?.selector ?? resource.nameRange);
}

/** A line above a resource has no space for more names than this. */
const mostNamed = 3;

function enumerate(names: readonly string[]): string {
  const unique = [...new Set(names)];
  const named = unique.slice(0, mostNamed).join(', ');
  return unique.length > mostNamed ? `${named} and ${unique.length - mostNamed} more` : named;
}
