import type { DocumentFacts } from '../model/document.ts';
import type { Node, YamlError } from '../yaml/node.ts';

/**
 * What a renderer reads. Every call is a look-up that an implementation may record, so that whoever keeps a render knows
 * which files it was made of, and which were looked for and not there. Paths are relative to the workspace folder.
 */
export interface RenderSource {
  /** A manifest, or undefined where there is no such file among those that are read. */
  file(path: string): RenderFile | undefined;
  /** Whether a directory of that path holds any file. */
  isDirectory(path: string): boolean;
  /** The text of any file, for generators: `missing` where none is there, `unknown` where such files are not looked at. */
  text(path: string): FileText;
}

export type FileText = { readonly text: string } | 'missing' | 'unknown';

export interface RenderFile {
  readonly path: string;
  readonly documents: readonly RenderDocument[];
  /** Why the file as a whole is not read. */
  readonly unread?: string;
}

export interface RenderDocument {
  readonly facts: DocumentFacts;
  /** Absent where the document was not read: it does not parse, is a template, or a CustomResourceDefinition. */
  readonly root?: Node;
  /** Why it is no YAML; for a document that says nothing of being a Kubernetes object its facts do not know. */
  readonly errors: readonly YamlError[];
  /** It is a CustomResourceDefinition: nothing of it is ever wired. */
  readonly wiresNothing?: boolean;
  /** Only its header was read: what a patch does to the rest cannot be said. */
  readonly headerOnly?: boolean;
}
