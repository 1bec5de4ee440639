import type { Location, LocationLink, Position, TextDocumentPositionParams } from 'vscode-languageserver/node';
import { fileOf } from '../core/analysis.ts';
import type { Destination } from '../core/cursor/destinations.ts';
import type { FileDocument } from '../core/model/document.ts';
import type { Origin } from '../core/model/origin.ts';
import { documentsNow } from '../core/problems.ts';
import type { Range } from '../core/text/range.ts';
import { createRangeConverter, linesOf, offsetAt } from './positions.ts';
import type { AnalysedFile, Workspace } from './workspace.ts';

/** A position of the editor, as the core has it. */
export interface Cursor extends AnalysedFile {
  readonly document: FileDocument;
  /** The number of the document in its file. */
  readonly number: number;
  /** In the document, in UTF-16 code units. */
  readonly offset: number;
}

/** Undefined for a document that is not analysed, and for a position before its first object. */
export function cursorAt(
  { textDocument, position }: TextDocumentPositionParams,
  workspace: Workspace,
): Cursor | undefined {
  const known = workspace.lookUp(textDocument.uri);
  const documents = (known && fileOf(known.analysis, known.path)?.documents) ?? [];
  const number = documents.findLastIndex((each) => each.line <= position.line);
  const document = documents[number];
  if (!known || !document) {
    return undefined;
  }
  const inDocument: Position = { line: position.line - document.line, character: position.character };
  const offset = offsetAt(linesOf(document.facts.text), inDocument, workspace.editor.positionEncoding);
  return { ...known, document, number, offset };
}

/** Converts places of one analysis into those of the editor. Create it for one answer only. */
export function placeConverter({ analysis, root }: Pick<AnalysedFile, 'analysis' | 'root'>, workspace: Workspace) {
  const convert = createRangeConverter(workspace.editor.positionEncoding);
  const placeIn = documentsNow(analysis);
  const rangeOf = (document: FileDocument, range: Range) => convert(document, range) as Location['range'];
  return {
    rangeOf,
    placeIn,
    /** Undefined for a text that is no longer there. */
    locationOf({ document, range }: Origin): Location | undefined {
      const place = placeIn(document);
      return place && { uri: workspace.uriOf(root, document.file), range: rangeOf(place, range) };
    },
    linkTo({ document, range, whole }: Destination, from: Location['range']): LocationLink | undefined {
      const place = placeIn(document);
      return (
        place && {
          originSelectionRange: from,
          targetUri: workspace.uriOf(root, document.file),
          targetRange: rangeOf(place, whole),
          targetSelectionRange: rangeOf(place, range),
        }
      );
    },
  };
}
