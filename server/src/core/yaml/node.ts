import type { Range } from '../text/range.ts';

/**
 * The tree both readers give: what is written, not what it means. A scalar keeps its text and style; what kubectl or
 * kustomize makes of it is asked of `scalar.ts`. An alias keeps its place and points at the node it names, so that a
 * thousandfold expansion costs nothing; a merge key stays a pair until `pairsOf` is asked.
 */
export type Node = Scalar | Mapping | Sequence | Alias;

/** Something of a tree, with its place. */
export interface Placed extends Range {
  /**
   * The document that the range speaks of, where that is another than the one of the node around it. No reader sets it:
   * only a rendered tree is made of several documents.
   */
  readonly document?: object;
}

export interface Scalar extends Placed {
  readonly type: 'scalar';
  /** The content: unquoted, unescaped, folded; for a plain scalar the raw text. Empty for a value that is not there. */
  readonly text: string;
  readonly style: 'plain' | 'single' | 'double' | 'literal' | 'folded';
  /** An explicit tag as resolved by YAML, e.g. `tag:yaml.org,2002:str` for `!!str`. */
  readonly tag?: string;
  readonly anchor?: string;
  /** Equal in values that are one, so that who sets one sets all. No reader sets it: only a rendered tree has such. */
  readonly shared?: object;
}

export interface Mapping extends Placed {
  readonly type: 'mapping';
  readonly flow: boolean;
  /** In the order of the text, duplicates included. */
  readonly pairs: readonly Pair[];
  readonly tag?: string;
  readonly anchor?: string;
}

export interface Sequence extends Placed {
  readonly type: 'sequence';
  readonly flow: boolean;
  readonly items: readonly Node[];
  readonly tag?: string;
  readonly anchor?: string;
}

export interface Alias extends Placed {
  readonly type: 'alias';
  readonly name: string;
  /** The node it names; absent when no such anchor was seen before it, or when it would contain itself. */
  readonly target?: Exclude<Node, Alias>;
}

/** The range is the whole pair: from the key's start to the value's end, no comment, no separator. */
export interface Pair extends Placed {
  readonly key: Scalar;
  /** For a key without a value: an empty plain scalar right behind the colon. */
  readonly value: Node;
}

/** A place where the text is no YAML, or YAML that no Kubernetes tool would take. */
export interface YamlError extends Range {
  readonly message: string;
}

/** One document as read. Ranges are UTF-16 offsets from the start of the text that was given to the reader. */
export interface Tree {
  /** Absent for an empty document and for one that could not be read. */
  readonly root?: Node;
  readonly errors: readonly YamlError[];
}
