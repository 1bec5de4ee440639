import {
  type CallHierarchyIncomingCall,
  type CallHierarchyIncomingCallsParams,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  type CallHierarchyOutgoingCallsParams,
  type CallHierarchyPrepareParams,
  type Connection,
  SymbolKind,
} from 'vscode-languageserver/node';
import { fileOf } from '../core/analysis.ts';
import {
  incomingTraffic,
  type Leg,
  outgoingTraffic,
  prepareCallHierarchy,
  type Stop,
  type StopPlace,
} from '../core/features/callHierarchy.ts';
import { objectAt } from '../core/text/json.ts';
import type { Boundary } from './boundary.ts';
import { cursorAt, placeConverter } from './cursor.ts';
import type { AnalysedFile, Workspace } from './workspace.ts';

/** Answers the requests of a call hierarchy. Its calls are the ways of traffic: route, Service, workload. */
export function answerCallHierarchy(connection: Connection, boundary: Boundary, workspace: Workspace): void {
  const { callHierarchy } = connection.languages;
  callHierarchy.onPrepare(
    boundary.request('textDocument/prepareCallHierarchy', (params: CallHierarchyPrepareParams) => {
      const cursor = cursorAt(params, workspace);
      const stops = cursor && prepareCallHierarchy(cursor.analysis, cursor.path, cursor.number, cursor.offset);
      return cursor && stops && stops.length > 0 ? stops.map((stop) => itemOf(stop, cursor, workspace)) : null;
    }),
  );
  callHierarchy.onIncomingCalls(
    boundary.request(
      'callHierarchy/incomingCalls',
      ({ item }: CallHierarchyIncomingCallsParams): CallHierarchyIncomingCall[] | null =>
        callsAt(item, workspace, incomingTraffic)?.map(({ end, fromRanges }) => ({ from: end, fromRanges })) ?? null,
    ),
  );
  callHierarchy.onOutgoingCalls(
    boundary.request(
      'callHierarchy/outgoingCalls',
      ({ item }: CallHierarchyOutgoingCallsParams): CallHierarchyOutgoingCall[] | null =>
        callsAt(item, workspace, outgoingTraffic)?.map(({ end, fromRanges }) => ({ to: end, fromRanges })) ?? null,
    ),
  );
}

/** The calls from or to an item; undefined if it is not known any more. */
function callsAt(
  item: CallHierarchyItem,
  workspace: Workspace,
  find: (analysis: AnalysedFile['analysis'], place: StopPlace) => readonly Leg[],
): { end: CallHierarchyItem; fromRanges: CallHierarchyItem['range'][] }[] | undefined {
  const known = workspace.lookUp(item.uri);
  const place = placeIn(item, known);
  if (!known || !place) {
    return undefined;
  }
  const { locationOf } = placeConverter(known, workspace);
  return find(known.analysis, place).map((leg) => {
    const end = itemOf(leg.stop, known, workspace);
    // The protocol wants texts of one file: that of the sender.
    const texts = leg.texts.flatMap((text) => locationOf(text) ?? []);
    const [first] = texts;
    return { end, fromRanges: texts.filter(({ uri }) => uri === first?.uri).map(({ range }) => range) };
  });
}

function itemOf({ resource, place }: Stop, known: AnalysedFile, workspace: Workspace): CallHierarchyItem {
  const { kind, name, namespace, nameRange, document, start, end, service, podTemplate } = resource;
  const { rangeOf } = placeConverter(known, workspace);
  const file = fileOf(known.analysis, place.file)!.documents[place.document]!;
  const isInside = (nameRange.document ?? document) === document && start <= nameRange.start && nameRange.end <= end;
  return {
    name: `${kind} ${name}`.trimEnd(),
    kind: service ? SymbolKind.Interface : podTemplate ? SymbolKind.Class : SymbolKind.Event,
    detail: namespace && namespace.value !== '' ? `${namespace.value} · ${place.file}` : place.file,
    uri: workspace.uriOf(known.root, place.file),
    range: rangeOf(file, { start, end }),
    selectionRange: rangeOf(file, isInside ? nameRange : { start, end: start }),
    data: { document: place.document, item: place.item },
  };
}

/** The place in an item that the editor sends back. It may be of an earlier analysis. */
function placeIn({ data }: CallHierarchyItem, known: AnalysedFile | undefined): StopPlace | undefined {
  const { document, item } = objectAt(data);
  return known && Number.isInteger(document) && Number.isInteger(item)
    ? { file: known.path, document: document as number, item: item as number }
    : undefined;
}
