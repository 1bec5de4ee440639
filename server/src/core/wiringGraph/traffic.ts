import type { IndexReader } from '../index/reader.ts';
import { type Origin, originOf } from '../model/origin.ts';
import type { Reference } from '../model/reference.ts';
import type { ContainerPort, Resource, ServicePort } from '../model/resource.ts';
import type { GraphEdge } from '../model/wiringGraph.ts';
import type { Written } from '../model/written.ts';
import { leadsTraffic } from '../resolve/evidence/nameLikelihood.ts';
import { reachablePorts, targetPortOf, targetsOf } from '../resolve/evidence/ports.ts';
import { isRequestedPort } from '../resolve/evidence/servicePorts.ts';
import { resolveServiceSelector } from '../resolve/serviceSelector.ts';
import type { Usage } from '../resolve/usages.ts';
import { isAction } from '../rules/shared/useAnnotation.ts';
import type { Settings } from '../settings.ts';
import { none } from '../text/emptyList.ts';
import { optional } from '../text/optional.ts';
import type { Draft, DraftNode } from './draft.ts';
import { asGraphProblem, type Findings, type Found, isAbout, isSevere } from './findings.ts';

/** One resource of a graph that is being made, with its references. */
export interface Subject {
  readonly resource: Resource;
  readonly usages: readonly Usage[];
  readonly findings: Findings;
}

type Verdict = Pick<GraphEdge<Origin>, 'state' | 'problem' | 'because'>;

/** Adds the edges from a route to the Services that it names. */
export function connectRoute({ resource, usages, findings }: Subject, draft: Draft): void {
  const from = draft.nodeOf(resource);
  for (const reference of resource.references.filter(({ role }) => leadsTraffic(role))) {
    const own = usages.filter(({ role, written }) =>
      written.type === 'name' ? written.name === reference.name : role !== undefined && isPortOf(written, reference),
    );
    const named = own.find(({ written }) => written.type === 'name');
    if (!named || isAction(reference)) {
      continue;
    }
    const found = [named, ...own.filter((each) => each !== named)].map((each) => findings.about(each));
    const about = found.find((each) => each?.problem) ?? found.find((each) => each !== undefined);
    const place = originOf(resource, reference.name);
    const targets = named.targets();
    for (const target of targets) {
      const verdict = verdictOn(target, targets, about);
      draft.connect(
        { from: from.id, to: draft.nodeOf(target).id, place, ...verdict },
        portOfBackend(reference, target.service?.ports ?? none),
      );
    }
    if (targets.length === 0) {
      const { kind, name, namespace } = reference;
      const verdict = verdictOnNothing(about, findings, 'no manifest that was read defines it');
      const to = absentNode(
        from,
        { kind, name: name.value, ...optional('namespace', namespace?.value) },
        verdict,
        draft,
      );
      draft.connect({ from: from.id, to: to.id, place, ...verdict }, reference.port?.written.value);
    }
  }
}

function isPortOf(written: Usage['written'], { port }: Reference): boolean {
  return written.type === 'port' && port !== undefined && written.port === port.written;
}

/** E.g. `80`, or `http (80)` for a port that is named. */
function portOfBackend({ port }: Reference, ports: readonly ServicePort[]): string | undefined {
  const number = port && ports.find((each) => isRequestedPort(each, port))?.port?.value;
  return port && (number === undefined || number === port.written.value)
    ? port.written.value
    : port && `${port.written.value} (${number})`;
}

/** Adds the edges from a Service to the workloads that it selects, and returns these. */
export function connectService(
  { resource, usages, findings }: Subject,
  draft: Draft,
  index: IndexReader,
  settings: Settings,
): readonly Resource[] {
  const selector = usages.find(({ written }) => written.type === 'labels');
  const written = selector?.written.type === 'labels' ? selector.written : undefined;
  if (!selector || !written || written.labels?.pairs.length === 0) {
    return none;
  }
  const from = draft.nodeOf(resource);
  const place = originOf(resource, written.keyRange);
  const about = findings.about(selector);
  const ports = portsIn(usages);
  const targets = selector.targets();
  for (const target of targets) {
    const to = draft.nodeOf(target).id;
    const verdict = verdictOn(target, targets, about);
    if (ports.length === 0 || verdict.state !== 'ok') {
      draft.connect({ from: from.id, to, place, ...verdict });
      continue;
    }
    for (const { usage, port, stated } of ports) {
      const ofPort = verdictOnPort(port, target, targets, findings.about(usage));
      const at = ofPort.state === 'ok' ? place : originOf(resource, stated);
      draft.connect({ from: from.id, to, place: at, ...ofPort }, portOfService(port, target));
    }
  }
  if (targets.length === 0) {
    const resolution = resolveServiceSelector(resource, index, settings);
    const running = resolution.type === 'found' ? resolution.running : undefined;
    const verdict: Verdict = running
      ? { state: 'ok' }
      : verdictOnNothing(about, findings, 'no pod template that was read has these labels');
    const to = running
      ? runningNode(from, running, draft)
      : absentNode(from, { kind: '', name: verdict.state === 'broken' ? 'nothing' : 'unknown pods' }, verdict, draft);
    const edge = { from: from.id, to: to.id, place, ...verdict };
    draft.connect(edge);
    for (const { port } of ports) {
      draft.connect(edge, portOfService(port));
    }
  }
  return targets;
}

