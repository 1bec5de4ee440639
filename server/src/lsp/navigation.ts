import {
  type Connection,
  type DocumentHighlight,
  DocumentHighlightKind,
  type DocumentLink,
  type DocumentLinkParams,
  type DocumentSymbol,
  type DocumentSymbolParams,
  type ReferenceParams,
  type SymbolInformation,
  SymbolKind,
  type TextDocumentPositionParams,
  type WorkspaceSymbol,
  type WorkspaceSymbolParams,
} from 'vscode-languageserver/node';
import { definitions, type Verb } from '../core/features/definition.ts';
import { documentLinks } from '../core/features/documentLinks.ts';
import { references } from '../core/features/references.ts';
import { documentSymbols, type ObjectSymbol, workspaceSymbols } from '../core/features/symbols.ts';
import type { Origin } from '../core/model/origin.ts';
import { none } from '../core/text/emptyList.ts';
import type { Boundary } from './boundary.ts';
import { cursorAt, placeConverter } from './cursor.ts';
import type { Workspace } from './workspace.ts';

/** Answers the requests that lead from one text to others. */
export function answerNavigation(connection: Connection, boundary: Boundary, workspace: Workspace): void {
  const goTo = (verb: Verb) =>
    boundary.request(`textDocument/${verb}`, (params: TextDocumentPositionParams) => {
      const cursor = cursorAt(params, workspace);
      const found = cursor && definitions(cursor.analysis, verb, cursor.path, cursor.number, cursor.offset);
      if (!cursor || !found) {
        return null;
      }
      const { rangeOf, linkTo, locationOf } = placeConverter(cursor, workspace);
      const from = rangeOf(cursor.document, found.range);
      return workspace.editor.locationLinks[verb]
        ? found.destinations.flatMap((each) => linkTo(each, from) ?? none)
        : found.destinations.flatMap((each) => locationOf(each) ?? none);
    });
  connection.onDefinition(goTo('definition'));
  connection.onTypeDefinition(goTo('typeDefinition'));
  connection.onImplementation(goTo('implementation'));
  connection.onReferences(
    boundary.request('textDocument/references', (params: ReferenceParams) => {
      const cursor = cursorAt(params, workspace);
      if (!cursor) {
        return null;
      }
      const found = references(cursor.analysis, cursor.path, cursor.number, cursor.offset);
      const { locationOf } = placeConverter(cursor, workspace);
      const all = params.context.includeDeclaration ? [...found.definitions, ...found.mentions] : found.mentions;
      return all.flatMap((each) => locationOf(each) ?? []);
    }),
  );
  connection.onDocumentHighlight(
    boundary.request('textDocument/documentHighlight', (params: TextDocumentPositionParams) => {
      const cursor = cursorAt(params, workspace);
      if (!cursor) {
        return null;
      }
      const { definitions: written, mentions } = references(cursor.analysis, cursor.path, cursor.number, cursor.offset);
      const { locationOf } = placeConverter(cursor, workspace);
      const highlight =
        (kind: DocumentHighlightKind) =>
        (each: Origin): readonly DocumentHighlight[] => {
          const range = each.document.file === cursor.path ? locationOf(each)?.range : undefined;
          return range ? [{ range, kind }] : [];
        };
      return [
        ...written.flatMap(highlight(DocumentHighlightKind.Write)),
        ...mentions.flatMap(highlight(DocumentHighlightKind.Read)),
      ];
    }),
  );
  connection.onDocumentLinks(
    boundary.request('textDocument/documentLink', ({ textDocument: { uri } }: DocumentLinkParams) => {
      const known = workspace.lookUp(uri);
      if (!known) {
        return [];
      }
      const { rangeOf } = placeConverter(known, workspace);
      return documentLinks(known.analysis, known.path).map(
        ({ document, range, to }): DocumentLink => ({
          range: rangeOf(document, range),
          target: 'url' in to ? to.url : workspace.uriOf(known.root, to.file),
        }),
      );
    }),
  );
  connection.onDocumentSymbol(
    boundary.request('textDocument/documentSymbol', ({ textDocument: { uri } }: DocumentSymbolParams) => {
      const known = workspace.lookUp(uri);
      if (!known) {
        return [];
      }
      const { rangeOf } = placeConverter(known, workspace);
      const convert = ({ name, detail, sort, document, range, selection, children }: ObjectSymbol): DocumentSymbol => ({
        name,
        ...(detail === undefined ? {} : { detail }),
        kind: kinds[sort],
        range: rangeOf(document, range),
        selectionRange: rangeOf(document, selection),
        children: children.map(convert),
      });
      const symbols = documentSymbols(known.analysis, known.path);
      return workspace.editor.hierarchicalSymbols
        ? symbols.map(convert)
        : symbols.map(
            ({ name, sort, document, range }): SymbolInformation => ({
              name,
              kind: kinds[sort],
              location: { uri, range: rangeOf(document, range) },
            }),
          );
    }),
  );
  connection.onWorkspaceSymbol(
    boundary.request('workspace/symbol', ({ query }: WorkspaceSymbolParams) =>
      workspace.analyses().flatMap(({ root, analysis }) => {
        const { rangeOf } = placeConverter({ root, analysis }, workspace);
        return workspaceSymbols(analysis, query).map(
          ({ name, detail, sort, document, selection, file }): WorkspaceSymbol => ({
            name,
            kind: kinds[sort],
            containerName: detail === undefined ? file : `${detail} · ${file}`,
            location: { uri: workspace.uriOf(root, file), range: rangeOf(document, selection) },
          }),
        );
      }),
    ),
  );
}

const kinds: Readonly<Record<ObjectSymbol['sort'], SymbolKind>> = {
  kustomization: SymbolKind.Package,
  service: SymbolKind.Interface,
  workload: SymbolKind.Class,
  object: SymbolKind.Object,
  container: SymbolKind.Module,
  port: SymbolKind.Field,
};
