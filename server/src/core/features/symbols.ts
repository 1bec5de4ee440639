import { type Analysis, fileOf } from '../analysis.ts';
import { numberOf } from '../cursor/places.ts';
import type { FileDocument } from '../model/document.ts';
import type { ContainerPort, Resource, ServicePort } from '../model/resource.ts';
import { none } from '../text/emptyList.ts';
import { baseName, directoryOf } from '../text/path.ts';
import type { Range } from '../text/range.ts';
import { forEachEntry } from '../text/versionedMap.ts';

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
  return (fileOf(analysis, path)?.documents ?? none).flatMap((document): readonly ObjectSymbol[] =>
    document.facts.kustomization
      ? [symbolOfKustomization(document)]
      : document.facts.resources.map((each) => symbolOf(each, document, true)),
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
  const wanted = query.toLowerCase().replace(/\s+/g, '');
  const byRank: Match[][] = [[], [], [], []];
  const add = (kind: string, name: string, document: FileDocument, resource?: Resource) => {
    // Most objects end here, without a new string for each.
    if (lettersFoundIn(name, wanted, lettersFoundIn(kind, wanted, 0)) < wanted.length) {
      return;
    }
    const matches = byRank[rankOf((kind + name).toLowerCase(), wanted)]!;
    if (matches.length < mostFound) {
      matches.push({ document, resource, length: kind.length + name.length });
    }
  };
  forEachEntry(analysis.index.files, ({ documents }) => {
    for (const document of documents) {
      if (document.facts.kustomization) {
        const [kind, ...name] = nameOfKustomization(document).split(' ');
        add(kind!, name.join(''), document);
      }
      for (const resource of document.facts.resources) {
        add(resource.kind, resource.name, document, resource);
      }
    }
  });
  // Most objects do not match, so a symbol is made only for what is shown.
  return byRank
    .flatMap((matches) => matches.sort((a, b) => a.length - b.length))
    .slice(0, mostFound)
    .map(({ document, resource }) => ({
      ...(resource ? symbolOf(resource, document, false) : symbolOfKustomization(document)),
      file: document.facts.file,
    }));
}

interface Match {
  readonly document: FileDocument;
  /** Absent for a kustomization. */
  readonly resource: Resource | undefined;
  readonly length: number;
}

// An editor asks again with every letter, and nobody reads more.
const mostFound = 500;

/**
 * How many letters of a query are found after a text, in their order, if so many were found before it. Kinds and names
 * are ASCII.
 */
function lettersFoundIn(text: string, wanted: string, before: number): number {
  let found = before;
  for (let at = 0; at < text.length && found < wanted.length; at++) {
    const code = text.charCodeAt(at);
    if (wanted.charCodeAt(found) === (code >= upperA && code <= upperZ ? code + 32 : code)) {
      found++;
    }
  }
  return found;
}

const upperA = 65;
const upperZ = 90;

/** From 0, the best, to 3, where only the letters are in the name, in their order. */
function rankOf(name: string, wanted: string): number {
  const at = name.indexOf(wanted);
  return at < 0 ? 3 : at + wanted.length === name.length ? 0 : at === 0 ? 1 : 2;
}

function nameOfKustomization({ facts: { file, kustomization } }: FileDocument): string {
  return `${kustomization?.component ? 'Component' : 'Kustomization'} ${baseName(directoryOf(file)) || '.'}`;
}

function symbolOfKustomization(document: FileDocument): ObjectSymbol {
  const range = { start: 0, end: document.facts.text.trimEnd().length };
  return {
    name: nameOfKustomization(document),
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
