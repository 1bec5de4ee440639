import type { OpenDocument } from './openDocuments.ts';

/**
 * Makes the editor ask again for something that it shows in documents, such as lenses, when a change elsewhere has made
 * the shown answer wrong.
 */
export interface ShownAnswers {
  /** Remembers the answer that the editor shows now. */
  answered(uri: string, answer: unknown): void;
  /** Compares the shown answers with the present ones. */
  check(): void;
}

export interface ShownAnswersOptions {
  /** Whether the editor can be told to ask again. */
  readonly supported: boolean;
  documents(): Iterable<OpenDocument>;
  /** The answer that a request would get now. */
  present(uri: string): unknown;
  /** Tells the editor to ask again. */
  refresh(): Promise<void>;
  failed(error: unknown): void;
}

export function createShownAnswers(options: ShownAnswersOptions): ShownAnswers {
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
    answered: (uri, answer) => {
      const document = documentAt(uri);
      if (options.supported && document) {
        shown.set(uri, { version: document.version, content: JSON.stringify(answer) });
      }
    },
    check: () => {
      let isOutdated = false;
      const open = new Map([...options.documents()].map((document) => [document.uri, document]));
      for (const [uri, { version, content }] of shown) {
        const document = open.get(uri);
        // After an edit of a document, the editor asks by itself.
        if (document?.version !== version) {
          shown.delete(uri);
        } else if (JSON.stringify(options.present(uri)) !== content) {
          shown.delete(uri);
          isOutdated = true;
        }
      }
      if (isOutdated) {
        options.refresh().catch(options.failed);
      }
    },
  };
}
