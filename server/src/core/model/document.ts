import type { Range } from '../text/range.ts';
import type { YamlError } from '../yaml/node.ts';
import type { Kustomization } from './kustomization.ts';
import type { CustomWorkload, Resource } from './resource.ts';

/**
 * What was read of one document. Immutable, and kept as the same object over edits that do not touch its text, so that
 * everything computed from it can be kept too.
 */
export interface DocumentFacts {
  /** Path of its file, relative to the workspace folder, `/`-separated. */
  readonly file: string;
  /**
   * The text that all ranges speak of: of a document of which only the header is read, its beginning that holds it.
   * Empty where nothing is ever reported or edited: a CustomResourceDefinition, and what is no Kubernetes object.
   */
  readonly text: string;
  readonly depth: 'scan' | 'header' | 'body';
  readonly errors: readonly YamlError[];
  /** One, or the items of a `List`; none for a document that is no Kubernetes object. */
  readonly resources: readonly Resource[];
  readonly kustomization?: Kustomization;
  /** Set for a CustomResourceDefinition: neither it nor a patch for it wires anything. */
  readonly wiresNothing?: true;
  /** Why this document could hold resources that are not among `resources`. */
  readonly unread?: Unread;
  /** The kinds that the user named, where a resource of one of them is among `resources`. */
  readonly customWorkloads?: readonly CustomWorkload[];
  /** Places where a comment silences a rule, in the order of the text. */
  readonly ignored: readonly IgnoreComment[];
}

/** A part of the workspace that may hold anything, with the reason in the words that a person reads. */
export interface Unread {
  readonly because: string;
  /** The text to look for a selector's values in; where absent, anything may be in there. */
  readonly text?: string;
  /** Set where nothing says what is in there: whatever is looked for may be. */
  readonly isOpaque?: true;
}

/** `# podwire-ignore: code, code` or `# podwire-ignore` for all codes. It speaks of its own line and of the next. */
export interface IgnoreComment extends Range {
  /** Empty for all. */
  readonly codes: readonly string[];
}

/** A document in its file. */
export interface FileDocument {
  readonly facts: DocumentFacts;
  /** Offset in UTF-16 code units from the start of the file's text, a byte order mark not counted. */
  readonly start: number;
  /** Zero-based line on which the document starts; it always starts at the first column. */
  readonly line: number;
}

/** One file as read. */
export interface SourceFile {
  readonly path: string;
  readonly documents: readonly FileDocument[];
  /** Set when the file as a whole could not be read, or is of a language that is not read. */
  readonly unread?: Unread;
  /** Set for an ignored file that is open: it is judged, but is no one's target. */
  readonly outside?: boolean;
  /** Set for what ignore rules leave out, and something names all the same: it may be there, and holds what is not read. */
  readonly ignored?: boolean;
  /**
   * Set for what is read only because a kustomization names it: its name is no manifest's, or it is not among what was asked
   * for. As a `file` with its documents, or for its `text` alone, which a generator takes.
   */
  readonly named?: 'file' | 'text';
  /** Of such a file its text; absent where it is longer than `longestNamedText`. */
  readonly text?: string;
}

/** UTF-16 code units. Environments and settings, of which values are taken, are short; what is longer is data. */
export const longestNamedText = 64_000;

/** A part of the workspace that may hold anything. */
export interface UnreadPart {
  readonly file: string;
  readonly unread: Unread;
}

/** That a file is there. */
export interface FileEntry {
  readonly file: string;
}
