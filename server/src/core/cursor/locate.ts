import { type Analysis, fileOf } from '../analysis.ts';
import { renderedFrom } from '../index/keys.ts';
import { IndexReader } from '../index/reader.ts';
import type { DocumentFacts } from '../model/document.ts';
import type { Resource } from '../model/resource.ts';
import { none } from '../text/emptyList.ts';
import { addToList } from '../text/maps.ts';
import type { Range } from '../text/range.ts';
import { isPatchFile } from './mentions.ts';
import { placesOf } from './places.ts';
import type { Place } from './things.ts';

/** What is at a position of a text. */
export interface Located {
  readonly document: DocumentFacts;
  /** The text of the thing, in the document. */
  readonly range: Range;
  /**
   * The places with exactly this range: one for each thing that the text is, in each bundle that uses the text.
   * Never empty.
   */
  readonly places: readonly [Place, ...Place[]];
}

/**
 * The one function that finds what is at a position; undefined if nothing is. The smallest text counts that contains
 * the position or ends there.
 *
 * @param document the number of the document in its file
 * @param offset in the document, in UTF-16 code units
 */
export function locate(analysis: Analysis, path: string, document: number, offset: number): Located | undefined {
  const facts = fileOf(analysis, path)?.documents[document]?.facts;
  if (!facts) {
    return undefined;
  }
  const index = new IndexReader(analysis.index);
  let found: Place[] = [];
  let [start, end] = [-1, Number.POSITIVE_INFINITY];
  for (const place of placesIn(facts, index, analysis)) {
    if (place.start > offset || place.end < offset || place.end - place.start > end - start) {
      continue;
    }
    if (place.start === start && place.end === end) {
      found.push(place);
    } else if (place.end - place.start < end - start || place.start > start) {
      [found, start, end] = [[place], place.start, place.end];
    }
  }
  // A JSON patch states a key in its path, and the key then has the place of the value.
  const text = facts.text.slice(start, end).replace(/^(["'])(.*)\1$/, '$2');
  const isText = ({ part, written }: Place) => part !== 'key' || written?.value === text;
  const [first, ...others] = found.some(isText) ? found.filter(isText) : found;
  return first && { document: facts, range: { start, end }, places: [first, ...others] };
}

/** The places of a document by their ranges: a function, for callers that ask about many ranges of a document. */
export function placesByRange(
  facts: DocumentFacts,
  index: IndexReader,
  analysis: Analysis,
): (range: Range) => readonly Place[] {
  const places = new Map<string, Place[]>();
  for (const place of placesIn(facts, index, analysis)) {
    addToList(places, `${place.start} ${place.end}`, place);
  }
  return ({ start, end }) => places.get(`${start} ${end}`) ?? none;
}

/** Every place of a document: those of its own resources, or those of the variants that bundles make of its text. */
function* placesIn(facts: DocumentFacts, index: IndexReader, { settings }: Analysis): Generator<Place> {
  const { file, kustomization } = facts;
  for (const inclusion of kustomization?.includes ?? none) {
    const { start, end } = inclusion;
    const from = { file, kustomization: kustomization! };
    yield { start, end, thing: { type: 'inclusion', from, inclusion }, part: 'path' };
  }
  for (const target of kustomization?.targets ?? none) {
    const { start, end } = target.name;
    const from = { file, kustomization: kustomization! };
    yield { start, end, thing: { type: 'target', from, target }, part: 'name', written: target.name };
  }
  const resources = resourcesWith(facts, index);
  if (resources !== facts.resources) {
    yield* patchesIn(facts, index);
  }
  for (const resource of resources) {
    for (const place of placesOf(resource, index, settings)) {
      if ((place.document ?? resource.document) === facts) {
        yield place;
      }
    }
  }
}

/** The names of the patches in a document. */
function* patchesIn({ file, resources }: DocumentFacts, index: IndexReader): Generator<Place> {
  for (const patch of isPatchFile(file, index) ? resources : none) {
    yield { ...patch.nameRange, thing: { type: 'patch', patch }, part: 'name' };
  }
}

/** The resources that may have a fact in the text of a document. */
function resourcesWith(facts: DocumentFacts, index: IndexReader): readonly Resource[] {
  const bundles = index.bundlesReading(facts.file);
  if (bundles.length === 0) {
    return facts.resources;
  }
  const rendered = index.list(renderedFrom(facts.file)).filter(({ document }) => document === facts);
  if (facts.kustomization === undefined && rendered.length > 0) {
    const own = new Set(rendered.map(({ bundle }) => bundle));
    // A bundle may merge the object into another one, which then has the facts of both texts.
    const merging = bundles.filter((bundle) => !own.has(bundle));
    return [...rendered, ...merging.flatMap((bundle) => index.bundle(bundle)?.resources ?? none)];
  }
  // The text is a kustomization, a patch, or an object of a bundle that cannot be built.
  const changed = bundles.flatMap((bundle) => index.bundle(bundle)?.resources ?? none);
  return [...changed, ...facts.resources];
}
