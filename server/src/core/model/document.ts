import type { Range } from '../text/range.ts';
import type { YamlError } from '../yaml/node.ts';
import type { Kustomization } from './kustomization.ts';
import type { CustomWorkload, Resource } from './resource.ts';

/**
 * The facts of one document. They are immutable. An edit that does not change the text of the document keeps
 * the same object, so that all results computed from it can be reused.
 */
export interface DocumentFacts {
  /** Path of its file, relative to the workspace folder and separated by `/`. */
  readonly file: string;
  /**
   * The text that all ranges refer to. For a document whose header alone is read, it is the start of the
   * document up to the end of the header. The values of a Secret are replaced by `x`. It is empty if nothing is ever
   * reported or edited: for a CustomResourceDefinition, and for a document that is not a Kubernetes object.
   */
  readonly text: string;
  readonly depth: 'scan' | 'header' | 'body';
  readonly errors: readonly YamlError[];
  /** The resource, or the items of a `List`. Empty for a document that is not a Kubernetes object. */
  readonly resources: readonly Resource[];
  readonly kustomization?: Kustomization;
  /** Set for a CustomResourceDefinition: neither the definition nor a patch for it has wiring. */
  readonly wiresNothing?: true;
  /** Why this document may hold resources that are not in `resources`. */
  readonly unread?: Unread;
  /** The user's custom workloads, if `resources` contains one of these kinds. */
  readonly customWorkloads?: readonly CustomWorkload[];
  /** Set for a file of a Helm chart: whether it is a template or, e.g., a file of values. */
  readonly ofChart?: 'template' | 'other';
  /** Comments that silence a rule, in the order of the text. */
  readonly ignored: readonly IgnoreComment[];
}

/** A part of the workspace with unknown content, with the reason in user-facing words. */
export interface Unread {
  readonly because: string;
  /** The text to search for a selector's values. If absent, the part may hold anything. */
  readonly text?: string;
  /** Set if nothing limits the content: any search may have its target there. */
  readonly isOpaque?: true;
  /**
   * Set if a program has to fill it in or translate it before it is a manifest, as Helm does with a chart's template.
   */
  readonly isTemplate?: true;
  /** Set if what it installs may be a chart of the workspace, which is rendered then. */
  readonly installsHere?: true;
}

/**
 * `# podwire-ignore: code, code`, or `# podwire-ignore` for all codes. It applies to its own line and to the
 * next line.
 */
export interface IgnoreComment extends Range {
  /** Empty for all codes. */
  readonly codes: readonly string[];
}

/** A document in its file. */
export interface FileDocument {
  readonly facts: DocumentFacts;
  /** Offset in UTF-16 code units from the start of the file's text, without a byte order mark. */
  readonly start: number;
  /** The zero-based line of its start. A document always starts at the first column. */
  readonly line: number;
}

/** A file with its documents. */
export interface SourceFile {
  readonly path: string;
  readonly documents: readonly FileDocument[];
  /** Set if the whole file could not be read, or has a language that is not read. */
  readonly unread?: Unread;
  /** Set for an open file that ignore rules exclude. It is analysed, but no reference can reach it. */
  readonly outside?: boolean;
  /** Set for a file that ignore rules exclude but another file names. It may exist, and its content is not read. */
  readonly ignored?: boolean;
  /**
   * Set for a file that is read only because a kustomization or a release names it: its name is not the name of a
   * manifest, or it is outside the requested files.
   */
  readonly named?: NamedAs;
  /** Set for a file of a Helm chart, or of values for one: its whole text is one document without resources. */
  readonly inChart?: true;
  /** Set for an open template of a chart that does not parse: the last text that did (`bundles/lastGood.ts`). */
  readonly lastGood?: string;
  /** The text of a file with `named: 'text'`. Absent if it is longer than `longestNamedText`. */
  readonly text?: string;
}

/**
 * How a file is read that others name: `file` means that its documents are read, `text` that only its text is, for a
 * generator, and `values` that its whole text is one document, for a release of a chart.
 */
export type NamedAs = 'file' | 'text' | 'values';

/** In UTF-16 code units. Environment and settings files, which supply values, are short. A longer file is data. */
export const longestNamedText = 64_000;

/** A part of the workspace with unknown content. */
export interface UnreadPart {
  readonly file: string;
  readonly unread: Unread;
}

/** The existence of a file. */
export interface FileEntry {
  readonly file: string;
}
