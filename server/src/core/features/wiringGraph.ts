import type { Analysis } from '../analysis.ts';
import { IndexReader } from '../index/reader.ts';
import { statedNamespace } from '../model/namespace.ts';
import type { Origin } from '../model/origin.ts';
import type { Resource } from '../model/resource.ts';
import type { GraphRole, WiringGraph } from '../model/wiringGraph.ts';
import { documentsNow, resourcesOf } from '../problems.ts';
import { hasUrgentWork } from '../progress.ts';
import { usagesOf } from '../resolve/usages.ts';
import { compareText } from '../text/compare.ts';
import { directoryOf, isBelow } from '../text/path.ts';
import { resultOf } from '../text/steps.ts';
import { beginDraft, type Draft, finished, roleOf } from '../wiringGraph/draft.ts';
import { neighbourhoodOf } from '../wiringGraph/filter.ts';
import { asGraphProblem, findingsOf } from '../wiringGraph/findings.ts';
import { connectPods } from '../wiringGraph/livePods.ts';
import { addMarks } from '../wiringGraph/marks.ts';
import { connectRoute, connectService } from '../wiringGraph/traffic.ts';

/**
 * The paths of traffic in a workspace: what routes, Services and workloads reach, and why they do not. The edges are
 * the references and resolutions of the analysis, and a broken edge has its problem.
 *
 * @param below a folder, a manifest or a kustomization, relative to the workspace folder: only what is in it, what its
 * bundle deploys, and what these reach and are reached by. Absent for everything.
 */
export function wiringGraph(analysis: Analysis, below?: string): WiringGraph<Origin> {
  return resultOf(wiringGraphInSteps(analysis, below));
}

/** As `wiringGraph`, in steps of a few milliseconds, between which the generator yields. */
export function* wiringGraphInSteps(analysis: Analysis, below?: string): Generator<void, WiringGraph<Origin>> {
  const { index, settings } = analysis;
  const draft = beginDraft((resource) => statedNamespace(resource, settings.closedWorld));
  const resources = inOrder(analysis);
  const files = new Map<string, string>();
  for (const resource of resources.filter(isOnTheWay)) {
    files.set(draft.nodeOf(resource).id, resource.document.file);
  }
  yield;
  let reader = new IndexReader(index);
  for (const [at, resource] of resources.entries()) {
    connectResource(resource, draft, reader, analysis);
    if (at % resourcesAtOnce === resourcesAtOnce - 1) {
      yield;
    }
    if (at % resourcesToRemember === resourcesToRemember - 1) {
      reader = new IndexReader(index);
    }
  }
  const nodes = finished(draft.nodes.values());
  const graph: WiringGraph<Origin> = {
    nodes,
    edges: inOrderOfNodes(
      draft,
      nodes.map(({ id }) => id),
    ),
    namespaces: inOrderOnce(nodes.flatMap(({ namespace }) => namespace ?? [])),
    bundles: inOrderOnce(nodes.flatMap(({ bundle }) => bundle ?? [])),
    complete: index.complete && !hasUrgentWork(analysis),
  };
  if (below === undefined || below === '') {
    return graph;
  }
  const folder = isKustomization(below, analysis) ? directoryOf(below) : below;
  const isIn = (path: string | undefined) => path !== undefined && isBelow(folder, path);
  const part = neighbourhoodOf(graph, ({ id, bundle }) => isIn(files.get(id)) || isIn(bundle));
  return {
    ...part,
    namespaces: inOrderOnce(part.nodes.flatMap(({ namespace }) => namespace ?? [])),
    bundles: inOrderOnce(part.nodes.flatMap(({ bundle }) => bundle ?? [])),
  };
}

// These take a few milliseconds.
const resourcesAtOnce = 20;
/** Answers are dropped after this many resources: those of a whole workspace take much memory. */
const resourcesToRemember = 1000;

function connectResource(resource: Resource, draft: Draft, index: IndexReader, analysis: Analysis): void {
  const { settings } = analysis;
  const role = roleOf(resource);
  const subject = {
    resource,
    usages: [...usagesOf(resource, index, settings)],
    findings: findingsOf(resource, analysis),
  };
  if (role === undefined) {
    addMarks(subject, draft);
    const others = subject.findings.others();
    // E.g. a label of a policy that is written at the wrong place, so that the policy selects other pods.
    if (others.length > 0) {
      draft.nodeOf(resource).problems.push(...others.map(asGraphProblem));
    }
    return;
  }
  if (role === 'route') {
    connectRoute(subject, draft);
  } else if (role === 'service') {
    draft.nodeOf(resource).details.push(...detailsOfService(resource));
    const workloads = connectService(subject, draft, index, settings);
    connectPods(resource, workloads, draft, index, settings);
  }
  draft.nodeOf(resource).problems.push(...subject.findings.others().map(asGraphProblem));
}

function isOnTheWay(resource: Resource): boolean {
  return roleOf(resource) !== undefined;
}

function detailsOfService({ service }: Resource): readonly string[] {
  const type = service?.type?.value;
  const ports = (service?.ports ?? []).flatMap(({ nodePort }) => nodePort?.value ?? []);
  if (type === 'ExternalName') {
    return [`ExternalName ${service?.externalName?.value ?? ''}`.trimEnd()];
  }
  const hasNoSelector = !service?.selector || service.selector.pairs.length === 0;
  return [
    ...(type === undefined || type === 'ClusterIP' ? [] : [[type, ports.join(', ')].join(' ').trimEnd()]),
    ...(hasNoSelector ? ['no selector'] : []),
  ];
}

/** The judged resources that may have a node or make a mark, by bundle, namespace, role and name. */
function inOrder(analysis: Analysis): readonly Resource[] {
  const { settings } = analysis;
  const placeIn = documentsNow(analysis);
  const keyed: {
    readonly resource: Resource;
    readonly namespace: string;
    readonly role: number;
    readonly start: number;
  }[] = [];
  for (const resource of resourcesOf(analysis)) {
    const role = roleOrders.indexOf(roleOf(resource));
    if (roleOrders[role] !== undefined || resource.references.length > 0 || resource.selectors.length > 0) {
      const start = (placeIn(resource.document)?.start ?? 0) + resource.start;
      keyed.push({ resource, namespace: statedNamespace(resource, settings.closedWorld) ?? '', role, start });
    }
  }
  return keyed
    .sort(
      (a, b) =>
        compareText(a.resource.bundle ?? '', b.resource.bundle ?? '') ||
        compareText(a.namespace, b.namespace) ||
        a.role - b.role ||
        compareText(a.resource.name, b.resource.name) ||
        compareText(a.resource.kind, b.resource.kind) ||
        compareText(a.resource.document.file, b.resource.document.file) ||
        a.start - b.start,
    )
    .map(({ resource }) => resource);
}

const roleOrders: readonly (GraphRole | undefined)[] = ['route', 'service', 'workload', undefined];

function inOrderOfNodes(draft: Draft, ids: readonly string[]): WiringGraph<Origin>['edges'] {
  const places = new Map(ids.map((id, at) => [id, at]));
  return [...draft.edges()].sort(
    (a, b) => places.get(a.from)! - places.get(b.from)! || places.get(a.to)! - places.get(b.to)!,
  );
}

function inOrderOnce(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort(compareText);
}

function isKustomization(path: string, { index }: Analysis): boolean {
  return new IndexReader(index).kustomizationsIn(directoryOf(path)).some(({ file }) => file === path);
}
