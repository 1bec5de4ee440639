import type { Analysis } from '../analysis.ts';
import type { IndexReader } from '../index/reader.ts';
import type { Origin } from '../model/origin.ts';
import type { ReportRow } from '../model/report.ts';
import type { ContainerPort, Resource, ServicePort } from '../model/resource.ts';
import { describeLabels, describePods, describeWritten } from '../resolve/describe.ts';
import { nameOfBundle } from '../resolve/scope/overlayVariants.ts';
import { resolveServiceSelector } from '../resolve/serviceSelector.ts';
import type { Usage } from '../resolve/usages.ts';
import { none } from '../text/emptyList.ts';
import { mentionsOf } from './mentions.ts';
import { numberOf } from './places.ts';
import { definitionsOf, isDefinition, passedOn, placeOfThing } from './relations.ts';
import { type Definition, type Mention, resourceOf, type Thing } from './things.ts';

/** A row that says something about a place, and leads there. */
export interface PlacedRow extends ReportRow {
  readonly at?: Origin;
  readonly rows?: readonly PlacedRow[];
}

/** What a person wants to know about a thing: where it leads, or what leads to it. Empty if there is nothing to say. */
export function rowsOfThing(thing: Thing, index: IndexReader, analysis: Analysis): readonly PlacedRow[] {
  return isDefinition(thing) ? rowsOfDefinition(thing, index, analysis) : rowsOfMention(thing, index, analysis);
}

function rowsOfMention(mention: Mention, index: IndexReader, analysis: Analysis): readonly PlacedRow[] {
  switch (mention.type) {
    case 'usage':
      return rowsOfUsage(mention.usage, index, analysis);
    case 'used label':
      return rowsOfSelector(mention.usage, index, analysis);
    case 'patch':
      return definitionsOf(mention, index).map((each) => rowOf('Changes', each, index));
    case 'target':
      return definitionsOf(mention, index).map((each) => rowOf('Means', each, index));
    case 'inclusion': {
      const { path } = mention.inclusion;
      const bundle = path === undefined ? undefined : index.bundle(path);
      const [, ...rendered] = bundle?.resources ?? none;
      const made = rendered.filter(({ madeBy }) => madeBy === undefined);
      const files = definitionsOf(mention, index);
      return [
        ...files.map((each) => rowOf('Includes', each, index)),
        ...(made.length > 0
          ? [{ mark: 'note', text: `Deploys ${made.length} objects`, rows: listed(made, index) } as const]
          : none),
      ];
    }
  }
}

function rowsOfUsage(usage: Usage, index: IndexReader, analysis: Analysis): readonly PlacedRow[] {
  const { written } = usage;
  const targets = definitionsOf({ type: 'usage', usage }, index);
  switch (written.type) {
    case 'labels':
      return rowsOfSelector(usage, index, analysis);
    case 'port':
      return targets.flatMap((each) => (each.type === 'port' ? rowsOfRoute(each, index, analysis) : none));
    case 'part':
    case 'name':
      return targets.flatMap((each) => [
        rowOf('Is', each, index),
        ...(each.type === 'object' ? factsOf(each.resource) : none),
      ]);
  }
}

/** What a selector selects, or why nothing. */
function rowsOfSelector(usage: Usage, index: IndexReader, analysis: Analysis): readonly PlacedRow[] {
  const targets = usage.targets();
  if (targets.length > 0) {
    return targets
      .slice(0, mostRows)
      .map((resource) => rowOf('Selects', { type: 'object', resource }, index, describePods(resource)))
      .concat(rest(targets.length));
  }
  const { resource, written } = usage;
  const isOfService = written.type === 'labels' && written.labels === resource.service?.selector;
  const resolution = isOfService ? resolveServiceSelector(resource, index, analysis.settings) : undefined;
  switch (resolution?.type) {
    case 'found':
      return resolution.running
        ? [{ mark: 'ok', text: `Selects ${resolution.running.what}`, detail: `runs in ${resolution.running.context}` }]
        : none;
    case 'missing':
      return [{ mark: 'failed', text: 'Selects nothing in these files' }];
    case 'unknown':
      return [{ mark: 'unknown', text: `Pods unknown, because ${resolution.because}` }];
    default:
      return none;
  }
}

function rowsOfDefinition(definition: Definition, index: IndexReader, analysis: Analysis): readonly PlacedRow[] {
  if (definition.type === 'file') {
    return none;
  }
  const facts = definition.type === 'object' ? factsOf(definition.resource) : none;
  const route =
    definition.type === 'port' && definition.resource.service ? rowsOfRoute(definition, index, analysis) : none;
  const own = mentionsOf([definition], index, analysis).filter((each) => resourceOf(each) !== definition.resource);
  const rows = own.slice(0, mostRows).map((each) => rowOf(verbOf(each), each, index));
  return [...facts, ...route, ...rows, ...rest(own.length)];
}

