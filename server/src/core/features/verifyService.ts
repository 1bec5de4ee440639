import { type Analysis, fileOf } from '../analysis.ts';
import { decisionRows } from '../describe/decisionRows.ts';
import { liveRows } from '../describe/liveRows.ts';
import { IndexReader } from '../index/reader.ts';
import { originOf } from '../model/origin.ts';
import { type Problem, severities } from '../model/problem.ts';
import type { Report, ReportRow } from '../model/report.ts';
import type { Resource, ServicePort } from '../model/resource.ts';
import { problemsOfResource } from '../problems.ts';
import { describeLabels, describeResource } from '../resolve/describe.ts';
import { targetPortOf, targetsOf } from '../resolve/evidence/ports.ts';
import { liveViewOf } from '../resolve/liveService.ts';
import { nameOfBundle, objectsOf, variantsOf } from '../resolve/scope/overlayVariants.ts';
import { type Decision, decideServiceSelector } from '../resolve/serviceSelector.ts';
import { optional } from '../text/optional.ts';

/** A report with the problem to solve first, if a check failed because of one. */
export interface Checklist extends Report {
  readonly problem?: Problem;
}

/**
 * The checklist of a Service as far as the files decide it, for each bundle that deploys it. Undefined for any
 * other resource.
 */
export function verifyService(analysis: Analysis, resource: Resource): Checklist | undefined {
  if (!resource.service) {
    return undefined;
  }
  const index = new IndexReader(analysis.index);
  const [first, ...others] = variantsOf(resource, index).filter(({ service }) => service);
  if (!first) {
    const text = 'No kustomization or chart that uses this file deploys it.';
    return { title: describeResource(resource), rows: [{ mark: 'unknown', text }] };
  }
  if (others.length === 0) {
    return checklistOf(analysis, first, index);
  }
  let problem: Problem | undefined;
  const rows = [first, ...others].slice(0, mostBundles).map((variant): ReportRow => {
    const checklist = checklistOf(analysis, variant, index);
    problem ??= checklist.problem;
    const marks = checklist.rows.map(({ mark }) => mark);
    return {
      mark: worst.find((mark) => marks.includes(mark)) ?? 'note',
      text: `In ${nameOfBundle(variant.bundle ?? '')}: ${checklist.title}`,
      rows: checklist.rows,
    };
  });
  return { title: describeResource(resource), rows, ...optional('problem', problem) };
}

/**
 * The checklists of all Services of a file, or of those in the document that has a line.
 *
 * @param line one-based
 */
export function verifyServicesAt(analysis: Analysis, file: string, line: number | undefined): readonly Checklist[] {
  const documents = fileOf(analysis, file)?.documents ?? [];
  const last = line === undefined ? undefined : documents.findLast((each) => each.line < line);
  const asked = line === undefined ? documents : documents.filter((each) => each === last);
  const index = new IndexReader(analysis.index);
  return asked.flatMap(({ facts }) => objectsOf(facts, index).flatMap((each) => verifyService(analysis, each) ?? []));
}

const worst: readonly ReportRow['mark'][] = ['failed', 'unknown', 'ok', 'note'];

// Nobody reads a page with more bundles than this.
const mostBundles = 20;

function checklistOf(analysis: Analysis, resource: Resource, index: IndexReader): Checklist {
  const decision = decideServiceSelector(resource, index, analysis.settings);
  const { resolution } = decision;
  const targets = resolution.type === 'found' ? resolution.targets : [];
  const live = liveViewOf(resource, index, analysis.settings);
  const problems = problemsOfResource(analysis, resource);
  const [first] = problems.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
  return {
    title: describeResource(resource),
    ...optional('problem', problems.find(({ code }) => code === selectorCode) ?? first),
    rows: [
      selectorRow(
        resource,
        decision,
        problems.find(({ code }) => code === selectorCode),
      ),
      ...(resource.service?.ports ?? []).map((port) => portRow(port, targets, resource)),
      ...otherProblems(problems),
      ...(live
        ? liveRows(live)
        : [
            {
              mark: 'note',
              text: 'Only files were checked: without a cluster it is unknown whether pods run and are ready.',
            } as const,
          ]),
    ],
  };
}

// The findings of these rules have rows of their own.
const selectorCode = 'service-selects-nothing';
const portCode = 'service-port-missing';

function selectorRow(resource: Resource, decision: Decision, problem: Problem | undefined): ReportRow {
  const { resolution } = decision;
  const selector = resource.service?.selector;
  const detail = {
    ...(selector && selector.pairs.length > 0 ? { detail: `Selector: ${describeLabels(selector.pairs)}` } : {}),
    at: originOf(resource, selector ?? resource.nameRange),
  };
  switch (resolution.type) {
    case 'found':
      if (resolution.running) {
        const { what, context } = resolution.running;
        return { mark: 'ok', text: `Selects ${what}, which runs in ${context} and is in no file`, ...detail };
      }
      return {
        mark: 'ok',
        text: `Selects ${resolution.targets.map(describeResource).join(', ')}`,
        ...detail,
        rows: resolution.targets.map((target) => ({
          mark: 'note',
          text: describeResource(target),
          at: originOf(target, target.nameRange),
          detail: `${target.document.file}: ${describeLabels(target.podTemplate?.labels?.pairs ?? [])}`,
        })),
      };
    case 'missing':
      return {
        mark: 'failed',
        text: problem?.message ?? 'Selects no pods.',
        ...detail,
        rows: decisionRows(decision),
      };
    case 'unknown':
      return {
        mark: 'unknown',
        text: `Pods unknown, because ${resolution.because}`,
        ...detail,
        rows: decisionRows(decision),
      };
  }
}

/**
 * Whether the pods have the port that a Service port leads to. A number is never checked against
 * `containerPort`; a name and its protocol are. Source: k8s.io/endpointslice FindPort.
 */
function portRow(port: ServicePort, targets: readonly Resource[], resource: Resource): ReportRow {
  const number = port.port?.value ?? '?';
  const wanted = targetPortOf(port);
  const target = wanted.target || number;
  const text = `Port ${number}/${port.protocol} leads to ${target}`;
  const at = originOf(resource, port.targetPort ?? port.port ?? port);
  if (targets.length === 0) {
    return { mark: 'unknown', text, at, detail: 'No known pods could have it.' };
  }
  const without = targets.filter(({ podTemplate }) => !podTemplate || targetsOf(wanted, podTemplate).length === 0);
  if (without.length === 0) {
    return { mark: 'ok', text, at, detail: 'Every selected pod template declares it.' };
  }
  const names = without.map(describeResource).join(', ');
  return /^\d+$/.test(target)
    ? { mark: 'note', text, at, detail: `${names} does not declare it, which is allowed: the number is used as it is.` }
    : {
        mark: 'failed',
        text,
        at,
        detail: `${names} has no container port named ${target} with protocol ${port.protocol}.`,
      };
}

function otherProblems(problems: readonly Problem[]): ReportRow[] {
  return problems
    .filter(({ code }) => code !== selectorCode && code !== portCode)
    .map(({ message, code, at }) => ({ mark: 'failed', text: message, detail: code, at }));
}
