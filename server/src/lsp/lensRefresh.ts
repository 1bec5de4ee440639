import { type CodeLens, CodeLensRefreshRequest, type Connection } from 'vscode-languageserver/node';
import type { OpenDocument } from './openDocuments.ts';

/** Makes the editor request lenses again when a change elsewhere has made the shown ones wrong. */
export interface LensRefresh {
  /** Remembers the lenses that the editor shows now. */
  answered(uri: string, lenses: readonly CodeLens[]): void;
  /** Compares the shown lenses with the present ones. */
  check(): void;
}

export interface LensRefreshOptions {
  readonly connection: Connection;
  readonly supported: boolean;
  documents(): Iterable<OpenDocument>;
  lenses(uri: string): readonly CodeLens[];
  failed(what: string, error: unknown): void;
}

export function createLensRefresh(options: LensRefreshOptions): LensRefresh {
  const shown = new Map<string, { readonly version: number; readonly content: string }>();
  const documentAt = (uri: string): OpenDocument | undefined => {
    for (const document of options.documents()) {
      if (document.uri === uri) {
        return document;
      }
    }
    return undefined;
  };
  return {
    answered: (uri, lenses) => {
      const document = documentAt(uri);
      if (options.supported && document) {
        shown.set(uri, { version: document.version, content: JSON.stringify(lenses) });
      }
    },
    check: () => {
      let isOutdated = false;
      const open = new Map([...options.documents()].map((document) => [document.uri, document]));
      for (const [uri, { version, content }] of shown) {
        const document = open.get(uri);
        // After an edit of a document, the editor requests its lenses without a refresh.
        if (document?.version !== version) {
          shown.delete(uri);
        } else if (JSON.stringify(options.lenses(uri)) !== content) {
          shown.delete(uri);
          isOutdated = true;
        }
      }
      if (isOutdated) {
        options.connection
          .sendRequest(CodeLensRefreshRequest.type)
          .catch((error: unknown) => options.failed('Refreshing lenses', error));
      }
    },
  };
}
