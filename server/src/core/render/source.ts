import type { DocumentFacts } from '../model/document.ts';
import type { Node, Scalar, YamlError } from '../yaml/node.ts';
import type { RenderedObject, UnreadInput } from './bundle.ts';

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
  /** A chart of the workspace, rendered as a kustomization states it; undefined if there is none. */
  chart?(inflation: Inflation): InflatedChart | undefined;
}

/** How a kustomization uses a chart. */
export interface Inflation {
  /** The directory of the chart. */
  readonly directory: string;
  /** The item of `helmCharts`, in the document of the kustomization. */
  readonly item: Node;
  readonly document: DocumentFacts;
  readonly release: string;
  readonly namespace: Node | undefined;
  /** Files of values, later ones over earlier ones. */
  readonly files: readonly { readonly node: Scalar; readonly path: string | undefined }[];
  /** Values over those of the files. */
  readonly inline: Node | undefined;
  /** Empty if it is not stated. */
  readonly kubeVersion: string;
}

export interface InflatedChart {
  readonly objects: readonly RenderedObject[];
  readonly unread: readonly UnreadInput[];
  readonly reads: ReadonlySet<string>;
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
