import { type CodeLens, CodeLensRefreshRequest, type Connection } from 'vscode-languageserver/node';
import type { OpenDocument } from './openDocuments.ts';

/** Has the editor ask for lenses again when those that it shows have become untrue by a change elsewhere. */
export interface LensRefresh {
  /** What the editor was told. */
  answered(uri: string, lenses: readonly CodeLens[]): void;
  /** Compares what was told with what holds now. */
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
  const told = new Map<string, { readonly version: number; readonly content: string }>();
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
        told.set(uri, { version: document.version, content: JSON.stringify(lenses) });
      }
    },
    check: () => {
      let untrue = false;
      const open = new Map([...options.documents()].map((document) => [document.uri, document]));
      for (const [uri, { version, content }] of told) {
        const document = open.get(uri);
        // A document that was edited since is asked for again by the editor itself.
        if (document?.version !== version) {
          told.delete(uri);
        } else if (JSON.stringify(options.lenses(uri)) !== content) {
          told.delete(uri);
          untrue = true;
        }
      }
      if (untrue) {
        options.connection
          .sendRequest(CodeLensRefreshRequest.type)
          .catch((error: unknown) => options.failed('Refreshing lenses', error));
      }
    },
  };
}
