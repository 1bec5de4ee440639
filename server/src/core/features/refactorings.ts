import { type Analysis, analyse, fileOf } from '../analysis.ts';
import { filesAfter } from '../fixVerification.ts';
import { objectsNamed } from '../index/keys.ts';
import { IndexReader } from '../index/reader.ts';
import { withDocumentText } from '../kinds/documents.ts';
import type { Fix } from '../model/problem.ts';
import type { Resource } from '../model/resource.ts';
import type { Labels } from '../model/written.ts';
import { describeLabels, describeWritten, writtenName } from '../resolve/describe.ts';
import { pairMatches, selectorMatches } from '../resolve/evidence/match.ts';
import { reachablePorts } from '../resolve/evidence/ports.ts';
import { stableLabelsOf } from '../resolve/evidence/stableLabels.ts';
import { objectsOf, variantsOf } from '../resolve/scope/overlayVariants.ts';
import { areDeployedTogether } from '../resolve/scope/scope.ts';
import { resolveServiceSelector } from '../resolve/serviceSelector.ts';
import { workloadsInScope } from '../resolve/workloadsInScope.ts';
import { copyPodLabels } from '../rules/fixes/copyPodLabels.ts';
import { labelsAdded } from '../rules/fixes/podTemplate.ts';
import { fixOf } from '../rules/fixes/tree.ts';
import { none } from '../text/emptyList.ts';
import { directoryOf } from '../text/path.ts';
import { applyEdits, contains, type Range } from '../text/range.ts';
import { lineEndsOf } from '../yaml/layout.ts';
import { type NewMapping, type NewValue, pairText, type WritingStyle } from '../yaml/write.ts';

/**
 * Changes that need no problem: *Use pod labels of …* and *Add … to the pods of …* in the selector of a Service, and
 * *Create Service for …* in a workload. Source: LSP 3.17, CodeActionKind.Refactor.
 *
 * @param document the number of the document in its file
 * @param range in the document, in UTF-16 code units
 */
export function refactorings(analysis: Analysis, path: string, document: number, range: Range): readonly Fix[] {
  const facts = fileOf(analysis, path)?.documents[document]?.facts;
  const index = new IndexReader(analysis.index);
  const written = facts && objectsOf(facts, index).find((each) => contains(each, range));
  if (!written) {
    return none;
  }
  const resource = variantsOf(written, index)[0] ?? written;
  const changed =
    written.service?.selector && isAt(written.service.selector, range)
      ? selectorChanges(resource, index, analysis).filter(({ changes }) => filesAfter(analysis, changes) !== undefined)
      : none;
  const created = written.podTemplate ? newService(written, range, index) : none;
  return [...changed, ...created.filter((fix) => createsService(fix, written, analysis))];
}

/** Whether the new document is a Service that selects the workload. */
function createsService({ changes: [change] }: Fix, workload: Resource, analysis: Analysis): boolean {
  const { document } = workload;
  const file = fileOf(analysis, document.file);
  const next = file && change && withDocumentText(file, document, applyEdits(document.text, change.edits));
  if (!next || next.documents.length !== file.documents.length + 1) {
    return false;
  }
  const after = analyse(analysis, { files: new Map([[file.path, next]]), work: { onlyTouched: true }, last: true });
  const index = new IndexReader(after.analysis.index);
  const isOf = (each: Resource) => each.kind === workload.kind && writtenName(each) === workload.name;
  return next.documents
    .flatMap(({ facts }) => facts.resources)
    .filter(({ service, name }) => service !== undefined && name === workload.name)
    .flatMap((service) => [service, ...variantsOf(service, index)])
    .map((service) => resolveServiceSelector(service, index, analysis.settings))
    .some((resolution) => resolution.type === 'found' && resolution.targets.some(isOf));
}

function isAt({ keyRange, start, end, document }: Labels, range: Range): boolean {
  return document === undefined && contains({ start: Math.min(keyRange.start, start), end }, range);
}

