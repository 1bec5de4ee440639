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
  /** The open document at a URI. */
  documentAt(uri: string): OpenDocument | undefined;
  /** The answer that a request would get now. */
  present(uri: string): unknown;
  /** Tells the editor to ask again. */
  refresh(): Promise<void>;
  failed(error: unknown): void;
}

export function createShownAnswers(options: ShownAnswersOptions): ShownAnswers {
  const shown = new Map<string, { readonly version: number; readonly content: string }>();
  return {
    answered: (uri, answer) => {
      const document = options.documentAt(uri);
      if (options.supported && document) {
        shown.set(uri, { version: document.version, content: JSON.stringify(answer) });
      }
    },
    check: () => {
      let isOutdated = false;
      for (const [uri, { version, content }] of shown) {
        // After an edit of a document, the editor asks by itself.
        if (options.documentAt(uri)?.version !== version) {
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