/** The ports of a Service with their references. */
function portsIn(
  usages: readonly Usage[],
): readonly { readonly usage: Usage; readonly port: ServicePort; readonly stated: Written }[] {
  return usages.flatMap((usage) => {
    const { written } = usage;
    const port = written.type === 'port' ? written.servicePort : undefined;
    return written.type === 'port' && port ? [{ usage, port, stated: written.port }] : [];
  });
}

/** E.g. `80 → http (8080)`; `80` if the port of the pod is the same. */
function portOfService(port: ServicePort, target?: Resource): string {
  const { target: wanted, protocol } = targetPortOf(port);
  const number = port.port?.value ?? '?';
  const [declared] = target?.podTemplate ? targetsOf({ target: wanted, protocol }, target.podTemplate) : none;
  const end = declared ? describeContainerPort(declared, wanted) : wanted;
  return `${end === number ? number : `${number} → ${end}`}${protocol === 'TCP' ? '' : `/${protocol}`}`;
}

/** E.g. `http (8080)`. */
function describeContainerPort({ name, containerPort }: ContainerPort, wanted: string): string {
  const other = wanted === name?.value ? containerPort?.value : name?.value;
  return other === undefined || other === wanted ? wanted : `${wanted} (${other})`;
}

function verdictOn(target: Resource, targets: readonly Resource[], about: Found | undefined): Verdict {
  return about?.problem && isSevere(about.problem) && isAbout(about.problem, target, targets)
    ? { state: 'broken', problem: asGraphProblem(about.problem) }
    : { state: 'ok' };
}

/**
 * Whether a port of a Service leads to a port of the pods. A number is used as it is, whether a container declares it
 * or not. Source: k8s.io/endpointslice FindPort.
 */
function verdictOnPort(
  port: ServicePort,
  target: Resource,
  targets: readonly Resource[],
  about: Found | undefined,
): Verdict {
  const wanted = targetPortOf(port);
  const template = target.podTemplate;
  if (!template || targetsOf(wanted, template).length > 0) {
    return { state: 'ok' };
  }
  const verdict = verdictOn(target, targets, about);
  if (verdict.state !== 'ok' || /^[0-9]*$/.test(wanted.target)) {
    return verdict;
  }
  const declared = reachablePorts(template).length === 0 ? 'it declares no ports' : `it has no port ${wanted.target}`;
  return { state: 'unknown', because: about?.because ?? declared };
}

function verdictOnNothing(about: Found | undefined, { isJudged }: Findings, otherwise: string): Verdict {
  return about?.problem
    ? { state: 'broken', problem: asGraphProblem(about.problem) }
    : { state: 'unknown', because: about?.because ?? (isJudged ? otherwise : 'it is not judged yet') };
}

/** The node for a target that does not exist, or of which nobody knows whether it exists. */
export function absentNode(
  from: DraftNode,
  {
    kind,
    name,
    namespace = from.namespace,
  }: { readonly kind: string; readonly name: string; readonly namespace?: string },
  { state }: Pick<Verdict, 'state'>,
  draft: Draft,
): DraftNode {
  // All references of a bundle to one missing name mean the same object. What a selector misses has no name.
  const [place] = from.id.split(': ', 1);
  const shared = `${from.bundle === undefined ? '' : `${place}: `}absent ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
  return draft.nodeWith(kind === '' ? `${from.id} → ${name}` : shared, () => ({
    role: 'absent',
    kind,
    name,
    ...optional('namespace', namespace),
    ...optional('bundle', from.bundle),
    state,
  }));
}

/** The node for a workload that runs in the cluster and is in no file. */
function runningNode(
  from: DraftNode,
  { context, what }: { readonly context: string; readonly what: string },
  draft: Draft,
): DraftNode {
  const [, kind = '', name = what] = /^(\S+) "(.*)"$/.exec(what) ?? [];
  const node = draft.nodeWith(`${context}: ${kind} ${from.namespace ?? ''}/${name}`, () => ({
    role: 'workload',
    kind,
    name,
    ...optional('namespace', from.namespace),
    state: 'ok',
  }));
  if (node.details.length === 0) {
    node.details.push(`runs in ${context}, in no file`);
  }
  return node;
}