/** The workloads that a Service does not select, the likeliest first: either side can be made to match the other. */
function selectorChanges(service: Resource, index: IndexReader, { settings }: Analysis): readonly Fix[] {
  const selector = service.service?.selector;
  if (!selector) {
    return none;
  }
  const workloads = workloadsInScope(service, index, settings)
    .filter(({ podTemplate }) => podTemplate && !selectorMatches(selector, podTemplate))
    .slice(0, mostWorkloads);
  const used = workloads.flatMap((workload) => {
    const fix = copyPodLabels({ preferred: false }, service, selector, workload);
    return fix ? { ...fix, title: `Use pod labels of ${describeWritten(workload)}`, certain: false } : none;
  });
  const added = workloads.slice(0, 1).flatMap((workload) => {
    const missing = selector.pairs.filter((pair) => !pairMatches(pair, workload.podTemplate!));
    const edit = labelsAdded(workload, missing);
    const title = `Add ${describeLabels(missing)} to the pods of ${describeWritten(workload)}`;
    return (edit && fixOf({ title }, workload.document, edit)) ?? none;
  });
  return [...used, ...added];
}

// A menu with more workloads would not be read.
const mostWorkloads = 5;

/** A Service for a workload, as a new document behind the one of the workload. */
function newService(workload: Resource, range: Range, index: IndexReader): readonly Fix[] {
  const { document, name, nameRange, podTemplate, namespace, group } = workload;
  const labels = stableLabelsOf(workload).filter((pair) => pair.document === undefined);
  const ports = podTemplate ? reachablePorts(podTemplate) : none;
  const isAtHead = range.start <= Math.max(nameRange.end, podTemplate?.labels?.end ?? 0);
  const isAlone = document.resources.length === 1 && !/^\ufeff?\s*[{[]/.test(document.text);
  const exists = index
    .list(objectsNamed('', 'Service', name))
    .some((each) => isBeside(each, workload) || areDeployedTogether(each, workload, index));
  if (
    !isAlone ||
    !isAtHead ||
    exists ||
    labels.length === 0 ||
    ports.length === 0 ||
    group === 'batch' ||
    name === ''
  ) {
    return none;
  }
  const lineEnd = lineEndsOf(document.text);
  const style: WritingStyle = { flow: false, json: false, minified: false, lineEnd };
  const metadata: NewMapping = [['name', name], ...(namespace ? [['namespace', namespace.value] as const] : [])];
  const selector: NewMapping = labels.map(({ key, value }) => [key.value, value.value] as const);
  const line = (key: string, value: NewValue) => pairText(key, value, style, 0);
  const text = [
    '---',
    line('apiVersion', 'v1'),
    line('kind', 'Service'),
    line('metadata', metadata),
    'spec:',
    ...pairText('selector', selector, style, 2)
      .split(lineEnd)
      .map((each, at) => (at === 0 ? `  ${each}` : each)),
    '  ports:',
    ...ports.flatMap((port) => portLines(port.name?.value, port.containerPort?.value, port.protocol, ports.length)),
    '',
  ].join(lineEnd);
  // The document ends before the separator of the next one, or with the file.
  const end = document.text.length;
  const before = /[\r\n]$/.test(document.text) || document.text === '' ? '' : lineEnd;
  const changes = [{ document, edits: [{ range: { start: end, end }, newText: before + text }] }];
  return [{ title: `Create a Service for ${describeWritten(workload)}`, preferred: false, certain: false, changes }];
}

function isBeside(a: Resource, b: Resource): boolean {
  return a.bundle === b.bundle && directoryOf(a.document.file) === directoryOf(b.document.file);
}

/** One port of a Service. A Service with several ports needs their names. Source: ServicePort in k8s.io/api core/v1. */
function portLines(name: string | undefined, number: string | undefined, protocol: string, count: number): string[] {
  const named = name ?? (count > 1 && number !== undefined ? `port-${number}` : undefined);
  const fields = [
    ...(named === undefined ? [] : [`name: ${named}`]),
    ...(number === undefined ? [] : [`port: ${number}`]),
    ...(name === undefined ? [] : [`targetPort: ${name}`]),
    ...(protocol === 'TCP' ? [] : [`protocol: ${protocol}`]),
  ];
  return fields.map((field, at) => `    ${at === 0 ? '- ' : '  '}${field}`);
}
