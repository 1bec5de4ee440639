import { type Analysis, fileOf } from '../analysis.ts';
import { numberOf } from '../cursor/places.ts';
import { type NamedObject, namedObjectsOf } from '../index/objectNames.ts';
import { IndexReader } from '../index/reader.ts';
import type { FileDocument } from '../model/document.ts';
import type { ContainerPort, Resource, ServicePort } from '../model/resource.ts';
import { objectsOf } from '../resolve/scope/overlayVariants.ts';
import { none } from '../text/emptyList.ts';
import { getOrInsertComputed } from '../text/maps.ts';
import type { Range } from '../text/range.ts';
import { forEachEntry, lookUp } from '../text/versionedMap.ts';

/** An object, or a part of it, in the outline of a file. */
export interface ObjectSymbol {
  /** E.g. `Service web`. */
  readonly name: string;
  /** E.g. the namespace. */
  readonly detail?: string;
  readonly sort: 'kustomization' | 'service' | 'workload' | 'object' | 'container' | 'port';
  readonly document: FileDocument;
  /** The whole object, in its document. */
  readonly range: Range;
  /** Its name, inside the range. */
  readonly selection: Range;
  readonly children: readonly ObjectSymbol[];
}

/** The objects of a file, with their ports and containers. Source: LSP 3.17, textDocument/documentSymbol. */
export function documentSymbols(analysis: Analysis, path: string): readonly ObjectSymbol[] {
  const file = fileOf(analysis, path);
  if (file?.inChart) {
    const index = new IndexReader(analysis.index);
    return file.documents.flatMap((document) =>
      objectsOf(document.facts, index).map((each) => symbolOf(each, document, true)),
    );
  }
  return [...(file ? namedObjectsOf(file) : none)].map((each) =>
    each.resource ? symbolOf(each.resource, each.document, true) : symbolOfKustomization(each),
  );
}

/** An object of the workspace. */
export interface FoundSymbol extends ObjectSymbol {
  readonly file: string;
}

/**
 * The objects whose kind and name contain the letters of a query in their order, the best first. Source: LSP 3.17,
 * workspace/symbol.
 *
 * @param query empty for every object
 */
export function workspaceSymbols(analysis: Analysis, query: string): readonly FoundSymbol[] {
  const { files, names } = analysis.index;
  const wanted = query.toLowerCase().replace(/\s+/g, '');
  const byRank: Match[][] = [[], [], [], []];
  forEachEntry(names, (text, path) => {
    let start = 0;
    for (let line = 0; start <= text.length; line++) {
      const next = text.indexOf('\n', start);
      const end = next < 0 ? text.length : next;
      if (hasLetters(text, start, end, wanted)) {
        byRank[rankOf(text.slice(start, end), wanted)]!.push({ path, line, length: end - start });
      }
      start = end + 1;
    }
  });
  const best: Match[] = [];
  for (const matches of byRank) {
    if (best.length < mostFound) {
      best.push(...matches.sort((a, b) => a.length - b.length).slice(0, mostFound - best.length));
    }
  }
  // Most objects do not match, so only those that are shown become symbols.
  const objects = new Map<string, readonly NamedObject[]>();
  return best.flatMap(({ path, line }): readonly FoundSymbol[] => {
    const file = lookUp(files, path);
    const found = getOrInsertComputed(objects, path, () => [...(file ? namedObjectsOf(file) : none)])[line];
    if (!found) {
      return none;
    }
    const { document, resource } = found;
    return [{ ...(resource ? symbolOf(resource, document, false) : symbolOfKustomization(found)), file: path }];
  });
}

/** A line of the names of a file. */
interface Match {
  readonly path: string;
  readonly line: number;
  readonly length: number;
}

// An editor asks again with every letter, and nobody reads more.
const mostFound = 500;

/** Whether a part of a text contains the letters of a query in their order. */
function hasLetters(text: string, start: number, end: number, wanted: string): boolean {
  let found = 0;
  for (let at = start; at < end && found < wanted.length; at++) {
    if (text.charCodeAt(at) === wanted.charCodeAt(found)) {
      found++;
    }
  }
  return found === wanted.length;
}

/** From 0, the best, to 3, where only the letters are in the name, in their order. */
function rankOf(name: string, wanted: string): number {
  const at = name.indexOf(wanted);
  return at < 0 ? 3 : at + wanted.length === name.length ? 0 : at === 0 ? 1 : 2;
}

function symbolOfKustomization({ kind, name, document }: NamedObject): ObjectSymbol {
  const range = { start: 0, end: document.facts.text.trimEnd().length };
  return {
    name: `${kind} ${name}`,
    sort: 'kustomization',
    document,
    range,
    selection: { start: 0, end: 0 },
    children: none,
  };
}

function symbolOf(resource: Resource, document: FileDocument, withParts: boolean): ObjectSymbol {
  const { kind, name, nameRange, namespace, service, podTemplate, start, end } = resource;
  return {
    name: `${kind} ${name}`.trimEnd(),
    ...(namespace && namespace.value !== '' ? { detail: namespace.value } : {}),
    sort: service ? 'service' : podTemplate ? 'workload' : 'object',
    document,
    range: { start, end },
    selection: inside({ start, end }, nameRange),
    children: withParts ? partsOf(resource, document) : none,
  };
}

function partsOf({ service, podTemplate, start, end }: Resource, document: FileDocument): readonly ObjectSymbol[] {
  const whole = { start, end };
  const containers = (podTemplate?.containers ?? none).map((container): ObjectSymbol => {
    const range = inside(whole, container);
    return {
      name: container.name || 'container',
      ...(container.image === undefined ? {} : { detail: container.image }),
      sort: 'container',
      document,
      range,
      selection: { start: range.start, end: range.start },
      children: container.ports.map((port) => symbolOfPort(port, range, document)),
    };
  });
  return [...(service?.ports ?? none).map((port) => symbolOfPort(port, whole, document)), ...containers];
}

function symbolOfPort(port: ServicePort | ContainerPort, around: Range, document: FileDocument): ObjectSymbol {
  const number = numberOf(port)?.value ?? '';
  const target = 'targetPort' in port && port.targetPort ? ` → ${port.targetPort.value}` : '';
  const range = inside(around, port);
  return {
    name: `${port.name?.value ?? 'port'} ${number}${target}`.trimEnd(),
    detail: port.protocol,
    sort: 'port',
    document,
    range,
    selection: inside(range, port.name ?? numberOf(port) ?? port),
    children: none,
  };
}

/** A range that is inside another one, as the protocol demands. An alias may be written elsewhere. */
function inside(outer: Range, { start, end }: Range): Range {
  return outer.start <= start && end <= outer.end ? { start, end } : { start: outer.start, end: outer.start };
}