/** A port and where it leads, one row after the other, to the port of a container. */
function rowsOfRoute(
  definition: Extract<Definition, { readonly type: 'port' }>,
  index: IndexReader,
  analysis: Analysis,
): readonly PlacedRow[] {
  const targets = passedOn(definition, index, analysis) ?? none;
  return [definition, ...targets.slice(0, mostRows)]
    .map((each) => rowOf('Leads to', each, index))
    .concat(rest(targets.length));
}

function verbOf(mention: Mention): string {
  if (mention.type === 'patch') {
    return 'Changed by';
  }
  const usage = mention.type === 'usage' || mention.type === 'used label' ? mention.usage : undefined;
  return usage?.role === 'pod placement'
    ? 'Decides the placement of'
    : usage?.written.type === 'labels'
      ? 'Selected by'
      : 'Named by';
}

function rowOf(verb: string, thing: Thing, index: IndexReader, more?: string): PlacedRow {
  const at = placeOfThing(thing, index);
  const file = at?.document.file ?? '';
  return {
    mark: 'note',
    text: `${verb} ${words(thing)}`,
    detail: more === undefined ? file : `${more}\n${file}`,
    ...(at ? { at } : {}),
  };
}

function words(thing: Thing): string {
  switch (thing.type) {
    case 'port':
      return `port ${describePort(thing.port)} of ${describeWritten(thing.resource)}`;
    case 'part':
      return `${thing.part} ${thing.name.value} of ${describeWritten(thing.resource)}`;
    case 'file':
      return thing.path;
    case 'inclusion':
    case 'target':
      return thing.from.file;
    case 'patch':
      return thing.patch.document.file;
    case 'usage':
    case 'used label':
      return describeWritten(thing.usage.resource);
    default:
      return describeWritten(thing.resource);
  }
}

/** E.g. `http (80/TCP)`. */
function describePort(port: ServicePort | ContainerPort): string {
  const number = `${numberOf(port)?.value ?? '?'}/${port.protocol}`;
  return port.name ? `${port.name.value} (${number})` : number;
}

/** What an object is: the ports of a Service, the pods of a workload. */
function factsOf({ service, podTemplate }: Resource): readonly PlacedRow[] {
  const rows: PlacedRow[] = (service?.ports ?? none).slice(0, mostRows).map((port) => ({
    mark: 'note',
    text: `Port ${describePort(port)}${port.targetPort ? ` → ${port.targetPort.value}` : ''}`,
  }));
  if (podTemplate?.labels) {
    rows.push({ mark: 'note', text: 'Pod labels', detail: describeLabels(podTemplate.labels.pairs) });
  }
  return rows;
}

function listed(resources: readonly Resource[], index: IndexReader): readonly PlacedRow[] {
  return resources
    .slice(0, mostRows)
    .map((resource): PlacedRow => {
      const at = placeOfThing({ type: 'object', resource }, index);
      return { mark: 'note', text: `${resource.kind} ${resource.name}`, ...(at ? { at } : {}) };
    })
    .concat(rest(resources.length));
}

function rest(count: number): readonly PlacedRow[] {
  return count > mostRows ? [{ mark: 'note', text: `and ${count - mostRows} more` }] : none;
}

/** A hover has no space for more. */
const mostRows = 10;

/** The rows of the variants of one text: once if they are equal, else under the name of each bundle. */
export function rowsOfVariants(
  variants: readonly { readonly bundle: string | undefined; readonly rows: readonly PlacedRow[] }[],
): readonly PlacedRow[] {
  const different = new Map<string, { readonly bundles: string[]; readonly rows: readonly PlacedRow[] }>();
  for (const { bundle, rows } of variants) {
    const key = JSON.stringify(rows, (name, value) => (name === 'at' ? undefined : value));
    const known = different.get(key) ?? { bundles: [], rows };
    different.set(key, known);
    known.bundles.push(nameOfBundle(bundle ?? ''));
  }
  if (different.size <= 1) {
    return [...different.values()][0]?.rows ?? none;
  }
  return [...different.values()].slice(0, mostRows).map(
    ({ bundles, rows }): PlacedRow => ({
      mark: rows[0]?.mark ?? 'note',
      text: `In ${[...new Set(bundles)].slice(0, 3).join(', ')}${bundles.length > 3 ? ` and ${bundles.length - 3} more` : ''}`,
      rows,
    }),
  );
}
