import type { DocumentFacts } from '../model/document.ts';
import type { Node, YamlError } from '../yaml/node.ts';

/**
 * The input of a renderer. An implementation may record every call as a lookup, so that the owner of a render
 * knows the files that it depends on, including missing ones. Paths are relative to the workspace folder.
 */
export interface RenderSource {
  /** A manifest, or undefined if no file that is read has this path. */
  file(path: string): RenderFile | undefined;
  /** Whether a directory with this path contains any file. */
  isDirectory(path: string): boolean;
  /**
   * The text of any file, for generators: `missing` if the file does not exist, `unknown` if such files are not
   * read.
   */
  text(path: string): FileText;
}

export type FileText = { readonly text: string } | 'missing' | 'unknown';

export interface RenderFile {
  readonly path: string;
  readonly documents: readonly RenderDocument[];
  /** Why the whole file is not read. */
  readonly unread?: string;
}

export interface RenderDocument {
  readonly facts: DocumentFacts;
  /** Absent if the document was not read: it does not parse, is a template, or is a CustomResourceDefinition. */
  readonly root?: Node;
  /** Syntax errors. The facts lack the errors of a document that does not look like a Kubernetes object. */
  readonly errors: readonly YamlError[];
  /** The document is a CustomResourceDefinition, which has no wiring. */
  readonly wiresNothing?: boolean;
  /** Only the header was read, so the effect of a patch on the rest is unknown. */
  readonly headerOnly?: boolean;
}
