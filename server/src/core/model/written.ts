import type { Stated } from './origin.ts';

/** What kubectl makes of a written value; only `string` is a label value. Source: sigs.k8s.io/yaml, YAMLToJSON. */
export type WrittenType =
  | 'string'
  | 'integer'
  | 'float'
  | 'boolean'
  | 'timestamp'
  | 'null'
  | 'mapping'
  | 'sequence'
  /** The reader refuses the document because of it, e.g. a tag that does not fit the value. */
  | 'invalid'
  /** Holds a placeholder of some template language, e.g. `${APP}`: what it will be is not known. */
  | 'placeholder';

/** One value as it stands in the text. */
export interface Written extends Stated {
  /**
   * The text of the value without its quotes, e.g. `web`; for a null and for a mapping or sequence the empty string.
   * A number keeps the author's spelling (`1.10`), because that is what the author meant to match.
   */
  readonly value: string;
  readonly type: WrittenType;
  readonly quoted: boolean;
}

/** `app: web` where labels or a selector are stated. The range is the whole pair. */
export interface LabelPair extends Stated {
  readonly key: Written;
  readonly value: Written;
  /** Set when an edit here would change other places too, or when the text stands elsewhere (alias, merge key, anchor). */
  readonly shared?: 'alias' | 'merge' | 'anchor';
}

/** A map of labels: `labels:`, a Service's `selector:`, `matchLabels:`. The range is the map's own. */
export interface Labels extends Stated {
  /** Of a duplicate key only the last, as kubectl has it. */
  readonly pairs: readonly LabelPair[];
  /** `other` for a list or a scalar where a map belongs. */
  readonly shape: 'mapping' | 'null' | 'other';
  readonly flow: boolean;
  /** The key that introduces the map, e.g. `selector` of `selector:`. */
  readonly keyRange: Stated;
}

/** A `LabelSelector`; both parts are ANDed. Source: k8s.io/apimachinery meta/v1 LabelSelectorAsSelector. */
export interface LabelSelector extends Stated {
  readonly matchLabels: Labels | undefined;
  readonly matchExpressions: readonly Requirement[];
  /** Keys in it that are no field of it: labels that belong below `matchLabels`, or the template that belongs beside it. */
  readonly strayFields: readonly Written[];
  readonly keyRange: Stated;
}

export interface Requirement extends Stated {
  readonly key: Written;
  /** `In`, `NotIn`, `Exists`, `DoesNotExist`; anything else is refused by the API server and matches nothing here. */
  readonly operator: string;
  readonly values: readonly Written[];
}
