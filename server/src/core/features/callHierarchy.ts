import { type Analysis, fileOf } from '../analysis.ts';
import { locate } from '../cursor/locate.ts';
import { definitionsOf, isDefinition, placeOfThing } from '../cursor/relations.ts';
import type { Thing } from '../cursor/things.ts';
import { IndexReader } from '../index/reader.ts';
import type { Origin } from '../model/origin.ts';
import type { Resource } from '../model/resource.ts';
import { documentNumber } from '../problems.ts';
import { writtenResource } from '../resolve/describe.ts';
import { leadsTraffic } from '../resolve/evidence/nameLikelihood.ts';
import { usagesReaching } from '../resolve/referrers.ts';
import { objectsOf as objectsIn, variantsOf } from '../resolve/scope/overlayVariants.ts';
import { type Usage, usagesOf } from '../resolve/usages.ts';
import { none } from '../text/emptyList.ts';
import { contains } from '../text/range.ts';
import { roleOf } from '../wiringGraph/draft.ts';

/** An object on the way of traffic: a route, a Service, or a workload. It is the object as a file states it. */
export interface Stop {
  readonly resource: Resource;
  /** Where in the file the object is, to find it in a later analysis. */
  readonly place: StopPlace;
}

export interface StopPlace {
  readonly file: string;
  /** The number of the document in the file, and of the object in the document. */
  readonly document: number;
  readonly item: number;
}

/** A stop before or after another one, with the texts that lead there. */
export interface Leg {
  readonly stop: Stop;
  /** In the files of the stop that sends the traffic. */
  readonly texts: readonly Origin[];
}

/**
 * The object at a position whose traffic can be followed: the one that a text refers to, or the one around it.
 * Source: LSP 3.17, textDocument/prepareCallHierarchy.
 *
 * @param document the number of the document in its file
 * @param offset in the document, in UTF-16 code units
 */
export function prepareCallHierarchy(
  analysis: Analysis,
  path: string,
  document: number,
  offset: number,
): readonly Stop[] {
  const index = new IndexReader(analysis.index);
  const located = locate(analysis, path, document, offset);
  const named = (located?.places ?? none).flatMap(({ thing }) => objectsOf(thing, index));
  const facts = fileOf(analysis, path)?.documents[document]?.facts;
  const around = facts && objectsIn(facts, index).find((each) => contains(each, { start: offset, end: offset }));
  const objects = named.length > 0 ? named : around ? [around] : none;
  return stopsOf(
    objects.filter((each) => roleOf(each) !== undefined),
    analysis,
  );
}

/** The objects that a name refers to; for other references the object around the text is meant. */
function objectsOf(thing: Thing, index: IndexReader): readonly Resource[] {
  return !isDefinition(thing) && thing.type === 'usage' && thing.usage.written.type === 'name'
    ? definitionsOf(thing, index).flatMap((each) => (each.type === 'object' ? each.resource : none))
    : none;
}

/** What sends traffic to an object. Source: LSP 3.17, callHierarchy/incomingCalls. */
export function incomingTraffic(analysis: Analysis, place: StopPlace): readonly Leg[] {
  const index = new IndexReader(analysis.index);
  const usages = variantsAt(place, analysis, index).flatMap((variant) =>
    usagesReaching(variant, index, analysis.settings).filter((usage) => usage.resource !== variant),
  );
  return legsOf(usages.filter(sendsTraffic), ({ resource }) => [resource], analysis, index);
}

/** Where an object sends traffic to. Source: LSP 3.17, callHierarchy/outgoingCalls. */
export function outgoingTraffic(analysis: Analysis, place: StopPlace): readonly Leg[] {
  const index = new IndexReader(analysis.index);
  const usages = variantsAt(place, analysis, index).flatMap((variant) => [
    ...usagesOf(variant, index, analysis.settings),
  ]);
  return legsOf(usages.filter(sendsTraffic), (usage) => usage.targets(), analysis, index);
}

/** Whether traffic goes along a reference: from a route to a Service, and from a Service to pods. */
function sendsTraffic({ resource, written, role }: Usage): boolean {
  return resource.service
    ? written.type === 'labels'
    : role !== undefined && leadsTraffic(role) && written.type === 'name';
}

function variantsAt({ file, document, item }: StopPlace, analysis: Analysis, index: IndexReader): readonly Resource[] {
  const facts = fileOf(analysis, file)?.documents[document]?.facts;
  const resource = facts && objectsIn(facts, index)[item];
  const variants = resource ? variantsOf(resource, index) : none;
  return variants.length > 0 || !resource ? variants : [resource];
}

/** The stops at one end of some references, each once, with the texts of its references. */
function legsOf(
  usages: readonly Usage[],
  endsOf: (usage: Usage) => readonly Resource[],
  analysis: Analysis,
  index: IndexReader,
): readonly Leg[] {
  const legs = new Map<Resource, { readonly stop: Stop; readonly texts: Map<string, Origin> }>();
  for (const usage of usages) {
    const text = placeOfThing({ type: 'usage', usage }, index);
    for (const stop of stopsOf(endsOf(usage), analysis)) {
      const leg = legs.get(stop.resource) ?? { stop, texts: new Map<string, Origin>() };
      legs.set(stop.resource, leg);
      if (text) {
        leg.texts.set(`${text.document.file} ${text.range.start}`, text);
      }
    }
  }
  return [...legs.values()].map(({ stop, texts }) => ({ stop, texts: [...texts.values()] }));
}

/** The objects as files state them, each once. */
function stopsOf(resources: readonly Resource[], analysis: Analysis): readonly Stop[] {
  const index = new IndexReader(analysis.index);
  return [...new Set(resources.map(writtenResource))].flatMap((resource): readonly Stop[] => {
    const { file } = resource.document;
    const document = documentNumber(analysis, resource.document);
    const item = objectsIn(resource.document, index).findIndex(({ start }) => start === resource.start);
    return document < 0 || item < 0 ? none : [{ resource, place: { file, document, item } }];
  });
}
