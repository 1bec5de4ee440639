import type { Range } from '../text/range.ts';

/**
 * The tree of both readers. It states the syntax, not the meaning: a scalar keeps its text and style, and
 * `scalar.ts` resolves it as kubectl or kustomize does. An alias keeps its position and refers to its target,
 * so that a thousandfold expansion costs nothing. A merge key stays a pair, and `pairsOf` expands it.
 */
export type Node = Scalar | Mapping | Sequence | Alias;

/** A part of a tree with its place. */
export interface Placed extends Range {
  /**
   * The document that the range refers to, if it differs from the document of the parent node. No reader sets
   * it: only a rendered tree combines several documents.
   */
  readonly document?: object;
}

export interface Scalar extends Placed {
  readonly type: 'scalar';
  /**
   * The content: without quotes and escapes, and folded. For a plain scalar it is the raw text. Empty for a
   * missing value.
   */
  readonly text: string;
  readonly style: 'plain' | 'single' | 'double' | 'literal' | 'folded';
  /** A chart makes the value, so it is not in the text of its place as it is. Only a rendered chart sets it. */
  readonly isMade?: true;
  /** From the opening to the closing quote, if they are not at the place of the text. Only a rendered chart sets it. */
  readonly quotes?: Placed;
  /** An explicit tag as YAML resolves it, e.g. `tag:yaml.org,2002:str` for `!!str`. */
  readonly tag?: string;
  readonly anchor?: string;
  /**
   * The same object in all uses of one shared value: a change of one use changes all of them. No reader sets
   * it: only a rendered tree has shared values.
   */
  readonly shared?: object;
}

export interface Mapping extends Placed {
  readonly type: 'mapping';
  readonly flow: boolean;
  /** In the order of the text, including duplicates. */
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
  /** The target. Absent if no such anchor is before the alias, or if the target would contain the alias. */
  readonly target?: Exclude<Node, Alias>;
}

/**
 * The range is the whole pair, from the start of the key to the end of the value, without comment and
 * separator.
 */
export interface Pair extends Placed {
  readonly key: Scalar;
  /** For a key without a value it is an empty plain scalar directly after the colon. */
  readonly value: Node;
}

/** A place at which the text is not YAML, or is YAML that every Kubernetes tool rejects. */
export interface YamlError extends Range {
  readonly message: string;
}

/** One document after reading. Ranges are UTF-16 offsets from the start of the text that the reader received. */
export interface Tree {
  /** Absent for an empty document and for a document that could not be read. */
  readonly root?: Node;
  readonly errors: readonly YamlError[];
}
